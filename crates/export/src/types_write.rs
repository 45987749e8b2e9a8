//! Types as rows. A row begins with the kind; what follows is written here and read in
//! `types_read`, arm by arm. Defined types, aliases and type parameters get their number before
//! their contents are looked at, and these are written when everything else that is under way is
//! done: recursion goes through structure alone.

use crate::code::{Encoder, Mode};
use crate::format::FIXED_TYPES;
use crate::parts;
use crate::write::{Pending, Tables};
use base::Pos;
use types::typeset::Terms;
use types::{ChanDir, ObjId, Signature, Term, TypeId, TypeKind};

base::define_enum! {
    /// What a type row begins with.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[repr(u8)]
    pub(crate) enum Row {
        Pointer,
        Slice,
        Array,
        Map,
        Chan,
        Tuple,
        Struct,
        Signature,
        Interface,
        Union,
        TypeParam,
        Named,
        Instance,
        Alias,
        AliasInstance,
        OfObject,
        UnderOf,
    }
}

pub(crate) fn dir_number(dir: ChanDir) -> u8 {
    match dir {
        ChanDir::Both => 0,
        ChanDir::SendOnly => 1,
        ChanDir::RecvOnly => 2,
    }
}

impl<'s> Tables<'s> {
    /// The number of a type in files.
    pub(crate) fn typ(&mut self, t: TypeId, mode: Mode) -> u32 {
        let s = self.s;
        if t.is_none() {
            self.fail("a type that is not known");
            return 0;
        }
        let t = match mode {
            Mode::Plain => t,
            Mode::Canon => s.canonical(s.unalias(t)).unwrap_or(s.unalias(t)),
        };
        let t = match (mode, t) {
            (Mode::Canon, TypeId::BYTE) => TypeId::UINT8,
            (Mode::Canon, TypeId::RUNE) => TypeId::INT32,
            // The name that error texts show most often.
            (Mode::Canon, TypeId::ANY_INTERFACE | TypeId::EMPTY_INTERFACE) => s.obj(s.universe().any).typ.get(),
            _ => t,
        };
        if t == TypeId::INVALID {
            self.fail("an invalid type");
        }
        if t.0 < FIXED_TYPES {
            return t.0;
        }
        // Nominal types are the same in both modes; arguments of instances are always canonical.
        let mode = match s.kind(t) {
            TypeKind::Named(_) | TypeKind::TypeParam(_) | TypeKind::Alias(_) => Mode::Plain,
            _ => mode,
        };
        if let Some(&row) = self.type_rows.get(&(t, mode)) {
            return FIXED_TYPES + row;
        }
        if let Some(pending) = self.is_deferred(t) {
            let row = self.types.len() as u32;
            self.types.push(Vec::new());
            self.type_rows.insert((t, mode), row);
            self.pending.push_back((pending, row));
            return FIXED_TYPES + row;
        }
        if self.depth > crate::read::MAX_DEPTH {
            self.fail("a type that is nested too deeply");
            return 0;
        }
        self.depth += 1;
        let bytes = base::stack::with_room(|| self.encode(mode, |w| structure(w, t, mode)));
        self.depth -= 1;
        // A type may contain itself through an instance's arguments only by a cycle, which the
        // checker has refused: nothing has written this row meanwhile.
        let row = self.types.len() as u32;
        self.types.push(bytes);
        self.type_rows.insert((t, mode), row);
        FIXED_TYPES + row
    }

    /// Whether a type's contents are written later: declared here.
    fn is_deferred(&mut self, t: TypeId) -> Option<Pending> {
        let s = self.s;
        let obj = match s.kind(t) {
            TypeKind::Named(n) if n.origin.is_none() => n.obj,
            TypeKind::Alias(a) if a.origin.is_none() => a.obj,
            TypeKind::TypeParam(p) => p.obj,
            _ => return None,
        };
        if s.obj(obj).pkg == self.pkg {
            return Some(Pending::Type(t));
        }
        if let TypeKind::TypeParam(_) = s.kind(t) {
            self.fail("a type parameter of another package");
        }
        None
    }
}

/// The contents of a row that is not deferred.
fn structure(w: &mut Encoder<'_, '_>, t: TypeId, mode: Mode) {
    let s = w.t.s;
    let u = s.universe();
    for named in [u.error, u.comparable_type] {
        if t == s.under(named) {
            tag(w, Row::UnderOf);
            return w.typ(named, Mode::Plain);
        }
    }
    match s.kind(t) {
        TypeKind::Basic(_) => w.t.fail("a basic type without fixed id"),
        TypeKind::Pointer(e) => tagged(w, Row::Pointer, *e, mode),
        TypeKind::Slice(e) => tagged(w, Row::Slice, *e, mode),
        TypeKind::Array(e, n) => {
            tagged(w, Row::Array, *e, mode);
            w.put(n);
        }
        TypeKind::Map(k, e) => {
            tagged(w, Row::Map, *k, mode);
            w.typ(*e, mode);
        }
        TypeKind::Chan(d, e) => {
            tagged(w, Row::Chan, *e, mode);
            w.buf.u8(dir_number(*d));
        }
        TypeKind::Tuple(vars) => {
            tag(w, Row::Tuple);
            parts::write_vars(w, vars, mode);
        }
        TypeKind::Struct(st) => {
            tag(w, Row::Struct);
            parts::write_vars(w, &st.fields, mode);
            w.uint(st.tags.len() as u64);
            st.tags.iter().for_each(|t| w.byte_string(t));
        }
        TypeKind::Signature(sig) => {
            tag(w, Row::Signature);
            signature(w, sig, mode);
        }
        TypeKind::Interface(_) => {
            tag(w, Row::Interface);
            interface(w, t, mode);
        }
        TypeKind::Union(list) => {
            tag(w, Row::Union);
            terms(w, list, mode);
        }
        TypeKind::Named(n) => match n.origin {
            Some(origin) => instance(w, Row::Instance, origin, &n.targs),
            None => of_object(w, n.obj),
        },
        TypeKind::Alias(a) => match a.origin {
            Some(origin) => instance(w, Row::AliasInstance, origin, &a.targs),
            None => of_object(w, a.obj),
        },
        TypeKind::TypeParam(_) => {}
    }
}

fn tag(w: &mut Encoder<'_, '_>, row: Row) {
    w.buf.u8(row as u8);
}

fn tagged(w: &mut Encoder<'_, '_>, row: Row, elem: TypeId, mode: Mode) {
    tag(w, row);
    w.typ(elem, mode);
}

fn of_object(w: &mut Encoder<'_, '_>, obj: ObjId) {
    tag(w, Row::OfObject);
    w.put(&obj);
}

fn instance(w: &mut Encoder<'_, '_>, row: Row, origin: TypeId, targs: &[TypeId]) {
    tag(w, row);
    w.typ(origin, Mode::Plain);
    w.uint(targs.len() as u64);
    targs.iter().for_each(|&t| w.typ(t, Mode::Canon));
}

fn signature(w: &mut Encoder<'_, '_>, sig: &Signature, mode: Mode) {
    parts::write_receiver(w, sig.recv.filter(|_| mode == Mode::Plain));
    let recv_tparams: &[TypeId] = if mode == Mode::Plain { &sig.recv_tparams } else { &[] };
    types(w, recv_tparams, Mode::Plain);
    types(w, &sig.tparams, Mode::Plain);
    parts::write_vars(w, &sig.params, mode);
    parts::write_vars(w, &sig.results, mode);
    w.put(&sig.variadic);
}

fn types(w: &mut Encoder<'_, '_>, list: &[TypeId], mode: Mode) {
    w.uint(list.len() as u64);
    list.iter().for_each(|&t| w.typ(t, mode));
}

fn terms(w: &mut Encoder<'_, '_>, list: &[Term], mode: Mode) {
    w.uint(list.len() as u64);
    for term in list {
        w.put(&term.tilde);
        w.typ(term.typ, mode);
    }
}

/// Plain: methods and embedded types as written. Canonical: the type set.
fn interface(w: &mut Encoder<'_, '_>, t: TypeId, mode: Mode) {
    let s = w.t.s;
    let TypeKind::Interface(iface) = s.kind(t) else { return };
    let set = s.type_set(t);
    let methods = if mode == Mode::Plain { &iface.methods[..] } else { &set.methods };
    w.uint(methods.len() as u64);
    methods.iter().for_each(|&m| parts::write_method(w, m, mode));
    match mode {
        Mode::Plain => {
            w.uint(iface.embedded.len() as u64);
            for &(e, pos) in &iface.embedded {
                w.typ(e, mode);
                w.put(&pos);
            }
        }
        Mode::Canon => {
            let mut embedded = Vec::new();
            if set.comparable {
                embedded.push(s.universe().comparable_type);
            }
            if let Terms::List(list) = &set.terms {
                embedded.push(s.new_union(list.clone()));
            }
            w.uint(embedded.len() as u64);
            for e in embedded {
                w.typ(e, mode);
                w.put(&Pos::NONE);
            }
        }
    }
    // Whether `interface{}` was written around it is a matter of texts.
    w.put(&(iface.implicit && mode == Mode::Plain));
}

/// The contents of a deferred row.
pub(crate) fn deferred(w: &mut Encoder<'_, '_>, t: TypeId) {
    let s = w.t.s;
    match s.kind(t) {
        TypeKind::Named(n) => {
            let declared = s.declared(n);
            tag(w, Row::Named);
            w.put(&n.obj);
            types(w, declared.tparams, Mode::Plain);
            // Inside a function: its number, from 1, and the type parameters around it.
            let local = s.local_type(n.obj);
            w.put(&local.map_or(0, |l| l.number));
            types(w, local.map_or(&[], |l| &l.around), Mode::Plain);
            // Read on demand from here on.
            w.typ(declared.rhs, Mode::Plain);
            w.list(declared.methods);
        }
        TypeKind::Alias(a) => {
            tag(w, Row::Alias);
            w.put(&a.obj);
            types(w, s.type_params(t), Mode::Plain);
            w.typ(a.from_rhs.get(), Mode::Plain);
        }
        TypeKind::TypeParam(p) => {
            let obj = s.obj(p.obj);
            tag(w, Row::TypeParam);
            w.put(&obj.name);
            w.put(&obj.pos);
            w.typ(p.bound.get(), Mode::Plain);
        }
        _ => {}
    }
}

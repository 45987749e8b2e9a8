//! Type rows read back, the other half of `types_write`. A structural type is made when its
//! components are there. A nominal one enters the table of rows before its contents are read,
//! which may mention it; aliases, type parameters and constraints are complete when they are
//! handed out, right-hand sides and methods of defined types are read when asked for.

use crate::code::{Decoder, Res};
use crate::format::Damaged;
use crate::parts;
use crate::read::{Reader, State};
use crate::types_write::Row;
use base::{Name, Pos};
use types::{ChanDir, ObjId, Object, Session, Signature, Term, TypeId, TypeKind};

/// Marks a row that is being read: meeting it again is an endless type.
const BUSY: TypeId = TypeId(u32::MAX - 1);

impl Reader {
    /// The type in a row.
    pub(crate) fn typ(&self, state: &State, s: &Session, row: u32) -> Res<TypeId> {
        let slot = state.types.get(row as usize).ok_or(Damaged("a type out of range"))?;
        match slot.get() {
            TypeId::NONE => {}
            BUSY => return Err(Damaged("a type that contains itself")),
            t => return Ok(t),
        }
        let mut r = self.type_row(state, s, row)?;
        let kind = row_kind(&mut r)?;
        let _depth = state.enter()?;
        match kind {
            Row::Named | Row::Alias | Row::TypeParam => base::stack::with_room(|| nominal(&mut r, kind, row)),
            _ => {
                slot.set(BUSY);
                let t = base::stack::with_room(|| structural(&mut r, kind))?;
                slot.set(t);
                Ok(t)
            }
        }
    }

    /// The right-hand side of the defined type in `row`.
    pub(crate) fn right_hand_side_of(&self, state: &State, s: &Session, row: u32) -> Res<TypeId> {
        let mut r = self.named_row(state, s, row)?;
        let rhs: TypeId = r.get()?;
        if rhs.is_none() {
            return Err(Damaged("a defined type without right-hand side"));
        }
        if let TypeKind::Interface(iface) = s.kind(rhs)
            && let Some(t) = state.types.get(row as usize).and_then(|slot| slot.get().some())
        {
            parts::set_receivers(&r, &iface.methods, t);
        }
        Ok(rhs)
    }

    /// The methods of the defined type in `row`.
    pub(crate) fn methods_of(&self, state: &State, s: &Session, row: u32) -> Res<Vec<ObjId>> {
        let mut r = self.named_row(state, s, row)?;
        let _rhs = r.u32()?;
        let methods: Vec<ObjId> = r.get()?;
        match methods.iter().all(|&m| s.obj(m).is_func()) {
            true => Ok(methods),
            false => Err(Damaged("a method that is none")),
        }
    }

    /// The row of a defined type, at what is read on demand.
    fn named_row<'r>(&'r self, state: &'r State, s: &'r Session, row: u32) -> Res<Decoder<'r>> {
        let mut r = self.type_row(state, s, row)?;
        if row_kind(&mut r)? != Row::Named {
            return Err(Damaged("a defined type that is none"));
        }
        // Its name, its type parameters; if it is local, its number and the parameters around.
        r.u32()?;
        skip_list(&mut r)?;
        r.u32()?;
        skip_list(&mut r)?;
        Ok(r)
    }
}

fn skip_list(r: &mut Decoder<'_>) -> Res<()> {
    for _ in 0..r.len()? {
        r.u32()?;
    }
    Ok(())
}

fn row_kind(r: &mut Decoder<'_>) -> Res<Row> {
    let n = r.byte()?;
    Row::ALL.get(usize::from(n)).copied().ok_or(Damaged("a type that does not exist"))
}

fn nominal(r: &mut Decoder<'_>, kind: Row, row: u32) -> Res<TypeId> {
    let (s, slot) = (r.s, &r.state.types[row as usize]);
    if kind == Row::TypeParam {
        let name: Name = r.get()?;
        let pos: Pos = r.get()?;
        let obj = s.add_obj(Object::type_name(name, r.file.own(r.state), pos, TypeId::NONE));
        let t = s.new_type_param(obj, TypeId::INVALID);
        s.obj(obj).set_color(types::Color::Black);
        slot.set(t);
        let bound = r.get()?;
        if let TypeKind::TypeParam(p) = s.kind(t) {
            p.bound.set(bound);
        }
        return Ok(t);
    }
    let obj: ObjId = r.get()?;
    if !s.obj(obj).is_type_name() {
        return Err(Damaged("a type without name"));
    }
    // Reading the object may have come here.
    if let Some(t) = slot.get().some() {
        return Ok(t);
    }
    let t = match kind {
        Row::Named => s.new_lazy_named(obj, row),
        _ => s.new_alias(obj, TypeId::INVALID),
    };
    slot.set(t);
    let tparams = type_params(r)?;
    if !tparams.is_empty() {
        s.set_type_params(t, &tparams);
    }
    match s.kind(t) {
        TypeKind::Alias(a) => a.from_rhs.set(r.get()?),
        _ => {
            let (number, around) = (r.u32()?, type_params(r)?);
            if number != 0 {
                s.set_local_type(obj, number, around.into());
            }
        }
    }
    Ok(t)
}

fn type_params(r: &mut Decoder<'_>) -> Res<Vec<TypeId>> {
    let list: Vec<TypeId> = r.get()?;
    match list.iter().all(|&t| matches!(r.s.kind(t), TypeKind::TypeParam(_))) {
        true => Ok(list),
        false => Err(Damaged("a type parameter that is none")),
    }
}

fn structural(r: &mut Decoder<'_>, kind: Row) -> Res<TypeId> {
    let s = r.s;
    Ok(match kind {
        Row::Pointer => s.pointer_to(r.get()?),
        Row::Slice => s.slice_of(r.get()?),
        Row::Array => s.array_of(r.get()?, r.get()?),
        Row::Map => s.map_of(r.get()?, r.get()?),
        Row::Chan => {
            let elem = r.get()?;
            let dir = match r.byte()? {
                0 => ChanDir::Both,
                1 => ChanDir::SendOnly,
                2 => ChanDir::RecvOnly,
                _ => return Err(Damaged("a direction of a channel")),
            };
            s.chan_of(dir, elem)
        }
        Row::Tuple => s.new_tuple(&parts::read_vars(r)?),
        Row::Struct => structure(r)?,
        Row::Signature => signature(r)?,
        Row::Interface => interface(r)?,
        Row::Union => {
            let mut terms = Vec::new();
            for _ in 0..r.len()? {
                terms.push(Term { tilde: r.get()?, typ: r.get()? });
            }
            s.new_union(terms)
        }
        Row::Instance | Row::AliasInstance => instance(r, kind)?,
        Row::OfObject => {
            let obj: ObjId = r.get()?;
            match s.obj(obj).is_type_name() {
                true => s.obj_type(obj),
                false => return Err(Damaged("a type that is none")),
            }
        }
        Row::UnderOf => s.under(r.get()?),
        Row::Named | Row::Alias | Row::TypeParam => return Err(Damaged("a nominal type")),
    })
}

fn structure(r: &mut Decoder<'_>) -> Res<TypeId> {
    let fields = parts::read_vars(r)?;
    let mut tags: Vec<Box<[u8]>> = Vec::new();
    for _ in 0..r.len()? {
        tags.push(r.byte_string()?.into());
    }
    if !fields.iter().all(|&f| r.s.obj(f).is_field()) {
        return Err(Damaged("a field that is none"));
    }
    Ok(r.s.new_struct(fields, tags))
}

fn signature(r: &mut Decoder<'_>) -> Res<TypeId> {
    let recv = parts::read_receiver(r)?;
    let recv_tparams = type_params(r)?;
    let tparams = type_params(r)?;
    r.s.bind_type_params(&recv_tparams);
    r.s.bind_type_params(&tparams);
    let params = parts::read_vars(r)?;
    let results = parts::read_vars(r)?;
    let variadic = r.get()?;
    if variadic && params.is_empty() {
        return Err(Damaged("a variadic function without parameters"));
    }
    Ok(r.s.new_signature(Signature {
        recv,
        recv_tparams: recv_tparams.into(),
        tparams: tparams.into(),
        params: params.into(),
        results: results.into(),
        variadic,
    }))
}

fn interface(r: &mut Decoder<'_>) -> Res<TypeId> {
    let mut methods = Vec::new();
    for _ in 0..r.len()? {
        methods.push(parts::read_method(r)?);
    }
    let is_method = |&m: &ObjId| matches!(r.s.kind(r.s.obj_type(m)), TypeKind::Signature(_));
    if !methods.iter().all(is_method) {
        return Err(Damaged("a method without signature"));
    }
    let embedded = r.get()?;
    let implicit = r.get()?;
    let t = r.s.new_interface(methods.clone(), embedded, implicit);
    parts::set_receivers(r, &methods, t);
    Ok(t)
}

fn instance(r: &mut Decoder<'_>, kind: Row) -> Res<TypeId> {
    let s = r.s;
    let origin: TypeId = r.get()?;
    let targs: Vec<TypeId> = r.get()?;
    let fits = match (kind, s.kind(origin)) {
        (Row::Instance, TypeKind::Named(n)) => n.origin.is_none(),
        (Row::AliasInstance, TypeKind::Alias(a)) => a.origin.is_none(),
        _ => false,
    };
    match fits && s.instance_params(origin).len() == targs.len() {
        true => Ok(s.instance(origin, &targs)),
        false => Err(Damaged("an instance of what is not generic")),
    }
}

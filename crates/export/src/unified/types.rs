//! Types as elements. A type that mentions type parameters belongs to the object that declares
//! them and is numbered in its dictionary; all others are numbered once.

use super::Tables;
use super::element::{Element, Section};
use super::objects::Dict;
use ::types::{ObjId, PkgId, Signature, TypeId, TypeKind};
use base::Pos;

/// What a type element begins with.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Code {
    Basic,
    Named,
    Pointer,
    Slice,
    Array,
    Chan,
    Map,
    Signature,
    Struct,
    Interface,
    Union,
    TypeParam,
}

/// Which of several identical types is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Spelling {
    /// The one that stands in the source.
    AsWritten,
    /// Inside type arguments: aliases, names of parameters and positions are left out, since one instance
    /// stands for all that were written with identical arguments.
    Canonical,
}

/// Where a type is mentioned.
pub(super) struct Context<'d> {
    pub(super) dict: &'d mut Dict,
    pub(super) spelling: Spelling,
    /// In a generic method: the type parameters of its own, and how many of its receiver come before them.
    own: (&'d [TypeId], usize),
}

impl<'d> Context<'d> {
    pub(super) fn new(dict: &'d mut Dict) -> Context<'d> {
        Context { dict, spelling: Spelling::AsWritten, own: (&[], 0) }
    }
    /// What follows is mentioned in a generic method.
    pub(super) fn behind_receiver(&mut self, sig: &'d Signature) {
        self.own = (&sig.tparams, sig.recv_tparams.len());
    }
    fn is_canonical(&self) -> bool {
        self.spelling == Spelling::Canonical
    }
}

impl Tables<'_> {
    /// The number of a type, and whether that is one of the dictionary.
    pub(super) fn typ(&mut self, t: TypeId, cx: &mut Context<'_>) -> (u32, bool) {
        let Some(t) = self.spelled(t, cx.spelling) else {
            self.fail("a type that is not known");
            return (0, false);
        };
        let spelling = match self.s.kind(t) {
            TypeKind::Named(_) | TypeKind::TypeParam(_) | TypeKind::Alias(_) | TypeKind::Basic(_) => {
                Spelling::AsWritten
            }
            _ => cx.spelling,
        };
        if let Some(&index) = self.types.get(&(t, spelling)) {
            return (index, false);
        }
        if let Some(&place) = cx.dict.places.get(&(t, spelling)) {
            return (place, true);
        }
        if self.depth > crate::read::MAX_DEPTH {
            self.fail("a type that is nested too deeply");
            return (0, false);
        }
        self.depth += 1;
        let mut element = Element::default();
        base::stack::with_room(|| contents(self, &mut element, t, cx));
        self.depth -= 1;
        let derived = element.derived;
        let index = self.add(Section::Type, element);
        if !derived {
            self.types.insert((t, spelling), index);
            return (index, false);
        }
        let place = cx.dict.derived.len() as u32;
        cx.dict.derived.push(index);
        cx.dict.places.insert((t, spelling), place);
        (place, true)
    }

    /// The type that stands for `t`.
    fn spelled(&self, t: TypeId, spelling: Spelling) -> Option<TypeId> {
        let s = self.s;
        let mut t = t.some()?;
        if spelling == Spelling::Canonical {
            t = s.unalias(t);
            t = match s.canonical(t).unwrap_or(t) {
                TypeId::BYTE => TypeId::UINT8,
                TypeId::RUNE => TypeId::INT32,
                TypeId::EMPTY_INTERFACE => TypeId::ANY_INTERFACE,
                t => t,
            };
        }
        // Aliases declared in functions, and instances of generic ones, are what they stand for.
        while let TypeKind::Alias(a) = s.kind(t)
            && !(a.origin.is_none() && is_at_package_level(self, a.obj))
        {
            t = a.from_rhs.get().some()?;
        }
        Some(t).filter(|t| *t != TypeId::INVALID)
    }

    /// The numbers of type arguments.
    fn arguments(&mut self, targs: &[TypeId], cx: &mut Context<'_>) -> Vec<(u32, bool)> {
        let mut inner = Context { dict: &mut *cx.dict, spelling: Spelling::Canonical, own: cx.own };
        targs.iter().map(|&t| self.typ(t, &mut inner)).collect()
    }
}

fn is_at_package_level(t: &Tables<'_>, obj: ObjId) -> bool {
    let object = t.s.obj(obj);
    match object.pkg.some() {
        Some(pkg) => t.s.package_object(pkg, object.name) == Some(obj),
        None => true,
    }
}

/// The contents of a type's element.
fn contents(t: &mut Tables<'_>, e: &mut Element, typ: TypeId, cx: &mut Context<'_>) {
    let s = t.s;
    let code = |e: &mut Element, code: Code| e.uint(code as u64);
    let universe = |t: &mut Tables<'_>, e: &mut Element, name: &str| {
        code(e, Code::Named);
        match s.universe().scope.get(&s.names.intern(name)) {
            Some(&obj) => e.object(t, obj, &[]),
            None => t.fail("a predeclared type"),
        }
    };
    match s.kind(typ) {
        TypeKind::Basic(_) if typ == TypeId::BYTE => universe(t, e, "byte"),
        TypeKind::Basic(_) if typ == TypeId::RUNE => universe(t, e, "rune"),
        TypeKind::Basic(basic) => {
            code(e, Code::Basic);
            e.uint(*basic as u64); // their numbers are the same
        }
        TypeKind::Interface(_) if typ == TypeId::ANY_INTERFACE => universe(t, e, "any"),
        TypeKind::Named(n) => {
            code(e, Code::Named);
            named(t, e, n.obj, &n.targs, cx);
        }
        TypeKind::Alias(a) => {
            code(e, Code::Named);
            named(t, e, a.obj, &[], cx);
        }
        TypeKind::TypeParam(p) => {
            code(e, Code::TypeParam);
            let before = if cx.own.0.contains(&typ) { cx.own.1 } else { 0 };
            e.len(p.index() + before);
            e.derived = true;
        }
        TypeKind::Pointer(elem) => {
            code(e, Code::Pointer);
            e.typ(t, *elem, cx);
        }
        TypeKind::Slice(elem) => {
            code(e, Code::Slice);
            e.typ(t, *elem, cx);
        }
        TypeKind::Array(elem, len) => {
            code(e, Code::Array);
            e.uint(len.unwrap_or_default());
            e.typ(t, *elem, cx);
        }
        TypeKind::Chan(dir, elem) => {
            code(e, Code::Chan);
            e.uint(u64::from(crate::types_write::dir_number(*dir)));
            e.typ(t, *elem, cx);
        }
        TypeKind::Map(key, elem) => {
            code(e, Code::Map);
            e.typ(t, *key, cx);
            e.typ(t, *elem, cx);
        }
        TypeKind::Signature(sig) => {
            code(e, Code::Signature);
            signature(t, e, sig, cx);
        }
        TypeKind::Struct(st) => {
            code(e, Code::Struct);
            e.len(st.fields.len());
            for (i, &field) in st.fields.iter().enumerate() {
                member(t, e, field, cx);
                e.typ(t, s.obj_type(field), cx);
                e.text(t, st.tag(i));
                e.bool(s.obj(field).is_embedded());
            }
        }
        TypeKind::Interface(_) => {
            code(e, Code::Interface);
            interface(t, e, typ, cx);
        }
        TypeKind::Union(terms) => {
            code(e, Code::Union);
            e.len(terms.len());
            for term in terms {
                e.bool(term.tilde);
                e.typ(t, term.typ, cx);
            }
        }
        TypeKind::Tuple(_) => t.fail("a tuple"),
    }
}

fn named(t: &mut Tables<'_>, e: &mut Element, obj: ObjId, targs: &[TypeId], cx: &mut Context<'_>) {
    if !is_at_package_level(t, obj) {
        return t.fail("a type that is declared in a function");
    }
    let arguments = t.arguments(targs, cx);
    e.object(t, obj, &arguments);
}

/// Place and name of a field or method.
fn member(t: &mut Tables<'_>, e: &mut Element, obj: ObjId, cx: &Context<'_>) {
    let object = t.s.obj(obj);
    if cx.is_canonical() {
        // Of what package an exported name is decides nothing.
        let pkg = if t.s.is_exported(object.name) { PkgId::NONE } else { object.pkg };
        e.pos(t, pkg, Pos::NONE);
        e.package(t, pkg);
        return e.text(t, t.s.text(object.name).as_bytes());
    }
    e.pos(t, object.pkg, object.pos);
    e.name(t, obj);
}

/// Parameters, results, whether variadic.
pub(super) fn signature(t: &mut Tables<'_>, e: &mut Element, sig: &Signature, cx: &mut Context<'_>) {
    for list in [&sig.params, &sig.results] {
        e.len(list.len());
        list.iter().for_each(|&p| parameter(t, e, p, cx));
    }
    e.bool(sig.variadic);
}

/// A parameter, result or receiver.
pub(super) fn parameter(t: &mut Tables<'_>, e: &mut Element, obj: ObjId, cx: &mut Context<'_>) {
    let object = t.s.obj(obj);
    match cx.is_canonical() {
        true => {
            e.pos(t, PkgId::NONE, Pos::NONE);
            e.package(t, PkgId::NONE);
            e.text(t, b"");
        }
        false => {
            e.pos(t, object.pkg, object.pos);
            e.name(t, obj);
        }
    }
    e.typ(t, t.s.obj_type(obj), cx);
}

fn interface(t: &mut Tables<'_>, e: &mut Element, typ: TypeId, cx: &mut Context<'_>) {
    let s = t.s;
    let comparable = s.universe().comparable_type;
    let TypeKind::Interface(iface) = s.kind(typ) else { return };
    // What stands behind the name `comparable` has nothing in it that could be written.
    let embedded: Vec<TypeId> = match typ == s.under(comparable) {
        true => vec![comparable],
        false => iface.embedded.iter().map(|e| e.0).collect(),
    };
    e.len(iface.methods.len());
    e.len(embedded.len());
    if iface.methods.is_empty() && embedded.len() == 1 {
        e.bool(iface.implicit);
    }
    for &method in &iface.methods {
        member(t, e, method, cx);
        match s.kind(s.obj_type(method)) {
            TypeKind::Signature(sig) => signature(t, e, sig, cx),
            _ => t.fail("a method without signature"),
        }
    }
    embedded.into_iter().for_each(|elem| e.typ(t, elem, cx));
}

//! Objects: what is declared at package level, with its type parameters.

use super::element::{Element, Section};
use super::types::{Context, Spelling, parameter, signature};
use super::value;
use super::{Tables, VERSION_ALIASES, VERSION_METHODS};
use ::types::{ObjId, ObjKind, Signature, TypeId, TypeKind};
use base::FxHashMap;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Code {
    Alias,
    Const,
    Type,
    Func,
    Var,
    /// Predeclared, or of package `unsafe`: readers have it.
    Stub,
}

/// The types of an object that mention its type parameters.
#[derive(Default)]
pub(super) struct Dict {
    /// Their numbers in the section of types.
    pub(super) derived: Vec<u32>,
    /// Their places in that list.
    pub(super) places: FxHashMap<(TypeId, Spelling), u32>,
}

/// The name of an object and what it is.
pub(super) fn name(t: &mut Tables<'_>, obj: ObjId, code: Code) -> Element {
    let mut e = Element::default();
    match generic_method(t, obj) {
        Some(sig) => {
            // Readers of types pass over names with a dot.
            let s = t.s;
            let recv = sig.recv.map_or(TypeId::INVALID, |recv| s.deref(s.unalias(s.obj_type(recv))).0);
            let base = s.as_named(s.unalias(recv)).map_or("", |n| s.text(s.obj(n.obj).name));
            let name = format!("{base}.{}", s.text(s.obj(obj).name));
            e.package(t, s.obj(obj).pkg);
            e.text(t, name.as_bytes());
        }
        None => e.name(t, obj),
    }
    e.uint(code as u64);
    e
}

/// The signature of a generic method.
fn generic_method<'s>(t: &Tables<'s>, obj: ObjId) -> Option<&'s Signature> {
    let sig = t.s.as_signature(t.s.obj_type(obj)).filter(|_| t.s.obj(obj).is_func())?;
    (sig.recv.is_some() && !sig.tparams.is_empty()).then_some(sig)
}

/// What is declared.
pub(super) fn definition(t: &mut Tables<'_>, obj: ObjId, dict: &mut Dict) -> (Code, Element) {
    let s = t.s;
    let mut e = Element::default();
    let object = s.obj(obj);
    if object.pkg.is_none() || object.pkg == s.universe().unsafe_pkg {
        return (Code::Stub, e);
    }
    e.pos(t, object.pkg, object.pos);
    let cx = &mut Context::new(dict);
    let typ = s.obj_type(obj);
    if let Some(sig) = generic_method(t, obj) {
        cx.behind_receiver(sig);
        e.bool(true);
        e.name(t, obj);
        type_parameters(t, &mut e, &sig.recv_tparams);
        match sig.recv {
            Some(recv) => parameter(t, &mut e, recv, cx),
            None => t.fail("a method without receiver"),
        }
        e.len(place_of_method(t, sig, obj));
        type_parameters(t, &mut e, &sig.tparams);
        signature(t, &mut e, sig, cx);
        e.pos(t, object.pkg, object.pos);
        return (Code::Func, e);
    }
    let code = match &object.kind {
        ObjKind::Const { .. } => {
            e.typ(t, typ, cx);
            match object.const_value() {
                Some(value) => value::write(t, &mut e, value, typ),
                None => t.fail("a constant without value"),
            }
            Code::Const
        }
        ObjKind::Var { .. } => {
            e.typ(t, typ, cx);
            Code::Var
        }
        ObjKind::Func { .. } => {
            match s.kind(typ) {
                TypeKind::Signature(sig) => {
                    if t.version >= VERSION_METHODS {
                        e.bool(false);
                    }
                    type_parameters(t, &mut e, &sig.tparams);
                    signature(t, &mut e, sig, cx);
                }
                _ => t.fail("a function without signature"),
            }
            e.pos(t, object.pkg, object.pos);
            Code::Func
        }
        ObjKind::TypeName => type_name(t, &mut e, typ, cx),
        _ => {
            t.fail("an object that is not at package level");
            Code::Stub
        }
    };
    (code, e)
}

fn type_name(t: &mut Tables<'_>, e: &mut Element, typ: TypeId, cx: &mut Context<'_>) -> Code {
    let s = t.s;
    match s.kind(typ) {
        TypeKind::Named(n) if n.origin.is_none() => {
            let declared = s.declared(n);
            type_parameters(t, e, declared.tparams);
            e.typ(t, s.under(typ), cx);
            let (generic, plain): (Vec<_>, Vec<_>) =
                declared.methods.iter().enumerate().partition(|&(_, &m)| generic_method(t, m).is_some());
            e.len(plain.len());
            plain.into_iter().for_each(|(i, &m)| method(t, e, i, m, cx));
            if t.version >= VERSION_METHODS {
                e.len(generic.len());
                generic.into_iter().for_each(|(_, &m)| e.object_reference(t, m));
            }
            return Code::Type;
        }
        TypeKind::Alias(a) => {
            if t.version >= VERSION_ALIASES {
                type_parameters(t, e, s.type_params(typ));
            }
            e.typ(t, a.from_rhs.get(), cx);
        }
        // Declared without an entry of its own: the name of another type.
        _ => e.typ(t, typ, cx),
    }
    Code::Alias
}

/// The place of a method among those of its type, in source order.
fn place_of_method(t: &Tables<'_>, sig: &Signature, method: ObjId) -> usize {
    let s = t.s;
    let recv = sig.recv.map_or(TypeId::INVALID, |recv| s.unalias(s.deref(s.unalias(s.obj_type(recv))).0));
    let named = s.as_named(recv).map(|n| n.origin.and_then(|o| s.as_named(o)).unwrap_or(n));
    named.and_then(|n| s.declared(n).methods.iter().position(|&m| m == method)).unwrap_or(0)
}

fn method(t: &mut Tables<'_>, e: &mut Element, place: usize, obj: ObjId, cx: &mut Context<'_>) {
    let s = t.s;
    let object = s.obj(obj);
    if t.version >= VERSION_METHODS {
        e.len(place);
    }
    e.pos(t, object.pkg, object.pos);
    e.name(t, obj);
    let TypeKind::Signature(sig) = s.kind(s.obj_type(obj)) else { return t.fail("a method without signature") };
    let Signature { recv: Some(recv), .. } = **sig else { return t.fail("a method without receiver") };
    type_parameters(t, e, &sig.recv_tparams);
    parameter(t, e, recv, cx);
    signature(t, e, sig, cx);
    e.pos(t, object.pkg, object.pos);
}

/// The names of type parameters; their number stands in the dictionary.
fn type_parameters(t: &mut Tables<'_>, e: &mut Element, list: &[TypeId]) {
    for &param in list {
        let TypeKind::TypeParam(p) = t.s.kind(param) else { return t.fail("a type parameter") };
        let object = t.s.obj(p.obj);
        e.pos(t, object.pkg, object.pos);
        e.name(t, p.obj);
    }
}

/// The dictionary of an object: constraints of its type parameters, and the types that mention them.
pub(super) fn dictionary(t: &mut Tables<'_>, obj: ObjId, mut dict: Dict) -> Element {
    let s = t.s;
    let typ = s.obj_type(obj);
    let tparams: &[TypeId] = match s.kind(typ) {
        TypeKind::Signature(sig) if s.obj(obj).is_func() => &sig.tparams,
        TypeKind::Named(n) if n.obj == obj => s.type_params(typ),
        TypeKind::Alias(a) if a.obj == obj && t.version >= VERSION_ALIASES => s.type_params(typ),
        _ => &[],
    };
    let method = generic_method(t, obj);
    let of_receiver = method.map_or(&[][..], |sig| &sig.recv_tparams);
    let mut e = Element::default();
    e.len(0); // parameters of functions around it
    if t.version >= VERSION_METHODS {
        e.len(of_receiver.len());
    }
    e.len(tparams.len());
    for &param in of_receiver.iter().chain(tparams) {
        if let TypeKind::TypeParam(p) = s.kind(param) {
            let cx = &mut Context::new(&mut dict);
            method.into_iter().for_each(|sig| cx.behind_receiver(sig));
            e.typ(t, p.bound.get(), cx);
        }
    }
    e.len(dict.derived.len());
    for index in dict.derived {
        e.reference(Section::Type, index);
        if t.version < VERSION_ALIASES {
            e.bool(false);
        }
    }
    e
}

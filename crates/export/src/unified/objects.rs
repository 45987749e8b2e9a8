//! Objects: what is declared at package level, with its type parameters.

use super::Tables;
use super::element::{Element, Section};
use super::types::{Context, Spelling, parameter, signature};
use super::value;
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
    e.name(t, obj);
    e.uint(code as u64);
    e
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
            e.len(declared.methods.len());
            declared.methods.iter().for_each(|&m| method(t, e, m, cx));
            return Code::Type;
        }
        TypeKind::Alias(a) => e.typ(t, a.from_rhs.get(), cx),
        // Declared without an entry of its own: the name of another type.
        _ => e.typ(t, typ, cx),
    }
    Code::Alias
}

fn method(t: &mut Tables<'_>, e: &mut Element, obj: ObjId, cx: &mut Context<'_>) {
    let s = t.s;
    let object = s.obj(obj);
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
        _ => &[],
    };
    let mut e = Element::default();
    e.len(0); // parameters of functions around it
    e.len(tparams.len());
    for &param in tparams {
        if let TypeKind::TypeParam(p) = s.kind(param) {
            e.typ(t, p.bound.get(), &mut Context::new(&mut dict));
        }
    }
    e.len(dict.derived.len());
    for index in dict.derived {
        e.reference(Section::Type, index);
        e.bool(false);
    }
    e
}

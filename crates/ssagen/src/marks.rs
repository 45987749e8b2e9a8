//! Marks for the linker's reachability: which calls look methods up through reflection
//! (facts: `cmd/compile/internal/walk/expr.go` `usemethod`, `cmd/link/internal/ld/deadcode.go`).

use crate::consts::string_symbol;
use crate::func::FuncGen;
use ssa::{FuncAttrs, MarkKind};
use types::body::{ExprId, ExprKind};
use types::{Basic, ObjId, Session, TypeId, TypeKind};

/// The functions of reflect itself that look methods up; their callers are what counts.
const OWN: [&str; 6] = [
    "reflect.(*rtype).Method",
    "reflect.(*rtype).MethodByName",
    "reflect.(*interfaceType).Method",
    "reflect.(*interfaceType).MethodByName",
    "reflect.Value.Method",
    "reflect.Value.MethodByName",
];

/// A lookup of a method of an unknown type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReflectLookup {
    /// `Method(int)`.
    ByIndex,
    /// `MethodByName(string)`.
    ByName,
}

/// Whether a method has the name and the types of the lookups of `reflect.Type` and
/// `reflect.Value`, whatever it is a method of.
pub fn reflect_lookup(s: &Session, method: ObjId) -> Option<ReflectLookup> {
    let lookup = match s.text(s.obj(method).name) {
        "Method" => ReflectLookup::ByIndex,
        "MethodByName" => ReflectLookup::ByName,
        _ => return None,
    };
    let sig = s.as_signature(s.obj_type(method))?;
    let [param] = sig.params[..] else { return None };
    let wanted = if lookup == ReflectLookup::ByIndex { Basic::Int } else { Basic::String };
    let TypeKind::Basic(kind) = s.kind(s.under(s.obj_type(param))) else { return None };
    let result = *sig.results.first().filter(|_| sig.results.len() <= 2)?;
    (*kind == wanted && is_of_reflect(s, s.obj_type(result))).then_some(lookup)
}

fn is_of_reflect(s: &Session, t: TypeId) -> bool {
    let Some(named) = s.as_named(s.unalias(t)) else { return false };
    let o = s.obj(named.obj);
    let in_reflect = o.pkg.some().is_some_and(|p| &*s.pkg(p).path == "reflect");
    in_reflect && matches!(s.text(o.name), "Method" | "Value")
}

impl FuncGen<'_, '_> {
    /// Marks a call of a method: of one by its constant name, or that any may be called.
    pub(crate) fn mark_lookup(&mut self, method: ObjId, args: &[ExprId]) {
        let Some(lookup) = reflect_lookup(self.s(), method) else { return };
        if OWN.contains(&&*self.b.func.name) {
            return;
        }
        let name = args.get(1).and_then(|&a| match &self.body.exprs[a].kind {
            ExprKind::Const(value) if lookup == ReflectLookup::ByName => value.as_bytes(),
            _ => None,
        });
        match name {
            Some(name) if !name.is_empty() => {
                self.out.needs.strings.push(name.to_vec());
                self.mark(MarkKind::UseNamedMethod, &string_symbol(self.s().release, &name), 0);
            }
            _ => self.b.func.attrs |= FuncAttrs::REFLECT_METHOD,
        }
    }
}

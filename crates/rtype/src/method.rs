//! Methods as descriptors and itabs list them: exported ones first, then by name, then by
//! package path; with the symbols of the code to call, which may be wrappers somebody has to
//! generate (facts: `reflectdata.methods`, `ir.MethodSymSuffix`).

use crate::emitter::{Emitter, Needed};
use crate::layout::RType;
use types::{ObjId, PkgId, TypeId, TypeKind};

/// A method of a concrete type.
#[derive(Clone, Debug)]
pub struct Method {
    /// The method (of an interface where an embedded interface promotes it).
    pub obj: ObjId,
    /// Its code when called through an interface: takes what the interface holds.
    pub through_interface: String,
    /// Its code when called with the receiver itself.
    pub direct: String,
}

impl Emitter<'_, '_> {
    /// The methods of a type that is no interface, in their order.
    pub fn methods(&mut self, t: RType) -> Vec<Method> {
        let RType::Go(id) = t else { return Vec::new() };
        let s = self.session();
        let (base, is_pointer) = match s.kind(id) {
            TypeKind::Pointer(elem) => (s.unalias(*elem), true),
            _ => (id, false),
        };
        if !has_methods(s, base) {
            return Vec::new();
        }
        let direct = self.layouts.of(t).direct;
        // Methods of instances exist only where somebody asks for them.
        let is_instance = s.as_named(base).is_some_and(|n| n.origin.is_some());
        let mut out = Vec::new();
        // Generic methods are found by nobody but the compiler.
        for (obj, path, _) in s.method_set(id).into_iter().filter(|m| !s.is_generic_func(m.0)) {
            let declared = path.len() == 1 && self.is_declared_with(obj, is_pointer);
            let direct_name = self.names.method_symbol(id, obj);
            if !declared || is_instance {
                self.need(&direct_name, Needed::Wrapper { recv: id, method: obj });
            }
            // An interface holds a pointer to values that are not pointers themselves.
            let through_interface = if direct {
                direct_name.clone()
            } else {
                let pointer = s.pointer_to(id);
                let name = self.names.method_symbol(pointer, obj);
                self.need(&name, Needed::Wrapper { recv: pointer, method: obj });
                name
            };
            out.push(Method { obj, through_interface, direct: direct_name });
        }
        out
    }

    fn is_declared_with(&self, method: ObjId, is_pointer: bool) -> bool {
        self.session().has_ptr_recv(method) == is_pointer
    }
}

impl crate::name::Names<'_> {
    /// The symbol of a method with exactly this receiver type: `pkg.T.M`, `pkg.(*T).M`.
    /// Receivers without a name belong to the package `go`.
    pub fn method_symbol(&self, recv: TypeId, method: ObjId) -> String {
        let s = self.session();
        let base = s.deref(s.unalias(recv)).0;
        let home = s.as_named(s.unalias(base)).and_then(|n| s.obj(n.obj).pkg.some());
        let prefix = home.map_or_else(|| "go:".to_owned(), |p| self.prefix(p) + ".");
        let m = s.obj(method);
        let foreign = if s.is_exported(m.name) || Some(m.pkg) == home || m.pkg == PkgId::NONE {
            String::new()
        } else {
            format!(".{}", self.prefix(m.pkg))
        };
        format!("{prefix}{}{foreign}.{}", self.receiver(recv), s.text(m.name))
    }
}

/// Named types that are no pointers or interfaces, and structs (by embedding).
fn has_methods(s: &types::Session, base: TypeId) -> bool {
    let named = s.as_named(base).is_some();
    match s.kind(s.under(base)) {
        TypeKind::Struct(_) => true,
        TypeKind::Pointer(_) | TypeKind::Interface(_) => false,
        _ => named,
    }
}

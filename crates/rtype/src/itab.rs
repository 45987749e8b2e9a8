//! Itabs: the method table of a concrete type for an interface. One symbol per pair; the
//! linker merges copies of several packages by contents (facts: `reflectdata.writeITab`,
//! `internal/abi/iface.go`).

use crate::data::Data;
use crate::descriptor::type_hash;
use crate::emitter::Emitter;
use crate::layout::{Layouts, RType};
use crate::name::Names;
use obj::{Abi, SymFlags, SymId, SymKind};
use types::{ObjId, TypeId};

/// The symbol of the function that the n-th entry of an itab calls, and the method, whose function that is or is called by; none if
/// the type lacks the method.
pub fn itab_method(
    layouts: &Layouts<'_>,
    names: &Names<'_>,
    itab: (TypeId, TypeId),
    n: usize,
) -> Option<(String, ObjId)> {
    let (concrete, iface) = itab;
    let s = names.session();
    let wanted = *s.type_set(s.under(iface)).methods.get(n)?;
    let (pkg, name) = (s.obj(wanted).pkg, s.obj(wanted).name);
    let t = layouts.go(concrete);
    let RType::Go(concrete) = t else { return None };
    let (method, ..) = s.method_set(concrete).into_iter().find(|m| s.same_id(m.0, pkg, name))?;
    // An interface holds a pointer to values that are not pointers themselves.
    let receiver = if layouts.of(t).direct { concrete } else { s.pointer_to(concrete) };
    Some((names.method_symbol(receiver, method), method))
}

impl Emitter<'_, '_> {
    /// The itab of `concrete` for `iface`, an interface with methods. If the type lacks a
    /// method the first entry is zero, which assertions read as "does not implement".
    pub fn itab(&mut self, concrete: TypeId, iface: TypeId) -> SymId {
        let (t, i) = (self.layouts.go(concrete), self.layouts.go(iface));
        let name = format!("go:itab.{},{}", self.names.link(t), self.names.link(i));
        let sym = self.unit.symbol(&name, Abi::Abi0);
        if self.unit.symbols[sym].def.is_some() {
            return sym;
        }
        let s = self.session();
        let wanted = s.type_set(s.under(iface)).methods.clone();
        let methods = self.methods(t);
        let mut code = Vec::with_capacity(wanted.len());
        for &w in &wanted {
            let (pkg, name) = (s.obj(w).pkg, s.obj(w).name);
            code.extend(methods.iter().find(|m| s.same_id(m.obj, pkg, name)).map(|m| m.through_interface.clone()));
        }
        let mut data = Data::new();
        let (inter, typ) = (self.symbol(i), self.symbol(t));
        data.ptr(inter, 0);
        data.ptr(typ, 0);
        data.u32(type_hash(self.session().release, &self.names.hashed(t)));
        data.u32(0);
        if code.len() == wanted.len() {
            for name in code {
                let entry = self.unit.symbol(&name, Abi::Internal);
                data.weak_ptr(entry);
            }
        } else {
            data.u64(0);
        }
        let flags = SymFlags::DUPOK | SymFlags::ITAB | SymFlags::CONTENT_ADDRESSABLE;
        let _new = self.unit.define(sym, data.into_definition(SymKind::RoData, flags));
        sym
    }
}

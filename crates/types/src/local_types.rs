//! Types declared inside functions. Each has a number, which tells it from others of its name
//! in symbols: 1 and up in source order over all function-local defined types of the package,
//! whether or not their functions were checked. One declared inside a generic function is a
//! type of its own for each instance: it is treated as if it had the type parameters around it,
//! and substitution makes instances of it. Authority: `cmd/compile/internal/noder/writer.go`.

use crate::objects::ObjId;
use crate::package_cx::{PackageCx, body_tree};
use crate::session::Session;
use crate::types::{LocalType, TypeId, TypeKind};
use base::{FxHashMap, FxHashSet, Pos};
use syntax::ast::{Ast, DeclId, DeclKind};

impl Session {
    /// Whether, and how, a type name is declared inside a function.
    pub fn local_type(&self, obj: ObjId) -> Option<&LocalType> {
        match self.kind(self.obj(obj).typ.get().some()?) {
            TypeKind::Named(n) => n.local.get(),
            _ => None,
        }
    }
    /// The type parameters that arguments of an instance of `origin` stand for: its own or those
    /// around it.
    pub fn instance_params(&self, origin: TypeId) -> &[TypeId] {
        match self.kind(origin) {
            TypeKind::Named(n) if n.origin.is_none() => match n.local.get() {
                Some(local) => &local.params,
                None => self.type_params(origin),
            },
            _ => self.type_params(origin),
        }
    }
    /// Notes what is known of a type declared inside a function.
    pub fn set_local_type(&self, obj: ObjId, number: u32, around: Box<[TypeId]>) {
        if let Some(t) = self.obj(obj).typ.get().some()
            && let TypeKind::Named(n) = self.kind(t)
        {
            let own = self.type_params(t).iter();
            let params = around.iter().chain(own).copied().collect();
            let _known = n.local.set(LocalType { number, around, params });
        }
    }
}

/// Numbers the local types of a package that were checked.
pub(crate) fn number(cx: &PackageCx<'_>, types: &FxHashMap<ObjId, Vec<TypeId>>) {
    if types.is_empty() {
        return;
    }
    let s = cx.s;
    let numbers = numbers(cx);
    for (&obj, around) in types {
        if let Some(&n) = numbers.get(&s.obj(obj).pos) {
            s.set_local_type(obj, n, around.clone().into());
        }
    }
}

/// The numbers of all local defined types by the position of their name.
fn numbers(cx: &PackageCx<'_>) -> FxHashMap<Pos, u32> {
    let mut found = Vec::new();
    for (index, file) in cx.files.iter().enumerate() {
        let top: FxHashSet<DeclId> = file.decls.iter().copied().collect();
        collect(&file.ast, |d| !top.contains(&d), &mut found);
        for body in file.bodies.ids() {
            collect(&body_tree(cx, index, file, body).0.ast, |_| true, &mut found);
        }
    }
    found.sort();
    found.into_iter().zip(1..).collect()
}

fn collect(ast: &Ast, wanted: impl Fn(DeclId) -> bool, found: &mut Vec<Pos>) {
    for (id, decl) in ast.decls.iter_enumerated() {
        if let DeclKind::Type { name, alias: false, .. } = decl.kind
            && wanted(id)
        {
            found.push(name.pos);
        }
    }
}

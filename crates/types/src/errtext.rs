//! Sentences about what a lookup did not find. wording: `types2/errsupport.go`.

use crate::checker::Checker;
use crate::lookup::Wanted;
use crate::objects::{ObjId, ObjKind, VarRole};
use crate::package::PkgId;
use crate::types::TypeId;
use base::Name;

/// How a name that was found relates to the one that was wanted.
#[derive(Clone, Copy, PartialEq)]
enum Miss {
    Missing,
    Misspelled,
    Unexported,
    Inaccessible,
}

/// A name without its first letter.
fn tail(name: &str) -> &str {
    let mut chars = name.chars();
    chars.next();
    chars.as_str()
}

impl Checker<'_> {
    /// Why `typ` has no `sel`; `alt`: what it has under that name in other spelling.
    pub(crate) fn lookup_error(&self, typ: TypeId, sel: &str, alt: Option<ObjId>, literal: bool) -> String {
        let s = self.s;
        let name = alt.map_or("", |o| s.text(s.obj(o).name));
        let miss = match alt {
            None => Miss::Missing,
            Some(o) if s.same_pkg(s.obj(o).pkg, self.cx.pkg) => Miss::Misspelled,
            Some(_) => {
                let (wanted, has) = (crate::session::is_exported(sel), crate::session::is_exported(name));
                let same_tail = tail(sel) == tail(name);
                match (wanted, has) {
                    (true, true) => Miss::Misspelled,
                    (true, false) if same_tail => Miss::Unexported,
                    (false, true) if same_tail => Miss::Misspelled,
                    (false, false) if sel == name => Miss::Inaccessible,
                    _ => Miss::Missing,
                }
            }
        };
        let t = self.type_text(typ);
        if literal {
            return match miss {
                Miss::Missing => format!("unknown field {sel} in struct literal of type {t}"),
                Miss::Misspelled => format!("unknown field {sel} in struct literal of type {t}, but does have {name}"),
                Miss::Unexported => {
                    format!("unknown field {sel} in struct literal of type {t}, but does have unexported {name}")
                }
                Miss::Inaccessible => format!("cannot refer to unexported field {name} in struct literal of type {t}"),
            };
        }
        let what = match alt.map(|o| &s.obj(o).kind) {
            Some(ObjKind::Var { .. }) => "field",
            Some(ObjKind::Func { .. }) => "method",
            _ => "object",
        };
        match miss {
            Miss::Missing => format!("type {t} has no field or method {sel}"),
            Miss::Misspelled => format!("type {t} has no field or method {sel}, but does have {what} {name}"),
            Miss::Unexported => {
                format!("type {t} has no field or method {sel}, but does have unexported {what} {name}")
            }
            Miss::Inaccessible => format!("cannot refer to unexported {what} {name}"),
        }
    }

    /// The field or method that differs from `name` only in upper and lower case.
    pub(crate) fn lookup_folded(&self, t: TypeId, addressable: bool, name: Name) -> Option<ObjId> {
        let wanted = Wanted { pkg: self.cx.pkg, name, fold_case: true };
        self.s.lookup_wanted(t, addressable, wanted).obj()
    }

    /// Whether an object's name differs from `name` at most in upper and lower case.
    pub(crate) fn same_id_folded(&self, obj: ObjId, name: &str) -> bool {
        self.name(obj).to_lowercase() == name.to_lowercase()
    }

    /// What an object is.
    pub(crate) fn object_kind(&self, obj: ObjId) -> &'static str {
        let s = self.s;
        match &s.obj(obj).kind {
            ObjKind::PkgName { .. } => "package name",
            ObjKind::Const { .. } => "constant",
            ObjKind::TypeName if self.is_alias(obj) => "type alias",
            ObjKind::TypeName if s.is_type_param(s.obj_type(obj)) => "type parameter",
            ObjKind::TypeName => "defined type",
            ObjKind::Var { role, .. } => match role {
                VarRole::Global => "package-level variable",
                VarRole::Local => "local variable",
                VarRole::Param => "parameter",
                VarRole::Receiver => "receiver",
                VarRole::Result => "result variable",
                VarRole::Field { .. } => "struct field",
            },
            ObjKind::Func { .. } if s.as_signature(s.obj_type(obj)).is_some_and(|sig| sig.recv.is_some()) => "method",
            ObjKind::Func { .. } => "function",
            ObjKind::Label { .. } => "label",
            ObjKind::Builtin(_) => "built-in function",
            ObjKind::Nil => "untyped nil",
        }
    }

    /// The first exported name of a package, in alphabetical order, that differs from `name` in upper and lower case
    /// alone.
    pub(crate) fn exported_in_other_case(&self, pkg: PkgId, name: Name) -> Option<&str> {
        let s = self.s;
        let wanted = s.text(name).to_lowercase();
        let names = s.package_objects(pkg).into_iter().map(|(name, _)| name).filter(|&name| s.is_exported(name));
        names.map(|name| s.text(name)).filter(|text| text.to_lowercase() == wanted).min()
    }

    /// A variable with its type.
    pub(crate) fn var_text(&self, v: ObjId) -> String {
        format!("var {} {}", self.name(v), self.type_text(self.s.obj_type(v)))
    }
}

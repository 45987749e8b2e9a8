//! What is known of the types that a package declares. In: the checked package. Out: per declaration the methods of the
//! type and those that only pointers to it have, promoted ones with where they are from, and which interfaces of the
//! package each of both implements. Authority: Go spec, "Method sets".

use base::Pos;
use types::objects::ObjId;
use types::types::{TypeId, TypeKind};
use types::{CheckedPackage, Session};

/// A type's methods: what each selects, where it is from, if not from the type itself.
struct Methods {
    all: Vec<(ObjId, Option<String>)>,
}

impl Methods {
    fn of(s: &Session, t: TypeId) -> Methods {
        let named = |(m, path, _): (ObjId, types::lookup::Path, bool)| {
            (m, (path.len() > 1).then(|| embedded_path(s, t, &path[..path.len() - 1])))
        };
        Methods { all: s.method_set(t).into_iter().map(named).collect() }
    }
    fn has(&self, s: &Session, wanted: ObjId) -> bool {
        let (pkg, name) = (s.obj(wanted).pkg, s.obj(wanted).name);
        let fits = |m: ObjId| s.same_id(m, pkg, name) && s.identical(s.obj_type(m), s.obj_type(wanted));
        self.all.iter().any(|&(m, _)| fits(m))
    }
    fn implements(&self, s: &Session, interface: TypeId) -> bool {
        s.type_set(s.under(interface)).methods.iter().all(|&m| self.has(s, m))
    }
}

/// `a.b` of the embedded fields on a path.
fn embedded_path(s: &Session, t: TypeId, path: &[u32]) -> String {
    let mut at = s.deref(t).0;
    let mut names = Vec::new();
    for &index in path {
        let under = s.under(at);
        let TypeKind::Struct(fields) = s.kind(under) else { break };
        let Some(&field) = fields.fields.get(index as usize) else { break };
        names.push(s.text(s.obj(field).name));
        at = s.deref(s.obj_type(field)).0;
    }
    names.join(".")
}

/// Tells for each declared type what there is to say, with the place of its name. `text` writes types.
pub(crate) fn note(
    s: &Session,
    package: &CheckedPackage,
    text: &dyn Fn(TypeId) -> String,
    note: &mut dyn FnMut(Pos, String),
) {
    let scope = s.pkg(package.pkg).scope.get();
    let mut declared: Vec<ObjId> = scope.into_iter().flatten().map(|(_, &obj)| obj).collect();
    declared.retain(|&obj| s.obj(obj).is_type_name());
    declared.sort_by_key(|&obj| s.obj(obj).pos.0);
    let is_interface = |t: TypeId| matches!(s.kind(s.under(t)), TypeKind::Interface(_));
    let has_methods = |t: TypeId| {
        let set = s.type_set(s.under(t));
        set.is_method_set() && !set.methods.is_empty()
    };
    let types: Vec<(ObjId, TypeId)> = declared.iter().map(|&obj| (obj, s.obj_type(obj))).collect();
    let error = ("error".to_owned(), s.universe().error);
    let own = types.iter().filter(|(_, t)| !s.is_generic(*t) && is_interface(*t) && has_methods(*t));
    let interfaces: Vec<(String, TypeId)> =
        own.map(|&(obj, t)| (s.text(s.obj(obj).name).to_owned(), t)).chain([error]).collect();
    for (obj, t) in types.into_iter().filter(|(_, t)| !is_interface(*t)) {
        let name = s.text(s.obj(obj).name);
        let (value, pointer) = (Methods::of(s, t), Methods::of(s, s.pointer_to(t)));
        let list = |methods: &[&(ObjId, Option<String>)]| {
            let one = |&&(m, ref from): &&(ObjId, Option<String>)| {
                let signature = text(s.obj_type(m));
                let from = from.as_ref().map_or(String::new(), |from| format!(" (of {from})"));
                format!("{}{}{from}", s.text(s.obj(m).name), signature.strip_prefix("func").unwrap_or(&signature))
            };
            methods.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        let only: Vec<_> = pointer.all.iter().filter(|m| !value.all.iter().any(|v| v.0 == m.0)).collect();
        let implemented = |methods: &Methods, but: Option<&Methods>| {
            let fits = |t: TypeId| methods.implements(s, t) && but.is_none_or(|but| !but.implements(s, t));
            let names = interfaces.iter().filter(|i| !s.is_generic(t) && fits(i.1)).map(|i| &*i.0);
            names.collect::<Vec<_>>().join(", ")
        };
        let rows = [
            (format!("methods of {name}: "), list(&value.all.iter().collect::<Vec<_>>())),
            (format!("only of *{name}: "), list(&only)),
            (format!("{name} implements "), implemented(&value, None)),
            (format!("only *{name} implements "), implemented(&pointer, Some(&value))),
        ];
        for (what, which) in rows.iter().filter(|row| !row.1.is_empty()) {
            note(s.obj(obj).pos, format!("{what}{which}"));
        }
    }
}

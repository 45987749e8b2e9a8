//! A package as text: every package-level object with its type, the fields, methods and method
//! sets of types, values of constants, places, facts, in order of the names. Two packages with
//! the same text look the same to importers. Empty interfaces are written `any`, bytes and runes
//! as the integers they are: type arguments come back so, whatever they were written as.

use std::fmt::Write;
use types::typestring::TypeWriter;
use types::{ObjId, PkgId, Session, TypeId, TypeKind};

/// Writes a package.
pub fn dump(s: &Session, pkg: PkgId) -> String {
    let mut out = String::new();
    let imports = s.package_imports(pkg).into_iter().map(|p| &*s.pkg(p).path).collect::<Vec<_>>().join(" ");
    let name = s.pkg(pkg).name.get().map_or("", |&n| s.text(n));
    let _ = writeln!(out, "package {name} {:?}\nimports {imports}", s.pkg(pkg).path);
    let mut all: Vec<(&str, ObjId)> = s.package_objects(pkg).into_iter().map(|(n, o)| (s.text(n), o)).collect();
    all.sort_unstable_by_key(|e| e.0);
    for (name, obj) in all {
        object(&mut out, s, name, obj);
    }
    out
}

fn text(s: &Session, t: TypeId) -> String {
    let qualifier = |pkg: PkgId| s.pkg(pkg).path.to_string();
    let text = TypeWriter::new(s, &qualifier).text(t);
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let (end, last) = match word.chars().next_back() {
            Some(c) if !c.is_alphanumeric() && c != '_' => (word.len() - c.len_utf8(), Some(c)),
            _ => (word.len(), None),
        };
        out.push_str(match &word[..end] {
            "byte" => "uint8",
            "rune" => "int32",
            other => other,
        });
        out.extend(last);
    }
    out.replace("interface{}", "any")
}

fn object(out: &mut String, s: &Session, name: &str, id: ObjId) {
    let obj = s.obj(id);
    let t = s.obj_type(id);
    let kind = match () {
        () if obj.is_const() => "const",
        () if obj.is_type_name() => "type",
        () if obj.is_func() => "func",
        () => "var",
    };
    let _ = write!(out, "{kind} {name} {} @{}", text(s, t), s.place(id));
    if let Some(value) = obj.const_value() {
        let _ = match value.as_bytes() {
            Some(bytes) => write!(out, " = \"{}\"", bytes.escape_ascii()),
            None => write!(out, " = {value:?}"),
        };
    }
    if let Some(directives) = obj.pkg.some().and_then(|p| s.pkg(p).directives.get()) {
        let facts = directives.facts(id);
        let linkname = match facts.linkname {
            types::Linkname::Named(n) => s.text(n),
            types::Linkname::Own => "own",
            types::Linkname::None => "",
        };
        let _ = write!(out, " [{:x} {linkname} {} {}]", facts.flags.bits(), facts.bodyless, facts.stack_abi);
    }
    out.push('\n');
    if obj.is_type_name() {
        typ(out, s, t);
    }
}

fn typ(out: &mut String, s: &Session, t: TypeId) {
    if let TypeKind::Alias(a) = s.kind(t) {
        let _ = writeln!(out, "    = {}", text(s, a.from_rhs.get()));
        return;
    }
    for &p in s.type_params(t) {
        if let TypeKind::TypeParam(tp) = s.kind(p) {
            let _ = writeln!(out, "    [{} {}] {}", tp.index(), text(s, p), text(s, tp.bound.get()));
        }
    }
    let Some(n) = s.as_named(t) else { return };
    let declared = s.declared(n);
    let _ = writeln!(out, "    rhs {} under {}", text(s, declared.rhs), text(s, s.under(t)));
    if let TypeKind::Struct(st) = s.kind(s.under(t)) {
        for &f in &st.fields {
            let _ = writeln!(out, "    field {} @{}", s.text(s.obj(f).name), s.place(f));
        }
    }
    for &m in declared.methods {
        let recv = s.as_signature(s.obj_type(m)).and_then(|sig| sig.recv);
        let recv = recv.map_or(String::new(), |r| format!("{} {}", s.text(s.obj(r).name), text(s, s.obj_type(r))));
        let _ = write!(out, "    ({recv})");
        object(out, s, s.text(s.obj(m).name), m);
    }
    for t in [t, s.pointer_to(t)] {
        for (m, path, indirect) in s.method_set(t) {
            let sig = text(s, s.obj_type(m));
            let _ = writeln!(out, "    set {} {path:?} {indirect} {sig}", s.text(s.obj(m).name));
        }
    }
}

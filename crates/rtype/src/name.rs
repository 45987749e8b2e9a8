//! Names of types. Two spellings: [`Names::link`], unique in a program (packages by path), for
//! symbols and hashes; [`Names::short`], what `reflect` shows (packages by name). Authority:
//! `cmd/compile/internal/types/fmt.go`.

use crate::layout::RType;
use constant::quote;
use obj::name::path_prefix;
use release::Maps;
use std::fmt::Write;
use types::{Basic, ChanDir, ObjId, PkgId, Session, Signature, TypeId, TypeKind};

/// Which spelling.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Link,
    Short,
}

/// Spells types.
pub struct Names<'s> {
    session: &'s Session,
}

impl<'s> Names<'s> {
    /// Spells types of `session`.
    pub fn new(session: &'s Session) -> Self {
        Names { session }
    }
    /// The spelling that is unique in a program.
    pub fn link(&self, t: RType) -> String {
        match t {
            RType::Go(id) => self.text(id, Style::Link),
            RType::NoAlg(id) => format!("noalg.{}", self.text(id, Style::Link)),
            RType::SlotSlice(..) => self.hashed(t),
            RType::Bucket(_) | RType::Slots(..) | RType::Slot(..) => format!("noalg.{}", self.hashed(t)),
        }
    }
    /// What a type's hash is made of: its unique spelling, whether or not values can be compared.
    pub fn hashed(&self, t: RType) -> String {
        match t {
            RType::Go(id) | RType::NoAlg(id) => self.text(id, Style::Link),
            _ => self.compiler_made(t, Style::Link),
        }
    }
    /// The spelling without paths.
    pub fn short(&self, t: RType) -> String {
        match t {
            RType::Go(id) | RType::NoAlg(id) => self.text(id, Style::Short),
            _ => self.compiler_made(t, Style::Short),
        }
    }
    /// Name of the descriptor.
    pub fn symbol(&self, t: RType) -> String {
        format!("type:{}", self.link(t))
    }
    /// The path of a package as symbols spell it.
    pub fn prefix(&self, pkg: PkgId) -> String {
        path_prefix(&self.session.pkg(pkg).path)
    }
    /// A receiver as method symbols show it: named types without package.
    pub(crate) fn receiver(&self, t: TypeId) -> String {
        let s = self.session;
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Pointer(elem) => format!("(*{})", self.receiver_base(*elem)),
            _ => self.receiver_base(t),
        }
    }
    fn receiver_base(&self, t: TypeId) -> String {
        let s = self.session;
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Pointer(elem) => format!("*{}", self.receiver_base(*elem)),
            TypeKind::Named(n) => {
                let mut w = self.writer(Style::Link);
                w.named_without_package(n.obj, &n.targs);
                w.out
            }
            _ => self.text(t, Style::Link),
        }
    }

    /// The spelling of a type that no program has written.
    fn compiler_made(&self, t: RType, style: Style) -> String {
        let (RType::Slots(key, elem) | RType::Slot(key, elem) | RType::SlotSlice(key, elem)) = t else {
            return self.bucket(t, style);
        };
        let slot = format!("struct {{ key {}; elem {} }}", self.text(key, style), self.text(elem, style));
        match t {
            RType::Slots(..) => format!("[8]{slot}"),
            RType::SlotSlice(..) => format!("[]{slot}"),
            _ => slot,
        }
    }
    fn bucket(&self, t: RType, style: Style) -> String {
        let (RType::Bucket(map), s) = (t, self.session) else { return String::new() };
        let TypeKind::Map(key, elem) = *s.kind(s.under(map)) else { return String::new() };
        let what = match s.release.maps {
            Maps::Buckets => "bucket",
            Maps::Swiss => "group",
        };
        format!("map.{what}[{}]{}", self.text(key, style), self.text(elem, style))
    }
    fn text(&self, t: TypeId, style: Style) -> String {
        let mut w = self.writer(style);
        w.typ(t);
        w.out
    }
    fn writer(&self, style: Style) -> Writer<'_, 's> {
        Writer { names: self, style, out: String::new() }
    }
}

impl<'s> Names<'s> {
    pub(crate) fn session(&self) -> &'s Session {
        self.session
    }
}

struct Writer<'n, 's> {
    names: &'n Names<'s>,
    style: Style,
    out: String,
}

impl<'s> Writer<'_, 's> {
    fn session(&self) -> &'s Session {
        self.names.session
    }
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Recursion ends at named types; unnamed types are finite.
    fn typ(&mut self, t: TypeId) {
        let s = self.session();
        let t = s.unalias(t);
        match s.kind(t) {
            TypeKind::Basic(Basic::UnsafePointer) => self.put("unsafe.Pointer"),
            TypeKind::Basic(b) => self.put(b.name()),
            TypeKind::Pointer(e) => self.prefixed("*", *e),
            TypeKind::Slice(e) => self.prefixed("[]", *e),
            TypeKind::Array(e, len) => self.prefixed(&format!("[{}]", len.unwrap_or(0)), *e),
            TypeKind::Map(k, e) => {
                self.prefixed("map[", *k);
                self.prefixed("]", *e);
            }
            TypeKind::Chan(dir, e) => self.chan(*dir, *e),
            TypeKind::Signature(sig) => {
                self.put("func");
                self.signature(sig);
            }
            TypeKind::Interface(_) => self.interface(t),
            TypeKind::Struct(_) => self.structure(t),
            TypeKind::Named(n) => self.named(n.obj, &n.targs),
            TypeKind::TypeParam(p) => self.put(s.text(s.obj(p.obj).name)),
            TypeKind::Tuple(_) | TypeKind::Union(_) | TypeKind::Alias(_) => self.put("?"),
        }
    }
    fn prefixed(&mut self, prefix: &str, t: TypeId) {
        self.put(prefix);
        self.typ(t);
    }
    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        let s = self.session();
        match dir {
            ChanDir::RecvOnly => self.prefixed("<-chan ", elem),
            ChanDir::SendOnly => self.prefixed("chan<- ", elem),
            ChanDir::Both if matches!(s.kind(s.unalias(elem)), TypeKind::Chan(ChanDir::RecvOnly, _)) => {
                self.prefixed("chan (", elem);
                self.put(")");
            }
            ChanDir::Both => self.prefixed("chan ", elem),
        }
    }

    fn named(&mut self, obj: ObjId, targs: &[TypeId]) {
        if let Some(pkg) = self.session().obj(obj).pkg.some() {
            self.package(pkg);
            self.put(".");
        }
        self.named_without_package(obj, targs);
    }
    /// Type arguments are spelled with paths whatever the style: they are part of the name.
    fn named_without_package(&mut self, obj: ObjId, targs: &[TypeId]) {
        let s = self.session();
        self.put(s.text(s.obj(obj).name));
        if !targs.is_empty() {
            // Arguments for type parameters around a local type stand before its own.
            let around = s.local_type(obj).map_or(0, |l| l.around.len());
            for (i, &t) in targs.iter().enumerate() {
                let text = self.names.text(t, Style::Link);
                self.put(if i == 0 {
                    "["
                } else if i == around {
                    ";"
                } else {
                    ","
                });
                self.put(&text);
            }
            self.put("]");
        }
        if self.style == Style::Link
            && let Some(local) = s.local_type(obj)
        {
            write!(self.out, "·{}", local.number).expect("writing to a string");
        }
    }
    fn package(&mut self, pkg: PkgId) {
        let s = self.session();
        match self.style {
            Style::Link => self.put(&self.names.prefix(pkg)),
            Style::Short => {
                let name = s.pkg(pkg).name.get().map_or("", |&n| s.text(n));
                self.put(name);
            }
        }
    }
    /// A name, with its package unless exported.
    fn qualified(&mut self, obj: ObjId) {
        let s = self.session();
        let o = s.obj(obj);
        if !s.is_exported(o.name)
            && let Some(pkg) = o.pkg.some()
        {
            self.package(pkg);
            self.put(".");
        }
        self.put(s.text(o.name));
    }

    fn interface(&mut self, t: TypeId) {
        let s = self.session();
        let set = s.type_set(t);
        if set.methods.is_empty() {
            return self.put("interface {}");
        }
        self.put("interface {");
        for (i, &m) in set.methods.iter().enumerate() {
            self.put(if i == 0 { " " } else { "; " });
            self.qualified(m);
            if let Some(sig) = s.as_signature(s.obj_type(m)) {
                self.signature(sig);
            }
        }
        self.put(" }");
    }

    fn signature(&mut self, sig: &Signature) {
        self.tuple(&sig.params, sig.variadic);
        match *sig.results {
            [] => {}
            [one] => self.prefixed(" ", self.session().obj_type(one)),
            _ => {
                self.put(" ");
                self.tuple(&sig.results, false);
            }
        }
    }
    fn tuple(&mut self, vars: &[ObjId], variadic: bool) {
        let s = self.session();
        self.put("(");
        for (i, &v) in vars.iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            let t = s.obj_type(v);
            match s.kind(s.unalias(t)) {
                TypeKind::Slice(elem) if variadic && i + 1 == vars.len() => self.prefixed("...", *elem),
                _ => self.typ(t),
            }
        }
        self.put(")");
    }

    fn structure(&mut self, t: TypeId) {
        let s = self.session();
        let TypeKind::Struct(st) = s.kind(t) else { return };
        self.put("struct {");
        for (i, &f) in st.fields.iter().enumerate() {
            self.put(if i == 0 { " " } else { "; " });
            self.field_name(f);
            self.typ(s.obj_type(f));
            if !st.tag(i).is_empty() {
                self.put(" ");
                self.put(&quote(st.tag(i)));
            }
        }
        self.put(if st.fields.is_empty() { "}" } else { " }" });
    }
    /// An embedded field shows its name only where an alias makes it differ from its type's.
    fn field_name(&mut self, f: ObjId) {
        let s = self.session();
        let o = s.obj(f);
        if o.is_embedded() {
            if self.style == Style::Link && !self.is_embedded_by_own_name(f) {
                self.qualified(f);
                self.put(" = ");
            }
            return;
        }
        match self.style {
            Style::Link => self.qualified(f),
            Style::Short => self.put(s.text(o.name)),
        }
        self.put(" ");
    }
    fn is_embedded_by_own_name(&self, f: ObjId) -> bool {
        let s = self.session();
        let o = s.obj(f);
        match s.kind(s.unalias(s.deref(s.unalias(s.obj_type(f))).0)) {
            TypeKind::Named(n) => {
                let t = s.obj(n.obj);
                t.name == o.name && (t.pkg == o.pkg || s.is_exported(o.name))
            }
            // Embedded, a predeclared type has a name of the package that embeds it.
            TypeKind::Basic(b) => *b == Basic::UnsafePointer && s.text(o.name) == "Pointer",
            _ => false,
        }
    }
}

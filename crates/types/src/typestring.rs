//! Types as text, exactly as the official checker's messages show them. In: a type and how to
//! name packages. Authority: GOROOT `cmd/compile/internal/types2` for the form.

use crate::objects::ObjId;
use crate::package::PkgId;
use crate::session::Session;
use crate::types::{Basic, ChanDir, Interface, Signature, StructType, TypeId, TypeKind};
use release::FrontEnd;

/// How packages are named in front of a dot; an empty answer leaves the dot out.
pub type Qualifier<'a> = &'a dyn Fn(PkgId) -> String;

/// Writes types as text.
pub struct TypeWriter<'a> {
    s: &'a Session,
    qualifier: Qualifier<'a>,
    out: String,
    /// Types being written: a type met again inside itself is an error shown in the text.
    seen: Vec<TypeId>,
    /// Write parameter names.
    pub param_names: bool,
    /// Name the package of the first unexported field, to tell equal texts apart.
    pub pkg_info: bool,
}

impl<'a> TypeWriter<'a> {
    /// A writer with parameter names.
    pub fn new(s: &'a Session, qualifier: Qualifier<'a>) -> TypeWriter<'a> {
        TypeWriter { s, qualifier, out: String::new(), seen: Vec::new(), param_names: true, pkg_info: false }
    }
    /// The text of a type.
    pub fn text(mut self, t: TypeId) -> String {
        self.typ(t);
        self.out
    }
    /// The text of a signature without `func`.
    pub fn signature_text(mut self, sig: &Signature) -> String {
        self.signature(sig);
        self.out
    }
    /// The text of a list of type parameters: `[P any]`.
    pub fn tparams_text(mut self, list: &[TypeId]) -> String {
        self.tparam_list(list);
        self.out
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn typ(&mut self, t: TypeId) {
        if t.is_none() {
            return self.push("<nil>");
        }
        if self.seen.contains(&t) || self.seen.len() > 200 {
            self.push("<cycle to type>");
            return;
        }
        self.seen.push(t);
        self.kind(t);
        self.seen.pop();
    }

    fn kind(&mut self, t: TypeId) {
        let s = self.s;
        match s.kind(t) {
            TypeKind::Basic(b) => self.basic(t, *b),
            TypeKind::Pointer(e) => self.prefixed("*", *e),
            TypeKind::Slice(e) => self.prefixed("[]", *e),
            TypeKind::Array(e, n) => {
                let n = n.map_or("-1".to_string(), |n| n.to_string());
                self.prefixed(&format!("[{n}]"), *e);
            }
            TypeKind::Map(k, e) => {
                self.prefixed("map[", *k);
                self.prefixed("]", *e);
            }
            TypeKind::Chan(d, e) => self.chan(*d, *e),
            TypeKind::Tuple(vars) => self.tuple(vars, false),
            TypeKind::Struct(st) => self.structure(st),
            TypeKind::Signature(sig) => {
                self.push("func");
                self.signature(sig);
            }
            TypeKind::Union(terms) => {
                for (i, term) in terms.iter().enumerate() {
                    self.push(if i > 0 { " | " } else { "" });
                    self.prefixed(if term.tilde { "~" } else { "" }, term.typ);
                }
            }
            TypeKind::Interface(iface) => self.interface(t, iface),
            TypeKind::Named(n) => {
                self.type_name(n.obj);
                if n.origin.is_some() {
                    self.type_list(&n.targs);
                } else if let Some(tparams) = n.tparams.get()
                    && !tparams.is_empty()
                {
                    self.tparam_list(tparams);
                }
            }
            TypeKind::Alias(a) => {
                self.type_name(a.obj);
                if !a.targs.is_empty() {
                    self.type_list(&a.targs);
                } else if let Some(tparams) = a.tparams.get()
                    && !tparams.is_empty()
                    && self.s.release.front_end >= FrontEnd::Go1_24
                {
                    self.tparam_list(tparams);
                }
            }
            TypeKind::TypeParam(p) => self.type_param(p.obj),
        }
    }

    fn prefixed(&mut self, text: &str, t: TypeId) {
        self.push(text);
        self.typ(t);
    }

    fn basic(&mut self, t: TypeId, b: Basic) {
        match t {
            TypeId::BYTE => self.push("byte"),
            TypeId::RUNE => self.push("rune"),
            TypeId::UNSAFE_POINTER => {
                self.package_prefix(self.s.universe().unsafe_pkg);
                self.push("Pointer");
            }
            _ => self.push(b.name()),
        }
    }

    fn chan(&mut self, dir: ChanDir, elem: TypeId) {
        let receive_elem = matches!(self.s.kind(elem), TypeKind::Chan(ChanDir::RecvOnly, _));
        match dir {
            ChanDir::Both if receive_elem => {
                self.prefixed("chan (", elem);
                self.push(")");
            }
            ChanDir::Both => self.prefixed("chan ", elem),
            ChanDir::SendOnly => self.prefixed("chan<- ", elem),
            ChanDir::RecvOnly => self.prefixed("<-chan ", elem),
        }
    }

    fn structure(&mut self, st: &StructType) {
        let s = self.s;
        self.push("struct{");
        for (i, &f) in st.fields.iter().enumerate() {
            let obj = s.obj(f);
            self.push(if i > 0 { "; " } else { "" });
            let annotate = self.pkg_info && !s.is_exported(obj.name);
            if annotate {
                self.pkg_info = false;
            }
            if !obj.is_embedded() {
                self.push(s.text(obj.name));
                self.push(" ");
            }
            self.typ(s.obj_type(f));
            if annotate && !obj.pkg.is_none() {
                self.push(&format!(" /* package {} */ ", s.pkg(obj.pkg).path));
            }
            if !st.tag(i).is_empty() {
                self.push(&format!(" {}", constant::quote(st.tag(i))));
            }
        }
        self.push("}");
    }

    fn interface(&mut self, t: TypeId, iface: &Interface) {
        let s = self.s;
        if t == TypeId::ANY_INTERFACE {
            return self.push("any");
        }
        if t == s.under(s.universe().comparable_type) {
            return self.push("interface{comparable}");
        }
        if iface.implicit {
            if let ([], [(only, _)]) = (&*iface.methods, &*iface.embedded) {
                return self.typ(*only);
            }
            self.push("/* implicit */ ");
        }
        self.push("interface{");
        let mut first = true;
        for &m in &iface.methods {
            self.push(if first { "" } else { "; " });
            first = false;
            self.push(s.text(s.obj(m).name));
            if let TypeKind::Signature(sig) = s.kind(s.obj_type(m)) {
                self.signature(sig);
            }
        }
        for &(e, _) in &iface.embedded {
            self.prefixed(if first { "" } else { "; " }, e);
            first = false;
        }
        self.push("}");
    }

    fn type_list(&mut self, list: &[TypeId]) {
        self.push("[");
        for (i, &t) in list.iter().enumerate() {
            self.prefixed(if i > 0 { ", " } else { "" }, t);
        }
        self.push("]");
    }

    fn tparam_list(&mut self, list: &[TypeId]) {
        let s = self.s;
        self.push("[");
        let mut prev = TypeId::NONE;
        for (i, &t) in list.iter().enumerate() {
            let bound = s.as_type_param(t).map_or(TypeId::NONE, |p| p.bound.get());
            if i > 0 {
                if bound != prev {
                    self.prefixed(" ", prev);
                }
                self.push(", ");
            }
            prev = bound;
            self.typ(t);
        }
        if !prev.is_none() {
            self.prefixed(" ", prev);
        }
        self.push("]");
    }

    fn package_prefix(&mut self, pkg: PkgId) {
        if pkg.is_none() {
            return;
        }
        let prefix = (self.qualifier)(pkg);
        if !prefix.is_empty() {
            self.push(&prefix);
            self.push(".");
        }
    }

    fn type_name(&mut self, obj: ObjId) {
        let o = self.s.obj(obj);
        self.package_prefix(o.pkg);
        self.push(self.s.text(o.name));
    }

    fn type_param(&mut self, obj: ObjId) {
        let o = self.s.obj(obj);
        let name = self.s.text(o.name);
        self.push(name);
        if self.s.universe().scope.contains_key(&o.name) {
            let place = self.s.place(obj);
            self.push(&format!(" /* with {name} declared at {place} */"));
        }
    }

    fn signature(&mut self, sig: &Signature) {
        if !sig.tparams.is_empty() {
            self.tparam_list(&sig.tparams);
        }
        self.tuple(&sig.params, sig.variadic);
        match &*sig.results {
            [] => {}
            [one] if self.s.text(self.s.obj(*one).name).is_empty() => self.prefixed(" ", self.s.obj_type(*one)),
            _ => {
                self.push(" ");
                self.tuple(&sig.results, false);
            }
        }
    }

    fn tuple(&mut self, vars: &[ObjId], variadic: bool) {
        let s = self.s;
        self.push("(");
        for (i, &v) in vars.iter().enumerate() {
            self.push(if i > 0 { ", " } else { "" });
            let name = s.text(s.obj(v).name);
            if !name.is_empty() && self.param_names {
                self.push(name);
                self.push(" ");
            }
            let t = s.obj_type(v);
            match s.kind(t) {
                TypeKind::Slice(e) if variadic && i + 1 == vars.len() => self.prefixed("...", *e),
                _ if variadic && i + 1 == vars.len() => {
                    self.typ(t);
                    self.push("...");
                }
                _ => self.typ(t),
            }
        }
        self.push(")");
    }
}

impl Session {
    /// Where an object is declared: `file:line:column`, or `-` where that is not known.
    pub fn place(&self, obj: ObjId) -> String {
        let o = self.obj(obj);
        let sources = o.pkg.some().and_then(|p| self.pkg(p).sources.get());
        sources.and_then(|s| s.loc(o.pos)).map_or("-".to_string(), |loc| loc.to_string())
    }
    /// A type with packages named by their paths.
    pub fn type_text(&self, t: TypeId) -> String {
        TypeWriter::new(self, &|pkg| self.pkg(pkg).path.to_string()).text(t)
    }
}

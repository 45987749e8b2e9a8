//! Collecting a package's declarations. In: its files. Out: a [`PackageCx`]: package and file
//! scopes, imports, what declares each object, methods by receiver; and the errors found on
//! the way. Nothing is checked yet but names. Authority: Go spec, "Packages"; order and
//! wording: `types2/resolver.go`.

use crate::codes::Code;
use crate::objects::{ObjId, ObjKind, Object, VarRole};
use crate::package::{Package, PkgId};
use crate::package_cx::{Config, DeclIdx, DeclInfo, DeclSource, Importer, PackageCx};
use crate::scope::{Scope, ScopeId};
use crate::session::{Session, is_exported};
use crate::types::TypeId;
use crate::version::Version;
use base::{Diagnostic, FxHashMap, FxHashSet, IdVec, Name, Pos, Sources};
use release::FrontEnd;
use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use syntax::Operator;
use syntax::ast::{Ast, BodyId, Decl, DeclId, DeclKind, ExprId, ExprKind, FieldId, File, Ident, List, Node};

/// What to collect from.
pub struct CollectInput<'a> {
    /// The session.
    pub s: &'a Session,
    /// The package.
    pub pkg: PkgId,
    /// How to check.
    pub config: &'a Config,
    /// Finds imports.
    pub importer: &'a dyn Importer,
    /// Texts.
    pub sources: &'a Sources,
    /// Trees.
    pub files: &'a [File],
}

/// A method whose receiver type remains to be found.
struct Method {
    obj: ObjId,
    file: usize,
    recv: ExprId,
}

struct Collector<'a> {
    cx: PackageCx<'a>,
    importer: &'a dyn Importer,
    imported: FxHashMap<String, PkgId>,
    methods: Vec<Method>,
    errors: Vec<Diagnostic>,
    package_scope: Scope,
    file_scope: Scope,
    file: usize,
}

/// Collects the declarations of a package. The package's name and scope are set.
pub fn collect<'a>(input: CollectInput<'a>) -> (PackageCx<'a>, Vec<Diagnostic>) {
    let version = Version::parse(&input.config.go_version);
    let cx = PackageCx {
        s: input.s,
        pkg: input.pkg,
        config: input.config,
        sources: input.sources,
        files: input.files,
        file_versions: Vec::new(),
        version,
        scopes: IdVec::new(),
        decls: IdVec::new(),
        decl_objs: Vec::new(),
        decl_of: FxHashMap::default(),
        methods: FxHashMap::default(),
        dot_imports: FxHashMap::default(),
        imports: Vec::new(),
        ambiguous_names: OnceLock::new(),
    };
    let mut c = Collector {
        cx,
        importer: input.importer,
        imported: FxHashMap::default(),
        methods: Vec::new(),
        errors: Vec::new(),
        package_scope: Scope::new(ScopeId::UNIVERSE),
        file_scope: Scope::new(ScopeId::PACKAGE),
        file: 0,
    };
    c.check_versions();
    c.collect_files();
    c.finish()
}

impl<'a> Collector<'a> {
    fn s(&self) -> &'a Session {
        self.cx.s
    }
    fn ast(&self) -> &'a Ast {
        &self.cx.files[self.file].ast
    }
    fn error(&mut self, pos: Pos, code: Code, message: impl Into<String>) {
        let mut message = message.into();
        if let Some(hint) = self.cx.version_hint(pos, &message) {
            message.push_str(&hint);
        }
        self.errors.push(Diagnostic::error(code.name(), pos, message));
    }
    fn expr_start(&self, e: ExprId) -> Pos {
        syntax::positions::start_pos(self.ast(), Node::Expr(e))
    }

    // ---- files

    fn check_versions(&mut self) {
        let files = self.cx.files;
        let (version, newest) = (self.cx.version, Version::newest(self.s().release));
        if let Some(first) = files.first()
            && version.is_valid()
            && version > newest
        {
            let msg = format!("package requires newer Go version {version} (application built with {})", newest);
            self.error(first.pos, Code::TooNew, msg);
        }
        for file in files {
            let asked = file.go_version.as_deref().map_or(Version::NONE, Version::parse);
            if asked.is_valid() && asked > newest {
                let msg = format!("file requires newer Go version {asked}");
                self.error(file.package.pos, Code::TooNew, msg);
            }
            // Files may ask for versions from 1.21 on, newer or older than the package's.
            let v = if asked.is_valid() { asked.max(Version::GO1_21) } else { version };
            self.cx.file_versions.push(v);
        }
    }

    fn collect_files(&mut self) {
        let files = self.cx.files;
        let pkg = self.s().pkg(self.cx.pkg);
        let mut scopes = Vec::new();
        for (i, file) in files.iter().enumerate() {
            self.file = i;
            self.file_scope = Scope::new(ScopeId::PACKAGE);
            if self.accept_file(pkg, file) {
                for &d in &file.decls {
                    self.declaration(d, file.ast[d]);
                }
            }
            scopes.push(std::mem::replace(&mut self.file_scope, Scope::new(ScopeId::PACKAGE)));
        }
        self.cx.scopes.push(Scope::new(ScopeId::NONE));
        self.cx.scopes.push(std::mem::replace(&mut self.package_scope, Scope::new(ScopeId::NONE)));
        scopes.into_iter().for_each(|s| {
            self.cx.scopes.push(s);
        });
    }

    fn accept_file(&mut self, pkg: &Package, file: &File) -> bool {
        let name = file.package.name;
        let s = self.s();
        if name == s.blank {
            self.error(file.package.pos, Code::BlankPkgName, "invalid package name _");
            return pkg.name.get().is_none();
        }
        let expected = *pkg.name.get_or_init(|| name);
        if expected != name {
            let msg = format!("package {}; expected package {}", s.text(name), s.text(expected));
            self.error(file.package.pos, Code::MismatchedPkgName, msg);
            return false;
        }
        true
    }

    fn finish(mut self) -> (PackageCx<'a>, Vec<Diagnostic>) {
        self.report_file_conflicts();
        for m in std::mem::take(&mut self.methods) {
            self.file = m.file;
            if let Some((ptr, base)) = self.receiver_base(m.recv) {
                // Methods are made with the right mark, see `function`; here only the base counts.
                let _ = ptr;
                self.cx.methods.entry(base).or_default().push(m.obj);
            }
        }
        let pkg = self.s().pkg(self.cx.pkg);
        let entries = self.cx.scopes[ScopeId::PACKAGE].entries();
        let _ = pkg.scope.set(entries.iter().copied().collect());
        let _ = pkg.imports.set(self.cx.imported_packages());
        (self.cx, self.errors)
    }

    /// A name of the package scope must not also be that of an import in some file.
    fn report_file_conflicts(&mut self) {
        let s = self.s();
        for i in 0..self.cx.files.len() {
            for (name, obj) in self.cx.scopes[ScopeId::file(i)].entries().to_vec() {
                let Some(other) = self.cx.scopes[ScopeId::PACKAGE].lookup(name) else { continue };
                let text = s.text(name);
                let (how, from) = match s.obj(obj).kind {
                    ObjKind::PkgName { imported, .. } => ("import", self.package_text(imported)),
                    _ => ("dot-import", self.package_text(s.obj(obj).pkg)),
                };
                let msg = format!("{text} already declared through {how} of {from}");
                let mut err = Diagnostic::error(Code::DuplicateDecl.name(), s.obj(other).pos, msg);
                self.add_other_decl(&mut err, obj);
                self.errors.push(err);
            }
        }
    }

    fn package_text(&self, pkg: PkgId) -> String {
        let p = self.s().pkg(pkg);
        let name = p.name.get().map_or("", |&n| self.s().text(n));
        format!("package {name} ({:?})", p.path)
    }

    fn add_other_decl(&self, err: &mut Diagnostic, other: ObjId) {
        let o = self.s().obj(other);
        if o.pos.is_known() && o.pkg == self.cx.pkg {
            err.related.push((o.pos, format!("other declaration of {}", self.s().text(o.name))));
        }
    }

    // ---- declarations

    fn declaration(&mut self, id: DeclId, decl: Decl) {
        match decl.kind {
            DeclKind::Import { local, path } => self.import(decl, local, path),
            DeclKind::Const { names, iota, from, .. } => {
                let ast = self.ast();
                let (ty, values) = crate::decl::const_source(ast, from);
                let inherited = !from.is_none() && from != id;
                let idents = ast.idents(names);
                for (i, name) in idents.iter().enumerate() {
                    let obj = self.s().add_obj(Object::constant(name.name, self.cx.pkg, name.pos, TypeId::NONE));
                    let init = values.get(i).copied().unwrap_or(ExprId::NONE);
                    self.package_object(*name, obj, DeclSource::Const { ty, init, iota, inherited });
                }
                self.arity(decl.pos, idents, &values, true, inherited);
            }
            DeclKind::Var { names, ty, values } => self.variables(decl, self.ast().idents(names), ty, values),
            DeclKind::Type { name, .. } => {
                let obj = self.s().add_obj(Object::type_name(name.name, self.cx.pkg, name.pos, TypeId::NONE));
                self.package_object(name, obj, DeclSource::Type(id));
            }
            DeclKind::Func { .. } => self.function(id, decl),
        }
    }

    fn variables(&mut self, decl: Decl, names: &'a [Ident], ty: ExprId, values: List<ExprId>) {
        let values: Vec<ExprId> = self.ast().list(values).collect();
        let pkg = self.cx.pkg;
        let s = self.s();
        let new = |n: &Ident| s.add_obj(Object::var(VarRole::Global, n.name, pkg, n.pos, TypeId::NONE));
        let objs: Vec<ObjId> = names.iter().map(new).collect();
        let mut shared = None;
        for (i, (&name, &obj)) in names.iter().zip(&objs).enumerate() {
            if !self.may_declare(name) {
                continue;
            }
            self.declare_in_package(name.name, obj);
            if values.len() != 1 {
                let init = values.get(i).copied().unwrap_or(ExprId::NONE);
                self.enter(obj, DeclSource::Var { lhs: Vec::new(), ty, init });
                continue;
            }
            // One initialiser for all: one declaration, with one set of dependencies.
            let source = DeclSource::Var { lhs: objs.clone(), ty, init: values[0] };
            let d = *shared.get_or_insert_with(|| self.add_decl(source));
            self.enter_decl(obj, d);
        }
        if ty.is_none() || !values.is_empty() {
            self.arity(decl.pos, names, &values, false, false);
        }
    }

    fn arity(&mut self, pos: Pos, names: &[Ident], inits: &[ExprId], is_const: bool, inherited: bool) {
        if names.len() == inits.len() || names.len() > inits.len() && !is_const && inits.len() == 1 {
            return;
        }
        // The checker has the texts; borrow it for the one message.
        let cx = std::mem::replace(&mut self.cx.scopes, IdVec::new());
        let mut c = crate::checker::Checker::new(&self.cx, self.file);
        c.check_arity(pos, names, inits, is_const, inherited);
        let errors = std::mem::take(&mut c.errors);
        drop(c);
        self.cx.scopes = cx;
        self.errors.extend(errors);
    }

    fn add_decl(&mut self, source: DeclSource) -> DeclIdx {
        self.cx.decls.push(DeclInfo { file: self.file, kind: source })
    }

    /// Enters a declaration of `obj`.
    fn enter(&mut self, obj: ObjId, source: DeclSource) {
        let d = self.add_decl(source);
        self.enter_decl(obj, d);
    }

    fn enter_decl(&mut self, obj: ObjId, d: DeclIdx) {
        self.cx.decl_objs.push((obj, d));
        self.cx.decl_of.insert(obj, d);
        self.s().obj(obj).set_order(self.cx.decl_objs.len() as u32);
    }

    fn package_object(&mut self, name: Ident, obj: ObjId, source: DeclSource) {
        if self.may_declare(name) {
            self.declare_in_package(name.name, obj);
            self.enter(obj, source);
        }
    }

    /// `init` and, in package main, `main` must be functions.
    fn may_declare(&mut self, name: Ident) -> bool {
        match self.s().text(name.name) {
            "init" => self.error(name.pos, Code::InvalidInitDecl, "cannot declare init - must be func"),
            "main" if self.is_main_package() => {
                self.error(name.pos, Code::InvalidMainDecl, "cannot declare main - must be func");
            }
            _ => return true,
        }
        false
    }

    fn is_main_package(&self) -> bool {
        self.s().pkg(self.cx.pkg).name.get().is_some_and(|&n| self.s().text(n) == "main")
    }

    fn declare_in_package(&mut self, name: Name, obj: ObjId) {
        if name == self.s().blank {
            return;
        }
        if let Some(other) = self.package_scope.insert(name, obj) {
            let msg = format!("{} redeclared in this block", self.s().text(name));
            let mut err = Diagnostic::error(Code::DuplicateDecl.name(), self.s().obj(obj).pos, msg);
            self.add_other_decl(&mut err, other);
            self.errors.push(err);
        }
    }

    fn function(&mut self, id: DeclId, decl: Decl) {
        let DeclKind::Func { recv, name, tparams, ty, body } = decl.kind else { return };
        let ptr = recv.some().is_some_and(|r| self.receiver_is_pointer(self.ast()[r].ty));
        let s = self.s();
        let obj = s.add_obj(Object::func(name.name, self.cx.pkg, name.pos, TypeId::NONE, ptr));
        let mut reported = false;
        if let Some(recv) = recv.some() {
            if name.name != s.blank {
                self.methods.push(Method { obj, file: self.file, recv: self.ast()[recv].ty });
            }
        } else {
            let text = s.text(name.name);
            if text == "init" || text == "main" && self.is_main_package() {
                reported = self.check_special_function(name, tparams, ty);
            }
            if text == "init" {
                if body == BodyId::NONE {
                    let modern = self.s().release.front_end >= FrontEnd::Go1_25;
                    let msg = if modern { "func init must have a body" } else { "missing function body" };
                    self.error(name.pos, Code::MissingInitBody, msg);
                }
            } else {
                self.declare_in_package(name.name, obj);
            }
        }
        if let Some(first) = self.ast().list(tparams).next()
            && !reported
        {
            let pos = self.field_start(first);
            let version = self.cx.version_at(pos);
            let (what, since) = match recv.is_none() {
                true => ("type parameter", Version::GO1_18),
                false => ("generic method", Version::GO1_27),
            };
            if !version.allows(since) {
                self.error(pos, Code::UnsupportedFeature, format!("{what} requires {since} or later"));
            }
        }
        self.enter(obj, DeclSource::Func(id));
    }

    /// `init` and `main` take and return nothing.
    fn check_special_function(&mut self, name: Ident, tparams: List<FieldId>, ty: ExprId) -> bool {
        let text = self.s().text(name.name);
        let code = if text == "main" { Code::InvalidMainDecl } else { Code::InvalidInitDecl };
        let mut reported = false;
        if let Some(first) = self.ast().list(tparams).next() {
            let pos = self.field_start(first);
            self.error(pos, code, format!("func {text} must have no type parameters"));
            reported = true;
        }
        if let ExprKind::FuncType { params, results } = self.ast()[ty].kind
            && !(params.is_empty() && results.is_empty())
        {
            self.error(name.pos, code, format!("func {text} must have no arguments and no return values"));
        }
        reported
    }

    fn field_start(&self, f: FieldId) -> Pos {
        let field = self.ast()[f];
        field.name.map_or_else(|| self.expr_start(field.ty), |n| n.pos)
    }

    // ---- receivers

    fn receiver_is_pointer(&self, e: ExprId) -> bool {
        match self.ast()[e].kind {
            ExprKind::Paren(x) => self.receiver_is_pointer(x),
            ExprKind::Unary { op: Operator::Mul, .. } => true,
            _ => false,
        }
    }

    /// The type name a method belongs to, through aliases, and whether a pointer was on the way.
    fn receiver_base(&self, e: ExprId) -> Option<(bool, ObjId)> {
        let mut ptr = false;
        let (mut ast, mut e) = (self.ast(), e);
        // The receiver as written: parentheses and stars, then perhaps type parameters.
        loop {
            match ast[e].kind {
                ExprKind::Paren(x) => e = x,
                ExprKind::Unary { op: Operator::Mul, x } => {
                    ptr = true;
                    e = x;
                }
                _ => break,
            }
        }
        if let ExprKind::Index { x, .. } = ast[e].kind {
            e = x;
        }
        let mut seen = FxHashSet::default();
        loop {
            if let ExprKind::Unary { op: Operator::Mul, x } = ast[e].kind {
                if ptr {
                    return None;
                }
                ptr = true;
                e = ast.unparen(x);
            }
            let ExprKind::Name(name) = ast[e].kind else { return None };
            let obj = self.cx.scopes[ScopeId::PACKAGE].lookup(name)?;
            if !self.s().obj(obj).is_type_name() || !seen.insert(obj) {
                return None;
            }
            let info = &self.cx.decls[*self.cx.decl_of.get(&obj)?];
            let DeclSource::Type(d) = info.kind else { return None };
            ast = &self.cx.files[info.file].ast;
            match ast[d].kind {
                DeclKind::Type { alias: true, ty, .. } => e = ty,
                _ => return Some((ptr, obj)),
            }
        }
    }

    // ---- imports

    fn import(&mut self, decl: Decl, local: Option<Ident>, path: ExprId) {
        let Some(path_expr) = path.some() else { return };
        if !matches!(self.ast()[path_expr].kind, ExprKind::Lit { bad: false, .. }) {
            return;
        }
        let path_pos = self.ast()[path_expr].pos;
        let path = match import_path(&self.ast().literal_text(path_expr)) {
            Ok(path) => path,
            Err(why) => return self.error(path_pos, Code::BadImportPath, format!("invalid import path ({why})")),
        };
        let imported = self.find_package(path_pos, &path);
        let s = self.s();
        let pkg = s.pkg(imported);
        let name = local.map(|l| l.name).or(pkg.name.get().copied()).unwrap_or(s.blank);
        if path == "C"
            && let Some(l) = local
        {
            return self.error(l.pos, Code::ImportCRenamed, "cannot rename import \"C\"");
        }
        if s.text(name) == "init" {
            let msg = "cannot import package as init - init must be a func";
            return self.error(decl.pos, Code::InvalidInitDecl, msg);
        }
        let pos = local.map_or(path_pos, |l| l.pos);
        let kind = ObjKind::PkgName { imported, used: AtomicBool::new(pkg.fake) };
        let obj = s.add_obj(Object::new(kind, name, self.cx.pkg, pos, TypeId::INVALID));
        self.cx.imports.push(obj);
        if s.text(name) == "." {
            return self.dot_import(imported, obj, pos);
        }
        if name != s.blank
            && let Some(other) = self.file_scope.insert(name, obj)
        {
            let msg = format!("{} redeclared in this block", s.text(name));
            let mut err = Diagnostic::error(Code::DuplicateDecl.name(), pos, msg);
            self.add_other_decl(&mut err, other);
            self.errors.push(err);
        }
    }

    fn dot_import(&mut self, imported: PkgId, import: ObjId, pos: Pos) {
        let s = self.s();
        let scope = ScopeId::file(self.file);
        let mut names: Vec<(&str, Name, ObjId)> =
            s.package_objects(imported).into_iter().map(|(n, o)| (s.text(n), n, o)).collect();
        names.sort_unstable_by_key(|e| e.0);
        for (text, name, obj) in names {
            if !is_exported(text) {
                continue;
            }
            if let Some(other) = self.file_scope.insert(name, obj) {
                let msg = format!("{text} redeclared in this block");
                let mut err = Diagnostic::error(Code::DuplicateDecl.name(), pos, msg);
                self.add_other_decl(&mut err, other);
                self.errors.push(err);
            } else {
                self.cx.dot_imports.insert((scope, name), import);
            }
        }
    }

    fn find_package(&mut self, pos: Pos, path: &str) -> PkgId {
        if let Some(&pkg) = self.imported.get(path) {
            return pkg;
        }
        let s = self.s();
        let found = match path {
            "unsafe" => Ok(s.universe().unsafe_pkg),
            "C" if self.cx.config.fake_import_c => Ok(s.add_pkg(Package::new_fake("C", s.names.intern("C")))),
            _ => self.importer.import(path),
        };
        let pkg = found.unwrap_or_else(|why| {
            self.error(pos, Code::BrokenImport, format!("could not import {path} ({why})"));
            let trimmed = path.strip_suffix('/').unwrap_or(path);
            let name = trimmed.rsplit('/').next().unwrap_or(trimmed);
            s.add_pkg(Package::new_fake(path, s.names.intern(name)))
        });
        self.imported.insert(path.to_string(), pkg);
        pkg
    }
}

/// The import path in a string literal, or why it is none.
fn import_path(literal: &str) -> Result<String, String> {
    let bytes = constant::unquote(literal).ok_or("invalid syntax")?;
    let path = String::from_utf8(bytes).map_err(|_| "invalid character U+FFFD '\u{FFFD}'")?;
    if path.is_empty() {
        return Err("empty string".into());
    }
    let illegal = |c: char| c.is_control() || c.is_whitespace() || "!\"#$%&'()*,:;<=>?[\\]^{|}`\u{FFFD}".contains(c);
    match path.chars().find(|&c| illegal(c)) {
        Some(c) if c.is_control() => Err(format!("invalid character U+{:04X}", c as u32)),
        Some(c) => Err(format!("invalid character U+{:04X} '{c}'", c as u32)),
        None => Ok(path),
    }
}

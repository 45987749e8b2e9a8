//! Checking one package. In: its parsed files and a way to find imports. Out: the package,
//! filled, and its diagnostics. The steps are those of the official checker:
//!
//! 1. collect declarations (`resolver`); 2. declare all package-level objects; 3. run what was
//!    put off; 4. check function bodies; 5. order initialisation; 6. report unused imports;
//!    7. look for endless instantiation, if nothing else was wrong.

use crate::bodies::check_bodies;
use crate::body::{self, Body as TypedBody};
use crate::checker::{BodyTask, Checker};
use crate::codes::Code;
use crate::directives;
use crate::objects::{ObjId, ObjKind};
use crate::package::{Package, PkgId};
use crate::package_cx::{Config, DeclSource, Importer, Initializer, PackageCx, STACK_BYTES};
use crate::recorded::ArenaId;
use crate::resolver::{CollectInput, collect};
use crate::session::Session;
use base::{Diagnostic, Sources};
use std::sync::Arc;
use syntax::ast::{Body, DeclKind, File};

/// A package to check.
pub struct CheckInput<'a> {
    /// The session.
    pub s: &'a Session,
    /// Import path.
    pub path: &'a str,
    /// How to check.
    pub config: &'a Config,
    /// Finds imports.
    pub importer: &'a dyn Importer,
    /// Texts; kept by the package.
    pub sources: Arc<Sources>,
    /// Trees, in the order of `sources`.
    pub files: &'a [File],
}

/// A checked package.
pub struct CheckedPackage {
    /// The package.
    pub pkg: PkgId,
    /// What is wrong, in the order it was found.
    pub diagnostics: Vec<Diagnostic>,
    /// Package-level initialisers in the order of their execution.
    pub init_order: Vec<Initializer>,
    /// Their typed bodies, in the same order; only where asked for and nothing was wrong.
    pub inits: Vec<TypedBody>,
    /// Typed bodies of functions and methods, in source order; likewise.
    pub bodies: Vec<TypedBody>,
}

/// Checks a package, on a thread of its own with a stack for the deepest trees.
pub fn check_package(input: CheckInput<'_>) -> CheckedPackage {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name("check".into()).stack_size(STACK_BYTES);
        let thread = builder.spawn_scoped(scope, || check_here(input)).expect("threads can be started");
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn check_here(input: CheckInput<'_>) -> CheckedPackage {
    let s = input.s;
    let pkg = s.add_pkg(Package::new(input.path));
    let _ = s.pkg(pkg).sources.set(input.sources.clone());
    let collect_input = CollectInput {
        s,
        pkg,
        config: input.config,
        importer: input.importer,
        sources: &input.sources,
        files: input.files,
    };
    let (cx, diagnostics) = collect(collect_input);
    let _ = s.pkg(pkg).directives.set(directives::collect(&cx));
    if input.files.is_empty() {
        let (init_order, inits, bodies) = Default::default();
        return CheckedPackage { pkg, diagnostics, init_order, inits, bodies };
    }
    check_collected(&cx, diagnostics)
}

fn check_collected(cx: &PackageCx<'_>, found: Vec<Diagnostic>) -> CheckedPackage {
    let mut c = Checker::new(cx, 0);
    c.errors = found;
    c.refuse_direct_cycles();
    // No bare names lead from a type around to itself, in the releases that look for that first.
    c.declare_all();
    c.process_delayed(0);
    // Every package-level object has its type now; bodies depend on nothing else.
    let tasks = std::mem::take(&mut c.bodies);
    let mut bodies = check_bodies(&mut c, tasks);
    c.init_order();
    if !cx.config.ignore_bodies {
        c.report_unused_imports();
    }
    c.record_untyped();
    if c.errors.is_empty() {
        c.check_instantiation_cycles();
    }
    if cx.config.compiler_limits && c.errors.is_empty() {
        c.check_compiler_limits();
    }
    crate::local_types::number(cx, &c.local_types);
    let inits = if cx.config.typed_bodies && !cx.config.ignore_bodies && c.errors.is_empty() {
        c.typed_inits()
    } else {
        Vec::new()
    };
    if !c.errors.is_empty() {
        bodies.clear();
    }
    CheckedPackage { pkg: cx.pkg, diagnostics: c.errors, init_order: c.init_order, inits, bodies }
}

impl<'a> Checker<'a> {
    /// Declares all package-level objects: types first, then aliases, then the rest.
    fn declare_all(&mut self) {
        let cx = self.cx;
        let (mut aliases, mut others) = (Vec::new(), Vec::new());
        for &(obj, d) in &cx.decl_objs {
            let info = &cx.decls[d];
            match info.kind {
                DeclSource::Type(id) => match cx.files[info.file].ast[id].kind {
                    DeclKind::Type { alias: true, .. } => aliases.push(obj),
                    _ => self.obj_decl(obj, None),
                },
                _ => others.push(obj),
            }
        }
        for obj in aliases.into_iter().chain(others) {
            self.obj_decl(obj, None);
        }
    }

    /// Typed bodies of the package-level initialisers, in order.
    fn typed_inits(&self) -> Vec<TypedBody> {
        let cx = self.cx;
        let one = |init: &Initializer| {
            let decl = &cx.decls[init.decl];
            let DeclSource::Var { init: e, .. } = decl.kind else { return None };
            let (ast, info) = (&cx.files[decl.file].ast, self.info.files.get(decl.file)?);
            body::build_init(body::Source { cx, ast, info, defs: &self.info.defs }, &init.lhs, e)
        };
        self.init_order.iter().filter_map(one).collect()
    }

    pub(crate) fn run_body<'b>(&mut self, task: BodyTask, tree: &'b Body)
    where
        'b: 'a,
    {
        self.env.ast = &tree.ast;
        self.env.arena = ArenaId::BODY;
        let scope = self.add_scope(task.scope);
        self.func_body(Some(task.decl), task.sig, scope, tree.block, None);
        self.process_delayed(0);
        self.record_untyped();
    }

    fn report_unused_imports(&mut self) {
        for &obj in &self.cx.imports {
            let o = self.s.obj(obj);
            if !o.is_used() && o.name != self.s.blank {
                self.report_unused_import(obj);
            }
        }
    }

    fn report_unused_import(&mut self, obj: ObjId) {
        let ObjKind::PkgName { imported, .. } = self.s.obj(obj).kind else { return };
        let path = &self.s.pkg(imported).path;
        let last = path.rsplit('/').next().unwrap_or(path);
        let name = self.name(obj);
        let msg = if name.is_empty() || name == "." || name == last {
            format!("{path:?} imported and not used")
        } else {
            format!("{path:?} imported as {name} and not used")
        };
        self.error(self.s.obj(obj).pos, Code::UnusedImport, msg);
    }
}

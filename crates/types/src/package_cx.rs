//! What all checkers of one package share and none changes: its files, its package-level
//! declarations, its scopes. Made by the collection phase (`resolver`).

use crate::objects::ObjId;
use crate::package::PkgId;
use crate::scope::{Scope, ScopeId};
use crate::session::Session;
use crate::version::Version;
use base::{Diagnostic, FxHashMap, FxHashSet, IdVec, Name, Pos, Sources};
use std::sync::{Arc, OnceLock};
use syntax::ast::{Body, BodyId, DeclId, ExprId, File};

base::define_id!(
    /// A package-level declaration: what one object needs to be checked.
    DeclIdx,
    "pd"
);

/// Experiments (`GOEXPERIMENT`) that change the language, whatever the version of a package says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LanguageExperiments {
    /// `rangefunc`: loops over functions.
    pub range_functions: bool,
    /// `loopvar`: variables of loops are new in each iteration.
    pub loop_variables: bool,
    /// `aliastypeparams`: generic aliases.
    pub generic_aliases: bool,
}

impl LanguageExperiments {
    /// Those among the experiments of a target.
    pub fn of(experiments: &release::Experiments) -> LanguageExperiments {
        let has = |name| experiments.has(name);
        LanguageExperiments {
            range_functions: has("rangefunc"),
            loop_variables: has("loopvar"),
            generic_aliases: has("aliastypeparams"),
        }
    }
}

/// How to check packages.
#[derive(Clone, Debug)]
pub struct Config {
    /// Language version of the package's module (`go1.23`); empty: the newest.
    pub go_version: String,
    /// Keep alias nodes (GODEBUG `gotypesalias=1`, the default).
    pub alias_nodes: bool,
    /// What experiments add to the language.
    pub experiments: LanguageExperiments,
    /// Declare `assert` and `trace`, for the checker's own tests.
    pub test_builtins: bool,
    /// Let `import "C"` pass, everything selected from it being unknown.
    pub fake_import_c: bool,
    /// Refuse what the language allows but the compiler cannot translate: interface types that
    /// contain themselves without a name between.
    pub compiler_limits: bool,
    /// The parser has checked labels and branches.
    pub branches_checked: bool,
    /// Leave function bodies out.
    pub ignore_bodies: bool,
    /// Check bodies of generic functions and methods even so: importers need them.
    pub generic_bodies: bool,
    /// Build typed bodies of what was checked without errors.
    pub typed_bodies: bool,
    /// Labels and misplaced branches were checked by the parser.
    pub ignore_branch_errors: bool,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            go_version: String::new(),
            alias_nodes: true,
            experiments: LanguageExperiments::default(),
            test_builtins: false,
            fake_import_c: false,
            compiler_limits: false,
            branches_checked: false,
            ignore_bodies: false,
            generic_bodies: false,
            typed_bodies: false,
            ignore_branch_errors: false,
        }
    }
}

/// Finds imported packages.
pub trait Importer: Sync {
    /// The complete package `path` as the package being checked sees it, or why not.
    fn import(&self, path: &str) -> Result<PkgId, String>;
}

/// What declares a package-level object (or a method).
#[derive(Clone, Debug)]
pub struct DeclInfo {
    /// File it stands in.
    pub file: usize,
    /// The syntax, in that file's arena.
    pub kind: DeclSource,
}

/// The syntax of a package-level declaration.
#[derive(Clone, Debug)]
pub enum DeclSource {
    /// A constant: its type and value, which may come from an earlier line of the group.
    Const {
        /// Type or `NONE`.
        ty: ExprId,
        /// Value or `NONE`.
        init: ExprId,
        /// Index in the group.
        iota: u32,
        /// Type and value come from an earlier line.
        inherited: bool,
    },
    /// A variable.
    Var {
        /// All variables, where one expression initialises several; else empty.
        lhs: Vec<ObjId>,
        /// Type or `NONE`.
        ty: ExprId,
        /// Initialiser or `NONE`.
        init: ExprId,
    },
    /// A type.
    Type(DeclId),
    /// A function or method.
    Func(DeclId),
}

/// The shared part of checking one package.
pub struct PackageCx<'a> {
    /// The session.
    pub s: &'a Session,
    /// The package.
    pub pkg: PkgId,
    /// How to check.
    pub config: &'a Config,
    /// Texts of the files.
    pub sources: &'a Sources,
    /// Trees of the files, in the order of `sources`.
    pub files: &'a [File],
    /// Language version of each file.
    pub file_versions: Vec<Version>,
    /// Language version of the package.
    pub version: Version,
    /// Universe (empty: looked up in the session), package, files.
    pub scopes: IdVec<ScopeId, Scope>,
    /// Package-level declarations in source order.
    pub decls: IdVec<DeclIdx, DeclInfo>,
    /// Objects of `decls`, in order (methods and blank objects too).
    pub decl_objs: Vec<(ObjId, DeclIdx)>,
    /// Declaration of an object.
    pub decl_of: FxHashMap<ObjId, DeclIdx>,
    /// Methods by receiver base type, in source order.
    pub methods: FxHashMap<ObjId, Vec<ObjId>>,
    /// The import through which a name of a file scope came in by `import .`.
    pub dot_imports: FxHashMap<(ScopeId, Name), ObjId>,
    /// All imports in source order.
    pub imports: Vec<ObjId>,
    /// Names that several packages in the import graph share; found on the first error.
    pub ambiguous_names: OnceLock<FxHashSet<Name>>,
}

impl PackageCx<'_> {
    /// Language version at a position.
    pub fn version_at(&self, pos: Pos) -> Version {
        match self.sources.file_index(pos) {
            Some(i) => self.file_versions.get(i).copied().unwrap_or(self.version),
            None => self.version,
        }
    }
    /// Where the language version comes from that an error complains about.
    pub(crate) fn version_hint(&self, pos: Pos, message: &str) -> Option<String> {
        let (_, tail) = message.split_once("requires go1.")?;
        tail.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(" or later").then_some(())?;
        let file = self.files.get(self.sources.file_index(pos)?)?;
        let version = self.version_at(pos);
        let asked = file.go_version.as_deref().map_or(Version::NONE, Version::parse);
        Some(if asked.is_valid() && asked == version {
            format!(" (file declares //go:build {version})")
        } else {
            format!(" (-lang was set to {}; check go.mod)", self.version)
        })
    }
    /// How error texts name a package: not at all if it is the own one, by its path where
    /// its name is shared by several, else by its name.
    pub fn qualifier(&self, pkg: PkgId) -> String {
        if pkg == self.pkg || pkg.is_none() {
            return String::new();
        }
        let p = self.s.pkg(pkg);
        let Some(&name) = p.name.get() else { return p.path.to_string() };
        let ambiguous = self.ambiguous_names.get_or_init(|| self.find_ambiguous_names());
        if ambiguous.contains(&name) {
            return format!("{:?}", p.path);
        }
        self.s.text(name).to_string()
    }
    fn find_ambiguous_names(&self) -> FxHashSet<Name> {
        let mut paths: FxHashMap<Name, &str> = FxHashMap::default();
        let mut out = FxHashSet::default();
        let mut seen = FxHashSet::default();
        let mut work = vec![self.pkg];
        work.extend(self.imported_packages());
        while let Some(id) = work.pop() {
            if !seen.insert(id) {
                continue;
            }
            let p = self.s.pkg(id);
            if let Some(&name) = p.name.get()
                && *paths.entry(name).or_insert(&p.path) != &*p.path
            {
                out.insert(name);
            }
            work.extend(self.s.package_imports(id));
        }
        out
    }
    /// Packages imported directly, in order of first import, each once.
    pub fn imported_packages(&self) -> Vec<PkgId> {
        let mut out = Vec::new();
        for &obj in &self.imports {
            if let crate::objects::ObjKind::PkgName { imported, .. } = self.s.obj(obj).kind
                && !out.contains(&imported)
            {
                out.push(imported);
            }
        }
        out
    }
}

/// One `var a, b = init`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initializer {
    /// The variables.
    pub lhs: Vec<ObjId>,
    /// The declaration with the expression.
    pub decl: DeclIdx,
}

/// Stack of the thread a package is checked on. Trees are up to [`syntax::MAX_DEPTH`] high and
/// a level takes up to some kilobytes; only what is used takes memory.
pub(crate) const STACK_BYTES: usize = 512 << 20;

/// The tree of a body, parsed now if it was skipped.
pub(crate) fn body_tree(cx: &PackageCx<'_>, index: usize, file: &File, body: BodyId) -> (Arc<Body>, Vec<Diagnostic>) {
    let config = syntax::Config {
        check_branches: true,
        front_end: cx.s.release.front_end,
        generic_methods: cx.s.release.generic_methods,
        ..syntax::Config::default()
    };
    syntax::parse_body(&cx.sources.files()[index], file, body, &cx.s.names, config)
}

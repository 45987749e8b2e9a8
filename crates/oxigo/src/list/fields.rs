//! Packages and modules as values with the fields of `go list`, in the official order.

use super::value::Value;
use build::builder::Built;
use build::{Graph, Kind, Module, Options, Package, PackageId, modinfo};

/// What values are made from.
pub(super) struct Context<'a> {
    pub(super) graph: &'a Graph,
    pub(super) options: &'a Options,
    /// Name the files given to the compiler (`-compiled`).
    pub(super) compiled: bool,
}

impl Context<'_> {
    /// A package; `built` after `-export`.
    pub(super) fn package(&self, id: PackageId, built: Option<&Built>) -> Value {
        let package = &self.graph.packages[id];
        let text = |t: &str| Value::from(t);
        let dir = package.dir.to_string_lossy();
        // Programs and external tests of the library lie in its tree, but are no part of it.
        let in_tree = package.dir.starts_with(self.options.goroot.join("src"));
        let root = if in_tree { self.options.goroot.to_string_lossy().into_owned() } else { self.root(package) };
        let mut deps: Vec<String> =
            self.graph.below(id).iter().map(|d| self.graph.packages[*d].description()).collect();
        deps.sort();
        let error = package.error.as_ref();
        let compiled = if self.compiled { package.go_files.clone() } else { Vec::new() };
        let map = package.import_map.iter().map(|(k, v)| (k.clone(), text(v))).collect();
        let main_module = |m: &Module| m.version.is_none();
        Value::Struct(vec![
            ("Dir", text(&dir)),
            ("ImportPath", package.description().into()),
            ("ImportComment", text("")),
            ("Name", text(&package.name)),
            ("Doc", text("")),
            ("Target", text("")),
            ("Shlib", text("")),
            ("Root", root.into()),
            ("ConflictDir", text("")),
            ("ForTest", text(package.for_test.as_deref().unwrap_or(""))),
            ("Export", built.map_or(String::new(), |b| b.file.to_string_lossy().into_owned()).into()),
            ("BuildID", text(built.map_or("", |b| &b.build_id))),
            ("Module", package.module.as_ref().map_or(Value::Nil, |m| module(m, main_module(m)))),
            ("Match", if package.is_root { vec![package.import_path.clone()].into() } else { Value::List(Vec::new()) }),
            ("Goroot", (in_tree && package.kind != Kind::TestMain).into()),
            ("Standard", package.standard.into()),
            ("DepOnly", (!package.is_root).into()),
            ("BinaryOnly", false.into()),
            ("Incomplete", error.is_some().into()),
            ("DefaultGODEBUG", modinfo::default_godebug(self.graph, package).into()),
            ("Stale", false.into()),
            ("StaleReason", text("")),
            ("GoFiles", package.go_files.clone().into()),
            ("CgoFiles", Value::List(Vec::new())),
            ("CompiledGoFiles", compiled.into()),
            ("IgnoredGoFiles", package.ignored_go_files.clone().into()),
            ("InvalidGoFiles", Value::List(Vec::new())),
            ("IgnoredOtherFiles", package.ignored_other_files.clone().into()),
            ("CFiles", Value::List(Vec::new())),
            ("CXXFiles", Value::List(Vec::new())),
            ("MFiles", Value::List(Vec::new())),
            ("HFiles", package.h_files.clone().into()),
            ("FFiles", Value::List(Vec::new())),
            ("SFiles", package.s_files.clone().into()),
            ("SwigFiles", Value::List(Vec::new())),
            ("SwigCXXFiles", Value::List(Vec::new())),
            ("SysoFiles", package.syso_files.clone().into()),
            ("EmbedPatterns", package.embed_patterns.clone().into()),
            ("EmbedFiles", package.embeds.files.iter().cloned().collect::<Vec<_>>().into()),
            ("Imports", package.imports.clone().into()),
            ("ImportMap", Value::Map(map)),
            ("Deps", deps.into()),
            ("Error", error.map_or(Value::Nil, |e| self.error(e))),
            ("DepsErrors", Value::List(Vec::new())),
            ("TestGoFiles", package.test_go_files.clone().into()),
            ("TestImports", Value::List(Vec::new())),
            ("XTestGoFiles", package.xtest_go_files.clone().into()),
            ("XTestImports", Value::List(Vec::new())),
        ])
    }

    fn root(&self, package: &Package) -> String {
        package.module.as_ref().map_or(String::new(), |m| m.dir.to_string_lossy().into_owned())
    }

    fn error(&self, error: &build::PackageError) -> Value {
        let place = error.place.as_ref().map(|(dir, place)| {
            let file = build::pattern::short_path(&dir.join(&place.file), &self.options.cwd);
            format!("{file}:{}:{}", place.line, place.column)
        });
        Value::Struct(vec![
            ("ImportStack", error.stack.clone().into()),
            ("Pos", place.unwrap_or_default().into()),
            ("Err", error.message.clone().into()),
        ])
    }
}

/// A module.
pub(super) fn module(module: &Module, is_main: bool) -> Value {
    let version = module.version.clone().unwrap_or_default();
    let string = match version.is_empty() {
        true => module.path.clone(),
        false => format!("{} {version}", module.path),
    };
    let file = module.dir.join("go.mod");
    // `String` is a method, seen by templates alone.
    Value::Struct(vec![
        ("Path", module.path.clone().into()),
        ("Version", version.into()),
        ("Main", is_main.into()),
        ("Dir", module.dir.to_string_lossy().into_owned().into()),
        ("GoMod", if file.is_file() { file.to_string_lossy().into_owned() } else { String::new() }.into()),
        ("GoVersion", module.language.clone().into()),
        ("String", string.into()),
    ])
}

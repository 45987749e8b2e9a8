//! Packages and modules as values with the fields of `go list`, in the official order. Fields for which packages'
//! documentation, installed programs or builds have to be looked at are [`Value::Unknown`].
//! Authority: GOROOT `cmd/go/internal/load/pkg.go` (`PackagePublic`), `modload/build.go`.

use super::value::Value;
use build::Built;
use build::{Graph, Kind, Module, Options, Package, PackageId, modinfo};
use std::collections::HashSet;
use std::path::Path;

/// What values are made from.
pub(super) struct Context<'a> {
    graph: &'a Graph,
    options: &'a Options,
    /// Name the files given to the compiler (`-compiled`).
    compiled: bool,
    /// Packages below are not looked at (`-find`).
    find: bool,
    /// The module cache.
    modules: &'a Path,
    /// Modules whose packages the main modules import.
    imported: HashSet<&'a str>,
}

/// An empty list.
const NONE: Value = Value::List(Vec::new());

impl<'a> Context<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        options: &'a Options,
        modules: &'a Path,
        compiled: bool,
        find: bool,
    ) -> Context<'a> {
        let is_own = |package: &&Package| package.module.as_ref().is_some_and(|m| m.version.is_none());
        let imports = graph.packages.iter().filter(is_own).flat_map(|package| &package.deps);
        let imported = imports.filter_map(|id| graph.packages[*id].module.as_ref()).map(|m| &*m.path).collect();
        Context { graph, options, compiled, find, modules, imported }
    }

    /// A package; `built` after `-export`.
    pub(super) fn package(&self, id: PackageId, built: Option<&Built>) -> Value {
        let package = &self.graph.packages[id];
        let text = |t: &str| Value::from(t);
        // Programs and external tests of the library lie in its tree, but are no part of it.
        let in_tree = package.dir.starts_with(self.options.goroot.join("src"));
        let is_listed = self.compiled && package.kind != Kind::TestMain;
        let compiled = if is_listed { package.go_files.clone() } else { Vec::new() };
        let map = package.import_map.iter().map(|(k, v)| (k.clone(), text(v))).collect();
        let mut fields = vec![
            ("Dir", text(&package.dir.to_string_lossy())),
            ("ImportPath", package.description().into()),
            ("ImportComment", Value::Unknown),
            ("Name", text(&package.name)),
            ("Doc", Value::Unknown),
            ("Target", Value::Unknown),
            ("Shlib", text("")),
            ("Root", self.root(package, in_tree).into()),
            ("ConflictDir", text("")),
            ("ForTest", text(package.for_test.as_deref().unwrap_or(""))),
            ("Export", built.map_or(String::new(), |b| b.file.to_string_lossy().into_owned()).into()),
            ("BuildID", text(built.map_or("", |b| &b.build_id))),
            ("Module", package.module.as_ref().map_or(Value::Nil, |m| self.module(m))),
            ("Match", package.matched.clone().into()),
            ("Goroot", (in_tree && package.kind != Kind::TestMain).into()),
            ("Standard", package.standard.into()),
            ("DepOnly", (!package.is_root).into()),
            ("BinaryOnly", false.into()),
            ("Incomplete", false.into()),
            ("DefaultGODEBUG", modinfo::default_godebug(self.graph, package).into()),
            ("Stale", Value::Unknown),
            ("StaleReason", Value::Unknown),
            ("GoFiles", package.go_files.clone().into()),
            ("CgoFiles", NONE),
            ("CompiledGoFiles", compiled.into()),
            ("IgnoredGoFiles", package.ignored_go_files.clone().into()),
            ("InvalidGoFiles", NONE),
            ("IgnoredOtherFiles", package.ignored_other_files.clone().into()),
            ("CFiles", NONE),
            ("CXXFiles", NONE),
            ("MFiles", NONE),
            ("HFiles", package.h_files.clone().into()),
            ("FFiles", NONE),
            ("SFiles", package.s_files.clone().into()),
            ("SwigFiles", NONE),
            ("SwigCXXFiles", NONE),
            ("SysoFiles", package.syso_files.clone().into()),
            ("EmbedPatterns", package.embed_patterns.clone().into()),
            ("EmbedFiles", package.embeds.files.iter().cloned().collect::<Vec<_>>().into()),
            ("CgoCFLAGS", NONE),
            ("CgoCPPFLAGS", NONE),
            ("CgoCXXFLAGS", NONE),
            ("CgoFFLAGS", NONE),
            ("CgoLDFLAGS", NONE),
            ("CgoPkgConfig", NONE),
            ("Imports", package.imports.clone().into()),
            ("ImportMap", Value::Map(map)),
            ("Deps", self.below(id).into()),
            // What is wrong with packages is upstream's to say.
            ("Error", Value::Nil),
            ("DepsErrors", NONE),
        ];
        fields.extend(self.tests(package));
        Value::Struct(fields)
    }

    /// What is known of test files.
    fn tests(&self, package: &Package) -> Vec<(&'static str, Value)> {
        let files = |patterns: &[String]| match patterns.is_empty() {
            true => NONE,
            false => Value::Unknown,
        };
        let tests = &package.tests;
        vec![
            ("TestGoFiles", tests.go_files.clone().into()),
            ("TestImports", tests.imports.clone().into()),
            ("TestEmbedPatterns", tests.embed_patterns.clone().into()),
            ("TestEmbedFiles", files(&tests.embed_patterns)),
            ("XTestGoFiles", tests.external_go_files.clone().into()),
            ("XTestImports", tests.external_imports.clone().into()),
            ("XTestEmbedPatterns", tests.external_embed_patterns.clone().into()),
            ("XTestEmbedFiles", files(&tests.external_embed_patterns)),
        ]
    }

    /// Descriptions of all packages below one, sorted.
    fn below(&self, id: PackageId) -> Vec<String> {
        if self.find {
            return Vec::new();
        }
        let below = self.graph.below(id).into_iter();
        let mut deps: Vec<String> = below.map(|d| self.graph.packages[d].description()).collect();
        deps.sort();
        deps
    }

    fn root(&self, package: &Package, in_tree: bool) -> String {
        match &package.module {
            _ if in_tree => self.options.goroot.to_string_lossy().into_owned(),
            Some(module) => module.dir.to_string_lossy().into_owned(),
            None => String::new(),
        }
    }

    /// A module.
    fn module(&self, module: &Module) -> Value {
        let mut string = match &module.version {
            Some(version) => format!("{} {version}", module.path),
            None => module.path.clone(),
        };
        if let Some((path, version)) = &module.replaced_by {
            string += &format!(" => {path}");
            string += &version.as_ref().map_or(String::new(), |v| format!(" {v}"));
        }
        let text = |t: &Option<String>| Value::from(t.clone().unwrap_or_default());
        let is_indirect = module.version.is_some() && module.indirect && !self.imported.contains(&*module.path);
        let mut fields = vec![
            ("Path", module.path.clone().into()),
            ("Version", text(&module.version)),
            ("Query", "".into()),
            ("Versions", NONE),
            ("Replace", self.replacement(module)),
            ("Time", self.time(module)),
            ("Update", Value::Nil),
            ("Main", (module.version.is_none()).into()),
            ("Indirect", is_indirect.into()),
        ];
        fields.extend(self.places(module));
        fields.extend([
            ("GoVersion", text(&module.go)),
            ("Retracted", NONE),
            ("Deprecated", "".into()),
            ("Error", Value::Nil),
        ]);
        fields.extend(self.sums(module, module.replaced_by.is_none()));
        fields.extend([("Origin", Value::Nil), ("Reuse", false.into()), ("String", string.into())]);
        Value::Struct(fields)
    }

    /// The module that stands in for one.
    fn replacement(&self, module: &Module) -> Value {
        let Some((path, version)) = &module.replaced_by else { return Value::Nil };
        let version = version.clone().unwrap_or_default();
        let time = if version.is_empty() { Value::Nil } else { self.release_time(module) };
        let mut fields = vec![
            ("Path", path.clone().into()),
            ("Version", version.clone().into()),
            ("Query", "".into()),
            ("Versions", NONE),
            ("Replace", Value::Nil),
            ("Time", time),
            ("Update", Value::Nil),
            ("Main", false.into()),
            ("Indirect", false.into()),
        ];
        fields.extend(self.places(module));
        fields.push(("GoVersion", module.go.clone().unwrap_or_default().into()));
        fields.extend([("Retracted", NONE), ("Deprecated", "".into()), ("Error", Value::Nil)]);
        fields.extend(self.sums(module, !version.is_empty()));
        let string = if version.is_empty() { path.clone() } else { format!("{path} {version}") };
        fields.extend([("Origin", Value::Nil), ("Reuse", false.into()), ("String", string.into())]);
        Value::Struct(fields)
    }

    /// `Dir` and `GoMod`, which packages of vendor directories do not have.
    fn places(&self, module: &Module) -> [(&'static str, Value); 2] {
        if module.version.is_some() && self.graph.vendored {
            return [("Dir", "".into()), ("GoMod", "".into())];
        }
        let file = match &module.cached {
            Some(cached) => build::module::cached_mod(cached, self.modules),
            None => module.dir.join("go.mod"),
        };
        let text = |path: &Path| Value::from(path.to_string_lossy().into_owned());
        [("Dir", text(&module.dir)), ("GoMod", text(&file))]
    }

    fn sums(&self, module: &Module, are_there: bool) -> [(&'static str, Value); 2] {
        let of = |what: &str| match &module.cached {
            Some(cached) if are_there && !self.graph.vendored => {
                let known = self.graph.sums.of(&cached.path, &format!("{}{what}", cached.version));
                known.map_or(Value::Unknown, Value::from)
            }
            _ => Value::from(""),
        };
        [("Sum", of("")), ("GoModSum", of("/go.mod"))]
    }

    /// When a version was made; replaced ones do not say so.
    fn time(&self, module: &Module) -> Value {
        match module.version.is_none() || module.replaced_by.is_some() || self.graph.vendored {
            true => Value::Nil,
            false => self.release_time(module),
        }
    }

    /// What the module cache says of that.
    fn release_time(&self, module: &Module) -> Value {
        if self.graph.vendored {
            return Value::Nil;
        }
        let file = module.cached.as_ref().map(|m| build::module::cached_mod(m, self.modules).with_extension("info"));
        let text = file.and_then(|f| base::seen::read(&f).ok()).unwrap_or_default();
        let info: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        let zoned = info["Time"].as_str().filter(|time| time.ends_with('Z') && !time.contains('.'));
        zoned.map_or(Value::Unknown, |time| Value::Time(time.to_owned()))
    }
}

//! What directives say about the functions and package-level variables of a package. In: the
//! parsed files and the objects they declare. Out: [`Directives`], kept by the package, since
//! whoever calls a function of another package has to know its symbol and its promises too.
//! Facts: GOROOT `cmd/compile/internal/noder`, `writer.go` and `noder.go`.

use crate::objects::{ObjId, ObjKind};
use crate::package::PkgId;
use crate::package_cx::{DeclSource, PackageCx};
use base::{FxHashSet, Name};
use dashmap::DashMap;
use rustc_hash::FxBuildHasher;
use std::sync::OnceLock;
use syntax::ast::DeclKind;
use syntax::directives::PragmaFlags;

/// Directives of a package, by object. Those of packages read from export data are recorded
/// when their objects are made.
#[derive(Debug, Default)]
pub struct Directives {
    facts: DashMap<ObjId, Facts, FxBuildHasher>,
    stack_abi: OnceLock<FxHashSet<ObjId>>,
    embeds: Vec<(ObjId, Vec<String>)>,
    named_imports: Vec<PkgId>,
    of_c: FxHashSet<String>,
}

/// What is known of a function or variable besides its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Flags before the declaration.
    pub flags: PragmaFlags,
    /// Its symbol.
    pub linkname: Linkname,
    /// It is a function without body.
    pub bodyless: bool,
    /// It is defined in the ABI that passes everything on the stack.
    pub stack_abi: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Facts { flags: PragmaFlags::empty(), linkname: Linkname::None, bodyless: false, stack_abi: false }
    }
}

/// What `//go:linkname` says about an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linkname {
    /// No directive.
    None,
    /// The form with one name: the usual symbol, open to others.
    Own,
    /// The symbol.
    Named(Name),
}

impl Directives {
    /// Everything known of an object.
    pub fn facts(&self, obj: ObjId) -> Facts {
        let facts = self.recorded(obj);
        Facts { stack_abi: self.has_stack_abi(obj), ..facts }
    }
    /// Records what export data say of an object.
    pub fn record(&self, obj: ObjId, facts: Facts) {
        self.facts.insert(obj, facts);
    }
    fn recorded(&self, obj: ObjId) -> Facts {
        self.facts.get(&obj).map(|f| *f).unwrap_or_default()
    }
    /// Flags before the declaration of a function or method.
    pub fn flags(&self, func: ObjId) -> PragmaFlags {
        self.recorded(func).flags
    }
    /// The symbol a directive gives to a function or variable.
    pub fn linkname(&self, obj: ObjId) -> Linkname {
        self.recorded(obj).linkname
    }
    /// Whether a function is declared without body.
    pub fn is_bodyless(&self, func: ObjId) -> bool {
        self.recorded(func).bodyless
    }
    /// Whether a function is defined in the ABI that passes everything on the stack. Before the
    /// definitions in assembly are known, only functions that ask for it are.
    pub fn has_stack_abi(&self, func: ObjId) -> bool {
        let facts = self.recorded(func);
        let asks = facts.flags.contains(PragmaFlags::CGO_UNSAFE_ARGS) || facts.stack_abi;
        asks || self.stack_abi.get().is_some_and(|set| set.contains(&func))
    }
    /// Says which functions assembly defines in that ABI. Only the first call counts.
    pub fn set_stack_abi(&self, funcs: FxHashSet<ObjId>) {
        let _ = self.stack_abi.set(funcs);
    }

    /// Variables that hold embedded files, with the patterns, in source order.
    pub fn embeds(&self) -> &[(ObjId, Vec<String>)] {
        &self.embeds
    }

    /// Packages whose names the package uses: those that it does not import for their side effects alone.
    pub fn named_imports(&self) -> &[PkgId] {
        &self.named_imports
    }

    /// Whether a symbol is C's: the package refers to it and does not define it (`//go:cgo_import_static`).
    pub fn is_of_c(&self, symbol: &str) -> bool {
        self.of_c.contains(symbol)
    }

    /// Reads the directives of a package whose objects are declared.
    pub(crate) fn collect(cx: &PackageCx<'_>) -> Directives {
        let (embeds, named_imports, of_c) = (embeds(cx), named_imports(cx), symbols_of_c(cx));
        let out = Directives { embeds, named_imports, of_c, ..Directives::default() };
        for &(obj, d) in &cx.decl_objs {
            let DeclSource::Func(id) = cx.decls[d].kind else { continue };
            let ast = &cx.files[cx.decls[d].file].ast;
            let flags = ast[id].pragma.some().map_or(PragmaFlags::empty(), |p| ast[p].flags);
            let bodyless = matches!(ast[id].kind, DeclKind::Func { body, .. } if body.is_none());
            if bodyless || !flags.is_empty() {
                out.record(obj, Facts { flags, bodyless, ..Facts::default() });
            }
        }
        for linkname in cx.files.iter().flat_map(|f| &f.linknames) {
            // Of several directives for one name, which is an error, the first counts.
            if let Some(obj) = cx.s.package_object(cx.pkg, linkname.local) {
                let mut facts = out.facts.entry(obj).or_default();
                if facts.linkname == Linkname::None {
                    facts.linkname = linkname.remote.map_or(Linkname::Own, Linkname::Named);
                    facts.flags.set(PragmaFlags::LINKNAME_STD, linkname.std);
                }
            }
        }
        out
    }
}

fn named_imports(cx: &PackageCx<'_>) -> Vec<PkgId> {
    let named = cx.imports.iter().map(|&obj| cx.s.obj(obj)).filter(|import| import.name != cx.s.blank);
    named
        .filter_map(|import| if let ObjKind::PkgName { imported, .. } = import.kind { Some(imported) } else { None })
        .collect()
}

fn symbols_of_c(cx: &PackageCx<'_>) -> FxHashSet<String> {
    let directives = cx.files.iter().flat_map(|file| &file.cgo_directives);
    let symbol = |fields: &Vec<String>| match &fields[..] {
        [verb, symbol] if verb == "cgo_import_static" => Some(symbol.clone()),
        _ => None,
    };
    directives.filter_map(symbol).collect()
}

/// Variables declared behind `//go:embed`.
fn embeds(cx: &PackageCx<'_>) -> Vec<(ObjId, Vec<String>)> {
    let mut out = Vec::new();
    for file in cx.files {
        for decl in file.decls.iter().map(|&d| &file.ast[d]) {
            let Some(pragma) = decl.pragma.some().map(|p| &file.ast[p]) else { continue };
            let DeclKind::Var { names, .. } = decl.kind else { continue };
            let patterns: Vec<String> = pragma.embeds.iter().flat_map(|(_, list)| list.iter().cloned()).collect();
            if !patterns.is_empty()
                && let Some(name) = file.ast.idents(names).first()
                && let Some(obj) = cx.s.package_object(cx.pkg, name.name)
            {
                out.push((obj, patterns));
            }
        }
    }
    out
}

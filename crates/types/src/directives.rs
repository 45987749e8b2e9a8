//! What directives say about the functions and package-level variables of a package. In: the
//! parsed files and the objects they declare. Out: [`Directives`], kept by the package, since
//! whoever calls a function of another package has to know its symbol and its promises too.
//! Facts: GOROOT `cmd/compile/internal/noder`, `writer.go` and `noder.go`.

use crate::objects::ObjId;
use crate::package_cx::{DeclSource, PackageCx};
use base::{FxHashMap, FxHashSet, Name};
use std::sync::OnceLock;
use syntax::ast::DeclKind;
use syntax::directives::PragmaFlags;

/// Directives of a package, by object.
#[derive(Debug, Default)]
pub struct Directives {
    flags: FxHashMap<ObjId, PragmaFlags>,
    linknames: FxHashMap<ObjId, Option<Name>>,
    bodyless: FxHashSet<ObjId>,
    stack_abi: OnceLock<FxHashSet<ObjId>>,
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
    /// Flags before the declaration of a function or method.
    pub fn flags(&self, func: ObjId) -> PragmaFlags {
        self.flags.get(&func).copied().unwrap_or(PragmaFlags::empty())
    }
    /// The symbol a directive gives to a function or variable.
    pub fn linkname(&self, obj: ObjId) -> Linkname {
        match self.linknames.get(&obj) {
            None => Linkname::None,
            Some(None) => Linkname::Own,
            Some(Some(name)) => Linkname::Named(*name),
        }
    }
    /// Whether a function is declared without body.
    pub fn is_bodyless(&self, func: ObjId) -> bool {
        self.bodyless.contains(&func)
    }
    /// Whether a function is defined in the ABI that passes everything on the stack. Before the
    /// definitions in assembly are known, only functions that ask for it are.
    pub fn has_stack_abi(&self, func: ObjId) -> bool {
        let asks = self.flags(func).contains(PragmaFlags::CGO_UNSAFE_ARGS);
        asks || self.stack_abi.get().is_some_and(|set| set.contains(&func))
    }
    /// Says which functions assembly defines in that ABI. Only the first call counts.
    pub fn set_stack_abi(&self, funcs: FxHashSet<ObjId>) {
        let _ = self.stack_abi.set(funcs);
    }

    /// Reads the directives of a package whose objects are declared.
    pub(crate) fn collect(cx: &PackageCx<'_>) -> Directives {
        let mut out = Directives::default();
        for &(obj, d) in &cx.decl_objs {
            let DeclSource::Func(id) = cx.decls[d].kind else { continue };
            let ast = &cx.files[cx.decls[d].file].ast;
            if let Some(pragma) = ast[id].pragma.some() {
                out.flags.insert(obj, ast[pragma].flags);
            }
            if let DeclKind::Func { body, .. } = ast[id].kind
                && body.is_none()
            {
                out.bodyless.insert(obj);
            }
        }
        for linkname in cx.files.iter().flat_map(|f| &f.linknames) {
            // Of several directives for one name, which is an error, the first counts.
            if let Some(obj) = cx.s.package_object(cx.pkg, linkname.local) {
                out.linknames.entry(obj).or_insert(linkname.remote);
            }
        }
        out
    }
}

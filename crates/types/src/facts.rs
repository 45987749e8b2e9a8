//! What is known of functions and package-level variables besides their types: what directives say of them, and what
//! assembly defines. Kept by the package, since whoever calls a function of another package has to know its symbol and its
//! promises too.

use crate::objects::ObjId;
use crate::package::PkgId;
use base::{FxHashSet, Name};
use dashmap::DashMap;
use rustc_hash::FxBuildHasher;
use std::sync::OnceLock;
use syntax::directives::PragmaFlags;

/// Directives of a package, by object. Those of packages read from export data are recorded
/// when their objects are made.
#[derive(Debug, Default)]
pub struct Directives {
    pub(crate) facts: DashMap<ObjId, Facts, FxBuildHasher>,
    pub(crate) stack_abi: OnceLock<FxHashSet<ObjId>>,
    pub(crate) embeds: Vec<(ObjId, Vec<String>)>,
    pub(crate) named_imports: Vec<PkgId>,
    pub(crate) of_c: FxHashSet<String>,
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
}

//! What is given for generating functions: what those of a package share, how they are generated, which instance is wanted.

use crate::layouts::SsaLayouts;
use base::Sources;
use rtype::Names;
use ssa::FuncAttrs;
use types::{PkgId, Session, TypeId};

/// What all functions of a package share.
#[derive(Clone, Copy)]
pub struct PackageCx<'s> {
    /// The types.
    pub session: &'s Session,
    /// Layouts.
    pub layouts: &'s SsaLayouts<'s>,
    /// Spelling of types and packages.
    pub names: &'s Names<'s>,
    /// The package being compiled.
    pub pkg: PkgId,
    /// Its sources.
    pub sources: &'s Sources,
    /// How to generate it.
    pub config: GenConfig,
}

/// How functions are generated.
#[derive(Clone, Copy, Debug, Default)]
pub struct GenConfig {
    /// Tell debuggers of variables.
    pub dwarf: bool,
    /// `-N`: every variable of the source lives in memory.
    pub no_opt: bool,
}

/// Which instance of a function.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    /// Type parameters of the function.
    pub tparams: Vec<TypeId>,
    /// What stands for them.
    pub targs: Vec<TypeId>,
    /// Symbol of the function.
    pub symbol: String,
    /// What its closures are named after, where that is not its symbol (`//go:linkname`).
    pub outer: Option<String>,
    /// Directives and the like, for the function itself.
    pub attrs: FuncAttrs,
}

//! What directives and the mode of a package make of its functions and symbols. In: the
//! directives kept by the checker, flags of the command line. Out: attributes of functions,
//! marks on symbols. Facts: GOROOT `cmd/compile/internal/ir/abi.go`, `noder/reader.go`.

use crate::coverage::Coverage;
use crate::debug_keys::DebugOptions;
use crate::embed::EmbedConfig;
use crate::symabis::SymAbis;
use ssa::FuncAttrs;
use ssagen::{GenConfig, PackageCx};
use std::path::PathBuf;
use syntax::directives::PragmaFlags;
use types::{LanguageExperiments, ObjId};

/// What the command line says about a package.
#[derive(Clone, Debug, Default)]
pub struct Mode {
    /// Language version, `go1.N` (`-lang`).
    pub language: String,
    /// What experiments add to the language.
    pub experiments: LanguageExperiments,
    /// All functions have bodies in Go files (`-complete`).
    pub complete: bool,
    /// All errors are shown (`-e`).
    pub all_errors: bool,
    /// For a program of shared libraries (`-shared`).
    pub shared: bool,
    /// Part of the standard library (`-std`).
    pub std: bool,
    /// Compiled in runtime mode (`-+`, or `-std` and one of the runtime's packages).
    pub runtime: bool,
    /// No optimization: every variable stays in memory (`-N`).
    pub no_opt: bool,
    /// Functions are not copied into their callers (`-l`).
    pub no_inline: bool,
    /// The flags that debuggers are told of.
    pub recorded: String,
    /// Dead registers are destroyed, to find code that relies on them (`-clobberdeadreg`).
    pub clobber_dead_regs: bool,
    /// Slots are destroyed where their life begins (`-clobberdead`).
    pub clobber_dead_slots: bool,
    /// Nothing for debuggers (`-dwarf=false`).
    pub no_dwarf: bool,
    /// Functions that nothing else than Go calls by name pass everything on the stack (`-abi0`).
    pub stack_abi: bool,
    /// What escape analysis finds is told (`-m`).
    pub escape_notes: bool,
    /// Where the optimizer's decisions are written to for editors (`-json`).
    pub decisions: Option<PathBuf>,
    /// A listing is wanted (`-S`), from 2 on with data.
    pub listing: u32,
    /// What developers ask for (`-d`).
    pub debug: DebugOptions,
    /// The files it embeds (`-embedcfg`).
    pub embed: EmbedConfig,
    /// What is known of its coverage counters (`-coveragecfg`).
    pub coverage: Option<Coverage>,
    /// What the package's assembly defines and refers to (`-symabis`).
    pub symabis: SymAbis,
}

impl Mode {
    /// How functions are generated.
    pub fn generation(&self) -> GenConfig {
        // The runtime is always optimized.
        GenConfig { dwarf: !self.no_dwarf, no_opt: self.no_opt && !self.runtime }
    }
    /// Whether functions are inlined.
    pub fn inlines(&self) -> bool {
        !self.no_inline && !self.generation().no_opt
    }
    /// Attributes that all functions of the package have.
    pub fn attrs(&self) -> FuncAttrs {
        if self.runtime { FuncAttrs::RUNTIME } else { FuncAttrs::empty() }
    }
}

/// Which attribute a directive gives.
const ATTRS: [(PragmaFlags, FuncAttrs); 6] = [
    (PragmaFlags::NOSPLIT, FuncAttrs::NOSPLIT),
    (PragmaFlags::NOINLINE, FuncAttrs::NOINLINE),
    (PragmaFlags::SYSTEMSTACK, FuncAttrs::SYSTEMSTACK),
    (PragmaFlags::NOWRITEBARRIER, FuncAttrs::NO_WRITE_BARRIER),
    (PragmaFlags::NOWRITEBARRIERREC, FuncAttrs::NO_WRITE_BARRIER_REC),
    (PragmaFlags::YESWRITEBARRIERREC, FuncAttrs::YES_WRITE_BARRIER_REC),
];

/// Functions through which a deferred function that recovers may be called: they treat the
/// panic as wrappers do.
const RECOVER_PATH: [&str; 2] = ["callReflect", "callMethod"];

/// Attributes of a declared function or method; `all` are those of all functions of its package.
pub(crate) fn attrs(cx: &PackageCx<'_>, all: FuncAttrs, func: ObjId) -> FuncAttrs {
    let flags = ssagen::directives(cx, func).map_or(PragmaFlags::empty(), |d| d.flags(func));
    let given = ATTRS.iter().filter(|(flag, _)| flags.contains(*flag)).map(|(_, attr)| *attr);
    let mut attrs = given.fold(all, |all, attr| all | attr);
    attrs.set(FuncAttrs::WRAPPER, is_on_recover_path(cx, func));
    attrs
}

/// Whether deferred functions that recover may be called through this one.
pub(crate) fn is_on_recover_path(cx: &PackageCx<'_>, func: ObjId) -> bool {
    let s = cx.session;
    let is_plain = s.as_signature(s.obj_type(func)).is_some_and(|sig| sig.recv.is_none());
    is_plain && &*s.pkg(cx.pkg).path == "reflect" && RECOVER_PATH.contains(&s.text(s.obj(func).name))
}

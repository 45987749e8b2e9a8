//! What directives promise about the flows of a package's functions. In: the declared functions.
//! Out: summaries of those without body, which keep everything or (`//go:noescape`) nothing, and
//! of those whose numbers are pointers that outlive the call (`//go:uintptrescapes`).
//! Facts: GOROOT `cmd/compile/internal/escape/escape.go`.

use opt::{ParamFlow, Summaries, Summary};
use ssa::{PassMode, SigItem};
use ssagen::PackageCx;
use std::sync::Arc;
use syntax::directives::PragmaFlags;

/// Symbols of functions that stand under a name of another package (`//go:linkname`). What is learnt
/// of them is for this package alone: the others see a declaration without body, and it must not
/// matter to them which packages were compiled before.
pub(crate) fn private(cx: &PackageCx<'_>, learned: &Summaries) -> Vec<String> {
    let symbols = crate::abi::functions(cx).into_iter().map(|func| ssagen::global_symbol(cx, func));
    symbols.filter(|symbol| !learned.is_own(symbol)).collect()
}

/// What is known before any function is analysed.
pub(crate) fn declared(cx: &PackageCx<'_>) -> Summaries {
    let mut out = Summaries::new(cx.names.prefix(cx.pkg));
    for func in crate::abi::functions(cx) {
        let Some(d) = ssagen::directives(cx, func) else { continue };
        let (flags, symbol) = (d.flags(func), ssagen::global_symbol(cx, func));
        let is_bodyless = d.is_bodyless(func);
        let keeps_nothing = is_bodyless && flags.contains(PragmaFlags::NOESCAPE);
        let uintptr_escapes = flags.contains(PragmaFlags::UINTPTR_ESCAPES);
        if is_bodyless || uintptr_escapes {
            let values = crate::abi::signature(cx, func, obj::Abi::Internal).params.iter().map(values).sum();
            let flow = if keeps_nothing { ParamFlow::default() } else { ParamFlow::unknown() };
            let summary = Summary { params: vec![flow; values], uintptr_escapes, ..Summary::noescape() };
            out.insert(symbol.into(), Arc::new(summary));
        }
    }
    out
}

/// How many values of a call a parameter is.
fn values(item: &SigItem) -> usize {
    match item.mode {
        PassMode::Memory => 1,
        PassMode::Leaves => item.layout.leaves(usize::MAX).map_or(0, |l| l.len()),
    }
}

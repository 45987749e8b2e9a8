//! What directives promise about the flows of a package's functions. In: the declared functions.
//! Out: summaries of those without body that keep nothing (`//go:noescape`), and of those whose
//! numbers are pointers that outlive the call (`//go:uintptrescapes`); nothing is known of other
//! functions without body. Facts: GOROOT `cmd/compile/internal/escape/escape.go`.

use opt::{ParamFlow, Summary};
use ssa::{PassMode, SigItem};
use ssagen::PackageCx;
use std::sync::Arc;
use syntax::directives::PragmaFlags;

/// Summaries by symbol, before any function is analysed.
pub(crate) fn declared(cx: &PackageCx<'_>) -> Vec<(Arc<str>, Arc<Summary>)> {
    let mut out = Vec::new();
    for func in crate::abi::functions(cx) {
        let Some(d) = ssagen::directives(cx, func) else { continue };
        let (flags, symbol) = (d.flags(func), ssagen::global_symbol(cx, func));
        let keeps_nothing = d.is_bodyless(func) && flags.contains(PragmaFlags::NOESCAPE);
        let uintptr_escapes = flags.contains(PragmaFlags::UINTPTR_ESCAPES);
        if keeps_nothing || uintptr_escapes {
            let values = crate::abi::signature(cx, func, obj::Abi::Internal).params.iter().map(values).sum();
            let flow = if keeps_nothing { ParamFlow::default() } else { ParamFlow::unknown() };
            let summary = Summary { params: vec![flow; values], uintptr_escapes, ..Summary::noescape() };
            out.push((symbol.into(), Arc::new(summary)));
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

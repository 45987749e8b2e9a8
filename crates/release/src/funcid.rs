//! Functions the runtime recognises by number (facts: `internal/abi/symtab.go`,
//! `cmd/internal/objabi/funcid.go`).

/// The number of a function without special treatment.
pub const NORMAL: u8 = 0;
/// The number of generated wrappers, which tracebacks hide.
pub const WRAPPER: u8 = 22;

/// Names within package `runtime`, by number from 1.
const RUNTIME: [&str; 21] = [
    "abort",
    "asmcgocall",
    "asyncPreempt",
    "cgocallback",
    "corostart",
    "debugCallV2",
    "gcBgMarkWorker",
    "goexit",
    "gogo",
    "gopanic",
    "handleAsyncEvent",
    "mcall",
    "morestack",
    "mstart",
    "panicwrap",
    "rt0_go",
    "runfinq",
    "main",
    "sigpanic",
    "systemstack",
    "systemstack_switch",
];

/// The number of the function with this full symbol name.
pub fn func_id(name: &str, is_wrapper: bool) -> u8 {
    let Some(short) = name.strip_prefix("runtime.") else {
        return if is_wrapper { WRAPPER } else { NORMAL };
    };
    if is_wrapper || short == "deferreturn" {
        return WRAPPER;
    }
    RUNTIME.iter().position(|&n| n == short).map_or(NORMAL, |i| i as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(func_id("runtime.abort", false), 1);
        assert_eq!(func_id("runtime.main", false), 18);
        assert_eq!(func_id("runtime.systemstack_switch", false), 21);
        assert_eq!(func_id("runtime.deferreturn", false), WRAPPER);
        assert_eq!(func_id("main.main", false), NORMAL);
        assert_eq!(func_id("main.(*T).M", true), WRAPPER);
    }
}

//! `//go:` directives. In: comment texts from the lexer. Out: flags and embed patterns that
//! wait for the next declaration ([`Pragma`]), link names and cgo directives for the file.
//! Authority for names and messages: GOROOT `cmd/compile/internal/noder`, `lex.go` and
//! `noder.go`.

use base::Pos;
use bitflags::bitflags;

bitflags! {
    /// What directives before a declaration ask for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct PragmaFlags: u32 {
        /// `//go:build` (allowed before the package clause only).
        const BUILD = 1 << 0;
        /// `//go:noescape`
        const NOESCAPE = 1 << 1;
        /// `//go:norace`
        const NORACE = 1 << 2;
        /// `//go:nosplit`
        const NOSPLIT = 1 << 3;
        /// `//go:noinline`
        const NOINLINE = 1 << 4;
        /// `//go:nocheckptr`, and implied by others
        const NOCHECKPTR = 1 << 5;
        /// `//go:systemstack`
        const SYSTEMSTACK = 1 << 6;
        /// `//go:nowritebarrier`
        const NOWRITEBARRIER = 1 << 7;
        /// `//go:nowritebarrierrec`
        const NOWRITEBARRIERREC = 1 << 8;
        /// `//go:yeswritebarrierrec`
        const YESWRITEBARRIERREC = 1 << 9;
        /// `//go:cgo_unsafe_args`
        const CGO_UNSAFE_ARGS = 1 << 10;
        /// `//go:uintptrkeepalive`
        const UINTPTR_KEEPALIVE = 1 << 11;
        /// `//go:uintptrescapes`
        const UINTPTR_ESCAPES = 1 << 12;
        /// `//go:registerparams`
        const REGISTER_PARAMS = 1 << 13;
    }
}

/// The directives before one declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pragma {
    /// All flags together.
    pub flags: PragmaFlags,
    /// Where each came from.
    pub places: Vec<(PragmaFlags, Pos)>,
    /// `//go:embed` lines with their patterns, unquoted.
    pub embeds: Vec<(Pos, Vec<String>)>,
}

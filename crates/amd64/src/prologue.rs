//! What prologues of assembly and of compiled code have in common: how the stack is checked, and who gives more of it.
//! In: the size of a frame, what a function is. Out: the form of the check, a function of the runtime. Authority:
//! `internal/abi/stack.go`, `stacksplit` in `cmd/internal/obj/x86/obj6.go`.

use crate::reg::Reg;

/// Frames up to this size need no subtraction in the check.
pub const STACK_SMALL: i64 = 128;
/// Frames above this size need a check that cannot wrap around.
const STACK_BIG: i64 = 4096;

/// Free at function entry in every ABI.
pub const TEMP: [Reg; 2] = [Reg::R12, Reg::R13];
/// The goroutine, in ABIInternal.
pub const G: Reg = Reg::R14;

/// What is compared with the goroutine's guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The stack pointer.
    Here,
    /// The place so many bytes below it.
    Below(i64),
    /// The same, but the subtraction may wrap around, which is looked at before.
    FarBelow(i64),
}

impl Check {
    /// For a frame of a size.
    pub fn of(frame: i64) -> Check {
        let distance = frame - STACK_SMALL;
        if frame <= STACK_SMALL {
            Check::Here
        } else if frame <= STACK_BIG {
            Check::Below(distance)
        } else {
            Check::FarBelow(distance)
        }
    }
}

/// The function of the runtime that is called for more stack: on the system's stack there is none; the register of
/// closures is kept where it holds one.
pub fn more_stack(on_system_stack: bool, with_context: bool) -> &'static str {
    match (on_system_stack, with_context) {
        (true, _) => "runtime.morestackc",
        (false, true) => "runtime.morestack",
        (false, false) => "runtime.morestack_noctxt",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_change_at_their_sizes() {
        let forms = [0, 128, 129, 4096, 4097].map(Check::of);
        assert_eq!(forms, [Check::Here, Check::Here, Check::Below(1), Check::Below(3968), Check::FarBelow(3969)]);
    }
}

//! Recursion deeper than a thread's stack. Trees of real programs are shallow, but input may
//! be nested thousands of levels deep, and a stack overflow cannot be caught. A recursive
//! function that counts its depth calls [`on_new_stack`] every few hundred levels: the work
//! below goes on in a fresh thread while this one waits. Shallow input never pays for it. Where what is done cannot
//! move to another thread, [`with_room`] gives the same thread more stack.

/// Bytes of each new stack (only touched pages take memory).
const STACK_BYTES: usize = 8 << 20;

/// Room that a level of recursion finds: what it calls before the next level has to do with that.
const ROOM: usize = 256 << 10;

/// Runs `work`, which is a level of a recursion, and sees to it that there is enough stack for it.
#[inline]
pub fn with_room<R>(work: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(ROOM, STACK_BYTES, work)
}

/// Runs `work` on a stack of its own; panics in it come out here.
pub fn on_new_stack<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        match thread.expect("no thread for a deeply nested input").join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{on_new_stack, with_room};

    fn depth_of(levels: u32, at: u32) -> u32 {
        let frame = std::hint::black_box([at; 256]);
        match (at == levels, at % 500) {
            (true, _) => at,
            (_, 499) => on_new_stack(|| depth_of(levels, at + 1)),
            _ => depth_of(levels, at + 1).max(frame[7]),
        }
    }

    #[test]
    fn recursion_with_room_does_not_count() {
        fn sum(n: u64) -> u64 {
            let frame = std::hint::black_box([n; 256]);
            if n == 0 { 0 } else { with_room(|| sum(n - 1)) + frame[7] }
        }
        assert_eq!(sum(20_000), 20_000 * 20_001 / 2);
    }

    #[test]
    fn recursion_outgrows_one_stack() {
        assert_eq!(depth_of(20_000, 0), 20_000);
    }
}

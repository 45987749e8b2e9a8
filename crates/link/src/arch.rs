//! What the linker has to know of a machine, by name nowhere else in this crate: where programs begin, how the kernel
//! recognises them, what calls leave on the stack. A second machine takes a room beside this, and may want code of
//! its own besides: trampolines for calls that do not reach. Authority: GOROOT `cmd/link/internal/amd64`.

use dwarf::frame::CallFrame;

/// Where programs begin.
pub const ENTRY: &str = "_rt0_amd64_linux";

/// The machine in the ELF header (System V ABI, table 2: x86-64).
pub const ELF_MACHINE: u16 = 62;

/// The first address of an image.
pub const IMAGE_BASE: u64 = 1 << 22;

/// Functions begin at multiples of this unless they ask for more.
pub const FUNC_ALIGN: u64 = 32;

/// What stands between functions: an instruction that stops the program.
pub const CODE_PAD: u8 = 0xcc;

/// All instructions are as long as a multiple of this.
pub const CODE_QUANTUM: u8 = 1;

/// Offset of the thread-local word of `g` from the thread pointer.
pub const TLS_OFFSET: i64 = -8;

/// What a call leaves on the stack, in DWARF's numbers of registers.
pub const CALL_FRAME: CallFrame = CallFrame { return_address: 16, stack_pointer: 7 };

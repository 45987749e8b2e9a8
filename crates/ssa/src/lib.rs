//! The one intermediate representation between typed Go and machine code.
//!
//! **Values** are scalars ([`Type`]): integers of four widths, floats of two, `ptr` and `word`.
//! Strings, slices, interfaces, complex numbers, structs of up to 4 scalars and arrays of one
//! element exist as one value per scalar leaf ([`Layout::is_exploded`]); everything else lives in
//! memory, mostly in a *slot*. A bool is an `i8` that is 0 or 1. An instruction may have several
//! results. Blocks have parameters instead of phis. Definitions dominate uses.
//!
//! **Two dialects.** From ssagen to lowering a function may use Go-level operations (allocation
//! sites, maps, channels, append, …: dialect *Go*); lowering turns them into runtime calls,
//! barriers and plain memory operations (dialect *Lowered*). The table in [`op`] says which
//! operation belongs where and what it means; [`verify`] checks it.
//!
//! **Effects.** Program order within a block is the order of everything not pure. A pure
//! operation may move anywhere its arguments dominate, except that `slot_addr` never moves above
//! a `slot_def` of its slot.
//!
//! **Pointers.** A `ptr` is nil, points into an object (never just past it), or points outside
//! the heap. A value derived from one lives across a safepoint only as a `ptr` into the same
//! object. `ptr_to_word` and `word_to_ptr` make new values and stay on their side of safepoints.
//! Pointers to not-in-heap types are words. A store of a `ptr` may need a write barrier; in
//! dialect Go that is unspoken.
//!
//! **Slots.** Contents are undefined from `slot_def` on until stored. A slot whose address is
//! used for anything but direct loads, stores, moves and zeroing is address-taken. Parameters in
//! memory mode are slots defined at entry. *Observable* slots (results and variables of functions
//! with `defer`) are zeroed at entry, and stores to them keep their order with whatever may panic.
//!
//! **Calls.** What is passed where follows from the signature alone ([`abi`]). Each parameter is
//! given as its leaves or as the address of a copy in memory ([`PassMode`]); each result is
//! returned as leaves or stored to the slot whose address is the corresponding last argument.
//!
//! **Text.** [`print`](mod@print) and [`parse`] are inverse to each other; tests are written in
//! the text form.

pub mod abi;
pub mod arch;
pub mod builder;
pub mod cfg;
pub mod func;
pub mod ids;
pub mod imm;
pub mod interp;
pub mod layout;
pub mod op;
pub mod parse;
pub mod print;
pub mod snapshots;
pub mod verify;
pub mod wrapper;

pub use builder::{Builder, VarId};
pub use func::*;
pub use ids::*;
pub use imm::{Bounds, BoxKind, Cond, Hint, Imm, MapKind, MarkKind, Round};
pub use layout::{Layout, Leaf, Type};
pub use op::{Dialect, Effect, ImmKind, Op, OpInfo};
pub use release::{Maps, RtFn};
pub use snapshots::Snapshots;

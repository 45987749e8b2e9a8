//! The operation table: one row per operation with its name, effect class, dialect, shape of
//! arguments and results, and payload. Everything that needs to know an operation in general
//! (printer, parser, verifier, passes) reads the row; only lowering and instruction selection
//! have code per operation. What each operation means is said in the rows' last column.
//!
//! Shapes are one letter per value: `T` an integer type, the same wherever it occurs; `F` the
//! same for floats; `V` the same for integers and pointers; `A` the same for anything; `n` any
//! integer, `f` any float, `x` anything, each on its own; `q` ptr or word; `p` ptr, `w` word,
//! `l` i64, `i` i32, `b` i8; `*` any number of anything (last letter only).

/// What an operation does beside computing its results. The order within a block is program
/// order for everything that is not `Pure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing: may be moved, shared, dropped.
    Pure,
    /// May fault or panic, else nothing: may be dropped only when known not to.
    MayFault,
    /// Reads memory (and may fault on its address).
    Reads,
    /// Writes memory, perhaps reading it (and may fault on its address).
    Writes,
    /// Allocates: a safepoint; may be dropped when the result is not used.
    Allocates,
    /// A call or something that becomes one: anything may happen, and registers do not survive.
    Safepoint,
    /// Ends the block.
    Terminator,
}

/// Where an operation may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// From ssagen up to lowering.
    Go,
    /// From lowering to instruction selection.
    Lowered,
    /// In both.
    Both,
}

/// The payload of an operation (see `Imm` for the data and the text form).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImmKind {
    /// None.
    None,
    /// A 64-bit integer.
    Int,
    /// The bits of a float64 (also for f32 results, where it is exact).
    Float,
    /// A comparison.
    Cond,
    /// A byte offset from the address.
    Offset,
    /// Byte offsets, one per pair of arguments.
    Offsets,
    /// A symbol and an offset from it.
    Sym,
    /// A slot and an offset in it.
    Slot,
    /// A Go type.
    Type,
    /// A Go type and a number.
    TypeInt,
    /// A Go type and a symbol.
    TypeSym,
    /// A map type and its buckets'.
    Types,
    /// A map type and which family of runtime functions serves it.
    Map,
    /// A type and how an interface's data word is made of its values.
    Box,
    /// A signature and the symbol called.
    Call,
    /// A signature.
    Sig,
    /// A signature and a method's index in the itab.
    SigInt,
    /// A function of the runtime.
    Rt,
    /// Which bounds check.
    Bounds,
    /// Case values of a switch; the targets are theirs in order, the default last.
    Cases,
    /// A mark for the linker's reachability.
    Mark,
    /// Which target of a branch is likely.
    Hint,
    /// Rounding mode.
    Round,
}

/// One row of the table.
#[derive(Debug)]
pub struct OpInfo {
    /// Name in the text form.
    pub name: &'static str,
    /// Effect class.
    pub effect: Effect,
    /// Where it may occur.
    pub dialect: Dialect,
    /// Shape of the arguments.
    pub args: &'static str,
    /// Shape of the results.
    pub results: &'static str,
    /// Payload.
    pub imm: ImmKind,
    /// Meaning.
    pub meaning: &'static str,
}

macro_rules! ops {
    ($($op:ident $name:literal $effect:ident $dialect:ident $args:literal -> $results:literal $imm:ident : $meaning:literal;)*) => {
        /// An operation; see its row ([`Op::info`]).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Op { $(#[doc = $meaning] $op,)* }
        impl Op {
            /// All operations in the order of the table.
            pub const ALL: &'static [Op] = &[$(Op::$op,)*];
        }
        static TABLE: &[OpInfo] = &[$(OpInfo {
            name: $name, effect: Effect::$effect, dialect: Dialect::$dialect,
            args: $args, results: $results, imm: ImmKind::$imm, meaning: $meaning,
        },)*];
    };
}

ops! {
    // Constants and addresses.
    IConst "iconst" Pure Both "" -> "n" Int: "An integer constant, truncated to the type.";
    FConst "fconst" Pure Both "" -> "f" Float: "A float constant.";
    Nil "nil" Pure Both "" -> "p" None: "The nil pointer.";
    SymAddr "sym_addr" Pure Both "" -> "q" Sym: "Address of a symbol plus offset; ptr for data, word for text.";

    // Integer arithmetic, wrapping.
    Add "add" Pure Both "TT" -> "T" None: "Sum.";
    Sub "sub" Pure Both "TT" -> "T" None: "Difference.";
    Mul "mul" Pure Both "TT" -> "T" None: "Product.";
    And "and" Pure Both "TT" -> "T" None: "Bitwise and.";
    Or "or" Pure Both "TT" -> "T" None: "Bitwise or.";
    Xor "xor" Pure Both "TT" -> "T" None: "Bitwise exclusive or.";
    AndNot "and_not" Pure Both "TT" -> "T" None: "First and complement of second.";
    Neg "neg" Pure Both "T" -> "T" None: "Two's complement.";
    Not "not" Pure Both "T" -> "T" None: "Bitwise complement (not for bools: xor with 1).";
    Shl "shl" Pure Both "Tn" -> "T" Int: "Left shift by an unsigned count; 0 when the count reaches the width. Payload 1: the count is known to be below the width.";
    LShr "lshr" Pure Both "Tn" -> "T" Int: "Logical right shift; count and payload as for shl.";
    AShr "ashr" Pure Both "Tn" -> "T" Int: "Arithmetic right shift; copies of the sign when the count reaches the width; payload as for shl.";
    SDiv "sdiv" MayFault Both "TT" -> "T" None: "Signed quotient towards zero; MIN / -1 is MIN; division by zero faults.";
    UDiv "udiv" MayFault Both "TT" -> "T" None: "Unsigned quotient; division by zero faults.";
    SRem "srem" MayFault Both "TT" -> "T" None: "Signed remainder, sign of the dividend; MIN % -1 is 0.";
    URem "urem" MayFault Both "TT" -> "T" None: "Unsigned remainder.";
    MulHiS "mulhi_s" Pure Both "TT" -> "T" None: "High half of the signed double-width product.";
    MulHiU "mulhi_u" Pure Both "TT" -> "T" None: "High half of the unsigned double-width product.";
    MulWide "mul_wide" Pure Both "TT" -> "TT" None: "High and low half of the unsigned product (64 bits).";
    DivWide "div_wide" MayFault Both "TTT" -> "TT" None: "Quotient and remainder of (high, low) by the third; faults when the quotient does not fit.";
    AddCarry "add_carry" Pure Both "TTT" -> "TT" None: "Sum and carry-out of two numbers and a carry-in of 0 or 1.";
    SubBorrow "sub_borrow" Pure Both "TTT" -> "TT" None: "Difference and borrow-out of two numbers and a borrow-in of 0 or 1.";
    RotL "rotl" Pure Both "Tn" -> "T" None: "Left rotation, count modulo the width.";
    BitLen "bit_len" Pure Both "T" -> "l" None: "Number of bits needed to write the number; 0 for 0.";
    Ctz "ctz" Pure Both "T" -> "l" None: "Trailing zero bits; the width for 0.";
    PopCnt "popcnt" Pure Both "T" -> "l" None: "Number of one bits; not every processor has it (the runtime knows).";
    BSwap "bswap" Pure Both "T" -> "T" None: "Bytes in reverse order.";
    ICmp "icmp" Pure Both "VV" -> "b" Cond: "Comparison of integers or pointers, 0 or 1.";
    SExt "sext" Pure Both "n" -> "n" None: "Sign extension to a wider type.";
    ZExt "zext" Pure Both "n" -> "n" None: "Zero extension to a wider type.";
    Trunc "trunc" Pure Both "n" -> "n" None: "Low bits.";
    Bitcast "bitcast" Pure Both "x" -> "x" None: "The same bits as another type of the same size; never from or to ptr.";
    PtrToWord "ptr_to_word" Pure Both "p" -> "w" None: "uintptr(p). A new value: never merged with another across a safepoint.";
    WordToPtr "word_to_ptr" Pure Both "w" -> "p" None: "unsafe.Pointer(w).";
    CSel "csel" Pure Both "bAA" -> "A" None: "The second argument when the first is 1, else the third.";

    // Floats.
    FAdd "fadd" Pure Both "FF" -> "F" None: "Sum.";
    FSub "fsub" Pure Both "FF" -> "F" None: "Difference.";
    FMul "fmul" Pure Both "FF" -> "F" None: "Product.";
    FDiv "fdiv" Pure Both "FF" -> "F" None: "Quotient.";
    FNeg "fneg" Pure Both "F" -> "F" None: "Sign bit flipped.";
    FAbs "fabs" Pure Both "F" -> "F" None: "Sign bit cleared.";
    FCopySign "fcopysign" Pure Both "FF" -> "F" None: "First with the sign of the second.";
    FSqrt "fsqrt" Pure Both "F" -> "F" None: "Square root.";
    FRound "fround" Pure Both "F" -> "F" Round: "Rounded to an integer; not every processor has it (the runtime knows).";
    Fma "fma" Pure Both "FFF" -> "F" None: "x*y+z rounded once; not every processor has it (the runtime knows).";
    FMin "fmin" Safepoint Go "FF" -> "F" None: "Go's min: NaN wins, -0 below 0.";
    FMax "fmax" Safepoint Go "FF" -> "F" None: "Go's max: NaN wins, 0 above -0.";
    FCmp "fcmp" Pure Both "FF" -> "b" Cond: "Comparison; every condition but ne is false when one is NaN.";
    FPromote "fpromote" Pure Both "f" -> "f" None: "f32 to f64.";
    FDemote "fdemote" Pure Both "f" -> "f" None: "f64 to f32.";
    IntToF "int_to_f" Pure Both "n" -> "f" None: "From a signed i32 or i64.";
    UintToF "uint_to_f" Pure Both "n" -> "f" None: "From an unsigned i64 or word.";
    FToInt "f_to_int" Pure Both "f" -> "n" None: "Truncated to a signed i32 or i64.";
    FToUint "f_to_uint" Pure Both "f" -> "n" None: "Truncated to an unsigned i64 or word.";

    // Pointers and memory.
    PtrAdd "ptr_add" Pure Both "pn" -> "p" None: "Address within the same object, i64 or word bytes on.";
    PtrAddImm "ptr_add_imm" Pure Both "p" -> "p" Int: "Address within the same object, a constant number of bytes on.";
    PtrDiff "ptr_diff" Pure Both "pp" -> "l" None: "Bytes from the second to the first.";
    SlicePtr "slice_ptr" Pure Both "pll" -> "p" None: "Base plus a byte delta, or the base itself when the third argument (new capacity) is 0: never past the end.";
    Load "load" Reads Both "q" -> "x" Offset: "What lies at address plus offset.";
    Store "store" Writes Both "qx" -> "" Offset: "Puts the second at address plus offset. Barriers are unspoken in dialect Go and gone in Lowered.";
    Move "move" Writes Both "qq" -> "" Type: "Copies a value of the type from the second address to the first; they may overlap only exactly.";
    Zero "zero" Writes Both "q" -> "" Type: "Zeroes a value of the type.";
    SlotDef "slot_def" Writes Both "" -> "" Slot: "The slot's life begins (again); its contents are undefined.";
    SlotKill "slot_kill" Writes Both "" -> "" Slot: "The slot's life ends.";
    SlotAddr "slot_addr" Pure Both "" -> "p" Slot: "Address in a slot; never moves above its slot_def.";
    NilCheck "nilcheck" MayFault Both "p" -> "" None: "Panics when nil.";
    Bounds "bounds" MayFault Both "ll" -> "" Bounds: "Panics unless index and limit stand as the payload says (unsigned comparison).";
    DivCheck "div_check" MayFault Both "n" -> "" None: "Panics when zero (integer divide by zero).";
    ShiftCheck "shift_check" MayFault Both "n" -> "" None: "Panics when negative (negative shift amount).";
    KeepAlive "keep_alive" Writes Both "x" -> "" None: "The value, and what it points to, lives up to here.";

    Leak "leak" Writes Go "p" -> "" None: "The object must not lie in the frame: a number made from the pointer is used where nobody sees it.";

    // Atomics, sequentially consistent.
    AtomicLoad "atomic_load" Writes Both "q" -> "x" Offset: "Loads.";
    AtomicStore "atomic_store" Writes Both "qx" -> "" Offset: "Stores; no barrier.";
    AtomicXchg "atomic_xchg" Writes Both "qA" -> "A" Offset: "Stores and returns what was there; no barrier.";
    AtomicAdd "atomic_add" Writes Both "qT" -> "T" Offset: "Adds and returns the sum.";
    AtomicCas "atomic_cas" Writes Both "qAA" -> "b" Offset: "Stores the third when the second is there; says whether; no barrier.";
    AtomicAnd "atomic_and" Writes Both "qT" -> "" Offset: "Ands.";
    AtomicOr "atomic_or" Writes Both "qT" -> "" Offset: "Ors.";
    Prefetch "prefetch" Writes Both "q" -> "" Int: "Hint: address will be read; payload 1: once only.";
    Pause "pause" Writes Both "" -> "" None: "Hint: spinning.";

    // The function's surroundings.
    GetG "getg" Pure Both "" -> "p" None: "The current g.";
    ClosurePtr "closure_ptr" Pure Both "" -> "p" None: "The closure this function was called through; only as the entry block's first instruction.";
    CallerPc "caller_pc" Reads Both "" -> "w" None: "Return address of this frame.";
    CallerSp "caller_sp" Pure Both "" -> "w" None: "Address of this frame's first argument.";
    ArgPtr "arg_ptr" Pure Both "" -> "p" None: "The same as a pointer into the stack.";
    Mark "mark" Writes Both "" -> "" Mark: "Tells the linker of a use; no code.";

    // Calls. Arguments: the leaves of each parameter passed as leaves and the address of each
    // passed in memory, in order; then one slot address per result returned in memory. Results:
    // the leaves of the results passed as leaves.
    CallStatic "call" Safepoint Both "*" -> "*" Call: "Calls a function by symbol.";
    CallClosure "call_closure" Safepoint Both "p*" -> "*" Sig: "Calls a func value: the first argument points to a closure and is nil-checked.";
    CallIface "call_iface" Safepoint Go "pp*" -> "*" SigInt: "Calls method number n of an itab (nil-checked) on a data word; the signature includes the receiver.";
    CallPtr "call_ptr" Safepoint Lowered "q*" -> "*" Sig: "Calls a code address; no closure context.";
    CallRt "call_rt" Safepoint Both "*" -> "*" Rt: "Calls a runtime function of the release's table.";
    CallDefer "call_defer" Safepoint Lowered "*" -> "" Rt: "deferproc and the like: a recovered panic comes back to the recover exit.";
    GoStmt "go" Safepoint Go "p" -> "" None: "Starts a goroutine on a func().";
    DeferHeap "defer_heap" Safepoint Go "p" -> "" None: "Defers a func(), record on the heap.";
    DeferStack "defer_stack" Safepoint Go "pp" -> "" None: "Defers a func() (second) with a record in a slot (address first; 48 bytes, only fn is filled in).";
    DeferRange "defer_range" Safepoint Go "ppp" -> "" None: "Defers a func() (first) for the frame that made the token (an `any`: type word, data word).";
    Recover "recover" Safepoint Go "" -> "pp" None: "recover(): the panic value, type word and data word.";

    // Allocation sites. The object is zeroed unless its value is given.
    AllocNew "alloc_new" Allocates Go "" -> "p" Type: "A new variable.";
    AllocSlice "alloc_slice" Allocates Go "ll*" -> "p" Type: "Backing of make([]T, len, cap); panics when out of range. With a third argument, the address of zeroed memory for it, only that.";
    AllocArray "alloc_array" Allocates Go "" -> "p" TypeInt: "n elements behind a variadic call or slice literal.";
    AllocMap "alloc_map" Allocates Go "l" -> "p" Types: "make(map, hint).";
    AllocChan "alloc_chan" Allocates Go "l" -> "p" Type: "make(chan, size); the type is the channel's.";
    AllocClosure "alloc_closure" Allocates Go "*" -> "p" TypeSym: "A closure: struct of code address and captured leaves; the symbol is the function's text.";
    AllocBox "alloc_box" Allocates Go "*" -> "p" Box: "Data word of an interface holding a value given by its leaves; read-only from then on.";
    AllocBoxMem "alloc_box_mem" Allocates Go "p" -> "p" Type: "The same for a value in memory.";

    // Slices and strings.
    SliceGrow "slice_grow" Allocates Go "plll" -> "pll" Type: "append's first half: pointer, len+n and capacity of a slice with room for n more elements (old pointer, len, cap, n given); the new elements are to be stored at once.";
    SliceCopy "slice_copy" Safepoint Go "plpl" -> "l" Type: "copy(dst, src) for elements of the type; the number copied.";
    MoveElems "move_elems" Safepoint Go "ppl" -> "" Type: "Copies n elements of the type; may overlap.";
    ZeroElems "zero_elems" Safepoint Go "pl" -> "" Type: "Zeroes n elements of the type.";
    StrConcat "str_concat" Allocates Go "*" -> "pl" None: "Concatenation of 2 or more strings (pointer, length pairs).";
    StrEq "str_eq" Reads Go "plpl" -> "b" None: "Equality of strings.";
    StrCmp "str_cmp" Reads Go "plpl" -> "l" None: "-1, 0 or 1.";
    BytesToStr "bytes_to_str" Allocates Go "pl" -> "pl" None: "string([]byte).";
    BytesToStrTmp "bytes_to_str_tmp" Pure Go "pl" -> "pl" None: "The same sharing the memory, for values that do not outlive a change.";
    StrToBytes "str_to_bytes" Allocates Go "pl" -> "pll" None: "[]byte(string).";
    RunesToStr "runes_to_str" Allocates Go "pll" -> "pl" None: "string([]rune).";
    StrToRunes "str_to_runes" Allocates Go "pl" -> "pll" None: "[]rune(string).";
    RuneToStr "rune_to_str" Allocates Go "l" -> "pl" None: "string(rune).";
    DecodeRune "decode_rune" Safepoint Go "pll" -> "il" None: "The rune at byte k of a string (pointer, length, k) and the byte behind it; for runes not ASCII.";
    CountRunes "count_runes" Safepoint Go "pl" -> "l" None: "Number of runes.";
    MemEq "mem_eq" Reads Go "pp" -> "b" Int: "Equality of n bytes, n constant.";
    MemEqN "mem_eq_n" Reads Go "ppw" -> "b" None: "Equality of n bytes.";

    // Maps. Keys of fast families are given by value (a string as two leaves), others by address.
    MapGet "map_get" Safepoint Go "p*" -> "p" Map: "Address of the element, or of a zero value.";
    MapGet2 "map_get2" Safepoint Go "p*" -> "pb" Map: "The same and whether the key is there.";
    MapSet "map_set" Safepoint Go "p*" -> "p" Map: "Address of the element, made when absent.";
    MapDelete "map_delete" Safepoint Go "p*" -> "" Map: "Deletes a key.";
    MapClear "map_clear" Safepoint Go "p" -> "" Map: "Deletes all keys.";
    MapLen "map_len" Reads Go "p" -> "l" None: "Number of keys; 0 for nil.";
    MapIterInit "map_iter_init" Safepoint Go "pp" -> "" Map: "Starts an iteration of a map with the zeroed hiter at the second address.";
    MapIterNext "map_iter_next" Safepoint Go "p" -> "" None: "Steps a hiter; its key pointer is nil at the end.";

    // Channels and select.
    ChanSend "chan_send" Safepoint Go "pp" -> "" None: "Sends the element at an address.";
    ChanRecv "chan_recv" Safepoint Go "pp" -> "" None: "Receives to an address (nil: dropped).";
    ChanRecv2 "chan_recv2" Safepoint Go "pp" -> "b" None: "The same; false when closed.";
    ChanClose "chan_close" Safepoint Go "p" -> "" None: "close.";
    ChanLen "chan_len" Safepoint Go "p" -> "l" None: "len.";
    ChanCap "chan_cap" Safepoint Go "p" -> "l" None: "cap.";
    SelectSend "select_send" Safepoint Go "pp" -> "b" None: "select with one send and default.";
    SelectRecv "select_recv" Safepoint Go "pp" -> "bb" None: "select with one receive (element address, channel) and default: chosen, ok.";
    SelectGo "select_go" Safepoint Go "ppllb" -> "lb" None: "select: scases, order array (2n u16), sends, receives, blocking; the case chosen and ok.";
    Block "block" Safepoint Go "" -> "" None: "select {}: never returns; unreachable follows.";

    // Interfaces.
    ItabType "itab_type" Reads Go "p" -> "p" None: "The type word of an itab, nil for nil.";
    AssertE2I "assert_e2i" Safepoint Go "p" -> "p" Sym: "The itab of a non-nil type for the interface type named, or a panic.";
    AssertE2I2 "assert_e2i2" Safepoint Go "p" -> "p" Sym: "The same, nil when it does not implement it.";
    TypeAssert "type_assert" Safepoint Go "pp" -> "p" Sym: "The same for the interface type with that descriptor (second), by a typeAssert descriptor with its cache, which says whether nil is an answer.";
    IfaceSwitch "iface_switch" Safepoint Go "p" -> "lp" Sym: "Case number and itab by an interfaceSwitch descriptor with its cache.";
    IfaceEq "iface_eq" Safepoint Go "ppp" -> "b" None: "Equality of data words of two interfaces with the same itab.";
    EfaceEq "eface_eq" Safepoint Go "ppp" -> "b" None: "The same for the same type word.";
    PanicDotTypeE "panic_dottype_e" Safepoint Go "ppp" -> "" None: "Failed assertion from an empty interface: have, want, interface type; unreachable follows.";
    PanicDotTypeI "panic_dottype_i" Safepoint Go "ppp" -> "" None: "The same with an itab first.";
    PanicNilDotType "panic_nil_dottype" Safepoint Go "p" -> "" None: "Failed assertion of nil: want; unreachable follows.";

    // Lowered memory with barriers.
    StoreWb "store_wb" Writes Lowered "*" -> "" Offsets: "Stores pointers with a write barrier: up to 4 pairs of address and value, one offset each.";

    WbBegin "wb_begin" Writes Lowered "" -> "b" None: "Whether barriers are on; nothing is preempted from here to wb_end. Only the branch behind it uses it.";
    WbEnd "wb_end" Writes Lowered "" -> "" None: "End of what wb_begin began.";

    // Terminators.
    Jump "jump" Terminator Both "" -> "" None: "To the one target.";
    Br "br" Terminator Both "b" -> "" Hint: "To the first target when 1, else to the second.";
    Switch "switch" Terminator Both "n" -> "" Cases: "To the target whose case equals the value, else to the last; lowered to trees, dense ones stay as tables.";
    Ret "ret" Terminator Both "*" -> "" None: "Returns: leaves of results, addresses of those returned in memory, in order.";
    DeferReturn "defer_return" Terminator Both "" -> "" None: "Runs the deferred functions, then returns the contents of the result slots: the usual exit of a function whose defers are not open-coded.";
    Panic "panic" Terminator Go "pp" -> "" None: "panic(type word, data word).";
    Unreachable "unreachable" Terminator Both "" -> "" None: "Never executed.";
    TailJump "tail_jump" Terminator Both "" -> "" Sym: "Jumps to another function with this one's arguments in place (ABI wrappers without arguments and results).";
}

impl Op {
    /// The row of this operation.
    #[inline]
    pub fn info(self) -> &'static OpInfo {
        &TABLE[self as usize]
    }
    /// The name in the text form.
    pub fn name(self) -> &'static str {
        self.info().name
    }
    /// The operation of this name.
    pub fn from_name(name: &str) -> Option<Op> {
        Op::ALL.iter().copied().find(|op| op.name() == name)
    }
    /// Whether it ends a block.
    pub fn is_terminator(self) -> bool {
        self.info().effect == Effect::Terminator
    }
    /// Whether it may be dropped when no result is used.
    pub fn is_removable(self) -> bool {
        // What may panic about a size has to stay.
        let may_panic = matches!(self, Op::AllocSlice | Op::AllocChan | Op::SliceGrow);
        matches!(self.info().effect, Effect::Pure | Effect::Allocates) && !may_panic
            || matches!(self, Op::StrEq | Op::StrCmp | Op::MemEq | Op::MemEqN | Op::MapLen | Op::CallerPc)
    }
    /// Whether the arguments may be swapped.
    pub fn is_commutative(self) -> bool {
        use Op::*;
        matches!(self, Add | Mul | And | Or | Xor | MulHiS | MulHiU | MulWide | FAdd | FMul)
    }
}

/// Divides all operations among groups, each of which is an enumeration of its own. Whoever handles operations matches
/// on the groups and then on the operations of each, both without a wildcard: a new operation compiles only when
/// it has been put in a group and is handled there.
///
/// ```compile_fail
/// // Most operations are in no group.
/// ssa::partition_ops! {
///     enum Few;
///     Sums { Add Sub }
/// }
/// ```
#[macro_export]
macro_rules! partition_ops {
    (
        $(#[$meta:meta])* $vis:vis enum $all:ident;
        $($(#[$group_meta:meta])* $group:ident { $($op:ident)* })*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy)]
        $vis enum $all { $($(#[$group_meta])* $group($group),)* }
        $(
            $(#[$group_meta])*
            #[derive(Clone, Copy, PartialEq, Eq)]
            #[allow(clippy::enum_variant_names, reason = "operations have the names of the table")]
            $vis enum $group { $($op,)* }
        )*
        impl $all {
            /// The group of an operation, and the operation in it.
            $vis fn of(op: $crate::Op) -> $all {
                match op {
                    $($($crate::Op::$op => $all::$group($group::$op),)*)*
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_consistent() {
        let mut names = std::collections::BTreeSet::new();
        for &op in Op::ALL {
            let info = op.info();
            assert!(names.insert(info.name), "{} twice", info.name);
            for shape in [info.args, info.results] {
                let stars = shape.matches('*').count();
                assert!(shape.chars().all(|c| "TFVAnfxqpwlib*".contains(c)), "{}", info.name);
                assert!(stars == 0 || (stars == 1 && shape.ends_with('*')), "{}", info.name);
            }
            if op.is_terminator() {
                assert!(info.results.is_empty(), "{}", info.name);
            }
            assert!(info.meaning.ends_with('.'));
        }
    }
}

//! Functions whose calls are instructions, one row each: package, name, what becomes of the
//! call. Types of operands and results come from the function's signature. Which functions these are depends on what the
//! machine has, which is named nowhere else in this crate. The official list for amd64 is in GOROOT `cmd/compile/internal/ssagen/ssa.go` (`InitTables`); rows of `math`
//! that inlining gives the official compiler are here as well.

use release::Release;
use ssa::{Op, Round, Type};

/// The variables of the runtime that say whether the processor has the instructions of [`Intrinsic::Round`],
/// [`Intrinsic::Fma`] and [`Intrinsic::OnesCount`].
pub(crate) const HAS_ROUND: &str = "runtime.x86HasSSE41";
pub(crate) const HAS_FMA: &str = "runtime.x86HasFMA";
pub(crate) const HAS_POPCNT: &str = "runtime.x86HasPOPCNT";

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intrinsic {
    /// The operation on the arguments, in order.
    Plain(Op),
    /// An atomic operation on what the first argument points to.
    Atomic(Op),
    /// Reads a bool atomically, kept as a number of this type.
    LoadBool(Type),
    /// Writes one.
    StoreBool(Type),
    /// Arguments and results are numbers, the function of two results.
    Pair(Op),
    /// Rounding, where the machine has it.
    Round(Round),
    /// Number of one bits, where the machine counts them.
    OnesCount,
    /// `x*y + z` rounded once, where the machine has it.
    Fma,
    /// The same bits as another type.
    Bits,
    /// Quotient and remainder of a double-width number.
    DivWide,
    /// The product and whether it overflows.
    MulOverflows,
    /// A hint to read ahead; 1: once only.
    Prefetch(i64),
    /// The argument lives up to here.
    KeepAlive,
    /// The address of the closure, as a number.
    ClosurePtr,
    /// A string that shares memory.
    StringTmp,
    /// The address of a function's code.
    FuncPc(obj::Abi),
}

/// The rows of a package by function name.
type Rows = &'static [(&'static str, Intrinsic)];

/// The row of a function, if it has one.
pub(crate) fn find(release: Release, package: &str, name: &str) -> Option<Intrinsic> {
    let rows: Rows = match package {
        "internal/runtime/atomic" => RUNTIME_ATOMIC,
        "sync/atomic" => SYNC_ATOMIC,
        "sync" => SYNC,
        "math" => MATH,
        "math/bits" => BITS,
        "math/big" => BIG,
        "runtime" => RUNTIME,
        p if p == release.packages.sys => SYS,
        p if p == release.packages.math => RUNTIME_MATH,
        "internal/abi" => ABI,
        "crypto/internal/constanttime" => CONSTANT_TIME,
        _ => return None,
    };
    rows.iter().find(|row| row.0 == name).map(|row| row.1)
}

/// The row of a method with a pointer receiver: what it works on stands at the receiver's address.
pub(crate) fn find_method(package: &str, receiver: &str, name: &str) -> Option<Intrinsic> {
    let (plain, word) = match (package, receiver) {
        ("sync/atomic" | "internal/runtime/atomic", "Int32" | "Int64" | "Uint32" | "Uint64" | "Uintptr") => {
            (true, true)
        }
        ("sync/atomic", "Bool") => (false, true),
        ("internal/runtime/atomic", "Bool") => (false, false),
        ("internal/runtime/atomic", "Uint8" | "UnsafePointer" | "Pointer") => (true, false),
        ("sync/atomic", "Pointer") => (true, false),
        _ => return None,
    };
    let in_runtime = package != "sync/atomic";
    let stored = if word { Type::I32 } else { Type::I8 };
    Some(match name {
        "Load" if plain => LOAD,
        "Load" => Intrinsic::LoadBool(stored),
        "Store" if !plain => Intrinsic::StoreBool(stored),
        "Store" if word || receiver == "Uint8" => STORE,
        "Swap" if plain && word => XCHG,
        "Add" if plain && word => ADD,
        "CompareAndSwap" if plain && word => CAS,
        "LoadAcquire" if in_runtime && word => LOAD,
        "StoreRelease" if in_runtime && word => STORE,
        "CompareAndSwapRelease" if in_runtime && word => CAS,
        // Those of the other package answer what was there.
        "And" if in_runtime && matches!(receiver, "Uint8" | "Uint32") => AND,
        "Or" if in_runtime && matches!(receiver, "Uint8" | "Uint32") => OR,
        "StoreNoWB" if in_runtime => STORE,
        "CompareAndSwapNoWB" if in_runtime => CAS,
        _ => return None,
    })
}

const LOAD: Intrinsic = Intrinsic::Atomic(Op::AtomicLoad);
const STORE: Intrinsic = Intrinsic::Atomic(Op::AtomicStore);
const XCHG: Intrinsic = Intrinsic::Atomic(Op::AtomicXchg);
const ADD: Intrinsic = Intrinsic::Atomic(Op::AtomicAdd);
const CAS: Intrinsic = Intrinsic::Atomic(Op::AtomicCas);
const AND: Intrinsic = Intrinsic::Atomic(Op::AtomicAnd);
const OR: Intrinsic = Intrinsic::Atomic(Op::AtomicOr);

const RUNTIME_ATOMIC: Rows = &[
    ("Load", LOAD),
    ("Load8", LOAD),
    ("Load64", LOAD),
    ("LoadAcq", LOAD),
    ("LoadAcq64", LOAD),
    ("LoadAcquintptr", LOAD),
    ("Loadint32", LOAD),
    ("Loadint64", LOAD),
    ("Loadp", LOAD),
    ("Loaduint", LOAD),
    ("Loaduintptr", LOAD),
    ("Store", STORE),
    ("Store8", STORE),
    ("Store64", STORE),
    ("StoreRel", STORE),
    ("StoreRel64", STORE),
    ("StoreReluintptr", STORE),
    ("Storeint32", STORE),
    ("Storeint64", STORE),
    ("StorepNoWB", STORE),
    ("Storeuintptr", STORE),
    ("Xchg", XCHG),
    ("Xchg64", XCHG),
    ("Xchgint32", XCHG),
    ("Xchgint64", XCHG),
    ("Xchguintptr", XCHG),
    ("Xadd", ADD),
    ("Xadd64", ADD),
    ("Xaddint32", ADD),
    ("Xaddint64", ADD),
    ("Xadduintptr", ADD),
    ("Cas", CAS),
    ("Cas64", CAS),
    ("CasRel", CAS),
    ("Casint32", CAS),
    ("Casint64", CAS),
    ("Casp1", CAS),
    ("Casuintptr", CAS),
    ("And", AND),
    ("And8", AND),
    ("Or", OR),
    ("Or8", OR),
];

const SYNC_ATOMIC: Rows = &[
    ("LoadInt32", LOAD),
    ("LoadInt64", LOAD),
    ("LoadPointer", LOAD),
    ("LoadUint32", LOAD),
    ("LoadUint64", LOAD),
    ("LoadUintptr", LOAD),
    ("StoreInt32", STORE),
    ("StoreInt64", STORE),
    ("StoreUint32", STORE),
    ("StoreUint64", STORE),
    ("StoreUintptr", STORE),
    ("SwapInt32", XCHG),
    ("SwapInt64", XCHG),
    ("SwapUint32", XCHG),
    ("SwapUint64", XCHG),
    ("SwapUintptr", XCHG),
    ("CompareAndSwapInt32", CAS),
    ("CompareAndSwapInt64", CAS),
    ("CompareAndSwapUint32", CAS),
    ("CompareAndSwapUint64", CAS),
    ("CompareAndSwapUintptr", CAS),
    ("AddInt32", ADD),
    ("AddInt64", ADD),
    ("AddUint32", ADD),
    ("AddUint64", ADD),
    ("AddUintptr", ADD),
];

const SYNC: Rows = &[("runtime_LoadAcquintptr", LOAD), ("runtime_StoreReluintptr", STORE)];

const MATH: Rows = &[
    ("sqrt", Intrinsic::Plain(Op::FSqrt)),
    ("Sqrt", Intrinsic::Plain(Op::FSqrt)),
    ("Abs", Intrinsic::Plain(Op::FAbs)),
    ("Copysign", Intrinsic::Plain(Op::FCopySign)),
    ("Float32bits", Intrinsic::Bits),
    ("Float32frombits", Intrinsic::Bits),
    ("Float64bits", Intrinsic::Bits),
    ("Float64frombits", Intrinsic::Bits),
    ("Floor", Intrinsic::Round(Round::Floor)),
    ("Ceil", Intrinsic::Round(Round::Ceil)),
    ("Trunc", Intrinsic::Round(Round::Trunc)),
    ("RoundToEven", Intrinsic::Round(Round::Even)),
    ("FMA", Intrinsic::Fma),
];

const BITS: Rows = &[
    ("TrailingZeros", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros8", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros16", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros32", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros64", Intrinsic::Plain(Op::Ctz)),
    ("ReverseBytes", Intrinsic::Plain(Op::BSwap)),
    ("ReverseBytes16", Intrinsic::Plain(Op::BSwap)),
    ("ReverseBytes32", Intrinsic::Plain(Op::BSwap)),
    ("ReverseBytes64", Intrinsic::Plain(Op::BSwap)),
    ("Len", Intrinsic::Plain(Op::BitLen)),
    ("Len8", Intrinsic::Plain(Op::BitLen)),
    ("Len16", Intrinsic::Plain(Op::BitLen)),
    ("Len32", Intrinsic::Plain(Op::BitLen)),
    ("Len64", Intrinsic::Plain(Op::BitLen)),
    ("RotateLeft", Intrinsic::Plain(Op::RotL)),
    ("RotateLeft8", Intrinsic::Plain(Op::RotL)),
    ("RotateLeft16", Intrinsic::Plain(Op::RotL)),
    ("RotateLeft32", Intrinsic::Plain(Op::RotL)),
    ("RotateLeft64", Intrinsic::Plain(Op::RotL)),
    ("OnesCount", Intrinsic::OnesCount),
    ("OnesCount16", Intrinsic::OnesCount),
    ("OnesCount32", Intrinsic::OnesCount),
    ("OnesCount64", Intrinsic::OnesCount),
    ("Mul", Intrinsic::Pair(Op::MulWide)),
    ("Mul64", Intrinsic::Pair(Op::MulWide)),
    ("Add", Intrinsic::Pair(Op::AddCarry)),
    ("Add64", Intrinsic::Pair(Op::AddCarry)),
    ("Sub", Intrinsic::Pair(Op::SubBorrow)),
    ("Sub64", Intrinsic::Pair(Op::SubBorrow)),
    ("Div", Intrinsic::DivWide),
    ("Div64", Intrinsic::DivWide),
];

const BIG: Rows = &[("mulWW", Intrinsic::Pair(Op::MulWide))];

const RUNTIME: Rows = &[
    ("getg", Intrinsic::Plain(Op::GetG)),
    ("getcallerpc", Intrinsic::Plain(Op::CallerPc)),
    ("getcallersp", Intrinsic::Plain(Op::CallerSp)),
    ("getclosureptr", Intrinsic::ClosurePtr),
    ("slicebytetostringtmp", Intrinsic::StringTmp),
    ("KeepAlive", Intrinsic::KeepAlive),
];

const SYS: Rows = &[
    ("GetCallerPC", Intrinsic::Plain(Op::CallerPc)),
    ("GetCallerSP", Intrinsic::Plain(Op::CallerSp)),
    ("GetClosurePtr", Intrinsic::ClosurePtr),
    ("Bswap32", Intrinsic::Plain(Op::BSwap)),
    ("Bswap64", Intrinsic::Plain(Op::BSwap)),
    ("TrailingZeros8", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros32", Intrinsic::Plain(Op::Ctz)),
    ("TrailingZeros64", Intrinsic::Plain(Op::Ctz)),
    ("Len8", Intrinsic::Plain(Op::BitLen)),
    ("Len64", Intrinsic::Plain(Op::BitLen)),
    ("OnesCount64", Intrinsic::OnesCount),
    ("Prefetch", Intrinsic::Prefetch(0)),
    ("PrefetchStreamed", Intrinsic::Prefetch(1)),
];

const RUNTIME_MATH: Rows = &[
    ("MulUintptr", Intrinsic::MulOverflows),
    ("Mul64", Intrinsic::Pair(Op::MulWide)),
    ("Add64", Intrinsic::Pair(Op::AddCarry)),
];

const ABI: Rows =
    &[("FuncPCABI0", Intrinsic::FuncPc(obj::Abi::Abi0)), ("FuncPCABIInternal", Intrinsic::FuncPc(obj::Abi::Internal))];

/// A bool is a byte that is 0 or 1.
const CONSTANT_TIME: Rows = &[("boolToUint8", Intrinsic::Bits)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_once() {
        for rows in [RUNTIME_ATOMIC, SYNC_ATOMIC, SYNC, MATH, BITS, BIG, RUNTIME, SYS, RUNTIME_MATH, ABI, CONSTANT_TIME]
        {
            for (i, row) in rows.iter().enumerate() {
                assert!(rows[..i].iter().all(|other| other.0 != row.0), "{} twice", row.0);
            }
        }
    }
    #[test]
    fn found_by_package_and_name() {
        assert_eq!(find(Release::default(), "math/big", "mulWW"), Some(Intrinsic::Pair(Op::MulWide)));
        assert_eq!(find(Release::default(), "sync/atomic", "StorePointer"), None);
        assert_eq!(find(Release::default(), "main", "getg"), None);
        assert_eq!(find_method("sync/atomic", "Int64", "Add"), Some(Intrinsic::Atomic(Op::AtomicAdd)));
        assert_eq!(find_method("sync/atomic", "Bool", "Load"), Some(Intrinsic::LoadBool(Type::I32)));
        // Pointers are stored with a write barrier, and these methods return what was there.
        assert_eq!(find_method("sync/atomic", "Pointer", "Store"), None);
        assert_eq!(find_method("internal/runtime/atomic", "UnsafePointer", "Store"), None);
        assert_eq!(find_method("sync/atomic", "Int32", "And"), None);
        assert_eq!(find_method("sync/atomic", "Bool", "Swap"), None);
    }
}

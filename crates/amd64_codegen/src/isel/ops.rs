//! Which file of instruction selection handles which operation.

ssa::partition_ops! {
    /// All operations, by who selects them.
    pub(super) enum Ops;
    /// Jumps and marks.
    Control {
        Jump Br Switch Unreachable TailJump Mark
    }
    /// Integers, pointers, comparisons.
    Alu {
        Add Sub And Or Xor AndNot Mul Neg Not Shl LShr AShr RotL ICmp FCmp SExt ZExt Trunc PtrToWord WordToPtr
        CSel PtrAdd PtrAddImm PtrDiff SlicePtr BitLen Ctz PopCnt BSwap
    }
    /// What is bound to fixed registers.
    Wide {
        SDiv SRem UDiv URem MulHiS MulHiU MulWide DivWide
    }
    /// Selected by chains (`carries`).
    Chained {
        AddCarry SubBorrow
    }
    /// Floats.
    Float {
        FAdd FSub FMul FDiv FSqrt FPromote FDemote FNeg FAbs FCopySign FRound Fma Bitcast IntToF FToInt UintToF
        FToUint
    }
    /// Memory, checks, the surroundings of the function.
    Memory {
        Load AtomicLoad Store Move Zero SlotDef SlotKill NilCheck Bounds DivCheck ShiftCheck KeepAlive StoreWb
        WbEnd Prefetch Pause GetG CallerPc CallerSp ArgPtr
    }
    /// Atomic operations that write.
    Atomic {
        AtomicStore AtomicXchg AtomicAdd AtomicCas AtomicAnd AtomicOr
    }
    /// Calls and returns.
    Call {
        CallStatic CallClosure CallPtr CallRt CallDefer DeferReturn ClosurePtr Ret
    }
    /// Emitted at each use.
    AtUse {
        IConst FConst Nil SymAddr SlotAddr WbBegin
    }
    /// Of dialect Go: lowering has replaced them.
    Lowered {
        FMin FMax Leak CallIface GoStmt DeferHeap DeferStack DeferRange Recover AllocNew AllocSlice AllocArray
        AllocMap AllocChan AllocClosure AllocBox AllocBoxMem SliceGrow SliceCopy MoveElems ZeroElems StrConcat
        StrEq StrCmp BytesToStr BytesToStrTmp StrToBytes RunesToStr StrToRunes RuneToStr DecodeRune CountRunes
        MemEq MemEqN MapGet MapGet2 MapSet MapDelete MapClear MapLen MapIterInit MapIterNext ChanSend ChanRecv
        ChanRecv2 ChanClose ChanLen ChanCap SelectSend SelectRecv SelectGo Block ItabType AssertE2I AssertE2I2
        TypeAssert IfaceSwitch IfaceEq EfaceEq PanicDotTypeE PanicDotTypeI PanicNilDotType Panic
    }
}

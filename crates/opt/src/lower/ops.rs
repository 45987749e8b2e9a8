//! Which file of lowering handles which operation.

ssa::partition_ops! {
    /// All operations, by who lowers them.
    pub(super) enum Ops;
    /// Allocation sites and maps.
    Alloc {
        AllocNew AllocSlice AllocArray AllocMap AllocChan AllocClosure AllocBox AllocBoxMem SliceGrow MapGet
        MapGet2 MapSet MapDelete MapClear MapIterInit MapIterNext
    }
    /// Strings, slices, memory.
    Data {
        SliceCopy MoveElems ZeroElems StrConcat StrEq BytesToStrTmp MemEq MapLen SelectGo
    }
    /// A call with the same arguments and results.
    Direct {
        StrCmp DecodeRune CountRunes MemEqN ChanSend ChanRecv ChanRecv2 ChanClose ChanLen ChanCap
        SelectSend SelectRecv Block IfaceEq EfaceEq PanicDotTypeE PanicDotTypeI PanicNilDotType
    }
    /// A call that first takes a buffer in the frame, or nil.
    Buffered {
        BytesToStr StrToBytes RunesToStr StrToRunes RuneToStr
    }
    /// Interfaces.
    Iface {
        ItabType AssertE2I AssertE2I2 TypeAssert IfaceSwitch
    }
    /// Methods, goroutines, defers, panics.
    Control {
        FMin FMax CallIface GoStmt DeferHeap DeferStack DeferRange Recover Leak Panic
    }
    /// In both dialects, or made by lowering.
    Kept {
        IConst FConst Nil SymAddr Add Sub Mul And Or Xor AndNot Neg Not Shl LShr AShr SDiv UDiv SRem URem MulHiS
        MulHiU MulWide DivWide AddCarry SubBorrow RotL BitLen Ctz PopCnt BSwap ICmp SExt ZExt Trunc Bitcast
        PtrToWord WordToPtr CSel FAdd FSub FMul FDiv FNeg FAbs FCopySign FSqrt FRound Fma FCmp FPromote FDemote
        IntToF UintToF FToInt FToUint PtrAdd PtrAddImm PtrDiff SlicePtr Load Store Move Zero SlotDef SlotKill
        SlotAddr NilCheck Bounds DivCheck ShiftCheck KeepAlive AtomicLoad AtomicStore AtomicXchg AtomicAdd
        AtomicCas AtomicAnd AtomicOr Prefetch Pause GetG ClosurePtr CallerPc CallerSp ArgPtr Mark CallStatic
        CallClosure CallPtr CallRt CallDefer StoreWb WbBegin WbEnd Jump Br Switch Ret DeferReturn Unreachable
        TailJump
    }
}

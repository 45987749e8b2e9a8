//! The functions of the runtime that compiled code calls by name, with their signatures: those of all releases.
//! Who calls one chooses by what the release has ([`crate::ways`]).
//! In: nothing; out: [`RtFn`], an id per function, and its row. Authority: the compiler's list
//! of builtins (`cmd/compile/internal/typecheck/_builtin/runtime.go`) and, for those not in it,
//! the runtime's own source.
//!
//! Signatures are one letter per parameter or result: `p` traced pointer, `w` uintptr, `l` int
//! or 64 bits, `i` 32, `h` 16, `b` 8 bits or bool, `d` float64, `f` float32, `s` string,
//! `S` slice, `e` interface, `c` complex128, `C` complex64.

/// What the compiler must know of a runtime function beside its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RtKind {
    /// An ordinary call.
    Call,
    /// Never returns.
    NoReturn,
    /// Ordinary, but neither grows the stack nor lets the collector run: no safepoint.
    Leaf,
}

/// A runtime function's row.
#[derive(Debug)]
pub struct RtInfo {
    /// Full symbol name; always reached by the register ABI.
    pub name: &'static str,
    /// What text forms call it: the name within the runtime, unless releases have functions of one name with
    /// different signatures.
    pub text: &'static str,
    /// Parameters.
    pub params: &'static str,
    /// Results.
    pub results: &'static str,
    /// Kind of call.
    pub kind: RtKind,
}

macro_rules! runtime_functions {
    (@text $name:literal) => { $name };
    (@text $name:literal $text:literal) => { $text };
    ($($id:ident $name:literal $(as $text:literal)? $params:literal -> $results:literal $kind:ident;)*) => {
        /// A function of the runtime.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum RtFn { $(#[doc = $name] $id,)* }
        impl RtFn {
            /// All in the order of the table.
            pub const ALL: &'static [RtFn] = &[$(RtFn::$id,)*];
        }
        static TABLE: &[RtInfo] = &[$(RtInfo {
            name: concat!("runtime.", $name), text: runtime_functions!(@text $name $($text)?),
            params: $params, results: $results, kind: RtKind::$kind,
        },)*];
    };
}

runtime_functions! {
    NewObject "newobject" "p" -> "p" Call;
    MallocGc "mallocgc" "wpb" -> "p" Call;
    MakeSlice "makeslice" "pll" -> "p" Call;
    MakeSlice64 "makeslice64" "pll" -> "p" Call;
    MakeSliceCopy "makeslicecopy" "pllp" -> "p" Call;
    GrowSlice "growslice" "plllp" -> "S" Call;
    PanicDivide "panicdivide" "" -> "" NoReturn;
    PanicShift "panicshift" "" -> "" NoReturn;
    PanicOverflow "panicoverflow" "" -> "" NoReturn;
    PanicMakeSliceLen "panicmakeslicelen" "" -> "" NoReturn;
    PanicMakeSliceCap "panicmakeslicecap" "" -> "" NoReturn;
    PanicUnsafeSliceLen "panicunsafeslicelen" "" -> "" NoReturn;
    PanicUnsafeSliceNilPtr "panicunsafeslicenilptr" "" -> "" NoReturn;
    PanicUnsafeStringLen "panicunsafestringlen" "" -> "" NoReturn;
    PanicUnsafeStringNilPtr "panicunsafestringnilptr" "" -> "" NoReturn;
    PanicRangeState "panicrangestate" "l" -> "" NoReturn;
    PanicWrap "panicwrap" "" -> "" NoReturn;
    PanicNil "panicnil" "" -> "" NoReturn;
    ThrowInit "throwinit" "" -> "" NoReturn;
    GoPanic "gopanic" "e" -> "" NoReturn;
    GoRecover "gorecover" "p" -> "e" Call;
    GoRecoverUnwinding "gorecover" as "gorecover_unwinding" "" -> "e" Call;
    GoSchedGuarded "goschedguarded" "" -> "" Call;
    PrintBool "printbool" "b" -> "" Call;
    PrintFloat "printfloat" "d" -> "" Call;
    PrintFloat32 "printfloat32" "f" -> "" Call;
    PrintFloat64 "printfloat64" "d" -> "" Call;
    PrintInt "printint" "l" -> "" Call;
    PrintHex "printhex" "l" -> "" Call;
    PrintQuoted "printquoted" "s" -> "" Call;
    PrintUint "printuint" "l" -> "" Call;
    PrintComplex "printcomplex" "c" -> "" Call;
    PrintComplex64 "printcomplex64" "C" -> "" Call;
    PrintComplex128 "printcomplex128" "c" -> "" Call;
    PrintString "printstring" "s" -> "" Call;
    PrintPointer "printpointer" "p" -> "" Call;
    PrintUintptr "printuintptr" "w" -> "" Call;
    PrintIface "printiface" "e" -> "" Call;
    PrintEface "printeface" "e" -> "" Call;
    PrintSlice "printslice" "S" -> "" Call;
    PrintNl "printnl" "" -> "" Call;
    PrintSp "printsp" "" -> "" Call;
    PrintLock "printlock" "" -> "" Call;
    PrintUnlock "printunlock" "" -> "" Call;
    ConcatString2 "concatstring2" "pss" -> "s" Call;
    ConcatString3 "concatstring3" "psss" -> "s" Call;
    ConcatString4 "concatstring4" "pssss" -> "s" Call;
    ConcatString5 "concatstring5" "psssss" -> "s" Call;
    ConcatStrings "concatstrings" "pS" -> "s" Call;
    CmpString "cmpstring" "ss" -> "l" Call;
    IntString "intstring" "pl" -> "s" Call;
    SliceByteToString "slicebytetostring" "ppl" -> "s" Call;
    SliceRuneToString "slicerunetostring" "pS" -> "s" Call;
    StringToSliceByte "stringtoslicebyte" "ps" -> "S" Call;
    StringToSliceRune "stringtoslicerune" "ps" -> "S" Call;
    SliceCopy "slicecopy" "plplw" -> "l" Call;
    DecodeRune "decoderune" "sl" -> "il" Call;
    CountRunes "countrunes" "s" -> "l" Call;
    ConvT "convT" "pp" -> "p" Call;
    ConvTNoPtr "convTnoptr" "pp" -> "p" Call;
    ConvT16 "convT16" "h" -> "p" Call;
    ConvT32 "convT32" "i" -> "p" Call;
    ConvT64 "convT64" "l" -> "p" Call;
    ConvTString "convTstring" "s" -> "p" Call;
    ConvTSlice "convTslice" "S" -> "p" Call;
    AssertE2I "assertE2I" "pp" -> "p" Call;
    AssertE2I2 "assertE2I2" "pp" -> "p" Call;
    PanicDotTypeE "panicdottypeE" "ppp" -> "" NoReturn;
    PanicDotTypeI "panicdottypeI" "ppp" -> "" NoReturn;
    PanicNilDotType "panicnildottype" "p" -> "" NoReturn;
    TypeAssert "typeAssert" "pp" -> "p" Call;
    InterfaceSwitch "interfaceSwitch" "pp" -> "lp" Call;
    IfaceEq "ifaceeq" "ppp" -> "b" Call;
    EfaceEq "efaceeq" "ppp" -> "b" Call;
    DeferRangeFunc "deferrangefunc" "" -> "e" Call;
    Rand32 "rand32" "" -> "i" Call;
    Rand "rand" "" -> "l" Call;
    MakeMap64 "makemap64" "plp" -> "p" Call;
    MakeMap "makemap" "plp" -> "p" Call;
    MakeMapSmall "makemap_small" "" -> "p" Call;
    MapAccess1 "mapaccess1" "ppp" -> "p" Call;
    MapAccess1Fast32 "mapaccess1_fast32" "ppi" -> "p" Call;
    MapAccess1Fast64 "mapaccess1_fast64" "ppl" -> "p" Call;
    MapAccess1FastStr "mapaccess1_faststr" "pps" -> "p" Call;
    MapAccess1Fat "mapaccess1_fat" "pppp" -> "p" Call;
    MapAccess2 "mapaccess2" "ppp" -> "pb" Call;
    MapAccess2Fast32 "mapaccess2_fast32" "ppi" -> "pb" Call;
    MapAccess2Fast64 "mapaccess2_fast64" "ppl" -> "pb" Call;
    MapAccess2FastStr "mapaccess2_faststr" "pps" -> "pb" Call;
    MapAccess2Fat "mapaccess2_fat" "pppp" -> "pb" Call;
    MapAssign "mapassign" "ppp" -> "p" Call;
    MapAssignFast32 "mapassign_fast32" "ppi" -> "p" Call;
    MapAssignFast32Ptr "mapassign_fast32ptr" "ppp" -> "p" Call;
    MapAssignFast64 "mapassign_fast64" "ppl" -> "p" Call;
    MapAssignFast64Ptr "mapassign_fast64ptr" "ppp" -> "p" Call;
    MapAssignFastStr "mapassign_faststr" "pps" -> "p" Call;
    MapDelete "mapdelete" "ppp" -> "" Call;
    MapDeleteFast32 "mapdelete_fast32" "ppi" -> "" Call;
    MapDeleteFast64 "mapdelete_fast64" "ppl" -> "" Call;
    MapDeleteFastStr "mapdelete_faststr" "pps" -> "" Call;
    MapIterInit "mapiterinit" "ppp" -> "" Call;
    MapIterNext "mapiternext" "p" -> "" Call;
    MapIterStart "mapIterStart" "ppp" -> "" Call;
    MapIterStep "mapIterNext" "p" -> "" Call;
    MapClear "mapclear" "pp" -> "" Call;
    MakeChan64 "makechan64" "pl" -> "p" Call;
    MakeChan "makechan" "pl" -> "p" Call;
    ChanRecv1 "chanrecv1" "pp" -> "" Call;
    ChanRecv2 "chanrecv2" "pp" -> "b" Call;
    ChanSend1 "chansend1" "pp" -> "" Call;
    CloseChan "closechan" "p" -> "" Call;
    ChanLen "chanlen" "p" -> "l" Call;
    ChanCap "chancap" "p" -> "l" Call;
    SelectNbSend "selectnbsend" "pp" -> "b" Call;
    SelectNbRecv "selectnbrecv" "pp" -> "bb" Call;
    SelectGo "selectgo" "pppllb" -> "lb" Call;
    Block "block" "" -> "" NoReturn;
    TypedMemMove "typedmemmove" "ppp" -> "" Call;
    TypedMemClr "typedmemclr" "pp" -> "" Call;
    WbMove "wbMove" "ppp" -> "" Leaf;
    WbZero "wbZero" "pp" -> "" Leaf;
    TypedSliceCopy "typedslicecopy" "pplpl" -> "l" Call;
    MemMove "memmove" "ppw" -> "" Leaf;
    MemClrNoHeapPointers "memclrNoHeapPointers" "pw" -> "" Leaf;
    MemClrHasPointers "memclrHasPointers" "pw" -> "" Call;
    MemEqual "memequal" "ppw" -> "b" Leaf;
    NewProc "newproc" "p" -> "" Call;
    DeferProc "deferproc" "p" -> "l" Call;
    DeferProcStack "deferprocStack" "p" -> "l" Call;
    DeferProcAt "deferprocat" "pe" -> "l" Call;
    DeferReturn "deferreturn" "" -> "" Call;
    FMin32 "fmin32" "ff" -> "f" Call;
    FMin64 "fmin64" "dd" -> "d" Call;
    FMax32 "fmax32" "ff" -> "f" Call;
    FMax64 "fmax64" "dd" -> "d" Call;
    StrMin "strmin" "ss" -> "s" Call;
    StrMax "strmax" "ss" -> "s" Call;
    CheckPtrAlignment "checkptrAlignment" "ppw" -> "" Call;
    CheckPtrArithmetic "checkptrArithmetic" "pS" -> "" Call;
    UnsafeSliceCheckPtr "unsafeslicecheckptr" "ppl" -> "" Call;
    UnsafeStringCheckPtr "unsafestringcheckptr" "pl" -> "" Call;
}

impl RtFn {
    /// The function's row.
    #[inline]
    pub fn info(self) -> &'static RtInfo {
        &TABLE[self as usize]
    }
    /// The function that text forms call `text`.
    pub fn from_text(text: &str) -> Option<RtFn> {
        RtFn::ALL.iter().copied().find(|f| f.info().text == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_signatures_are_known() {
        let mut names = std::collections::BTreeSet::new();
        for f in RtFn::ALL {
            let info = f.info();
            assert!(names.insert(info.text));
            assert!(info.params.chars().chain(info.results.chars()).all(|c| "pwlihbdfsSecC".contains(c)));
        }
    }
}

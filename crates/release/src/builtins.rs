//! Runtime symbols that objects name by number instead of by text. The order is a fact of the
//! release (`cmd/internal/goobj/builtinlist.go`); a number of a later row means the same symbol
//! in every object of that release.

use crate::lists::same;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A predeclared runtime symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Builtin {
    /// Full symbol name.
    pub name: &'static str,
    /// ABI number as in object files: 0 or 1.
    pub abi: u16,
}

/// The symbols of a release.
#[derive(Debug)]
pub struct Builtins {
    /// All in the order of their numbers.
    pub rows: &'static [Builtin],
    numbers: OnceLock<HashMap<&'static str, u32>>,
}

impl Builtins {
    pub(crate) const fn new(rows: &'static [Builtin]) -> Builtins {
        Builtins { rows, numbers: OnceLock::new() }
    }
    /// The number of the builtin with this name and ABI number.
    pub fn number(&self, name: &str, abi: u16) -> Option<u32> {
        let rows = self.rows.iter().enumerate();
        let numbers = self.numbers.get_or_init(|| rows.map(|(i, b)| (b.name, i as u32)).collect());
        numbers.get(name).copied().filter(|&i| self.rows[i as usize].abi == abi)
    }
}

/// What a release changed: `gone` rows, then `new` ones, behind the row called `after`.
pub(crate) struct Change {
    /// Name of the row before.
    pub(crate) after: &'static str,
    /// Rows that are no more.
    pub(crate) gone: usize,
    /// Rows in their place.
    pub(crate) new: &'static [Builtin],
}

/// The rows of a release by those of the one before. Building fails if the change does not fit.
pub(crate) const fn changed<const N: usize>(old: &[Builtin], changes: &[Change]) -> [Builtin; N] {
    let mut out = [go(""); N];
    let (mut to, mut from, mut change) = (0, 0, 0);
    while from < old.len() {
        out[to] = old[from];
        (to, from) = (to + 1, from + 1);
        if change < changes.len() && same(old[from - 1].name, changes[change].after) {
            let mut row = 0;
            while row < changes[change].new.len() {
                out[to] = changes[change].new[row];
                (to, row) = (to + 1, row + 1);
            }
            (from, change) = (from + changes[change].gone, change + 1);
        }
    }
    assert!(to == N && change == changes.len(), "the changes do not fit the rows before");
    out
}

/// A function.
pub(crate) const fn go(name: &'static str) -> Builtin {
    Builtin { name, abi: 1 }
}

/// Data, or assembly that is called by its own rules.
pub(crate) const fn plain(name: &'static str) -> Builtin {
    Builtin { name, abi: 0 }
}

/// The rows of go1.23.
#[rustfmt::skip]
pub(crate) const GO1_23: [Builtin; 255] = [
    go("runtime.newobject"),
    go("runtime.mallocgc"),
    go("runtime.panicdivide"),
    go("runtime.panicshift"),
    go("runtime.panicmakeslicelen"),
    go("runtime.panicmakeslicecap"),
    go("runtime.throwinit"),
    go("runtime.panicwrap"),
    go("runtime.gopanic"),
    go("runtime.gorecover"),
    go("runtime.goschedguarded"),
    go("runtime.goPanicIndex"),
    go("runtime.goPanicIndexU"),
    go("runtime.goPanicSliceAlen"),
    go("runtime.goPanicSliceAlenU"),
    go("runtime.goPanicSliceAcap"),
    go("runtime.goPanicSliceAcapU"),
    go("runtime.goPanicSliceB"),
    go("runtime.goPanicSliceBU"),
    go("runtime.goPanicSlice3Alen"),
    go("runtime.goPanicSlice3AlenU"),
    go("runtime.goPanicSlice3Acap"),
    go("runtime.goPanicSlice3AcapU"),
    go("runtime.goPanicSlice3B"),
    go("runtime.goPanicSlice3BU"),
    go("runtime.goPanicSlice3C"),
    go("runtime.goPanicSlice3CU"),
    go("runtime.goPanicSliceConvert"),
    go("runtime.printbool"),
    go("runtime.printfloat"),
    go("runtime.printint"),
    go("runtime.printhex"),
    go("runtime.printuint"),
    go("runtime.printcomplex"),
    go("runtime.printstring"),
    go("runtime.printpointer"),
    go("runtime.printuintptr"),
    go("runtime.printiface"),
    go("runtime.printeface"),
    go("runtime.printslice"),
    go("runtime.printnl"),
    go("runtime.printsp"),
    go("runtime.printlock"),
    go("runtime.printunlock"),
    go("runtime.concatstring2"),
    go("runtime.concatstring3"),
    go("runtime.concatstring4"),
    go("runtime.concatstring5"),
    go("runtime.concatstrings"),
    go("runtime.cmpstring"),
    go("runtime.intstring"),
    go("runtime.slicebytetostring"),
    go("runtime.slicebytetostringtmp"),
    go("runtime.slicerunetostring"),
    go("runtime.stringtoslicebyte"),
    go("runtime.stringtoslicerune"),
    go("runtime.slicecopy"),
    go("runtime.decoderune"),
    go("runtime.countrunes"),
    go("runtime.convT"),
    go("runtime.convTnoptr"),
    go("runtime.convT16"),
    go("runtime.convT32"),
    go("runtime.convT64"),
    go("runtime.convTstring"),
    go("runtime.convTslice"),
    go("runtime.assertE2I"),
    go("runtime.assertE2I2"),
    go("runtime.panicdottypeE"),
    go("runtime.panicdottypeI"),
    go("runtime.panicnildottype"),
    go("runtime.typeAssert"),
    go("runtime.interfaceSwitch"),
    go("runtime.ifaceeq"),
    go("runtime.efaceeq"),
    go("runtime.panicrangestate"),
    go("runtime.deferrangefunc"),
    go("runtime.rand32"),
    go("runtime.makemap64"),
    go("runtime.makemap"),
    go("runtime.makemap_small"),
    go("runtime.mapaccess1"),
    go("runtime.mapaccess1_fast32"),
    go("runtime.mapaccess1_fast64"),
    go("runtime.mapaccess1_faststr"),
    go("runtime.mapaccess1_fat"),
    go("runtime.mapaccess2"),
    go("runtime.mapaccess2_fast32"),
    go("runtime.mapaccess2_fast64"),
    go("runtime.mapaccess2_faststr"),
    go("runtime.mapaccess2_fat"),
    go("runtime.mapassign"),
    go("runtime.mapassign_fast32"),
    go("runtime.mapassign_fast32ptr"),
    go("runtime.mapassign_fast64"),
    go("runtime.mapassign_fast64ptr"),
    go("runtime.mapassign_faststr"),
    go("runtime.mapiterinit"),
    go("runtime.mapdelete"),
    go("runtime.mapdelete_fast32"),
    go("runtime.mapdelete_fast64"),
    go("runtime.mapdelete_faststr"),
    go("runtime.mapiternext"),
    go("runtime.mapclear"),
    go("runtime.makechan64"),
    go("runtime.makechan"),
    go("runtime.chanrecv1"),
    go("runtime.chanrecv2"),
    go("runtime.chansend1"),
    go("runtime.closechan"),
    go("runtime.chanlen"),
    go("runtime.chancap"),
    plain("runtime.writeBarrier"),
    go("runtime.typedmemmove"),
    go("runtime.typedmemclr"),
    go("runtime.typedslicecopy"),
    go("runtime.selectnbsend"),
    go("runtime.selectnbrecv"),
    go("runtime.selectsetpc"),
    go("runtime.selectgo"),
    go("runtime.block"),
    go("runtime.makeslice"),
    go("runtime.makeslice64"),
    go("runtime.makeslicecopy"),
    go("runtime.growslice"),
    go("runtime.unsafeslicecheckptr"),
    go("runtime.panicunsafeslicelen"),
    go("runtime.panicunsafeslicenilptr"),
    go("runtime.unsafestringcheckptr"),
    go("runtime.panicunsafestringlen"),
    go("runtime.panicunsafestringnilptr"),
    go("runtime.memmove"),
    go("runtime.memclrNoHeapPointers"),
    go("runtime.memclrHasPointers"),
    go("runtime.memequal"),
    go("runtime.memequal0"),
    go("runtime.memequal8"),
    go("runtime.memequal16"),
    go("runtime.memequal32"),
    go("runtime.memequal64"),
    go("runtime.memequal128"),
    go("runtime.f32equal"),
    go("runtime.f64equal"),
    go("runtime.c64equal"),
    go("runtime.c128equal"),
    go("runtime.strequal"),
    go("runtime.interequal"),
    go("runtime.nilinterequal"),
    go("runtime.memhash"),
    go("runtime.memhash0"),
    go("runtime.memhash8"),
    go("runtime.memhash16"),
    go("runtime.memhash32"),
    go("runtime.memhash64"),
    go("runtime.memhash128"),
    go("runtime.f32hash"),
    go("runtime.f64hash"),
    go("runtime.c64hash"),
    go("runtime.c128hash"),
    go("runtime.strhash"),
    go("runtime.interhash"),
    go("runtime.nilinterhash"),
    go("runtime.int64div"),
    go("runtime.uint64div"),
    go("runtime.int64mod"),
    go("runtime.uint64mod"),
    go("runtime.float64toint64"),
    go("runtime.float64touint64"),
    go("runtime.float64touint32"),
    go("runtime.int64tofloat64"),
    go("runtime.int64tofloat32"),
    go("runtime.uint64tofloat64"),
    go("runtime.uint64tofloat32"),
    go("runtime.uint32tofloat64"),
    go("runtime.complex128div"),
    go("runtime.getcallerpc"),
    go("runtime.getcallersp"),
    go("runtime.racefuncenter"),
    go("runtime.racefuncexit"),
    go("runtime.raceread"),
    go("runtime.racewrite"),
    go("runtime.racereadrange"),
    go("runtime.racewriterange"),
    go("runtime.msanread"),
    go("runtime.msanwrite"),
    go("runtime.msanmove"),
    go("runtime.asanread"),
    go("runtime.asanwrite"),
    go("runtime.checkptrAlignment"),
    go("runtime.checkptrArithmetic"),
    go("runtime.libfuzzerTraceCmp1"),
    go("runtime.libfuzzerTraceCmp2"),
    go("runtime.libfuzzerTraceCmp4"),
    go("runtime.libfuzzerTraceCmp8"),
    go("runtime.libfuzzerTraceConstCmp1"),
    go("runtime.libfuzzerTraceConstCmp2"),
    go("runtime.libfuzzerTraceConstCmp4"),
    go("runtime.libfuzzerTraceConstCmp8"),
    go("runtime.libfuzzerHookStrCmp"),
    go("runtime.libfuzzerHookEqualFold"),
    go("runtime.addCovMeta"),
    plain("runtime.x86HasPOPCNT"),
    plain("runtime.x86HasSSE41"),
    plain("runtime.x86HasFMA"),
    plain("runtime.armHasVFPv4"),
    plain("runtime.arm64HasATOMICS"),
    go("runtime.asanregisterglobals"),
    go("runtime.deferproc"),
    go("runtime.deferprocStack"),
    go("runtime.deferreturn"),
    go("runtime.newproc"),
    go("runtime.panicoverflow"),
    go("runtime.sigpanic"),
    go("runtime.gcWriteBarrier"),
    go("runtime.duffzero"),
    go("runtime.duffcopy"),
    plain("runtime.morestack"),
    plain("runtime.morestackc"),
    plain("runtime.morestack_noctxt"),
    plain("type:int8"),
    plain("type:*int8"),
    plain("type:uint8"),
    plain("type:*uint8"),
    plain("type:int16"),
    plain("type:*int16"),
    plain("type:uint16"),
    plain("type:*uint16"),
    plain("type:int32"),
    plain("type:*int32"),
    plain("type:uint32"),
    plain("type:*uint32"),
    plain("type:int64"),
    plain("type:*int64"),
    plain("type:uint64"),
    plain("type:*uint64"),
    plain("type:float32"),
    plain("type:*float32"),
    plain("type:float64"),
    plain("type:*float64"),
    plain("type:complex64"),
    plain("type:*complex64"),
    plain("type:complex128"),
    plain("type:*complex128"),
    plain("type:unsafe.Pointer"),
    plain("type:*unsafe.Pointer"),
    plain("type:uintptr"),
    plain("type:*uintptr"),
    plain("type:bool"),
    plain("type:*bool"),
    plain("type:string"),
    plain("type:*string"),
    plain("type:error"),
    plain("type:*error"),
    plain("type:func(error) string"),
    plain("type:*func(error) string"),
];

/// The rows of go1.24.
pub(crate) const GO1_24: [Builtin; 264] = changed(
    &GO1_23,
    &[
        Change {
            after: "runtime.concatstrings",
            gone: 0,
            new: &[
                go("runtime.concatbyte2"),
                go("runtime.concatbyte3"),
                go("runtime.concatbyte4"),
                go("runtime.concatbyte5"),
                go("runtime.concatbytes"),
            ],
        },
        Change { after: "runtime.deferrangefunc", gone: 0, new: &[go("runtime.rand")] },
        Change { after: "runtime.mapiterinit", gone: 0, new: &[go("runtime.mapIterStart")] },
        Change { after: "runtime.mapiternext", gone: 0, new: &[go("runtime.mapIterNext")] },
        Change { after: "runtime.complex128div", gone: 2, new: &[] },
        Change {
            after: "runtime.arm64HasATOMICS",
            gone: 0,
            new: &[
                plain("runtime.loong64HasLAMCAS"),
                plain("runtime.loong64HasLAM_BH"),
                plain("runtime.loong64HasLSX"),
            ],
        },
    ],
);

/// The rows of go1.25.
pub(crate) const GO1_25: [Builtin; 265] =
    changed(&GO1_24, &[Change { after: "runtime.loong64HasLSX", gone: 0, new: &[plain("runtime.riscv64HasZbb")] }]);

/// The rows of go1.26.
pub(crate) const GO1_26: [Builtin; 266] = changed(
    &GO1_25,
    &[
        Change { after: "runtime.printbool", gone: 1, new: &[go("runtime.printfloat64"), go("runtime.printfloat32")] },
        Change {
            after: "runtime.printuint",
            gone: 1,
            new: &[go("runtime.printcomplex128"), go("runtime.printcomplex64")],
        },
        Change { after: "runtime.printstring", gone: 0, new: &[go("runtime.printquoted")] },
        Change { after: "runtime.mapassign_faststr", gone: 1, new: &[] },
        Change { after: "runtime.mapdelete_faststr", gone: 1, new: &[] },
    ],
);

/// The rows of go1.27.
pub(crate) const GO1_27: [Builtin; 299] = changed(
    &GO1_26,
    &[
        Change {
            after: "runtime.growslice",
            gone: 0,
            new: &[go("runtime.growsliceBuf"), go("runtime.growsliceBufNoAlias"), go("runtime.growsliceNoAlias")],
        },
        Change {
            after: "runtime.panicunsafestringnilptr",
            gone: 0,
            new: &[
                go("runtime.moveSlice"),
                go("runtime.moveSliceNoScan"),
                go("runtime.moveSliceNoCap"),
                go("runtime.moveSliceNoCapNoScan"),
            ],
        },
        Change {
            after: "runtime.addCovMeta",
            gone: 3,
            new: &[
                plain("runtime.x86HasAVX"),
                plain("runtime.x86HasFMA"),
                plain("runtime.x86HasPOPCNT"),
                plain("runtime.x86HasSSE41"),
            ],
        },
        Change { after: "runtime.loong64HasLAM_BH", gone: 0, new: &[plain("runtime.loong64HasDBAR_HINTS")] },
        Change { after: "runtime.asanregisterglobals", gone: 0, new: &[go("runtime.KeepAlive")] },
        Change {
            after: "runtime.sigpanic",
            gone: 1,
            new: &[
                go("runtime.gcWriteBarrier1"),
                go("runtime.gcWriteBarrier2"),
                go("runtime.gcWriteBarrier3"),
                go("runtime.gcWriteBarrier4"),
                go("runtime.gcWriteBarrier5"),
                go("runtime.gcWriteBarrier6"),
                go("runtime.gcWriteBarrier7"),
                go("runtime.gcWriteBarrier8"),
            ],
        },
        Change {
            after: "runtime.morestack_noctxt",
            gone: 0,
            new: &[
                plain("runtime.retpolineAX"),
                plain("runtime.retpolineCX"),
                plain("runtime.retpolineDX"),
                plain("runtime.retpolineBX"),
                plain("runtime.retpolineBP"),
                plain("runtime.retpolineSI"),
                plain("runtime.retpolineDI"),
                plain("runtime.retpolineR8"),
                plain("runtime.retpolineR9"),
                plain("runtime.retpolineR10"),
                plain("runtime.retpolineR11"),
                plain("runtime.retpolineR12"),
                plain("runtime.retpolineR13"),
                plain("runtime.retpolineR14"),
                plain("runtime.retpolineR15"),
                plain("runtime.tls_g"),
            ],
        },
    ],
);

#[cfg(test)]
mod tests {
    use crate::Release;

    #[test]
    fn names_are_unique_and_found() {
        for release in Release::all() {
            let builtins = release.builtins;
            for (i, b) in builtins.rows.iter().enumerate() {
                assert_eq!(builtins.number(b.name, b.abi), Some(i as u32), "{}", b.name);
                assert_eq!(builtins.number(b.name, 1 - b.abi), None, "{}", b.name);
            }
        }
    }
}

//! Relocations: "bytes `[offset, offset+size)` are replaced by something about `sym` plus
//! `addend`" (facts: `cmd/internal/objabi/reloctype.go`). Only the types of amd64 Go objects
//! have names; the others keep their number, so that foreign objects can be shown and copied.

use crate::kind::SymId;

/// The number of a relocation type in object files of go1.23; bit 15 marks it weak. Where objects of other releases
/// have another number, reading and writing them translates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RelocType(pub u16);

/// The relocation types of linux/amd64 objects, with their numbers in go1.23.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum RelocKind {
    /// Absolute address.
    Addr = 1,
    /// 32-bit offset from the start of the types section.
    AddrOff = 5,
    /// Size of the symbol.
    Size = 6,
    /// PC-relative call or jump target.
    Call = 7,
    /// Marks an indirect call; no bytes.
    CallInd = 10,
    /// The addend alone.
    Const = 13,
    /// PC-relative address.
    PcRel = 14,
    /// Offset of thread-local storage from the thread pointer (local exec).
    TlsLe = 15,
    /// The same by way of the GOT (initial exec).
    TlsIe = 16,
    /// Offset from the GOT.
    GotOff = 17,
    /// Marks the use of a struct field.
    UseField = 21,
    /// The target type's descriptor is kept (for DWARF).
    UseType = 22,
    /// The type is converted to an interface here.
    UseIface = 23,
    /// An interface method is called here; addend: its index.
    UseIfaceMethod = 24,
    /// A method is looked up by this constant name.
    UseNamedMethod = 25,
    /// 32-bit offset of a method's code, −1 when unreachable.
    MethodOff = 26,
    /// The target is kept; no bytes.
    Keep = 27,
    /// PC-relative address of a GOT entry.
    GotPcRel = 29,
    /// Offset in a DWARF section.
    DwarfSecRef = 31,
    /// Index of a file in a DWARF line table.
    DwarfFileRef = 32,
    /// Pointer-sized offset from the start of the compilation unit in `.debug_addr` order.
    AddrCuOff = 87,
    /// Orders package initialisation.
    InitOrder = 91,
    /// Index of a function's address in `.debug_addr`, in one byte of ULEB128; this and the following three have no
    /// number in go1.23.
    DwTxtAddrU1 = 110,
    /// The same in two bytes.
    DwTxtAddrU2 = 111,
    /// The same in three bytes.
    DwTxtAddrU3 = 112,
    /// The same in four bytes.
    DwTxtAddrU4 = 113,
}

impl RelocType {
    /// Marks a relocation that does not keep its target alive.
    pub const WEAK: u16 = 1 << 15;
    /// A strong relocation.
    pub fn new(kind: RelocKind) -> Self {
        RelocType(kind as u16)
    }
    /// A weak relocation.
    pub fn weak(kind: RelocKind) -> Self {
        RelocType(kind as u16 | Self::WEAK)
    }
    /// Whether reachability stops here.
    pub fn is_weak(self) -> bool {
        self.0 & Self::WEAK != 0
    }
    /// The type without its weak mark, if it is one of amd64's.
    pub fn kind(self) -> Option<RelocKind> {
        KINDS.get(usize::from(self.0 & !Self::WEAK)).copied().flatten()
    }
    /// The official name (`R_PCREL`); `None` for types of other machines.
    pub fn name(self) -> Option<&'static str> {
        RELOC_NAMES.iter().find(|row| row.0 as u16 == self.0 & !Self::WEAK).map(|row| row.1)
    }
}

/// All types and their official names.
pub const RELOC_NAMES: &[(RelocKind, &str)] = &[
    (RelocKind::Addr, "R_ADDR"),
    (RelocKind::AddrOff, "R_ADDROFF"),
    (RelocKind::Size, "R_SIZE"),
    (RelocKind::Call, "R_CALL"),
    (RelocKind::CallInd, "R_CALLIND"),
    (RelocKind::Const, "R_CONST"),
    (RelocKind::PcRel, "R_PCREL"),
    (RelocKind::TlsLe, "R_TLS_LE"),
    (RelocKind::TlsIe, "R_TLS_IE"),
    (RelocKind::GotOff, "R_GOTOFF"),
    (RelocKind::UseField, "R_USEFIELD"),
    (RelocKind::UseType, "R_USETYPE"),
    (RelocKind::UseIface, "R_USEIFACE"),
    (RelocKind::UseIfaceMethod, "R_USEIFACEMETHOD"),
    (RelocKind::UseNamedMethod, "R_USENAMEDMETHOD"),
    (RelocKind::MethodOff, "R_METHODOFF"),
    (RelocKind::Keep, "R_KEEP"),
    (RelocKind::GotPcRel, "R_GOTPCREL"),
    (RelocKind::DwarfSecRef, "R_DWARFSECREF"),
    (RelocKind::DwarfFileRef, "R_DWARFFILEREF"),
    (RelocKind::AddrCuOff, "R_ADDRCUOFF"),
    (RelocKind::InitOrder, "R_INITORDER"),
    (RelocKind::DwTxtAddrU1, "R_DWTXTADDR_U1"),
    (RelocKind::DwTxtAddrU2, "R_DWTXTADDR_U2"),
    (RelocKind::DwTxtAddrU3, "R_DWTXTADDR_U3"),
    (RelocKind::DwTxtAddrU4, "R_DWTXTADDR_U4"),
];

/// [`RELOC_NAMES`] by number: linkers ask for the kind of every relocation.
const KINDS: [Option<RelocKind>; 114] = {
    let mut kinds = [None; 114];
    let mut i = 0;
    while i < RELOC_NAMES.len() {
        kinds[RELOC_NAMES[i].0 as usize] = Some(RELOC_NAMES[i].0);
        i += 1;
    }
    kinds
};

/// One relocation of a symbol's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloc {
    /// First byte replaced, from the start of the symbol.
    pub offset: u32,
    /// Number of bytes replaced; 0 for marks.
    pub size: u8,
    /// What is put there.
    pub ty: RelocType,
    /// The symbol meant; [`SymId::NONE`] where there is none.
    pub sym: SymId,
    /// Added to the symbol's address.
    pub addend: i64,
}

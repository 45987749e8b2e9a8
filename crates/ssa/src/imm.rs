//! Payloads of instructions: what is fixed when the instruction is made. Which kind belongs to
//! which operation is in the operation table; this file holds the data.

use crate::ids::{ExtId, SigId, SlotId, TypeId};
use crate::op::ImmKind;
use release::RtFn;

macro_rules! named_enum {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $text:literal $(#[$vm:meta])*,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vm])* #[doc = $text] $variant,)* }
        impl $name {
            /// All variants.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];
            /// The name in the text form.
            pub fn name(self) -> &'static str {
                [$($text,)*][self as usize]
            }
            /// The variant of this name.
            pub fn from_name(name: &str) -> Option<$name> {
                Self::ALL.iter().copied().find(|v| v.name() == name)
            }
        }
    };
}

named_enum! {
    /// A comparison; the `u` ones are for unsigned integers and pointers.
    Cond { Eq "eq", Ne "ne", Lt "lt", Le "le", Gt "gt", Ge "ge", Ult "ult", Ule "ule", Ugt "ugt", Uge "uge", }
}

impl Cond {
    /// The opposite comparison (of integers).
    pub fn negate(self) -> Cond {
        use Cond::*;
        match self {
            Eq => Ne,
            Ne => Eq,
            Lt => Ge,
            Le => Gt,
            Gt => Le,
            Ge => Lt,
            Ult => Uge,
            Ule => Ugt,
            Ugt => Ule,
            Uge => Ult,
        }
    }
    /// The comparison with swapped arguments.
    pub fn swap(self) -> Cond {
        use Cond::*;
        match self {
            Eq | Ne => self,
            Lt => Gt,
            Le => Ge,
            Gt => Lt,
            Ge => Le,
            Ult => Ugt,
            Ule => Uge,
            Ugt => Ult,
            Uge => Ule,
        }
    }
}

named_enum! {
    /// A bounds check: which comparison of index and limit must hold, and which runtime
    /// function reports a failure (`panic` + name; with `u`, the index is unsigned).
    Bounds {
        Index "Index", IndexU "IndexU",
        SliceAlen "SliceAlen", SliceAlenU "SliceAlenU", SliceAcap "SliceAcap", SliceAcapU "SliceAcapU",
        SliceB "SliceB", SliceBU "SliceBU",
        Slice3Alen "Slice3Alen", Slice3AlenU "Slice3AlenU", Slice3Acap "Slice3Acap", Slice3AcapU "Slice3AcapU",
        Slice3B "Slice3B", Slice3BU "Slice3BU", Slice3C "Slice3C", Slice3CU "Slice3CU",
        SliceConvert "SliceConvert",
    }
}

impl Bounds {
    /// The unsigned comparison of index and limit that must hold: `<` for an index, `<=` for
    /// slicing.
    pub fn condition(self) -> Cond {
        match self {
            Bounds::Index | Bounds::IndexU => Cond::Ult,
            _ => Cond::Ule,
        }
    }
}

named_enum! {
    /// Which runtime functions serve a map type; `fat` ones have elements above 1024 bytes.
    MapKind { Slow "slow", Fat "fat", Fast32 "fast32", Fast32Ptr "fast32ptr", Fast64 "fast64", Fast64Ptr "fast64ptr", FastStr "faststr", }
}

named_enum! {
    /// How the data word of an interface is made, by what a type consists of: a string or a slice (also as the only
    /// field of a struct or the only element of an array) has runtime functions of its own, which know its empty
    /// value; anything else is told apart by its size.
    BoxKind { Plain "plain", Str "str", Slice "slice", }
}

named_enum! {
    /// A mark for the linker.
    MarkKind {
        UseIface "use_iface", UseIfaceMethod "use_iface_method", UseNamedMethod "use_named_method", Keep "keep",
    }
}

named_enum! {
    /// Which way a branch usually goes.
    Hint { None "none", First "first", Second "second", }
}

named_enum! {
    /// How a float is rounded to an integer; the number is that of ROUNDSD's immediate.
    Round { Even "even", Floor "floor", Ceil "ceil", Trunc "trunc", }
}

/// The payload of an instruction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Imm {
    /// None.
    None,
    /// A number.
    Int(i64),
    /// Bits of a float64.
    Float(u64),
    /// A comparison.
    Cond(Cond),
    /// A byte offset.
    Offset(i32),
    /// Byte offsets.
    Offsets(Box<[i32]>),
    /// A symbol and an offset.
    Sym(ExtId, i64),
    /// A slot and an offset.
    Slot(SlotId, i32),
    /// A type.
    Type(TypeId),
    /// A type and a number.
    TypeInt(TypeId, i64),
    /// A type and a symbol.
    TypeSym(TypeId, ExtId),
    /// A map type and its buckets'.
    Types(TypeId, TypeId),
    /// A map type and its family.
    Map(TypeId, MapKind),
    /// A type and how it is boxed.
    Box(TypeId, BoxKind),
    /// A signature and a callee.
    Call(SigId, ExtId),
    /// A signature.
    Sig(SigId),
    /// A signature and a method index.
    SigInt(SigId, i64),
    /// A runtime function.
    Rt(RtFn),
    /// A bounds check.
    Bounds(Bounds),
    /// Case values.
    Cases(Box<[i64]>),
    /// A mark: kind, symbol, addend.
    Mark(MarkKind, ExtId, i64),
    /// The likely way.
    Hint(Hint),
    /// A rounding mode.
    Round(Round),
}

macro_rules! payloads {
    ($($name:ident: $variant:ident($($part:ident),*) -> $type:ty;)*) => {
        /// The data of a payload of a known kind. Which kind an operation has is fixed by its row of the table, and
        /// the verifier checks it; any other kind is a bug.
        impl Imm {
            $(
                #[doc = concat!("That of [`Imm::", stringify!($variant), "`].")]
                pub fn $name(&self) -> $type {
                    match self {
                        &Imm::$variant($($part),*) => ($($part),*),
                        other => panic!("a payload of kind {:?} where {} is expected", other.kind(), stringify!($variant)),
                    }
                }
            )*
        }
    };
}

payloads! {
    int: Int(n) -> i64;
    float_bits: Float(bits) -> u64;
    offset: Offset(n) -> i32;
    sym: Sym(sym, offset) -> (ExtId, i64);
    slot: Slot(slot, offset) -> (SlotId, i32);
    type_id: Type(t) -> TypeId;
    type_int: TypeInt(t, n) -> (TypeId, i64);
    type_sym: TypeSym(t, sym) -> (TypeId, ExtId);
    types: Types(t, buckets) -> (TypeId, TypeId);
    map: Map(t, kind) -> (TypeId, MapKind);
    boxed: Box(t, kind) -> (TypeId, BoxKind);
    call: Call(sig, callee) -> (SigId, ExtId);
    sig: Sig(sig) -> SigId;
    sig_int: SigInt(sig, n) -> (SigId, i64);
    rt: Rt(f) -> RtFn;
    bounds: Bounds(check) -> Bounds;
    mark: Mark(kind, sym, addend) -> (MarkKind, ExtId, i64);
}

impl Imm {
    /// That of [`Imm::Offsets`].
    pub fn offsets(&self) -> &[i32] {
        let Imm::Offsets(list) = self else { panic!("a payload of kind {:?} where Offsets is expected", self.kind()) };
        list
    }
    /// That of [`Imm::Cases`].
    pub fn cases(&self) -> &[i64] {
        let Imm::Cases(list) = self else { panic!("a payload of kind {:?} where Cases is expected", self.kind()) };
        list
    }
    /// The kind of payload.
    pub fn kind(&self) -> ImmKind {
        match self {
            Imm::None => ImmKind::None,
            Imm::Int(_) => ImmKind::Int,
            Imm::Float(_) => ImmKind::Float,
            Imm::Cond(_) => ImmKind::Cond,
            Imm::Offset(_) => ImmKind::Offset,
            Imm::Offsets(_) => ImmKind::Offsets,
            Imm::Sym(..) => ImmKind::Sym,
            Imm::Slot(..) => ImmKind::Slot,
            Imm::Type(_) => ImmKind::Type,
            Imm::TypeInt(..) => ImmKind::TypeInt,
            Imm::TypeSym(..) => ImmKind::TypeSym,
            Imm::Types(..) => ImmKind::Types,
            Imm::Map(..) => ImmKind::Map,
            Imm::Box(..) => ImmKind::Box,
            Imm::Call(..) => ImmKind::Call,
            Imm::Sig(_) => ImmKind::Sig,
            Imm::SigInt(..) => ImmKind::SigInt,
            Imm::Rt(_) => ImmKind::Rt,
            Imm::Bounds(_) => ImmKind::Bounds,
            Imm::Cases(_) => ImmKind::Cases,
            Imm::Mark(..) => ImmKind::Mark,
            Imm::Hint(_) => ImmKind::Hint,
            Imm::Round(_) => ImmKind::Round,
        }
    }
}

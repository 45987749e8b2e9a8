//! Types. A [`TypeId`] names an entry of the session's table; what the type is ([`TypeKind`])
//! never changes, only the cells inside nominal types are filled late.
//!
//! Why ids are not simply hash-consed by structure: error texts show parameter names, aliases
//! and the very fields a type was written with, so two identical types may be two entries.
//! Pointers, slices, arrays, maps, channels and instances of generic types *are* interned by
//! their components' ids; structs, signatures, interfaces, unions and tuples are entries of
//! their own. Identity is therefore `canonical(a) == canonical(b)` ([`Session::identical`]):
//! the canonical id of a type is found once by structure and remembered in its entry, so that
//! after the first time identity is one comparison of integers.
//!
//! Recursion goes through nominal types only: a component exists before the type made of it,
//! and a defined type exists (without underlying type) before its right-hand side is looked at.

use crate::instances::InstanceMethods;
use crate::objects::{ObjId, TypeCell};
use crate::session::Session;
use crate::typeset::TypeSet;
use base::Id;
use std::sync::{Arc, OnceLock};
pub use syntax::ast::ChanDir;

base::define_id!(
    /// A type of the session. The basic types have the fixed ids of the constants here.
    TypeId,
    "t"
);

base::define_enum! {
    /// Basic types in the order of their fixed ids.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    #[allow(missing_docs, reason = "the names are Go's")]
    pub enum Basic {
        Invalid,
        Bool,
        Int,
        Int8,
        Int16,
        Int32,
        Int64,
        Uint,
        Uint8,
        Uint16,
        Uint32,
        Uint64,
        Uintptr,
        Float32,
        Float64,
        Complex64,
        Complex128,
        String,
        UnsafePointer,
        UntypedBool,
        UntypedInt,
        UntypedRune,
        UntypedFloat,
        UntypedComplex,
        UntypedString,
        UntypedNil,
    }
}

bitflags::bitflags! {
    /// Properties of basic types.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct BasicInfo: u8 {
        /// Booleans.
        const BOOLEAN = 1;
        /// Integers.
        const INTEGER = 2;
        /// Unsigned integers.
        const UNSIGNED = 4;
        /// Floating-point numbers.
        const FLOAT = 8;
        /// Complex numbers.
        const COMPLEX = 16;
        /// Strings.
        const STRING = 32;
        /// Types of untyped constants.
        const UNTYPED = 64;
        /// Ordered by `<`.
        const ORDERED = Self::INTEGER.bits() | Self::FLOAT.bits() | Self::STRING.bits();
        /// Numbers.
        const NUMERIC = Self::INTEGER.bits() | Self::FLOAT.bits() | Self::COMPLEX.bits();
        /// Possible types of constants.
        const CONST_TYPE = Self::BOOLEAN.bits() | Self::NUMERIC.bits() | Self::STRING.bits();
    }
}

impl Basic {
    /// The name as error texts show it (`unsafe.Pointer` as `Pointer`).
    pub fn name(self) -> &'static str {
        use Basic::*;
        match self {
            Invalid => "invalid type",
            Bool => "bool",
            Int => "int",
            Int8 => "int8",
            Int16 => "int16",
            Int32 => "int32",
            Int64 => "int64",
            Uint => "uint",
            Uint8 => "uint8",
            Uint16 => "uint16",
            Uint32 => "uint32",
            Uint64 => "uint64",
            Uintptr => "uintptr",
            Float32 => "float32",
            Float64 => "float64",
            Complex64 => "complex64",
            Complex128 => "complex128",
            String => "string",
            UnsafePointer => "Pointer",
            UntypedBool => "untyped bool",
            UntypedInt => "untyped int",
            UntypedRune => "untyped rune",
            UntypedFloat => "untyped float",
            UntypedComplex => "untyped complex",
            UntypedString => "untyped string",
            UntypedNil => "untyped nil",
        }
    }
    /// Its properties.
    pub fn info(self) -> BasicInfo {
        use Basic::*;
        let untyped = BasicInfo::UNTYPED;
        match self {
            Invalid | UnsafePointer => BasicInfo::empty(),
            Bool => BasicInfo::BOOLEAN,
            Int | Int8 | Int16 | Int32 | Int64 => BasicInfo::INTEGER,
            Uint | Uint8 | Uint16 | Uint32 | Uint64 | Uintptr => BasicInfo::INTEGER | BasicInfo::UNSIGNED,
            Float32 | Float64 => BasicInfo::FLOAT,
            Complex64 | Complex128 => BasicInfo::COMPLEX,
            String => BasicInfo::STRING,
            UntypedBool => BasicInfo::BOOLEAN | untyped,
            UntypedInt | UntypedRune => BasicInfo::INTEGER | untyped,
            UntypedFloat => BasicInfo::FLOAT | untyped,
            UntypedComplex => BasicInfo::COMPLEX | untyped,
            UntypedString => BasicInfo::STRING | untyped,
            UntypedNil => untyped,
        }
    }
}

macro_rules! basic_ids {
    ($($name:ident = $basic:ident),* $(,)?) => {
        #[allow(missing_docs, reason = "the names are Go's")]
        impl TypeId {
            $(pub const $name: TypeId = TypeId(Basic::$basic as u32);)*
            /// `byte`: an alias entry of `uint8` that keeps its name in texts.
            pub const BYTE: TypeId = TypeId(26);
            /// `rune`: an alias entry of `int32` that keeps its name in texts.
            pub const RUNE: TypeId = TypeId(27);
            /// The empty interface behind the predeclared `any`, shown as `any`.
            pub const ANY_INTERFACE: TypeId = TypeId(28);
            /// An empty interface.
            pub const EMPTY_INTERFACE: TypeId = TypeId(29);
            /// The empty struct without position.
            pub const EMPTY_STRUCT: TypeId = TypeId(30);
            /// The empty tuple: the type of a call without results.
            pub const EMPTY_TUPLE: TypeId = TypeId(31);
            /// `func()`.
            pub const EMPTY_SIGNATURE: TypeId = TypeId(32);
        }
    };
}
basic_ids!(
    INVALID = Invalid,
    BOOL = Bool,
    INT = Int,
    INT8 = Int8,
    INT16 = Int16,
    INT32 = Int32,
    INT64 = Int64,
    UINT = Uint,
    UINT8 = Uint8,
    UINT16 = Uint16,
    UINT32 = Uint32,
    UINT64 = Uint64,
    UINTPTR = Uintptr,
    FLOAT32 = Float32,
    FLOAT64 = Float64,
    COMPLEX64 = Complex64,
    COMPLEX128 = Complex128,
    STRING = String,
    UNSAFE_POINTER = UnsafePointer,
    UNTYPED_BOOL = UntypedBool,
    UNTYPED_INT = UntypedInt,
    UNTYPED_RUNE = UntypedRune,
    UNTYPED_FLOAT = UntypedFloat,
    UNTYPED_COMPLEX = UntypedComplex,
    UNTYPED_STRING = UntypedString,
    UNTYPED_NIL = UntypedNil,
);

/// A struct type.
#[derive(Debug, Default)]
pub struct StructType {
    /// Fields in order, blank ones included.
    pub fields: Box<[ObjId]>,
    /// Bytes of the unquoted tags, one per field, or empty where no field has one.
    pub tags: Box<[Box<[u8]>]>,
}

impl StructType {
    /// Tag of field `i`; empty where there is none.
    pub fn tag(&self, i: usize) -> &[u8] {
        self.tags.get(i).map_or(&[], |t| t)
    }
}

/// The type of a function or method.
#[derive(Debug, Default, Clone)]
pub struct Signature {
    /// Receiver of a method; no part of identity.
    pub recv: Option<ObjId>,
    /// Type parameters of the receiver's base type, as declared with the receiver.
    pub recv_tparams: Box<[TypeId]>,
    /// Type parameters of a generic function.
    pub tparams: Box<[TypeId]>,
    /// Parameters; the type of the last one is a slice (or `string` in `append`) if variadic.
    pub params: Box<[ObjId]>,
    /// Results.
    pub results: Box<[ObjId]>,
    /// Whether the last parameter is written with `...`.
    pub variadic: bool,
}

/// An interface type.
#[derive(Debug, Default)]
pub struct Interface {
    /// Methods declared in it, in source order.
    pub methods: Box<[ObjId]>,
    /// Embedded elements with their positions, in source order.
    pub embedded: Box<[(TypeId, base::Pos)]>,
    /// Stands around a constraint literal such as `~T` or `A|B`.
    pub implicit: bool,
    /// The type set, once it was asked for and everything embedded was complete.
    pub(crate) type_set: OnceLock<Arc<TypeSet>>,
}

/// `T` or `~T` in a union.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// Written with `~`.
    pub tilde: bool,
    /// The type.
    pub typ: TypeId,
}

/// A type parameter.
#[derive(Debug)]
pub struct TypeParam {
    /// Its name.
    pub obj: ObjId,
    /// Place in its list; `u32::MAX` until it is bound to one.
    pub(crate) index: std::sync::atomic::AtomicU32,
    /// The constraint as written; `TypeId::INVALID` until it is known.
    pub bound: TypeCell,
    /// The interface made around a constraint that is none.
    pub(crate) iface: OnceLock<TypeId>,
}

impl TypeParam {
    /// Place in its list.
    pub fn index(&self) -> usize {
        self.index.load(std::sync::atomic::Ordering::Relaxed) as usize
    }
}

/// A defined type: declared, or an instance of a generic one.
#[derive(Debug)]
pub struct Named {
    /// The type name (of the generic type, for an instance).
    pub obj: ObjId,
    /// The generic type, for an instance.
    pub origin: Option<TypeId>,
    /// Type arguments of an instance.
    pub targs: Box<[TypeId]>,
    /// The right-hand side as written; `NONE` until known.
    pub(crate) from_rhs: TypeCell,
    /// `NONE` until known. Read with [`Session::under`].
    pub(crate) underlying: TypeCell,
    /// Stands for the underlying type while the right-hand side is being checked.
    pub(crate) provisional: TypeCell,
    /// Where an instance was first written.
    pub(crate) inst_pos: base::Pos,
    /// The row of its package's export data that right-hand side and methods are read from on
    /// demand.
    pub(crate) row: Option<u32>,
    /// Type parameters of a generic type.
    pub(crate) tparams: OnceLock<Box<[TypeId]>>,
    /// For a type declared inside a function.
    pub(crate) local: OnceLock<LocalType>,
    /// Methods of a declared type, in source order.
    pub(crate) methods: OnceLock<Box<[ObjId]>>,
    /// Methods of an instance, as far as they were asked for.
    pub(crate) inst_methods: OnceLock<InstanceMethods>,
}

impl Named {
    /// A declared type nothing is known of.
    pub(crate) fn declared(obj: ObjId) -> Named {
        Named {
            obj,
            origin: None,
            targs: Box::default(),
            from_rhs: TypeCell::new(TypeId::NONE),
            underlying: TypeCell::new(TypeId::NONE),
            provisional: TypeCell::new(TypeId::NONE),
            inst_pos: base::Pos::NONE,
            row: None,
            tparams: OnceLock::new(),
            local: OnceLock::new(),
            methods: OnceLock::new(),
            inst_methods: OnceLock::new(),
        }
    }
}

/// An alias, kept for error texts.
#[derive(Debug)]
pub struct Alias {
    /// The alias name.
    pub obj: ObjId,
    /// The generic alias, for an instance.
    pub origin: Option<TypeId>,
    /// Type arguments of an instance.
    pub targs: Box<[TypeId]>,
    /// The right-hand side; `INVALID` until known.
    pub from_rhs: TypeCell,
    /// Type parameters of a generic alias.
    pub(crate) tparams: OnceLock<Box<[TypeId]>>,
}

/// What a type is.
#[derive(Debug)]
pub enum TypeKind {
    /// A basic type (`byte` and `rune` too).
    Basic(Basic),
    /// `*elem`.
    Pointer(TypeId),
    /// `[]elem`.
    Slice(TypeId),
    /// `[len]elem`; `None`: the length is not known because of an error.
    Array(TypeId, Option<u64>),
    /// `map[key]elem`.
    Map(TypeId, TypeId),
    /// A channel.
    Chan(ChanDir, TypeId),
    /// Several values: variables with their types (of a call, usually its result variables).
    Tuple(Box<[ObjId]>),
    /// A struct.
    Struct(StructType),
    /// A function or method.
    Signature(Box<Signature>),
    /// An interface.
    Interface(Box<Interface>),
    /// A union, only as an element of an interface.
    Union(Box<[Term]>),
    /// A type parameter.
    TypeParam(Box<TypeParam>),
    /// A defined type.
    Named(Box<Named>),
    /// An alias.
    Alias(Box<Alias>),
}

/// A row of the type table.
#[derive(Debug)]
pub struct TypeEntry {
    pub(crate) kind: TypeKind,
    pub(crate) canonical: TypeCell,
}

impl Session {
    /// What a type is. `t` must not be `TypeId::NONE`.
    #[inline]
    pub fn kind(&self, t: TypeId) -> &TypeKind {
        &self.types[t.index()].kind
    }
    /// Adds an entry that is not interned.
    pub(crate) fn add_type(&self, kind: TypeKind) -> TypeId {
        TypeId::new(self.types.push(TypeEntry { kind, canonical: TypeCell::new(TypeId::NONE) }))
    }
    /// A struct type.
    pub fn new_struct(&self, fields: Vec<ObjId>, tags: Vec<Box<[u8]>>) -> TypeId {
        self.add_type(TypeKind::Struct(StructType { fields: fields.into(), tags: tags.into() }))
    }
    /// A function type.
    pub fn new_signature(&self, sig: Signature) -> TypeId {
        self.add_type(TypeKind::Signature(Box::new(sig)))
    }
    /// An interface type.
    pub fn new_interface(&self, methods: Vec<ObjId>, embedded: Vec<(TypeId, base::Pos)>, implicit: bool) -> TypeId {
        let iface =
            Interface { methods: methods.into(), embedded: embedded.into(), implicit, type_set: OnceLock::new() };
        self.add_type(TypeKind::Interface(Box::new(iface)))
    }
    /// A union.
    pub fn new_union(&self, terms: Vec<Term>) -> TypeId {
        self.add_type(TypeKind::Union(terms.into()))
    }
    /// The tuple of the given variables; the empty one is always [`TypeId::EMPTY_TUPLE`].
    pub fn new_tuple(&self, vars: &[ObjId]) -> TypeId {
        if vars.is_empty() { TypeId::EMPTY_TUPLE } else { self.add_type(TypeKind::Tuple(vars.into())) }
    }
    /// A type parameter without constraint; sets the type of its object.
    pub fn new_type_param(&self, obj: ObjId, bound: TypeId) -> TypeId {
        let index = std::sync::atomic::AtomicU32::new(u32::MAX);
        let param = TypeParam { obj, index, bound: TypeCell::new(bound), iface: OnceLock::new() };
        let t = self.add_type(TypeKind::TypeParam(Box::new(param)));
        let cell = &self.obj(obj).typ;
        if cell.get().is_none() {
            cell.set(t);
        }
        t
    }
    /// Numbers the parameters of one list.
    pub fn bind_type_params(&self, tparams: &[TypeId]) {
        for (i, &t) in tparams.iter().enumerate() {
            if let TypeKind::TypeParam(p) = self.kind(t) {
                p.index.store(i as u32, std::sync::atomic::Ordering::Relaxed);
            }
        }
    }
    /// A defined type nothing is known of; sets the type of its object.
    pub fn new_named(&self, obj: ObjId) -> TypeId {
        let named = Named::declared(obj);
        let t = self.add_type(TypeKind::Named(Box::new(named)));
        self.set_missing_type(obj, t);
        t
    }
    /// An alias whose right-hand side may still be unknown; sets the type of its object.
    pub fn new_alias(&self, obj: ObjId, rhs: TypeId) -> TypeId {
        let alias =
            Alias { obj, origin: None, targs: Box::default(), from_rhs: TypeCell::new(rhs), tparams: OnceLock::new() };
        let t = self.add_type(TypeKind::Alias(Box::new(alias)));
        self.set_missing_type(obj, t);
        t
    }
    pub(crate) fn set_missing_type(&self, obj: ObjId, t: TypeId) {
        let cell = &self.obj(obj).typ;
        if cell.get().is_none() {
            cell.set(t);
        }
    }
    /// The defined type behind `t` (aliases removed), if it is one.
    pub fn as_named(&self, t: TypeId) -> Option<&Named> {
        match self.kind(self.unalias(t)) {
            TypeKind::Named(n) => Some(n),
            _ => None,
        }
    }
    /// The type parameter behind `t` (aliases removed), if it is one.
    pub fn as_type_param(&self, t: TypeId) -> Option<&TypeParam> {
        match self.kind(self.unalias(t)) {
            TypeKind::TypeParam(p) => Some(p),
            _ => None,
        }
    }
    /// The signature behind `t`'s underlying type.
    pub fn as_signature(&self, t: TypeId) -> Option<&Signature> {
        match self.kind(self.under(t)) {
            TypeKind::Signature(s) => Some(s),
            _ => None,
        }
    }
    /// Whether a function or method has type parameters of its own, beside those of a receiver's type.
    pub fn is_generic_func(&self, func: ObjId) -> bool {
        self.as_signature(self.obj_type(func)).is_some_and(|sig| !sig.tparams.is_empty())
    }
    /// `t` without aliases on top. A cycle of aliases gives `TypeId::INVALID`.
    #[inline]
    pub fn unalias(&self, t: TypeId) -> TypeId {
        match self.kind(t) {
            TypeKind::Alias(_) => self.unalias_slow(t),
            _ => t,
        }
    }
    fn unalias_slow(&self, mut t: TypeId) -> TypeId {
        for _ in 0..10_000 {
            match self.kind(t) {
                TypeKind::Alias(a) => t = a.from_rhs.get(),
                _ => return t,
            }
        }
        TypeId::INVALID
    }
    /// `*t`'s element (`t` itself, not its underlying type, must be a pointer) and true, or
    /// `t` and false.
    pub fn deref(&self, t: TypeId) -> (TypeId, bool) {
        match self.kind(self.unalias(t)) {
            TypeKind::Pointer(elem) => (*elem, true),
            _ => (t, false),
        }
    }
    /// Type parameters of a generic defined type or alias; empty for others and instances.
    pub fn type_params(&self, t: TypeId) -> &[TypeId] {
        match self.kind(t) {
            TypeKind::Named(n) if n.origin.is_none() => n.tparams.get().map_or(&[], |p| p),
            TypeKind::Alias(a) if a.origin.is_none() => a.tparams.get().map_or(&[], |p| p),
            _ => &[],
        }
    }
}

/// What is known of a type declared inside a function.
#[derive(Debug)]
pub struct LocalType {
    /// Its number in the package.
    pub number: u32,
    /// Type parameters of the function around.
    pub around: Box<[TypeId]>,
    /// They and its own: what arguments of an instance outside of that function stand for.
    pub params: Box<[TypeId]>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_small() {
        assert!(size_of::<TypeEntry>() <= 48, "{}", size_of::<TypeEntry>());
        assert_eq!(Basic::ALL.len(), TypeId::BYTE.0 as usize);
        assert!(Basic::ALL.iter().enumerate().all(|(i, b)| *b as usize == i));
    }
}

//! What a conversion does, by its types. The generator asks again after substituting type
//! parameters.

use crate::identical::Ignore;
use crate::session::Session;
use crate::types::{Basic, TypeId, TypeKind};

/// What a conversion does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conversion {
    /// Nothing: the representation is the same.
    Same,
    /// Between numbers.
    Number,
    /// A string of one rune.
    StringFromRune,
    /// `string` from `[]byte`.
    StringFromBytes,
    /// `string` from `[]rune`.
    StringFromRunes,
    /// `[]byte` from `string`.
    BytesFromString,
    /// `[]rune` from `string`.
    RunesFromString,
    /// A concrete value becomes an interface.
    ToInterface,
    /// An interface becomes another one with a subset of its methods.
    InterfaceToInterface,
    /// The array in a slice, copied.
    SliceToArray,
    /// A pointer to the array in a slice.
    SliceToArrayPtr,
    /// Between pointers, `unsafe.Pointer` and `uintptr`.
    Unsafe,
    /// Depends on type parameters.
    Generic,
}

/// What converting `from` to `to` does; the checker has made sure that it is allowed.
pub fn conversion_kind(s: &Session, from: TypeId, to: TypeId) -> Conversion {
    if s.is_type_param(from) || s.is_type_param(to) {
        return Conversion::Generic;
    }
    let (fu, tu) = (s.under(from), s.under(to));
    // Interfaces of different types with the same methods have different itabs.
    let has_itab = |t| matches!(s.kind(t), TypeKind::Interface(_)) && !s.type_set(t).methods.is_empty();
    if s.identical_ignoring(fu, tu, Ignore { tags: true, ..Ignore::default() })
        && (!has_itab(tu) || s.identical(from, to))
    {
        return Conversion::Same;
    }
    match (s.kind(fu), s.kind(tu)) {
        (TypeKind::Interface(_), TypeKind::Interface(_)) => Conversion::InterfaceToInterface,
        (_, TypeKind::Interface(_)) => Conversion::ToInterface,
        (TypeKind::Slice(elem), TypeKind::Basic(_)) => match s.as_basic(*elem) {
            Some(Basic::Uint8) => Conversion::StringFromBytes,
            _ => Conversion::StringFromRunes,
        },
        (TypeKind::Basic(_), TypeKind::Slice(elem)) => match s.as_basic(*elem) {
            Some(Basic::Uint8) => Conversion::BytesFromString,
            _ => Conversion::RunesFromString,
        },
        (TypeKind::Slice(_), TypeKind::Array(..)) => Conversion::SliceToArray,
        (TypeKind::Slice(_), TypeKind::Pointer(_)) => Conversion::SliceToArrayPtr,
        (TypeKind::Basic(f), TypeKind::Basic(t)) => {
            if *f == Basic::UnsafePointer || *t == Basic::UnsafePointer {
                Conversion::Unsafe
            } else if s.is_string(tu) && s.is_integer(fu) {
                Conversion::StringFromRune
            } else {
                Conversion::Number
            }
        }
        (TypeKind::Basic(_), TypeKind::Pointer(_)) | (TypeKind::Pointer(_), TypeKind::Basic(_)) => Conversion::Unsafe,
        // Pointers whose element types differ by name only, channels that lose a direction.
        _ => Conversion::Same,
    }
}

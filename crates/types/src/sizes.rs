//! Sizes, alignments and field offsets as the official compiler lays types out on amd64.
//! Authority: `types2/gcsizes.go`, `cmd/compile/internal/types/size.go`. `None` means that a
//! size does not fit the address space.

use crate::objects::ObjId;
use crate::session::Session;
use crate::types::{Basic, TypeId, TypeKind};
use base::FxHashMap;

/// Bytes of a pointer.
pub const WORD: u64 = 8;

impl Session {
    /// Alignment in bytes.
    pub fn alignof(&self, t: TypeId) -> u64 {
        match self.under_kind(t) {
            TypeKind::Array(elem, _) => self.alignof(*elem),
            TypeKind::Struct(st) => {
                if st.fields.is_empty() && self.is_align64(t) {
                    return 8;
                }
                st.fields.iter().map(|&f| self.alignof(self.obj_type(f))).max().unwrap_or(1)
            }
            TypeKind::Basic(b) => basic_align(*b),
            _ => WORD,
        }
    }

    /// The marker type of `sync/atomic` that aligns to eight bytes.
    fn is_align64(&self, t: TypeId) -> bool {
        let Some(named) = self.as_named(t) else { return false };
        let obj = self.obj(named.obj);
        if self.text(obj.name) != "align64" || obj.pkg.is_none() {
            return false;
        }
        matches!(&*self.pkg(obj.pkg).path, "sync/atomic" | "internal/runtime/atomic")
    }

    /// Size in bytes.
    pub fn sizeof(&self, t: TypeId) -> Option<u64> {
        let size = match self.under_kind(t) {
            TypeKind::Basic(b) => basic_size(*b),
            TypeKind::Array(elem, len) => self.sizeof(*elem)?.checked_mul(len.unwrap_or(0))?,
            TypeKind::Slice(_) => 3 * WORD,
            TypeKind::Struct(st) => self.struct_layout(&st.fields)?.1,
            TypeKind::Interface(_) => 2 * WORD,
            _ => WORD,
        };
        (size <= i64::MAX as u64).then_some(size)
    }

    /// Offsets of the fields, and the size, of a struct with these fields.
    pub fn struct_layout(&self, fields: &[ObjId]) -> Option<(Vec<u64>, u64)> {
        let (mut at, mut align) = (0u64, 1u64);
        let mut offsets = Vec::with_capacity(fields.len());
        for (i, &f) in fields.iter().enumerate() {
            let typ = self.obj_type(f);
            let a = self.alignof(typ);
            align = align.max(a);
            at = at.checked_next_multiple_of(a)?;
            offsets.push(at);
            let mut size = self.sizeof(typ)?;
            // A pointer to an empty last field must not point past the struct.
            if size == 0 && at > 0 && i + 1 == fields.len() {
                size = 1;
            }
            at = at.checked_add(size)?;
        }
        let size = at.checked_next_multiple_of(align)?;
        (size <= i64::MAX as u64).then_some((offsets, size))
    }

    /// Offset of the field at the end of a path of embedded fields, none of them a pointer.
    pub fn offset_of(&self, t: TypeId, path: &[u32]) -> Option<u64> {
        let (mut t, mut offset) = (t, 0u64);
        for &i in path {
            let TypeKind::Struct(st) = self.under_kind(t) else { return None };
            offset = offset.checked_add(*self.struct_layout(&st.fields)?.0.get(i as usize)?)?;
            t = self.obj_type(*st.fields.get(i as usize)?);
        }
        (offset <= i64::MAX as u64).then_some(offset)
    }

    /// Whether the size depends on a type parameter. It is said of types that contain themselves, too.
    pub fn has_var_size(&self, t: TypeId) -> bool {
        self.var_size(t, &mut VarSizes::default())
    }

    fn var_size(&self, t: TypeId, w: &mut VarSizes) -> bool {
        let named = self.as_named(t).map(|n| (self.unalias(t), n.origin.is_some()));
        let Some((named, is_instance)) = named else { return self.var_size_inside(t, w) };
        if let Some(&known) = w.known.get(&named) {
            return known;
        }
        if w.instances == MAX_NESTED_INSTANCES {
            return true;
        }
        // Cycles go through types of fixed size until something else is found.
        w.known.insert(named, true);
        w.instances += u32::from(is_instance);
        let result = self.var_size_inside(t, w);
        w.instances -= u32::from(is_instance);
        w.known.insert(named, result);
        result
    }

    fn var_size_inside(&self, t: TypeId, w: &mut VarSizes) -> bool {
        match self.under_kind(t) {
            TypeKind::Array(elem, _) => self.var_size(*elem, w),
            TypeKind::Struct(st) => st.fields.iter().any(|&f| self.var_size(self.obj_type(f), w)),
            TypeKind::Interface(_) => self.is_type_param(t),
            _ => false,
        }
    }
}

/// How many instances of generic types may lie in each other. A refused type may contain larger and larger instances
/// of itself without end.
pub(crate) const MAX_NESTED_INSTANCES: u32 = 1_000;

/// What is known of defined types while one is looked into.
#[derive(Default)]
struct VarSizes {
    known: FxHashMap<TypeId, bool>,
    /// Instances of generic types around.
    instances: u32,
}

fn basic_size(b: Basic) -> u64 {
    use Basic::*;
    match b {
        Bool | Int8 | Uint8 | UntypedBool => 1,
        Int16 | Uint16 => 2,
        Int32 | Uint32 | Float32 | UntypedRune => 4,
        Complex128 | UntypedComplex | String | UntypedString => 16,
        _ => 8,
    }
}

fn basic_align(b: Basic) -> u64 {
    match b {
        Basic::Complex64 => 4,
        b => basic_size(b).min(WORD),
    }
}

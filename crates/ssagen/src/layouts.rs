//! Layouts of Go types as SSA sees them: scalars, what the collector traces, nothing else.

use dashmap::DashMap;
use rtype::{Layouts, RType};
use rustc_hash::FxBuildHasher;
use ssa::{Layout, Type};
use std::sync::Arc;
use types::{Basic, TypeId, TypeKind};

/// Layouts of a session's types, shared between threads.
pub struct SsaLayouts<'s> {
    /// Sizes and properties.
    pub rtypes: &'s Layouts<'s>,
    known: DashMap<TypeId, Arc<Layout>, FxBuildHasher>,
}

impl<'s> SsaLayouts<'s> {
    /// Nothing known yet.
    pub fn new(rtypes: &'s Layouts<'s>) -> Self {
        SsaLayouts { rtypes, known: DashMap::default() }
    }
    /// The layout of a concrete type.
    pub fn of(&self, t: TypeId) -> Arc<Layout> {
        if let Some(known) = self.known.get(&t) {
            return known.clone();
        }
        let layout = Arc::new(self.compute(t));
        self.known.insert(t, layout.clone());
        layout
    }

    fn compute(&self, t: TypeId) -> Layout {
        let s = self.rtypes.session;
        match s.kind(s.under(t)) {
            TypeKind::Basic(b) => basic(*b),
            TypeKind::Pointer(_) => {
                // A pointer to what never lies in the heap is a word to the collector.
                let traced = self.rtypes.has_pointers(self.rtypes.go(t));
                Layout::Scalar(if traced { Type::Ptr } else { Type::Word })
            }
            TypeKind::Chan(..) | TypeKind::Map(..) | TypeKind::Signature(_) => Layout::Scalar(Type::Ptr),
            TypeKind::Slice(_) => Layout::slice(),
            TypeKind::Interface(_) => Layout::interface(),
            TypeKind::Array(elem, len) => Layout::array(len.unwrap_or(0), (*self.of(*elem)).clone()),
            TypeKind::Struct(st) => {
                Layout::of_fields(st.fields.iter().map(|&f| (*self.of(s.obj_type(f))).clone()).collect())
            }
            TypeKind::Tuple(vars) => {
                Layout::of_fields(vars.iter().map(|&v| (*self.of(s.obj_type(v))).clone()).collect())
            }
            other => unreachable!("no layout for {other:?}"),
        }
    }
    /// The layout of the buckets of a map type.
    pub fn bucket(&self, bucket: RType) -> Layout {
        let part = |ty: RType| match ty {
            RType::Go(t) | RType::NoAlg(t) => (*self.of(t)).clone(),
            RType::Slots(key, elem) => Layout::array(rtype::layout::BUCKET, self.bucket(RType::Slot(key, elem))),
            RType::Bucket(_) | RType::Slot(..) => self.bucket(ty),
            RType::SlotSlice(..) => Layout::slice(),
        };
        Layout::of_fields(self.rtypes.parts(bucket).iter().map(|p| part(p.ty)).collect())
    }
    /// The descriptor's view of a type.
    pub fn rtype(&self, t: TypeId) -> RType {
        self.rtypes.go(t)
    }
}

fn basic(b: Basic) -> Layout {
    use Basic::*;
    let pair = |t| Layout::of_fields(vec![Layout::Scalar(t), Layout::Scalar(t)]);
    Layout::Scalar(match b {
        Bool | Int8 | Uint8 | UntypedBool => Type::I8,
        Int16 | Uint16 => Type::I16,
        Int32 | Uint32 | UntypedRune => Type::I32,
        Int | Int64 | Uint | Uint64 | UntypedInt => Type::I64,
        Uintptr => Type::Word,
        Float32 => Type::F32,
        Float64 | UntypedFloat => Type::F64,
        UnsafePointer | UntypedNil => Type::Ptr,
        Complex64 => return pair(Type::F32),
        Complex128 | UntypedComplex => return pair(Type::F64),
        String | UntypedString => return Layout::string(),
        Invalid => Type::I8,
    })
}

//! Sizes and what the collector, equality and interfaces make of a type. Computed once per
//! type and kept; shared between threads.
//!
//! Beside the types of programs there are two kinds that only the compiler makes
//! ([`RType`]): types without equality (parts of buckets, closures), and what maps keep their entries in.

use dashmap::DashMap;
use release::{DirectValues, Maps};
use rustc_hash::FxBuildHasher;
use std::sync::Arc;
use types::{Basic, Session, TypeId, TypeKind};

/// A way to compare and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alg {
    /// Byte by byte.
    Mem,
    /// Not comparable.
    None,
    /// Comparable, but equality and hash are left out on purpose.
    NoAlg,
    /// As `string`.
    String,
    /// As an interface with methods.
    Interface,
    /// As an interface without methods.
    EmptyInterface,
    /// As `float32`.
    Float32,
    /// As `float64`.
    Float64,
    /// As `complex64`.
    Complex64,
    /// As `complex128`.
    Complex128,
    /// By a function of its own.
    Special,
}

/// A type that has a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RType {
    /// A type of the program, by its canonical id.
    Go(TypeId),
    /// The same without equality and hash.
    NoAlg(TypeId),
    /// What a map of this type keeps its entries in: a bucket or a group of slots.
    Bucket(TypeId),
    /// The slots of such a group, by what they store for key and element.
    Slots(TypeId, TypeId),
    /// One of them.
    Slot(TypeId, TypeId),
    /// A slice of them, which the descriptor of the array names.
    SlotSlice(TypeId, TypeId),
}

/// Keys and elements above this size are stored in buckets by pointer (bytes).
pub const MAX_INLINE: u64 = 128;
/// Entries of a bucket.
pub const BUCKET: u64 = 8;

/// What is known of a type. Sizes in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Size.
    pub size: u64,
    /// Alignment.
    pub align: u64,
    /// Leading bytes that can hold pointers.
    pub ptrdata: u64,
    /// How values are compared and hashed.
    pub alg: Alg,
    /// Values never lie in the collected heap.
    pub not_in_heap: bool,
    /// Stored in an interface as they are: one pointer.
    pub direct: bool,
}

/// A part of a struct.
#[derive(Clone, Debug)]
pub struct Part {
    /// Name.
    pub name: String,
    /// Its field object; `None` in buckets.
    pub field: Option<types::ObjId>,
    /// Type.
    pub ty: RType,
    /// Bytes from the start.
    pub offset: u64,
}

/// Layouts of all types of a session.
pub struct Layouts<'s> {
    /// The types.
    pub session: &'s Session,
    known: DashMap<RType, Layout, FxBuildHasher>,
    parts: DashMap<RType, Arc<[Part]>, FxBuildHasher>,
}

impl<'s> Layouts<'s> {
    /// Nothing known yet.
    pub fn new(session: &'s Session) -> Self {
        Layouts { session, known: DashMap::default(), parts: DashMap::default() }
    }
    /// The type of the program with this id.
    pub fn go(&self, t: TypeId) -> RType {
        let t = self.session.unalias(t);
        RType::Go(self.session.canonical(t).unwrap_or(t))
    }
    /// The bucket of a map type.
    pub fn bucket(&self, map: TypeId) -> RType {
        let under = self.session.under(map);
        RType::Bucket(self.session.canonical(under).unwrap_or(under))
    }
    /// The layout. Recursion ends at pointers; value types cannot contain themselves.
    pub fn of(&self, t: RType) -> Layout {
        if let Some(known) = self.known.get(&t) {
            return *known;
        }
        let layout = self.compute(t);
        self.known.insert(t, layout);
        layout
    }
    /// The layout of a type of the program.
    pub fn of_type(&self, t: TypeId) -> Layout {
        self.of(self.go(t))
    }
    /// Whether values contain pointers the collector traces.
    pub fn has_pointers(&self, t: RType) -> bool {
        self.of(t).ptrdata > 0
    }

    fn compute(&self, t: RType) -> Layout {
        let mut layout = match t {
            RType::Bucket(_) | RType::Slot(..) => self.of_struct(t, 1),
            RType::Slots(key, elem) => self.of_array(RType::Slot(key, elem), BUCKET),
            RType::SlotSlice(..) => return Layout { size: 24, alg: Alg::None, ..scalar(8, 8, Alg::Mem) },
            RType::Go(id) | RType::NoAlg(id) => self.of_id(t, id),
        };
        if !matches!(t, RType::Go(_)) {
            layout.alg = Alg::NoAlg;
        }
        if self.session.release.direct_values == DirectValues::BySize {
            layout.direct = layout.size == 8 && layout.ptrdata == 8;
        }
        layout
    }

    fn of_id(&self, t: RType, id: TypeId) -> Layout {
        let s = self.session;
        let (word, two, three) = (|n| scalar(8, n, Alg::Mem), 8, 16);
        match s.kind(s.under(id)) {
            TypeKind::Basic(b) => basic(*b),
            TypeKind::Pointer(elem) => {
                let outside = self.marked_not_in_heap(*elem);
                Layout { direct: !outside, ..word(if outside { 0 } else { 8 }) }
            }
            TypeKind::Chan(..) => Layout { direct: true, ..word(8) },
            TypeKind::Map(..) | TypeKind::Signature(_) => Layout { direct: true, alg: Alg::None, ..word(8) },
            TypeKind::Slice(_) => Layout { size: 24, alg: Alg::None, ..word(two) },
            TypeKind::Interface(_) => {
                let alg = if s.type_set(s.under(id)).methods.is_empty() { Alg::EmptyInterface } else { Alg::Interface };
                Layout { size: 16, alg, ..word(three) }
            }
            TypeKind::Array(elem, len) => self.of_array(self.go(*elem), len.unwrap_or(0)),
            TypeKind::Struct(_) => {
                let mut layout = self.of_struct(t, self.min_align(id));
                layout.not_in_heap |= self.is_not_in_heap_mark(id);
                layout
            }
            other => unreachable!("no layout for {other:?}"),
        }
    }

    fn of_array(&self, elem: RType, len: u64) -> Layout {
        let e = self.of(elem);
        let ptrdata = if len == 0 || e.ptrdata == 0 { 0 } else { (len - 1) * e.size + e.ptrdata };
        let alg = match (e.alg, len) {
            (Alg::Mem | Alg::None | Alg::NoAlg, _) => e.alg,
            (_, 0) => Alg::Mem,
            (_, 1) => e.alg,
            _ => Alg::Special,
        };
        Layout { size: len.saturating_mul(e.size), ptrdata, alg, direct: len == 1 && e.direct, ..e }
    }

    fn of_struct(&self, t: RType, min_align: u64) -> Layout {
        let parts = self.parts(t);
        let layouts: Vec<Layout> = parts.iter().map(|p| self.of(p.ty)).collect();
        let align = layouts.iter().map(|l| l.align).fold(min_align, u64::max);
        let mut end = parts.last().zip(layouts.last()).map_or(0, |(p, l)| p.offset + l.size);
        if end > 0 && layouts.last().is_some_and(|l| l.size == 0) {
            // A pointer to the last field must not point behind the struct.
            end += 1;
        }
        let size = end.next_multiple_of(align);
        let last_pointer = parts.iter().zip(&layouts).rev().find(|(_, l)| l.ptrdata > 0);
        Layout {
            size,
            align,
            ptrdata: last_pointer.map_or(0, |(p, l)| p.offset + l.ptrdata),
            alg: struct_alg(&parts, &layouts, size),
            not_in_heap: layouts.iter().any(|l| l.not_in_heap),
            direct: layouts.len() == 1 && layouts[0].direct,
        }
    }

    /// The fields of a struct or bucket with their offsets; empty for other types.
    pub fn parts(&self, t: RType) -> Arc<[Part]> {
        if let Some(known) = self.parts.get(&t) {
            return known.clone();
        }
        let mut parts = match t {
            RType::Bucket(map) => match self.session.release.maps {
                Maps::Buckets => self.bucket_parts(map),
                Maps::Swiss => self.group_parts(map),
            },
            RType::Slot(key, elem) => vec![unnamed("key", self.go(key)), unnamed("elem", self.go(elem))],
            RType::Slots(..) | RType::SlotSlice(..) => Vec::new(),
            RType::Go(id) | RType::NoAlg(id) => self.struct_parts(id),
        };
        let mut at = 0u64;
        for part in &mut parts {
            let l = self.of(part.ty);
            part.offset = at.next_multiple_of(l.align);
            at = part.offset.saturating_add(l.size);
        }
        let parts: Arc<[Part]> = parts.into();
        self.parts.insert(t, parts.clone());
        parts
    }

    fn struct_parts(&self, id: TypeId) -> Vec<Part> {
        let s = self.session;
        let TypeKind::Struct(st) = s.kind(s.under(id)) else { return Vec::new() };
        let part = |&f: &types::ObjId| Part {
            name: s.text(s.obj(f).name).to_owned(),
            field: Some(f),
            ty: self.go(s.obj_type(f)),
            offset: 0,
        };
        st.fields.iter().map(part).collect()
    }

    /// Hash bytes, keys, elements, pointer to the overflow bucket: traced only if the bucket
    /// holds pointers anyway, else the runtime keeps overflow buckets alive by a list.
    fn bucket_parts(&self, map: TypeId) -> Vec<Part> {
        let s = self.session;
        let TypeKind::Map(key, elem) = *s.kind(s.under(map)) else { return Vec::new() };
        let (key, elem) = (self.stored(key), self.stored(elem));
        let traced = self.has_pointers(self.go(key)) || self.has_pointers(self.go(elem));
        let overflow = if traced { TypeId::UNSAFE_POINTER } else { TypeId::UINTPTR };
        let eight = |t: TypeId| self.canonical(s.array_of(t, Some(BUCKET)));
        vec![
            unnamed("topbits", RType::Go(eight(TypeId::UINT8))),
            unnamed("keys", RType::NoAlg(eight(key))),
            unnamed("elems", RType::NoAlg(eight(elem))),
            unnamed("overflow", RType::Go(overflow)),
        ]
    }
    /// Control bytes and slots.
    fn group_parts(&self, map: TypeId) -> Vec<Part> {
        vec![unnamed("ctrl", RType::Go(TypeId::UINT64)), unnamed("slots", self.slots(map, RType::Slots))]
    }
    /// The slots of a map type, or one of them.
    pub(crate) fn slots(&self, map: TypeId, of: fn(TypeId, TypeId) -> RType) -> RType {
        let s = self.session;
        let TypeKind::Map(key, elem) = *s.kind(s.under(map)) else { return RType::Bucket(map) };
        let stored = |t| self.canonical(s.unalias(self.stored(t)));
        of(stored(key), stored(elem))
    }
    /// What a bucket stores for a key or element: large ones by pointer.
    fn stored(&self, t: TypeId) -> TypeId {
        if self.of_type(t).size > MAX_INLINE { self.session.pointer_to(t) } else { t }
    }
    fn canonical(&self, t: TypeId) -> TypeId {
        self.session.canonical(t).unwrap_or(t)
    }

    /// `align64` of the packages with atomic operations is aligned to 8 bytes.
    fn min_align(&self, id: TypeId) -> u64 {
        let atomics = ["sync/atomic", "internal/runtime/atomic"];
        if self.is_declared(id, &atomics, "align64") { 8 } else { 1 }
    }
    fn is_not_in_heap_mark(&self, id: TypeId) -> bool {
        self.is_declared(id, &[self.session.release.packages.not_in_heap], "nih")
    }
    fn is_declared(&self, id: TypeId, paths: &[&str], name: &str) -> bool {
        let s = self.session;
        let Some(named) = s.as_named(id) else { return false };
        let obj = s.obj(named.obj);
        s.text(obj.name) == name && obj.pkg.some().is_some_and(|p| paths.contains(&&*s.pkg(p).path))
    }
    /// Whether pointers to `elem` are words to the collector. Looks through structs and arrays
    /// only, so it ends even where `elem` contains the pointer that is asked about.
    fn marked_not_in_heap(&self, elem: TypeId) -> bool {
        let s = self.session;
        let elem = s.unalias(elem);
        match s.kind(s.under(elem)) {
            TypeKind::Struct(st) => {
                self.is_not_in_heap_mark(elem) || st.fields.iter().any(|&f| self.marked_not_in_heap(s.obj_type(f)))
            }
            TypeKind::Array(e, _) => self.marked_not_in_heap(*e),
            _ => false,
        }
    }
}

/// A part that is no field of a program's struct, not yet placed.
fn unnamed(name: &str, ty: RType) -> Part {
    Part { name: name.to_owned(), field: None, ty, offset: 0 }
}

fn scalar(size: u64, ptrdata: u64, alg: Alg) -> Layout {
    Layout { size, align: size.min(8), ptrdata, alg, not_in_heap: false, direct: false }
}

fn basic(b: Basic) -> Layout {
    use Basic::*;
    match b {
        Bool | Int8 | Uint8 | UntypedBool => scalar(1, 0, Alg::Mem),
        Int16 | Uint16 => scalar(2, 0, Alg::Mem),
        Int32 | Uint32 | UntypedRune => scalar(4, 0, Alg::Mem),
        Int | Int64 | Uint | Uint64 | Uintptr | UntypedInt => scalar(8, 0, Alg::Mem),
        Float32 => scalar(4, 0, Alg::Float32),
        Float64 | UntypedFloat => scalar(8, 0, Alg::Float64),
        Complex64 => Layout { align: 4, ..scalar(8, 0, Alg::Complex64) },
        Complex128 | UntypedComplex => scalar(16, 0, Alg::Complex128),
        String | UntypedString => scalar(16, 8, Alg::String),
        UnsafePointer | UntypedNil => Layout { direct: true, ..scalar(8, 8, Alg::Mem) },
        Invalid => scalar(1, 0, Alg::None),
    }
}

/// One field alone decides; otherwise memory can be compared at once only where there is
/// neither padding nor a blank field nor a field that must be looked at.
fn struct_alg(parts: &[Part], layouts: &[Layout], size: u64) -> Alg {
    if let ([part], [layout]) = (parts, layouts)
        && part.name != "_"
    {
        return layout.alg;
    }
    let one = |i: usize| {
        let end = parts.get(i + 1).map_or(size, |next| next.offset);
        let padded = parts[i].offset + layouts[i].size != end;
        match layouts[i].alg {
            Alg::None | Alg::NoAlg => layouts[i].alg,
            Alg::Mem if parts[i].name != "_" && !padded => Alg::Mem,
            _ => Alg::Special,
        }
    };
    (0..parts.len()).map(one).max_by_key(|a| a.weight()).unwrap_or(Alg::Mem)
}

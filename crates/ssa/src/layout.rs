//! Scalar types of values and memory layouts of Go types. In: nothing; out: [`Type`], the type
//! of every SSA value, and [`Layout`], how an aggregate lies in memory: a tree of scalars,
//! structs and arrays with Go's natural alignment. Strings, slices, interfaces and complex
//! numbers are structs here. Authority: `cmd/compile/internal/types/size.go`.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Type {
    /// 8 bits; also Go's bool, which is 0 or 1.
    I8,
    /// 16 bits.
    I16,
    /// 32 bits.
    I32,
    /// 64 bits: int, uint, int64, uint64.
    I64,
    /// float32.
    F32,
    /// float64.
    F64,
    /// An address the collector traces (and relocates when it points into a stack).
    Ptr,
    /// uintptr and pointers to not-in-heap types: an address the collector ignores.
    Word,
}

impl Type {
    /// All types.
    pub const ALL: [Type; 8] = [Type::I8, Type::I16, Type::I32, Type::I64, Type::F32, Type::F64, Type::Ptr, Type::Word];
    /// Size and alignment in bytes.
    pub fn size(self) -> u64 {
        match self {
            Type::I8 => 1,
            Type::I16 => 2,
            Type::I32 | Type::F32 => 4,
            Type::I64 | Type::F64 | Type::Ptr | Type::Word => 8,
        }
    }
    /// Width in bits.
    pub fn bits(self) -> u32 {
        self.size() as u32 * 8
    }
    /// The name in the text form.
    pub fn name(self) -> &'static str {
        ["i8", "i16", "i32", "i64", "f32", "f64", "ptr", "word"][self as usize]
    }
    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Type> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }
    /// Whether the value lives in a floating-point register.
    pub fn is_float(self) -> bool {
        matches!(self, Type::F32 | Type::F64)
    }
    /// Whether integer arithmetic applies: everything but floats and pointers.
    pub fn is_int(self) -> bool {
        !self.is_float() && self != Type::Ptr
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// How a Go type lies in memory. Copies share their parts, and what is asked for often was computed when the parts
/// were put together ([`Whole`]): types nested in each other a thousand deep cost no more than others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One scalar.
    Scalar(Type),
    /// The type or itab word of an interface: a pointer that the collector need not see, since
    /// descriptors are not in its heap or reflection keeps them.
    Tab,
    /// Fields one behind the other, naturally aligned; a last field of size 0 in a struct of
    /// non-zero size is followed by one byte of padding.
    Struct(Arc<Whole<Vec<Layout>>>),
    /// Equal elements.
    Array(u64, Arc<Whole<Layout>>),
}

/// A scalar at a byte offset of an aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Leaf {
    /// Offset in bytes.
    pub offset: u64,
    /// Type.
    pub ty: Type,
    /// Whether the collector looks at it in memory.
    pub traced: bool,
}

impl Layout {
    /// A struct of these fields.
    pub fn of_fields(fields: Vec<Layout>) -> Layout {
        let facts = Facts::of_fields(&fields);
        Layout::Struct(Arc::new(Whole { parts: fields, facts }))
    }
    /// An array of `n` such elements.
    pub fn array(n: u64, elem: Layout) -> Layout {
        let facts = Facts::of_array(n, &elem);
        Layout::Array(n, Arc::new(Whole { parts: elem, facts }))
    }
    /// A string: data pointer and length.
    pub fn string() -> Layout {
        Layout::of_fields(vec![Layout::Scalar(Type::Ptr), Layout::Scalar(Type::I64)])
    }
    /// A slice: data pointer, length, capacity.
    pub fn slice() -> Layout {
        Layout::of_fields(vec![Layout::Scalar(Type::Ptr), Layout::Scalar(Type::I64), Layout::Scalar(Type::I64)])
    }
    /// An interface: type or itab word and data word.
    pub fn interface() -> Layout {
        Layout::of_fields(vec![Layout::Tab, Layout::Scalar(Type::Ptr)])
    }
    fn facts(&self) -> Option<&Facts> {
        match self {
            Layout::Scalar(_) | Layout::Tab => None,
            Layout::Struct(s) => Some(&s.facts),
            Layout::Array(_, a) => Some(&a.facts),
        }
    }
    /// What a layout without parts is.
    fn scalar_leaf(&self) -> Leaf {
        match self {
            Layout::Scalar(ty) => Leaf { offset: 0, ty: *ty, traced: *ty == Type::Ptr },
            _ => Leaf { offset: 0, ty: Type::Ptr, traced: false },
        }
    }
    /// Size and alignment in bytes.
    pub fn size_align(&self) -> (u64, u64) {
        match self.facts() {
            Some(facts) => (facts.size, facts.align),
            None => (self.scalar_leaf().ty.size(), self.scalar_leaf().ty.size()),
        }
    }
    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.size_align().0
    }
    /// Alignment in bytes.
    pub fn align(&self) -> u64 {
        self.size_align().1
    }
    /// Offset of field `i` of a struct; 0 for anything else.
    pub fn field_offset(&self, i: usize) -> u64 {
        self.facts().and_then(|facts| facts.offsets.get(i)).copied().unwrap_or(0)
    }
    /// The prefix that holds all traced words, in bytes (`PtrBytes` of a type descriptor).
    pub fn pointer_bytes(&self) -> u64 {
        self.facts().map_or(u64::from(self.scalar_leaf().traced) * 8, |facts| facts.pointer_bytes)
    }
    /// Whether any word of it is traced by the collector.
    pub fn has_pointers(&self) -> bool {
        self.pointer_bytes() > 0
    }
    /// Whether values of this type are one SSA value per leaf: at most [`FEW`] leaves and no array of
    /// more than one element.
    pub fn is_exploded(&self) -> bool {
        self.facts().is_none_or(|facts| !facts.long_array && facts.few.is_some())
    }
    /// Calls `each` for every scalar in order of offset; stops when it returns false.
    pub fn for_each_leaf(&self, base: u64, each: &mut dyn FnMut(Leaf) -> bool) -> bool {
        let shifted = |leaf: Leaf| Leaf { offset: base + leaf.offset, ..leaf };
        if let Some(few) = self.facts().and_then(|facts| facts.few.as_ref()) {
            return few.iter().all(|&leaf| each(shifted(leaf)));
        }
        match self {
            Layout::Scalar(_) | Layout::Tab => each(shifted(self.scalar_leaf())),
            Layout::Array(n, elem) => {
                let size = elem.size();
                size == 0 || (0..*n).all(|i| elem.for_each_leaf(base + i * size, each))
            }
            Layout::Struct(fields) => {
                fields.iter().zip(&fields.facts.offsets).all(|(field, at)| field.for_each_leaf(base + at, each))
            }
        }
    }
    /// All scalars in order of offset, or `None` when there are more than `limit`.
    pub fn leaves(&self, limit: usize) -> Option<Vec<Leaf>> {
        let mut out = Vec::new();
        let complete = self.for_each_leaf(0, &mut |leaf| {
            out.push(leaf);
            out.len() <= limit
        });
        complete.then_some(out)
    }
    /// Byte offsets of all traced words, ascending.
    pub fn pointer_offsets(&self) -> Vec<u64> {
        let mut out = Vec::new();
        if self.has_pointers() {
            self.for_each_leaf(0, &mut |leaf| {
                if leaf.traced {
                    out.push(leaf.offset);
                }
                true
            });
        }
        out
    }
}

/// Leaves of at most so many are kept, and only values of so many are single SSA values.
const FEW: usize = 4;

/// The parts of an aggregate with what follows from them.
#[derive(Debug)]
pub struct Whole<T> {
    parts: T,
    facts: Facts,
}

impl<T> std::ops::Deref for Whole<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.parts
    }
}

impl<T: PartialEq> PartialEq for Whole<T> {
    fn eq(&self, other: &Self) -> bool {
        self.facts.hash == other.facts.hash && self.parts == other.parts
    }
}

impl<T: Eq> Eq for Whole<T> {}

impl<T> Hash for Whole<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.facts.hash);
    }
}

/// What is known of an aggregate once its parts are.
#[derive(Debug, Default)]
struct Facts {
    size: u64,
    align: u64,
    pointer_bytes: u64,
    /// Hash of the parts.
    hash: u64,
    /// Some array in it has more than one element.
    long_array: bool,
    /// All leaves if they are at most [`FEW`].
    few: Option<Vec<Leaf>>,
    /// Where the fields of a struct lie.
    offsets: Vec<u64>,
}

impl Facts {
    fn of_fields(fields: &[Layout]) -> Facts {
        let (mut end, mut align, mut pointer_bytes) = (0u64, 1u64, 0u64);
        let mut offsets = Vec::with_capacity(fields.len());
        for field in fields {
            let (size, field_align) = field.size_align();
            let at = aligned(end, field_align);
            offsets.push(at);
            if field.has_pointers() {
                pointer_bytes = at.saturating_add(field.pointer_bytes());
            }
            end = at.saturating_add(size);
            align = align.max(field_align);
        }
        if end > 0 && fields.last().is_some_and(|last| last.size() == 0) {
            end += 1;
        }
        let few = few_leaves(fields.iter().zip(offsets.iter().copied()));
        let long_array = fields.iter().any(|f| f.facts().is_some_and(|facts| facts.long_array));
        let hash = hash_of(fields);
        Facts { size: aligned(end, align), align, pointer_bytes, hash, long_array, few, offsets }
    }
    fn of_array(n: u64, elem: &Layout) -> Facts {
        let (size, align) = elem.size_align();
        let before_last = n.saturating_sub(1).saturating_mul(size);
        Facts {
            size: size.saturating_mul(n),
            align,
            pointer_bytes: if n > 0 && elem.has_pointers() { before_last + elem.pointer_bytes() } else { 0 },
            hash: hash_of(&(n, elem)),
            long_array: n > 1 || elem.facts().is_some_and(|facts| facts.long_array),
            few: if size == 0 { Some(Vec::new()) } else { few_leaves((0..n).map(|i| (elem, i * size))) },
            offsets: Vec::new(),
        }
    }
}

fn aligned(n: u64, align: u64) -> u64 {
    n.saturating_add(align - 1) / align * align
}

fn hash_of<T: Hash + ?Sized>(x: &T) -> u64 {
    let mut state = FxHasher::default();
    x.hash(&mut state);
    state.finish()
}

/// The leaves of parts at these offsets, unless there are more than [`FEW`].
fn few_leaves<'a>(parts: impl Iterator<Item = (&'a Layout, u64)>) -> Option<Vec<Leaf>> {
    let mut out = Vec::new();
    for (part, at) in parts {
        let complete = part.for_each_leaf(at, &mut |leaf| {
            out.push(leaf);
            out.len() <= FEW
        });
        if !complete {
            return None;
        }
    }
    Some(out)
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Layout::Scalar(t) => write!(f, "{t}"),
            Layout::Tab => f.write_str("tab"),
            Layout::Array(n, elem) => write!(f, "[{n}]{}", elem.parts),
            Layout::Struct(fields) => {
                f.write_str("{")?;
                for (i, field) in fields.iter().enumerate() {
                    write!(f, "{}{field}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_offsets_and_pointers() {
        let s = |t| Layout::Scalar(t);
        let l = Layout::of_fields(vec![s(Type::I8), s(Type::I64), Layout::array(3, Layout::string()), s(Type::I16)]);
        assert_eq!(l.size_align(), (72, 8));
        assert_eq!(l.field_offset(3), 64);
        assert_eq!(l.pointer_offsets(), [16, 32, 48]);
        assert_eq!(l.pointer_bytes(), 56);
        assert_eq!(l.leaves(4), None);
        assert_eq!(l.leaves(16).unwrap().len(), 9);
        assert_eq!(l.to_string(), "{i8, i64, [3]{ptr, i64}, i16}");
        let offsets: Vec<u64> = l.leaves(16).unwrap().iter().map(|leaf| leaf.offset).collect();
        assert_eq!(offsets, [0, 8, 16, 24, 32, 40, 48, 56, 64]);
        let tail = Layout::of_fields(vec![s(Type::I64), Layout::of_fields(vec![])]);
        assert_eq!(tail.size(), 16);
        assert_eq!(Layout::of_fields(vec![]).size_align(), (0, 1));
    }

    #[test]
    fn leaves_of_deeply_nested_types_take_no_time() {
        let mut l = Layout::Scalar(Type::I64);
        for _ in 0..3000 {
            l = Layout::of_fields(vec![l]);
        }
        for _ in 0..2000 {
            assert_eq!(l.leaves(4).map(|leaves| leaves.len()), Some(1));
        }
    }
}

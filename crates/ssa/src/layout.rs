//! Scalar types of values and memory layouts of Go types. In: nothing; out: [`Type`], the type
//! of every SSA value, and [`Layout`], how an aggregate lies in memory: a tree of scalars,
//! structs and arrays with Go's natural alignment. Strings, slices, interfaces and complex
//! numbers are structs here. Authority: `cmd/compile/internal/types/size.go`.

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

/// How a Go type lies in memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One scalar.
    Scalar(Type),
    /// The type or itab word of an interface: a pointer that the collector need not see, since
    /// descriptors are not in its heap or reflection keeps them.
    Tab,
    /// Fields one behind the other, naturally aligned; a last field of size 0 in a struct of
    /// non-zero size is followed by one byte of padding.
    Struct(Vec<Layout>),
    /// Equal elements.
    Array(u64, Box<Layout>),
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
    /// A string: data pointer and length.
    pub fn string() -> Layout {
        Layout::Struct(vec![Layout::Scalar(Type::Ptr), Layout::Scalar(Type::I64)])
    }
    /// A slice: data pointer, length, capacity.
    pub fn slice() -> Layout {
        Layout::Struct(vec![Layout::Scalar(Type::Ptr), Layout::Scalar(Type::I64), Layout::Scalar(Type::I64)])
    }
    /// An interface: type or itab word and data word.
    pub fn interface() -> Layout {
        Layout::Struct(vec![Layout::Tab, Layout::Scalar(Type::Ptr)])
    }
    /// Size and alignment in bytes.
    pub fn size_align(&self) -> (u64, u64) {
        match self {
            Layout::Scalar(t) => (t.size(), t.size()),
            Layout::Tab => (8, 8),
            Layout::Array(n, elem) => {
                let (size, align) = elem.size_align();
                (size.saturating_mul(*n), align)
            }
            Layout::Struct(fields) => {
                let (mut end, mut align, mut last_empty) = (0u64, 1u64, false);
                for field in fields {
                    let (s, a) = field.size_align();
                    end = end.saturating_add(a - 1) / a * a;
                    end = end.saturating_add(s);
                    align = align.max(a);
                    last_empty = s == 0;
                }
                if last_empty && end > 0 {
                    end += 1;
                }
                (end.saturating_add(align - 1) / align * align, align)
            }
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
        let Layout::Struct(fields) = self else { return 0 };
        if i == 0 {
            return 0;
        }
        let mut end = 0u64;
        for (k, field) in fields.iter().enumerate() {
            let (s, a) = field.size_align();
            end = end.div_ceil(a) * a;
            if k == i {
                return end;
            }
            end += s;
        }
        end
    }
    /// Whether any word of it is traced by the collector.
    pub fn has_pointers(&self) -> bool {
        match self {
            Layout::Scalar(t) => *t == Type::Ptr,
            Layout::Tab => false,
            Layout::Array(n, elem) => *n > 0 && elem.has_pointers(),
            Layout::Struct(fields) => fields.iter().any(Layout::has_pointers),
        }
    }
    /// Calls `each` for every scalar in order of offset; stops when it returns false.
    pub fn for_each_leaf(&self, base: u64, each: &mut dyn FnMut(Leaf) -> bool) -> bool {
        match self {
            Layout::Scalar(ty) => each(Leaf { offset: base, ty: *ty, traced: *ty == Type::Ptr }),
            Layout::Tab => each(Leaf { offset: base, ty: Type::Ptr, traced: false }),
            Layout::Array(n, elem) => {
                let size = elem.size();
                size == 0 || (0..*n).all(|i| elem.for_each_leaf(base + i * size, each))
            }
            Layout::Struct(fields) => {
                // The first field needs no alignment, so that types nested in each other are not measured at every level.
                let Some((first, rest)) = fields.split_first() else { return true };
                if !first.for_each_leaf(base, each) {
                    return false;
                }
                if rest.is_empty() {
                    return true;
                }
                let mut end = first.size();
                rest.iter().all(|field| {
                    let (s, a) = field.size_align();
                    let at = end.div_ceil(a) * a;
                    end = at + s;
                    field.for_each_leaf(base + at, each)
                })
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
    /// The prefix that holds all traced words, in bytes (`PtrBytes` of a type descriptor).
    pub fn pointer_bytes(&self) -> u64 {
        match self {
            Layout::Scalar(t) => u64::from(*t == Type::Ptr) * 8,
            Layout::Tab => 0,
            Layout::Array(n, elem) if *n > 0 && elem.has_pointers() => (n - 1) * elem.size() + elem.pointer_bytes(),
            Layout::Array(..) => 0,
            Layout::Struct(fields) => fields
                .iter()
                .enumerate()
                .rev()
                .find(|(_, f)| f.has_pointers())
                .map_or(0, |(i, f)| self.field_offset(i) + f.pointer_bytes()),
        }
    }
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Layout::Scalar(t) => write!(f, "{t}"),
            Layout::Tab => f.write_str("tab"),
            Layout::Array(n, elem) => write!(f, "[{n}]{elem}"),
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
        let l =
            Layout::Struct(vec![s(Type::I8), s(Type::I64), Layout::Array(3, Box::new(Layout::string())), s(Type::I16)]);
        assert_eq!(l.size_align(), (72, 8));
        assert_eq!(l.field_offset(3), 64);
        assert_eq!(l.pointer_offsets(), [16, 32, 48]);
        assert_eq!(l.pointer_bytes(), 56);
        assert_eq!(l.leaves(4), None);
        assert_eq!(l.leaves(16).unwrap().len(), 9);
        assert_eq!(l.to_string(), "{i8, i64, [3]{ptr, i64}, i16}");
        let offsets: Vec<u64> = l.leaves(16).unwrap().iter().map(|leaf| leaf.offset).collect();
        assert_eq!(offsets, [0, 8, 16, 24, 32, 40, 48, 56, 64]);
        let tail = Layout::Struct(vec![s(Type::I64), Layout::Struct(vec![])]);
        assert_eq!(tail.size(), 16);
        assert_eq!(Layout::Struct(vec![]).size_align(), (0, 1));
    }

    #[test]
    fn leaves_of_deeply_nested_types_take_no_time() {
        let mut l = Layout::Scalar(Type::I64);
        for _ in 0..3000 {
            l = Layout::Struct(vec![l]);
        }
        for _ in 0..2000 {
            assert_eq!(l.leaves(4).map(|leaves| leaves.len()), Some(1));
        }
    }
}

//! A growing definition: bytes and the relocations in them.

use obj::{Definition, Reloc, RelocKind, RelocType, SymFlags, SymId, SymKind};

/// Bytes with references.
#[derive(Clone, Debug, Default)]
pub struct Data {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Data {
    /// No bytes.
    pub fn new() -> Self {
        Self::default()
    }
    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
    /// One byte.
    pub fn u8(&mut self, v: u8) {
        self.bytes.push(v);
    }
    /// Two bytes.
    pub fn u16(&mut self, v: u16) {
        self.bytes.extend(v.to_le_bytes());
    }
    /// Four bytes.
    pub fn u32(&mut self, v: u32) {
        self.bytes.extend(v.to_le_bytes());
    }
    /// Eight bytes.
    pub fn u64(&mut self, v: u64) {
        self.bytes.extend(v.to_le_bytes());
    }
    /// Bytes as they are.
    pub fn bytes(&mut self, v: &[u8]) {
        self.bytes.extend_from_slice(v);
    }
    /// The address of a symbol.
    pub fn ptr(&mut self, sym: SymId, addend: i64) {
        self.reloc(8, RelocType::new(RelocKind::Addr), sym, addend);
    }
    /// The address of a symbol, or zero.
    pub fn ptr_or_nil(&mut self, sym: Option<SymId>) {
        match sym {
            Some(sym) => self.ptr(sym, 0),
            None => self.u64(0),
        }
    }
    /// The address of a symbol that this reference does not keep.
    pub fn weak_ptr(&mut self, sym: SymId) {
        self.reloc(8, RelocType::weak(RelocKind::Addr), sym, 0);
    }
    /// A four-byte offset from the types section.
    pub fn offset(&mut self, sym: SymId) {
        self.reloc(4, RelocType::new(RelocKind::AddrOff), sym, 0);
    }
    /// The same without keeping the symbol.
    pub fn weak_offset(&mut self, sym: SymId) {
        self.reloc(4, RelocType::weak(RelocKind::AddrOff), sym, 0);
    }
    /// A four-byte offset that belongs to a method: kept or dropped with it.
    pub fn method_offset(&mut self, sym: SymId) {
        self.reloc(4, RelocType::new(RelocKind::MethodOff), sym, 0);
    }
    /// Keeps a symbol without holding its address.
    pub fn keep(&mut self, sym: SymId) {
        self.relocs.push(Reloc { offset: 0, size: 0, ty: RelocType::new(RelocKind::Keep), sym, addend: 0 });
    }
    fn reloc(&mut self, size: u8, ty: RelocType, sym: SymId, addend: i64) {
        self.relocs.push(Reloc { offset: self.bytes.len() as u32, size, ty, sym, addend });
        self.bytes.resize(self.bytes.len() + usize::from(size), 0);
    }
    /// The definition; relocations in order of offset.
    pub fn into_definition(mut self, kind: SymKind, flags: SymFlags) -> Definition {
        self.relocs.sort_by_key(|r| r.offset);
        let mut def = Definition::data(kind, flags, self.bytes);
        def.relocs = self.relocs;
        def
    }
}

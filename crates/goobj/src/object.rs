//! One Go object: a checked header and accessors for every block. In: the binary part of an
//! object (from its magic on). Out: [`Object`], a cheap copyable view. Invariant: every offset,
//! index and string reachable through an accessor was checked by [`Object::parse`].

mod check;

use crate::error::Fault;
use crate::format::{
    AUX_SIZE, AuxKind, Block, HASH_SIZE, HASH64_SIZE, HEADER_SIZE, NUM_BLOCKS, ObjectFlags, RECORD_SIZE,
    REF_FLAGS_SIZE, REF_NAME_SIZE, RELOC_SIZE, STRING_SIZE, SYM_SIZE,
};
use crate::funcinfo::FuncInfoView;
use crate::numbers::Numbers;
use crate::refs::{SymRef, Target, u32_at};
use crate::symbol::{Aux, LocalSym, RawRelocs, RefFlags, SymView};
use release::Release;

/// A Go object in memory.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) offsets: [u32; NUM_BLOCKS],
    pub(crate) numbers: &'static Numbers,
}

impl<'a> Object<'a> {
    /// Checks the whole object (structure, indices, strings, contents of function records) and
    /// gives the view. Offsets in the fault count from the start of `bytes`.
    pub fn parse(bytes: &'a [u8], release: Release) -> Result<Self, Fault> {
        let magic = bytes.get(..8).ok_or_else(|| Fault::new(0, "object is truncated"))?;
        if magic != release::OBJECT_MAGIC {
            return Err(Fault::new(0, wrong_magic(magic)));
        }
        if bytes.len() < HEADER_SIZE {
            return Err(Fault::new(0, "object is truncated"));
        }
        let mut offsets = [0; NUM_BLOCKS];
        for (i, o) in offsets.iter_mut().enumerate() {
            *o = u32_at(bytes, 20 + 4 * i);
        }
        let object = Object { bytes, offsets, numbers: Numbers::of(release) };
        check::object(&object)?;
        Ok(object)
    }
    /// The bytes it was parsed from.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
    /// The release whose object it is.
    pub fn release(&self) -> Release {
        self.numbers.release
    }
    /// Hash of the export data this object belongs to; zero for assembly.
    pub fn fingerprint(&self) -> [u8; 8] {
        self.bytes[8..16].try_into().unwrap_or_default()
    }
    /// Properties of the object.
    pub fn flags(&self) -> ObjectFlags {
        ObjectFlags::from_bits_retain(u32_at(self.bytes, 16))
    }
    /// Offset of a block from the start of the object.
    pub fn block_offset(&self, block: Block) -> u32 {
        self.offsets[block as usize]
    }
    /// The bytes of a block.
    pub fn block(&self, block: Block) -> &'a [u8] {
        &self.bytes[self.offsets[block as usize] as usize..self.offsets[block as usize + 1] as usize]
    }
    /// Number of records of a block.
    pub fn count(&self, block: Block) -> usize {
        let b = block as usize;
        (self.offsets[b + 1] - self.offsets[b]) as usize / RECORD_SIZE[b]
    }
    /// The string whose reference is at `offset` from the start of the object.
    fn string(&self, offset: usize) -> &'a [u8] {
        let (len, off) = (u32_at(self.bytes, offset) as usize, u32_at(self.bytes, offset + 4) as usize);
        &self.bytes[off..off + len]
    }
    fn text(&self, offset: usize) -> &'a str {
        std::str::from_utf8(self.string(offset)).unwrap_or_default()
    }
    fn start(&self, block: Block) -> usize {
        self.offsets[block as usize] as usize
    }

    /// Directly imported packages with the fingerprints seen when this object was made.
    pub fn autolib(&self) -> impl ExactSizeIterator<Item = (&'a str, [u8; 8])> + use<'a> {
        let (this, start) = (*self, self.start(Block::Autolib));
        (0..self.count(Block::Autolib)).map(move |i| {
            let at = start + i * (STRING_SIZE + 8);
            (this.text(at), this.bytes[at + STRING_SIZE..at + STRING_SIZE + 8].try_into().unwrap_or_default())
        })
    }
    /// Packages referenced by index; the first is empty.
    pub fn packages(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let (this, start) = (*self, self.start(Block::PkgIndex));
        (0..self.count(Block::PkgIndex)).map(move |i| this.text(start + i * STRING_SIZE))
    }
    /// Source files, as bytes: paths need not be text.
    pub fn files(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + use<'a> {
        let (this, start) = (*self, self.start(Block::File));
        (0..self.count(Block::File)).map(move |i| this.string(start + i * STRING_SIZE))
    }
    /// Symbols named by index from other objects.
    pub fn num_own(&self) -> usize {
        self.count(Block::SymDef)
    }
    /// Symbols with contents: own, content-addressed and non-package ones.
    pub fn num_defs(&self) -> usize {
        (self.offsets[Block::NonPkgRef as usize] - self.offsets[Block::SymDef as usize]) as usize / SYM_SIZE
    }
    /// Definitions and non-package references.
    pub fn num_syms(&self) -> usize {
        self.num_defs() + self.count(Block::NonPkgRef)
    }
    /// The symbol record. Panics when `sym` is not below [`num_syms`](Self::num_syms).
    #[inline]
    pub fn sym(&self, sym: LocalSym) -> SymView<'a> {
        debug_assert!((sym.0 as usize) < self.num_syms());
        SymView::new(self.bytes, self.start(Block::SymDef) + sym.0 as usize * SYM_SIZE, self.numbers)
    }
    /// The first symbol of one of the five symbol blocks.
    pub fn first(&self, block: Block) -> LocalSym {
        LocalSym((self.offsets[block as usize] - self.offsets[Block::SymDef as usize]) / SYM_SIZE as u32)
    }
    /// The symbol of this object a reference means; `None` for builtins, symbols of other
    /// packages and "no symbol".
    #[inline]
    pub fn local(&self, sym: SymRef) -> Option<LocalSym> {
        match sym.target() {
            Target::Own(i) => Some(LocalSym(i)),
            Target::Hashed64(i) => Some(LocalSym(self.first(Block::Hashed64Def).0 + i)),
            Target::Hashed(i) => Some(LocalSym(self.first(Block::HashedDef).0 + i)),
            Target::NonPkg(i) => Some(LocalSym(self.first(Block::NonPkgDef).0 + i)),
            Target::None | Target::Builtin(_) | Target::Package { .. } => None,
        }
    }
    /// Short hash number `i`.
    pub fn hash64(&self, i: u32) -> u64 {
        let at = self.start(Block::Hash64) + i as usize * HASH64_SIZE;
        u64::from(u32_at(self.bytes, at)) | u64::from(u32_at(self.bytes, at + 4)) << 32
    }
    /// Hash number `i`.
    pub fn hash(&self, i: u32) -> &'a [u8; HASH_SIZE] {
        let at = self.start(Block::Hash) + i as usize * HASH_SIZE;
        self.bytes[at..].first_chunk().expect("hash block was checked")
    }
    /// Flags of references to symbols of other packages.
    pub fn ref_flags(&self) -> impl ExactSizeIterator<Item = RefFlags> + use<'a> {
        let numbers = self.numbers;
        self.block(Block::RefFlags)
            .chunks_exact(REF_FLAGS_SIZE)
            .map(move |b| RefFlags { sym: SymRef::at(b, 0), flags: numbers.flags([b[8], b[9]]) })
    }
    /// Names of symbols referenced by index, for tools.
    pub fn ref_names(&self) -> impl ExactSizeIterator<Item = (SymRef, &'a str)> + use<'a> {
        let (this, start) = (*self, self.start(Block::RefName));
        (0..self.count(Block::RefName)).map(move |i| {
            let at = start + i * REF_NAME_SIZE;
            (SymRef::at(this.bytes, at), this.text(at + 8))
        })
    }

    /// The pair of neighbours in an index block: first and one past the last record.
    #[inline]
    fn span(&self, index: Block, sym: LocalSym) -> (usize, usize) {
        let at = self.start(index) + sym.0 as usize * 4;
        (u32_at(self.bytes, at) as usize, u32_at(self.bytes, at + 4) as usize)
    }
    fn is_def(&self, sym: LocalSym) -> bool {
        (sym.0 as usize) < self.num_defs()
    }
    /// The relocations of a symbol; none for references.
    #[inline]
    pub fn relocs(&self, sym: LocalSym) -> RawRelocs<'a> {
        let bytes = match self.is_def(sym) {
            true => {
                let (from, to) = self.span(Block::RelocIndex, sym);
                &self.block(Block::Reloc)[from * RELOC_SIZE..to * RELOC_SIZE]
            }
            false => &[],
        };
        RawRelocs(bytes.chunks_exact(RELOC_SIZE), self.numbers)
    }
    /// The aux records of a symbol as they stand; none for references.
    #[inline]
    pub(crate) fn aux_records(&self, sym: LocalSym) -> std::slice::ChunksExact<'a, u8> {
        let bytes = match self.is_def(sym) {
            true => {
                let (from, to) = self.span(Block::AuxIndex, sym);
                &self.block(Block::Aux)[from * AUX_SIZE..to * AUX_SIZE]
            }
            false => &[],
        };
        bytes.chunks_exact(AUX_SIZE)
    }
    /// The aux records of a symbol; none for references.
    #[inline]
    pub fn auxs(&self, sym: LocalSym) -> impl ExactSizeIterator<Item = Aux> + Clone + use<'a> {
        let numbers = self.numbers;
        self.aux_records(sym)
            .map(|b| Aux { kind: numbers.aux(b[0]).unwrap_or(AuxKind::SehUnwindInfo), sym: SymRef::at(b, 1) })
    }
    /// The contents of a symbol; empty for references.
    #[inline]
    pub fn data(&self, sym: LocalSym) -> &'a [u8] {
        if !self.is_def(sym) {
            return &[];
        }
        let (from, to) = self.span(Block::DataIndex, sym);
        &self.block(Block::Data)[from..to]
    }
    /// Where the contents of a definition begin, from the start of the object.
    pub fn data_offset(&self, sym: LocalSym) -> u32 {
        self.offsets[Block::Data as usize] + self.span(Block::DataIndex, sym).0 as u32
    }
    /// The first aux symbol in a role.
    pub fn aux(&self, sym: LocalSym, kind: AuxKind) -> Option<SymRef> {
        self.auxs(sym).find(|a| a.kind == kind).map(|a| a.sym)
    }
    /// The function record of a text symbol.
    pub fn func_info(&self, sym: LocalSym) -> Option<FuncInfoView<'a>> {
        let info = self.local(self.aux(sym, AuxKind::FuncInfo)?)?;
        FuncInfoView::parse(self.data(info))
    }
}

fn wrong_magic(magic: &[u8]) -> String {
    match magic {
        [0, b'g', b'o', b'1', .., b'l', b'd'] => {
            format!("go object of a different version: \"{}\"", magic[1..].escape_ascii())
        }
        _ => "corrupt object file".to_owned(),
    }
}

//! An object taken apart: every table as plain values in file order, nothing derived left out.
//! In: an [`Object`] or the numbering of a unit. Out: the bytes of the object
//! ([`RawObject::emit`]). Invariant: taking an object of the official toolchain apart and
//! emitting it again gives the same bytes. Offsets, counts and index blocks are the only things
//! not kept, since `emit` works them out.

use crate::format::{AuxKind, Block, HEADER_SIZE, NUM_BLOCKS, RECORD_SIZE, STRING_SIZE};
use crate::numbers::Numbers;
use crate::object::Object;
use crate::refs::SymRef;
use crate::symbol::{Aux, LocalSym, RawReloc};
use base::FxHashMap;
use base::bytes::ByteWriter;
use obj::SymKind;
use release::Release;
use std::borrow::Cow;

/// Text or data that is borrowed from an object or made anew.
pub type Bytes<'a> = Cow<'a, [u8]>;

/// One symbol with all that hangs on it; references have only the record.
#[derive(Clone, Debug, Default)]
pub struct RawSym<'a> {
    /// Name, empty for unnamed symbols.
    pub name: Bytes<'a>,
    /// ABI number.
    pub abi: u16,
    /// Kind.
    pub kind: SymKind,
    /// Both flag bytes, the first one low.
    pub flags: u16,
    /// Bytes in memory.
    pub size: u32,
    /// Alignment; 0: the kind's usual one.
    pub align: u32,
    /// Relocations.
    pub relocs: Vec<RawReloc>,
    /// Aux records.
    pub auxs: Vec<Aux>,
    /// Contents.
    pub data: Bytes<'a>,
}

/// An object as tables.
#[derive(Clone, Debug, Default)]
pub struct RawObject<'a> {
    /// The release whose numbers it is written with.
    pub release: Release,
    /// Hash of the export data.
    pub fingerprint: [u8; 8],
    /// Object flags.
    pub flags: u32,
    /// Strings in the order of the string table.
    pub strings: Vec<Bytes<'a>>,
    /// Imported packages with fingerprints.
    pub autolib: Vec<(Bytes<'a>, [u8; 8])>,
    /// Referenced packages, the first one empty.
    pub packages: Vec<Bytes<'a>>,
    /// Source files.
    pub files: Vec<Bytes<'a>>,
    /// Definitions: own, short content-addressed, content-addressed, non-package.
    pub defs: [Vec<RawSym<'a>>; 4],
    /// Non-package references.
    pub refs: Vec<RawSym<'a>>,
    /// Flags of references to other packages.
    pub ref_flags: Vec<(SymRef, u16)>,
    /// Short hashes.
    pub hash64: Vec<[u8; 8]>,
    /// Hashes.
    pub hash: Vec<[u8; 16]>,
    /// Names of references to other packages.
    pub ref_names: Vec<(SymRef, Bytes<'a>)>,
}

const DEF_BLOCKS: [Block; 4] = [Block::SymDef, Block::Hashed64Def, Block::HashedDef, Block::NonPkgDef];

/// Why an object cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Objects address with 32 bits.
    #[error("object is larger than 4 GiB")]
    TooLarge,
    /// The linker's limit (2 GB) for one symbol.
    #[error("{0}: symbol too large ({1} bytes > 2000000000 bytes)")]
    SymbolTooLarge(String, u64),
    /// A symbol that only a definition here can be is not defined.
    #[error("{0}: symbol is local to this object but not defined in it")]
    Undefined(String),
}

impl<'a> RawObject<'a> {
    /// Takes an object apart.
    pub fn from_object(object: &Object<'a>) -> Self {
        let symbols = |block| {
            let first = object.first(block).0;
            (first..first + object.count(block) as u32).map(|i| symbol(object, LocalSym(i))).collect()
        };
        let borrowed = |s: &'a str| Cow::Borrowed(s.as_bytes());
        RawObject {
            release: object.release(),
            fingerprint: object.fingerprint(),
            flags: object.flags().bits(),
            strings: string_order(object),
            autolib: object.autolib().map(|(name, print)| (borrowed(name), print)).collect(),
            packages: object.packages().map(borrowed).collect(),
            files: object.files().map(Cow::Borrowed).collect(),
            defs: DEF_BLOCKS.map(symbols),
            refs: symbols(Block::NonPkgRef),
            ref_flags: object.ref_flags().map(|r| (r.sym, r.flags.bits() as u16)).collect(),
            hash64: (0..object.count(Block::Hash64) as u32).map(|i| object.hash64(i).to_le_bytes()).collect(),
            hash: (0..object.count(Block::Hash) as u32).map(|i| *object.hash(i)).collect(),
            ref_names: object.ref_names().map(|(sym, name)| (sym, borrowed(name))).collect(),
        }
    }

    /// The bytes of the object, from the magic on.
    pub fn emit(&self) -> Result<Vec<u8>, WriteError> {
        let mut out = Emitter {
            w: ByteWriter::new(),
            offsets: [0; NUM_BLOCKS],
            strings: FxHashMap::default(),
            numbers: Numbers::of(self.release),
        };
        out.w.bytes(&release::OBJECT_MAGIC);
        out.w.bytes(&self.fingerprint);
        out.w.u32(self.flags);
        out.w.bytes(&[0; 4 * NUM_BLOCKS]);
        debug_assert_eq!(out.w.len(), HEADER_SIZE);
        for string in &self.strings {
            out.strings.entry(string).or_insert(out.w.len() as u32);
            out.w.bytes(string);
        }
        self.emit_tables(&mut out);
        self.emit_contents(&mut out);
        out.begin(Block::RefName);
        for (sym, name) in &self.ref_names {
            out.sym_ref(*sym);
            out.string(name);
        }
        out.begin(Block::End);
        if u32::try_from(out.w.len()).is_err() {
            return Err(WriteError::TooLarge);
        }
        let at = HEADER_SIZE - 4 * NUM_BLOCKS;
        out.offsets.iter().enumerate().for_each(|(i, &offset)| out.w.patch_u32(at + 4 * i, offset));
        Ok(out.w.buf)
    }

    fn emit_tables(&self, out: &mut Emitter<'_>) {
        out.begin(Block::Autolib);
        for (name, print) in &self.autolib {
            out.string(name);
            out.w.bytes(print);
        }
        out.begin(Block::PkgIndex);
        self.packages.iter().for_each(|p| out.string(p));
        out.begin(Block::File);
        self.files.iter().for_each(|f| out.string(f));
        for (block, list) in DEF_BLOCKS.into_iter().zip(&self.defs) {
            out.begin(block);
            list.iter().for_each(|s| out.symbol(s));
        }
        out.begin(Block::NonPkgRef);
        self.refs.iter().for_each(|s| out.symbol(s));
        out.begin(Block::RefFlags);
        for (sym, flags) in &self.ref_flags {
            out.sym_ref(*sym);
            out.w.bytes(&out.numbers.flag_bytes(*flags));
        }
        out.begin(Block::Hash64);
        self.hash64.iter().for_each(|h| out.w.bytes(h));
        out.begin(Block::Hash);
        self.hash.iter().for_each(|h| out.w.bytes(h));
    }

    fn emit_contents(&self, out: &mut Emitter<'_>) {
        let defs = || self.defs.iter().flatten();
        out.index(Block::RelocIndex, defs().map(|s| s.relocs.len()));
        out.index(Block::AuxIndex, defs().map(|s| s.auxs.len()));
        out.index(Block::DataIndex, defs().map(|s| s.data.len()));
        out.begin(Block::Reloc);
        for reloc in defs().flat_map(|s| &s.relocs) {
            out.w.u32(reloc.offset);
            out.w.u8(reloc.size);
            out.w.u16(out.numbers.reloc_number(reloc.ty));
            out.w.u64(reloc.addend as u64);
            out.sym_ref(reloc.sym);
        }
        out.begin(Block::Aux);
        for aux in defs().flat_map(|s| &s.auxs) {
            out.w.u8(out.numbers.aux_number(aux.kind));
            out.sym_ref(aux.sym);
        }
        out.begin(Block::Data);
        defs().for_each(|s| out.w.bytes(&s.data));
    }
}

/// Where things went while an object is written.
struct Emitter<'s> {
    w: ByteWriter,
    offsets: [u32; NUM_BLOCKS],
    strings: FxHashMap<&'s [u8], u32>,
    numbers: &'static Numbers,
}

impl Emitter<'_> {
    fn begin(&mut self, block: Block) {
        self.offsets[block as usize] = self.w.len() as u32;
    }
    fn string(&mut self, text: &[u8]) {
        let offset =
            self.strings.get(text).unwrap_or_else(|| panic!("{} is no string of the object", text.escape_ascii()));
        self.w.u32(text.len() as u32);
        self.w.u32(*offset);
    }
    fn sym_ref(&mut self, sym: SymRef) {
        self.w.u32(sym.pkg);
        self.w.u32(sym.sym);
    }
    fn symbol(&mut self, s: &RawSym<'_>) {
        let start = self.w.len();
        self.string(&s.name);
        self.w.u16(s.abi);
        self.w.u8(self.numbers.kind_number(s.kind));
        self.w.bytes(&self.numbers.flag_bytes(s.flags));
        self.w.u32(s.size);
        self.w.u32(s.align);
        debug_assert_eq!(self.w.len() - start, RECORD_SIZE[Block::SymDef as usize]);
    }
    /// An index block: running sums of `counts`, the total last.
    fn index(&mut self, block: Block, counts: impl Iterator<Item = usize>) {
        self.begin(block);
        let total = counts.fold(0u32, |sum, n| {
            self.w.u32(sum);
            sum.wrapping_add(n as u32)
        });
        self.w.u32(total);
    }
}

fn symbol<'a>(object: &Object<'a>, id: LocalSym) -> RawSym<'a> {
    let view = object.sym(id);
    let is_def = (id.0 as usize) < object.num_defs();
    RawSym {
        name: Cow::Borrowed(view.name_bytes()),
        abi: view.raw_abi(),
        kind: view.kind(),
        flags: view.flags().bits() as u16,
        size: view.size(),
        align: view.align(),
        relocs: object.relocs(id).collect(),
        auxs: object.auxs(id).collect(),
        data: if is_def { Cow::Borrowed(object.data(id)) } else { Cow::default() },
    }
}

/// The strings of an object in the order in which its table has them. Strings that nothing
/// refers to (names of inlined functions of other packages) come as the bytes they are.
fn string_order<'a>(object: &Object<'a>) -> Vec<Bytes<'a>> {
    let bytes = object.bytes();
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut collect = |block: Block, record: usize, at: usize| {
        for row in object.block(block).chunks_exact(record) {
            let word = |i: usize| u32::from_le_bytes([row[i], row[i + 1], row[i + 2], row[i + 3]]);
            found.push((word(at + 4), word(at)));
        }
    };
    collect(Block::Autolib, STRING_SIZE + 8, 0);
    collect(Block::PkgIndex, STRING_SIZE, 0);
    collect(Block::File, STRING_SIZE, 0);
    for block in DEF_BLOCKS.into_iter().chain([Block::NonPkgRef]) {
        collect(block, RECORD_SIZE[block as usize], 0);
    }
    collect(Block::RefName, RECORD_SIZE[Block::RefName as usize], 8);
    found.sort_unstable();
    found.dedup();
    let mut strings = Vec::new();
    let mut at = HEADER_SIZE as u32;
    let end = object.block_offset(Block::Autolib);
    for (offset, len) in found.into_iter().chain([(end, 0)]) {
        if offset > at {
            strings.push(Cow::Borrowed(&bytes[at as usize..offset as usize]));
        }
        if offset >= at && offset < end || strings.is_empty() {
            strings.push(Cow::Borrowed(&bytes[offset as usize..(offset + len) as usize]));
        }
        at = at.max(offset + len);
    }
    strings
}

/// Makes an aux record.
pub(crate) fn aux(kind: AuxKind, sym: SymRef) -> Aux {
    Aux { kind, sym }
}

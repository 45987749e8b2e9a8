//! The one pass that checks an object before anything reads it. Established here, relied on by
//! every accessor: blocks are in order, inside the file and hold whole records; strings lie in
//! the file, names are text; kinds, ABIs and aux kinds are known; index blocks ascend and end at
//! the record counts; relocations stay inside their symbol's data; references stay inside their
//! tables (those into other packages are checked by whoever has those packages); function
//! records and pc tables are where their aux records say and are well formed.

use super::Object;
use crate::error::Fault;
use crate::format::{
    AUX_SIZE, AuxKind, BLOCK_NAMES, Block, HASH_SIZE, HASH64_SIZE, HEADER_SIZE, NUM_BLOCKS, RECORD_SIZE, RELOC_SIZE,
    STRING_SIZE, SYM_SIZE,
};
use crate::funcinfo::FuncInfoView;
use crate::refs::{SymRef, Target, u32_at};
use crate::symbol::{LocalSym, SymView};
use obj::Abi;

type Checked = Result<(), Fault>;

/// Larger alignments than a page do not occur and would break the layout.
const MAX_ALIGN: u32 = 1 << 16;

pub(crate) fn object(o: &Object<'_>) -> Checked {
    blocks(o)?;
    strings(o)?;
    symbols(o)?;
    hashes(o)?;
    indices(o)?;
    let limits = Limits::of(o);
    references(o, &limits)?;
    functions(o, &limits)
}

fn blocks(o: &Object<'_>) -> Checked {
    let mut previous = HEADER_SIZE as u32;
    for (b, &offset) in o.offsets.iter().enumerate() {
        let place = 20 + 4 * b;
        if offset < previous || offset as usize > o.bytes.len() {
            return Err(Fault::new(place, format!("{} block lies outside the object", BLOCK_NAMES[b])));
        }
        if b > 0 && !(offset - previous).is_multiple_of(RECORD_SIZE[b - 1] as u32) {
            return Err(Fault::new(place, format!("{} block holds a partial record", BLOCK_NAMES[b - 1])));
        }
        previous = offset;
    }
    debug_assert_eq!(o.offsets.len(), NUM_BLOCKS);
    Ok(())
}

/// Checks the string reference at `at`; `text` also wants UTF-8.
fn string(o: &Object<'_>, at: usize, text: bool) -> Checked {
    let (len, off) = (u32_at(o.bytes, at) as usize, u32_at(o.bytes, at + 4) as usize);
    let Some(bytes) = off.checked_add(len).and_then(|end| o.bytes.get(off..end)) else {
        return Err(Fault::new(at, "string lies outside the object"));
    };
    if text && std::str::from_utf8(bytes).is_err() {
        return Err(Fault::new(off, "name is not valid UTF-8"));
    }
    Ok(())
}

fn strings(o: &Object<'_>) -> Checked {
    let each = |block: Block, skip: usize, text: bool| {
        let start = o.block_offset(block) as usize;
        let size = RECORD_SIZE[block as usize];
        (0..o.count(block)).try_for_each(|i| string(o, start + i * size + skip, text))
    };
    each(Block::Autolib, 0, true)?;
    each(Block::PkgIndex, 0, true)?;
    each(Block::File, 0, false)?;
    each(Block::RefName, 8, true)
}

fn symbols(o: &Object<'_>) -> Checked {
    let start = o.block_offset(Block::SymDef) as usize;
    for i in 0..o.num_syms() {
        let at = start + i * SYM_SIZE;
        string(o, at, true)?;
        let view = SymView::new(o.bytes, at, o.numbers);
        if o.numbers.kind(view.record[10]).is_none() {
            return Err(Fault::new(at + 10, format!("unknown symbol kind {}", view.record[10])));
        }
        if Abi::from_u16(view.raw_abi()).is_none() {
            return Err(Fault::new(at + 8, format!("unknown ABI number {}", view.raw_abi())));
        }
        let align = view.align();
        if align != 0 && (!align.is_power_of_two() || align > MAX_ALIGN) {
            return Err(Fault::new(at + 17, format!("impossible alignment {align}")));
        }
    }
    Ok(())
}

fn hashes(o: &Object<'_>) -> Checked {
    debug_assert_eq!((HASH64_SIZE, HASH_SIZE), (8, 16));
    for (hash, defs) in [(Block::Hash64, Block::Hashed64Def), (Block::Hash, Block::HashedDef)] {
        if o.count(hash) != o.count(defs) {
            let what = format!("{} hashes for {} symbols", o.count(hash), o.count(defs));
            return Err(Fault::new(o.block_offset(hash) as usize, what));
        }
    }
    Ok(())
}

fn indices(o: &Object<'_>) -> Checked {
    for (index, records) in
        [(Block::RelocIndex, Block::Reloc), (Block::AuxIndex, Block::Aux), (Block::DataIndex, Block::Data)]
    {
        let start = o.block_offset(index) as usize;
        if o.count(index) != o.num_defs() + 1 {
            return Err(Fault::new(start, format!("{} block has the wrong length", BLOCK_NAMES[index as usize])));
        }
        let mut previous = 0;
        for i in 0..o.count(index) {
            let value = u32_at(o.bytes, start + 4 * i);
            if value < previous || value as usize > o.count(records) {
                let what = format!("{} {value} is out of range", BLOCK_NAMES[index as usize]);
                return Err(Fault::new(start + 4 * i, what));
            }
            previous = value;
        }
        // Every relocation and aux record belongs to a symbol, so that checking those of all
        // symbols checks all.
        let all = previous as usize == o.count(records) && u32_at(o.bytes, start) == 0;
        if records != Block::Data && !all {
            return Err(Fault::new(start, format!("{} block does not cover all records", BLOCK_NAMES[index as usize])));
        }
    }
    Ok(())
}

fn reference(limits: &Limits, sym: SymRef, at: usize) -> Checked {
    if limits.holds(sym) { Ok(()) } else { Err(bad_reference(sym, at)) }
}

fn bad_reference(sym: SymRef, at: usize) -> Fault {
    Fault::new(at, format!("symbol reference {}:{} is out of range", sym.pkg, sym.sym))
}

/// Sizes of the tables that references count in.
struct Limits {
    own: u32,
    hashed64: u32,
    hashed: u32,
    non_pkg: u32,
    packages: u32,
    builtins: u32,
}

impl Limits {
    fn of(o: &Object<'_>) -> Limits {
        let count = |block| o.count(block) as u32;
        Limits {
            own: count(Block::SymDef),
            hashed64: count(Block::Hashed64Def),
            hashed: count(Block::HashedDef),
            non_pkg: count(Block::NonPkgDef) + count(Block::NonPkgRef),
            packages: count(Block::PkgIndex),
            builtins: o.release().builtins.rows.len() as u32,
        }
    }
    /// Whether the reference stays inside the table it counts in.
    #[inline]
    fn holds(&self, sym: SymRef) -> bool {
        match sym.target() {
            Target::None => sym.sym == 0,
            Target::Own(i) => i < self.own,
            Target::Hashed64(i) => i < self.hashed64,
            Target::Hashed(i) => i < self.hashed,
            Target::NonPkg(i) => i < self.non_pkg,
            Target::Builtin(i) => i < self.builtins,
            Target::Package { pkg, .. } => pkg < self.packages,
        }
    }
}

fn references(o: &Object<'_>, limits: &Limits) -> Checked {
    let flags = o.block_offset(Block::RefFlags) as usize;
    let names = o.block_offset(Block::RefName) as usize;
    for (i, f) in o.ref_flags().enumerate() {
        reference(limits, f.sym, flags + i * RECORD_SIZE[Block::RefFlags as usize])?;
    }
    for i in 0..o.count(Block::RefName) {
        let at = names + i * (8 + STRING_SIZE);
        reference(limits, SymRef::at(o.bytes, at), at)?;
    }
    Ok(())
}

/// Data fits sizes; relocations fit data and refer to something; aux symbols of functions are
/// usable.
fn functions(o: &Object<'_>, limits: &Limits) -> Checked {
    // Pc tables are shared by content: each is looked at once.
    let mut seen = vec![false; o.num_defs()];
    for i in 0..o.num_defs() {
        let id = LocalSym(i as u32);
        let (data, size, record) =
            (o.data(id), o.sym(id).size(), o.block_offset(Block::SymDef) as usize + i * SYM_SIZE);
        // Pc tables and some DWARF symbols are stored with size 0.
        if data.len() > size as usize && size != 0 {
            return Err(Fault::new(record + 13, format!("symbol of {size} bytes has {} bytes of data", data.len())));
        }
        relocations(o, limits, id, u64::from(size).max(data.len() as u64))?;
        auxiliary(o, limits, id, record, &mut seen)?;
    }
    Ok(())
}

fn relocations(o: &Object<'_>, limits: &Limits, id: LocalSym, size: u64) -> Checked {
    let place = |k: usize| {
        let first = u32_at(o.bytes, o.block_offset(Block::RelocIndex) as usize + 4 * id.0 as usize) as usize;
        o.block_offset(Block::Reloc) as usize + (first + k) * RELOC_SIZE
    };
    for (k, r) in o.relocs(id).enumerate() {
        if r.size > 0 && u64::from(r.offset) + u64::from(r.size) > size {
            let what = format!("relocation {}+{} lies outside its symbol of {size} bytes", r.offset, r.size);
            return Err(Fault::new(place(k), what));
        }
        if !limits.holds(r.sym) {
            return Err(bad_reference(r.sym, place(k) + 15));
        }
    }
    Ok(())
}

fn auxiliary(o: &Object<'_>, limits: &Limits, id: LocalSym, record: usize, seen: &mut [bool]) -> Checked {
    let first = u32_at(o.bytes, o.block_offset(Block::AuxIndex) as usize + 4 * id.0 as usize) as usize;
    for (k, raw) in o.aux_records(id).enumerate() {
        let at = o.block_offset(Block::Aux) as usize + (first + k) * AUX_SIZE;
        let sym = SymRef::at(raw, 1);
        let Some(kind) = o.numbers.aux(raw[0]) else {
            return Err(Fault::new(at, format!("unknown aux kind {}", raw[0])));
        };
        reference(limits, sym, at + 1)?;
        let table = match kind {
            AuxKind::Pcsp | AuxKind::Pcfile | AuxKind::Pcline | AuxKind::Pcinline | AuxKind::Pcdata => true,
            AuxKind::FuncInfo => false,
            _ => continue,
        };
        if sym.is_none() && table {
            continue;
        }
        let Some(target) = o.local(sym).filter(|t| (t.0 as usize) < o.num_defs()) else {
            return Err(Fault::new(record, "function record or pc table is not in the object"));
        };
        match table {
            true if std::mem::replace(&mut seen[target.0 as usize], true) => {}
            true => pc_table(o, target)?,
            false => func_info(o, limits, target)?,
        }
    }
    Ok(())
}

fn func_info(o: &Object<'_>, limits: &Limits, target: LocalSym) -> Checked {
    let at = o.data_offset(target) as usize;
    let Some(info) = FuncInfoView::parse(o.data(target)) else {
        return Err(Fault::new(at, "function record is truncated"));
    };
    let files = o.count(Block::File);
    let nodes = info.num_inlined() as i64;
    if info.files().any(|f| f as usize >= files) {
        return Err(Fault::new(at, "function record names a file that is not there"));
    }
    for (i, node) in info.inline_tree().enumerate() {
        reference(limits, node.func, at)?;
        if node.file as usize >= files || i64::from(node.parent) >= nodes.min(i as i64) || node.parent < -1 {
            return Err(Fault::new(at, "inlining tree is malformed"));
        }
    }
    Ok(())
}

fn pc_table(o: &Object<'_>, target: LocalSym) -> Checked {
    let data = o.data(target);
    // Only the shape matters here: pairs of uvarints and a closing zero.
    let mut rest = data;
    let mut first = true;
    while !rest.is_empty() {
        let (delta, n) = uvarint32(rest).ok_or_else(|| bad_table(o, target))?;
        rest = &rest[n..];
        if delta == 0 && !first {
            return match rest.is_empty() {
                true => Ok(()),
                false => Err(bad_table(o, target)),
            };
        }
        first = false;
        let (_, n) = uvarint32(rest).ok_or_else(|| bad_table(o, target))?;
        rest = &rest[n..];
    }
    match data.is_empty() {
        true => Ok(()),
        false => Err(bad_table(o, target)),
    }
}

fn bad_table(o: &Object<'_>, target: LocalSym) -> Fault {
    Fault::new(o.data_offset(target) as usize, "pc table is malformed")
}

/// A uvarint of at most 32 bits and its length.
fn uvarint32(b: &[u8]) -> Option<(u32, usize)> {
    let mut v = 0u64;
    for (i, &byte) in b.iter().take(5).enumerate() {
        v |= u64::from(byte & 0x7f) << (7 * i);
        if byte < 0x80 {
            return u32::try_from(v).ok().map(|v| (v, i + 1));
        }
    }
    None
}

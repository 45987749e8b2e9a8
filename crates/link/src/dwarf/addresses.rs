//! Tables of addresses, since DWARF 5: each unit has one, and its entries, ranges and location lists name functions by
//! index in it. In: what the objects left for the functions of each unit. Out: the functions of each table in the
//! order in which they are first named, and the index of each. A function is in the table of its own unit alone
//! (authority: DWARF 5, section 7.27; `writedebugaddr` in `cmd/link/internal/ld/dwarf.go` for the order).

use super::Context;
use super::units::Unit;
use crate::load::UnitId;
use crate::symbols::Sym;
use base::{FxHashSet, IdVec};
use obj::RelocKind;

/// An offset or index nobody has.
pub const NOWHERE: u32 = u32::MAX;

/// What all sections with a part per unit begin with: length, version, sizes of addresses and segment selectors.
pub const SECTION_HEAD: u32 = 4 + 2 + 1 + 1;
/// The same for lists, which go on with the number of offsets that follow: none.
pub const LIST_SECTION_HEAD: u32 = SECTION_HEAD + 4;

/// Whether a relocation is an index.
pub fn is_index(kind: RelocKind) -> bool {
    use RelocKind::{DwTxtAddrU1, DwTxtAddrU2, DwTxtAddrU3, DwTxtAddrU4};
    matches!(kind, DwTxtAddrU1 | DwTxtAddrU2 | DwTxtAddrU3 | DwTxtAddrU4)
}

/// The functions in the table of a unit. The unit's own ranges count from its first function.
pub fn of_unit(cx: &Context<'_, '_>, id: UnitId, unit: &Unit) -> Vec<Sym> {
    let symbols = cx.symbols;
    let pieces = unit.functions.iter().flat_map(|f| [f.info, f.ranges, f.loc]).flatten();
    let indices = pieces.flat_map(|sym| symbols.relocs(sym)).filter(|r| r.kind().is_some_and(is_index));
    let named = indices.filter_map(|r| r.sym.some());
    let first = unit.functions.first().map(|f| f.text);
    let mut seen = FxHashSet::default();
    let is_own = |s: Sym| symbols.definition_place(s).is_some_and(|p| p.unit == id);
    named.chain(first).filter(|&s| is_own(s) && seen.insert(s)).collect()
}

/// The index of each function in the table of its unit, or [`NOWHERE`].
pub fn indices(cx: &Context<'_, '_>, tables: &[Vec<Sym>]) -> IdVec<Sym, u32> {
    let mut indices = IdVec::filled(NOWHERE, cx.symbols.len());
    for table in tables {
        for (i, &sym) in table.iter().enumerate() {
            indices[sym] = i as u32;
        }
    }
    indices
}

/// A section of one table for all units: its head, then `parts`.
pub fn section(head: u32, parts: Vec<u8>) -> Vec<u8> {
    let length = head - 4 + parts.len() as u32;
    let mut out = length.to_le_bytes().to_vec();
    out.extend([5, 0, 8, 0]);
    out.resize(head as usize, 0);
    out.extend(parts);
    out
}

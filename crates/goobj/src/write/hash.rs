//! Content hashes. A content-addressed symbol is known by its contents: size, section class, the name if it is code,
//! bytes without trailing zeros, relocations with a spelling of their targets that is the same
//! in every object of the program. The function is the one by which tools of the release name contents,
//! cut to 16 bytes (facts: `contentHash` and `contentHashSection` in
//! `cmd/internal/obj/objfile.go`).

use crate::format::{HASH_SIZE, PKG_BUILTIN, PKG_HASHED, PKG_HASHED64, PKG_NONE, PKG_SELF};
use crate::numbers::Numbers;
use crate::write::escape_path;
use crate::write::number::{Numbering, section_class};
use base::FxHashMap;
use obj::{Definition, SymId, Unit};
use release::Release;
use release::tool_hash::Stream;
use std::collections::hash_map::Entry;

/// A truncated hash.
pub(crate) type Hash = [u8; HASH_SIZE];

/// The hash of bytes with no relocations.
pub(crate) fn of_bytes(release: Release, size: u64, class: u8, data: &[u8]) -> Hash {
    let mut sum = begin(release, size, class);
    sum.update(used(data));
    finish(sum)
}

/// The short hash: the contents themselves.
pub(crate) fn short(data: &[u8]) -> [u8; 8] {
    let mut hash = [0; 8];
    let n = data.len().min(8);
    hash[..n].copy_from_slice(&data[..n]);
    hash
}

/// Hashes the content-addressed symbols of one unit; each is hashed once.
pub(crate) struct Hasher<'u> {
    unit: &'u Unit,
    numbering: &'u Numbering,
    own_path: String,
    known: FxHashMap<SymId, Hash>,
    release: Release,
}

impl<'u> Hasher<'u> {
    pub(crate) fn new(unit: &'u Unit, numbering: &'u Numbering, release: Release) -> Self {
        Hasher { unit, numbering, own_path: escape_path(&unit.path), known: FxHashMap::default(), release }
    }

    /// The hash of a content-addressed symbol. Targets are hashed before it; the official rule
    /// that there are no circles among them is kept by cutting one that is met again.
    pub(crate) fn hash(&mut self, id: SymId) -> Hash {
        let mut todo = vec![(id, false)];
        while let Some((id, targets_done)) = todo.pop() {
            let Some(def) = &self.unit.symbols[id].def else { continue };
            if targets_done {
                let hash = self.combine(id, def);
                self.known.insert(id, hash);
            } else if let Entry::Vacant(unknown) = self.known.entry(id) {
                unknown.insert(Hash::default());
                todo.push((id, true));
                todo.extend(self.hashed_targets(def).map(|t| (t, false)));
            }
        }
        self.known.get(&id).copied().unwrap_or_default()
    }

    fn hashed_targets<'a>(&'a self, def: &'a Definition) -> impl Iterator<Item = SymId> + 'a {
        let hashed = |id: &SymId| self.numbering.place(*id).pkg == PKG_HASHED;
        def.relocs.iter().filter_map(|r| r.sym.some()).filter(hashed)
    }

    /// The hash of one symbol, given those of its targets.
    fn combine(&self, id: SymId, def: &Definition) -> Hash {
        let symbol = &self.unit.symbols[id];
        let mut sum = begin(self.release, def.size, section_class(&symbol.name, def));
        // Equal code of different functions is not merged.
        if def.kind.is_text() {
            sum.update(symbol.name.as_bytes());
        }
        sum.update(used(&def.data));
        for reloc in &def.relocs {
            sum.update(reloc.offset.to_le_bytes());
            sum.update([reloc.size, Numbers::of(self.release).reloc_number(reloc.ty) as u8]);
            sum.update(reloc.addend.to_le_bytes());
            match reloc.sym.some() {
                None => sum.update("nil symbol"),
                Some(target) if target == id => sum.update("self symbol"),
                Some(target) => self.spell_target(target, &mut sum),
            }
        }
        finish(sum)
    }

    /// Feeds a target in the form that all objects agree on.
    fn spell_target(&self, id: SymId, sum: &mut Stream) {
        let place = self.numbering.place(id);
        let symbol = &self.unit.symbols[id];
        match place.pkg {
            PKG_HASHED64 => {
                sum.update([0]);
                sum.update(short(symbol.def.as_ref().map_or(&[], |d| &d.data)));
            }
            PKG_HASHED => {
                sum.update([1]);
                sum.update(self.known.get(&id).copied().unwrap_or_default());
            }
            PKG_NONE => {
                sum.update([2]);
                sum.update(symbol.name.as_bytes());
            }
            PKG_BUILTIN => {
                sum.update([3]);
                sum.update(place.sym.to_le_bytes());
            }
            PKG_SELF => {
                sum.update(self.own_path.as_bytes());
                sum.update(place.sym.to_le_bytes());
            }
            pkg => {
                sum.update(self.numbering.packages[pkg as usize].as_bytes());
                sum.update(place.sym.to_le_bytes());
            }
        }
    }
}

fn begin(release: Release, size: u64, class: u8) -> Stream {
    let mut sum = release.tool_hash.begin();
    sum.update(size.to_le_bytes());
    sum.update([class]);
    sum
}

/// Bytes without zeros at the end.
fn used(data: &[u8]) -> &[u8] {
    &data[..data.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1)]
}

fn finish(sum: Stream) -> Hash {
    let sum = sum.finish();
    std::array::from_fn(|i| sum[i])
}

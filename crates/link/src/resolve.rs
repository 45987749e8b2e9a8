//! Phase 2: symbol resolution. In: the units. Out: [`Symbols`] with a global id for every symbol
//! of every unit. Rules (authority: `cmd/link/internal/loader/loader.go`):
//!
//! - package symbols: one id each, also found by name;
//! - content-addressed symbols: one id per hash; of different sizes the largest wins, since
//!   trailing zeros are not part of the hash;
//! - non-package symbols: one id per name and ABI; of several that allow duplicates the largest
//!   wins; contents win over zeroed data, if it is not larger; anything else is an error;
//! - unnamed and private symbols: one id each.
//!
//! Fact that holds after: every reference of every unit has an id.

use crate::error::{Errors, LinkError, Result};
use crate::kind::Kind;
use crate::linkname;
use crate::load::{Inputs, UnitId};
use crate::symbols::{Attr, Place, Sym, Symbols, version_of};
use base::FxHashMap;
use goobj::format::Block;
use goobj::{LocalSym, SymView};
use obj::{SymFlags, SymKind};
use release::{Duplicates, Release};

/// How strictly names are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strictness {
    /// Whether references by linkname to unmarked symbols of the standard library are refused.
    pub check_linkname: bool,
    /// Whether duplicates must have equal contents.
    pub strict_dups: bool,
}

struct Resolver<'i, 'a> {
    inputs: &'i Inputs<'a>,
    symbols: Symbols<'a>,
    strictness: Strictness,
    hashed64: FxHashMap<u64, (Sym, u32)>,
    hashed: FxHashMap<[u8; 16], (Sym, u32)>,
    linkname_vars: Vec<(UnitId, &'a str, Sym)>,
    duplicates: Vec<String>,
}

/// Enters the symbols of all units. The second value lists duplicates with different contents.
pub fn resolve<'a>(
    inputs: &Inputs<'a>,
    release: Release,
    strictness: Strictness,
) -> Result<(Symbols<'a>, Vec<String>)> {
    let symbols = Symbols::new(inputs, release);
    let mut r = Resolver {
        inputs,
        symbols,
        strictness,
        hashed64: FxHashMap::default(),
        hashed: FxHashMap::default(),
        linkname_vars: Vec::new(),
        duplicates: Vec::new(),
    };
    r.reserve();
    let units: Vec<UnitId> = inputs.units.ids().collect();
    for &unit in &units {
        r.enter_block(unit, Block::SymDef)?;
    }
    for &unit in &units {
        r.enter_block(unit, Block::Hashed64Def)?;
        r.enter_block(unit, Block::HashedDef)?;
        r.enter_block(unit, Block::NonPkgDef)?;
    }
    if strictness.check_linkname {
        for &(unit, name, sym) in &r.linkname_vars {
            linkname::check(inputs, &r.symbols, unit, name, sym)?;
        }
    }
    for &unit in &units {
        r.enter_references(unit)?;
    }
    r.add_missing_builtins();
    Ok((r.symbols, r.duplicates))
}

impl<'a> Resolver<'_, 'a> {
    fn reserve(&mut self) {
        let total = |block| self.inputs.units.iter().map(|u| u.object.count(block)).sum::<usize>();
        let own = total(Block::SymDef);
        let (h64, hashed) = (total(Block::Hashed64Def), total(Block::HashedDef));
        self.hashed64.reserve(h64 / 2);
        self.hashed.reserve(hashed / 2);
        self.symbols.by_name[0].reserve(own / 2);
        self.symbols.by_name[1].reserve(own / 4);
    }

    /// Enters the definitions of one block of a unit.
    fn enter_block(&mut self, unit: UnitId, block: Block) -> Result<()> {
        let object = self.inputs.units[unit].object;
        let first = object.first(block).0;
        for i in 0..object.count(block) as u32 {
            let local = LocalSym(first + i);
            let view = object.sym(local);
            let sym = match block {
                Block::Hashed64Def => self.enter_hashed64(unit, local, view, object.hash64(i)),
                Block::HashedDef => self.enter_hashed(unit, local, view, *object.hash(i)),
                Block::SymDef => self.enter_package_symbol(unit, local, view),
                _ => self.enter_named(unit, local, view)?,
            };
            self.enter_properties(unit, local, view, sym);
        }
        Ok(())
    }

    fn enter_properties(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>, sym: Sym) {
        self.symbols.units[unit].globals[local.0 as usize] = sym;
        let flags = view.flags();
        if flags.contains(SymFlags::LOCAL) {
            self.symbols.attrs[sym].insert(Attr::LOCAL);
        }
        if flags.contains(SymFlags::USED_IN_IFACE) {
            self.symbols.attrs[sym].insert(Attr::USED_IN_IFACE);
        }
        if view.align() > self.symbols.align(sym) {
            self.symbols.set_align(sym, view.align());
        }
    }

    fn place(&mut self, unit: UnitId, local: LocalSym) -> Sym {
        self.symbols.add_place(Place { unit, index: local.0 })
    }

    fn enter_package_symbol(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>) -> Sym {
        let sym = self.place(unit, local);
        let name = view.name();
        let version = self.version(unit, view);
        if !name.is_empty()
            && let Some(names) = self.symbols.by_name.get_mut(version as usize)
        {
            names.insert(name, sym);
        }
        self.enter_builtin(unit, view, name, sym);
        sym
    }

    fn version(&self, unit: UnitId, view: SymView<'a>) -> u32 {
        version_of(view.raw_abi(), self.symbols.units[unit].version)
    }

    fn enter_builtin(&mut self, unit: UnitId, view: SymView<'a>, name: &str, sym: Sym) {
        let in_runtime = || self.inputs.libs[self.inputs.units[unit].lib].path == "runtime";
        if (name.starts_with("runtime.") || (name.starts_with("type:") && in_runtime()))
            && let Some(i) = self.symbols.release.builtins.number(name, view.raw_abi())
        {
            self.symbols.builtins[i as usize] = sym;
        }
    }

    fn enter_hashed64(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>, hash: u64) -> Sym {
        let size = view.size();
        if let Some(known) = self.hashed64.get_mut(&hash) {
            if size > known.1 {
                known.1 = size;
                self.symbols.places[known.0] = Place { unit, index: local.0 };
            }
            return known.0;
        }
        let sym = self.place(unit, local);
        self.hashed64.insert(hash, (sym, size));
        sym
    }

    fn enter_hashed(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>, hash: [u8; 16]) -> Sym {
        let size = view.size();
        if let Some(known) = self.hashed.get_mut(&hash) {
            if size > known.1 {
                known.1 = size;
                self.symbols.places[known.0] = Place { unit, index: local.0 };
            }
            return known.0;
        }
        let sym = self.place(unit, local);
        self.hashed.insert(hash, (sym, size));
        sym
    }

    fn enter_named(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>) -> Result<Sym> {
        let name = view.name();
        let version = self.version(unit, view) as usize;
        if name.is_empty() || version >= self.symbols.by_name.len() {
            return Ok(self.place(unit, local));
        }
        let sym = match self.symbols.by_name[version].get(name) {
            Some(&old) => {
                self.merge(unit, local, view, old)?;
                old
            }
            None => {
                let sym = self.place(unit, local);
                self.symbols.by_name[version].insert(name, sym);
                sym
            }
        };
        let empty = self.inputs.units[unit].object.data(local).is_empty();
        if view.flags().intersects(SymFlags::LINKNAME | SymFlags::LINKNAME_STD) && empty && name.contains('.') {
            self.linkname_vars.push((unit, name, sym));
        }
        self.enter_builtin(unit, view, name, sym);
        Ok(sym)
    }

    /// Decides between the known definition `old` and a further one of the same name.
    fn merge(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>, old: Sym) -> Result<()> {
        let new_place = Place { unit, index: local.0 };
        let old_place = self.symbols.places[old];
        let (old_size, size) = (self.symbols.size(old), u64::from(view.size()));
        let by_order = self.symbols.release.duplicates == Duplicates::InOrder;
        let old_may_repeat = self.symbols.flags(old).contains(SymFlags::DUPOK);
        if view.flags().contains(SymFlags::DUPOK) {
            if by_order || old_may_repeat {
                if self.strictness.strict_dups {
                    self.compare(unit, local, view, old);
                }
                if old_size < size {
                    self.symbols.places[old] = new_place;
                }
            }
            return Ok(());
        }
        if old_may_repeat {
            if !by_order {
                self.symbols.places[old] = new_place;
            }
            return Ok(());
        }
        let old_is_data = self.symbols.kind(old).is_plain_data();
        let has_data = !self.inputs.units[unit].object.data(local).is_empty();
        let overwrites = has_data || old_size < size;
        let allowed = match overwrites {
            true => old_is_data && self.symbols.data(old).is_empty() && old_size <= size,
            false => old_is_data,
        };
        if !allowed {
            let shown = |u: UnitId, local: LocalSym| {
                let path = &self.inputs.libs[self.inputs.units[u].lib].path;
                let view = self.inputs.units[u].object.sym(local);
                match self.symbols.release.shows_duplicates {
                    true => format!("{path} (type {} size {})", view.kind().name(), view.size()),
                    false => path.to_string(),
                }
            };
            let (new, old) = (shown(unit, local), shown(old_place.unit, LocalSym(old_place.index)));
            let name = view.name();
            return Err(LinkError::new(format!("link: duplicated definition of symbol {name}, from {new} and {old}")));
        }
        if overwrites {
            self.symbols.places[old] = new_place;
        }
        Ok(())
    }

    /// Notes a duplicate whose contents differ (`-strictdups`).
    fn compare(&mut self, unit: UnitId, local: LocalSym, view: SymView<'a>, old: Sym) {
        let (new, old_data) = (self.inputs.units[unit].object.data(local), self.symbols.data(old));
        let (size, old_size) = (u64::from(view.size()), self.symbols.size(old));
        let reason = if new.len() != old_data.len() {
            format!("new length {} != old length {}", new.len(), old_data.len())
        } else if new != old_data {
            "same length but different contents".to_owned()
        } else if size != old_size {
            format!("different sizes: new size {size} != old size {old_size}")
        } else {
            return;
        };
        let path = |u: UnitId| &self.inputs.libs[self.inputs.units[u].lib].path;
        self.duplicates.push(format!(
            "cmd/link: while reading object for '{}': duplicate symbol '{}', previous def at '{}', with mismatched payload: {reason}",
            path(unit),
            view.name(),
            path(self.symbols.places[old].unit),
        ));
    }

    /// Enters references by name, the packages referred to by index, and flags of references.
    fn enter_references(&mut self, unit: UnitId) -> Result<()> {
        let object = self.inputs.units[unit].object;
        let first = object.first(Block::NonPkgRef).0;
        for i in 0..object.count(Block::NonPkgRef) as u32 {
            let local = LocalSym(first + i);
            let view = object.sym(local);
            let version = self.version(unit, view);
            let sym = self.symbols.reference(view.name(), version);
            if self.strictness.check_linkname && linkname::is_checked(&self.symbols, unit, view.flags()) {
                linkname::check(self.inputs, &self.symbols, unit, view.name(), sym)?;
            }
            let align = self.symbols.align(sym);
            self.enter_properties(unit, local, view, sym);
            self.symbols.set_align(sym, align);
        }
        self.enter_packages(unit)?;
        for f in object.ref_flags().filter(|f| f.flags.contains(SymFlags::USED_IN_IFACE)) {
            let sym = self.symbols.resolve(unit, f.sym);
            if !sym.is_none() {
                self.symbols.attrs[sym].insert(Attr::USED_IN_IFACE);
            }
        }
        Ok(())
    }

    fn enter_packages(&mut self, unit: UnitId) -> Result<()> {
        let mut errors = Errors::new();
        let lib = &self.inputs.libs[self.inputs.units[unit].lib].path;
        let mut units = vec![unit];
        for name in self.inputs.units[unit].object.packages().skip(1) {
            match self.inputs.unit_of_prefix(name) {
                Some(u) => units.push(u),
                None => errors.push(format!("link: {lib}: reference to nonexistent package {name}")),
            }
        }
        self.symbols.units[unit].packages = units;
        errors.finish()
    }

    /// Builtins without a definition become references, so that using one is an error with a
    /// place.
    fn add_missing_builtins(&mut self) {
        for (i, b) in self.symbols.release.builtins.rows.iter().enumerate() {
            if self.symbols.builtins[i].is_none() {
                self.symbols.builtins[i] = self.symbols.add_synth(b.name.into(), crate::symbols::ANONYMOUS);
            }
        }
        debug_assert_eq!(Kind::from_object(SymKind::Undefined), Kind::Undefined);
    }
}

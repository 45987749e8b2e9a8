//! The global symbol table: one dense id per symbol of the program, flat tables beside it.
//! A symbol is defined by a unit ([`Place`]) or made by the linker ([`Synth`]); changing one
//! that a unit defines turns it into a synthetic copy under the same id. Ids are given in the
//! order the official linker gives them (package symbols of all units, then content-addressed
//! and non-package ones unit by unit, then references, then what the linker adds), because that
//! order decides ties in the layout.

use crate::kind::Kind;
use crate::load::{Inputs, LibId, LoadedUnit, UnitId};
use base::{FxHashMap, IdVec, define_id};
use goobj::format::Block;
use goobj::{AuxKind, FuncInfoView, LocalSym, Object, ObjectFlags, RawReloc, SymRef, Target};
use obj::{RelocKind, RelocType, SymFlags};
use release::Release;
use std::borrow::Cow;

define_id!(
    /// A symbol of the program.
    Sym,
    "g"
);
define_id!(
    /// A section of the executable.
    SectId,
    "sect"
);

/// Version of symbols with ABI0, and of data.
pub const ABI0: u32 = 0;
/// Version of symbols with ABIInternal.
pub const ABI_INTERNAL: u32 = 1;
/// Versions from here on are private to one unit (fact: `SymVerStatic`).
pub const STATIC: u32 = 10;
/// Version of unnamed symbols of the linker.
pub const ANONYMOUS: u32 = u32::MAX;

/// Where a symbol is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The unit, or [`UnitId::NONE`] for the linker's own.
    pub unit: UnitId,
    /// The unit's symbol, or the index among synthetic symbols.
    pub index: u32,
}

bitflags::bitflags! {
    /// What the link has found out about a symbol.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
    pub struct Attr: u8 {
        /// Part of the program.
        const REACHABLE = 1;
        /// A type that is converted to an interface.
        const USED_IN_IFACE = 2;
        /// Local in the symbol table of the executable.
        const LOCAL = 4;
        /// Not in the symbol table of the executable.
        const HIDDEN = 8;
        /// A boundary mark, not laid out.
        const SPECIAL = 16;
        /// Contents are made when the file is written.
        const GENERATED = 32;
    }
}

/// A relocation with its target resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reloc {
    /// First byte replaced.
    pub offset: u32,
    /// Bytes replaced; 0 for marks.
    pub size: u8,
    /// What is put there.
    pub ty: RelocType,
    /// Added to the target.
    pub addend: i64,
    /// The target; [`Sym::NONE`] where there is none.
    pub sym: Sym,
}

impl Reloc {
    /// The type without its weak mark.
    #[inline]
    pub fn kind(&self) -> Option<RelocKind> {
        self.ty.kind()
    }
}

/// A symbol made or changed by the linker.
#[derive(Clone, Debug, Default)]
pub struct Synth<'a> {
    /// Name.
    pub name: Cow<'a, str>,
    /// Version.
    pub version: u32,
    /// Kind; `None` while undefined.
    pub kind: Option<Kind>,
    /// Bytes in memory.
    pub size: u64,
    /// Leading bytes.
    pub data: Cow<'a, [u8]>,
    /// Relocations in order of offset.
    pub relocs: Vec<Reloc>,
    /// The definition this is a changed copy of.
    pub origin: Option<Place>,
}

impl Synth<'_> {
    /// Appends bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.data.to_mut().extend_from_slice(bytes);
        self.size = self.data.len() as u64;
    }
    /// Appends eight bytes.
    pub fn u64(&mut self, v: u64) {
        self.bytes(&v.to_le_bytes());
    }
    /// Appends the address of a symbol plus an addend.
    pub fn addr(&mut self, sym: Sym, addend: i64) {
        let offset = self.data.len() as u32;
        self.relocs.push(Reloc { offset, size: 8, ty: RelocType::new(RelocKind::Addr), addend, sym });
        self.u64(0);
    }
    /// Forgets contents and size.
    pub fn clear(&mut self) {
        self.data = Cow::Owned(Vec::new());
        self.relocs.clear();
        self.size = 0;
    }
}

/// One unit's view of the table.
#[derive(Debug)]
pub struct UnitSyms<'a> {
    /// What to call the unit in messages: `file(member)`.
    pub name: String,
    /// The unit's symbols.
    pub object: Object<'a>,
    /// Its package.
    pub lib: LibId,
    /// Version of its private symbols.
    pub version: u32,
    /// Global id of each of its symbols.
    pub globals: Vec<Sym>,
    /// Unit of each package it refers to by index.
    pub packages: Vec<UnitId>,
    /// First symbol of the short hashed, hashed and non-package blocks.
    first: [u32; 3],
    /// Its flags.
    pub flags: ObjectFlags,
}

impl<'a> UnitSyms<'a> {
    /// The view before any symbol is entered.
    pub fn new(unit: &LoadedUnit<'a>, version: u32) -> Self {
        let LoadedUnit { ref name, lib, object } = *unit;
        let first = [Block::Hashed64Def, Block::HashedDef, Block::NonPkgDef].map(|b| object.first(b).0);
        let globals = vec![Sym::NONE; object.num_syms()];
        let name = name.clone();
        UnitSyms { name, object, lib, version, globals, packages: Vec::new(), first, flags: object.flags() }
    }
}

/// All symbols.
#[derive(Debug)]
pub struct Symbols<'a> {
    /// The release whose objects are linked.
    pub release: Release,
    /// Units in load order.
    pub units: IdVec<UnitId, UnitSyms<'a>>,
    /// Where each symbol is defined.
    pub places: IdVec<Sym, Place>,
    /// The linker's own symbols.
    pub synths: Vec<Synth<'a>>,
    /// What is known about each symbol.
    pub attrs: IdVec<Sym, Attr>,
    /// Alignment as a power of two plus one; 0: not set.
    aligns: IdVec<Sym, u8>,
    /// Address, or offset in the section until addresses are known.
    pub values: IdVec<Sym, u64>,
    /// Section.
    pub sections: IdVec<Sym, SectId>,
    /// Symbols by name, for both shared versions.
    pub by_name: [FxHashMap<&'a str, Sym>; 2],
    /// Names the linker made up.
    own_names: FxHashMap<(String, u32), Sym>,
    /// Definitions of the release's builtins.
    pub builtins: Vec<Sym>,
    /// What a reference beyond the end of another package's table means: never defined.
    pub bad: Sym,
}

impl<'a> Symbols<'a> {
    /// A table without symbols.
    pub fn new(inputs: &Inputs<'a>, release: Release) -> Self {
        let units = inputs.units.iter_enumerated();
        let mut symbols = Symbols {
            release,
            units: units.map(|(id, u)| UnitSyms::new(u, STATIC + id.0)).collect(),
            places: IdVec::new(),
            synths: Vec::new(),
            attrs: IdVec::new(),
            aligns: IdVec::new(),
            values: IdVec::new(),
            sections: IdVec::new(),
            by_name: Default::default(),
            own_names: FxHashMap::default(),
            builtins: vec![Sym::NONE; release.builtins.rows.len()],
            bad: Sym::NONE,
        };
        symbols.bad = symbols.add_synth("(symbol beyond the end of its package)".into(), ANONYMOUS);
        symbols
    }
    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.places.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Sym> + ExactSizeIterator + use<> {
        (0..self.places.len() as u32).map(Sym)
    }
    /// A new id for a symbol a unit defines.
    pub fn add_place(&mut self, place: Place) -> Sym {
        self.attrs.push(Attr::default());
        self.aligns.push(0);
        self.values.push(0);
        self.sections.push(SectId::NONE);
        self.places.push(place)
    }
    /// A new symbol of the linker that is not found by name.
    pub fn add_synth(&mut self, name: Cow<'a, str>, version: u32) -> Sym {
        let place = Place { unit: UnitId::NONE, index: self.synths.len() as u32 };
        self.synths.push(Synth { name, version, ..Synth::default() });
        self.add_place(place)
    }
    /// The symbol called `name`, if there is one.
    pub fn lookup(&self, name: &str, version: u32) -> Option<Sym> {
        let by_name = self.by_name.get(version as usize)?;
        by_name.get(name).copied().or_else(|| self.own_names.get(&(name.to_owned(), version)).copied())
    }
    /// The symbol called `name` as units refer to it, made on first use.
    pub fn reference(&mut self, name: &'a str, version: u32) -> Sym {
        if let Some(&sym) = self.by_name.get(version as usize).and_then(|m| m.get(name)) {
            return sym;
        }
        let sym = self.add_synth(Cow::Borrowed(name), version);
        if let Some(map) = self.by_name.get_mut(version as usize) {
            map.insert(name, sym);
        }
        sym
    }
    /// The data symbol called `name`, reachable and open to changes, made on first use.
    pub fn create(&mut self, name: &str) -> Sym {
        let sym = self.lookup(name, ABI0).unwrap_or_else(|| {
            let sym = self.add_synth(Cow::Owned(name.to_owned()), ABI0);
            self.own_names.insert((name.to_owned(), ABI0), sym);
            sym
        });
        self.attrs[sym].insert(Attr::REACHABLE);
        self.update(sym);
        sym
    }
    /// The symbol as one that can be changed; copies it out of its unit on first use.
    pub fn update(&mut self, sym: Sym) -> &mut Synth<'a> {
        let place = self.places[sym];
        if !place.unit.is_none() {
            let synth = self.copied(sym, place);
            self.places[sym] = Place { unit: UnitId::NONE, index: self.synths.len() as u32 };
            self.synths.push(synth);
        }
        &mut self.synths[self.places[sym].index as usize]
    }
    fn copied(&self, sym: Sym, place: Place) -> Synth<'a> {
        let unit = &self.units[place.unit];
        let local = LocalSym(place.index);
        Synth {
            name: Cow::Borrowed(unit.object.sym(local).name()),
            version: self.version(sym),
            kind: Some(self.kind(sym)),
            size: self.size(sym),
            data: Cow::Borrowed(unit.object.data(local)),
            relocs: self.relocs(sym).collect(),
            origin: Some(place),
        }
    }
    /// The linker's own symbol, if it is one.
    #[inline]
    pub fn synth(&self, sym: Sym) -> Option<&Synth<'a>> {
        let place = self.places[sym];
        place.unit.is_none().then(|| &self.synths[place.index as usize])
    }
    /// Unit and local symbol of the definition, also of a changed copy.
    pub fn definition(&self, sym: Sym) -> Option<(&UnitSyms<'a>, LocalSym)> {
        let place = self.definition_place(sym)?;
        Some((&self.units[place.unit], LocalSym(place.index)))
    }
    /// The place of the definition, also of a changed copy.
    pub fn definition_place(&self, sym: Sym) -> Option<Place> {
        match self.places[sym] {
            Place { unit, index } if unit.is_none() => self.synths[index as usize].origin,
            place => Some(place),
        }
    }
    #[inline]
    fn view(&self, sym: Sym) -> std::result::Result<goobj::SymView<'a>, &Synth<'a>> {
        let place = self.places[sym];
        match place.unit.is_none() {
            true => Err(&self.synths[place.index as usize]),
            false => Ok(self.units[place.unit].object.sym(LocalSym(place.index))),
        }
    }
    /// The name.
    pub fn name(&self, sym: Sym) -> &str {
        self.view(sym).map_or_else(|s| &*s.name, |v| v.name())
    }
    /// Whether the symbol has a name.
    pub fn is_named(&self, sym: Sym) -> bool {
        self.view(sym).map_or_else(|s| !s.name.is_empty(), |v| !v.name_bytes().is_empty())
    }
    /// The version: ABI, or which unit it is private to.
    pub fn version(&self, sym: Sym) -> u32 {
        match self.view(sym) {
            Err(synth) => synth.version,
            Ok(view) => version_of(view.raw_abi(), self.units[self.places[sym].unit].version),
        }
    }
    /// Whether the symbol is private to one unit.
    pub fn is_file_local(&self, sym: Sym) -> bool {
        (STATIC..ANONYMOUS).contains(&self.version(sym))
    }
    /// Whether the symbol is known by its contents, so that others may have its name.
    pub fn is_known_by_contents(&self, sym: Sym) -> bool {
        self.definition(sym).is_some_and(|(unit, local)| {
            let first = unit.object.first(Block::HashedDef).0;
            (first..first + unit.object.count(Block::HashedDef) as u32).contains(&local.0)
        })
    }
    /// The kind.
    #[inline]
    pub fn kind(&self, sym: Sym) -> Kind {
        self.view(sym).map_or_else(|s| s.kind.unwrap_or(Kind::Undefined), |v| Kind::from_object(v.kind()))
    }
    /// Bytes in memory.
    #[inline]
    pub fn size(&self, sym: Sym) -> u64 {
        self.view(sym).map_or_else(|s| s.size, |v| u64::from(v.size()))
    }
    /// The flags of the definition; none for the linker's own symbols.
    #[inline]
    pub fn flags(&self, sym: Sym) -> SymFlags {
        self.view(sym).map_or(SymFlags::empty(), |v| v.flags())
    }
    /// Leading bytes.
    #[inline]
    pub fn data(&self, sym: Sym) -> &[u8] {
        let place = self.places[sym];
        match place.unit.is_none() {
            true => &self.synths[place.index as usize].data,
            false => self.units[place.unit].object.data(LocalSym(place.index)),
        }
    }
    /// Relocations in order.
    #[inline]
    pub fn relocs(&self, sym: Sym) -> Relocs<'_, 'a> {
        let place = self.places[sym];
        match place.unit.is_none() {
            true => Relocs::Own(self.synths[place.index as usize].relocs.iter()),
            false => {
                let raw = self.units[place.unit].object.relocs(LocalSym(place.index));
                Relocs::Unit { symbols: self, unit: place.unit, raw }
            }
        }
    }
    /// The symbol the reference of a unit means; [`Sym::NONE`] for no symbol.
    #[inline]
    pub fn resolve(&self, unit: UnitId, reference: SymRef) -> Sym {
        let u = &self.units[unit];
        match reference.target() {
            Target::None => Sym::NONE,
            Target::Own(i) => u.globals[i as usize],
            Target::Hashed64(i) => u.globals[(u.first[0] + i) as usize],
            Target::Hashed(i) => u.globals[(u.first[1] + i) as usize],
            Target::NonPkg(i) => u.globals[(u.first[2] + i) as usize],
            Target::Builtin(i) => self.builtins[i as usize],
            Target::Package { pkg, index } => {
                let home = &self.units[u.packages[pkg as usize]];
                match (index as usize) < home.object.num_own() {
                    true => home.globals[index as usize],
                    false => self.bad,
                }
            }
        }
    }
    /// Symbols attached to a definition, in order, with their roles.
    pub fn auxs(&self, sym: Sym) -> impl Iterator<Item = (AuxKind, Sym)> + use<'_, 'a> {
        let place = self.definition_place(sym);
        let auxs = place.map(|p| self.units[p.unit].object.auxs(LocalSym(p.index)).map(move |a| (p.unit, a)));
        auxs.into_iter().flatten().map(|(unit, a)| (a.kind, self.resolve(unit, a.sym)))
    }
    /// The first symbol attached in a role.
    pub fn aux(&self, sym: Sym, kind: AuxKind) -> Option<Sym> {
        self.auxs(sym).find(|a| a.0 == kind).and_then(|a| a.1.some())
    }
    /// The function record.
    pub fn func_info(&self, sym: Sym) -> Option<FuncInfoView<'a>> {
        let (unit, local) = self.definition(sym)?;
        unit.object.func_info(local)
    }
    /// The package; `None` for symbols the linker made.
    pub fn lib(&self, sym: Sym) -> Option<LibId> {
        self.definition_place(sym).map(|p| self.units[p.unit].lib)
    }
    /// Whether the definition comes from the assembler.
    pub fn is_from_assembly(&self, sym: Sym) -> bool {
        self.definition(sym).is_some_and(|(u, _)| u.flags.contains(ObjectFlags::FROM_ASSEMBLY))
    }
    /// The alignment; 0: not set.
    #[inline]
    pub fn align(&self, sym: Sym) -> u32 {
        match self.aligns[sym] {
            0 => 0,
            n => 1 << (n - 1),
        }
    }
    /// Sets the alignment (a power of two, or 0).
    pub fn set_align(&mut self, sym: Sym, align: u32) {
        self.aligns[sym] = if align == 0 { 0 } else { align.trailing_zeros() as u8 + 1 };
    }
    /// Whether the symbol is part of the program.
    #[inline]
    pub fn is_reachable(&self, sym: Sym) -> bool {
        self.attrs[sym].contains(Attr::REACHABLE)
    }
    /// How many symbols there are, and how many of them are reachable.
    pub fn counts(&self) -> (usize, usize) {
        (self.attrs.len(), self.attrs.ids().filter(|&sym| self.is_reachable(sym)).count())
    }
    /// Makes the boundary mark `name` of a kind; its value is set later.
    pub fn mark(&mut self, name: &str, kind: Kind) -> Sym {
        let sym = self.create(name);
        self.update(sym).kind = Some(kind);
        self.attrs[sym].insert(Attr::SPECIAL | Attr::LOCAL);
        sym
    }
    /// The symbol with the file it comes from, for messages about malformed input.
    pub fn describe_place(&self, sym: Sym) -> String {
        match self.definition(sym) {
            Some((unit, _)) => format!("{}: {}", unit.name, self.describe(sym)),
            None => self.describe(sym),
        }
    }
    /// Reachable symbols with names for messages: "name" or "sym 12" where there is none.
    pub fn describe(&self, sym: Sym) -> String {
        match self.name(sym) {
            "" => format!("sym {}", sym.0),
            name => name.to_owned(),
        }
    }
}

/// The version of a symbol with this ABI number in a unit whose private version is `private`.
pub fn version_of(abi: u16, private: u32) -> u32 {
    match abi {
        0 => ABI0,
        1 => ABI_INTERNAL,
        _ => private,
    }
}

/// Relocations of a symbol, targets resolved on the way.
#[derive(Clone, Debug)]
pub enum Relocs<'s, 'a> {
    /// Of a unit.
    Unit {
        /// The table.
        symbols: &'s Symbols<'a>,
        /// The unit.
        unit: UnitId,
        /// Records left.
        raw: goobj::symbol::RawRelocs<'a>,
    },
    /// Of the linker's own symbol.
    Own(std::slice::Iter<'s, Reloc>),
}

impl Iterator for Relocs<'_, '_> {
    type Item = Reloc;
    #[inline]
    fn next(&mut self) -> Option<Reloc> {
        match self {
            Relocs::Own(iter) => iter.next().copied(),
            Relocs::Unit { symbols, unit, raw } => {
                let RawReloc { offset, size, ty, addend, sym } = raw.next()?;
                Some(Reloc { offset, size, ty, addend, sym: symbols.resolve(*unit, sym) })
            }
        }
    }
}

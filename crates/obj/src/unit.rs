//! The symbol table of one linkable unit: one package's compiled code or one assembly file.
//! Built append-only, then handed on finished; output order is the order of the tables.

use crate::func::FuncInfo;
use crate::kind::{Abi, SymFlags, SymId, SymKind};
use crate::reloc::Reloc;
use base::{FxHashMap, IdVec};
use std::sync::Arc;

/// How objects name a symbol that is defined elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Home {
    /// By its name (assembly, linknames, whatever several packages may define).
    ByName,
    /// Defined by this unit, named by index.
    Here,
    /// By index in the object of an imported package.
    Package {
        /// Import path.
        path: Arc<str>,
        /// Index among that package's defined symbols.
        index: u32,
    },
    /// A row of the release's table of runtime symbols.
    Builtin(u32),
}

/// What a defined symbol holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Kind.
    pub kind: SymKind,
    /// Flags.
    pub flags: SymFlags,
    /// Alignment in bytes; 0: the kind's usual one.
    pub align: u32,
    /// Size in bytes; at least `data.len()`, the rest is zero.
    pub size: u64,
    /// Leading bytes.
    pub data: Vec<u8>,
    /// By offset, marks included.
    pub relocs: Vec<Reloc>,
    /// The Go type of a variable.
    pub gotype: Option<SymId>,
    /// The DWARF entry of a variable.
    pub dwarf_info: Option<SymId>,
    /// For text.
    pub func: Option<Box<FuncInfo>>,
}

impl Definition {
    /// Data of a kind, without relocations.
    pub fn data(kind: SymKind, flags: SymFlags, data: Vec<u8>) -> Self {
        let size = data.len() as u64;
        Definition { kind, flags, align: 0, size, data, relocs: Vec::new(), gotype: None, dwarf_info: None, func: None }
    }
}

/// A symbol that is defined or referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Full name (`fmt.Println`, `type:string`, `gclocals·…`).
    pub name: Arc<str>,
    /// ABI; data is [`Abi::Abi0`].
    pub abi: Abi,
    /// How an object names it.
    pub home: Home,
    /// Flags that belong to the reference itself (USED_IN_IFACE, GO_TYPE and the like).
    pub ref_flags: SymFlags,
    /// The contents, when this unit defines it.
    pub def: Option<Definition>,
}

/// One package or assembly file, ready to be written or linked.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Import path of the package (`-p`).
    pub path: Arc<str>,
    /// Imported packages with their export fingerprints, in the order of the object file.
    pub imports: Vec<(Arc<str>, [u8; 8])>,
    /// Fingerprint of this package's own export data; zero for assembly.
    pub fingerprint: [u8; 8],
    /// Whether this comes from assembly.
    pub from_assembly: bool,
    /// Whether it is for shared libraries and position-independent executables (`-shared`).
    pub shared: bool,
    /// Whether this is a package of the standard library.
    pub std: bool,
    /// Source files, indexed by the file numbers of function records, as they are to appear
    /// in tracebacks (trimmed, absolute).
    pub files: Vec<Arc<str>>,
    /// All symbols.
    pub symbols: IdVec<SymId, Symbol>,
    by_name: FxHashMap<(Arc<str>, Abi), SymId>,
    defined: Vec<SymId>,
}

impl Unit {
    /// An empty unit of package `path`.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Unit { path: path.into(), ..Unit::default() }
    }
    /// The symbol called `name`, made as a by-name reference on first use.
    pub fn symbol(&mut self, name: &str, abi: Abi) -> SymId {
        if let Some(id) = self.lookup(name, abi) {
            return id;
        }
        let name: Arc<str> = name.into();
        let id = self.fresh(name.clone(), abi);
        self.by_name.insert((name, abi), id);
        id
    }
    /// A symbol that no other one can be confused with, whatever its name.
    pub fn fresh(&mut self, name: impl Into<Arc<str>>, abi: Abi) -> SymId {
        self.symbols.push(Symbol {
            name: name.into(),
            abi,
            home: Home::ByName,
            ref_flags: SymFlags::empty(),
            def: None,
        })
    }
    /// The symbol called `name` if there is one.
    pub fn lookup(&self, name: &str, abi: Abi) -> Option<SymId> {
        self.by_name.get(&(Arc::from(name), abi)).copied()
    }
    /// Gives a symbol its contents. Returns false, changing nothing, when it has some already.
    #[must_use]
    pub fn define(&mut self, id: SymId, def: Definition) -> bool {
        let symbol = &mut self.symbols[id];
        if symbol.def.is_some() {
            return false;
        }
        symbol.def = Some(def);
        self.defined.push(id);
        true
    }
    /// What [`define`](Self::define) gave contents, in that order, which is the order of the
    /// object file.
    pub fn defined(&self) -> &[SymId] {
        &self.defined
    }
    /// The number of source file `name` in the unit's file table, added on first use.
    pub fn file(&mut self, name: &str) -> u32 {
        if let Some(i) = self.files.iter().position(|f| &**f == name) {
            return i as u32;
        }
        self.files.push(name.into());
        self.files.len() as u32 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_shared_by_name_and_abi() {
        let mut u = Unit::new("p");
        let a = u.symbol("p.f", Abi::Abi0);
        assert_eq!(a, u.symbol("p.f", Abi::Abi0));
        assert_ne!(a, u.symbol("p.f", Abi::Internal));
        assert_ne!(u.fresh("x", Abi::Static), u.fresh("x", Abi::Static));
        assert!(u.define(a, Definition::data(SymKind::RoData, SymFlags::DUPOK, vec![1])));
        assert!(!u.define(a, Definition::data(SymKind::RoData, SymFlags::DUPOK, vec![2])));
    }
}

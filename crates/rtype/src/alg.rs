//! How values are compared and hashed, and which function values descriptors name for it
//! (facts: `cmd/compile/internal/types/alg.go`, `reflectdata/alg.go`).

use crate::emitter::{Emitter, Needed};
use crate::layout::{Alg, RType};
use obj::{Abi, SymFlags, SymId, SymKind};

impl Alg {
    /// Which one wins in a struct: what cannot be compared at all wins over everything.
    pub(crate) fn weight(self) -> u8 {
        match self {
            Alg::Mem => 0,
            Alg::NoAlg => 2,
            Alg::None => 3,
            _ => 1,
        }
    }
    /// The runtime's functions for it, as the middle of their names; `None` where it depends
    /// on the size or there is none.
    fn stem(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            Alg::String => ("strequal", "strhash"),
            Alg::Interface => ("interequal", "interhash"),
            Alg::EmptyInterface => ("nilinterequal", "nilinterhash"),
            Alg::Float32 => ("f32equal", "f32hash"),
            Alg::Float64 => ("f64equal", "f64hash"),
            Alg::Complex64 => ("c64equal", "c64hash"),
            Alg::Complex128 => ("c128equal", "c128hash"),
            _ => return None,
        })
    }
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Equal,
    Hash,
}

impl Emitter<'_, '_> {
    /// The function value that compares two values; `None` if they cannot be compared.
    pub fn equal(&mut self, t: RType) -> Option<SymId> {
        self.function(t, Use::Equal)
    }
    /// The function value that hashes a value; `None` if it cannot be hashed.
    pub fn hasher(&mut self, t: RType) -> Option<SymId> {
        self.function(t, Use::Hash)
    }

    fn function(&mut self, t: RType, what: Use) -> Option<SymId> {
        let layout = self.layouts.of(t);
        if let Some((equal, hash)) = layout.alg.stem() {
            return Some(self.runtime_value(if what == Use::Equal { equal } else { hash }));
        }
        match layout.alg {
            Alg::None | Alg::NoAlg => None,
            Alg::Mem => Some(self.memory(layout.size, what)),
            _ => Some(self.special(t, what)),
        }
    }

    /// Memory of some sizes has functions of its own; for others the size stands behind the
    /// code word of the function value.
    fn memory(&mut self, size: u64, what: Use) -> SymId {
        let stem = if what == Use::Equal { "memequal" } else { "memhash" };
        if matches!(size, 0 | 1 | 2 | 4 | 8 | 16) {
            return self.runtime_value(&format!("{stem}{}", size * 8));
        }
        let name = if what == Use::Equal { format!("type:.eqfunc{size}") } else { format!("type:.hashfunc{size}") };
        let code = self.unit.symbol(&format!("runtime.{stem}_varlen"), Abi::Internal);
        let mut data = crate::data::Data::new();
        data.ptr(code, 0);
        data.u64(size);
        self.shared(&name, data)
    }

    /// The function value of a runtime function.
    fn runtime_value(&mut self, name: &str) -> SymId {
        let code = self.unit.symbol(&format!("runtime.{name}"), Abi::Internal);
        let mut data = crate::data::Data::new();
        data.ptr(code, 0);
        self.shared(&format!("runtime.{name}·f"), data)
    }

    fn special(&mut self, t: RType, what: Use) -> SymId {
        let text = self.names.link(t);
        let (value, code) = match what {
            Use::Equal => (format!("type:.eqfunc.{text}"), format!("type:.eq.{text}")),
            Use::Hash => (format!("type:.hashfunc.{text}"), format!("type:.hash.{text}")),
        };
        let needed = if what == Use::Equal { Needed::Equal(t) } else { Needed::Hash(t) };
        self.need(&code, needed);
        let code = self.unit.symbol(&code, Abi::Internal);
        let mut data = crate::data::Data::new();
        data.ptr(code, 0);
        self.shared(&value, data)
    }

    /// Read-only data that several packages may define; made once per name.
    pub(crate) fn shared(&mut self, name: &str, data: crate::data::Data) -> SymId {
        let sym = self.unit.symbol(name, Abi::Abi0);
        if self.unit.symbols[sym].def.is_none() {
            let _new = self.unit.define(sym, data.into_definition(SymKind::RoData, SymFlags::DUPOK));
        }
        sym
    }
}

//! Symbols of data, as several parts of the compiler define them.

use obj::{Abi, Definition, SymFlags, SymKind, Unit};

/// A definition of data several packages may make.
pub(crate) fn shared(data: Vec<u8>, flags: SymFlags) -> Definition {
    Definition::data(SymKind::RoData, flags | SymFlags::DUPOK, data)
}

/// A symbol of data.
pub(crate) fn data_symbol(unit: &mut Unit, name: &str) -> obj::SymId {
    unit.symbol(name, Abi::Abi0)
}

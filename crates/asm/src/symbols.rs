//! The module as the back end sees it: symbols by name, and names for messages and listings.
//! Float constants are only collected; they are defined behind everything else, by name.

use crate::arch::{Line, Names, Symbols};
use crate::module::Module;
use base::Name;
use obj::{Abi, SymId};
use std::collections::BTreeMap;

/// Float constants by name: symbol and bytes.
pub(crate) type Constants = BTreeMap<String, (SymId, Vec<u8>)>;

/// A module and the float constants met so far.
pub(crate) struct AsmSymbols<'a> {
    module: &'a mut Module,
    constants: &'a mut Constants,
}

impl<'a> AsmSymbols<'a> {
    pub(crate) fn new(module: &'a mut Module, constants: &'a mut Constants) -> AsmSymbols<'a> {
        AsmSymbols { module, constants }
    }

    fn constant(&mut self, name: String, bytes: &[u8]) -> SymId {
        let sym = self.module.unit.symbol(&name, Abi::Abi0);
        self.constants.entry(name).or_insert_with(|| (sym, bytes.to_vec()));
        sym
    }
}

impl Names for Module {
    fn name(&self, sym: SymId) -> &str {
        &self.unit.symbols[sym].name
    }
    fn abi(&self, sym: SymId) -> Abi {
        self.unit.symbols[sym].abi
    }
    fn position(&self, line: Line) -> String {
        match self.shown_files.get(line.file as usize) {
            Some(file) if line.line != 0 => format!("{file}:{}", line.line),
            _ => "<unknown line number>".to_string(),
        }
    }
    fn resolve(&self, name: Name) -> &str {
        self.names.resolve(name)
    }
}

impl Names for AsmSymbols<'_> {
    fn name(&self, sym: SymId) -> &str {
        Names::name(self.module, sym)
    }
    fn abi(&self, sym: SymId) -> Abi {
        Names::abi(self.module, sym)
    }
    fn position(&self, line: Line) -> String {
        self.module.position(line)
    }
    fn resolve(&self, name: Name) -> &str {
        self.module.resolve(name)
    }
}

impl Symbols for AsmSymbols<'_> {
    fn symbol(&mut self, name: &str, abi: Abi) -> SymId {
        self.module.unit.symbol(name, abi)
    }
    fn float32(&mut self, value: f32) -> SymId {
        let bits = value.to_bits();
        self.constant(format!("$f32.{bits:08x}"), &bits.to_le_bytes())
    }
    fn float64(&mut self, value: f64) -> SymId {
        let bits = value.to_bits();
        self.constant(format!("$f64.{bits:016x}"), &bits.to_le_bytes())
    }
    fn is_local(&self, sym: SymId) -> bool {
        Symbols::is_local(&self.module.unit, sym) || self.constants.contains_key(&*self.module.unit.symbols[sym].name)
    }
    fn is_tls(&self, sym: SymId) -> bool {
        Symbols::is_tls(&self.module.unit, sym)
    }
}

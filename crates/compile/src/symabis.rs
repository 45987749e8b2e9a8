//! What assembly says of a package's functions. In: the file that the assembler writes with `-gensymabis`. Out: which
//! functions it defines and which it refers to, under which ABI.

use base::FxHashMap;
use obj::Abi;

/// ABIs as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct AbiSet {
    stack: bool,
    registers: bool,
}

impl AbiSet {
    pub(crate) fn insert(&mut self, abi: Abi) {
        match abi {
            Abi::Internal => self.registers = true,
            _ => self.stack = true,
        }
    }
    pub(crate) fn contains(self, abi: Abi) -> bool {
        if abi == Abi::Internal { self.registers } else { self.stack }
    }
}

/// What the assembly of a package defines and refers to, by symbol.
#[derive(Clone, Debug, Default)]
pub struct SymAbis {
    defs: FxHashMap<String, Abi>,
    refs: FxHashMap<String, AbiSet>,
}

impl SymAbis {
    /// Reads what the assembler's `-gensymabis` writes: lines `def symbol abi` and `ref symbol
    /// abi`. The error is the official compiler's, `file` being shown in it.
    pub fn parse(text: &str, file: &str) -> Result<SymAbis, String> {
        let mut out = SymAbis::default();
        for (n, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split_whitespace().collect();
            let wrong = |what: String| Err(format!("{file}:{}: invalid symabi{what}", n + 1));
            let (verb, symbol, abi) = match fields[..] {
                [verb @ ("def" | "ref"), symbol, abi] => (verb, symbol, abi),
                [verb @ ("def" | "ref"), ..] => return wrong(format!(": syntax is \"{verb} sym abi\"")),
                [verb, ..] => return wrong(format!(" type \"{verb}\"")),
                [] => continue,
            };
            let abi = match abi {
                "ABI0" => Abi::Abi0,
                "ABIInternal" => Abi::Internal,
                other => return wrong(format!(": unknown abi \"{other}\"")),
            };
            if verb == "def" {
                out.defs.insert(symbol.to_owned(), abi);
            } else {
                out.refs.entry(symbol.to_owned()).or_default().insert(abi);
            }
        }
        Ok(out)
    }
    /// The ABI in which assembly defines a symbol.
    pub fn definition(&self, symbol: &str) -> Option<Abi> {
        self.defs.get(symbol).copied()
    }
    /// Whether assembly refers to a symbol in an ABI.
    pub fn refers(&self, symbol: &str, abi: Abi) -> bool {
        self.refs.get(symbol).is_some_and(|set| set.contains(abi))
    }
}

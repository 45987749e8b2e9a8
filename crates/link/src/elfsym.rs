//! The symbol table of the executable. In: final addresses. Out: the bytes of `.symtab` and
//! `.strtab`. Order: the null symbol, the file name `go.go`, then all local and after them all
//! global symbols, each time functions in text order, then data in id order. Sections have no
//! symbols: only another linker would need them (authority: `cmd/link/internal/ld/symtab.go`).

use crate::kind::Kind;
use crate::symbols::{ABI_INTERNAL, ABI0, Attr, SectId, Sym, Symbols};
use base::bytes::ByteWriter;

/// Bytes of an entry.
pub const ENTRY_SIZE: u64 = 24;
const STT_OBJECT: u8 = 1;
const STT_FUNC: u8 = 2;
const STT_FILE: u8 = 4;
const SHN_ABS: u16 = 0xfff1;
const STB_GLOBAL: u8 = 1;

/// The two tables.
#[derive(Debug, Default)]
pub struct SymTab {
    /// `.symtab`.
    pub entries: Vec<u8>,
    /// `.strtab`.
    pub strings: Vec<u8>,
    /// Number of local symbols, the null symbol included.
    pub locals: u32,
}

struct Builder<'s, 'a> {
    symbols: &'s Symbols<'a>,
    /// ELF section number of each section.
    numbers: &'s dyn Fn(SectId) -> u16,
    entries: ByteWriter,
    strings: Vec<u8>,
}

/// Builds the tables.
pub fn build(symbols: &Symbols<'_>, text: &[Sym], numbers: &dyn Fn(SectId) -> u16) -> SymTab {
    let mut b = Builder { symbols, numbers, entries: ByteWriter::new(), strings: vec![0] };
    b.entries.bytes(&[0; ENTRY_SIZE as usize]);
    let name = b.string("go.go");
    b.raw(name, STT_FILE, SHN_ABS, 0, 0);
    b.pass(text, false);
    let locals = (b.entries.len() as u64 / ENTRY_SIZE) as u32;
    b.pass(text, true);
    SymTab { entries: b.entries.buf, strings: b.strings, locals }
}

impl Builder<'_, '_> {
    fn string(&mut self, text: &str) -> u32 {
        let offset = self.strings.len() as u32;
        // Tools that know only ASCII shall be able to name every symbol.
        let mut parts = text.split('·');
        self.strings.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
        for part in parts {
            self.strings.push(b'.');
            self.strings.extend_from_slice(part.as_bytes());
        }
        self.strings.push(0);
        offset
    }

    fn raw(&mut self, name: u32, info: u8, section: u16, value: u64, size: u64) {
        self.entries.u32(name);
        self.entries.u8(info);
        self.entries.u8(0);
        self.entries.u16(section);
        self.entries.u64(value);
        self.entries.u64(size);
    }

    /// All symbols of one binding.
    fn pass(&mut self, text: &[Sym], global: bool) {
        let symbols = self.symbols;
        let ends = ["runtime.text", "runtime.etext"].map(|n| symbols.lookup(n, ABI0));
        for &sym in ends[0].iter().chain(text).chain(&ends[1]) {
            self.symbol(sym, STT_FUNC, global);
        }
        for sym in symbols.ids().filter(|&s| symbols.is_reachable(s)) {
            let kind = symbols.kind(sym);
            if kind.is_laid_out() && kind != Kind::TlsBss && self.is_listed(sym) {
                self.symbol(sym, STT_OBJECT, global);
            }
        }
    }

    fn is_listed(&self, sym: Sym) -> bool {
        let name = self.symbols.name(sym);
        // Data that compilers made up is nobody's variable; official objects keep it to themselves.
        let is_variable = self.symbols.is_file_local(sym) || !name.contains("..stmp_");
        is_variable
            && !self.symbols.attrs[sym].contains(Attr::HIDDEN)
            && self.symbols.is_named(sym)
            && !name.starts_with('.')
    }

    fn symbol(&mut self, sym: Sym, ty: u8, global: bool) {
        let symbols = self.symbols;
        let name = symbols.name(sym);
        let private = symbols.is_file_local(sym) && !name.contains("..stmp_")
            || symbols.kind(sym).is_text() && symbols.is_known_by_contents(sym);
        let local = private || symbols.attrs[sym].contains(Attr::LOCAL);
        let sect = symbols.sections[sym];
        if local == global || sect.is_none() {
            return;
        }
        let offset = match self.shadowed_abi(sym, name) {
            true => self.string(&format!("{name}.abi0")),
            false => self.string(name),
        };
        let info = if global { STB_GLOBAL << 4 | ty } else { ty };
        self.raw(offset, info, (self.numbers)(sect), symbols.values[sym], symbols.size(sym));
    }

    /// Whether an ABI0 function has a namesake with register arguments, which keeps the name.
    fn shadowed_abi(&self, sym: Sym, name: &str) -> bool {
        let symbols = self.symbols;
        symbols.kind(sym).is_text()
            && symbols.version(sym) == ABI0
            && symbols.lookup(name, ABI_INTERNAL).is_some_and(|s| symbols.kind(s).is_text())
    }
}

//! Phases 6 and 8: the order and the addresses of functions. Order: packages the runtime depends
//! on first, then all others, both in the order "imports before importers"; within a package its
//! own functions in the order of its units, then those it shares with others. Addresses: from
//! the start of the image behind the ELF header, 32-aligned, at least 16 bytes apart (the lookup
//! table for program counters needs that) (authority: `AssignTextSymbolOrder` in
//! `cmd/link/internal/loader/loader.go`, `textaddress` in `cmd/link/internal/ld/data.go`).

use crate::arch::FUNC_ALIGN;
use crate::fips::Fips;
use crate::kind::Kind;
use crate::load::{Inputs, LibId};
use crate::symbols::{Place, SectId, Sym, Symbols};
use base::IdVec;
use goobj::LocalSym;
use obj::SymFlags;
use release::Release;

/// Least distance of functions (fact: `internal/abi`: `MINFUNC`).
const MIN_FUNC: u64 = 16;

/// All reachable functions.
#[derive(Clone, Debug)]
pub struct Order {
    /// In the order of the text section.
    pub text: Vec<Sym>,
    /// In the order in which debugging information lists those of a unit: package by package.
    pub by_package: Vec<Sym>,
}

/// Orders the reachable functions.
pub fn order(release: Release, inputs: &Inputs<'_>, symbols: &Symbols<'_>, fips: Option<&Fips>) -> Order {
    let mut own: IdVec<LibId, Vec<Sym>> = IdVec::filled(Vec::new(), inputs.libs.len());
    let mut shared = own.clone();
    for (unit, u) in symbols.units.iter_enumerated() {
        for i in 0..u.object.num_defs() as u32 {
            let sym = u.globals[i as usize];
            let view = u.object.sym(LocalSym(i));
            if !view.kind().is_text() || !symbols.is_reachable(sym) {
                continue;
            }
            // A changed copy counts as defined elsewhere.
            let here = symbols.places[sym] == Place { unit, index: i };
            match here && !view.flags().contains(SymFlags::DUPOK) {
                true => own[u.lib].push(sym),
                false => shared[u.lib].push(sym),
            }
        }
    }
    let mut text = fips.map_or(Vec::new(), |f| f.around_text().to_vec());
    let mut placed = vec![false; symbols.len()];
    let libs = imports_first(inputs);
    for runtime in [true, false] {
        for &lib in libs.iter().filter(|&&l| release.is_text_first(&inputs.libs[l].path) == runtime) {
            for &sym in own[lib].iter().chain(&shared[lib]) {
                if !std::mem::replace(&mut placed[sym.0 as usize], true) {
                    text.push(sym);
                }
            }
        }
    }
    let by_package = text.clone();
    // The cryptographic module stands together, between its marks.
    text.sort_by_key(|&sym| symbols.kind(sym));
    Order { text, by_package }
}

/// Packages in depth-first order of their imports, importers last.
pub(crate) fn imports_first(inputs: &Inputs<'_>) -> Vec<LibId> {
    let mut order = Vec::with_capacity(inputs.libs.len());
    let mut seen = IdVec::filled(false, inputs.libs.len());
    for root in inputs.libs.ids() {
        if std::mem::replace(&mut seen[root], true) {
            continue;
        }
        let mut stack = vec![(root, 0)];
        while let Some((lib, next)) = stack.last_mut() {
            match inputs.libs[*lib].imports.get(*next) {
                Some(&import) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[import], true) {
                        stack.push((import, 0));
                    }
                }
                None => {
                    order.push(*lib);
                    stack.pop();
                }
            }
        }
    }
    order
}

/// Extent of the text section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextExtent {
    /// First address.
    pub start: u64,
    /// Address behind the last function.
    pub end: u64,
    /// Largest alignment.
    pub align: u64,
}

/// Gives every function its address and the marks around them theirs.
pub fn addresses(symbols: &mut Symbols<'_>, text: &[Sym], sect: SectId, text_address: u64) -> TextExtent {
    let start = symbols.mark("runtime.text", Kind::Text);
    let end = symbols.mark("runtime.etext", Kind::Text);
    let first = text_address.next_multiple_of(FUNC_ALIGN);
    let (mut address, mut largest) = (first, FUNC_ALIGN);
    let least = if symbols.release.aligns_functions { FUNC_ALIGN } else { 1 };
    for &sym in text {
        let align = match symbols.align(sym) {
            0 => FUNC_ALIGN,
            a => u64::from(a).max(least),
        };
        largest = largest.max(align);
        address = address.next_multiple_of(align);
        symbols.sections[sym] = sect;
        symbols.values[sym] = address;
        address += symbols.size(sym).max(MIN_FUNC);
    }
    for (mark, value) in [(start, first), (end, address)] {
        symbols.sections[mark] = sect;
        symbols.values[mark] = value;
    }
    TextExtent { start: first, end: address, align: largest }
}

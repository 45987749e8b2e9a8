//! Debugging information. In: the program's symbols with their addresses, functions in the
//! order of the text. Out: the DWARF sections, relocated and, where it helps, compressed.
//! Nothing else of the link depends on them: they are not mapped, stand behind everything else
//! in the file, and are left out with `-w`.
//!
//! Compilers and assemblers leave, with each function, its entry, location lists, ranges and
//! line program; the linker adds what needs the whole program: type entries made from type
//! descriptors, the units' heads, file tables, call frames, tables of addresses (authority: DWARF 4 and 5;
//! `cmd/link/internal/ld/dwarf.go` for which entries there are and their order).

mod addresses;
mod compress;
mod emit;
mod gotypes;
mod layout;
mod types;
mod units;

use crate::error::Result;
use crate::load::{Inputs, LibId};
use crate::sections::{Sections, Segment};
use crate::symbols::{Sym, Symbols};
use base::timings::Timings;
use release::DebugFormat;

/// What DWARF is made from.
#[derive(Clone, Copy, Debug)]
pub struct DwarfInput<'s, 'a> {
    /// Packages and units.
    pub inputs: &'s Inputs<'a>,
    /// All symbols, addresses final.
    pub symbols: &'s Symbols<'a>,
    /// Functions in text order.
    pub text: &'s [Sym],
    /// The same package by package, as units list them.
    pub by_package: &'s [Sym],
    /// Address that offsets of type descriptors count from.
    pub types_address: u64,
    /// The version of the compiler, as debuggers are told.
    pub version: &'s str,
    /// What `$GOROOT` in file names stands for.
    pub goroot: &'s str,
    /// The form of all objects' debugging information.
    pub format: DebugFormat,
    /// Whether sections are compressed where that saves space.
    pub compress: bool,
    /// Where the stages' times go.
    pub timings: &'s Timings,
}

/// What all stages here read.
#[derive(Clone, Copy)]
struct Context<'s, 'a> {
    input: DwarfInput<'s, 'a>,
    /// Shorthand for `input.symbols`.
    symbols: &'s Symbols<'a>,
    /// Shorthand for `input.inputs`.
    inputs: &'s Inputs<'a>,
    /// Packages, imports before importers.
    libs: &'s [LibId],
}

/// A finished DWARF section.
#[derive(Clone, Debug)]
pub struct DwarfSection {
    /// Name (`.debug_info`).
    pub name: &'static str,
    /// Bytes as they go into the file, relocated, the compression header included.
    pub data: Vec<u8>,
    /// Whether `data` is compressed.
    pub compressed: bool,
}

/// Makes the sections.
pub fn generate(input: &DwarfInput<'_, '_>) -> Result<Vec<DwarfSection>> {
    let libs = crate::text::imports_first(input.inputs);
    let cx = Context { input: *input, symbols: input.symbols, inputs: input.inputs, libs: &libs };
    let timings = input.timings;
    // Which entries of objects belong to the program, unit by unit.
    let mut found = timings.time("link.dwarf.units", || units::collect(&cx));
    // Every type that they, or variables, refer to has an entry.
    let types = timings.time("link.dwarf.types", || types::build(&cx, &mut found))?;
    // Every piece has an offset in its section.
    let plan = timings.time("link.dwarf.layout", || layout::plan(&cx, found, &types));
    // Bytes, holes filled.
    let sections = timings.time("link.dwarf.emit", || emit::sections(&cx, &plan))?;
    Ok(timings.time("link.dwarf.compress", || compress::all(sections, input.compress)))
}

/// Gives the sections their places behind all others.
pub fn place(sections: &mut Sections, dwarf: &[DwarfSection]) {
    let extent = sections.extents[Segment::Dwarf as usize];
    let mut address = extent.address;
    for section in dwarf {
        let id = sections.add(Segment::Dwarf, section.name, 1, address);
        sections.list[id].size = section.data.len() as u64;
        sections.list[id].compressed = section.compressed;
        address += section.data.len() as u64;
    }
    let extent = &mut sections.extents[Segment::Dwarf as usize];
    extent.size = address - extent.address;
    extent.file_size = extent.size;
}

/// Copies the sections into the file.
pub fn write(sections: &Sections, dwarf: &[DwarfSection], out: &mut [u8]) {
    let mut at = sections.extent(Segment::Dwarf).file_offset as usize;
    for section in dwarf {
        out[at..at + section.data.len()].copy_from_slice(&section.data);
        at += section.data.len();
    }
}

//! The linker: packages as objects in, an ELF executable out. [`link`] is the whole pipeline on
//! one screen; every phase is a module, in this order. The linker asks a [`SymbolSource`] for
//! packages and never knows who answers. Its decisions about order and layout are those of the
//! official linker, so that executables can be compared byte by byte.

pub mod arch;
pub mod error;
pub mod kind;

pub mod config;
mod fips;
pub mod flags;
pub mod importcfg;
pub mod source;

pub mod load;
pub mod symbols;

pub mod linkname;
pub mod resolve;

pub mod inittask;

pub mod gotype;
pub mod reach;
pub mod why;

pub mod setup;
pub mod stackcheck;
pub mod text;
pub mod typelink;

pub mod pcln;

pub mod gcprog;
pub mod groups;
pub mod moduledata;
pub mod sections;

pub mod address;
pub mod layout;

pub mod dwarf;

pub mod elf;
pub mod elfsym;
pub mod output;
pub mod reloc;
pub mod write;

pub use config::{Config, StrictDups};
pub use error::{LinkError, Result};
pub use flags::run;
pub use source::{FileSource, SymbolSource};

use base::timings::Timings;
use release::SectionHeaders;
use sections::{Sections, Segment};
use symbols::{ABI_INTERNAL, ABI0};

/// Links the program whose package `main` the source knows. What there is to print goes to `out`.
pub fn link(config: &Config, source: &dyn SymbolSource, timings: &Timings, out: &mut String) -> Result<()> {
    if !config.dump_dependencies {
        return link_observed(config, source, timings, out, &mut ());
    }
    let (mut dump, mut more) = (why::Dump::default(), String::new());
    let result = link_observed(config, source, timings, &mut more, &mut dump);
    out.extend([dump.out, more]);
    result
}

/// The same with somebody who is told why symbols are kept.
pub fn link_observed<O: why::Observer>(
    config: &Config,
    source: &dyn SymbolSource,
    timings: &Timings,
    out: &mut String,
    observer: &mut O,
) -> Result<()> {
    let inputs = timings.time("link.load", || load::load(source))?;
    // Every object is well formed, every import has the fingerprint its importer saw.
    let strictness = resolve::Strictness {
        check_linkname: config.check_linkname,
        strict_dups: config.strict_dups != StrictDups::Ignore,
    };
    let (mut symbols, duplicates) =
        timings.time("link.resolve", || resolve::resolve(&inputs, config.release, strictness))?;
    let symbols = &mut symbols;
    report_duplicates(config, duplicates)?;
    // Every reference of every unit has a global id.
    let fips = fips::symbols(symbols);
    let init_tasks = timings.time("link.inittasks", || inittask::schedule(symbols))?;
    let roots = reach::Roots { entry: &config.entry, init_tasks, prune_weak_maps: config.prune_weak_maps };
    timings.time("link.reach", || reach::reach(symbols, &roots, observer))?;
    // What is reachable is fixed; from here on only the linker's own symbols join.
    let moduledata = setup::special_symbols(symbols)?;
    let order = timings.time("link.text", || text::order(config.release, &inputs, symbols, fips.as_ref()));
    let text = &order.text;
    setup::set_strings(symbols, &config.strings)?;
    timings.time("link.stackcheck", || stackcheck::check(symbols, text))?;
    if config.deepest_chain {
        *out += &stackcheck::deepest_chain(symbols, text);
    }
    let mut sections = Sections::default();
    let text_sect = sections.add(Segment::Text, ".text", arch::FUNC_ALIGN, config.text_address);
    let extent = text::addresses(symbols, text, text_sect, config.text_address);
    address::text_section(&mut sections, text_sect, extent);
    // Functions have their addresses; the tables about them can be sized.
    timings.time("link.typelink", || typelink::tables(symbols))?;
    let string = |name| config.strings.get(name).unwrap_or_default();
    setup::build_info(symbols, string("runtime.buildVersion"), string("runtime.modinfo"));
    let pcln = timings.time("link.pclntab", || pcln::build(symbols, text, &config.goroot))?;
    let groups = timings.time("link.groups", || groups::group(symbols));
    let text_size = sections.list[text_sect].size;
    moduledata::fill(symbols, moduledata, &pcln, init_tasks, text_size)?;
    if config.verbose > 0 {
        let (all, reachable) = symbols.counts();
        eprintln!("{all} symbols, {reachable} reachable");
    }
    // Every symbol of the executable exists, with its size.
    let layout = timings.time("link.layout", || layout::layout(symbols, &groups, &mut sections))?;
    if let Some(extents) = layout.type_extents {
        moduledata::set_types(symbols, moduledata, extents);
    }
    address::assign(symbols, &mut sections, &layout, config.text_address, config.round);
    // Every symbol has its address.
    let fips = fips.as_ref();
    let image = Image { inputs: &inputs, symbols, order: &order, text_sect, layout: &layout, pcln: &pcln, fips };
    emit(config, &image, sections, timings)
}

/// A program whose symbols have their addresses.
struct Image<'i, 'a> {
    inputs: &'i load::Inputs<'a>,
    symbols: &'i symbols::Symbols<'a>,
    order: &'i text::Order,
    text_sect: symbols::SectId,
    layout: &'i layout::Layout,
    pcln: &'i pcln::Pcln<'a>,
    fips: Option<&'i fips::Fips>,
}

/// Writes the executable.
fn emit(config: &Config, image: &Image<'_, '_>, mut sections: Sections, timings: &Timings) -> Result<()> {
    let Image { inputs, symbols, order, layout, pcln, .. } = *image;
    let text = &order.text;
    let dwarf = timings.time("link.dwarf", || match config.strip_dwarf {
        true => Ok(Vec::new()),
        false => dwarf::generate(&dwarf::DwarfInput {
            inputs,
            symbols,
            text,
            by_package: &order.by_package,
            types_address: types_address(symbols, &sections),
            version: &config.version,
            goroot: &config.goroot,
            format: config.debug_format(),
            compress: config.compress_dwarf,
            timings,
        }),
    })?;
    dwarf::place(&mut sections, &dwarf);
    let symtab = timings.time("link.symtab", || {
        let numbers = section_numbers(config, &sections);
        (!config.strip_symbols).then(|| elfsym::build(symbols, text, &|id| numbers[id]))
    });
    let frame = elf::frame(&elf::Frame {
        sections: &sections,
        entry: entry_address(config, symbols)?,
        text_address: config.text_address,
        round: config.round,
        build_id: config.build_id.as_bytes(),
        gnu_build_id: &config.gnu_build_id,
        symtab: symtab.as_ref(),
        dwarf: (!config.strip_dwarf).then(|| config.debug_format()),
        headers: config.release.section_headers,
    })?;
    // The size of the file is known.
    let mut output = output::Output::create(&config.output, frame.file_size)?;
    let unreachable_method = symbols.lookup("runtime.unreachableMethod", ABI_INTERNAL);
    let relocator = reloc::Relocator { symbols, sections: &sections, text: image.text_sect, unreachable_method };
    timings.time("link.write", || write::contents(&relocator, text, layout, pcln, output.bytes()))?;
    if let Some(fips) = image.fips {
        fips::seal(fips, symbols, &sections, output.bytes())?;
    }
    dwarf::write(&sections, &dwarf, output.bytes());
    frame.write(symtab.as_ref(), output.bytes());
    output.commit()
}

/// ELF section number of each section.
fn section_numbers(config: &Config, sections: &Sections) -> base::IdVec<symbols::SectId, u16> {
    let notes = match config.release.section_headers {
        SectionHeaders::ByOrigin => 0,
        SectionHeaders::ByAddress => {
            u16::from(!config.build_id.is_empty()) + u16::from(!config.gnu_build_id.is_empty())
        }
    };
    sections.list.ids().map(|id| elf::section_number(sections, notes, id)).collect()
}

/// Where the section with the type descriptors begins.
fn types_address(symbols: &symbols::Symbols<'_>, sections: &Sections) -> u64 {
    let section = symbols.lookup("runtime.types", ABI0).and_then(|s| symbols.sections[s].some());
    section.map_or(0, |s| sections.list[s].address)
}

fn report_duplicates(config: &Config, duplicates: Vec<String>) -> Result<()> {
    match config.strict_dups {
        StrictDups::Refuse if !duplicates.is_empty() => {
            let count = duplicates.len();
            let mut messages = duplicates;
            messages.push(format!("strict duplicates: {count} mismatches"));
            Err(LinkError { messages })
        }
        _ => {
            duplicates.iter().for_each(|d| eprintln!("{d}"));
            Ok(())
        }
    }
}

fn entry_address(config: &Config, symbols: &symbols::Symbols<'_>) -> Result<u64> {
    let missing = || LinkError::new(format!("missing entry symbol {:?}", config.entry));
    let sym = symbols.lookup(&config.entry, ABI0).ok_or_else(missing)?;
    match symbols.kind(sym) {
        kind if kind.is_text() => Ok(symbols.values[sym]),
        _ => Err(LinkError::new(format!("{}: entry not text", config.entry))),
    }
}

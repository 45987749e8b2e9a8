//! Debugging information compared by meaning. In: the DWARF sections of two executables without
//! compression. Out: differences. Units are matched by name and first address, because the
//! official linker puts them in no particular order; of each pair of units the entries (tags,
//! depths, attributes), the range and location lists that the entries refer to, the heads of
//! the line programs and their rows must be equal. Offsets never count, what they lead to does:
//! a reference is shown as the path of names to the entry (authority: DWARF 4 and 5).

use super::{lists, types::Moved};
use gimli::{AttributeValue, EndianSlice, LittleEndian, RawLocListEntry, RawRngListEntry};
use object::{Object, ObjectSection};
use release::DebugFormat;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// Sections that are compared here, those of DWARF 4 and of DWARF 5; all others are compared byte by byte.
pub const SECTIONS: [&str; 7] =
    [".debug_info", ".debug_line", ".debug_loc", ".debug_ranges", ".debug_loclists", ".debug_rnglists", ".debug_addr"];

/// Those among them that programs of a format have.
pub fn sections_of(format: DebugFormat) -> &'static [&'static str] {
    match format {
        DebugFormat::Dwarf4 => &[".debug_info", ".debug_line", ".debug_loc", ".debug_ranges"],
        DebugFormat::Dwarf5 => &[".debug_info", ".debug_line", ".debug_loclists", ".debug_rnglists", ".debug_addr"],
    }
}

/// Sections by name, without compression.
pub type Sections = BTreeMap<String, Vec<u8>>;

type Slice<'d> = EndianSlice<'d, LittleEndian>;
type Dwarf<'d> = gimli::Dwarf<Slice<'d>>;
type Unit<'d> = gimli::Unit<Slice<'d>>;
type Entry<'d> = gimli::DebuggingInformationEntry<Slice<'d>>;

/// The DWARF sections of a file.
pub fn sections(file: &object::File<'_>) -> Result<Sections, String> {
    let debug = file.sections().filter_map(|s| Some((s.name().ok()?.to_string(), s)));
    debug
        .filter(|(name, _)| name.starts_with(".debug_"))
        .map(|(name, s)| Ok((name, s.uncompressed_data().map_err(|e| e.to_string())?.into_owned())))
        .collect()
}

/// Adds the differences of two programs' debugging information.
pub fn compare(found: &mut Vec<String>, ours: &Sections, official: &Sections) {
    compare_moved(found, ours, official, &Moved::default());
}

/// The same where some of our type descriptors stand elsewhere.
pub(super) fn compare_moved(found: &mut Vec<String>, ours: &Sections, official: &Sections, moved: &Moved) {
    for name in &SECTIONS[1..] {
        let size = |s: &Sections| s.get(*name).map(Vec::len);
        if size(ours) != size(official) {
            found.push(format!("size of {name}: {:?}, official {:?}", size(ours), size(official)));
        }
    }
    match (read(ours, moved), read(official, &Moved::default())) {
        (Ok(a), Ok(b)) => units(found, a, b),
        (Err(e), _) => found.push(format!("our debugging information cannot be read: {e}")),
        (_, Err(e)) => found.push(format!("the official debugging information cannot be read: {e}")),
    }
}

/// What a compilation unit says.
struct Listing {
    /// Name and first address.
    name: String,
    /// Version, sizes, file table.
    head: Vec<String>,
    /// Every entry, in order, each with its depth.
    entries: Vec<String>,
    /// Rows of the line program.
    lines: Vec<String>,
}

fn units(found: &mut Vec<String>, ours: Vec<Listing>, official: Vec<Listing>) {
    let names = |list: &[Listing]| list.iter().map(|u| u.name.clone()).collect::<Vec<_>>();
    let (a, b) = (names(&ours), names(&official));
    let moved = a.iter().zip(&b).filter(|(a, b)| a != b).count();
    let sorted = |mut list: Vec<String>| {
        list.sort();
        list
    };
    let (a, b) = (sorted(a), sorted(b));
    if a == b && moved > 0 {
        found.push(format!("dwarf-unit-order: {moved} of {} units", a.len()));
    }
    lists(found, "unit", a, b);
    let mut theirs: HashMap<String, Listing> = official.into_iter().map(|u| (u.name.clone(), u)).collect();
    for mine in ours {
        let Some(theirs) = theirs.remove(&mine.name) else { continue };
        lists(found, "unit head", mine.head, theirs.head);
        lists(found, "debugging entry", mine.entries, theirs.entries);
        lists(found, &format!("line of unit {}", mine.name), mine.lines, theirs.lines);
    }
}

fn read(sections: &Sections, moved: &Moved) -> Result<Vec<Listing>, String> {
    let data = |id: gimli::SectionId| sections.get(id.name()).map_or(&[][..], |d| d);
    let load = |id| Ok::<_, gimli::Error>(EndianSlice::new(data(id), LittleEndian));
    listings(&Dwarf::load(load).map_err(text)?, moved).map_err(text)
}

fn text(e: gimli::Error) -> String {
    e.to_string()
}

fn listings(dwarf: &Dwarf<'_>, moved: &Moved) -> gimli::Result<Vec<Listing>> {
    let mut units = Vec::new();
    let mut paths = HashMap::new();
    let mut headers = dwarf.units();
    while let Some(header) = headers.next()? {
        let unit = dwarf.unit(header)?;
        let name = unit.name.map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let name = numbered(&mut paths, format!("{name}@{:#x}", unit.low_pc));
        units.push((name, unit));
    }
    // From here on every entry that a reference may lead to has a name.
    let mut targets = HashMap::new();
    for (name, unit) in &units {
        name_entries(name, unit, &mut targets)?;
    }
    units
        .into_iter()
        .map(|(name, unit)| {
            let reader = Reader { dwarf, unit: &unit, targets: &targets, moved };
            let (mut head, lines) = reader.lines(&name)?;
            let h = &unit.header;
            head.push(format!("{name}: version {}, address size {}", h.version(), h.address_size()));
            Ok(Listing { head, entries: reader.entries(&name)?, lines, name })
        })
        .collect()
}

/// Numbers the second and later uses of a name.
fn numbered(used: &mut HashMap<String, usize>, name: String) -> String {
    let count = used.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 { name } else { format!("{name}#{count}") }
}

/// Tag and name.
fn label(entry: &Entry<'_>) -> String {
    match entry.attr_value(gimli::DW_AT_name) {
        Some(AttributeValue::String(name)) => format!("{} {}", entry.tag(), name.to_string_lossy()),
        _ => entry.tag().to_string(),
    }
}

/// Finds each entry's path from its unit, by offset.
fn name_entries(name: &str, unit: &Unit<'_>, targets: &mut HashMap<usize, String>) -> gimli::Result<()> {
    let mut used = HashMap::new();
    let mut parents = vec![name.to_string()];
    let mut cursor = unit.entries();
    while let Some(entry) = cursor.next_dfs()? {
        parents.truncate(usize::try_from(entry.depth()).unwrap_or_default() + 1);
        let parent = parents.last().map_or("", String::as_str);
        let path = numbered(&mut used, format!("{parent}/{}", label(entry)));
        if let Some(at) = entry.offset().to_debug_info_offset(&unit.header) {
            targets.insert(at.0, path.clone());
        }
        parents.push(path);
    }
    Ok(())
}

/// Shows what a unit consists of.
struct Reader<'r, 'd> {
    dwarf: &'r Dwarf<'d>,
    unit: &'r Unit<'d>,
    targets: &'r HashMap<usize, String>,
    moved: &'r Moved,
}

/// Where the descriptor of a type is: what Go adds to the attributes of DWARF.
const GO_RUNTIME_TYPE: gimli::DwAt = gimli::DwAt(0x2904);

impl<'d> Reader<'_, 'd> {
    fn entries(&self, name: &str) -> gimli::Result<Vec<String>> {
        let mut rows = Vec::new();
        let mut cursor = self.unit.entries();
        while let Some(entry) = cursor.next_dfs()? {
            let mut row = format!("{} at depth {} of {name}:", label(entry), entry.depth());
            for attr in entry.attrs() {
                let _ = write!(row, " {}=", attr.name());
                let value = match attr.value() {
                    AttributeValue::Addr(at) if attr.name() == GO_RUNTIME_TYPE => {
                        AttributeValue::Addr(self.moved.offset(at))
                    }
                    value => value,
                };
                self.value(&mut row, value)?;
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn value(&self, row: &mut String, value: AttributeValue<Slice<'d>>) -> gimli::Result<()> {
        let _ = match value {
            AttributeValue::String(s) => write!(row, "{:?}", s.to_string_lossy()),
            AttributeValue::Block(s) => write!(row, "{:02x?}", s.slice()),
            AttributeValue::Exprloc(e) => write!(row, "{:02x?}", e.0.slice()),
            AttributeValue::UnitRef(at) => {
                let at = at.to_debug_info_offset(&self.unit.header).map(|at| at.0);
                write!(row, "{:?}", at.and_then(|at| self.targets.get(&at)))
            }
            AttributeValue::DebugInfoRef(at) => write!(row, "{:?}", self.targets.get(&at.0)),
            AttributeValue::DebugLineRef(_) => write!(row, "lines"),
            AttributeValue::DebugAddrBase(_) => write!(row, "addresses"),
            AttributeValue::DebugAddrIndex(i) => write!(row, "{:x}", self.dwarf.address(self.unit, i)?),
            AttributeValue::RangeListsRef(at) => return self.ranges(row, at),
            AttributeValue::LocationListsRef(at) => return self.locations(row, at),
            other => write!(row, "{other:x?}"),
        };
        Ok(())
    }

    fn ranges(&self, row: &mut String, at: gimli::RawRangeListsOffset) -> gimli::Result<()> {
        let mut list = self.dwarf.raw_ranges(self.unit, self.dwarf.ranges_offset_from_raw(self.unit, at))?;
        while let Some(entry) = list.next()? {
            let _ = match entry {
                RawRngListEntry::AddressOrOffsetPair { begin, end } => write!(row, "{begin:x}-{end:x},"),
                RawRngListEntry::BaseAddressx { addr } => {
                    write!(row, "from {:x}:", self.dwarf.address(self.unit, addr)?)
                }
                other => write!(row, "{other:x?},"),
            };
        }
        Ok(())
    }

    fn locations(&self, row: &mut String, at: gimli::LocationListsOffset) -> gimli::Result<()> {
        let mut list = self.dwarf.raw_locations(self.unit, at)?;
        while let Some(entry) = list.next()? {
            let _ = match entry {
                RawLocListEntry::AddressOrOffsetPair { begin, end, data } => {
                    write!(row, "{begin:x}-{end:x}{:02x?},", data.0.slice())
                }
                RawLocListEntry::BaseAddressx { addr } => {
                    write!(row, "from {:x}:", self.dwarf.address(self.unit, addr)?)
                }
                other => write!(row, "{other:x?},"),
            };
        }
        Ok(())
    }

    /// The head of the unit's line program, and its rows.
    fn lines(&self, name: &str) -> gimli::Result<(Vec<String>, Vec<String>)> {
        let Some(program) = self.unit.line_program.clone() else { return Ok((Vec::new(), Vec::new())) };
        let h = program.header();
        let (codes, lengths) = (h.opcode_base(), h.standard_opcode_lengths().slice());
        let mut head =
            vec![format!("{name}: {} {:?} {} {codes} {lengths:?}", h.version(), h.line_encoding(), h.address_size())];
        for dir in h.include_directories() {
            head.push(format!("{name}: folder {}", self.dwarf.attr_string(self.unit, *dir)?.to_string_lossy()));
        }
        for (i, file) in h.file_names().iter().enumerate() {
            let path = self.dwarf.attr_string(self.unit, file.path_name())?;
            head.push(format!("{name}: file {i} {} in {}", path.to_string_lossy(), file.directory_index()));
        }
        let mut rows = Vec::new();
        let mut machine = program.rows();
        while let Some((_, row)) = machine.next_row()? {
            let marks =
                [row.is_stmt(), row.basic_block(), row.end_sequence(), row.prologue_end(), row.epilogue_begin()];
            let marks = marks.map(u8::from);
            let (line, column) = (row.line().map_or(0, |l| l.get()), row.column());
            rows.push(format!("{:#x} {}:{line}:{column:?} {marks:?}", row.address(), row.file_index()));
        }
        Ok((head, rows))
    }
}

#[cfg(test)]
mod tests {
    use super::{Sections, compare};
    use crate::diff::accepted;
    use gimli::write::{Address, AttributeValue, LineProgram, LineString, Unit};

    /// What a program is like; the default is the official one.
    #[derive(Clone, Copy, Default)]
    struct Plan {
        other_order: bool,
        without_function: bool,
        with_variable: bool,
        line: u64,
    }

    /// A unit at an address, with two functions of ten bytes and a line each.
    fn unit(name: &str, start: u64, plan: Plan) -> Unit {
        let encoding = gimli::Encoding { format: gimli::Format::Dwarf32, version: 4, address_size: 8 };
        let text = |s: &str| LineString::String(s.into());
        let mut lines = LineProgram::new(encoding, gimli::LineEncoding::default(), text("."), None, text("a.go"), None);
        lines.begin_sequence(Some(Address::Constant(start)));
        for i in 0..2 {
            lines.row().address_offset = 10 * i;
            lines.row().line = 5 + i + plan.line;
            lines.generate_row();
        }
        lines.end_sequence(20);
        let mut unit = Unit::new(encoding, lines);
        let root = unit.root();
        unit.get_mut(root).set(gimli::DW_AT_name, AttributeValue::String(name.into()));
        unit.get_mut(root).set(gimli::DW_AT_low_pc, AttributeValue::Address(Address::Constant(start)));
        let ty = unit.add(root, gimli::DW_TAG_base_type);
        unit.get_mut(ty).set(gimli::DW_AT_name, AttributeValue::String("int".into()));
        for (i, function) in ["f", "g"].into_iter().enumerate().skip(usize::from(plan.without_function)) {
            let id = unit.add(root, gimli::DW_TAG_subprogram);
            let low = Address::Constant(start + 10 * i as u64);
            unit.get_mut(id).set(gimli::DW_AT_name, AttributeValue::String(function.into()));
            unit.get_mut(id).set(gimli::DW_AT_low_pc, AttributeValue::Address(low));
            unit.get_mut(id).set(gimli::DW_AT_type, AttributeValue::UnitRef(ty));
        }
        if plan.with_variable {
            let id = unit.add(root, gimli::DW_TAG_variable);
            unit.get_mut(id).set(gimli::DW_AT_name, AttributeValue::String("runtime.lastmoduledatap".into()));
        }
        unit
    }

    fn program(plan: Plan) -> Sections {
        let mut units = [unit("runtime", 0x1000, plan), unit("main", 0x2000, Plan::default())];
        if plan.other_order {
            units.reverse();
        }
        let mut dwarf = gimli::write::Dwarf::new();
        for unit in units {
            dwarf.units.add(unit);
        }
        let mut written = gimli::write::Sections::new(gimli::write::EndianVec::new(gimli::LittleEndian));
        dwarf.write(&mut written).unwrap();
        let mut sections = Sections::new();
        let copy = |id: gimli::SectionId, data: &gimli::write::EndianVec<_>| {
            sections.insert(id.name().to_string(), data.slice().to_vec());
            Ok::<_, ()>(())
        };
        written.for_each(copy).unwrap();
        sections
    }

    /// The differences of such a program from the official one.
    fn found(plan: Plan) -> Vec<String> {
        let mut found = Vec::new();
        compare(&mut found, &program(plan), &program(Plan::default()));
        found
    }

    #[test]
    fn order_and_the_lost_variable_are_accepted() {
        let equal = found(Plan::default());
        assert!(equal.is_empty(), "{equal:?}");
        let both = found(Plan { other_order: true, with_variable: true, ..Plan::default() });
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both[0].starts_with("dwarf-unit-order: 2 of 2 units"), "{both:?}");
        assert!(both.iter().all(|d| accepted(d).is_some()), "{both:?}");
    }

    #[test]
    fn planted_differences_are_reported() {
        for other_order in [false, true] {
            let bad = |plan| found(plan).into_iter().filter(|d| accepted(d).is_none()).collect::<Vec<_>>();
            let moved = bad(Plan { line: 1, other_order, ..Plan::default() });
            assert!(
                moved
                    .iter()
                    .any(|d| d == "line of unit runtime@0x1000 only in ours: 0x100a 1:7:LeftEdge [1, 0, 0, 0, 0]"),
                "{moved:?}"
            );
            let dropped = bad(Plan { without_function: true, other_order, ..Plan::default() });
            let [one] = &dropped[..] else { panic!("{dropped:?}") };
            assert!(one.starts_with("debugging entry only in the official: DW_TAG_subprogram f at depth 1"), "{one}");
        }
        let mut broken = program(Plan::default());
        broken.get_mut(".debug_info").unwrap().truncate(20);
        let mut found = Vec::new();
        compare(&mut found, &broken, &program(Plan::default()));
        assert!(found.iter().any(|d| accepted(d).is_none()), "{found:?}");
    }
}

//! An archive with its object, as it lies in its file. In: the bytes of the archive. Out: its blocks to scale, its
//! symbols, and of one symbol the bytes with their holes, the function's record and its tables, decoded.

use crate::code::{self, Code, InstructionRow, Origin};
use crate::files::Files;
use crate::model::{Id, Row};
use crate::program::Program;
use goobj::format::{BLOCK_NAMES, Block, HEADER_SIZE};
use goobj::{Archive, AuxKind, LocalSym, MemberKind, Object, SymRef, Target};
use obj::pctab::PcTable;
use obj::{RelocKind, SymFlags};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Where everything is looked up.
pub(crate) struct Sources<'s> {
    pub(crate) files: &'s Files,
    pub(crate) program: Option<&'s Program>,
    pub(crate) object: Option<&'s ObjectFile>,
}

/// The most bytes of a symbol that are shown.
const SHOWN: usize = 64 << 10;

/// A part of the file.
#[derive(Clone, Debug, Serialize)]
pub struct PartRow {
    /// Name.
    pub name: String,
    /// Offset in the file.
    pub offset: usize,
    /// Bytes.
    pub size: usize,
    /// Bytes of a record, 0 where there are none.
    pub record: usize,
}

/// A symbol that the object defines.
#[derive(Clone, Debug, Serialize)]
pub struct DefinedRow {
    /// Name; empty for unnamed ones.
    pub name: String,
    /// ABI number.
    pub abi: u16,
    /// Kind by its official name.
    pub kind: &'static str,
    /// Flags.
    pub flags: Vec<String>,
    /// Bytes in memory.
    pub size: u32,
    /// Offset of the contents in the file.
    pub offset: usize,
    /// How many relocations.
    pub holes: usize,
}

/// The object of a package.
#[derive(Clone, Debug, Serialize)]
pub struct ObjectView {
    /// Bytes of the archive.
    pub size: usize,
    /// Members and, of the first Go object, its blocks.
    pub parts: Vec<PartRow>,
    /// Symbols.
    pub symbols: Vec<Row<DefinedRow>>,
}

/// A relocation.
#[derive(Clone, Debug, Serialize)]
pub struct HoleRow {
    /// Offset in the symbol.
    pub offset: u32,
    /// Bytes.
    pub size: u8,
    /// Type.
    pub kind: String,
    /// Whom it names.
    pub target: String,
    /// The symbol, if the object defines it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defined: Option<Id>,
    /// What is added.
    pub addend: i64,
    /// The bytes that are there in the object, in hexadecimal.
    pub before: String,
    /// What the linker has put there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Filled>,
}

/// A hole that was filled.
#[derive(Clone, Debug, Serialize)]
pub struct Filled {
    /// Where it is in memory.
    pub address: u64,
    /// Its bytes in hexadecimal.
    pub bytes: String,
    /// How they come about.
    pub sum: String,
    /// The address that they lead to, if the relocation is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<u64>,
}

/// One symbol.
#[derive(Clone, Debug, Serialize)]
pub struct DefinedView {
    /// The symbol.
    pub symbol: Row<DefinedRow>,
    /// Contents in hexadecimal, the first of them.
    pub bytes: String,
    /// Relocations.
    pub holes: Vec<Row<HoleRow>>,
    /// What the record of a function says.
    pub record: Vec<(String, String)>,
    /// Tables of a function: name, then offset and value from there on.
    pub tables: Vec<(String, Vec<(u32, i32)>)>,
    /// Instructions, of a function.
    pub code: Vec<Row<InstructionRow>>,
}

/// An archive.
pub struct ObjectFile {
    bytes: Arc<[u8]>,
    /// The number of each symbol with a name, ABI first.
    by_name: HashMap<(String, u16), u32>,
}

/// The first Go object of an archive, and where its binary part begins in the file.
fn object(bytes: &[u8]) -> Result<(Archive<'_>, Object<'_>, usize), String> {
    let archive = Archive::parse(bytes).map_err(|f| f.what)?;
    let member = *archive.members.iter().find(|m| m.kind == MemberKind::GoObject).ok_or("no Go object")?;
    let base = member.offset + member.header().map_err(|f| f.what)?.len;
    Ok((archive, member.object().map_err(|f| f.what)?, base))
}

impl ObjectFile {
    /// Reads an archive.
    pub fn read(bytes: Arc<[u8]>) -> Result<ObjectFile, String> {
        let (_, o, _) = object(&bytes)?;
        let named = (0..o.num_defs() as u32).map(|n| (n, o.sym(LocalSym(n))));
        let by_name = named.map(|(n, s)| ((s.name().to_owned(), s.raw_abi()), n)).collect();
        Ok(ObjectFile { bytes, by_name })
    }
    /// The number of a function, whatever its ABI.
    pub(crate) fn function(&self, name: &str) -> Option<u32> {
        [1, 0].iter().find_map(|&abi| self.by_name.get(&(name.to_owned(), abi))).copied()
    }
    /// The whole file.
    pub(crate) fn view(&self, files: &Files) -> Result<ObjectView, String> {
        let (archive, o, base) = object(&self.bytes)?;
        let mut parts: Vec<PartRow> = archive
            .members
            .iter()
            .filter(|m| m.kind != MemberKind::GoObject)
            .map(|m| PartRow { name: format!("member {}", m.name), offset: m.offset, size: m.data.len(), record: 0 })
            .collect();
        parts.push(PartRow {
            name: "header and strings".into(),
            offset: base,
            size: o.block_offset(BLOCKS[0]) as usize,
            record: HEADER_SIZE,
        });
        for (block, next) in BLOCKS.iter().zip(&BLOCKS[1..]) {
            let (from, to) = (o.block_offset(*block) as usize, o.block_offset(*next) as usize);
            let record = goobj::format::RECORD_SIZE[*block as usize];
            let name = BLOCK_NAMES[*block as usize].to_owned();
            parts.push(PartRow { name, offset: base + from, size: to.saturating_sub(from), record });
        }
        parts.sort_by_key(|p| p.offset);
        let symbols = (0..o.num_defs() as u32).map(|n| row(&o, base, n, files)).collect();
        Ok(ObjectView { size: self.bytes.len(), parts, symbols })
    }
    /// One symbol.
    pub(crate) fn symbol(&self, n: u32, sources: &Sources<'_>) -> Result<DefinedView, String> {
        let (_, o, base) = object(&self.bytes)?;
        if n as usize >= o.num_defs() {
            return Err("there is no such symbol".to_owned());
        }
        let names: HashMap<SymRef, &str> = o.ref_names().collect();
        let data = o.data(LocalSym(n));
        let linked = sources.program.and_then(|p| Some((p, p.symbol_of(o.sym(LocalSym(n)).name(), is_abi0(&o, n))?)));
        let holes = holes(&o, &names, n, linked, &Lines::of(&o, n, sources.files));
        let shown = &data[..data.len().min(SHOWN)];
        let is_code = o.sym(LocalSym(n)).kind().is_text();
        let code = if is_code { code_of(&o, n, shown, &holes, sources.files) } else { Vec::new() };
        let (record, tables) = function_tables(&o, &names, n);
        let bytes = hex(shown);
        let symbol = row(&o, base, n, sources.files);
        Ok(DefinedView { symbol, bytes, holes, record, tables, code })
    }
}

/// A relocation that has room: offset, bytes, target.
pub(crate) type Named = (usize, usize, String);

/// An object with its functions by name; those for ABI0 are called as linkers call them.
pub(crate) struct Functions<'o> {
    object: Object<'o>,
    names: HashMap<SymRef, &'o str>,
    by_name: BTreeMap<String, u32>,
}

impl ObjectFile {
    /// Bytes of the archive.
    pub(crate) fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
    /// Its functions. The error is a line.
    pub(crate) fn functions(&self) -> Result<Functions<'_>, String> {
        let (_, object, _) = object(&self.bytes)?;
        let mut by_name = BTreeMap::new();
        for n in 0..object.num_defs() as u32 {
            let s = object.sym(LocalSym(n));
            if s.kind().is_text() && s.size() > 0 {
                let ending = if s.raw_abi() == 0 { ".abi0" } else { "" };
                by_name.insert(format!("{}{ending}", s.name()), n);
            }
        }
        Ok(Functions { names: object.ref_names().collect(), object, by_name })
    }
}

impl Functions<'_> {
    /// Names with numbers of bytes.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = (&str, u64)> {
        self.by_name.iter().map(|(name, &n)| (&**name, u64::from(self.object.sym(LocalSym(n)).size())))
    }
    /// The number of a function.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }
    /// Bytes of a function, and its relocations that have room.
    pub(crate) fn code(&self, name: &str) -> Option<(&[u8], Vec<Named>)> {
        let n = LocalSym(self.number(name)?);
        let with_room = self.object.relocs(n).filter(|r| r.size > 0);
        let target = |r: &goobj::RawReloc| target_name(&self.object, &self.names, r.sym).0;
        Some((self.object.data(n), with_room.map(|r| (r.offset as usize, usize::from(r.size), target(&r))).collect()))
    }
    /// Its instructions.
    pub(crate) fn rows(&self, name: &str, files: &Files) -> Option<Vec<Row<InstructionRow>>> {
        let n = self.number(name)?;
        let holes = holes(&self.object, &self.names, n, None, &Lines::of(&self.object, n, files));
        Some(code_of(&self.object, n, self.object.data(LocalSym(n)), &holes, files))
    }
    /// The line of its beginning.
    pub(crate) fn line(&self, name: &str, files: &Files) -> Option<Id> {
        Lines::of(&self.object, self.number(name)?, files).at(0)
    }
    /// Blocks of the object with their bytes.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let ends = BLOCKS.iter().zip(&BLOCKS[1..]).map(|(block, next)| (*block, *next));
        let at = |block| u64::from(self.object.block_offset(block));
        ends.map(move |(block, next)| (BLOCK_NAMES[block as usize], at(next).saturating_sub(at(block))))
    }
}

/// The blocks in the order of the file.
const BLOCKS: [Block; 19] = [
    Block::Autolib,
    Block::PkgIndex,
    Block::File,
    Block::SymDef,
    Block::Hashed64Def,
    Block::HashedDef,
    Block::NonPkgDef,
    Block::NonPkgRef,
    Block::RefFlags,
    Block::Hash64,
    Block::Hash,
    Block::RelocIndex,
    Block::AuxIndex,
    Block::DataIndex,
    Block::Reloc,
    Block::Aux,
    Block::Data,
    Block::RefName,
    Block::End,
];

/// Which lines the bytes of a function come from; data comes from nowhere.
struct Lines<'o> {
    object: &'o Object<'o>,
    files: &'o Files,
    file: PcTable,
    line: PcTable,
}

impl<'o> Lines<'o> {
    fn of(object: &'o Object<'o>, n: u32, files: &'o Files) -> Lines<'o> {
        let [file, line] = [AuxKind::Pcfile, AuxKind::Pcline].map(|kind| table(object, n, kind));
        Lines { object, files, file, line }
    }
    fn at(&self, offset: u32) -> Option<Id> {
        let file = self.object.files().nth(usize::try_from(self.file.at(offset)).ok()?)?;
        let line = u32::try_from(self.line.at(offset)).ok().filter(|line| *line > 0)?;
        Some(self.files.line(&String::from_utf8_lossy(file), line))
    }
}

fn row(o: &Object<'_>, base: usize, n: u32, files: &Files) -> Row<DefinedRow> {
    let s = o.sym(LocalSym(n));
    let flags = s.flags() - SymFlags::CONTENT_ADDRESSABLE;
    let what = DefinedRow {
        name: s.name().to_owned(),
        abi: s.raw_abi(),
        kind: s.kind().name(),
        flags: flags.iter_names().map(|(name, _)| name.to_lowercase()).collect(),
        size: s.size(),
        offset: base + o.data_offset(LocalSym(n)) as usize,
        holes: o.relocs(LocalSym(n)).count(),
    };
    let line = s.kind().is_text().then(|| Lines::of(o, n, files).at(0)).flatten();
    Row { id: Id::Defined(n), from: line.into_iter().collect(), what }
}

fn target_name(o: &Object<'_>, names: &HashMap<SymRef, &str>, sym: SymRef) -> (String, Option<Id>) {
    if let Some(local) = o.local(sym) {
        let defined = (local.0 as usize) < o.num_defs();
        return (o.sym(local).name().to_owned(), defined.then_some(Id::Defined(local.0)));
    }
    let name = match sym.target() {
        Target::Builtin(n) => match o.release().builtins.rows.get(n as usize) {
            Some(row) => row.name.to_owned(),
            None => format!("builtin {n}"),
        },
        Target::Package { pkg, index } => {
            let package = || format!("{}.#{index}", o.packages().nth(pkg as usize).unwrap_or("?"));
            names.get(&sym).map_or_else(package, |n| (*n).to_owned())
        }
        _ => String::new(),
    };
    (name, None)
}

fn is_abi0(o: &Object<'_>, n: u32) -> bool {
    let s = o.sym(LocalSym(n));
    s.raw_abi() == 0 && s.kind().is_text()
}

/// What the linker has put into the hole of a relocation; `linked` is the executable with the address of the symbol.
fn filled(r: &goobj::RawReloc, (program, address): (&Program, u64)) -> Option<Filled> {
    let place = address.checked_add(u64::from(r.offset))?;
    let bytes = program.memory(place)?.get(..usize::from(r.size))?;
    let mut wide = [0; 8];
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    let value = u64::from_le_bytes(wide);
    let relative = i64::from(value as i32);
    let (sum, leads_to) = match (r.ty.kind(), r.size) {
        (Some(RelocKind::Call | RelocKind::PcRel), 4) => {
            let end = place.checked_add(4)?;
            let to = end.checked_add_signed(relative)?;
            (format!("{to:#x} - {end:#x} (behind the hole) = {relative:#x}"), Some(to))
        }
        (Some(RelocKind::Addr), 8) => (format!("{value:#x}"), Some(value)),
        (Some(RelocKind::AddrOff), 4) => {
            let base = program.named_address("runtime.types")?;
            let to = base.checked_add(value)?;
            (format!("{to:#x} - {base:#x} (runtime.types) = {value:#x}"), Some(to))
        }
        (Some(RelocKind::MethodOff), 4) if relative == -1 => ("-1: nobody calls it".to_owned(), None),
        (Some(RelocKind::TlsLe), _) => (format!("{relative} bytes from the thread pointer"), None),
        _ => (format!("{value:#x}"), None),
    };
    Some(Filled { address: place, bytes: hex(bytes), sum, leads_to })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn holes(
    o: &Object<'_>,
    names: &HashMap<SymRef, &str>,
    n: u32,
    linked: Option<(&Program, u64)>,
    lines: &Lines<'_>,
) -> Vec<Row<HoleRow>> {
    let data = o.data(LocalSym(n));
    let mut out: Vec<Row<HoleRow>> = o
        .relocs(LocalSym(n))
        .map(|r| {
            let (target, defined) = target_name(o, names, r.sym);
            let kind = r.ty.name().map_or_else(|| format!("R_{}", r.ty.0), str::to_owned);
            // Marks take no room.
            let after = linked.filter(|_| r.size > 0).and_then(|linked| filled(&r, linked));
            let bytes = data.get(r.offset as usize..).and_then(|rest| rest.get(..usize::from(r.size)));
            let before = hex(bytes.unwrap_or_default());
            let what =
                HoleRow { offset: r.offset, size: r.size, kind, target, defined, addend: r.addend, before, after };
            Row { id: Id::Hole(n, r.offset), from: defined.into_iter().chain(lines.at(r.offset)).collect(), what }
        })
        .collect();
    out.sort_by_key(|h| h.what.offset);
    out
}

fn table(o: &Object<'_>, n: u32, kind: AuxKind) -> PcTable {
    let data = o.aux(LocalSym(n), kind).and_then(|s| o.local(s)).map(|s| o.data(s));
    data.and_then(PcTable::decode).unwrap_or_default()
}

fn code_of(o: &Object<'_>, n: u32, bytes: &[u8], holes: &[Row<HoleRow>], files: &Files) -> Vec<Row<InstructionRow>> {
    let (lines, sp) = (Lines::of(o, n, files), table(o, n, AuxKind::Pcsp));
    let origin = |offset: u32| Origin {
        lines: lines.at(offset).into_iter().collect(),
        line: u32::try_from(lines.line.at(offset)).unwrap_or(0),
        inlined: None,
        frame: sp.at(offset),
    };
    let holes: Vec<_> =
        holes.iter().map(|h| (h.what.offset, h.what.size, h.what.kind.clone(), h.what.target.clone())).collect();
    code::rows(&Code {
        bytes,
        address: 0,
        id: &|offset| Id::In(n, offset),
        origin: &origin,
        symbol: &|_| None,
        holes: &holes.into_iter().filter(|h| h.1 > 0).collect::<Vec<_>>(),
    })
}

/// Facts of a function's record.
type Facts = Vec<(String, String)>;
/// Tables with their entries.
type Tables = Vec<(String, Vec<(u32, i32)>)>;

fn function_tables(o: &Object<'_>, names: &HashMap<SymRef, &str>, n: u32) -> (Facts, Tables) {
    let Some(info) = o.func_info(LocalSym(n)) else { return Default::default() };
    let files: Vec<String> = o.files().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
    let mut facts = vec![
        ("bytes of arguments and results".to_owned(), (info.args() as i32).to_string()),
        ("bytes of the frame".to_owned(), (info.locals() as i32).to_string()),
        ("line of func".to_owned(), info.start_line().to_string()),
        ("number for the runtime".to_owned(), info.func_id().0.to_string()),
    ];
    for file in info.files() {
        facts.push(("file".to_owned(), format!("{file}: {}", files.get(file as usize).map_or("?", |f| f))));
    }
    for (i, node) in info.inline_tree().enumerate() {
        let callee = target_name(o, names, node.func).0;
        facts.push((
            "inlined".to_owned(),
            format!("{i}: {callee} at line {}, in {}, pc {}", node.line, node.parent, node.parent_pc),
        ));
    }
    let mut tables = Vec::new();
    let (mut pcdata, mut funcdata) = (0, 0);
    for aux in o.auxs(LocalSym(n)) {
        let name = match aux.kind {
            AuxKind::Pcsp => "pcsp: bytes of the frame".to_owned(),
            AuxKind::Pcfile => "pcfile: file".to_owned(),
            AuxKind::Pcline => "pcline: line".to_owned(),
            AuxKind::Pcinline => "pcinline: inlined call".to_owned(),
            AuxKind::Pcdata => {
                pcdata += 1;
                format!("pcdata {}", pcdata - 1)
            }
            AuxKind::FuncData => {
                facts.push((format!("funcdata {funcdata}"), target_name(o, names, aux.sym).0));
                funcdata += 1;
                continue;
            }
            _ => continue,
        };
        let entries = o.local(aux.sym).and_then(|s| PcTable::decode(o.data(s)));
        tables.push((name, entries.unwrap_or_default().entries().to_vec()));
    }
    (facts, tables)
}

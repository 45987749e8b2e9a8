//! `tool goobj [-json] FILE…`: everything a Go object or archive holds, one symbol after the
//! other. Text form: a line `sym key=value …` at the margin, below it, indented, one line for
//! each relocation, for the function record, its tables, files, inlined calls and attached
//! symbols. Values with other than plain characters are quoted as in JSON. Offsets of data count
//! from the start of the file.

mod json;

use crate::cli;
use base::goflag::{Shape, parse};
use goobj::funcinfo::FuncInfoView;
use goobj::{Archive, AuxKind, LocalSym, Member, MemberKind, Object, SymRef, Target};
use obj::{RelocType, SymFlags};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::process::ExitCode;

const USAGE: &str = "usage: oxigo tool goobj [-json] file...";

/// The flags with the names they are shown by.
pub(crate) const FLAGS: [(SymFlags, &str); 13] = [
    (SymFlags::DUPOK, "dupok"),
    (SymFlags::LOCAL, "local"),
    (SymFlags::TYPELINK, "typelink"),
    (SymFlags::LEAF, "leaf"),
    (SymFlags::NOSPLIT, "nosplit"),
    (SymFlags::REFLECT_METHOD, "reflectmethod"),
    (SymFlags::GO_TYPE, "gotype"),
    (SymFlags::USED_IN_IFACE, "usediniface"),
    (SymFlags::ITAB, "itab"),
    (SymFlags::DICT, "dict"),
    (SymFlags::PKG_INIT, "pkginit"),
    (SymFlags::LINKNAME, "linkname"),
    (SymFlags::ABI_WRAPPER, "abiwrapper"),
];

/// The roles of attached symbols by name.
pub(crate) fn aux_name(kind: AuxKind) -> &'static str {
    match kind {
        AuxKind::GoType => "gotype",
        AuxKind::FuncInfo => "funcinfo",
        AuxKind::FuncData => "funcdata",
        AuxKind::DwarfInfo => "dwarfinfo",
        AuxKind::DwarfLoc => "dwarfloc",
        AuxKind::DwarfRanges => "dwarfranges",
        AuxKind::DwarfLines => "dwarflines",
        AuxKind::Pcsp => "pcsp",
        AuxKind::Pcfile => "pcfile",
        AuxKind::Pcline => "pcline",
        AuxKind::Pcinline => "pcinline",
        AuxKind::Pcdata => "pcdata",
        AuxKind::WasmImport => "wasmimport",
        AuxKind::WasmType => "wasmtype",
        AuxKind::SehUnwindInfo => "sehunwindinfo",
    }
}

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let (flags, files) = match parse(&[("json", Shape::Bool)], args) {
        Ok(parsed) => parsed,
        Err(e) => return cli::usage(&e, USAGE),
    };
    if files.is_empty() {
        return cli::usage("", USAGE);
    }
    let json = flags.last().is_some_and(|f| f.on());
    for file in &files {
        let shown = cli::read(file).and_then(|data| {
            let shown = if json { json::json(&data) } else { text(&data) };
            shown.map_err(|f| f.in_file(file, None).to_string())
        });
        match shown {
            Ok(text) => cli::print(text.as_bytes()),
            Err(e) => return cli::fail("goobj", e),
        }
    }
    ExitCode::SUCCESS
}

/// An object with what is needed to show its references.
pub(crate) struct Dump<'a> {
    pub(crate) object: Object<'a>,
    /// Offset of the object's binary part in the file.
    pub(crate) base: usize,
    names: HashMap<SymRef, &'a str>,
}

impl<'a> Dump<'a> {
    pub(crate) fn of(member: &Member<'a>) -> Result<Self, goobj::Fault> {
        let object = member.object()?;
        let base = member.offset + member.header()?.len;
        Ok(Dump { object, base, names: object.ref_names().collect() })
    }
    /// Name and version of a symbol referred to; the version of other packages' symbols is not
    /// in the object.
    pub(crate) fn target(&self, sym: SymRef) -> (String, Option<u16>) {
        if let Some(i) = self.object.local(sym) {
            let s = self.object.sym(i);
            return (s.name().to_string(), Some(s.raw_abi()));
        }
        match sym.target() {
            Target::Builtin(n) => match self.object.release().builtins.rows.get(n as usize) {
                Some(row) => (row.name.to_string(), Some(row.abi)),
                None => (format!("builtin.{n}"), None),
            },
            Target::Package { pkg, index } => {
                let package = self.object.packages().nth(pkg as usize).unwrap_or("?");
                let unnamed = || format!("{package}.#{index}");
                (self.names.get(&sym).map_or_else(unnamed, |n| (*n).to_string()), None)
            }
            _ => (String::new(), None),
        }
    }
    /// Offset in the file and length of a definition's contents.
    pub(crate) fn data(&self, i: LocalSym) -> (usize, usize) {
        (self.base + self.object.data_offset(i) as usize, self.object.data(i).len())
    }
    /// The source file with this number.
    pub(crate) fn file(&self, number: u32) -> String {
        let file = self.object.files().nth(number as usize).unwrap_or(b"?");
        String::from_utf8_lossy(file).into_owned()
    }
}

/// The name of a relocation type, and whether it is weak.
pub(crate) fn reloc_type(ty: RelocType) -> (String, bool) {
    let name = ty.name().map_or_else(|| format!("R_{}", ty.0 & !RelocType::WEAK), str::to_string);
    (name, ty.is_weak())
}

/// A value in quotes.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// The text form of a file.
pub fn text(data: &[u8]) -> Result<String, goobj::Fault> {
    let archive = Archive::parse(data)?;
    let mut out = String::new();
    for member in &archive.members {
        if !archive.bare {
            let _ = writeln!(out, "member file={} data={}:{}", quoted(member.name), member.offset, member.data.len());
        }
        if member.kind != MemberKind::GoObject {
            continue;
        }
        let header = member.header()?;
        let _ =
            writeln!(out, "header line={} build_id={}", quoted(header.line), quoted(header.build_id().unwrap_or("")));
        let dump = Dump::of(member)?;
        object_lines(&mut out, &dump);
        (0..dump.object.num_syms() as u32).for_each(|i| symbol_lines(&mut out, &dump, LocalSym(i)));
    }
    Ok(out)
}

fn object_lines(out: &mut String, dump: &Dump<'_>) {
    let object = &dump.object;
    let hex: String = object.fingerprint().iter().map(|b| format!("{b:02x}")).collect();
    let _ = writeln!(out, "object fingerprint={hex} flags={:#x}", object.flags().bits());
    for (path, print) in object.autolib() {
        let hex: String = print.iter().map(|b| format!("{b:02x}")).collect();
        let _ = writeln!(out, "import path={} fingerprint={hex}", quoted(path));
    }
    for (i, path) in object.packages().enumerate().skip(1) {
        let _ = writeln!(out, "package index={i} path={}", quoted(path));
    }
    for i in 0..object.files().len() {
        let _ = writeln!(out, "source index={i} path={}", quoted(&dump.file(i as u32)));
    }
}

fn symbol_lines(out: &mut String, dump: &Dump<'_>, i: LocalSym) {
    let object = &dump.object;
    let s = object.sym(i);
    let is_def = (i.0 as usize) < object.num_defs();
    let gotype = object.aux(i, AuxKind::GoType).map_or(String::new(), |t| dump.target(t).0);
    let _ = write!(
        out,
        "{} name={} version={} kind={}",
        if is_def { "sym" } else { "ref" },
        quoted(s.name()),
        s.raw_abi(),
        s.kind().name()
    );
    for (flag, name) in FLAGS {
        let on = s.flags().contains(flag);
        if on || flag == SymFlags::DUPOK {
            let _ = write!(out, " {name}={on}");
        }
    }
    let _ = write!(out, " size={} align={} type={}", s.size(), s.align(), quoted(&gotype));
    if !is_def {
        out.push('\n');
        return;
    }
    let (offset, len) = dump.data(i);
    let _ = writeln!(out, " data={offset}:{len}");
    for r in object.relocs(i) {
        let (name, version) = dump.target(r.sym);
        let (ty, weak) = reloc_type(r.ty);
        let _ = write!(out, "\treloc offset={} size={} sym={}", r.offset as i32, r.size, quoted(&name));
        let _ = version.map(|v| write!(out, " version={v}"));
        let _ = writeln!(out, " add={} type={ty}{}", r.addend, if weak { " weak=true" } else { "" });
    }
    if let Some(func) = object.func_info(i) {
        function_lines(out, dump, i, &func);
    }
    aux_lines(out, dump, i);
}

fn function_lines(out: &mut String, dump: &Dump<'_>, i: LocalSym, func: &FuncInfoView<'_>) {
    let _ = write!(out, "\tfunc args={} locals={}", func.args() as i32, func.locals() as i32);
    let _ = write!(out, " id={} flags={:#x} line={}", func.func_id().0, func.flags().bits(), func.start_line());
    for aux in dump.object.auxs(i) {
        let tables = [AuxKind::Pcsp, AuxKind::Pcfile, AuxKind::Pcline, AuxKind::Pcinline];
        if let (true, Some(target)) = (tables.contains(&aux.kind), dump.object.local(aux.sym)) {
            let (offset, len) = dump.data(target);
            let _ = write!(out, " {}={offset}:{len}", aux_name(aux.kind));
        }
    }
    out.push('\n');
    for file in func.files() {
        let _ = writeln!(out, "\tfile index={file} path={}", quoted(&dump.file(file)));
    }
    for (n, node) in func.inline_tree().enumerate() {
        let (callee, place) = (dump.target(node.func).0, dump.file(node.file));
        let _ = write!(out, "\tinlined index={n} parent={} sym={}", node.parent, quoted(&callee));
        let _ = writeln!(out, " file={} line={} pc={}", quoted(&place), node.line, node.parent_pc);
    }
}

/// Attached symbols, those of one role numbered.
fn aux_lines(out: &mut String, dump: &Dump<'_>, i: LocalSym) {
    let (mut funcdata, mut pcdata) = (0..u32::MAX, 0..u32::MAX);
    for aux in dump.object.auxs(i) {
        let index = match aux.kind {
            AuxKind::FuncData => funcdata.next(),
            AuxKind::Pcdata => pcdata.next(),
            AuxKind::DwarfInfo | AuxKind::DwarfLoc | AuxKind::DwarfRanges | AuxKind::DwarfLines => None,
            _ => continue,
        };
        let _ = write!(out, "\taux role={}", aux_name(aux.kind));
        let _ = index.map(|n| write!(out, " index={n}"));
        let name = dump.target(aux.sym).0;
        if !name.is_empty() {
            let _ = write!(out, " sym={}", quoted(&name));
        }
        if let Some(target) = dump.object.local(aux.sym) {
            let (offset, len) = dump.data_of_any(target);
            let _ = write!(out, " data={offset}:{len}");
        }
        out.push('\n');
    }
}

impl Dump<'_> {
    /// As [`data`](Self::data); nothing for references.
    pub(crate) fn data_of_any(&self, i: LocalSym) -> (usize, usize) {
        if (i.0 as usize) < self.object.num_defs() { self.data(i) } else { (0, 0) }
    }
}

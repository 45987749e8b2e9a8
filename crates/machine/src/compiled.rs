//! A compiled function on its own: code, relocations by symbol name, tables. In: the results of
//! the back end's steps; out: [`CompiledFunc`], which knows no object and can be put into any
//! [`Unit`]. Flags of the auxiliary symbols: `cmd/compile/internal/gc/obj.go`.

use crate::buffer::{Code, Table};
use crate::debug::Debug;
use crate::inlined::InlinedCall;
use dwarf::code::CodeNames;
use obj::{
    Abi, Definition, FuncFlags, FuncId, FuncInfo, InlineNode, PcTable, Reloc, RelocKind, RelocType, SymFlags, SymId,
    SymKind, Unit,
};
use release::{FuncData, PcData, Release};
use std::sync::Arc;

/// A data symbol that belongs to a function.
#[derive(Clone, Debug)]
pub struct AuxData {
    /// Which data this is.
    pub funcdata: FuncData,
    /// Name; empty for those named by their content.
    pub name: String,
    /// Bytes.
    pub data: Vec<u8>,
    /// `(offset, mask bytes)`: places that hold the offset of a pointer mask.
    pub masks: Vec<(u32, Vec<u8>)>,
    /// `(offset, function, ABI)`: places that hold the offset of a function's text.
    pub text_offsets: Vec<(u32, Arc<str>, Abi)>,
    /// Whether it may be shared by content.
    pub by_content: bool,
}

/// What a listing says of a function and an object file does not.
#[derive(Clone, Debug)]
pub struct Notes {
    /// Symbol name.
    pub name: Arc<str>,
    /// ABI.
    pub abi: Abi,
    /// Called with a closure in the register for that.
    pub context: bool,
    /// A wrapper.
    pub wrapper: bool,
    /// What lies in the frame: offset from SP, size, name.
    pub vars: Vec<(i64, u64, Arc<str>)>,
}

/// What code generation gives for one function.
#[derive(Clone, Debug)]
pub struct CompiledFunc {
    /// Symbol name.
    pub name: Arc<str>,
    /// ABI.
    pub abi: Abi,
    /// Symbol flags.
    pub flags: SymFlags,
    /// Machine code.
    pub code: Vec<u8>,
    /// Relocations; symbols are indices into `syms`.
    pub relocs: Vec<crate::buffer::CodeReloc>,
    /// Symbols named by relocations.
    pub syms: Vec<(Arc<str>, Abi)>,
    /// SP delta, line, unsafe points, stack map index, file (its number in positions), homes of
    /// arguments that hold them (as a place in [`FuncData::ArgLiveInfo`]), inlined call, what failed checks report.
    pub tables: [PcTable; 8],
    /// The inlined calls that the last table names, parents first.
    pub inlined: Vec<InlinedCall>,
    /// Tables of addresses in the code: index of the symbol, offsets.
    pub jump_tables: Vec<(u32, Vec<u32>)>,
    /// Read-only data of the code: index of the symbol, bytes.
    pub constants: Vec<(u32, Box<[u8]>)>,
    /// FUNCDATA symbols.
    pub aux: Vec<AuxData>,
    /// What debuggers are told.
    pub debug: Option<Debug>,
    /// What listings say, if there is to be one.
    pub notes: Option<Notes>,
    /// Where the prologue ends.
    pub prologue_end: u32,
    /// Bytes of arguments, results and spill space.
    pub args: i32,
    /// Bytes of the frame.
    pub locals: i32,
    /// Number of the function for the runtime.
    pub func_id: u8,
    /// The file it is declared in.
    pub file: Arc<str>,
    /// Other files its instructions come from.
    pub files: Vec<Arc<str>>,
    /// Line of the `func` keyword.
    pub start_line: i32,
}

impl CompiledFunc {
    /// Takes over code and tables.
    pub fn set_code(&mut self, code: Code) {
        self.code = code.bytes;
        self.relocs = code.relocs;
        self.tables = code.tables;
        self.jump_tables = code.jump_tables;
        self.prologue_end = code.prologue_end;
    }
    /// Puts the function and what belongs to it into a unit, whose functions debugging information names in a way, and
    /// which has what copies of inlined functions share ([`CompiledFunc::share_inlined`]).
    /// Returns its symbol, or `None` when the unit defines it already.
    pub fn add_to(&self, unit: &mut Unit, names: CodeNames) -> Option<SymId> {
        let id = unit.symbol(&self.name, self.abi);
        if unit.symbols[id].def.is_some() {
            return None;
        }
        let symbol = |unit: &mut Unit, name: &Arc<str>, abi: Abi| match abi {
            Abi::Static => unit.fresh(name.clone(), abi),
            _ => unit.symbol(name, abi),
        };
        let syms: Vec<SymId> = self.syms.iter().map(|(name, abi)| symbol(unit, name, *abi)).collect();
        let reloc = |r: &crate::buffer::CodeReloc| Reloc {
            offset: r.offset,
            size: r.size,
            ty: RelocType::new(r.kind),
            sym: syms.get(r.sym as usize).copied().unwrap_or(SymId::NONE),
            addend: r.addend,
        };
        let mut info = self.func_info(unit);
        if let Some(debug) = &self.debug {
            info.dwarf_lines = Some(debug.lines(self, id, unit));
            let pieces = debug.info(self, id, names, unit);
            (info.dwarf_info, info.dwarf_loc, info.dwarf_ranges) = (Some(pieces.info), pieces.loc, pieces.ranges);
        }
        let mut def = Definition::data(SymKind::Text, self.flags, self.code.clone());
        def.relocs = self.relocs.iter().map(reloc).collect();
        def.func = Some(Box::new(info));
        for (table, offsets) in &self.jump_tables {
            if let Some(&table) = syms.get(*table as usize) {
                let _fresh = unit.define(table, jump_table(id, offsets));
            }
        }
        for (sym, bytes) in &self.constants {
            if let Some(&sym) = syms.get(*sym as usize).filter(|&&sym| unit.symbols[sym].def.is_none()) {
                let _fresh = unit.define(sym, constant(bytes));
            }
        }
        unit.define(id, def).then_some(id)
    }
    /// Defines in a unit what copies share of functions that were inlined here. A function that is put into the unit later
    /// is one of the copies.
    pub fn share_inlined(&self, unit: &mut Unit) {
        if let Some(debug) = &self.debug {
            debug.share(self, unit);
        }
    }
    /// The file with this number in positions.
    pub fn file_name(&self, number: i32) -> &Arc<str> {
        usize::try_from(number - 1).ok().and_then(|n| self.files.get(n)).unwrap_or(&self.file)
    }
    /// The table of files by their index in the unit, and those that occur in it.
    fn file_table(&self, unit: &mut Unit) -> (PcTable, Vec<u32>) {
        let mut table = PcTable::new();
        let mut files = Vec::new();
        for &(pc, number) in self.tables[Table::File as usize].entries() {
            let file = unit.file(self.file_name(number));
            table.set(pc, file as i32);
            files.push(file);
        }
        (table, files)
    }
    fn inline_tree(&self, unit: &mut Unit) -> Vec<InlineNode> {
        let node = |call: &InlinedCall| InlineNode {
            parent: call.parent,
            file: unit.file(self.file_name(call.file)),
            line: call.line,
            func: unit.symbol(&call.callee.0, call.callee.1),
            parent_pc: call.parent_pc as i32,
        };
        self.inlined.iter().map(node).collect()
    }
    fn func_info(&self, unit: &mut Unit) -> FuncInfo {
        let size = self.code.len() as u32;
        let (pcfile, mut files) = self.file_table(unit);
        let inline_tree = self.inline_tree(unit);
        files.extend(inline_tree.iter().map(|node| node.file));
        files.sort_unstable();
        files.dedup();
        let [sp, line, unsafe_points, stack_map, _, arg_live, inline, bounds] = &self.tables;
        let mut pcdata = Vec::new();
        put(&mut pcdata, PcData::UnsafePoint.number(), unsafe_points.encode(size), Vec::new());
        put(&mut pcdata, PcData::StackMapIndex.number(), stack_map.encode(size), Vec::new());
        if self.aux.iter().any(|a| a.funcdata == FuncData::ArgLiveInfo) {
            put(&mut pcdata, PcData::ArgLiveIndex.number(), arg_live.encode(size), Vec::new());
        }
        if !bounds.entries().is_empty() {
            put(&mut pcdata, PcData::PanicBounds.number(), bounds.encode(size), Vec::new());
        }
        let mut funcdata = Vec::new();
        for aux in &self.aux {
            put(&mut funcdata, aux.funcdata.number(), aux.add_to(unit), SymId::NONE);
        }
        FuncInfo {
            args: self.args,
            locals: self.locals,
            func_id: FuncId(self.func_id),
            flags: FuncFlags::empty(),
            start_line: self.start_line,
            files,
            pcsp: sp.encode(size),
            pcfile: pcfile.encode(size),
            pcline: line.encode(size),
            pcinline: if inline_tree.is_empty() { Vec::new() } else { inline.encode(size) },
            inline_tree,
            pcdata,
            funcdata,
            ..FuncInfo::default()
        }
    }
}

/// Sets the n-th item of a list that has `none` where nothing was set.
fn put<T: Clone>(list: &mut Vec<T>, n: usize, item: T, none: T) {
    if list.len() <= n {
        list.resize(n + 1, none);
    }
    list[n] = item;
}

/// Read-only data that all functions of a program share.
fn constant(bytes: &[u8]) -> Definition {
    let flags = SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE;
    let mut def = Definition::data(SymKind::RoData, flags, bytes.to_vec());
    def.align = bytes.len() as u32;
    def
}

/// Addresses in a function, 8 bytes each.
fn jump_table(func: SymId, offsets: &[u32]) -> Definition {
    let flags = SymFlags::DUPOK | SymFlags::LOCAL;
    let mut def = Definition::data(SymKind::RoData, flags, vec![0; 8 * offsets.len()]);
    let entry = |(n, &at): (usize, &u32)| Reloc {
        offset: 8 * n as u32,
        size: 8,
        ty: RelocType::new(RelocKind::Addr),
        sym: func,
        addend: i64::from(at),
    };
    def.relocs = offsets.iter().enumerate().map(entry).collect();
    def
}

impl AuxData {
    /// Data named by its content, as stack maps are.
    pub fn stack_map(release: Release, funcdata: FuncData, data: Vec<u8>) -> AuxData {
        let name = format!("gclocals·{}", base::base64(&release.tool_hash.sum16(&data)));
        AuxData { funcdata, name, data, masks: Vec::new(), text_offsets: Vec::new(), by_content: true }
    }
    /// Data of one function.
    pub fn named(funcdata: FuncData, name: String, data: Vec<u8>, by_content: bool) -> AuxData {
        AuxData { funcdata, name, data, masks: Vec::new(), text_offsets: Vec::new(), by_content }
    }
    fn add_to(&self, unit: &mut Unit) -> SymId {
        let id = match self.by_content {
            true => unit.symbol(&self.name, Abi::Abi0),
            false => unit.fresh(self.name.as_str(), Abi::Static),
        };
        let flags = SymFlags::DUPOK | if self.by_content { SymFlags::CONTENT_ADDRESSABLE } else { SymFlags::LOCAL };
        let mut def = Definition::data(SymKind::RoData, flags, self.data.clone());
        let mut offset_of = |offset, sym| {
            def.relocs.push(Reloc { offset, size: 4, ty: RelocType::new(RelocKind::AddrOff), sym, addend: 0 });
        };
        for (offset, mask) in &self.masks {
            offset_of(*offset, mask_symbol(unit, mask));
        }
        for (offset, name, abi) in &self.text_offsets {
            offset_of(*offset, unit.symbol(name, *abi));
        }
        // Equal contents under one name are defined once.
        let _already = unit.define(id, def);
        id
    }
}

fn mask_symbol(unit: &mut Unit, mask: &[u8]) -> SymId {
    let hex: String = mask.iter().map(|b| format!("{b:02x}")).collect();
    let id = unit.symbol(&format!("runtime.gcbits.{hex}"), Abi::Abi0);
    let flags = SymFlags::DUPOK | SymFlags::LOCAL | SymFlags::CONTENT_ADDRESSABLE;
    let _already = unit.define(id, Definition::data(SymKind::RoData, flags, mask.to_vec()));
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_stack_map_has_the_official_name() {
        // The map of a function without pointers, as official objects name it.
        let aux = AuxData::stack_map(Release::default(), FuncData::ArgsPointerMaps, vec![1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(aux.name, "gclocals·g2BeySu+wFnoycgXfElmcg==");
    }
}

//! The abbreviation table. Go objects contain debugging entries that already use these
//! numbers, so rows, their order and their forms are facts of the release (authority:
//! `cmd/internal/dwarf/dwarf.go`, `putvarabbrevgen.go`).

#![allow(non_upper_case_globals, reason = "attributes keep the names of the DWARF standard")]

use crate::leb::uleb;
use gimli::constants::*;
use release::{DebugFormat, Release};

/// Attributes of Go's own, from the user range.
pub mod go {
    use gimli::constants::DwAt;
    /// `reflect.Kind` of a type.
    pub const DW_AT_GO_KIND: DwAt = DwAt(0x2900);
    /// Key type of a map.
    pub const DW_AT_GO_KEY: DwAt = DwAt(0x2901);
    /// Element type of a map, channel or slice.
    pub const DW_AT_GO_ELEM: DwAt = DwAt(0x2902);
    /// The struct field is embedded.
    pub const DW_AT_GO_EMBEDDED_FIELD: DwAt = DwAt(0x2903);
    /// Offset of the type descriptor in the types section.
    pub const DW_AT_GO_RUNTIME_TYPE: DwAt = DwAt(0x2904);
    /// Package name of a compilation unit.
    pub const DW_AT_GO_PACKAGE_NAME: DwAt = DwAt(0x2905);
    /// Index in a generic dictionary.
    pub const DW_AT_GO_DICT_INDEX: DwAt = DwAt(0x2906);
    /// Offset of a captured variable in its closure.
    pub const DW_AT_GO_CLOSURE_OFFSET: DwAt = DwAt(0x2907);
}
use go::*;

/// A row of the table; the discriminant is the abbreviation code in `.debug_info`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Abbrev {
    /// A compilation unit with code.
    CompUnit = 1,
    /// A compilation unit without code.
    CompUnitTextless,
    /// A function that was not inlined anywhere.
    Function,
    /// A wrapper function.
    Wrapper,
    /// What all copies of an inlined function share.
    FunctionAbstract,
    /// The out-of-line copy of an inlined function.
    FunctionConcrete,
    /// The same for a wrapper.
    WrapperConcrete,
    /// An inlined call in one address range.
    InlinedSubroutine,
    /// An inlined call in several address ranges.
    InlinedSubroutineRanges,
    /// A global variable.
    Variable,
    /// An integer constant.
    IntConstant,
    /// A block in several address ranges.
    LexicalBlockRanges,
    /// A block in one address range.
    LexicalBlockSimple,
    /// A field.
    StructField,
    /// A parameter of a function type.
    FuncTypeParam,
    /// A result of a function type, where releases mark those.
    FuncTypeResult,
    /// `...`
    DotDotDot,
    /// Bounds of an array.
    ArrayRange,
    /// The unspecified type.
    NullType,
    /// A number or bool.
    BaseType,
    /// An array.
    ArrayType,
    /// A channel.
    ChanType,
    /// A function type.
    FuncType,
    /// An interface.
    IfaceType,
    /// A map.
    MapType,
    /// A pointer.
    PtrType,
    /// `unsafe.Pointer`.
    BarePtrType,
    /// A slice.
    SliceType,
    /// A string.
    StringType,
    /// A struct.
    StructType,
    /// A type declaration.
    TypeDecl,
    /// A shaped type and its place in the dictionary.
    DictIndex,
}

/// Code of the first row for local variables and parameters in a release; their rows follow in the order
/// of [`VAR_ROWS`].
pub fn first_var_row(release: Release) -> u8 {
    Abbrev::DictIndex.code(release) + 1
}

/// One row: tag, whether it has children, attributes with their forms.
pub type Row = (DwTag, bool, &'static [(DwAt, DwForm)]);

impl Abbrev {
    /// The row of this code.
    pub fn row(self) -> &'static Row {
        &ROWS[self as usize - 1]
    }
    /// The number of this code in a release.
    pub fn code(self, release: Release) -> u8 {
        let is_moved = !release.marks_results && self > Abbrev::FuncTypeResult;
        self as u8 - u8::from(is_moved)
    }
    /// The attributes of its entries in a form of debug information.
    pub fn attributes(self, format: DebugFormat) -> impl Iterator<Item = (DwAt, DwForm)> {
        attributes(self.row(), format)
    }
    /// Whether entries of this code are closed by a null entry.
    pub fn has_children(self) -> bool {
        self.row().1
    }
    /// Whether the code names a type.
    pub fn is_type(self) -> bool {
        (Abbrev::NullType..=Abbrev::TypeDecl).contains(&self)
    }
}

/// The attributes of a row in a form of debug information: rows are written as DWARF 5 has them.
fn attributes(row: &Row, format: DebugFormat) -> impl Iterator<Item = (DwAt, DwForm)> {
    let in_format = move |&(at, form): &(DwAt, DwForm)| match (format, at) {
        (DebugFormat::Dwarf4, DW_AT_addr_base) => None,
        (DebugFormat::Dwarf4, DW_AT_low_pc | DW_AT_high_pc) => Some((at, DW_FORM_addr)),
        _ => Some((at, form)),
    };
    row.2.iter().filter_map(in_format)
}

/// The bytes of `.debug_abbrev` in a release and a form of debug information.
pub fn section(release: Release, format: DebugFormat) -> Vec<u8> {
    let mut out = Vec::new();
    let is_there = |(i, _): &(usize, &Row)| release.marks_results || *i != Abbrev::FuncTypeResult as usize - 1;
    let rows = ROWS.iter().enumerate().filter(is_there).map(|(_, row)| row);
    for (i, row) in rows.chain(VAR_ROWS).enumerate() {
        uleb(&mut out, i as u64 + 1);
        uleb(&mut out, u64::from(row.0.0));
        out.push(u8::from(row.1));
        for (at, form) in attributes(row, format) {
            uleb(&mut out, u64::from(at.0));
            uleb(&mut out, u64::from(form.0));
        }
        out.extend([0, 0]);
    }
    out.push(0);
    out
}

const NAME: (DwAt, DwForm) = (DW_AT_name, DW_FORM_string);
const TYPE: (DwAt, DwForm) = (DW_AT_type, DW_FORM_ref_addr);
const SIZE: (DwAt, DwForm) = (DW_AT_byte_size, DW_FORM_udata);
const KIND: (DwAt, DwForm) = (DW_AT_GO_KIND, DW_FORM_data1);
const RUNTIME: (DwAt, DwForm) = (DW_AT_GO_RUNTIME_TYPE, DW_FORM_addr);
const KEY: (DwAt, DwForm) = (DW_AT_GO_KEY, DW_FORM_ref_addr);
const ELEM: (DwAt, DwForm) = (DW_AT_GO_ELEM, DW_FORM_ref_addr);
const LOW: (DwAt, DwForm) = (DW_AT_low_pc, DW_FORM_addr);
const HIGH: (DwAt, DwForm) = (DW_AT_high_pc, DW_FORM_addr);
/// Start of a function's code: an index in the unit's table of addresses.
const START: (DwAt, DwForm) = (DW_AT_low_pc, DW_FORM_addrx);
/// Bytes from there to the end.
const LENGTH: (DwAt, DwForm) = (DW_AT_high_pc, DW_FORM_udata);
/// Where the unit's table of addresses begins.
const ADDRESSES: (DwAt, DwForm) = (DW_AT_addr_base, DW_FORM_sec_offset);
const FRAME: (DwAt, DwForm) = (DW_AT_frame_base, DW_FORM_block1);
const ORIGIN: (DwAt, DwForm) = (DW_AT_abstract_origin, DW_FORM_ref_addr);
const RANGES: (DwAt, DwForm) = (DW_AT_ranges, DW_FORM_sec_offset);
const TRAMPOLINE: (DwAt, DwForm) = (DW_AT_trampoline, DW_FORM_flag);
const EXTERNAL: (DwAt, DwForm) = (DW_AT_external, DW_FORM_flag);
const LINE: (DwAt, DwForm) = (DW_AT_decl_line, DW_FORM_udata);
const CALL_FILE: (DwAt, DwForm) = (DW_AT_call_file, DW_FORM_data4);
const CALL_LINE: (DwAt, DwForm) = (DW_AT_call_line, DW_FORM_udata);
const LANGUAGE: (DwAt, DwForm) = (DW_AT_language, DW_FORM_data1);
const COMP_DIR: (DwAt, DwForm) = (DW_AT_comp_dir, DW_FORM_string);
const PRODUCER: (DwAt, DwForm) = (DW_AT_producer, DW_FORM_string);
const PACKAGE: (DwAt, DwForm) = (DW_AT_GO_PACKAGE_NAME, DW_FORM_string);
const LOCATION: (DwAt, DwForm) = (DW_AT_location, DW_FORM_block1);
const LOC_LIST: (DwAt, DwForm) = (DW_AT_location, DW_FORM_sec_offset);
const RESULT: (DwAt, DwForm) = (DW_AT_variable_parameter, DW_FORM_flag);
const CLOSURE: (DwAt, DwForm) = (DW_AT_GO_CLOSURE_OFFSET, DW_FORM_udata);

/// The rows of [`Abbrev`], in its order.
const ROWS: &[Row] = &[
    (
        DW_TAG_compile_unit,
        true,
        &[NAME, LANGUAGE, (DW_AT_stmt_list, DW_FORM_sec_offset), LOW, RANGES, COMP_DIR, PRODUCER, PACKAGE, ADDRESSES],
    ),
    (DW_TAG_compile_unit, true, &[NAME, LANGUAGE, COMP_DIR, PRODUCER, PACKAGE]),
    (DW_TAG_subprogram, true, &[NAME, START, LENGTH, FRAME, (DW_AT_decl_file, DW_FORM_data4), LINE, EXTERNAL]),
    (DW_TAG_subprogram, true, &[NAME, START, LENGTH, FRAME, TRAMPOLINE]),
    (DW_TAG_subprogram, true, &[NAME, (DW_AT_inline, DW_FORM_data1), LINE, EXTERNAL]),
    (DW_TAG_subprogram, true, &[ORIGIN, START, LENGTH, FRAME]),
    (DW_TAG_subprogram, true, &[ORIGIN, START, LENGTH, FRAME, TRAMPOLINE]),
    (DW_TAG_inlined_subroutine, true, &[ORIGIN, START, LENGTH, CALL_FILE, CALL_LINE]),
    (DW_TAG_inlined_subroutine, true, &[ORIGIN, RANGES, CALL_FILE, CALL_LINE]),
    (DW_TAG_variable, false, &[NAME, LOCATION, TYPE, EXTERNAL]),
    (DW_TAG_constant, false, &[NAME, TYPE, (DW_AT_const_value, DW_FORM_sdata)]),
    (DW_TAG_lexical_block, true, &[RANGES]),
    (DW_TAG_lexical_block, true, &[LOW, HIGH]),
    (
        DW_TAG_member,
        false,
        &[NAME, (DW_AT_data_member_location, DW_FORM_udata), TYPE, (DW_AT_GO_EMBEDDED_FIELD, DW_FORM_flag)],
    ),
    (DW_TAG_formal_parameter, false, &[TYPE]),
    (DW_TAG_formal_parameter, false, &[RESULT, TYPE]),
    (DW_TAG_unspecified_parameters, false, &[]),
    (DW_TAG_subrange_type, false, &[TYPE, (DW_AT_count, DW_FORM_udata)]),
    (DW_TAG_unspecified_type, false, &[NAME]),
    (
        DW_TAG_base_type,
        false,
        &[NAME, (DW_AT_encoding, DW_FORM_data1), (DW_AT_byte_size, DW_FORM_data1), KIND, RUNTIME],
    ),
    (DW_TAG_array_type, true, &[NAME, TYPE, SIZE, KIND, RUNTIME]),
    (DW_TAG_typedef, false, &[NAME, TYPE, KIND, RUNTIME, ELEM]),
    (DW_TAG_subroutine_type, true, &[NAME, SIZE, KIND, RUNTIME]),
    (DW_TAG_typedef, true, &[NAME, TYPE, KIND, RUNTIME]),
    (DW_TAG_typedef, false, &[NAME, TYPE, KIND, RUNTIME, KEY, ELEM]),
    (DW_TAG_pointer_type, false, &[NAME, TYPE, KIND, RUNTIME]),
    (DW_TAG_pointer_type, false, &[NAME, RUNTIME]),
    (DW_TAG_structure_type, true, &[NAME, SIZE, KIND, RUNTIME, ELEM]),
    (DW_TAG_structure_type, true, &[NAME, SIZE, KIND, RUNTIME]),
    (DW_TAG_structure_type, true, &[NAME, SIZE, KIND, RUNTIME]),
    (DW_TAG_typedef, false, &[NAME, TYPE]),
    (DW_TAG_typedef, false, &[NAME, TYPE, (DW_AT_GO_DICT_INDEX, DW_FORM_udata)]),
];

/// Rows of local variables and parameters: abstract ones; copies of an abstract one; captured
/// ones; plain ones; each with a location list and with a single location.
pub const VAR_ROWS: &[Row] = &[
    (DW_TAG_variable, false, &[NAME, LINE, TYPE]),
    (DW_TAG_formal_parameter, false, &[NAME, RESULT, TYPE]),
    (DW_TAG_variable, false, &[ORIGIN, LOC_LIST]),
    (DW_TAG_variable, false, &[ORIGIN, LOCATION]),
    (DW_TAG_variable, false, &[NAME, LINE, TYPE, CLOSURE, LOC_LIST]),
    (DW_TAG_variable, false, &[NAME, LINE, TYPE, CLOSURE, LOCATION]),
    (DW_TAG_variable, false, &[NAME, LINE, TYPE, LOC_LIST]),
    (DW_TAG_variable, false, &[NAME, LINE, TYPE, LOCATION]),
    (DW_TAG_formal_parameter, false, &[ORIGIN, LOC_LIST]),
    (DW_TAG_formal_parameter, false, &[ORIGIN, LOCATION]),
    (DW_TAG_formal_parameter, false, &[NAME, RESULT, LINE, TYPE, CLOSURE, LOC_LIST]),
    (DW_TAG_formal_parameter, false, &[NAME, RESULT, LINE, TYPE, CLOSURE, LOCATION]),
    (DW_TAG_formal_parameter, false, &[NAME, RESULT, LINE, TYPE, LOC_LIST]),
    (DW_TAG_formal_parameter, false, &[NAME, RESULT, LINE, TYPE, LOCATION]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_row() {
        assert_eq!(ROWS.len(), Abbrev::DictIndex as usize);
        assert_eq!(Abbrev::TypeDecl.row().0, DW_TAG_typedef);
        assert_eq!(Abbrev::StructType.row().0, DW_TAG_structure_type);
        assert_eq!(Abbrev::IntConstant.row().0, DW_TAG_constant);
    }

    #[test]
    fn gimli_reads_the_section() {
        use gimli::read::{DebugAbbrev, EndianSlice};
        for (release, format) in Release::all().flat_map(|r| [(r, DebugFormat::Dwarf4), (r, DebugFormat::Dwarf5)]) {
            let bytes = section(release, format);
            let table = DebugAbbrev::from(EndianSlice::new(&bytes, gimli::LittleEndian))
                .abbreviations(gimli::DebugAbbrevOffset(0))
                .unwrap();
            let row = table.get(u64::from(Abbrev::SliceType.code(release))).unwrap();
            assert_eq!((row.tag(), row.has_children(), row.attributes().len()), (DW_TAG_structure_type, true, 5));
            let unit = table.get(u64::from(Abbrev::CompUnit.code(release))).unwrap();
            let unit = unit.attributes().last().map(|a| (a.name(), a.form()));
            let function = table.get(u64::from(Abbrev::Function.code(release))).unwrap();
            let code: Vec<_> = function.attributes()[1..3].iter().map(|a| a.form()).collect();
            let (last, code_wanted) = match format {
                DebugFormat::Dwarf4 => ((DW_AT_GO_PACKAGE_NAME, DW_FORM_string), [DW_FORM_addr, DW_FORM_addr]),
                DebugFormat::Dwarf5 => ((DW_AT_addr_base, DW_FORM_sec_offset), [DW_FORM_addrx, DW_FORM_udata]),
            };
            assert_eq!((unit, code), (Some(last), code_wanted.to_vec()), "{release:?} {format:?}");
            let last = first_var_row(release) as usize + VAR_ROWS.len() - 1;
            assert_eq!(table.get(last as u64).unwrap().tag(), DW_TAG_formal_parameter);
            assert!(table.get(last as u64 + 1).is_none());
        }
    }
}

//! Type entries. In: descriptors that functions, variables and constants refer to. Out: a tree
//! of entries, all top level, in order of creation; references between types are by id, so
//! cycles need nothing special. A named type has two entries: its definition and a typedef
//! that carries the name and to which all others refer.

mod synth;

use super::Context;
use super::gotypes::{Descriptor, Field, Signature, kind};
use super::units::{Found, Reference, references};
use crate::error::{LinkError, Result};
use crate::symbols::Sym;
use base::FxHashMap;
use dwarf::abbrev::go::*;
use dwarf::{Abbrev, Attr, DieId, INFO_PREFIX, Target, Tree};
use gimli::constants::*;

/// How deep one type may lead to another before anything of it is known.
const MAX_DEPTH: u32 = 20_000;

/// Where among [`ALWAYS`] that of maps stands, if it is called as the others are; else it is the last one.
const MAP_TYPE_AT: usize = 4;
/// Descriptors the debugger script needs whether or not the program refers to them.
const ALWAYS: [&str; 10] = [
    "Type",
    "ArrayType",
    "ChanType",
    "FuncType",
    "PtrType",
    "SliceType",
    "StructType",
    "InterfaceType",
    "ITab",
    "Imethod",
];

/// All type entries.
pub struct Types<'s, 'a> {
    pub(super) cx: Context<'s, 'a>,
    /// The entries.
    pub tree: Tree<Sym>,
    /// Top-level entries in order of creation.
    pub top: Vec<DieId>,
    /// The entry that stands for a name.
    by_name: FxHashMap<Box<str>, DieId>,
    /// The entry that stands for a descriptor.
    by_type: FxHashMap<Sym, DieId>,
    /// Definitions (not typedefs) of descriptors.
    definitions: FxHashMap<Sym, DieId>,
    /// Descriptors behind map and channel entries.
    pub(super) origins: FxHashMap<DieId, Sym>,
    depth: u32,
}

/// Makes the entries for everything `found` refers to, and notes which unit holds which shared
/// entry of inlined functions. Runs on a stack that the depth limit fits.
pub fn build<'s, 'a>(cx: &Context<'s, 'a>, found: &mut Found) -> Result<Types<'s, 'a>> {
    let on_large_stack = || {
        let mut types = Types::start(*cx)?;
        types.visit(found)?;
        synth::all(&mut types)?;
        Ok(types)
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(256 << 20).spawn_scoped(scope, on_large_stack);
        let joined = thread.map_err(|e| LinkError::new(format!("cannot start a thread: {e}")))?.join();
        joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

impl<'s, 'a> Types<'s, 'a> {
    fn start(cx: Context<'s, 'a>) -> Result<Self> {
        let tree = Tree::new(cx.symbols.release, cx.input.format);
        let mut t = Types {
            cx,
            tree,
            top: Vec::new(),
            by_name: FxHashMap::default(),
            by_type: FxHashMap::default(),
            definitions: FxHashMap::default(),
            origins: FxHashMap::default(),
            depth: 0,
        };
        t.top(Abbrev::NullType, "<unspecified>");
        for (abbrev, name) in [(Abbrev::BarePtrType, "unsafe.Pointer"), (Abbrev::BaseType, "uintptr")] {
            let ty = t.descriptor(name)?;
            let die = t.top(abbrev, name);
            t.by_type.insert(ty, die);
            t.set(die, DW_AT_GO_RUNTIME_TYPE, Attr::TypeOffset(ty));
        }
        let uintptr = t.uintptr();
        t.set(uintptr, DW_AT_encoding, Attr::Const(i64::from(DW_ATE_unsigned.0)));
        t.set(uintptr, DW_AT_byte_size, Attr::Const(8));
        t.set(uintptr, DW_AT_GO_KIND, Attr::Const(i64::from(kind::UINTPTR)));
        let mut always = ALWAYS.to_vec();
        match cx.symbols.release.map_type {
            "MapType" => always.insert(MAP_TYPE_AT, "MapType"),
            other => always.push(other),
        }
        for name in always {
            let ty = t.descriptor(&format!("internal/abi.{name}"))?;
            t.entry(Some(ty))?;
        }
        Ok(t)
    }

    fn visit(&mut self, found: &mut Found) -> Result<()> {
        let mut placed = base::FxHashSet::default();
        for i in 0..found.order.len() {
            let id = found.order[i];
            if let Some(consts) = found.units[id].consts {
                self.entries_of(consts)?;
            }
            for r in std::mem::take(&mut found.units[id].references) {
                match r {
                    Reference::Type(ty) => _ = self.entry(ty.some())?,
                    Reference::Entry(info) => self.named_entry(info)?,
                    Reference::Abstract(info) => {
                        if placed.insert(info) {
                            found.units[id].abstracts.push(info);
                            self.entries_of(info)?;
                        }
                    }
                }
            }
        }
        found.variable_types.iter().try_for_each(|&ty| self.entry(Some(ty)).map(drop))
    }

    fn entries_of(&mut self, info: Sym) -> Result<()> {
        let cx = self.cx;
        references(&cx, info).try_for_each(|r| match r {
            Reference::Entry(info) => self.named_entry(info),
            _ => Ok(()),
        })
    }

    fn named_entry(&mut self, info: Sym) -> Result<()> {
        let name = &self.cx.symbols.name(info)[INFO_PREFIX.len()..];
        if self.by_name.contains_key(name) {
            return Ok(());
        }
        let ty = self.cx.symbols.lookup(&format!("type:{name}"), 0);
        self.entry(ty).map(drop)
    }

    /// The descriptor of the type called `name`.
    pub(super) fn descriptor(&self, name: &str) -> Result<Sym> {
        let sym = self.cx.symbols.lookup(&format!("type:{name}"), 0);
        sym.filter(|&s| !self.cx.symbols.data(s).is_empty())
            .ok_or_else(|| LinkError::new(format!("dwarf: missing type: type:{name}")))
    }
    /// The name of the type a descriptor describes.
    pub(super) fn type_name(&self, ty: Sym) -> &'s str {
        let name = self.cx.symbols.name(ty);
        name.strip_prefix("type:").unwrap_or(name)
    }
    /// The entry that stands for a name.
    pub fn find(&self, name: &str) -> Option<DieId> {
        self.by_name.get(name).copied()
    }
    /// The entry of `uintptr`.
    pub(super) fn uintptr(&self) -> DieId {
        self.by_name["uintptr"]
    }
    /// The definition behind a descriptor, made if there is none yet.
    pub(super) fn definition(&mut self, name: &str) -> Result<DieId> {
        let ty = self.descriptor(name)?;
        self.entry(Some(ty))?;
        self.definitions.get(&ty).copied().ok_or_else(|| LinkError::new(format!("dwarf: missing type: type:{name}")))
    }
    /// A new top-level entry; it stands for its name from now on.
    pub(super) fn top(&mut self, abbrev: Abbrev, name: &str) -> DieId {
        let die = self.tree.add(abbrev, name);
        self.top.push(die);
        self.by_name.insert(name.into(), die);
        die
    }
    pub(super) fn set(&mut self, die: DieId, at: DwAt, value: Attr<Sym>) {
        self.tree.dies[die].set(at, value);
    }
    pub(super) fn refer(&mut self, die: DieId, at: DwAt, to: DieId) {
        self.set(die, at, Attr::Ref(Target::Die(to)));
    }

    /// The entry to refer to for a descriptor, made if there is none yet.
    pub(super) fn entry(&mut self, ty: Option<Sym>) -> Result<DieId> {
        let Some(ty) = ty else { return Ok(self.by_name["<unspecified>"]) };
        if let Some(&die) = self.by_type.get(&ty) {
            return Ok(die);
        }
        let name = self.type_name(ty);
        if let Some(die) = self.find(name) {
            return Ok(die);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(LinkError::new(format!("dwarf: types nested too deeply at {name}")));
        }
        let die = self.make(ty, name)?;
        self.depth -= 1;
        self.by_type.insert(ty, die);
        Ok(die)
    }
    /// What was read out of a descriptor, or that it is malformed.
    pub(super) fn need<T>(&self, ty: Sym, read: Option<T>) -> Result<T> {
        let error = || LinkError::new(format!("dwarf: missing type (no data): {}", self.cx.symbols.name(ty)));
        read.ok_or_else(error)
    }

    /// Makes definition and typedef. Types that lead back here find the entry by its name.
    fn make(&mut self, ty: Sym, name: &str) -> Result<DieId> {
        let d = Descriptor::new(self.cx.symbols, ty);
        let kind = self.need(ty, d.kind())?;
        let abbrev = self.need(ty, abbrev_of(kind))?;
        let die = self.top(abbrev, name);
        self.definitions.insert(ty, die);
        let typedef = has_typedef(kind, name).then(|| {
            let typedef = self.top(Abbrev::TypeDecl, name);
            self.refer(typedef, DW_AT_type, die);
            typedef
        });
        self.fill(die, ty, &d, kind)?;
        self.set(die, DW_AT_GO_KIND, Attr::Const(i64::from(kind)));
        if self.cx.symbols.is_reachable(ty) {
            self.set(die, DW_AT_GO_RUNTIME_TYPE, Attr::TypeOffset(ty));
        }
        Ok(typedef.unwrap_or(die))
    }

    fn fill(&mut self, die: DieId, ty: Sym, d: &Descriptor<'s, 'a>, kind: u8) -> Result<()> {
        let size = self.need(ty, d.size())? as i64;
        match kind {
            kind::ARRAY | kind::FUNC | kind::SLICE | kind::STRING | kind::STRUCT => {
                self.set(die, DW_AT_byte_size, Attr::Const(size));
            }
            kind::BOOL..=kind::COMPLEX128 => {
                self.set(die, DW_AT_byte_size, Attr::Const(size));
                self.set(die, DW_AT_encoding, Attr::Const(i64::from(encoding(kind).0)));
            }
            _ => {}
        }
        match kind {
            kind::ARRAY => {
                self.link(die, DW_AT_type, self.need(ty, d.elem())?)?;
                self.range(die, "range", self.need(ty, d.len())? as i64);
            }
            kind::CHAN => {
                self.origins.insert(die, ty);
                self.link(die, DW_AT_GO_ELEM, self.need(ty, d.elem())?)?;
            }
            kind::MAP => {
                self.origins.insert(die, ty);
                self.link(die, DW_AT_GO_KEY, self.need(ty, d.elem())?)?;
                self.link(die, DW_AT_GO_ELEM, self.need(ty, d.map_elem())?)?;
            }
            kind::INTERFACE => {
                let base = if self.need(ty, d.len())? == 0 { "runtime.eface" } else { "runtime.iface" };
                self.link(die, DW_AT_type, self.descriptor(base)?)?;
            }
            kind::POINTER => self.link(die, DW_AT_type, self.need(ty, d.elem())?)?,
            kind::SLICE => self.link(die, DW_AT_GO_ELEM, self.need(ty, d.elem())?)?,
            kind::FUNC => self.func(die, self.need(ty, d.signature())?)?,
            kind::STRUCT => self.fields(die, self.need(ty, d.fields())?)?,
            _ => {}
        }
        Ok(())
    }

    fn link(&mut self, die: DieId, at: DwAt, ty: Sym) -> Result<()> {
        let to = self.entry(Some(ty))?;
        self.refer(die, at, to);
        Ok(())
    }
    /// Adds the bounds of an array: the number of elements.
    pub(super) fn range(&mut self, array: DieId, name: &str, count: i64) {
        let range = self.tree.add_child(array, Abbrev::ArrayRange, name);
        self.set(range, DW_AT_count, Attr::Const(count));
        let uintptr = self.uintptr();
        self.refer(range, DW_AT_type, uintptr);
    }
    fn func(&mut self, die: DieId, (params, variadic, results): Signature) -> Result<()> {
        for ty in params {
            let param = self.tree.add_child(die, Abbrev::FuncTypeParam, self.type_name(ty));
            self.link(param, DW_AT_type, ty)?;
        }
        if variadic {
            self.tree.add_child(die, Abbrev::DotDotDot, "...");
        }
        for ty in results {
            if self.cx.symbols.release.marks_results {
                let result = self.tree.add_child(die, Abbrev::FuncTypeResult, self.type_name(ty));
                self.set(result, DW_AT_variable_parameter, Attr::Const(1));
                self.link(result, DW_AT_type, ty)?;
                continue;
            }
            // Results are shown as pointers to where they are stored.
            let result = self.tree.add_child(die, Abbrev::FuncTypeParam, self.type_name(ty));
            let elem = self.entry(Some(ty))?;
            let pointer = self.pointer_to(elem);
            self.refer(result, DW_AT_type, pointer);
        }
        Ok(())
    }
    fn fields(&mut self, die: DieId, fields: Vec<Field<'s>>) -> Result<()> {
        for f in fields {
            let name = if f.name.is_empty() { self.type_name(f.ty) } else { f.name };
            let field = self.tree.add_child(die, Abbrev::StructField, name);
            self.link(field, DW_AT_type, f.ty)?;
            self.set(field, DW_AT_data_member_location, Attr::Const(f.offset as i64));
            if f.embedded {
                self.set(field, DW_AT_GO_EMBEDDED_FIELD, Attr::Const(1));
            }
        }
        Ok(())
    }

    /// The entry of the pointer to what `elem` stands for.
    pub(super) fn pointer_to(&mut self, elem: DieId) -> DieId {
        let name = format!("*{}", self.tree.dies[elem].name);
        if let Some(die) = self.find(&name) {
            return die;
        }
        let die = self.top(Abbrev::PtrType, &name);
        self.refer(die, DW_AT_type, elem);
        // Some pointers exist only for the debugger and have no descriptor.
        if let Some(ty) = self.cx.symbols.lookup(&format!("type:{name}"), 0) {
            if self.cx.symbols.is_reachable(ty) {
                self.set(die, DW_AT_GO_KIND, Attr::Const(i64::from(kind::POINTER)));
                self.set(die, DW_AT_GO_RUNTIME_TYPE, Attr::TypeOffset(ty));
            }
            self.by_type.insert(ty, die);
        }
        die
    }
}

fn abbrev_of(kind: u8) -> Option<Abbrev> {
    Some(match kind {
        kind::BOOL..=kind::COMPLEX128 => Abbrev::BaseType,
        kind::ARRAY => Abbrev::ArrayType,
        kind::CHAN => Abbrev::ChanType,
        kind::FUNC => Abbrev::FuncType,
        kind::INTERFACE => Abbrev::IfaceType,
        kind::MAP => Abbrev::MapType,
        kind::POINTER => Abbrev::PtrType,
        kind::SLICE => Abbrev::SliceType,
        kind::STRING => Abbrev::StringType,
        kind::STRUCT => Abbrev::StructType,
        kind::UNSAFE_POINTER => Abbrev::BarePtrType,
        _ => return None,
    })
}

fn encoding(kind: u8) -> DwAte {
    match kind {
        kind::BOOL => DW_ATE_boolean,
        kind::INT..=kind::INT64 => DW_ATE_signed,
        kind::UINT..=kind::UINTPTR => DW_ATE_unsigned,
        kind::FLOAT32 | kind::FLOAT64 => DW_ATE_float,
        kind::COMPLEX64 | kind::COMPLEX128 => DW_ATE_complex_float,
        _ => DW_ATE_unsigned,
    }
}

/// Only composite types with a name of their own get a typedef.
fn has_typedef(kind: u8, name: &str) -> bool {
    let composite =
        matches!(kind, kind::ARRAY | kind::FUNC | kind::INTERFACE | kind::POINTER | kind::SLICE | kind::STRUCT);
    let unnamed = ["map[", "struct {", "noalg.struct {", "chan ", "[", "*"];
    composite && !unnamed.iter().any(|p| name.starts_with(p))
}

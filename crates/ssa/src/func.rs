//! One function in SSA: tables of blocks, instructions, values, slots and of what they name
//! (signatures, Go types, symbols, inlined calls). Tables own, ids refer; ids are printed as
//! in the text form. Passes edit blocks' instruction lists; table entries are never freed.

use crate::ids::{BlockId, ExtId, InlineId, InstId, SigId, SlotId, TypeId, ValueId};
use crate::imm::Imm;
use crate::layout::{Layout, Type};
use crate::op::Op;
use base::{Id, IdVec, Unique};
use obj::Abi;
use release::Release;
use smallvec::SmallVec;
use std::sync::Arc;

/// Where an instruction comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SrcPos {
    /// Line relative to the function's own first line; for an inlined instruction, relative to
    /// the inlined function's.
    pub line: i32,
    /// Column, from 1; 0 unknown.
    pub col: u16,
    /// Which file: 0 is the function's own, n is number n - 1 of [`Func::files`]; for an inlined
    /// instruction 0.
    pub file: u16,
    /// Whether a debugger may stop here.
    pub stmt: bool,
    /// The inlined call it belongs to, or NONE.
    pub inline: InlineId,
}

impl SrcPos {
    /// The function's first line.
    pub const START: SrcPos = SrcPos { line: 0, col: 0, file: 0, stmt: false, inline: InlineId::NONE };
    /// A position on a line of the function itself.
    pub fn line(line: i32) -> SrcPos {
        SrcPos { line, ..SrcPos::START }
    }
}

/// A basic block: parameters, then instructions, the last one its only terminator.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Parameters (what others call phis), given by the arguments of the targets that name it.
    pub params: Vec<ValueId>,
    /// Instructions in order.
    pub insts: Vec<InstId>,
}

/// Where control may go, with the arguments for the block's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The block.
    pub block: BlockId,
    /// One per parameter.
    pub args: SmallVec<[ValueId; 2]>,
}

impl Target {
    /// A target without arguments.
    pub fn new(block: BlockId) -> Target {
        Target { block, args: SmallVec::new() }
    }
}

/// Arguments of an instruction.
pub type Args = SmallVec<[ValueId; 3]>;

/// An instruction.
#[derive(Clone, Debug)]
pub struct Inst {
    /// What it does.
    pub op: Op,
    /// Payload.
    pub imm: Imm,
    /// Arguments.
    pub args: Args,
    /// Results.
    pub results: SmallVec<[ValueId; 2]>,
    /// For terminators: where control may go.
    pub targets: Vec<Target>,
    /// Position.
    pub pos: SrcPos,
}

/// What defines a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueDef {
    /// Result number n of an instruction.
    Result(InstId, u16),
    /// Parameter of a block.
    Param(BlockId),
    /// Another name of a value; resolved by [`Func::resolve`].
    Alias(ValueId),
}

/// A value.
#[derive(Clone, Copy, Debug)]
pub struct Value {
    /// Type.
    pub ty: Type,
    /// Definition.
    pub def: ValueDef,
}

/// Where a slot lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SlotKind {
    /// In the frame.
    Local,
    /// Holds the n-th parameter, passed in memory mode: filled at entry, or the argument's own
    /// place when it came on the stack. Defined at entry.
    Param(u32),
    /// As `Local`, in the room that the caller keeps for the n-th parameter: its place on the stack, or
    /// where it may be spilled. Behind the parameters come the results that are on the stack.
    Home(u32),
}

/// No frame has this many bytes: what needs one is refused (fact: `cmd/compile/internal/ssagen/pgen.go`).
pub const MAX_FRAME: u64 = 1 << 30;

/// A variable in the frame.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Name for people.
    pub name: Arc<str>,
    /// What it holds.
    pub layout: Layout,
    /// Where it lives.
    pub kind: SlotKind,
    /// Read by the recover exit: zeroed at entry, stores kept in order with whatever may panic,
    /// live at every safepoint.
    pub observable: bool,
    /// Its address is somewhere nobody follows it (a number made from it), so it must stay as it is up
    /// to the function's end.
    pub hidden: bool,
}

/// What a call's results may point to, of what its arguments point to. Nothing said of a call: anything, also what
/// is reached from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// Not where the arguments point to, but what is stored there.
    Contents,
    /// Nothing of either.
    Nothing,
}

/// How one parameter or result appears in calls and at entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PassMode {
    /// As one value per leaf.
    Leaves,
    /// As the address of a copy.
    Memory,
}

/// One parameter or result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SigItem {
    /// Its type's layout.
    pub layout: Layout,
    /// How it appears.
    pub mode: PassMode,
}

impl SigItem {
    /// An item with the usual mode: leaves when there are at most 4 (arrays of at most one
    /// element), else memory.
    pub fn new(layout: Layout) -> SigItem {
        let mode = if layout.is_exploded() { PassMode::Leaves } else { PassMode::Memory };
        SigItem { layout, mode }
    }
}

/// A signature: what is passed and by which ABI.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Calling convention.
    pub abi: Abi,
    /// Receiver and parameters.
    pub params: Vec<SigItem>,
    /// Results.
    pub results: Vec<SigItem>,
}

/// A Go type that instructions name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GoType {
    /// Symbol of its descriptor (`type:int`).
    pub symbol: Arc<str>,
    /// Layout of its values.
    pub layout: Layout,
}

/// A symbol that instructions name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExtSym {
    /// Full name.
    pub name: Arc<str>,
    /// ABI of a function; data is `Abi0`.
    pub abi: Abi,
}

/// A call that was inlined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineCall {
    /// Where the call stood (its own `inline` is the parent).
    pub call: SrcPos,
    /// The function inlined.
    pub callee: ExtId,
    /// Its file as shown in tracebacks.
    pub file: Arc<str>,
    /// Line of its `func` keyword, which its instructions' lines are relative to.
    pub start_line: u32,
}

/// Slots of open-coded defers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDefers {
    /// One byte: bit n says that closure n is set.
    pub bits: SlotId,
    /// An array of closure pointers.
    pub closures: SlotId,
}

bitflags::bitflags! {
    /// What is special about a function.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct FuncAttrs: u32 {
        /// No stack check.
        const NOSPLIT = 1 << 0;
        /// A wrapper for `recover`: adjusts the panic's argp unless `FILLED`, hidden in tracebacks.
        const WRAPPER = 1 << 1;
        /// Called with a closure in DX.
        const NEEDCTXT = 1 << 2;
        /// Runs on the system stack: other stack limit.
        const SYSTEMSTACK = 1 << 3;
        /// In runtime mode: never preempted.
        const RUNTIME = 1 << 4;
        /// Has defers: results come from `result_slots` at the recover exit.
        const HAS_DEFER = 1 << 5;
        /// Several packages may define it.
        const DUPOK = 1 << 6;
        /// An ABI wrapper.
        const ABI_WRAPPER = 1 << 7;
        /// May call methods by name through reflection.
        const REFLECT_METHOD = 1 << 8;
        /// The package's `init`.
        const PKG_INIT = 1 << 9;
        /// Write barriers are an error here.
        const NO_WRITE_BARRIER = 1 << 10;
        /// And so they are in everything it calls.
        const NO_WRITE_BARRIER_REC = 1 << 11;
        /// But not in this function and what it calls.
        const YES_WRITE_BARRIER_REC = 1 << 12;
        /// Never inlined.
        const NOINLINE = 1 << 13;
        /// A wrapper that holds the code of what it wrapped: hidden in tracebacks still, but what it calls
        /// is not called for its callers.
        const FILLED = 1 << 14;
    }
}

/// What a variable is to a debugger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DebugKind {
    /// A parameter or receiver.
    Param,
    /// A result.
    Result,
    /// Any other variable.
    Local,
}

/// A variable as debuggers see it. Not part of the text form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebugVar {
    /// Name in the source.
    pub name: Arc<str>,
    /// Symbol of its type's descriptor.
    pub ty: Arc<str>,
    /// Bytes of a value of that type.
    pub size: u64,
    /// Line of its declaration, relative to the function's.
    pub line: i32,
    /// What it is.
    pub kind: DebugKind,
    /// The slot that holds it for the whole function, if there is one.
    pub slot: Option<SlotId>,
    /// The slot, or the value named after it, is its address.
    pub indirect: bool,
    /// It is always this parameter: never set, its address never taken.
    pub param: Option<u32>,
    /// The inlined call whose variable it is; none: the function's own.
    pub inline: InlineId,
}

/// A scalar of a variable that is set once, or a variable's address. Not part of the text form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedValue {
    /// The variable, by its place among those for debuggers.
    pub var: u32,
    /// Offset in the variable, in bytes.
    pub offset: u64,
    /// Type.
    pub ty: Type,
    /// What it is set to.
    pub value: ValueId,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// Symbol name.
    pub name: Arc<str>,
    /// Signature, whose ABI is the function's.
    pub sig: SigId,
    /// Attributes.
    pub attrs: FuncAttrs,
    /// File as shown in tracebacks.
    pub file: Arc<str>,
    /// The release whose runtime it calls. Not part of the text form.
    pub release: Release,
    /// Other files that instructions come from: `//line` directives and initialisers of several
    /// files lead there. Their lines are relative to `start_line` too.
    pub files: Vec<Arc<str>>,
    /// Line of the `func` keyword.
    pub start_line: u32,
    /// Column of its name, 0 where unknown; for messages, not part of the text form.
    pub start_column: u32,
    /// Blocks. The entry block's parameters are the leaves of the parameters passed as leaves.
    pub blocks: IdVec<BlockId, Block>,
    /// Blocks in order of emission; the first is the entry. Blocks not listed do not exist.
    pub order: Vec<BlockId>,
    /// Instructions.
    pub insts: IdVec<InstId, Inst>,
    /// Values.
    pub values: IdVec<ValueId, Value>,
    /// Slots.
    pub slots: IdVec<SlotId, Slot>,
    /// Signatures.
    pub sigs: Unique<SigId, Signature>,
    /// Go types.
    pub types: Unique<TypeId, GoType>,
    /// Symbols.
    pub syms: Unique<ExtId, ExtSym>,
    /// Inlined calls, parents first.
    pub inlines: IdVec<InlineId, InlineCall>,
    /// Allocation sites that are variables of the source, with their names. Not part of the text
    /// form.
    pub variables: base::FxHashMap<InstId, Arc<str>>,
    /// Which of them begin as a parameter, with its number. Not part of the text form.
    pub homes: base::FxHashMap<InstId, u32>,
    /// Allocation sites of inlined functions whose objects may outlive these functions. Not part of the text form.
    pub given_back: base::FxHashSet<InstId>,
    /// What calls return of their arguments, where it is known of the callee. Not part of the text form.
    pub returned: base::FxHashMap<InstId, Returned>,
    /// With `HAS_DEFER`: the slot of each result, all observable.
    pub result_slots: Vec<SlotId>,
    /// For each of them, whether the slot holds the result's address instead of the result.
    pub indirect_results: Vec<bool>,
    /// Open-coded defers.
    pub open_defers: Option<OpenDefers>,
    /// For wrappers: the function wrapped.
    pub wrapped: Option<ExtId>,
    /// Variables for debuggers: parameters, results, then others; those of inlined calls behind the function's own, each
    /// call's in the order that they have in its function.
    pub debug: Vec<DebugVar>,
    /// Values of those that are set once. They keep nothing alive.
    pub named: Vec<NamedValue>,
    /// Whether a value became an alias since aliases were resolved last.
    has_aliases: bool,
}

impl Func {
    /// The file of an instruction, as tracebacks show it.
    pub fn file_at(&self, pos: SrcPos) -> &Arc<str> {
        if let Some(id) = pos.inline.some() {
            return &self.inlines[id].file;
        }
        usize::from(pos.file).checked_sub(1).and_then(|n| self.files.get(n)).unwrap_or(&self.file)
    }
    /// The line of an instruction in its file.
    pub fn line_at(&self, pos: SrcPos) -> i32 {
        let start_line = pos.inline.some().map_or(self.start_line, |id| self.inlines[id].start_line);
        (start_line as i32).wrapping_add(pos.line)
    }
    /// The number of a file in positions; the function's own beyond 65,535 of them.
    pub fn file_number(&mut self, file: &Arc<str>) -> u16 {
        if *file == self.file {
            return 0;
        }
        let at = self.files.iter().rposition(|f| f == file).unwrap_or(self.files.len());
        let Ok(number) = u16::try_from(at + 1) else { return 0 };
        if at == self.files.len() {
            self.files.push(file.clone());
        }
        number
    }
    /// A function without blocks, made for a release.
    pub fn new(release: Release, name: impl Into<Arc<str>>, sig: Signature) -> Func {
        let mut func = Func {
            name: name.into(),
            sig: SigId::new(0),
            attrs: FuncAttrs::empty(),
            file: "".into(),
            release,
            files: Vec::new(),
            start_line: 0,
            start_column: 0,
            blocks: IdVec::new(),
            order: Vec::new(),
            insts: IdVec::new(),
            values: IdVec::new(),
            slots: IdVec::new(),
            sigs: Unique::new(),
            types: Unique::new(),
            syms: Unique::new(),
            inlines: IdVec::new(),
            variables: base::FxHashMap::default(),
            homes: base::FxHashMap::default(),
            given_back: base::FxHashSet::default(),
            returned: base::FxHashMap::default(),
            result_slots: Vec::new(),
            indirect_results: Vec::new(),
            open_defers: None,
            wrapped: None,
            debug: Vec::new(),
            named: Vec::new(),
            has_aliases: false,
        };
        func.sig = func.signature(sig);
        func
    }
    /// The entry block.
    pub fn entry(&self) -> BlockId {
        self.order[0]
    }
    /// A new block at the end of the order.
    pub fn add_block(&mut self) -> BlockId {
        let b = self.blocks.push(Block::default());
        self.order.push(b);
        b
    }
    /// A further parameter of a block.
    pub fn add_param(&mut self, block: BlockId, ty: Type) -> ValueId {
        let v = self.values.push(Value { ty, def: ValueDef::Param(block) });
        self.blocks[block].params.push(v);
        v
    }
    /// A new instruction, in no block yet.
    pub fn add_inst(&mut self, op: Op, imm: Imm, args: &[ValueId], results: &[Type], pos: SrcPos) -> InstId {
        let id = self.insts.next_id();
        let results = results
            .iter()
            .enumerate()
            .map(|(n, &ty)| self.values.push(Value { ty, def: ValueDef::Result(id, n as u16) }))
            .collect();
        self.insts.push(Inst { op, imm, args: args.into(), results, targets: Vec::new(), pos })
    }
    /// The id of a symbol, added on first use.
    pub fn sym(&mut self, name: &str, abi: Abi) -> ExtId {
        let same = |s: &ExtSym| s.abi == abi && &*s.name == name;
        self.syms.id(&(name, abi), same, || ExtSym { name: name.into(), abi })
    }
    /// The id of a signature, added on first use.
    pub fn signature(&mut self, sig: Signature) -> SigId {
        self.sigs.id(&sig, |s| *s == sig, || sig.clone())
    }
    /// The id of a Go type, added on first use.
    pub fn go_type(&mut self, symbol: &str, layout: Layout) -> TypeId {
        self.types.id(symbol, |t| &*t.symbol == symbol, || GoType { symbol: symbol.into(), layout })
    }
    /// A new local slot.
    pub fn slot(&mut self, name: impl Into<Arc<str>>, layout: Layout) -> SlotId {
        self.slots.push(Slot { name: name.into(), layout, kind: SlotKind::Local, observable: false, hidden: false })
    }
    /// The value behind aliases.
    #[inline]
    pub fn resolve(&self, mut v: ValueId) -> ValueId {
        while let ValueDef::Alias(of) = self.values[v].def {
            v = of;
        }
        v
    }
    /// Type of a value.
    #[inline]
    pub fn ty(&self, v: ValueId) -> Type {
        self.values[v].ty
    }
    /// Makes `v` another name of `of`. The definition of `v` must go.
    pub fn alias(&mut self, v: ValueId, of: ValueId) {
        let of = self.resolve(of);
        assert_ne!(v, of, "{}: {v} aliases itself", self.name);
        self.values[v].def = ValueDef::Alias(of);
        self.has_aliases = true;
    }
    /// The instruction that defines a value (aliases resolved), or `None` for a parameter.
    #[inline]
    pub fn def(&self, v: ValueId) -> Option<&Inst> {
        match self.values[self.resolve(v)].def {
            ValueDef::Result(inst, _) => Some(&self.insts[inst]),
            _ => None,
        }
    }
    /// The integer a value is known to be (sign-extended from its type).
    pub fn const_int(&self, v: ValueId) -> Option<i64> {
        match self.def(v)? {
            Inst { op: Op::IConst, imm: Imm::Int(n), .. } => Some(*n),
            Inst { op: Op::Nil, .. } => Some(0),
            _ => None,
        }
    }
    /// Replaces every alias in arguments by what it stands for.
    pub fn resolve_aliases(&mut self) {
        if !std::mem::take(&mut self.has_aliases) {
            debug_assert!(
                self.insts.iter().all(|i| i.args.iter().all(|&a| self.resolve(a) == a)),
                "{}: aliases",
                self.name
            );
            return;
        }
        for i in 0..self.insts.len() {
            let id = InstId::new(i);
            let mut inst = std::mem::replace(&mut self.insts[id], Inst::hollow());
            inst.args.iter_mut().for_each(|v| *v = self.resolve(*v));
            inst.targets.iter_mut().flat_map(|t| t.args.iter_mut()).for_each(|v| *v = self.resolve(*v));
            self.insts[id] = inst;
        }
    }
    /// The terminator of a block.
    pub fn terminator(&self, b: BlockId) -> &Inst {
        let id = *self.blocks[b].insts.last().unwrap_or_else(|| panic!("{}: {b} is empty", self.name));
        &self.insts[id]
    }
    /// The targets of a block's terminator; none for a block still open.
    pub fn targets(&self, b: BlockId) -> &[Target] {
        self.blocks[b].insts.last().map_or(&[], |&i| &self.insts[i].targets)
    }
}

impl Inst {
    fn hollow() -> Inst {
        Inst {
            op: Op::Unreachable,
            imm: Imm::None,
            args: Args::new(),
            results: SmallVec::new(),
            targets: Vec::new(),
            pos: SrcPos::START,
        }
    }
}

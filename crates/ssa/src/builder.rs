//! Building functions with SSA made on the fly. In: calls in the order of the source, variables
//! read and written by [`VarId`]. Out: a [`Func`] whose variables are values. Algorithm: Braun
//! et al., "Simple and Efficient Construction of SSA Form" (2013), with an explicit list of
//! parameters still to be filled instead of recursion, and redundant parameters removed once at
//! the end. A block is *sealed* when all its predecessors are known; until then each variable
//! read in it becomes a parameter.

use crate::cfg::{self, Cfg};
use crate::func::*;
use crate::ids::*;
use crate::imm::{Bounds, Cond, Hint, Imm};
use crate::layout::{Layout, Type};
use crate::op::Op;
use base::{FxHashMap, IdVec, define_id};
use release::RtFn;
use smallvec::SmallVec;

define_id!(
    /// A scalar variable of the source (or a leaf of one).
    VarId, "x"
);

/// One edge: target number `index` of terminator `inst` in block `from`.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: BlockId,
    inst: InstId,
    index: usize,
}

#[derive(Clone, Debug, Default)]
struct BlockState {
    sealed: bool,
    preds: SmallVec<[Edge; 2]>,
    incomplete: Vec<(VarId, ValueId)>,
}

/// Builds one function.
#[derive(Debug)]
pub struct Builder {
    /// The function so far; tables may be added to freely.
    pub func: Func,
    states: IdVec<BlockId, BlockState>,
    vars: IdVec<VarId, Type>,
    defs: FxHashMap<(VarId, BlockId), ValueId>,
    pending: Vec<(VarId, BlockId, ValueId)>,
    block: BlockId,
    pos: SrcPos,
}

impl Builder {
    /// Starts in a sealed entry block whose parameters are the leaves of the signature's
    /// parameters in leaves mode, and makes a slot for each one in memory mode.
    pub fn new(mut func: Func) -> Builder {
        assert!(func.order.is_empty(), "{}: has blocks already", func.name);
        let entry = func.add_block();
        let params = func.sigs[func.sig].params.clone();
        for (n, item) in params.iter().enumerate() {
            match item.mode {
                PassMode::Leaves => {
                    for leaf in item.layout.leaves(usize::MAX).unwrap_or_default() {
                        func.add_param(entry, leaf.ty);
                    }
                }
                PassMode::Memory => {
                    let slot = func.slot(format!("p{n}"), item.layout.clone());
                    func.slots[slot].kind = SlotKind::Param(n as u32);
                }
            }
        }
        let mut states = IdVec::new();
        states.push(BlockState { sealed: true, ..BlockState::default() });
        Builder {
            func,
            states,
            vars: IdVec::new(),
            defs: FxHashMap::default(),
            pending: Vec::new(),
            block: entry,
            pos: SrcPos::START,
        }
    }

    // Blocks.

    /// A new block, not sealed. Blocks are emitted in order of creation unless moved.
    pub fn block(&mut self) -> BlockId {
        self.states.push(BlockState::default());
        self.func.add_block()
    }
    /// A further explicit parameter; before any variable is read in the block.
    pub fn block_param(&mut self, block: BlockId, ty: Type) -> ValueId {
        self.func.add_param(block, ty)
    }
    /// Goes on at the end of `block`.
    pub fn switch_to(&mut self, block: BlockId) {
        self.block = block;
    }
    /// The block instructions go to.
    pub fn current(&self) -> BlockId {
        self.block
    }
    /// Whether the current block has its terminator.
    pub fn is_terminated(&self) -> bool {
        let insts = &self.func.blocks[self.block].insts;
        insts.last().is_some_and(|&i| self.func.insts[i].op.is_terminator())
    }
    /// All predecessors of `block` have their terminators.
    pub fn seal(&mut self, block: BlockId) {
        if std::mem::replace(&mut self.states[block].sealed, true) {
            return;
        }
        for (var, param) in std::mem::take(&mut self.states[block].incomplete) {
            self.pending.push((var, block, param));
        }
        self.fill_pending();
    }
    /// Position of the instructions that follow.
    pub fn set_pos(&mut self, pos: SrcPos) {
        self.pos = pos;
    }
    /// Position of the instructions that follow.
    pub fn pos(&self) -> SrcPos {
        self.pos
    }

    // Variables.

    /// A new variable; it reads as zero until defined.
    pub fn var(&mut self, ty: Type) -> VarId {
        self.vars.push(ty)
    }
    /// Type of a variable.
    pub fn var_type(&self, var: VarId) -> Type {
        self.vars[var]
    }
    /// The variable has this value from here on.
    pub fn def_var(&mut self, var: VarId, value: ValueId) {
        debug_assert_eq!(self.vars[var], self.func.ty(value), "{}: type of {var}", self.func.name);
        self.defs.insert((var, self.block), value);
    }
    /// The variable's value here.
    pub fn use_var(&mut self, var: VarId) -> ValueId {
        let value = self.value_at_end(var, self.block);
        self.fill_pending();
        self.func.resolve(value)
    }
    /// The value at the end of what `block` holds so far; may leave parameters to be filled.
    fn value_at_end(&mut self, var: VarId, block: BlockId) -> ValueId {
        let mut path = SmallVec::<[BlockId; 8]>::new();
        let mut at = block;
        let found = loop {
            if let Some(&v) = self.defs.get(&(var, at)) {
                break Some(v);
            }
            let state = &self.states[at];
            // The length bound ends walks around unreachable cycles.
            if !state.sealed || state.preds.len() != 1 || path.len() > self.func.order.len() {
                break None;
            }
            path.push(at);
            at = state.preds[0].from;
        };
        let value = found.unwrap_or_else(|| self.make_param_or_zero(var, at));
        for b in path {
            self.defs.insert((var, b), value);
        }
        value
    }
    fn make_param_or_zero(&mut self, var: VarId, block: BlockId) -> ValueId {
        let ty = self.vars[var];
        let state = &self.states[block];
        let value = if state.sealed && state.preds.is_empty() {
            let id = self.func.add_inst(zero_op(ty), zero_imm(ty), &[], &[ty], self.pos);
            let after_closure_ptr = usize::from(
                self.func.blocks[block].insts.first().is_some_and(|&i| self.func.insts[i].op == Op::ClosurePtr),
            );
            self.func.blocks[block].insts.insert(after_closure_ptr, id);
            self.func.insts[id].results[0]
        } else {
            let sealed = state.sealed;
            let param = self.func.add_param(block, ty);
            match sealed {
                true => self.pending.push((var, block, param)),
                false => self.states[block].incomplete.push((var, param)),
            }
            param
        };
        self.defs.insert((var, block), value);
        value
    }
    fn fill_pending(&mut self) {
        while let Some((var, block, param)) = self.pending.pop() {
            let at = self.func.blocks[block].params.iter().position(|&p| p == param).expect("own parameter");
            for edge in self.states[block].preds.clone() {
                let value = self.value_at_end(var, edge.from);
                let args = &mut self.func.insts[edge.inst].targets[edge.index].args;
                if args.len() <= at {
                    args.resize(at + 1, ValueId::NONE);
                }
                args[at] = value;
            }
        }
    }

    // Instructions.

    /// Appends an instruction and returns its id.
    pub fn inst(&mut self, op: Op, imm: Imm, args: &[ValueId], results: &[Type]) -> InstId {
        assert!(!self.is_terminated(), "{}: {} behind the terminator of {}", self.func.name, op.name(), self.block);
        let id = self.func.add_inst(op, imm, args, results, self.pos);
        self.func.blocks[self.block].insts.push(id);
        id
    }
    /// Appends an instruction with one result.
    pub fn ins(&mut self, op: Op, imm: Imm, args: &[ValueId], result: Type) -> ValueId {
        let id = self.inst(op, imm, args, &[result]);
        self.func.insts[id].results[0]
    }
    /// Appends an instruction with two results.
    pub fn ins2(&mut self, op: Op, imm: Imm, args: &[ValueId], results: [Type; 2]) -> (ValueId, ValueId) {
        let id = self.inst(op, imm, args, &results);
        (self.func.insts[id].results[0], self.func.insts[id].results[1])
    }
    /// Results of an instruction.
    pub fn results(&self, inst: InstId) -> &[ValueId] {
        &self.func.insts[inst].results
    }
    fn terminate(&mut self, op: Op, imm: Imm, args: &[ValueId], targets: Vec<Target>) {
        let inst = self.inst(op, imm, args, &[]);
        for (index, target) in targets.iter().enumerate() {
            assert!(!self.states[target.block].sealed, "{}: edge to sealed {}", self.func.name, target.block);
            self.states[target.block].preds.push(Edge { from: self.block, inst, index });
        }
        self.func.insts[inst].targets = targets;
    }

    /// An integer constant; `ptr` gives nil for 0.
    pub fn iconst(&mut self, ty: Type, n: i64) -> ValueId {
        debug_assert!(ty.is_int());
        self.ins(Op::IConst, Imm::Int(truncate(ty, n)), &[], ty)
    }
    /// A float constant.
    pub fn fconst(&mut self, ty: Type, n: f64) -> ValueId {
        self.ins(Op::FConst, Imm::Float(n.to_bits()), &[], ty)
    }
    /// nil.
    pub fn nil(&mut self) -> ValueId {
        self.ins(Op::Nil, Imm::None, &[], Type::Ptr)
    }
    /// The zero value of a type.
    pub fn zero(&mut self, ty: Type) -> ValueId {
        self.ins(zero_op(ty), zero_imm(ty), &[], ty)
    }
    /// Address of a data symbol.
    pub fn sym_addr(&mut self, name: &str, offset: i64) -> ValueId {
        let sym = self.func.sym(name, obj::Abi::Abi0);
        self.ins(Op::SymAddr, Imm::Sym(sym, offset), &[], Type::Ptr)
    }
    /// An operation on two values of one type that gives a third.
    pub fn binary(&mut self, op: Op, a: ValueId, b: ValueId) -> ValueId {
        let ty = self.func.ty(a);
        self.ins(op, Imm::None, &[a, b], ty)
    }
    /// An operation from one value to another of the same type.
    pub fn unary(&mut self, op: Op, a: ValueId) -> ValueId {
        let ty = self.func.ty(a);
        self.ins(op, Imm::None, &[a], ty)
    }
    /// A shift; `bounded`: the count is known to be below the width.
    pub fn shift(&mut self, op: Op, a: ValueId, count: ValueId, bounded: bool) -> ValueId {
        let ty = self.func.ty(a);
        self.ins(op, Imm::Int(i64::from(bounded)), &[a, count], ty)
    }
    /// A conversion.
    pub fn convert(&mut self, op: Op, a: ValueId, to: Type) -> ValueId {
        self.ins(op, Imm::None, &[a], to)
    }
    /// A comparison of integers or pointers.
    pub fn icmp(&mut self, cond: Cond, a: ValueId, b: ValueId) -> ValueId {
        self.ins(Op::ICmp, Imm::Cond(cond), &[a, b], Type::I8)
    }
    /// A comparison of floats.
    pub fn fcmp(&mut self, cond: Cond, a: ValueId, b: ValueId) -> ValueId {
        self.ins(Op::FCmp, Imm::Cond(cond), &[a, b], Type::I8)
    }
    /// A load.
    pub fn load(&mut self, ty: Type, addr: ValueId, offset: i32) -> ValueId {
        self.ins(Op::Load, Imm::Offset(offset), &[addr], ty)
    }
    /// A store.
    pub fn store(&mut self, addr: ValueId, offset: i32, value: ValueId) {
        self.inst(Op::Store, Imm::Offset(offset), &[addr, value], &[]);
    }
    /// Address of a slot.
    pub fn slot_addr(&mut self, slot: SlotId, offset: i32) -> ValueId {
        self.ins(Op::SlotAddr, Imm::Slot(slot, offset), &[], Type::Ptr)
    }
    /// A bounds check.
    pub fn bounds(&mut self, kind: Bounds, index: ValueId, limit: ValueId) {
        self.inst(Op::Bounds, Imm::Bounds(kind), &[index, limit], &[]);
    }
    /// A call by symbol. `args` as described at the calls in the operation table.
    pub fn call(&mut self, sig: SigId, name: &str, args: &[ValueId]) -> InstId {
        let sym = self.func.sym(name, self.func.sigs[sig].abi);
        let results = self.func.sigs[sig].result_types();
        self.inst(Op::CallStatic, Imm::Call(sig, sym), args, &results)
    }
    /// A call of a func value.
    pub fn call_closure(&mut self, sig: SigId, closure: ValueId, args: &[ValueId]) -> InstId {
        let results = self.func.sigs[sig].result_types();
        let all: SmallVec<[ValueId; 8]> = std::iter::once(closure).chain(args.iter().copied()).collect();
        self.inst(Op::CallClosure, Imm::Sig(sig), &all, &results)
    }
    /// A call of method `index` of an interface; the signature's first parameter is the data word.
    pub fn call_iface(&mut self, sig: SigId, index: i64, itab: ValueId, data: ValueId, args: &[ValueId]) -> InstId {
        let results = self.func.sigs[sig].result_types();
        let all: SmallVec<[ValueId; 8]> = [itab, data].into_iter().chain(args.iter().copied()).collect();
        self.inst(Op::CallIface, Imm::SigInt(sig, index), &all, &results)
    }
    /// A call of the runtime.
    pub fn call_rt(&mut self, f: RtFn, args: &[ValueId]) -> InstId {
        let results = crate::abi::runtime_signature(f).result_types();
        self.inst(Op::CallRt, Imm::Rt(f), args, &results)
    }
    /// To `block`, with arguments for its explicit parameters.
    pub fn jump(&mut self, block: BlockId, args: &[ValueId]) {
        self.terminate(Op::Jump, Imm::None, &[], vec![Target { block, args: args.into() }]);
    }
    /// Two ways.
    pub fn br(&mut self, cond: ValueId, then: BlockId, other: BlockId, hint: Hint) {
        self.terminate(Op::Br, Imm::Hint(hint), &[cond], vec![Target::new(then), Target::new(other)]);
    }
    /// Many ways; `default` last.
    pub fn switch(&mut self, value: ValueId, cases: &[(i64, BlockId)], default: BlockId) {
        let values = cases.iter().map(|c| c.0).collect();
        let targets = cases.iter().map(|c| c.1).chain([default]).map(Target::new).collect();
        self.terminate(Op::Switch, Imm::Cases(values), &[value], targets);
    }
    /// Returns.
    pub fn ret(&mut self, values: &[ValueId]) {
        self.terminate(Op::Ret, Imm::None, values, Vec::new());
    }
    /// A terminator without targets: panic, unreachable.
    pub fn end(&mut self, op: Op, args: &[ValueId]) {
        self.terminate(op, Imm::None, args, Vec::new());
    }

    /// Ends building: blocks never reached and redundant parameters are gone. Every block must be
    /// sealed, every reachable one terminated.
    pub fn finish(self) -> Func {
        let Builder { mut func, states, .. } = self;
        for (b, state) in states.iter_enumerated() {
            assert!(state.sealed, "{}: {b} was never sealed", func.name);
        }
        let cfg = Cfg::new(&func);
        cfg::remove_unreachable(&mut func, &cfg);
        remove_redundant_params(&mut func, &cfg);
        func.resolve_aliases();
        func
    }
}

/// Truncates to a type's width, sign-extending, as constants are kept.
pub fn truncate(ty: Type, n: i64) -> i64 {
    match ty.bits() {
        8 => i64::from(n as i8),
        16 => i64::from(n as i16),
        32 => i64::from(n as i32),
        _ => n,
    }
}

fn zero_op(ty: Type) -> Op {
    match ty {
        Type::Ptr => Op::Nil,
        _ if ty.is_float() => Op::FConst,
        _ => Op::IConst,
    }
}

fn zero_imm(ty: Type) -> Imm {
    match ty {
        Type::Ptr => Imm::None,
        _ if ty.is_float() => Imm::Float(0),
        _ => Imm::Int(0),
    }
}

/// Removes block parameters that all predecessors give the same value (or the parameter
/// itself), or the same value as an earlier parameter, until there is none left.
pub fn remove_redundant_params(func: &mut Func, cfg: &Cfg) {
    let preds = &cfg.preds;
    let mut changed = true;
    while changed {
        changed = false;
        for i in 1..func.order.len() {
            let block = func.order[i];
            let mut at = 0;
            while at < func.blocks[block].params.len() {
                let known = sole_value(func, &preds[block], block, at);
                match known.or_else(|| twin(func, &preds[block], block, at)) {
                    Some(value) => {
                        let param = func.blocks[block].params[at];
                        drop_param(func, &preds[block], block, at);
                        func.alias(param, value);
                        changed = true;
                    }
                    None => at += 1,
                }
            }
        }
    }
}

fn sole_value(func: &Func, preds: &[BlockId], block: BlockId, at: usize) -> Option<ValueId> {
    let param = func.blocks[block].params[at];
    let mut sole = None;
    for p in each_once(preds) {
        for target in func.targets(p).iter().filter(|t| t.block == block) {
            let arg = func.resolve(target.args[at]);
            if arg != param && *sole.get_or_insert(arg) != arg {
                return None;
            }
        }
    }
    sole
}

/// The earlier parameter that always is what this one is.
fn twin(func: &Func, preds: &[BlockId], block: BlockId, at: usize) -> Option<ValueId> {
    let params = &func.blocks[block].params;
    let mut earlier = params[..at].iter().enumerate().filter(|(_, p)| func.ty(**p) == func.ty(params[at]));
    let same_on = |target: &Target, n: usize| {
        let (a, b) = (func.resolve(target.args[n]), func.resolve(target.args[at]));
        a == b || (a == params[n] && b == params[at])
    };
    let same = |n: usize| {
        let edges = each_once(preds).flat_map(|p| func.targets(p)).filter(|t| t.block == block);
        edges.into_iter().all(|t| same_on(t, n))
    };
    earlier.find(|&(n, _)| same(n)).map(|(_, &p)| p)
}

/// Predecessors without repetition: the edges from one block stand together.
fn each_once(preds: &[BlockId]) -> impl Iterator<Item = BlockId> {
    preds.chunk_by(|a, b| a == b).map(|edges| edges[0])
}

fn drop_param(func: &mut Func, preds: &[BlockId], block: BlockId, at: usize) {
    func.blocks[block].params.remove(at);
    for p in each_once(preds) {
        let last = *func.blocks[p].insts.last().expect("a predecessor has a terminator");
        for target in func.insts[last].targets.iter_mut().filter(|t| t.block == block) {
            target.args.remove(at);
        }
    }
}

impl Signature {
    /// Types of the values a call of this signature gives: leaves of results in leaves mode.
    pub fn result_types(&self) -> Vec<Type> {
        leaf_types(&self.results)
    }
    /// Types of the leaves of parameters in leaves mode: parameters of the entry block.
    pub fn param_types(&self) -> Vec<Type> {
        leaf_types(&self.params)
    }
    /// A signature of items in their usual modes.
    pub fn new(abi: obj::Abi, params: Vec<Layout>, results: Vec<Layout>) -> Signature {
        Signature {
            abi,
            params: params.into_iter().map(SigItem::new).collect(),
            results: results.into_iter().map(SigItem::new).collect(),
        }
    }
}

fn leaf_types(items: &[SigItem]) -> Vec<Type> {
    let leaves = items.iter().filter(|i| i.mode == PassMode::Leaves);
    leaves.flat_map(|i| i.layout.leaves(usize::MAX).unwrap_or_default()).map(|l| l.ty).collect()
}

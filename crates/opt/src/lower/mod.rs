//! Lowering: Go-level operations become runtime calls, loads, stores and branches. Requires
//! dialect Go; afterwards the function is in dialect Lowered, but for write barriers, which
//! come later. Each operation is replaced where it stands; one that needs branches splits its
//! block. What each becomes follows `cmd/compile/internal/walk` and `ssagen` in effect.

mod alloc;
mod data;
pub(crate) use data::with_buffer;
mod iface;
mod ops;

use crate::Analyses;
use obj::Abi;
use ops::Ops;
use release::{Recover, fields};
use ssa::{Block, BlockId, Cond, Func, GoType, Hint, Imm, Inst, InstId, Op, RtFn, SrcPos, Target, Type, ValueId};

/// Lowers a function.
pub fn lower(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let order = std::mem::take(&mut func.order);
    let mut l = Lower { f: func, block: BlockId::NONE, out: Vec::new(), pos: SrcPos::START };
    for b in order {
        let insts = std::mem::take(&mut l.f.blocks[b].insts);
        l.begin(b);
        for id in insts {
            l.inst(id);
        }
        l.end();
    }
    func.resolve_aliases();
    cx.edges_changed();
}

/// A function being lowered: finished blocks are in `f.order`, the current one is growing.
pub(crate) struct Lower<'a> {
    f: &'a mut Func,
    block: BlockId,
    out: Vec<InstId>,
    pos: SrcPos,
}

impl Lower<'_> {
    fn begin(&mut self, b: BlockId) {
        self.f.order.push(b);
        self.block = b;
    }
    fn end(&mut self) {
        self.f.blocks[self.block].insts = std::mem::take(&mut self.out);
    }
    fn inst(&mut self, id: InstId) {
        let op = Ops::of(self.f.insts[id].op);
        if let Ops::Kept(_) = op {
            return self.out.push(id);
        }
        let inst = &self.f.insts[id].clone();
        self.pos = inst.pos;
        match op {
            Ops::Alloc(op) => self.alloc(op, inst),
            Ops::Data(op) => self.data(op, inst),
            Ops::Direct(op) => self.replace_by_call(inst, data::direct(op), &inst.args),
            Ops::Buffered(op) => self.buffered(op, inst),
            Ops::Iface(op) => self.iface(op, inst),
            Ops::Control(op) => self.control(op, inst),
            Ops::Kept(_) => {}
        }
    }
    /// Operations of control: calls of methods, goroutines, defers, panics.
    fn control(&mut self, op: ops::Control, inst: &Inst) {
        use ops::Control as C;
        let a = &inst.args;
        match op {
            C::FMin | C::FMax => {
                let double = self.f.ty(a[0]) == Type::F64;
                let f = match (op, double) {
                    (C::FMin, true) => RtFn::FMin64,
                    (C::FMin, false) => RtFn::FMin32,
                    (_, true) => RtFn::FMax64,
                    (_, false) => RtFn::FMax32,
                };
                self.replace_by_call(inst, f, a);
            }
            C::CallIface => {
                let (sig, n) = inst.imm.sig_int();
                let code = self.load(Type::Word, a[0], fields::ITAB_FUN + 8 * n as i32);
                let args: Vec<ValueId> = std::iter::once(code).chain(a[1..].iter().copied()).collect();
                let types: Vec<Type> = inst.results.iter().map(|&r| self.f.ty(r)).collect();
                let call = self.push(Op::CallPtr, Imm::Sig(sig), &args, &types);
                self.replace_results(inst, call);
            }
            C::GoStmt => drop(self.call(RtFn::NewProc, a)),
            C::DeferHeap => drop(self.push(Op::CallDefer, Imm::Rt(RtFn::DeferProc), a, &[])),
            C::DeferStack => {
                self.store(a[0], fields::DEFER_FN, a[1]);
                self.push(Op::CallDefer, Imm::Rt(RtFn::DeferProcStack), &a[..1], &[]);
            }
            // A panic comes back to the frame of the function, not to that of the body.
            C::DeferRange => drop(self.call(RtFn::DeferProcAt, a)),
            C::Recover => match self.f.release.recover {
                Recover::Argument => {
                    let argp = self.ins(Op::ArgPtr, Imm::None, &[], Type::Ptr);
                    self.replace_by_call(inst, RtFn::GoRecover, &[argp]);
                }
                Recover::Unwinding => self.replace_by_call(inst, RtFn::GoRecoverUnwinding, &[]),
            },
            // Escape analysis has heard it.
            C::Leak => {}
            C::Panic => {
                self.call(RtFn::GoPanic, a);
                self.push(Op::Unreachable, Imm::None, &[], &[]);
            }
        }
    }

    // Building blocks.

    fn push(&mut self, op: Op, imm: Imm, args: &[ValueId], results: &[Type]) -> InstId {
        let id = self.f.add_inst(op, imm, args, results, self.pos);
        self.out.push(id);
        id
    }
    fn ins(&mut self, op: Op, imm: Imm, args: &[ValueId], result: Type) -> ValueId {
        let id = self.push(op, imm, args, &[result]);
        self.f.insts[id].results[0]
    }
    fn iconst(&mut self, ty: Type, n: i64) -> ValueId {
        self.ins(Op::IConst, Imm::Int(n), &[], ty)
    }
    fn nil(&mut self) -> ValueId {
        self.ins(Op::Nil, Imm::None, &[], Type::Ptr)
    }
    fn binary(&mut self, op: Op, a: ValueId, b: ValueId) -> ValueId {
        let ty = self.f.ty(a);
        self.ins(op, Imm::None, &[a, b], ty)
    }
    fn icmp(&mut self, c: Cond, a: ValueId, b: ValueId) -> ValueId {
        self.ins(Op::ICmp, Imm::Cond(c), &[a, b], Type::I8)
    }
    fn load(&mut self, ty: Type, addr: ValueId, offset: i32) -> ValueId {
        self.ins(Op::Load, Imm::Offset(offset), &[addr], ty)
    }
    fn store(&mut self, addr: ValueId, offset: i32, value: ValueId) {
        self.push(Op::Store, Imm::Offset(offset), &[addr, value], &[]);
    }
    fn data_addr(&mut self, name: &str, offset: i64) -> ValueId {
        let sym = self.f.sym(name, Abi::Abi0);
        self.ins(Op::SymAddr, Imm::Sym(sym, offset), &[], Type::Ptr)
    }
    fn go_type(&self, t: ssa::TypeId) -> GoType {
        self.f.types[t].clone()
    }
    /// Address of a type's descriptor.
    fn type_addr(&mut self, t: ssa::TypeId) -> ValueId {
        let symbol = self.f.types[t].symbol.clone();
        self.data_addr(&symbol, 0)
    }
    /// n elements in bytes, as a word.
    fn bytes(&mut self, n: ValueId, size: u64) -> ValueId {
        let size = self.iconst(Type::I64, size as i64);
        let bytes = self.binary(Op::Mul, n, size);
        self.ins(Op::Bitcast, Imm::None, &[bytes], Type::Word)
    }
    fn call(&mut self, f: RtFn, args: &[ValueId]) -> InstId {
        let types = ssa::abi::runtime_signature(f).result_types();
        self.push(Op::CallRt, Imm::Rt(f), args, &types)
    }
    /// A call with one result.
    fn call1(&mut self, f: RtFn, args: &[ValueId]) -> ValueId {
        let id = self.call(f, args);
        self.f.insts[id].results[0]
    }
    /// The instruction is this call.
    fn replace_by_call(&mut self, inst: &Inst, f: RtFn, args: &[ValueId]) {
        let id = self.call(f, args);
        self.replace_results(inst, id);
    }
    fn replace_results(&mut self, inst: &Inst, by: InstId) {
        let new = self.f.insts[by].results.clone();
        for (&old, new) in inst.results.iter().zip(new) {
            self.f.alias(old, new);
        }
    }
    fn replace(&mut self, inst: &Inst, values: &[ValueId]) {
        for (&old, &new) in inst.results.iter().zip(values) {
            self.f.alias(old, new);
        }
    }

    // Control.

    fn new_block(&mut self) -> BlockId {
        self.f.blocks.push(Block::default())
    }
    fn jump(&mut self, to: BlockId, args: &[ValueId]) {
        let id = self.push(Op::Jump, Imm::None, &[], &[]);
        self.f.insts[id].targets = vec![Target { block: to, args: args.into() }];
    }
    /// Ends the block: to `yes` when `cond`, else to `no` with arguments.
    fn branch(&mut self, cond: ValueId, yes: BlockId, no: BlockId, no_args: &[ValueId], hint: Hint) {
        let id = self.push(Op::Br, Imm::Hint(hint), &[cond], &[]);
        self.f.insts[id].targets = vec![Target::new(yes), Target { block: no, args: no_args.into() }];
        self.end();
    }
    /// When `cond`, `make` computes the results; else they are `otherwise`. The results of
    /// `inst` at `at` become the merged values.
    fn merge_if(
        &mut self,
        cond: ValueId,
        hint: Hint,
        otherwise: &[ValueId],
        make: impl FnOnce(&mut Self) -> Vec<ValueId>,
    ) -> Vec<ValueId> {
        let (yes, join) = (self.new_block(), self.new_block());
        self.branch(cond, yes, join, otherwise, hint);
        self.begin(yes);
        let values = make(self);
        self.jump(join, &values);
        self.end();
        self.begin(join);
        otherwise.iter().map(|&v| self.f.add_param(join, self.f.ty(v))).collect()
    }
}

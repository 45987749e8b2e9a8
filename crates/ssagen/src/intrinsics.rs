//! Calls that are instructions (rows in [`crate::arch`]). In: a call of a declared
//! function. Out: its results, or nothing where the call is an ordinary one. What needs a
//! machine that is newer than the oldest one asks the runtime's variables (`x86HasPOPCNT` and
//! the like) and calls the function where the answer is no.

use crate::arch::{self, Intrinsic};
use crate::calls::Target;
use crate::func::FuncGen;
use crate::symbols::{self, func_abi};
use crate::value::{Val, leaf_types};
use ssa::{Cond, FuncAttrs, Hint, Imm, Op, SrcPos, Type, ValueId};
use types::body::{Body, Callee, Conversion, ExprId, ExprKind, FuncRef};
use types::{ObjId, TypeKind};

/// A call of an intrinsic function.
#[derive(Clone, Copy)]
struct Call<'a> {
    func: &'a FuncRef,
    args: &'a [ExprId],
    expr: ExprId,
}

impl FuncGen<'_, '_> {
    /// The results of a call that is instructions; `None` for all others.
    pub(crate) fn intrinsic(&mut self, callee: &Callee, args: &[ExprId], expr: ExprId) -> Option<Vec<Val>> {
        let Callee::Func(func) = callee else { return None };
        let row = self.find_intrinsic(func)?;
        let call = Call { func, args, expr };
        match row {
            Intrinsic::KeepAlive => {
                self.keep_alive(args[0]);
                return Some(Vec::new());
            }
            Intrinsic::FuncPc(abi) => return Some(vec![self.func_pc(args[0], abi)]),
            _ => {}
        }
        let vals: Vec<ValueId> = args.iter().map(|&a| self.expr(a).single()).collect();
        self.at(self.body.exprs[expr].pos);
        Some(self.intrinsic_of(row, call, &vals))
    }
    fn find_intrinsic(&self, func: &FuncRef) -> Option<Intrinsic> {
        let s = self.s();
        let o = s.obj(func.obj);
        let pkg = o.pkg.some()?;
        let (path, name) = (&s.pkg(pkg).path, s.text(o.name));
        let Some(recv) = s.as_signature(s.obj_type(func.obj))?.recv else {
            return arch::find(s.release, path, name);
        };
        let TypeKind::Pointer(base) = *s.kind(s.obj_type(recv)) else { return None };
        let of = s.obj(s.as_named(base)?.obj).name;
        arch::find_method(path, s.text(of), name)
    }

    fn intrinsic_of(&mut self, row: Intrinsic, call: Call<'_>, vals: &[ValueId]) -> Vec<Val> {
        let results = self.result_leaves(call.expr);
        match row {
            Intrinsic::Plain(op) => vec![Val::one(self.b.ins(op, Imm::None, vals, results[0]))],
            // One of the stores is declared with a result that nobody uses.
            Intrinsic::Atomic(Op::AtomicStore) => {
                self.b.inst(Op::AtomicStore, Imm::Offset(0), vals, &[]);
                results.iter().map(|&t| Val::one(self.b.zero(t))).collect()
            }
            Intrinsic::Atomic(op) => {
                let inst = self.b.inst(op, Imm::Offset(0), vals, &results);
                self.b.results(inst).to_vec().into_iter().map(Val::one).collect()
            }
            Intrinsic::LoadBool(ty) => {
                let n = self.b.ins(Op::AtomicLoad, Imm::Offset(0), vals, ty);
                let zero = self.b.iconst(ty, 0);
                vec![Val::one(self.b.icmp(Cond::Ne, n, zero))]
            }
            Intrinsic::StoreBool(ty) => {
                let n = if ty == Type::I8 { vals[1] } else { self.b.convert(Op::ZExt, vals[1], ty) };
                self.b.inst(Op::AtomicStore, Imm::Offset(0), &[vals[0], n], &[]);
                Vec::new()
            }
            Intrinsic::Pair(op) => {
                let (first, second) = self.b.ins2(op, Imm::None, vals, [results[0], results[1]]);
                vec![Val::one(first), Val::one(second)]
            }
            Intrinsic::Round(mode) => {
                let fast = |g: &mut Self| g.b.ins(Op::FRound, Imm::Round(mode), vals, Type::F64);
                self.with_feature(arch::HAS_ROUND, call, vals, fast)
            }
            Intrinsic::Fma => {
                let fast = |g: &mut Self| g.b.ins(Op::Fma, Imm::None, vals, Type::F64);
                self.with_feature(arch::HAS_FMA, call, vals, fast)
            }
            Intrinsic::OnesCount => {
                let fast = |g: &mut Self| g.b.ins(Op::PopCnt, Imm::None, vals, Type::I64);
                self.with_feature(arch::HAS_POPCNT, call, vals, fast)
            }
            Intrinsic::Bits if self.b.func.ty(vals[0]) == results[0] => vec![Val::one(vals[0])],
            Intrinsic::Bits => vec![Val::one(self.b.convert(Op::Bitcast, vals[0], results[0]))],
            Intrinsic::DivWide => self.div_wide(vals),
            Intrinsic::MulOverflows => {
                let (high, low) = self.b.ins2(Op::MulWide, Imm::None, vals, [results[0]; 2]);
                let zero = self.b.zero(results[0]);
                let overflows = self.b.icmp(Cond::Ne, high, zero);
                vec![Val::one(low), Val::one(overflows)]
            }
            Intrinsic::Prefetch(once) => {
                self.b.inst(Op::Prefetch, Imm::Int(once), vals, &[]);
                Vec::new()
            }
            Intrinsic::ClosurePtr => vec![Val::one(self.closure_word())],
            Intrinsic::StringTmp => vec![Val::many(vals)],
            Intrinsic::KeepAlive | Intrinsic::FuncPc(_) => unreachable!("their operands are not evaluated"),
        }
    }
    /// Types of the scalars of all results.
    fn result_leaves(&self, call: ExprId) -> Vec<Type> {
        let types = self.result_types(self.type_of(call));
        types.iter().flat_map(|&t| leaf_types(&self.layout(t))).collect()
    }

    /// `fast` where a variable of the runtime says so, else the call.
    fn with_feature(
        &mut self,
        variable: &str,
        call: Call<'_>,
        vals: &[ValueId],
        fast: impl FnOnce(&mut Self) -> ValueId,
    ) -> Vec<Val> {
        let at = self.b.sym_addr(variable, 0);
        let has = self.b.load(Type::I8, at, 0);
        let (yes, no, done) = (self.new_block(), self.new_block(), self.new_block());
        self.b.br(has, yes, no, Hint::First);
        self.start(yes);
        let value = fast(self);
        let var = self.b.var(self.b.func.ty(value));
        self.b.def_var(var, value);
        self.goto(done);
        self.start(no);
        let symbol = self.func_symbol(call.func);
        let target = Target::Static(symbol, func_abi(self.cx, call.func.obj));
        let types: Vec<_> = call.args.iter().map(|&a| self.type_of(a)).collect();
        let vals: Vec<Val> = vals.iter().map(|&v| Val::one(v)).collect();
        let results = self.result_types(self.type_of(call.expr));
        let slow = self.emit_call(&target, &types, &vals, &results)[0].single();
        self.b.def_var(var, slow);
        self.goto(done);
        self.start(done);
        vec![Val::one(self.b.use_var(var))]
    }

    /// `bits.Div64(high, low, y)`: panics for a quotient that does not fit.
    fn div_wide(&mut self, vals: &[ValueId]) -> Vec<Val> {
        let (high, y) = (vals[0], vals[2]);
        self.b.inst(Op::DivCheck, Imm::None, &[y], &[]);
        let fits = self.b.icmp(Cond::Ugt, y, high);
        let (good, bad) = (self.new_block(), self.new_block());
        self.b.br(fits, good, bad, Hint::First);
        self.start(bad);
        self.rt(release::RtFn::PanicOverflow, &[]);
        self.b.end(Op::Unreachable, &[]);
        self.start(good);
        let (q, r) = self.b.ins2(Op::DivWide, Imm::None, vals, [Type::I64; 2]);
        vec![Val::one(q), Val::one(r)]
    }

    /// The closure register as it was at entry.
    fn closure_word(&mut self) -> ValueId {
        let entry = self.b.func.order[0];
        let first = self.b.func.blocks[entry].insts.first().copied();
        let known = first.filter(|&i| self.b.func.insts[i].op == Op::ClosurePtr);
        let inst = known.unwrap_or_else(|| {
            let inst = self.b.func.add_inst(Op::ClosurePtr, Imm::None, &[], &[Type::Ptr], SrcPos::START);
            self.b.func.blocks[entry].insts.insert(0, inst);
            inst
        });
        self.b.func.attrs |= FuncAttrs::NEEDCTXT;
        let closure = self.b.func.insts[inst].results[0];
        self.b.convert(Op::PtrToWord, closure, Type::Word)
    }

    /// `runtime.KeepAlive(x)`, without making an interface of `x`.
    fn keep_alive(&mut self, arg: ExprId) {
        let x = self.unconverted(arg);
        match self.expr(x) {
            Val::Leaves(leaves) => {
                for v in leaves {
                    if self.b.func.ty(v) == Type::Ptr {
                        self.b.inst(Op::KeepAlive, Imm::None, &[v], &[]);
                    }
                }
            }
            Val::Mem(addr) => {
                self.b.inst(Op::KeepAlive, Imm::None, &[addr], &[]);
            }
        }
    }
    /// What was converted to an interface.
    fn unconverted(&self, e: ExprId) -> ExprId {
        match self.body.exprs[e].kind {
            ExprKind::Convert { x, how: Conversion::ToInterface | Conversion::Same } => self.unconverted(x),
            _ => e,
        }
    }

    /// `abi.FuncPCABI0(f)` and `abi.FuncPCABIInternal(f)`.
    fn func_pc(&mut self, arg: ExprId, abi: obj::Abi) -> Val {
        let pos = self.body.exprs[arg].pos;
        if let Some((func, symbol)) = func_pc_symbol(self.cx, self.body, arg) {
            if self.s().obj(func).pkg == self.cx.pkg && func_abi(self.cx, func) != abi {
                self.unsupported(pos, "the address of a function under an ABI it is not defined in");
            }
            let sym = self.b.func.sym(&symbol, abi);
            return Val::one(self.b.ins(Op::SymAddr, Imm::Sym(sym, 0), &[], Type::Word));
        }
        if abi != obj::Abi::Internal {
            self.unsupported(pos, "FuncPCABI0 of a func expression");
        }
        // The data word points to the closure, which begins with the code's address.
        let x = self.unconverted(arg);
        let closure = *self.expr(x).leaves().last().expect("a func value or an interface");
        Val::one(self.b.load(Type::Word, closure, 0))
    }
}

/// The function, and its symbol, whose address `abi.FuncPCABI…(arg)` is, where `arg` names a
/// declared function.
pub fn func_pc_symbol(cx: &crate::PackageCx<'_>, body: &Body, arg: ExprId) -> Option<(ObjId, String)> {
    match &body.exprs[arg].kind {
        ExprKind::Convert { x, .. } => func_pc_symbol(cx, body, *x),
        ExprKind::Func(f) if f.targs.is_empty() => Some((f.obj, symbols::func_symbol(cx, f))),
        _ => None,
    }
}

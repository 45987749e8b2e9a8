//! Checks that a function keeps the laws of the representation. In: a function and the dialect
//! it claims; out: nothing, or all violations with the instruction they concern. Checked: block
//! structure, shapes and payloads against the operation table, types, dominance of definitions,
//! agreement of calls and returns with signatures, ids within their tables.

use crate::cfg::{Cfg, Dominators};
use crate::func::*;
use crate::ids::*;
use crate::imm::Imm;
use crate::layout::Type;
use crate::op::{Dialect, Op};
use crate::print::DisplayInst;
use base::IdVec;

/// Everything wrong with `func`, one line each; empty when it is fine. Never panics, whatever
/// the function.
pub fn verify(func: &Func, dialect: Dialect) -> Vec<String> {
    let mut v = Verifier { func, dialect, errors: Vec::new() };
    if func.order.is_empty() {
        return vec!["no blocks".into()];
    }
    v.tables();
    v.structure();
    // What follows walks edges and tables, so it needs them sound.
    if v.errors.is_empty() {
        v.shapes();
        v.entry();
    }
    if v.errors.is_empty() {
        v.dominance();
    }
    v.errors
}

/// Panics with the function's text when it is not valid.
pub fn assert_valid(func: &Func, dialect: Dialect, after: &str) {
    let errors = verify(func, dialect);
    assert!(errors.is_empty(), "{} is invalid after {after}:\n{}\n{func}", func.name, errors.join("\n"));
}

struct Verifier<'a> {
    func: &'a Func,
    dialect: Dialect,
    errors: Vec<String>,
}

impl Verifier<'_> {
    fn error(&mut self, inst: InstId, message: impl std::fmt::Display) {
        let text = match self.ids_are_sound(inst) {
            true => DisplayInst(self.func, inst).to_string(),
            false => self.func.insts[inst].op.name().to_string(),
        };
        self.errors.push(format!("{text}: {message}"));
    }
    fn ids_are_sound(&self, inst: InstId) -> bool {
        let func = self.func;
        let inst = &func.insts[inst];
        let (sym, sig, ty) = (
            |s: ExtId| func.syms.get(s).is_some(),
            |s: SigId| func.sigs.get(s).is_some(),
            |t: TypeId| func.types.get(t).is_some(),
        );
        inst.results.iter().all(|&v| func.values.get(v).is_some())
            && match inst.imm {
                Imm::Sym(s, _) | Imm::Mark(_, s, _) => sym(s),
                Imm::Slot(s, _) => func.slots.get(s).is_some(),
                Imm::Type(t) | Imm::TypeInt(t, _) | Imm::Map(t, _) | Imm::Box(t, _) => ty(t),
                Imm::Types(t, u) => ty(t) && ty(u),
                Imm::TypeSym(t, s) => ty(t) && sym(s),
                Imm::Call(g, s) => sig(g) && sym(s),
                Imm::Sig(g) | Imm::SigInt(g, _) => sig(g),
                _ => true,
            }
    }
    fn tables(&mut self) {
        let slot = |s: SlotId| self.func.slots.get(s).is_some();
        let fine = self.func.result_slots.iter().all(|&s| slot(s))
            && self.func.open_defers.is_none_or(|d| slot(d.bits) && slot(d.closures))
            && self.func.sigs.get(self.func.sig).is_some()
            && self.func.order.iter().all(|&b| self.func.blocks.get(b).is_some());
        if !fine {
            self.errors.push("an id in the header is not in its table".into());
        }
        for slot in self.func.slots.iter() {
            if let SlotKind::Param(n) = slot.kind
                && self.func.sigs[self.func.sig].params.get(n as usize).is_none_or(|p| p.mode != PassMode::Memory)
            {
                self.errors.push(format!("slot {} is for parameter {n}, which is not passed in memory", slot.name));
            }
            let sig = &self.func.sigs[self.func.sig];
            if let SlotKind::Home(n) = slot.kind
                && sig.params.iter().chain(&sig.results).nth(n as usize).is_none_or(|p| p.layout != slot.layout)
            {
                self.errors
                    .push(format!("slot {} is in the room of parameter {n}, which has another layout", slot.name));
            }
        }
    }
    fn structure(&mut self) {
        let func = self.func;
        let mut listed = IdVec::<BlockId, bool>::filled(false, func.blocks.len());
        for &b in &func.order {
            if std::mem::replace(&mut listed[b], true) {
                self.errors.push(format!("{b} is listed twice"));
            }
        }
        for &b in &func.order {
            let insts = &func.blocks[b].insts;
            if insts.last().is_none_or(|&i| !func.insts[i].op.is_terminator()) {
                self.errors.push(format!("{b} has no terminator"));
            }
            for (n, &i) in insts.iter().enumerate() {
                let inst = &func.insts[i];
                if inst.op.is_terminator() && n + 1 < insts.len() {
                    self.error(i, "terminator inside a block");
                }
                if !self.ids_are_sound(i) {
                    self.error(i, "an id is not in its table");
                }
                let used = inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args));
                if used.clone().any(|&v| func.values.get(v).is_none()) {
                    self.error(i, "an argument is not a value");
                }
                for t in &inst.targets {
                    if listed.get(t.block) != Some(&true) {
                        self.error(i, format_args!("{} does not exist", t.block));
                    } else if t.block == func.entry() {
                        self.error(i, "jumps to the entry block");
                    } else if t.args.len() != func.blocks[t.block].params.len() {
                        self.error(i, format_args!("wrong number of arguments for {}", t.block));
                    }
                }
            }
        }
    }
    fn entry(&mut self) {
        let func = self.func;
        let want = func.sigs[func.sig].param_types();
        let have: Vec<Type> = func.blocks[func.entry()].params.iter().map(|&v| func.ty(v)).collect();
        if want != have {
            self.errors.push(format!("entry block has parameters {have:?}, the signature {want:?}"));
        }
        if func.attrs.contains(FuncAttrs::HAS_DEFER) && func.result_slots.len() != func.sigs[func.sig].results.len() {
            self.errors.push("a function with defer needs a slot for each result".into());
        }
    }
    fn shapes(&mut self) {
        for &b in &self.func.order {
            for &i in &self.func.blocks[b].insts {
                self.shape(i);
            }
        }
    }
    fn shape(&mut self, i: InstId) {
        let func = self.func;
        let inst = &func.insts[i];
        let info = inst.op.info();
        if info.dialect != Dialect::Both && info.dialect != self.dialect {
            self.error(i, "not in this dialect");
        }
        if inst.imm.kind() != info.imm {
            return self.error(i, "wrong kind of payload");
        }
        let mut bound = Bound::default();
        let args: Vec<Type> = inst.args.iter().map(|&v| func.ty(func.resolve(v))).collect();
        let results: Vec<Type> = inst.results.iter().map(|&v| func.ty(v)).collect();
        if !bound.matches(info.args, &args) || !bound.matches(info.results, &results) {
            self.error(i, format_args!("shape is not {} -> {}", info.args, info.results));
        }
        let targets = match (inst.op, &inst.imm) {
            (Op::Jump, _) => 1,
            (Op::Br, _) => 2,
            (Op::Switch, Imm::Cases(c)) => c.len() + 1,
            _ => 0,
        };
        if inst.targets.len() != targets {
            return self.error(i, format_args!("needs {targets} targets"));
        }
        for t in &inst.targets {
            let pairs = t.args.iter().zip(&func.blocks[t.block].params);
            if pairs.into_iter().any(|(&a, &p)| func.ty(func.resolve(a)) != func.ty(p)) {
                self.error(i, format_args!("wrong type of argument for {}", t.block));
            }
        }
        self.conversions(i, &args, &results);
        self.calls(i, &args, &results);
    }
    fn conversions(&mut self, i: InstId, args: &[Type], results: &[Type]) {
        let fine = match (self.func.insts[i].op, args, results) {
            (Op::SExt | Op::ZExt, [a], [r]) => a.size() < r.size(),
            (Op::Trunc, [a], [r]) => a.size() > r.size(),
            (Op::Bitcast, [a], [r]) => a.size() == r.size() && *a != Type::Ptr && *r != Type::Ptr,
            (Op::FPromote, [a], [r]) => (*a, *r) == (Type::F32, Type::F64),
            (Op::FDemote, [a], [r]) => (*a, *r) == (Type::F64, Type::F32),
            (Op::IntToF, [a], _) => a.size() >= 4,
            (Op::FToInt, _, [r]) => r.size() >= 4,
            (Op::UintToF, [a], _) => a.size() == 8,
            (Op::FToUint, _, [r]) => r.size() == 8,
            (Op::PtrAdd, [_, n], _) => n.size() == 8,
            _ => true,
        };
        if !fine {
            self.error(i, "sizes do not fit the conversion");
        }
    }
    fn calls(&mut self, i: InstId, args: &[Type], results: &[Type]) {
        let func = self.func;
        let inst = &func.insts[i];
        let runtime;
        let (sig, skip) = match (inst.op, &inst.imm) {
            (Op::CallStatic, Imm::Call(sig, _)) => (&func.sigs[*sig], 0),
            (Op::CallClosure | Op::CallPtr | Op::CallIface, Imm::Sig(sig) | Imm::SigInt(sig, _)) => {
                (&func.sigs[*sig], 1)
            }
            (Op::CallRt | Op::CallDefer, Imm::Rt(f)) => {
                runtime = crate::abi::runtime_signature(*f);
                (&runtime, 0)
            }
            (Op::Ret, _) => return self.check_return(i, args),
            (Op::StoreWb, Imm::Offsets(offsets)) => {
                let pairs = args.len() == 2 * offsets.len() && (1..=4).contains(&offsets.len());
                if !pairs || args.iter().any(|&t| t.size() != 8) {
                    self.error(i, "needs 1 to 4 pairs of address and value, one offset each");
                }
                return;
            }
            _ => return,
        };
        let mut want = value_types(&sig.params);
        want.extend(sig.results.iter().filter(|r| r.mode == PassMode::Memory).map(|_| Type::Ptr));
        let fits = args.len() == want.len() + skip
            && args[skip..].iter().zip(&want).all(|(a, w)| a == w || (*w == Type::Ptr && *a == Type::Word));
        if !fits {
            self.error(i, format_args!("arguments are not {want:?}"));
        }
        if inst.op != Op::CallDefer && results != sig.result_types() {
            self.error(i, format_args!("results are not {:?}", sig.result_types()));
        }
    }
    fn check_return(&mut self, i: InstId, args: &[Type]) {
        let want = value_types(&self.func.sigs[self.func.sig].results);
        if args != want {
            self.error(i, format_args!("returns {args:?}, the signature wants {want:?}"));
        }
    }
    fn dominance(&mut self) {
        let func = self.func;
        let cfg = Cfg::new(func);
        let doms = Dominators::new(func, &cfg);
        let mut place = IdVec::<ValueId, Option<(BlockId, usize)>>::filled(None, func.values.len());
        for &b in &func.order {
            for &p in &func.blocks[b].params {
                place[p] = Some((b, 0));
            }
            for (n, &i) in func.blocks[b].insts.iter().enumerate() {
                for &r in &func.insts[i].results {
                    place[r] = Some((b, n + 1));
                }
            }
        }
        for &b in func.order.iter().filter(|&&b| cfg.is_reachable(b)) {
            for (n, &i) in func.blocks[b].insts.iter().enumerate() {
                let inst = &func.insts[i];
                for &v in inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)) {
                    let fine = match place[func.resolve(v)] {
                        Some((db, dn)) if db == b => dn <= n,
                        Some((db, _)) => doms.dominates(db, b),
                        None => false,
                    };
                    if !fine {
                        self.error(i, format_args!("{v} is not defined here"));
                    }
                }
            }
        }
    }
}

/// Types of the values that stand for items: leaves, or an address.
fn value_types(items: &[SigItem]) -> Vec<Type> {
    let mut out = Vec::new();
    for item in items {
        match item.mode {
            PassMode::Memory => out.push(Type::Ptr),
            PassMode::Leaves => out.extend(item.layout.leaves(64).unwrap_or_default().iter().map(|l| l.ty)),
        }
    }
    out
}

/// Types bound to shape letters so far.
#[derive(Default)]
struct Bound {
    letters: [Option<Type>; 4],
}

impl Bound {
    fn matches(&mut self, shape: &str, types: &[Type]) -> bool {
        let mut types = types.iter().copied();
        for c in shape.chars() {
            if c == '*' {
                return true;
            }
            let Some(ty) = types.next() else { return false };
            let fits = match c {
                'T' => ty.is_int() && self.bind(0, ty),
                'F' => ty.is_float() && self.bind(1, ty),
                'V' => !ty.is_float() && self.bind(2, ty),
                'A' => self.bind(3, ty),
                'n' => ty.is_int(),
                'f' => ty.is_float(),
                'x' => true,
                'q' => matches!(ty, Type::Ptr | Type::Word),
                'p' => ty == Type::Ptr,
                'w' => ty == Type::Word,
                'l' => ty == Type::I64,
                'i' => ty == Type::I32,
                'b' => ty == Type::I8,
                _ => false,
            };
            if !fits {
                return false;
            }
        }
        types.next().is_none()
    }
    fn bind(&mut self, letter: usize, ty: Type) -> bool {
        *self.letters[letter].get_or_insert(ty) == ty
    }
}

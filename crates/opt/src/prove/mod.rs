//! What branches and checks prove. Requires dialect Lowered and shared values ([`cse`](crate::cse));
//! afterwards checks that always pass are gone, branches whose outcome is known are jumps, signed
//! divisions of naturals are unsigned, shifts that need no care say so. Blocks are visited in
//! reverse postorder; what holds on the only edge into a block, behind a check, and for the
//! variable of a counting loop is noted as a fact ([`facts`]).
//!
//! The limit of a check of indices is a length there, so a natural number from the check on. It may
//! not have been one before: `s[:n]` and `make([]T, n)` have length `n` only once they have passed
//! their own checks. A comparison that says more of natural numbers is therefore kept, and looked at
//! again when one of its sides turns out to be a length.

mod facts;

use crate::Analyses;
use base::{FxHashMap, IdVec};
use facts::{Facts, Term, View, term};
pub use facts::{Node, Stated};
use smallvec::SmallVec;
use ssa::cfg::{Cfg, Dominators};
use ssa::{BlockId, Bounds, Cond, Func, Imm, Inst, InstId, Op, Type, ValueId};
use std::rc::Rc;

/// Uses what is proven.
pub fn prove(func: &mut Func, cx: &mut Analyses) {
    prove_with(func, cx, None);
}

/// The same; all facts it relied on, with the points from which they hold. For tests of their truth.
pub fn stated_facts(func: &mut Func) -> Vec<Stated> {
    prove_with(func, &mut Analyses::default(), Some(Vec::new())).unwrap_or_default()
}

fn prove_with(func: &mut Func, cx: &mut Analyses, log: Option<Vec<Stated>>) -> Option<Vec<Stated>> {
    func.resolve_aliases();
    let (cfg, doms) = cx.dominators(func);
    let mut home = IdVec::filled(BlockId::NONE, func.values.len());
    for &b in &cfg.rpo {
        func.blocks[b].params.iter().for_each(|&p| home[p] = b);
        func.blocks[b].insts.iter().for_each(|&i| func.insts[i].results.iter().for_each(|&r| home[r] = b));
    }
    let mut p = Prover { func, cfg, doms, home, facts: Facts::new(log), waiting: FxHashMap::default(), decided: false };
    for n in 0..p.cfg.rpo.len() {
        p.block(p.cfg.rpo[n]);
    }
    let log = p.facts.log.take();
    if p.decided {
        crate::fold::prune(func, cx);
    }
    log
}

struct Prover<'a> {
    func: &'a mut Func,
    cfg: Rc<Cfg>,
    doms: Rc<Dominators>,
    /// The block that defines each value.
    home: IdVec<ValueId, BlockId>,
    facts: Facts,
    /// Comparisons that would say more if the number were known to be natural.
    waiting: FxHashMap<Node, SmallVec<[Comparison; 2]>>,
    /// Whether a branch has become constant.
    decided: bool,
}

/// A comparison that holds in the blocks that `scope` dominates.
#[derive(Clone, Copy)]
struct Comparison {
    cond: Cond,
    a: ValueId,
    b: ValueId,
    scope: BlockId,
}

/// Whether a check's limit is a length or a capacity.
fn limits_by_length(check: Bounds) -> bool {
    use Bounds::*;
    matches!(
        check,
        Index
            | IndexU
            | SliceAlen
            | SliceAlenU
            | SliceAcap
            | SliceAcapU
            | Slice3Alen
            | Slice3AlenU
            | Slice3Acap
            | Slice3AcapU
            | SliceConvert
    )
}

impl Prover<'_> {
    fn view(&self, at: BlockId) -> View<'_> {
        View { facts: &self.facts, func: self.func, doms: &self.doms, at }
    }
    fn signed(&self, v: ValueId) -> Term {
        term(self.func, v, true)
    }
    /// Notes `a <= b`; whether there is such a `b`.
    fn note(&mut self, a: Term, b: Option<Term>, scope: BlockId) -> bool {
        b.is_some_and(|b| {
            self.facts.add(a, b, scope);
            true
        })
    }
    /// Notes that a number is a length from a point in `b` on, and what follows for comparisons
    /// that hold there.
    fn length(&mut self, limit: Term, b: BlockId) {
        if self.view(b).is_natural(limit) {
            return;
        }
        self.facts.add(Term::number(0), limit, b);
        for at in 0..self.waiting.get(&limit.node).map_or(0, SmallVec::len) {
            let known = self.waiting[&limit.node][at];
            if self.doms.dominates(known.scope, b) {
                self.compared(Comparison { scope: b, ..known });
            }
        }
    }
    /// Keeps a comparison for the time when one of its sides is known to be a length.
    fn wait(&mut self, known: Comparison) {
        for side in [self.signed(known.a), self.signed(known.b)] {
            if side.node != Node::Zero {
                self.waiting.entry(side.node).or_default().push(known);
            }
        }
    }
    fn block(&mut self, b: BlockId) {
        self.facts.after = None;
        if let [p] = self.cfg.preds[b][..] {
            let last = self.func.terminator(p);
            if last.op == Op::Br {
                let (cond, holds) = (last.args[0], last.targets[0].block == b);
                self.learn(cond, holds, b);
            }
        }
        self.induction(b);
        let insts = std::mem::take(&mut self.func.blocks[b].insts);
        let mut out = Vec::with_capacity(insts.len() + 1);
        for id in insts {
            self.facts.after = Some(id);
            if self.inst(b, id, &mut out) {
                out.push(id);
            }
        }
        self.func.blocks[b].insts = out;
    }
    /// Whether the instruction stays.
    fn inst(&mut self, b: BlockId, id: InstId, out: &mut Vec<InstId>) -> bool {
        let inst = &self.func.insts[id];
        match (inst.op, &inst.imm) {
            (Op::Bounds, &Imm::Bounds(check)) => {
                let (index, limit) = (self.signed(inst.args[0]), self.signed(inst.args[1]));
                return self.bounds(b, check, index, limit);
            }
            (Op::ShiftCheck, _) => {
                let count = self.signed(inst.args[0]);
                if self.view(b).is_natural(count) {
                    return false;
                }
                self.facts.add(Term::number(0), count, b);
            }
            (Op::DivCheck, _) => {
                let by = self.signed(inst.args[0]);
                return !self.view(b).le(Term::number(1), by);
            }
            (Op::SDiv | Op::SRem, _) => self.division(b, id),
            (Op::Shl | Op::LShr | Op::AShr, &Imm::Int(0)) => self.shift(b, id),
            (Op::SlicePtr, _) => self.slice_ptr(b, id),
            (Op::Br, _) => self.branch(b, id, out),
            _ => {}
        }
        true
    }
    fn bounds(&mut self, b: BlockId, check: Bounds, index: Term, limit: Term) -> bool {
        let below = if check.condition() == Cond::Ult { limit.plus(-1) } else { Some(limit) };
        let Some(below) = below else { return true };
        let by_length = limits_by_length(check);
        if by_length {
            self.length(limit, b);
        }
        let view = self.view(b);
        if view.is_natural(index) && view.le(index, below) {
            return false;
        }
        if by_length || view.is_natural(limit) {
            self.facts.add(Term::number(0), index, b);
            self.facts.add(index, below, b);
        }
        true
    }
    fn division(&mut self, b: BlockId, id: InstId) {
        let inst = &self.func.insts[id];
        let positive = self.func.const_int(inst.args[1]).is_some_and(|n| n > 0);
        if positive && self.view(b).is_natural(self.signed(inst.args[0])) {
            let inst = &mut self.func.insts[id];
            inst.op = if inst.op == Op::SDiv { Op::UDiv } else { Op::URem };
        }
    }
    /// A shift by less than the width.
    fn shift(&mut self, b: BlockId, id: InstId) {
        let inst = &self.func.insts[id];
        let bits = i64::from(self.func.ty(inst.results[0]).bits());
        let count = term(self.func, inst.args[1], false);
        let view = self.view(b);
        if view.is_natural(count) && view.le(count, Term::number(bits - 1)) {
            self.func.insts[id].imm = Imm::Int(1);
        }
    }
    /// A slice with room for something begins within its object.
    fn slice_ptr(&mut self, b: BlockId, id: InstId) {
        let inst = &self.func.insts[id];
        if self.view(b).le(Term::number(1), self.signed(inst.args[2])) {
            let inst = &mut self.func.insts[id];
            inst.op = Op::PtrAdd;
            inst.args.truncate(2);
        }
    }
    fn branch(&mut self, b: BlockId, id: InstId, out: &mut Vec<InstId>) {
        let (cond, pos) = (self.func.insts[id].args[0], self.func.insts[id].pos);
        if let Some(holds) = self.decide(b, cond) {
            let c = self.func.add_inst(Op::IConst, Imm::Int(i64::from(holds)), &[], &[Type::I8], pos);
            out.push(c);
            self.func.insts[id].args[0] = self.func.insts[c].results[0];
            self.decided = true;
        }
    }
    /// The outcome of a comparison, if it is known.
    fn decide(&self, b: BlockId, cond: ValueId) -> Option<bool> {
        let cmp = self.func.def(cond).filter(|d| d.op == Op::ICmp)?;
        let Imm::Cond(cond) = cmp.imm else { return None };
        let (x, y) = (cmp.args[0], cmp.args[1]);
        let ty = self.func.ty(x);
        if ty == Type::Ptr {
            return None;
        }
        let view = self.view(b);
        let is_signed = matches!(cond, Cond::Lt | Cond::Le | Cond::Gt | Cond::Ge | Cond::Eq | Cond::Ne);
        let (x, y) = (term(self.func, x, is_signed), term(self.func, y, is_signed));
        // Of 64-bit numbers read as unsigned, naturals are as they are read here; others are larger.
        let natural = |t: Term| is_signed || ty.bits() < 64 || view.is_natural(t);
        let less = |x: Term, y: Term| y.plus(-1).is_some_and(|y| view.le(x, y)) && natural(x);
        let at_most = |x: Term, y: Term| view.le(x, y) && natural(x);
        let pick = |yes: bool, no: &dyn Fn() -> bool| if yes { Some(true) } else { no().then_some(false) };
        match cond {
            Cond::Lt | Cond::Ult => pick(less(x, y), &|| at_most(y, x)),
            Cond::Le | Cond::Ule => pick(at_most(x, y), &|| less(y, x)),
            Cond::Gt | Cond::Ugt => pick(less(y, x), &|| at_most(x, y)),
            Cond::Ge | Cond::Uge => pick(at_most(y, x), &|| less(x, y)),
            Cond::Eq => (less(x, y) || less(y, x)).then_some(false),
            Cond::Ne => (less(x, y) || less(y, x)).then_some(true),
        }
    }

    /// Notes what a condition says where it holds, or does not.
    fn learn(&mut self, cond: ValueId, holds: bool, scope: BlockId) {
        let mut work = vec![(cond, holds)];
        while let Some((cond, holds)) = work.pop() {
            let Some(inst) = self.func.def(cond) else { continue };
            let (a, b) = match inst.args[..] {
                [a, b] => (a, b),
                _ => continue,
            };
            match (inst.op, &inst.imm) {
                (Op::ICmp, &Imm::Cond(c)) if self.func.ty(a) != Type::Ptr => {
                    let known = Comparison { cond: if holds { c } else { c.negate() }, a, b, scope };
                    if !self.compared(known) {
                        self.wait(known);
                    }
                }
                (Op::Xor, _) if self.func.const_int(b) == Some(1) => work.push((a, !holds)),
                (Op::And, _) if holds => work.extend([(a, true), (b, true)]),
                (Op::Or, _) if !holds => work.extend([(a, false), (b, false)]),
                _ => {}
            }
        }
    }
    /// Notes what a comparison says; whether it could be said.
    fn compared(&mut self, known: Comparison) -> bool {
        let Comparison { cond, a, b, scope } = known;
        let narrow = self.func.ty(a).bits() < 64;
        let (sa, sb) = (self.signed(a), self.signed(b));
        let (ua, ub) = (term(self.func, a, false), term(self.func, b, false));
        match cond {
            Cond::Lt => self.note(sa, sb.plus(-1), scope),
            Cond::Le => self.note(sa, Some(sb), scope),
            Cond::Gt => self.note(sb, sa.plus(-1), scope),
            Cond::Ge => self.note(sb, Some(sa), scope),
            Cond::Ult => self.less_unsigned(narrow, ua, ub, -1, scope),
            Cond::Ule => self.less_unsigned(narrow, ua, ub, 0, scope),
            Cond::Ugt => self.less_unsigned(narrow, ub, ua, -1, scope),
            Cond::Uge => self.less_unsigned(narrow, ub, ua, 0, scope),
            Cond::Eq => self.equal(narrow, [sa, ua], [sb, ub], scope),
            Cond::Ne => self.different(sa, sb, scope) | (narrow && self.different(ua, ub, scope)),
        }
    }
    /// Notes `a <= b + plus` of unsigned numbers, if it can be said of signed ones.
    fn less_unsigned(&mut self, narrow: bool, a: Term, b: Term, plus: i64, scope: BlockId) -> bool {
        let is_same = narrow || self.view(scope).is_natural(b);
        is_same && {
            self.facts.add(Term::number(0), a, scope);
            self.note(a, b.plus(plus), scope)
        }
    }
    /// Notes that numbers are equal as signed ones and, where they are narrow, as unsigned ones.
    fn equal(&mut self, narrow: bool, a: [Term; 2], b: [Term; 2], scope: BlockId) -> bool {
        for (&a, &b) in a.iter().zip(&b).take(1 + usize::from(narrow)) {
            self.facts.add(a, b, scope);
            self.facts.add(b, a, scope);
        }
        true
    }
    /// Notes which of two different numbers is less, if their order is known.
    fn different(&mut self, a: Term, b: Term, scope: BlockId) -> bool {
        if self.view(scope).le(a, b) {
            self.note(a, b.plus(-1), scope)
        } else {
            self.view(scope).le(b, a) && self.note(b, a.plus(-1), scope)
        }
    }

    // Counting loops.

    /// A parameter of a loop's head that only grows is at least what it began with; one that only
    /// shrinks is at most that.
    fn induction(&mut self, b: BlockId) {
        let is_back = |p: &BlockId| self.cfg.rpo_index[*p] >= self.cfg.rpo_index[b];
        let (back, forward): (Vec<BlockId>, Vec<BlockId>) = self.cfg.preds[b].iter().copied().partition(|p| is_back(p));
        if back.is_empty() || forward.is_empty() || !back.iter().all(|&p| self.doms.dominates(b, p)) {
            return;
        }
        for n in 0..self.func.blocks[b].params.len() {
            let param = self.func.blocks[b].params[n];
            if self.func.ty(param).is_float() || self.func.ty(param) == Type::Ptr {
                continue;
            }
            let args = |from: &[BlockId]| -> Vec<ValueId> {
                let targets = from.iter().flat_map(|&p| self.func.targets(p)).filter(|t| t.block == b);
                targets.map(|t| self.func.resolve(t.args[n])).collect()
            };
            let (starts, nexts) = (args(&forward), args(&back));
            let Some(grows) = self.direction(param, b, nexts) else { continue };
            let start = match starts[..] {
                [one] => Some(self.signed(one)),
                _ => None,
            };
            let p = Term { node: facts::Node::Signed(param), plus: 0 };
            match start {
                Some(start) if grows => self.facts.add(start, p, b),
                Some(start) => self.facts.add(p, start, b),
                None if grows && starts.iter().all(|&s| self.view(b).is_natural(self.signed(s))) => {
                    self.facts.add(Term::number(0), p, b);
                }
                None => {}
            }
        }
    }
    /// Whether all of `nexts` are the parameter plus something (true) or minus something (false)
    /// without wrapping around.
    fn direction(&self, param: ValueId, head: BlockId, nexts: Vec<ValueId>) -> Option<bool> {
        let mut grows = None;
        let mut seen: Vec<ValueId> = Vec::new();
        let mut work = nexts;
        while let Some(v) = work.pop() {
            if v == param || seen.contains(&v) {
                continue;
            }
            seen.push(v);
            if seen.len() > 8 {
                return None;
            }
            let step = match self.func.def(v) {
                Some(inst) => match (inst.op, self.func.const_int(*inst.args.get(1)?)?) {
                    (Op::Add, n) => n,
                    (Op::Sub, n) => n.checked_neg()?,
                    _ => return None,
                },
                None => {
                    // A block in which several ways through the loop meet.
                    let at = self.home[v];
                    if at == head || !self.doms.dominates(head, at) {
                        return None;
                    }
                    let n = self.func.blocks[at].params.iter().position(|&p| p == v)?;
                    for &p in &self.cfg.preds[at] {
                        let targets = self.func.targets(p).iter().filter(|t| t.block == at);
                        work.extend(targets.map(|t| self.func.resolve(t.args[n])));
                    }
                    continue;
                }
            };
            let from = self.func.resolve(self.func.def(v)?.args[0]);
            if step == 0 || grows.is_some_and(|g| g != (step > 0)) || !self.stays_in_range(from, step, v, head) {
                return None;
            }
            grows = Some(step > 0);
            work.push(from);
        }
        grows
    }
    /// Whether `sum = from + step` cannot wrap around, by a check or branch on `from` within the
    /// loop that dominates it.
    fn stays_in_range(&self, from: ValueId, step: i64, sum: ValueId, head: BlockId) -> bool {
        let mut at = self.home[sum];
        loop {
            for &i in &self.func.blocks[at].insts {
                let inst = &self.func.insts[i];
                if inst.results.first() == Some(&sum) {
                    break;
                }
                let checks = matches!(inst.imm, Imm::Bounds(c) if limits_by_length(c));
                // An index is natural and has a length above or beside it.
                if checks && inst.args[0] == from && (step < 0 || (step == 1 && self.is_index(inst))) {
                    return true;
                }
            }
            if at == head {
                return false;
            }
            if let [p] = self.cfg.preds[at][..] {
                let last = self.func.terminator(p);
                if last.op == Op::Br && self.leaves_room(last.args[0], last.targets[0].block == at, from, step) {
                    return true;
                }
            }
            match self.doms.idom(at) {
                Some(up) => at = up,
                None => return false,
            }
        }
    }
    fn is_index(&self, inst: &Inst) -> bool {
        matches!(inst.imm, Imm::Bounds(Bounds::Index | Bounds::IndexU))
    }
    /// Whether a condition on `from` keeps `from + step` in the range of its type.
    fn leaves_room(&self, cond: ValueId, holds: bool, from: ValueId, step: i64) -> bool {
        let Some(cmp) = self.func.def(cond).filter(|d| d.op == Op::ICmp) else { return false };
        let Imm::Cond(c) = cmp.imm else { return false };
        let c = if holds { c } else { c.negate() };
        let (a, b) = (self.func.resolve(cmp.args[0]), self.func.resolve(cmp.args[1]));
        let (c, other) = match () {
            _ if a == from => (c, b),
            _ if b == from => (c.swap(), a),
            _ => return false,
        };
        let top = i64::MAX >> (64 - self.func.ty(from).bits());
        let limit = self.func.const_int(other);
        match c {
            Cond::Lt if step > 0 => step == 1 || limit.is_some_and(|n| n <= (top - step).saturating_add(1)),
            Cond::Le if step > 0 => limit.is_some_and(|n| n <= top - step),
            Cond::Gt if step < 0 => step == -1 || limit.is_some_and(|n| n >= (-1 - top - step).saturating_sub(1)),
            Cond::Ge if step < 0 => limit.is_some_and(|n| n >= -1 - top - step),
            _ => false,
        }
    }
}

//! What is known of integers at a point of a function: inequalities between values, each valid
//! in the blocks that one block dominates. In: facts as they are found, in reverse postorder;
//! out: answers to "is a at most b + k here". An answer joins upper bounds of `a` with lower
//! bounds of `b`, found by a bounded search through facts and definitions.
//!
//! All numbers are mathematical integers. A value of a narrow type is two nodes, its signed and
//! its unsigned reading; a sign extension is the signed reading of its argument, a zero extension
//! the unsigned one. An arithmetic operation says something only when it cannot wrap around.

use base::FxHashMap;
use smallvec::SmallVec;
use ssa::cfg::Dominators;
use ssa::{BlockId, Cond, Func, Imm, Inst, InstId, Op, Type, ValueId};

/// A number that facts speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The number 0.
    Zero,
    /// A value, read as signed.
    Signed(ValueId),
    /// A value narrower than 64 bits, read as unsigned.
    Unsigned(ValueId),
}

/// A node plus a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub node: Node,
    pub plus: i64,
}

/// `node <= other + plus` (or `>=`, among lower bounds) where `scope` dominates.
#[derive(Clone, Copy, Debug)]
struct Fact {
    other: Node,
    plus: i64,
    scope: BlockId,
}

/// A fact as it was noted: `less <= most + plus` from a point on, the beginning of a block or
/// behind an instruction of it, as long as the block dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stated {
    /// The number that is less.
    pub less: Node,
    /// The number that is not.
    pub most: Node,
    /// What is added to it.
    pub plus: i64,
    /// The block.
    pub block: BlockId,
    /// The instruction.
    pub after: Option<InstId>,
}

/// Nodes looked at per search, and how deep side conditions may nest.
const WIDTH: usize = 24;
const DEPTH: u32 = 3;

/// The facts found so far.
pub(super) struct Facts {
    upper: FxHashMap<Node, SmallVec<[Fact; 4]>>,
    lower: FxHashMap<Node, SmallVec<[Fact; 4]>>,
    /// The instruction being looked at; none at the beginning of a block.
    pub after: Option<InstId>,
    /// All facts in the order in which they were found, for who asks.
    pub log: Option<Vec<Stated>>,
}

/// Facts seen from a block.
pub(super) struct View<'a> {
    pub facts: &'a Facts,
    pub func: &'a Func,
    pub doms: &'a Dominators,
    pub at: BlockId,
}

impl Facts {
    /// None yet; they go to the log too, if there is one.
    pub fn new(log: Option<Vec<Stated>>) -> Facts {
        Facts { upper: FxHashMap::default(), lower: FxHashMap::default(), after: None, log }
    }
    /// Notes `a <= b` for all blocks that `scope` dominates.
    pub fn add(&mut self, a: Term, b: Term, scope: BlockId) {
        let Some(plus) = b.plus.checked_sub(a.plus) else { return };
        if a.node == b.node {
            return;
        }
        if let Some(log) = &mut self.log {
            log.push(Stated { less: a.node, most: b.node, plus, block: scope, after: self.after });
        }
        self.upper.entry(a.node).or_default().push(Fact { other: b.node, plus, scope });
        if let Some(plus) = plus.checked_neg() {
            self.lower.entry(b.node).or_default().push(Fact { other: a.node, plus, scope });
        }
    }
}

/// Which side a search bounds from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Upper,
    Lower,
}

impl Term {
    pub fn number(plus: i64) -> Term {
        Term { node: Node::Zero, plus }
    }
    pub fn plus(self, n: i64) -> Option<Term> {
        Some(Term { plus: self.plus.checked_add(n)?, ..self })
    }
}

/// A value as a term, read as signed or as unsigned.
pub(super) fn term(func: &Func, v: ValueId, signed: bool) -> Term {
    let v = func.resolve(v);
    let ty = func.ty(v);
    if let Some(n) = func.const_int(v) {
        let narrow = if ty == Type::Ptr || signed || ty.bits() == 64 { n } else { n & ((1 << ty.bits()) - 1) };
        return Term::number(narrow);
    }
    match func.def(v) {
        Some(Inst { op: Op::SExt, args, .. }) if signed => term(func, args[0], true),
        // What is extended by zeros reads the same either way.
        Some(Inst { op: Op::ZExt, args, .. }) => term(func, args[0], false),
        // An address or a length as a number of another type.
        Some(Inst { op: Op::Bitcast, args, .. }) if func.ty(args[0]).is_int() => term(func, args[0], signed),
        _ if signed || ty.bits() == 64 => Term { node: Node::Signed(v), plus: 0 },
        _ => Term { node: Node::Unsigned(v), plus: 0 },
    }
}

type Bounds = SmallVec<[(Node, i64); 8]>;

impl View<'_> {
    /// Whether `a <= b` here.
    pub fn le(&self, a: Term, b: Term) -> bool {
        self.at_most(a, b, DEPTH)
    }
    /// Whether a term is at least 0 here.
    pub fn is_natural(&self, a: Term) -> bool {
        self.le(Term::number(0), a)
    }
    fn natural(&self, a: Term, depth: u32) -> bool {
        self.at_most(Term::number(0), a, depth)
    }
    fn at_most(&self, a: Term, b: Term, depth: u32) -> bool {
        let Some(room) = b.plus.checked_sub(a.plus) else { return false };
        if a.node == b.node {
            return room >= 0;
        }
        let above = self.search(a.node, Side::Upper, depth);
        // a <= n + k, and n + j <= b: together a <= b + k - j.
        let meets = |below: &Bounds| {
            above
                .iter()
                .any(|&(n, k)| below.iter().any(|&(m, j)| n == m && k.checked_sub(j).is_some_and(|gap| gap <= room)))
        };
        let direct: Bounds = SmallVec::from_slice(&[(b.node, 0)]);
        meets(&direct) || meets(&self.search(b.node, Side::Lower, depth))
    }
    /// Nodes that bound `from` on one side, each with its constant: `from <= node + k`, or
    /// `from >= node + k`. The node itself comes first.
    fn search(&self, from: Node, side: Side, depth: u32) -> Bounds {
        let mut found: Bounds = SmallVec::from_slice(&[(from, 0)]);
        let mut at = 0;
        while at < found.len() && found.len() < WIDTH {
            let (node, so_far) = found[at];
            at += 1;
            let mut next = Bounds::new();
            self.by_facts(node, side, &mut next);
            self.by_definition(node, side, depth, &mut next);
            for (n, k) in next {
                let Some(total) = so_far.checked_add(k) else { continue };
                match found.iter().position(|f| f.0 == n) {
                    // A better bound for a node seen; what follows from it is not looked at again.
                    Some(i) if side == Side::Upper => found[i].1 = found[i].1.min(total),
                    Some(i) => found[i].1 = found[i].1.max(total),
                    None if found.len() < WIDTH => found.push((n, total)),
                    None => {}
                }
            }
        }
        found
    }
    fn by_facts(&self, node: Node, side: Side, out: &mut Bounds) {
        let map = if side == Side::Upper { &self.facts.upper } else { &self.facts.lower };
        // The newest first: it speaks of the nearest surroundings.
        let known = map.get(&node).into_iter().flatten().rev();
        let here = known.filter(|f| self.doms.dominates(f.scope, self.at)).take(WIDTH / 2);
        // Zero bounds everything that is natural: nothing is found by going on from there.
        if node != Node::Zero {
            out.extend(here.map(|f| (f.other, f.plus)));
        }
    }
    fn by_definition(&self, node: Node, side: Side, depth: u32, out: &mut Bounds) {
        let (v, signed) = match node {
            Node::Zero => return,
            Node::Signed(v) => (v, true),
            Node::Unsigned(v) => (v, false),
        };
        let bits = self.func.ty(v).bits();
        match (side, signed) {
            (Side::Upper, false) => out.push((Node::Zero, (1 << bits) - 1)),
            (Side::Lower, false) => out.push((Node::Zero, 0)),
            (Side::Upper, true) if bits < 64 => out.push((Node::Zero, (1 << (bits - 1)) - 1)),
            (Side::Lower, true) if bits < 64 => out.push((Node::Zero, -(1 << (bits - 1)))),
            _ => {}
        }
        let Some(inst) = self.func.def(v).filter(|_| depth > 0) else { return };
        let mut push = |t: Term| out.push((t.node, t.plus));
        match side {
            Side::Upper => self.above(inst, signed, depth - 1, &mut push),
            Side::Lower => self.below(inst, signed, depth - 1, &mut push),
        }
    }
    fn arg(&self, inst: &Inst, n: usize, signed: bool) -> Term {
        term(self.func, inst.args[n], signed)
    }
    fn constant(&self, inst: &Inst, n: usize) -> Option<i64> {
        self.func.const_int(*inst.args.get(n)?)
    }
    /// What a sum or difference with a constant is, where it does not wrap around.
    fn sum(&self, inst: &Inst, signed: bool, depth: u32) -> Option<Term> {
        let n = match (inst.op, self.constant(inst, 1)?) {
            (Op::Add, n) => n,
            (Op::Sub, n) => n.checked_neg()?,
            _ => return None,
        };
        if !signed {
            return None;
        }
        let a = self.arg(inst, 0, true);
        self.fits(inst.args[0], n, depth).then(|| a.plus(n)).flatten()
    }
    /// Whether the signed sum of a value and a constant is one of the value's type.
    pub fn fits(&self, v: ValueId, n: i64, depth: u32) -> bool {
        let a = term(self.func, v, true);
        let top = i64::MAX >> (64 - self.func.ty(v).bits());
        if n < 0 {
            let least = (-1 - top).checked_sub(n);
            return least.is_some_and(|least| self.at_most(Term::number(least), a, depth));
        }
        let bound = |&(node, k): &(Node, i64)| match node {
            Node::Zero => k.checked_add(n).is_some_and(|most| most <= top),
            // At most a value of the same type, minus at least n.
            Node::Signed(x) => self.func.ty(x).bits() <= self.func.ty(v).bits() && k <= -n,
            Node::Unsigned(_) => false,
        };
        let a_plus = |b: (Node, i64)| b.1.checked_add(a.plus).map(|k| (b.0, k));
        self.search(a.node, Side::Upper, depth).into_iter().skip(1).filter_map(a_plus).any(|b| bound(&b))
    }

    fn above(&self, inst: &Inst, signed: bool, depth: u32, push: &mut dyn FnMut(Term)) {
        let ty = self.func.ty(inst.results[0]);
        let c = self.constant(inst, 1);
        if let Some(t) = self.sum(inst, signed, depth) {
            return push(t);
        }
        let wide_or_signed = signed || ty.bits() == 64;
        match (inst.op, c) {
            (Op::And, Some(c)) if c >= 0 => push(Term::number(c)),
            (Op::URem, Some(c)) if c > 0 => push(Term::number(c - 1)),
            (Op::SRem, Some(c)) if c > 0 && signed => push(Term::number(c - 1)),
            (Op::URem, None) if wide_or_signed => {
                // The divisor is not 0, or this would not be reached.
                let by = self.arg(inst, 1, true);
                if self.natural(by, depth) {
                    by.plus(-1).into_iter().for_each(&mut *push);
                }
            }
            (Op::LShr, Some(c)) if (1..i64::from(ty.bits())).contains(&c) => {
                push(Term::number((u64::MAX >> (64 - i64::from(ty.bits()) + c)) as i64));
                self.middle(inst, c, Side::Upper, depth, push);
            }
            (Op::BitLen | Op::Ctz | Op::PopCnt, _) => {
                push(Term::number(i64::from(self.func.ty(inst.args[0]).bits())));
            }
            (Op::CSel, _) => {
                if let Some([x, y]) = self.least(inst, signed) {
                    push(x);
                    push(y);
                }
            }
            (Op::Sub, None) if signed && ty.bits() == 64 => {
                let (a, b) = (self.arg(inst, 0, true), self.arg(inst, 1, true));
                if self.natural(a, depth) && self.natural(b, depth) {
                    push(a);
                }
            }
            _ => {}
        }
        let shrinks = match inst.op {
            Op::And | Op::URem => true,
            Op::LShr | Op::AShr | Op::UDiv | Op::SDiv | Op::SRem => c.is_some_and(|c| c > 0),
            _ => false,
        };
        if shrinks && wide_or_signed {
            let a = self.arg(inst, 0, true);
            if self.natural(a, depth) {
                push(a);
            }
        }
    }
    fn below(&self, inst: &Inst, signed: bool, depth: u32, push: &mut dyn FnMut(Term)) {
        let ty = self.func.ty(inst.results[0]);
        let c = self.constant(inst, 1);
        if let Some(t) = self.sum(inst, signed, depth) {
            return push(t);
        }
        if !signed {
            return;
        }
        let natural = match inst.op {
            Op::And => c.is_some_and(|c| c >= 0) || self.natural(self.arg(inst, 0, true), depth),
            Op::LShr => c.is_some_and(|c| (1..i64::from(ty.bits())).contains(&c)),
            Op::URem => c.is_some_and(|c| c > 0) || self.natural(self.arg(inst, 1, true), depth),
            Op::UDiv => c.is_some_and(|c| c > 1) || self.natural(self.arg(inst, 0, true), depth),
            Op::AShr | Op::SRem => self.natural(self.arg(inst, 0, true), depth),
            Op::SDiv => c.is_some_and(|c| c > 0) && self.natural(self.arg(inst, 0, true), depth),
            Op::BitLen | Op::Ctz | Op::PopCnt => true,
            Op::Sub => {
                let (a, b) = (self.arg(inst, 0, true), self.arg(inst, 1, true));
                self.natural(b, depth) && self.at_most(b, a, depth)
            }
            Op::Add => {
                let (a, b) = (self.arg(inst, 0, true), self.arg(inst, 1, true));
                // A sum of naturals below half the range each.
                let half = Term::number(i64::MAX >> (65 - ty.bits()));
                self.natural(a, depth)
                    && self.natural(b, depth)
                    && self.at_most(a, half, depth)
                    && self.at_most(b, half, depth)
            }
            _ => false,
        };
        if natural {
            push(Term::number(0));
        }
        match (inst.op, c) {
            (Op::LShr, Some(c)) => self.middle(inst, c, Side::Lower, depth, push),
            (Op::SRem, Some(c)) if c > 0 => push(Term::number(1 - c)),
            _ => {}
        }
    }
    /// `(a + b) >> 1` of naturals lies between them: the sum does not exceed 64 unsigned bits.
    fn middle(&self, inst: &Inst, c: i64, side: Side, depth: u32, push: &mut dyn FnMut(Term)) {
        let Some(sum) = self.func.def(inst.args[0]).filter(|d| d.op == Op::Add && c == 1) else { return };
        if self.func.ty(inst.args[0]).bits() != 64 {
            return;
        }
        let ends = [self.arg(sum, 0, true), self.arg(sum, 1, true)];
        if !ends.iter().all(|&e| self.natural(e, depth)) {
            return;
        }
        for (low, high) in [(ends[0], ends[1]), (ends[1], ends[0])] {
            if !self.at_most(low, high, depth) {
                continue;
            }
            match side {
                Side::Lower => push(low),
                Side::Upper => {
                    let less = high.plus(-1).filter(|&h| self.at_most(low, h, depth));
                    push(less.unwrap_or(high));
                }
            }
        }
    }
    /// The two numbers of which a selection takes the smaller.
    fn least(&self, inst: &Inst, signed: bool) -> Option<[Term; 2]> {
        let cmp = self.func.def(inst.args[0]).filter(|d| d.op == Op::ICmp)?;
        let same = |n: usize, m: usize| self.func.resolve(cmp.args[n]) == self.func.resolve(inst.args[m]);
        let takes_less = match cmp.imm {
            Imm::Cond(Cond::Lt | Cond::Le) => same(0, 1) && same(1, 2),
            Imm::Cond(Cond::Gt | Cond::Ge) => same(0, 2) && same(1, 1),
            _ => false,
        };
        (takes_less && signed).then(|| [self.arg(inst, 1, true), self.arg(inst, 2, true)])
    }
}

//! Deferred calls in their four forms. In the body of a range over a function they are hung up
//! on the token of the function around; in loops their records are on the heap; few of them with
//! few returns are open-coded: a bit and a closure in the frame, which every exit looks at and
//! which a panic finds through FUNCDATA 4; else their records are in the frame
//! (conditions: `cmd/compile/internal/walk/stmt.go`, `ssagen.buildssa`).

use crate::func::FuncGen;
use crate::state::{Defers, Open};
use crate::value::Val;
use crate::walk::{self, Leaving};
use ssa::{Cond, Hint, Imm, Layout, Op, OpenDefers, Signature, SlotId, Type, ValueId};
use types::body::{ClosureId, ExprId, StmtId, StmtKind};

/// As many bits as `deferBits` has.
const MAX_OPEN: usize = 8;
/// Every exit has code for every deferred call; beyond this product there is too much of it.
const MAX_EXITS: usize = 15;

/// Walks a function's statements in source order.
struct Scan<'b> {
    body: &'b types::body::Body,
    looping: Vec<types::body::LabelId>,
    depth: u32,
    found: Defers,
    returns: usize,
    in_ranges: bool,
}

impl Scan<'_> {
    fn list(&mut self, list: &[StmtId]) {
        for &id in list {
            let kind = &self.body.stmts[id].kind;
            match kind {
                StmtKind::Label(l) if self.looping.contains(l) => self.depth += 1,
                StmtKind::Return(_) => self.returns += 1,
                StmtKind::RangeFunc { body, .. } => {
                    self.returns += usize::from(walk::leaving(self.body, *body).contains(&Leaving::Return));
                    self.in_ranges |= self.body.funcs[*body].range.is_some_and(|r| r.defers.is_some());
                }
                StmtKind::Defer(_) => {
                    self.found.count += 1;
                    if self.depth > 0 {
                        self.found.in_loops.insert(id);
                    }
                }
                _ => {}
            }
            let is_loop = matches!(kind, StmtKind::For { .. } | StmtKind::Range { .. });
            self.depth += u32::from(is_loop);
            let depth = self.depth;
            walk::nested(kind).into_iter().for_each(|inner| self.list(inner));
            // A label that is jumped back to stays a loop to the end of the function.
            self.depth = self.depth.max(depth) - u32::from(is_loop);
        }
    }
}

/// Labels with a `goto` further down, here or in a body of a range.
fn looping_labels(body: &types::body::Body, func: ClosureId) -> Vec<types::body::LabelId> {
    let (mut seen, mut looping) = (Vec::new(), Vec::new());
    walk::each(body, &body.funcs[func].body, &mut |_, kind| match kind {
        StmtKind::Label(l) => seen.push(*l),
        StmtKind::Goto(l) if seen.contains(l) => looping.push(*l),
        StmtKind::RangeFunc { body: inner, .. } => {
            let jumps = walk::leaving(body, *inner).into_iter();
            looping.extend(jumps.filter_map(|l| match l {
                Leaving::Goto(l) if seen.contains(&l) => Some(l),
                _ => None,
            }));
        }
        _ => {}
    });
    looping
}

impl FuncGen<'_, '_> {
    /// Decides the form of each deferred call, before the first instruction.
    pub(crate) fn plan_defers(&mut self) {
        let f = &self.body.funcs[self.id];
        if !f.has_defer || f.is_range_body {
            return;
        }
        let looping = looping_labels(self.body, self.id);
        let mut scan =
            Scan { body: self.body, looping, depth: 0, found: Defers::default(), returns: 0, in_ranges: false };
        scan.list(&f.body);
        let n = scan.found.count;
        let open = n <= MAX_OPEN && scan.found.in_loops.is_empty() && scan.returns * n <= MAX_EXITS;
        self.defers = scan.found;
        if open && !scan.in_ranges && !self.cx.config.no_opt {
            let bits = self.observable_slot("deferbits", Layout::Scalar(Type::I8));
            let closures = Layout::array(n as u64, Layout::Scalar(Type::Ptr));
            let closures = self.observable_slot("deferclosures", closures);
            let slots = OpenDefers { bits, closures };
            self.b.func.open_defers = Some(slots);
            let exit = self.new_block();
            self.defers.open = Some(Open { slots, set: 0, exit });
        }
    }
    fn observable_slot(&mut self, name: &str, layout: Layout) -> SlotId {
        let slot = self.b.func.slot(name, layout);
        self.b.func.slots[slot].observable = true;
        slot
    }

    pub(crate) fn defer_stmt(&mut self, stmt: StmtId, call: ExprId) {
        let pos = self.b.pos();
        let f = self.later(call, "deferwrap");
        self.b.set_pos(pos);
        let token = self.body.outermost_range(self.id).and_then(|top| self.body.funcs[top].range?.defers);
        if let Some(token) = token {
            let token = self.read_local(token);
            self.b.inst(Op::DeferRange, Imm::None, &[f, token.leaves()[0], token.leaves()[1]], &[]);
        } else if let Some(open) = &mut self.defers.open {
            let (slots, n) = (open.slots, open.set);
            open.set += 1;
            let closures = self.b.slot_addr(slots.closures, 0);
            self.b.store(closures, 8 * n as i32, f);
            // The bit says that the closure is there.
            let at = self.b.slot_addr(slots.bits, 0);
            let old = self.b.load(Type::I8, at, 0);
            let bit = self.b.iconst(Type::I8, 1 << n);
            let new = self.b.binary(Op::Or, old, bit);
            self.b.store(at, 0, new);
        } else if self.defers.in_loops.contains(&stmt) {
            self.b.inst(Op::DeferHeap, Imm::None, &[f], &[]);
        } else {
            // Two flags, sp, pc, fn, link, head: the collector looks at records by itself.
            let record = self.temp_of(Layout::of_fields(vec![Layout::Scalar(Type::Word); 6]));
            self.b.inst(Op::DeferStack, Imm::None, &[record, f], &[]);
        }
    }

    /// Leaves a function with deferred calls, the results being where they belong.
    pub(crate) fn defer_exit(&mut self) {
        match &self.defers.open {
            Some(open) => {
                let exit = open.exit;
                self.b.jump(exit, &[]);
            }
            None => self.b.end(Op::DeferReturn, &[]),
        }
    }
    /// The exit that runs open-coded calls, the last one first.
    pub(crate) fn open_exit(&mut self) {
        let Some(open) = self.defers.open.take() else { return };
        self.start(open.exit);
        self.at(self.body.funcs[self.id].end);
        for n in (0..open.set).rev() {
            let (run, over) = (self.new_block(), self.new_block());
            let bits = self.b.slot_addr(open.slots.bits, 0);
            let set = self.b.load(Type::I8, bits, 0);
            let bit = self.b.iconst(Type::I8, 1 << n);
            let zero = self.b.iconst(Type::I8, 0);
            let this = self.b.binary(Op::And, set, bit);
            let is_set = self.b.icmp(Cond::Ne, this, zero);
            self.b.br(is_set, run, over, Hint::None);
            self.start(run);
            // Cleared before the call: if that panics it is not to be run again.
            let rest = self.b.binary(Op::AndNot, set, bit);
            self.b.store(bits, 0, rest);
            self.call_open(open.slots.closures, n);
            self.goto(over);
            self.start(over);
        }
        let f = &self.body.funcs[self.id];
        let values: Vec<Val> = f.results.iter().map(|&local| self.read_local(local)).collect();
        self.ret(&values);
    }
    fn call_open(&mut self, closures: SlotId, n: usize) {
        let at = self.b.slot_addr(closures, 0);
        let closure: ValueId = self.b.load(Type::Ptr, at, 8 * n as i32);
        let sig = self.b.func.signature(Signature::new(obj::Abi::Internal, Vec::new(), Vec::new()));
        self.b.call_closure(sig, closure, &[]);
    }
}

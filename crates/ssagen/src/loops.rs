//! `for` loops with init, condition and post statement. In: the loop's parts and the variables
//! that are new in every turn; out: its blocks.
//!
//! Where a pointer to such a variable may be had, values go from turn to turn, never the pointer:
//! the variable is made at the top of each turn from the value it had at the end of the last one,
//! and the post statement runs on the new one before the condition does. So an object made in a
//! turn is seen in no other, unless the program itself keeps a pointer to it, and escape analysis
//! leaves it in the frame. Authority: the language specification, "For statements with for clause".

use crate::func::{Exits, FuncGen};
use crate::state::Storage;
use ssa::{Hint, Imm, Op, SlotId, Type, VarId};
use types::TypeId;
use types::body::{ExprId, LocalId, StmtId, TargetId};

/// Where the value of a loop variable is between two turns.
enum Between {
    Vars(Vec<VarId>),
    Slot(SlotId),
}

/// A loop variable on its way from turn to turn.
struct Carried {
    local: LocalId,
    typ: TypeId,
    between: Between,
}

impl FuncGen<'_, '_> {
    pub(crate) fn for_stmt(
        &mut self,
        target: TargetId,
        cond: Option<ExprId>,
        post: &[StmtId],
        body: &[StmtId],
        per_iteration: &[LocalId],
    ) {
        let (head, inside, next, done) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.exits.insert(target, Exits { on_break: done, on_continue: Some(next) });
        let carried = self.carried(per_iteration);
        let post_at_top = !carried.is_empty() && !post.is_empty();
        let is_first = post_at_top.then(|| self.b.var(Type::I8));
        self.end_turn(&carried, is_first, true);
        self.goto(head);
        self.b.switch_to(head);
        self.begin_turn(&carried);
        if let Some(is_first) = is_first {
            self.post_but_first(is_first, post);
        }
        match cond {
            Some(cond) => self.branch(cond, inside, done),
            None => self.b.jump(inside, &[]),
        }
        self.start(inside);
        let outer = self.in_bench_loop;
        self.in_bench_loop |= self.is_bench_loop(cond);
        self.stmts(body);
        self.in_bench_loop = outer;
        self.goto(next);
        self.start(next);
        self.end_turn(&carried, is_first, false);
        if !post_at_top {
            self.stmts(post);
        }
        self.goto(head);
        self.b.seal(head);
        self.start(done);
    }
    /// The loop variables of which anybody could tell whether they are new.
    fn carried(&mut self, per_iteration: &[LocalId]) -> Vec<Carried> {
        let mut out = Vec::new();
        for &local in per_iteration {
            if !matches!(self.storage(local), Storage::Heap(_)) || !self.is_seen_by_address(local) {
                continue;
            }
            let typ = self.ty(self.body.locals[local].typ);
            let layout = self.layout(typ);
            let between = match layout.is_exploded() {
                true => Between::Vars(self.new_vars(typ)),
                false => {
                    let n = self.b.func.slots.len();
                    Between::Slot(self.b.func.slot(format!("tmp{n}"), (*layout).clone()))
                }
            };
            out.push(Carried { local, typ, between });
        }
        out
    }
    /// Takes the values of loop variables along.
    fn end_turn(&mut self, carried: &[Carried], is_first: Option<VarId>, first: bool) {
        for c in carried {
            let val = self.read_local(c.local);
            match &c.between {
                Between::Vars(vars) => self.def_vars(vars, &val),
                Between::Slot(slot) => {
                    self.b.inst(Op::SlotDef, Imm::Slot(*slot, 0), &[], &[]);
                    let addr = self.b.slot_addr(*slot, 0);
                    self.store_val(addr, 0, c.typ, &val);
                }
            }
        }
        if let Some(var) = is_first {
            let flag = self.b.iconst(Type::I8, i64::from(first));
            self.b.def_var(var, flag);
        }
    }
    /// Makes loop variables anew.
    fn begin_turn(&mut self, carried: &[Carried]) {
        for c in carried {
            let val = match &c.between {
                Between::Vars(vars) => self.use_vars(vars),
                Between::Slot(slot) => {
                    let addr = self.b.slot_addr(*slot, 0);
                    self.load_val(addr, 0, c.typ)
                }
            };
            self.declare(c.local, Some(val));
        }
    }
    /// The post statement at the top of a turn: the first one has none.
    fn post_but_first(&mut self, is_first: VarId, post: &[StmtId]) {
        let (again, test) = (self.new_block(), self.new_block());
        let first = self.b.use_var(is_first);
        self.b.br(first, test, again, Hint::Second);
        self.start(again);
        self.stmts(post);
        self.goto(test);
        self.start(test);
    }
}

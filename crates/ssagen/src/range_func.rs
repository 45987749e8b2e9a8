//! Ranges over functions. The body of the loop is a closure that the function calls; a branch
//! that leaves it for more than its own loop puts its number into a variable, makes the body
//! return false, and is carried out behind the call, by the function that has its target
//! (rules and states: `cmd/compile/internal/rangefunc/rewrite.go`, `internal/abi/rangefuncconsts.go`).

use crate::calls::Target;
use crate::func::FuncGen;
use crate::value::Val;
use crate::walk::{Leaving, leaving};
use release::RtFn;
use ssa::{Cond, Hint, Op};
use types::TypeId;
use types::body::{ClosureId, ExprId, LocalId};

/// The body has returned false.
const DONE: i64 = 0;
/// The body may be called.
const READY: i64 = 1;
/// The body is running, or has panicked.
const PANIC: i64 = 2;
/// The function has returned.
const EXHAUSTED: i64 = 3;
/// The body panicked and its caller hid that.
const MISSING_PANIC: i64 = 4;

impl FuncGen<'_, '_> {
    pub(crate) fn range_func(&mut self, x: ExprId, body: ClosureId) {
        let Some(range) = self.body.funcs[body].range else { return };
        if !self.body.funcs[self.id].is_range_body {
            self.current_nest = Some(body);
        }
        if let Some(next) = range.next {
            self.declare(next, None);
        }
        if let Some(defers) = range.defers {
            let token = self.rt(RtFn::DeferRangeFunc, &[]);
            self.declare(defers, Some(Val::many(&token)));
        }
        let ready = self.int(READY);
        self.declare(range.state, Some(Val::one(ready)));
        let pos = self.b.pos();
        let closure = Val::one(self.closure(body));
        let f = self.ordered_expr(x).single();
        self.b.set_pos(pos);
        self.emit_call(&Target::Closure(f), &[TypeId::UNSAFE_POINTER], &[closure], &[]);
        self.at(self.body.funcs[body].end);
        let state = self.read_local(range.state).single();
        self.panic_if(Cond::Eq, state, PANIC, Some(MISSING_PANIC));
        self.set_int(range.state, EXHAUSTED);
        self.carry_on(body);
    }
    /// Behind the call: does what branches in the body left to be done.
    fn carry_on(&mut self, body: ClosureId) {
        let branches = leaving(self.body, body);
        let Some(next) = self.next() else { return };
        let (here, further): (Vec<Leaving>, Vec<Leaving>) =
            branches.into_iter().partition(|l| l.ends_in(self.body, self.id));
        for l in here {
            let code = self.read_local(next).single();
            let (this, other) = (self.new_block(), self.new_block());
            let wanted = self.int(l.code());
            let is_it = self.b.icmp(Cond::Eq, code, wanted);
            self.b.br(is_it, this, other, Hint::None);
            self.start(this);
            self.set_int(next, 0);
            self.go_to(l);
            self.start(other);
        }
        if !further.is_empty() {
            let code = self.read_local(next).single();
            let zero = self.int(0);
            let (further, stay) = (self.new_block(), self.new_block());
            let any = self.b.icmp(Cond::Ne, code, zero);
            self.b.br(any, further, stay, Hint::None);
            self.start(further);
            self.return_to_function(DONE);
            self.start(stay);
        }
    }
    /// The variable of the nest that says which branch is on its way.
    fn next(&self) -> Option<LocalId> {
        let top = self.body.outermost_range(self.id).or(self.current_nest)?;
        self.body.funcs[top].range?.next
    }

    /// A branch or return; out of a body of a range it is sent on its way.
    pub(crate) fn go_to(&mut self, l: Leaving) {
        if !l.ends_in(self.body, self.id) {
            if let Some(next) = self.next() {
                self.set_int(next, l.code());
            }
            return self.return_to_function(DONE);
        }
        let own = self.body.funcs[self.id].range.map(|r| r.target);
        match l {
            Leaving::Return => self.return_results(None),
            Leaving::Break(t) if own == Some(t) => self.return_to_function(DONE),
            Leaving::Continue(t) if own == Some(t) => self.return_to_function(READY),
            Leaving::Break(t) => {
                let to = self.exits[&t].on_break;
                self.b.jump(to, &[]);
            }
            Leaving::Continue(t) => {
                let to = self.exits[&t].on_continue.expect("continue of a loop");
                self.b.jump(to, &[]);
            }
            Leaving::Goto(label) => {
                let block = self.label(label);
                self.b.jump(block, &[]);
            }
        }
    }

    /// At the beginning of a body: it must be its turn.
    pub(crate) fn enter_range_body(&mut self) {
        let Some(range) = self.body.funcs[self.id].range else { return };
        let state = self.read_local(range.state).single();
        self.panic_if(Cond::Ne, state, READY, None);
        self.set_int(range.state, PANIC);
    }
    /// At the end of a body: the function may call it again.
    pub(crate) fn end_range_body(&mut self) {
        self.return_to_function(READY);
    }
    fn return_to_function(&mut self, state: i64) {
        if let Some(range) = self.body.funcs[self.id].range {
            self.set_int(range.state, state);
        }
        let go_on = self.b.iconst(ssa::Type::I8, i64::from(state == READY));
        self.b.ret(&[go_on]);
    }
    fn set_int(&mut self, local: LocalId, n: i64) {
        let n = self.int(n);
        self.assign_local(local, &Val::one(n));
    }
    /// Panics about a state: a known one, or the state itself.
    fn panic_if(&mut self, cond: Cond, state: ssa::ValueId, than: i64, known: Option<i64>) {
        let than = self.int(than);
        let (bad, good) = (self.new_block(), self.new_block());
        let wrong = self.b.icmp(cond, state, than);
        self.b.br(wrong, bad, good, Hint::Second);
        self.start(bad);
        let what = known.map_or(state, |n| self.int(n));
        self.rt(RtFn::PanicRangeState, &[what]);
        self.b.end(Op::Unreachable, &[]);
        self.start(good);
    }
}

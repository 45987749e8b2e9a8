//! `select`.

use crate::func::{Exits, FuncGen};
use crate::value::Val;
use base::Pos;
use ssa::{Cond, Hint, Imm, Layout, Op, Type, ValueId};
use types::TypeId;
use types::body::{Comm, LocalId, SelectCase, TargetId};

/// A clause whose operands have been evaluated.
struct Ready {
    /// Number in the source.
    clause: usize,
    chan: ValueId,
    /// Where the element is sent from or received to.
    elem: ValueId,
    elem_type: TypeId,
    is_send: bool,
    pos: Pos,
}

impl FuncGen<'_, '_> {
    pub(crate) fn select(&mut self, target: TargetId, cases: &[SelectCase]) {
        let done = self.new_block();
        self.exits.insert(target, Exits { on_break: done, on_continue: None });
        let default = cases.iter().position(|c| matches!(c.comm, Comm::Default));
        let ready = self.select_operands(cases);
        if ready.is_empty() && default.is_none() {
            self.b.inst(Op::Block, Imm::None, &[], &[]);
            self.b.end(Op::Unreachable, &[]);
            return self.start(done);
        }
        let (chosen, ok) = self.wait(&ready, default.is_none());
        let mut order: Vec<&Ready> = ready.iter().filter(|r| r.is_send).collect();
        // Receives stand at the end of the array, the last one of the source first.
        order.extend(ready.iter().filter(|r| !r.is_send).rev());
        for (number, r) in order.iter().enumerate() {
            let (body, next) = (self.new_block(), self.new_block());
            let n = self.int(number as i64);
            let this = self.b.icmp(Cond::Eq, chosen, n);
            self.b.br(this, body, next, Hint::None);
            self.start(body);
            if let Comm::Recv { value, ok: has_ok, .. } = &cases[r.clause].comm {
                self.bind_received(r, *value, *has_ok, ok);
            }
            self.stmts(&cases[r.clause].body);
            self.goto(done);
            self.start(next);
        }
        match default {
            Some(i) => {
                self.stmts(&cases[i].body);
                self.goto(done);
            }
            None => self.b.end(Op::Unreachable, &[]),
        }
        self.start(done);
    }

    fn select_operands(&mut self, cases: &[SelectCase]) -> Vec<Ready> {
        let mut ready = Vec::new();
        for (clause, case) in cases.iter().enumerate() {
            let (chan, value) = match &case.comm {
                Comm::Default => continue,
                Comm::Send { chan, value } => (*chan, Some(*value)),
                Comm::Recv { chan, .. } => (*chan, None),
            };
            let (elem_type, pos) = (self.elem_type(self.type_of(chan)), self.body.exprs[chan].pos);
            let chan = self.ordered_expr(chan).single();
            let elem = match value {
                Some(value) => {
                    let val = self.ordered_expr(value);
                    let val = self.own(elem_type, val);
                    self.in_memory(elem_type, &val)
                }
                None => {
                    let at = self.temp(elem_type);
                    self.zero_mem(at, elem_type);
                    at
                }
            };
            ready.push(Ready { clause, chan, elem, elem_type, is_send: value.is_some(), pos });
        }
        ready
    }

    /// Waits for a clause: its number among sends in order, then receives from the back; and
    /// whether a received value was sent.
    fn wait(&mut self, ready: &[Ready], blocking: bool) -> (ValueId, ValueId) {
        if ready.is_empty() {
            let none = self.int(-1);
            let no = self.b.iconst(Type::I8, 0);
            return (none, no);
        }
        match (ready, blocking) {
            ([only], false) => return self.try_one(only),
            ([only], true) => return self.one(only),
            _ => {}
        }
        let case = Layout::of_fields(vec![Layout::Scalar(Type::Ptr); 2]);
        let n = ready.len();
        let cases = self.temp_of(Layout::array(n as u64, case));
        let order = self.temp_of(Layout::array(2 * n as u64, Layout::Scalar(Type::I16)));
        let sends = ready.iter().filter(|r| r.is_send);
        let receives = ready.iter().filter(|r| !r.is_send).rev();
        for (i, r) in sends.clone().chain(receives).enumerate() {
            let at = i as i32 * 16;
            self.b.store(cases, at, r.chan);
            self.b.store(cases, at + 8, r.elem);
        }
        let n_sends = self.int(sends.count() as i64);
        let n_all = self.int(n as i64);
        let n_receives = self.b.binary(Op::Sub, n_all, n_sends);
        let block = self.b.iconst(Type::I8, i64::from(blocking));
        let args = [cases, order, n_sends, n_receives, block];
        self.b.ins2(Op::SelectGo, Imm::None, &args, [Type::I64, Type::I8])
    }

    /// One clause alone: a send or receive like any other, for which goroutines are said to wait.
    fn one(&mut self, r: &Ready) -> (ValueId, ValueId) {
        self.at(r.pos);
        let ok = match r.is_send {
            true => {
                self.b.inst(Op::ChanSend, Imm::None, &[r.chan, r.elem], &[]);
                self.b.iconst(Type::I8, 0)
            }
            false => self.b.ins(Op::ChanRecv2, Imm::None, &[r.chan, r.elem], Type::I8),
        };
        (self.int(0), ok)
    }

    /// One clause beside a default: a send or receive that does not wait. The runtime relies on
    /// this form where it must not run timers (`time.sendTime`).
    fn try_one(&mut self, r: &Ready) -> (ValueId, ValueId) {
        let (selected, ok) = match r.is_send {
            true => {
                let selected = self.b.ins(Op::SelectSend, Imm::None, &[r.chan, r.elem], Type::I8);
                (selected, selected)
            }
            false => self.b.ins2(Op::SelectRecv, Imm::None, &[r.elem, r.chan], [Type::I8; 2]),
        };
        // Number 0, or -1 where nothing happened.
        let number = self.b.convert(Op::ZExt, selected, Type::I64);
        let one = self.int(1);
        (self.b.binary(Op::Sub, number, one), ok)
    }

    fn bind_received(&mut self, r: &Ready, value: Option<LocalId>, has_ok: Option<LocalId>, ok: ValueId) {
        if let Some(local) = value {
            let val = self.load_val(r.elem, 0, r.elem_type);
            self.declare(local, Some(val));
        }
        if let Some(local) = has_ok {
            self.declare(local, Some(Val::one(ok)));
        }
    }
}

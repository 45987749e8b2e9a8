//! Map literals: constant entries first, in a loop over two tables in data if there are many,
//! then the others, one assignment each (fact: `cmd/compile/internal/walk/complit.go`, `order.go`).
//! A literal may have thousands of entries, so what one of them needs of the frame serves the
//! next one again: temporaries die with their entry.

use crate::func::FuncGen;
use crate::state::EntrySlots;
use crate::value::Val;
use ssa::{Cond, Hint, Imm, Layout, Op, Type, ValueId};
use types::body::ExprId;
use types::{TypeId, TypeKind};

/// More constant entries than this are data and a loop.
const MAX_UNROLLED: usize = 25;

impl FuncGen<'_, '_> {
    pub(crate) fn map_literal(&mut self, entries: &[(ExprId, ExprId)], t: TypeId) -> Val {
        let hint = self.int(entries.len() as i64);
        let m = self.make_map(t, hint);
        let (constant, computed): (Vec<_>, Vec<_>) =
            entries.iter().copied().partition(|e| self.is_constant(e.0) && self.is_constant(e.1));
        self.entry_slots.literals += 1;
        if constant.len() <= MAX_UNROLLED || !self.entries_from_tables(m, &constant, t) {
            constant.iter().for_each(|&(k, v)| self.map_entry(m, k, v, t));
        }
        computed.iter().for_each(|&(k, v)| self.map_entry(m, k, v, t));
        self.entry_slots.literals -= 1;
        if self.entry_slots.literals == 0 {
            self.entry_slots = EntrySlots::default();
        }
        Val::one(m)
    }
    fn map_entry(&mut self, m: ValueId, k: ExprId, v: ExprId, t: TypeId) {
        let mark = self.entry_slots.used.len();
        self.order_key(t, k);
        self.order(v);
        // Nobody sees the map yet: a literal is built in the element.
        let val = (!self.is_built(v)).then(|| self.expr(v));
        let key = self.expr(k);
        let at = self.map_set(m, &key, t);
        let elem = self.type_of(v);
        match val {
            Some(val) => self.store_val(at, 0, elem, &val),
            None => {
                // Keys that are no constants may be equal to one that was there.
                if !self.is_constant(k) {
                    self.zero_mem(at, elem);
                }
                self.put(at, 0, v);
            }
        }
        self.entry_slots.give_back(mark);
    }

    /// Constant entries in two tables; false where something in them has to be computed after all.
    fn entries_from_tables(&mut self, m: ValueId, entries: &[(ExprId, ExprId)], t: TypeId) -> bool {
        let TypeKind::Map(key, elem) = *self.s().kind(self.s().under(t)) else { return false };
        let (key_size, elem_size) = (self.size(key), self.size(elem));
        let n = entries.len() as u64;
        let list = |pick: fn(&(ExprId, ExprId)) -> ExprId, size: u64| -> Vec<(u64, ExprId)> {
            entries.iter().enumerate().map(|(i, e)| (i as u64 * size, pick(e))).collect()
        };
        let (keys, elems) = (list(|e| e.0, key_size), list(|e| e.1, elem_size));
        let tables = self.table_of(&keys, n * key_size);
        let Some((keys, elems)) = tables.and_then(|k| Some((k, self.table_of(&elems, n * elem_size)?))) else {
            return false;
        };
        let i = self.b.var(Type::I64);
        let zero = self.int(0);
        self.b.def_var(i, zero);
        let (head, done) = (self.new_block(), self.new_block());
        self.goto(head);
        self.b.switch_to(head);
        let now = self.b.use_var(i);
        let from = self.element_addr(keys, now, key_size);
        let k = self.load_val(from, 0, key);
        let at = self.map_set(m, &k, t);
        let from = self.element_addr(elems, now, elem_size);
        let v = self.load_val(from, 0, elem);
        self.store_val(at, 0, elem, &v);
        let (one, end) = (self.int(1), self.int(n as i64));
        let next = self.b.binary(Op::Add, now, one);
        self.b.def_var(i, next);
        let more = self.b.icmp(Cond::Lt, next, end);
        self.b.br(more, head, done, Hint::First);
        self.b.seal(head);
        self.start(done);
        true
    }
}

impl FuncGen<'_, '_> {
    /// The address of a slot for a value, its contents undefined: a new one, or one of an entry
    /// of a map literal that is done.
    pub(crate) fn temp_of(&mut self, layout: Layout) -> ValueId {
        let slot = self.entry_slots.take(&layout).unwrap_or_else(|| {
            let n = self.b.func.slots.len();
            let slot = self.b.func.slot(format!("tmp{n}"), layout.clone());
            self.entry_slots.add(&layout, slot);
            slot
        });
        self.b.inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[]);
        self.b.slot_addr(slot, 0)
    }
}

//! Range loops, but for those over functions.

use crate::func::{Exits, FuncGen};
use crate::value::Val;
use ssa::{Cond, Hint, Imm, Layout, Maps, Op, Type, ValueId, VarId};
use types::body::convert::conversion_kind;
use types::body::{Conversion, ExprId, ExprKind, LocalId, RangeKind, StmtId, StmtKind, TargetId};
use types::{TypeId, TypeKind};

/// What a loop needs whatever it ranges over.
#[derive(Clone, Copy)]
struct Loop<'b> {
    target: TargetId,
    key: Option<LocalId>,
    value: Option<LocalId>,
    body: &'b [StmtId],
}

impl<'c> FuncGen<'c, '_> {
    pub(crate) fn range(&mut self, id: StmtId) {
        let body: &'c types::body::Body = self.body;
        let StmtKind::Range { target, kind, x, key, value, body } = &body.stmts[id].kind else { return };
        let l = Loop { target: *target, key: *key, value: *value, body };
        let x = *x;
        match self.string_of_bytes(x) {
            Some(text) => self.order(text),
            None => self.order(x),
        }
        match self.range_kind(*kind, x) {
            RangeKind::Int => self.range_int(l, x),
            RangeKind::Array => self.range_array(l, x),
            RangeKind::ArrayPtr => self.range_array_ptr(l, x),
            RangeKind::Slice => self.range_slice(l, x),
            RangeKind::String => self.range_string(l, x),
            RangeKind::Map => self.range_map(l, x),
            RangeKind::Chan | RangeKind::Param => self.range_chan(l, x),
        }
    }
    fn range_kind(&self, kind: RangeKind, x: ExprId) -> RangeKind {
        let s = self.s();
        match (kind, s.kind(s.under(self.type_of(x)))) {
            (RangeKind::Param, TypeKind::Slice(_)) => RangeKind::Slice,
            (RangeKind::Param, TypeKind::Array(..)) => RangeKind::Array,
            (RangeKind::Param, TypeKind::Pointer(_)) => RangeKind::ArrayPtr,
            (RangeKind::Param, TypeKind::Map(..)) => RangeKind::Map,
            (RangeKind::Param, TypeKind::Basic(_)) if s.is_string(self.type_of(x)) => RangeKind::String,
            (RangeKind::Param, TypeKind::Basic(_)) => RangeKind::Int,
            _ => kind,
        }
    }
    fn declare_opt(&mut self, local: Option<LocalId>, val: impl FnOnce(&mut Self) -> Val) {
        if let Some(local) = local {
            let val = val(self);
            self.declare(local, Some(val));
        }
    }

    /// Counts a variable from 0 to below `n` around the body.
    fn counted(&mut self, l: Loop<'_>, n: ValueId, mut begin: impl FnMut(&mut Self, ValueId)) {
        let ty = self.b.func.ty(n);
        let i = self.b.var(ty);
        let zero = self.b.iconst(ty, 0);
        self.b.def_var(i, zero);
        let (head, inside, next, done) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.exits.insert(l.target, Exits { on_break: done, on_continue: Some(next) });
        self.goto(head);
        self.b.switch_to(head);
        let now = self.b.use_var(i);
        // Never reached by an unsigned bound above the signed ones: counts are positive.
        let cond = if self.is_unsigned_bound(l, ty) { Cond::Ult } else { Cond::Lt };
        let more = self.b.icmp(cond, now, n);
        self.b.br(more, inside, done, Hint::First);
        self.start(inside);
        let now = self.b.use_var(i);
        begin(self, now);
        self.stmts(l.body);
        self.goto(next);
        self.start(next);
        let now = self.b.use_var(i);
        let one = self.b.iconst(ty, 1);
        let then = self.b.binary(Op::Add, now, one);
        self.b.def_var(i, then);
        self.goto(head);
        self.b.seal(head);
        self.start(done);
    }
    fn is_unsigned_bound(&self, l: Loop<'_>, ty: Type) -> bool {
        let key = l.key.map(|k| self.ty(self.body.locals[k].typ));
        ty == Type::Word || key.is_some_and(|t| self.s().is_unsigned(t))
    }
    fn range_int(&mut self, l: Loop<'_>, x: ExprId) {
        let n = self.expr(x).single();
        self.counted(l, n, |g, i| g.declare_opt(l.key, |_| Val::one(i)));
    }
    fn range_array(&mut self, l: Loop<'_>, x: ExprId) {
        let t = self.type_of(x);
        let Layout::Array(n, _) = *self.layout(t) else { unreachable!("range over no array") };
        let elem = self.elem_type(t);
        let memory = match l.value {
            Some(_) => {
                let val = self.expr(x);
                let val = self.own_in_frame(t, val);
                Some(self.in_memory(t, &val))
            }
            None => {
                self.measured(x);
                None
            }
        };
        self.elements(l, memory, n, elem);
    }
    fn range_array_ptr(&mut self, l: Loop<'_>, x: ExprId) {
        let array = self.elem_type(self.type_of(x));
        let Layout::Array(n, _) = *self.layout(array) else { unreachable!("range over no array") };
        let p = self.expr(x).single();
        let elem = self.elem_type(array);
        if l.value.is_some() && n > 0 {
            self.nil_check(p);
        }
        self.elements(l, l.value.map(|_| p), n, elem);
    }
    fn elements(&mut self, l: Loop<'_>, base: Option<ValueId>, n: u64, elem: TypeId) {
        let size = self.size(elem);
        let n = self.int(n as i64);
        self.counted(l, n, |g, i| {
            if let Some(base) = base {
                let at = g.element_addr(base, i, size);
                g.declare_opt(l.value, |g| g.load_val(at, 0, elem));
            }
            g.declare_opt(l.key, |_| Val::one(i));
        });
    }
    fn range_slice(&mut self, l: Loop<'_>, x: ExprId) {
        let elem = self.elem_type(self.type_of(x));
        let size = self.size(elem);
        let elements = self.expr(self.string_of_bytes(x).unwrap_or(x));
        let (base, n) = (elements.leaves()[0], elements.leaves()[1]);
        self.counted(l, n, |g, i| {
            if l.value.is_some() {
                let at = g.element_addr(base, i, size);
                g.declare_opt(l.value, |g| g.load_val(at, 0, elem));
            }
            g.declare_opt(l.key, |_| Val::one(i));
        });
    }

    /// The string behind `[]byte(s)`: a loop only reads the bytes, which need no copy then.
    fn string_of_bytes(&self, x: ExprId) -> Option<ExprId> {
        let ExprKind::Convert { x: text, how } = self.body.exprs[x].kind else { return None };
        let generic = how == Conversion::Generic;
        let how = if generic { conversion_kind(self.s(), self.type_of(text), self.type_of(x)) } else { how };
        (how == Conversion::BytesFromString).then_some(text)
    }

    fn range_string(&mut self, l: Loop<'_>, x: ExprId) {
        let text = self.expr(x);
        let (base, n) = (text.leaves()[0], text.leaves()[1]);
        let (i, after) = (self.b.var(Type::I64), self.b.var(Type::I64));
        let rune = self.b.var(Type::I32);
        let zero = self.int(0);
        self.b.def_var(i, zero);
        let (head, inside, next, done) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.exits.insert(l.target, Exits { on_break: done, on_continue: Some(next) });
        self.goto(head);
        self.b.switch_to(head);
        let now = self.b.use_var(i);
        let more = self.b.icmp(Cond::Lt, now, n);
        self.b.br(more, inside, done, Hint::First);
        self.start(inside);
        let now = self.b.use_var(i);
        self.decode(base, n, now, rune, after);
        self.declare_opt(l.key, |_| Val::one(now));
        let r = self.b.use_var(rune);
        self.declare_opt(l.value, |_| Val::one(r));
        self.stmts(l.body);
        self.goto(next);
        self.start(next);
        let then = self.b.use_var(after);
        self.b.def_var(i, then);
        self.goto(head);
        self.b.seal(head);
        self.start(done);
    }
    /// One rune: ASCII at once, others by the runtime.
    fn decode(&mut self, base: ValueId, n: ValueId, i: ValueId, rune: VarId, after: VarId) {
        let at = self.element_addr(base, i, 1);
        let byte = self.b.load(Type::I8, at, 0);
        let first = self.b.convert(Op::ZExt, byte, Type::I32);
        self.b.def_var(rune, first);
        let one = self.int(1);
        let next = self.b.binary(Op::Add, i, one);
        self.b.def_var(after, next);
        let limit = self.b.iconst(Type::I32, 0x80);
        let ascii = self.b.icmp(Cond::Ult, first, limit);
        let (long, done) = (self.new_block(), self.new_block());
        self.b.br(ascii, done, long, Hint::First);
        self.start(long);
        let (r, k) = self.b.ins2(Op::DecodeRune, Imm::None, &[base, n, i], [Type::I32, Type::I64]);
        self.b.def_var(rune, r);
        self.b.def_var(after, k);
        self.goto(done);
        self.start(done);
    }

    fn range_map(&mut self, l: Loop<'_>, x: ExprId) {
        let t = self.type_of(x);
        let TypeKind::Map(key, elem) = *self.s().kind(self.s().under(t)) else { return };
        let m = self.expr(x).single();
        let words = map_iterator(self.s().release.maps);
        let iter = self.temp_of(Layout::of_fields(words.map(Layout::Scalar).into()));
        let (ty, kind) = self.map_ref(t, false);
        for (i, word) in words.into_iter().enumerate() {
            let zero = self.b.zero(word);
            self.b.store(iter, i as i32 * 8, zero);
        }
        self.b.inst(Op::MapIterInit, Imm::Map(ty, kind), &[m, iter], &[]);
        let (head, inside, next, done) = (self.new_block(), self.new_block(), self.new_block(), self.new_block());
        self.exits.insert(l.target, Exits { on_break: done, on_continue: Some(next) });
        self.goto(head);
        self.b.switch_to(head);
        let at = self.b.load(Type::Ptr, iter, 0);
        let nil = self.b.nil();
        let more = self.b.icmp(Cond::Ne, at, nil);
        self.b.br(more, inside, done, Hint::First);
        self.start(inside);
        self.declare_opt(l.key, |g| g.load_val(at, 0, key));
        if l.value.is_some() {
            let at = self.b.load(Type::Ptr, iter, 8);
            self.declare_opt(l.value, |g| g.load_val(at, 0, elem));
        }
        self.stmts(l.body);
        self.goto(next);
        self.start(next);
        self.b.inst(Op::MapIterNext, Imm::None, &[iter], &[]);
        self.goto(head);
        self.b.seal(head);
        self.start(done);
    }

    fn range_chan(&mut self, l: Loop<'_>, x: ExprId) {
        let elem = self.elem_type(self.type_of(x));
        let ch = self.expr(x).single();
        let (head, inside, done) = (self.new_block(), self.new_block(), self.new_block());
        self.exits.insert(l.target, Exits { on_break: done, on_continue: Some(head) });
        self.goto(head);
        self.b.switch_to(head);
        let at = self.temp(elem);
        self.zero_mem(at, elem);
        let ok = self.b.ins(Op::ChanRecv2, Imm::None, &[ch, at], Type::I8);
        self.b.br(ok, inside, done, Hint::First);
        self.start(inside);
        self.declare_opt(l.key, |g| g.load_val(at, 0, elem));
        self.stmts(l.body);
        self.goto(head);
        self.b.seal(head);
        self.start(done);
    }
}

/// The words of the runtime's iterator, which begins with pointers to key and element (facts: `hiter` in
/// `runtime/map.go`, `Iter` in `internal/runtime/maps/table.go`).
fn map_iterator(maps: Maps) -> [Type; 12] {
    use Type::{Ptr, Word};
    match maps {
        Maps::Buckets => [Ptr, Ptr, Ptr, Ptr, Ptr, Ptr, Ptr, Ptr, Word, Word, Word, Word],
        Maps::Swiss => [Ptr, Ptr, Ptr, Ptr, Word, Word, Word, Word, Word, Ptr, Ptr, Word],
    }
}

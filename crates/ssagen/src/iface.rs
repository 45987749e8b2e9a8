//! Interfaces: making them, asking what is in them.

use crate::func::FuncGen;
use crate::needs::StaticData;
use crate::package::PackageCx;
use crate::value::Val;
use base::Pos;
use ssa::{BoxKind, Cond, Hint, Imm, MarkKind, Op, Type, ValueId};
use types::body::ExprId;
use types::{TypeId, TypeKind};

/// The symbol of an itab.
pub fn itab_symbol(cx: &PackageCx<'_>, concrete: TypeId, iface: TypeId) -> String {
    let link = |t| cx.names.link(cx.layouts.rtype(t));
    format!("go:itab.{},{}", link(concrete), link(iface))
}

impl FuncGen<'_, '_> {
    /// The first word of an interface of type `to` that holds a `from`.
    pub(crate) fn type_word(&mut self, from: TypeId, to: TypeId) -> ValueId {
        let symbol = self.cx.names.symbol(self.cx.layouts.rtype(from));
        self.out.needs.types.push(from);
        self.mark(MarkKind::UseIface, &symbol, 0);
        if self.is_empty_interface(to) {
            return self.b.sym_addr(&symbol, 0);
        }
        self.itab(from, to)
    }
    fn itab(&mut self, concrete: TypeId, iface: TypeId) -> ValueId {
        self.out.needs.itabs.push((concrete, iface));
        let symbol = itab_symbol(self.cx, concrete, iface);
        self.b.sym_addr(&symbol, 0)
    }
    /// A concrete value as an interface.
    pub(crate) fn box_value(&mut self, val: &Val, from: TypeId, to: TypeId) -> Val {
        let word = self.type_word(from, to);
        let layout = self.cx.layouts.rtypes.of_type(from);
        let data = match val {
            _ if layout.size == 0 => self.b.sym_addr("runtime.zerobase", 0),
            Val::Leaves(l) if layout.direct => l[0],
            Val::Leaves(l) => {
                let ty = self.type_ref(from);
                let kind = self.box_kind(from);
                self.b.ins(Op::AllocBox, Imm::Box(ty, kind), l, Type::Ptr)
            }
            Val::Mem(addr) => {
                let ty = self.type_ref(from);
                self.b.ins(Op::AllocBoxMem, Imm::Type(ty), &[*addr], Type::Ptr)
            }
        };
        Val::many(&[word, data])
    }
    /// Which runtime function boxes a type that is not boxed by its size. The type decides: a pointer and a number
    /// have the layout of a string, but no empty value.
    fn box_kind(&self, t: TypeId) -> BoxKind {
        let s = self.s();
        match s.kind(s.under(t)) {
            TypeKind::Basic(_) if s.is_string(t) => BoxKind::Str,
            TypeKind::Slice(_) => BoxKind::Slice,
            TypeKind::Array(elem, Some(1)) => self.box_kind(*elem),
            TypeKind::Struct(st) => match st.fields[..] {
                [only] => self.box_kind(s.obj_type(only)),
                _ => BoxKind::Plain,
            },
            _ => BoxKind::Plain,
        }
    }
    /// The concrete value of type `t` in a data word.
    pub(crate) fn unbox(&mut self, data: ValueId, t: TypeId) -> Val {
        let layout = self.cx.layouts.rtypes.of_type(t);
        if layout.direct {
            return Val::one(data);
        }
        self.load_val(data, 0, t)
    }
    /// The type word of an interface, nil for nil.
    pub(crate) fn dynamic_type(&mut self, t: TypeId, iface: &Val) -> ValueId {
        let word = iface.leaves()[0];
        if self.is_empty_interface(t) {
            return word;
        }
        self.b.ins(Op::ItabType, Imm::None, &[word], Type::Ptr)
    }

    /// An interface as one with fewer methods; it holds a value that has them.
    pub(crate) fn change_interface(&mut self, val: &Val, from: TypeId, to: TypeId) -> Val {
        if self.s().identical(from, to) {
            return val.clone();
        }
        let typ = self.dynamic_type(from, val);
        if self.is_empty_interface(to) {
            return Val::many(&[typ, val.leaves()[1]]);
        }
        let word = self.itab_or_nil(typ, to);
        Val::many(&[word, val.leaves()[1]])
    }
    fn itab_or_nil(&mut self, typ: ValueId, to: TypeId) -> ValueId {
        let word = self.b.var(Type::Ptr);
        let nil = self.b.nil();
        self.b.def_var(word, nil);
        let (more, done) = (self.new_block(), self.new_block());
        let is_nil = self.b.icmp(Cond::Eq, typ, nil);
        self.b.br(is_nil, done, more, Hint::Second);
        self.start(more);
        let tab = self.assert_itab(Op::AssertE2I, typ, to);
        self.b.def_var(word, tab);
        self.goto(done);
        self.start(done);
        self.b.use_var(word)
    }
    fn assert_itab(&mut self, op: Op, typ: ValueId, to: TypeId) -> ValueId {
        self.out.needs.types.push(to);
        let symbol = self.cx.names.symbol(self.cx.layouts.rtype(to));
        if self.cx.config.no_opt {
            let sym = self.b.func.sym(&symbol, obj::Abi::Abi0);
            return self.b.ins(op, Imm::Sym(sym, 0), &[typ], Type::Ptr);
        }
        self.out.needs.asserted.push(to);
        let iface = self.b.sym_addr(&symbol, 0);
        let descriptor = self.assertion(symbol, op == Op::AssertE2I2);
        let sym = self.b.func.sym(&descriptor, obj::Abi::Abi0);
        self.b.ins(Op::TypeAssert, Imm::Sym(sym, 0), &[typ, iface], Type::Ptr)
    }

    /// A descriptor of one assertion: cache, interface, whether failing is an answer.
    fn assertion(&mut self, iface: String, can_fail: bool) -> String {
        let name = self.static_name("typeAssert");
        let mut bytes = vec![0; 24];
        bytes[16] = u8::from(can_fail);
        // The cache is all the collector has to see.
        let pointer = self.s().pointer_to(TypeId::UINT8);
        self.out.needs.types.push(pointer);
        self.out.needs.statics.push(StaticData {
            name: name.clone(),
            bytes,
            addrs: vec![(0, "runtime.emptyTypeAssertCache".to_owned(), 0), (8, iface, 0)],
            read_only: false,
            shared: self.b.func.attrs.contains(ssa::FuncAttrs::DUPOK),
            typ: Some(pointer),
        });
        name
    }

    /// `x.(to)`: the value and, with `comma_ok`, whether it holds.
    pub(crate) fn assert(&mut self, x: ExprId, to: TypeId, comma_ok: bool, pos: Pos) -> Vec<Val> {
        let from = self.type_of(x);
        let val = self.expr(x);
        self.at(pos);
        match self.s().kind(self.s().under(to)) {
            TypeKind::Interface(_) => self.assert_interface(&val, from, to, comma_ok),
            _ => self.assert_concrete(&val, from, to, comma_ok),
        }
    }
    fn assert_concrete(&mut self, val: &Val, from: TypeId, to: TypeId, comma_ok: bool) -> Vec<Val> {
        let holds = self.holds(val, from, to);
        let (yes, no) = (self.new_block(), self.new_block());
        let exploded = self.layout(to).is_exploded();
        let memory = (comma_ok && !exploded).then(|| self.frame_temp(to));
        self.b.br(holds, yes, no, Hint::First);
        if !comma_ok {
            self.start(no);
            self.panic_dottype(val, from, to);
            self.start(yes);
            let v = self.unbox(val.leaves()[1], to);
            return vec![v];
        }
        let done = self.new_block();
        let vars = if exploded { self.new_vars(to) } else { Vec::new() };
        self.start(yes);
        let v = self.unbox(val.leaves()[1], to);
        self.settle(&vars, memory, to, &v);
        self.goto(done);
        self.start(no);
        let zero = self.zero_val(to);
        self.settle(&vars, memory, to, &zero);
        self.goto(done);
        self.start(done);
        let v = memory.map_or_else(|| self.use_vars(&vars), Val::Mem);
        vec![v, Val::one(holds)]
    }
    fn settle(&mut self, vars: &[ssa::VarId], memory: Option<ValueId>, t: TypeId, val: &Val) {
        match memory {
            Some(addr) => self.store_val(addr, 0, t, val),
            None => self.def_vars(vars, val),
        }
    }
    /// Whether an interface holds exactly type `to`.
    pub(crate) fn holds(&mut self, val: &Val, from: TypeId, to: TypeId) -> ValueId {
        let want = if self.is_empty_interface(from) { self.type_addr(to) } else { self.itab(to, from) };
        self.b.icmp(Cond::Eq, val.leaves()[0], want)
    }
    fn panic_dottype(&mut self, val: &Val, from: TypeId, to: TypeId) {
        let (want, iface) = (self.type_addr(to), self.type_addr(from));
        let op = if self.is_empty_interface(from) { Op::PanicDotTypeE } else { Op::PanicDotTypeI };
        self.b.inst(op, Imm::None, &[val.leaves()[0], want, iface], &[]);
        self.b.end(Op::Unreachable, &[]);
    }

    fn assert_interface(&mut self, val: &Val, from: TypeId, to: TypeId, comma_ok: bool) -> Vec<Val> {
        let typ = self.dynamic_type(from, val);
        let nil = self.b.nil();
        let is_nil = self.b.icmp(Cond::Eq, typ, nil);
        let (some, none) = (self.new_block(), self.new_block());
        self.b.br(is_nil, none, some, Hint::Second);
        if !comma_ok {
            self.start(none);
            let want = self.type_addr(to);
            self.b.inst(Op::PanicNilDotType, Imm::None, &[want], &[]);
            self.b.end(Op::Unreachable, &[]);
            self.start(some);
            let word = if self.is_empty_interface(to) { typ } else { self.assert_itab(Op::AssertE2I, typ, to) };
            return vec![Val::many(&[word, val.leaves()[1]])];
        }
        let word = self.b.var(Type::Ptr);
        let done = self.new_block();
        self.start(none);
        self.b.def_var(word, nil);
        self.goto(done);
        self.start(some);
        let found = if self.is_empty_interface(to) { typ } else { self.assert_itab(Op::AssertE2I2, typ, to) };
        self.b.def_var(word, found);
        self.goto(done);
        self.start(done);
        let word = self.b.use_var(word);
        let ok = self.b.icmp(Cond::Ne, word, nil);
        let data = self.b.ins(Op::CSel, Imm::None, &[ok, val.leaves()[1], nil], Type::Ptr);
        vec![Val::many(&[word, data]), Val::one(ok)]
    }
    /// Whether an interface's dynamic type implements `to`, and its itab or type word.
    pub(crate) fn implements(&mut self, val: &Val, from: TypeId, to: TypeId) -> (ValueId, Val) {
        let typ = self.dynamic_type(from, val);
        let word = self.b.var(Type::Ptr);
        let nil = self.b.nil();
        self.b.def_var(word, nil);
        let (some, done) = (self.new_block(), self.new_block());
        let is_nil = self.b.icmp(Cond::Eq, typ, nil);
        self.b.br(is_nil, done, some, Hint::None);
        self.start(some);
        let found = if self.is_empty_interface(to) { typ } else { self.assert_itab(Op::AssertE2I2, typ, to) };
        self.b.def_var(word, found);
        self.goto(done);
        self.start(done);
        let word = self.b.use_var(word);
        let ok = self.b.icmp(Cond::Ne, word, nil);
        (ok, Val::many(&[word, val.leaves()[1]]))
    }
}

//! Functions that stand for a call to be made later: what `go` and `defer` run, bound methods,
//! methods as functions. Each captures evaluated operands in a closure and makes the call.

use crate::calls::{Evaluated, Target};
use crate::func::FuncGen;
use crate::value::{Val, leaf_types};
use obj::Abi;
use release::{Recover, RtFn};
use ssa::{Builder, Func, FuncAttrs, Imm, Layout, Op, Signature, SrcPos, Type, ValueId};
use types::body::{Body, ExprId, ExprKind, FuncRef, Method};
use types::{Builtin, TypeId};

impl<'c, 's> FuncGen<'c, 's> {
    /// The `func()` that `go` or `defer` runs for a call.
    pub(crate) fn later(&mut self, call: ExprId, suffix: &str) -> ValueId {
        self.order_operands(call);
        let expr = &self.body.exprs[call];
        match &expr.kind {
            ExprKind::Call { callee, args } => {
                let results = self.result_types(self.type_of(call));
                let evaluated = self.evaluate_call(callee, args);
                let Evaluated { target, types, vals, .. } = &evaluated;
                if let Target::Interface(_) = target {
                    // A nil interface panics here, a nil function only when it is called.
                    self.nil_check(vals[0].leaves()[0]);
                }
                if let (Target::Closure(f), [], []) = (target, &types[..], &results[..]) {
                    // The func value itself takes nothing and gives nothing.
                    return *f;
                }
                self.call_thunk(suffix, evaluated, results)
            }
            ExprKind::Builtin { op, args, .. } => self.builtin_thunk(suffix, *op, args, call),
            _ => {
                self.unsupported(expr.pos, "go or defer of this expression");
                self.b.nil()
            }
        }
    }
    fn thunk_name(&mut self, suffix: &str) -> String {
        self.thunks += 1;
        let outer = match &self.instance.outer {
            Some(outer) if self.id == Body::ROOT => outer,
            _ => &*self.b.func.name,
        };
        format!("{outer}.{suffix}{}", self.thunks)
    }

    fn call_thunk(&mut self, suffix: &str, call: Evaluated, results: Vec<TypeId>) -> ValueId {
        let Evaluated { target, types, vals, kept } = call;
        let mut fields = Vec::new();
        let mut leaves = Vec::new();
        if let Target::Closure(f) = target {
            fields.push(TypeId::UNSAFE_POINTER);
            leaves.push(f);
        }
        for (&t, val) in types.iter().zip(&vals) {
            let (field, values) = self.captured(t, val);
            fields.push(field);
            leaves.extend(values);
        }
        fields.extend(kept.iter().map(|_| TypeId::UNSAFE_POINTER));
        leaves.extend(&kept);
        if leaves.is_empty()
            && let Target::Static(symbol, _) = &target
            && results.is_empty()
        {
            return self.func_value(symbol.clone());
        }
        let name = self.thunk_name(suffix);
        let mut thunk = self.thunk(&name, &[], &[], &fields);
        thunk.kept = kept.len();
        if let Target::Static(symbol, abi) = &target {
            thunk.b.func.wrapped = Some(thunk.b.func.sym(symbol, *abi));
        }
        thunk.call(&target, &types, &[], &results, false);
        self.out.funcs.push(thunk.b.finish());
        if leaves.is_empty() {
            return self.func_value(name);
        }
        self.make_closure(&name, &fields, &leaves)
    }
    /// How a value is kept in a closure: its scalars, or a pointer to a copy.
    fn captured(&mut self, t: TypeId, val: &Val) -> (TypeId, Vec<ValueId>) {
        match val {
            Val::Leaves(l) => (t, l.to_vec()),
            Val::Mem(from) => {
                let ty = self.type_ref(t);
                let copy = self.b.ins(Op::AllocNew, Imm::Type(ty), &[], Type::Ptr);
                self.move_mem(copy, *from, t);
                (self.s().pointer_to(t), vec![copy])
            }
        }
    }

    /// A builtin run later, its arguments evaluated now, but for constants.
    fn builtin_thunk(&mut self, suffix: &str, op: Builtin, args: &[ExprId], call: ExprId) -> ValueId {
        if op == Builtin::Recover {
            return self.recover_thunk(suffix);
        }
        let name = self.thunk_name(suffix);
        let types: Vec<TypeId> = args.iter().map(|&a| self.type_of(a)).collect();
        let mut leaves = Vec::new();
        let mut fields = Vec::new();
        let is_constant = |a: ExprId| matches!(self.body.exprs[a].kind, ExprKind::Const(_));
        let kept: Vec<(ExprId, TypeId)> =
            args.iter().copied().zip(types.iter().copied()).filter(|&(a, _)| !is_constant(a)).collect();
        for &(a, t) in &kept {
            let val = self.expr(a);
            let (field, values) = self.captured(t, &val);
            fields.push(field);
            leaves.extend(values);
        }
        let mut thunk = self.thunk(&name, &[], &[], &fields);
        let vals: Vec<Val> = (0..fields.len())
            .map(|i| {
                let field = thunk.field(i);
                if fields[i] == kept[i].1 { field } else { Val::Mem(field.single()) }
            })
            .collect();
        let (result, pos) = (self.type_of(call), self.body.exprs[call].pos);
        // The builtin is generated as everywhere, only into the thunk.
        std::mem::swap(&mut self.b, &mut thunk.b);
        let mut vals = vals.into_iter();
        let mut value = |cx: &mut Self, a: ExprId| match cx.body.exprs[a].kind {
            ExprKind::Const(_) => cx.expr(a),
            _ => vals.next().expect("a field for each argument that is no constant"),
        };
        let all: Vec<Val> = args.iter().map(|&a| value(self, a)).collect();
        self.builtin_of(op, args, &types, &all, result, pos);
        if !self.b.is_terminated() {
            self.b.ret(&[]);
        }
        std::mem::swap(&mut self.b, &mut thunk.b);
        self.out.funcs.push(thunk.b.finish());
        if leaves.is_empty() {
            return self.func_value(name);
        }
        self.make_closure(&name, &fields, &leaves)
    }

    /// `recover()` run later is about panics of this frame, not of the thunk's.
    fn recover_thunk(&mut self, suffix: &str) -> ValueId {
        let name = self.thunk_name(suffix);
        if self.s().release.recover == Recover::Unwinding {
            // The thunk's frame is a wrapper's and does not count.
            let mut thunk = self.thunk(&name, &[], &[], &[]);
            thunk.b.call_rt(RtFn::GoRecoverUnwinding, &[]);
            thunk.b.ret(&[]);
            self.out.funcs.push(thunk.b.finish());
            return self.func_value(name);
        }
        let frame = self.b.ins(Op::ArgPtr, Imm::None, &[], Type::Ptr);
        let fields = [TypeId::UNSAFE_POINTER];
        let mut thunk = self.thunk(&name, &[], &[], &fields);
        let frame_again = thunk.field(0).single();
        thunk.b.call_rt(RtFn::GoRecover, &[frame_again]);
        thunk.b.ret(&[]);
        self.out.funcs.push(thunk.b.finish());
        self.make_closure(&name, &fields, &[frame])
    }

    /// `x.M` as a value: a closure that holds the receiver.
    pub(crate) fn method_value(&mut self, recv: ExprId, method: &Method) -> ValueId {
        let t = self.type_of(recv);
        let val = self.expr(recv);
        let (target, obj) = self.method_target(t, method);
        if matches!(target, Target::Interface(_)) {
            // A nil interface panics here, not when the method is called.
            self.nil_check(val.leaves()[0]);
        }
        let own = match method {
            Method::Func(f) => self.concrete(f).targs,
            Method::Interface(_) | Method::Param(_) => Box::default(),
        };
        let (params, results) = self.method_types(obj, t, &own);
        let (field, leaves) = self.captured(t, &val);
        let name = match &target {
            Target::Static(symbol, _) => format!("{symbol}-fm"),
            _ => format!("{}-fm", self.cx.names.method_symbol(t, obj)),
        };
        let mut thunk = self.thunk(&name, &params, &results, &[field]);
        thunk.b.func.attrs |= FuncAttrs::DUPOK | FuncAttrs::WRAPPER;
        let looks_up = crate::marks::reflect_lookup(self.s(), obj).is_some();
        thunk.b.func.attrs.set(FuncAttrs::REFLECT_METHOD, looks_up);
        let types: Vec<TypeId> = std::iter::once(t).chain(params.iter().copied()).collect();
        thunk.call(&target, &types, &params, &results, true);
        self.out.funcs.push(thunk.b.finish());
        self.make_closure(&name, &[field], &leaves)
    }
    fn method_target(&mut self, recv: TypeId, method: &Method) -> (Target, types::ObjId) {
        match method {
            Method::Func(f) => {
                let f: FuncRef = self.concrete(f);
                (Target::Static(self.func_symbol(&f), Abi::Internal), f.obj)
            }
            Method::Interface(m) => (Target::Interface(self.interface_method(recv, *m)), *m),
            Method::Param(m) => {
                let (target, _, _) = self.evaluate_call_target(recv, *m);
                (target, *m)
            }
        }
    }
    fn evaluate_call_target(&mut self, recv: TypeId, m: types::ObjId) -> (Target, (), ()) {
        match self.s().is_interface(recv) {
            true => (Target::Interface(self.interface_method(recv, m)), (), ()),
            false => {
                self.out.needs.methods.push((recv, m));
                (Target::Static(self.cx.names.method_symbol(recv, m), Abi::Internal), (), ())
            }
        }
    }
    /// Parameters and results of a method as selected from type `recv`; `targs`: type arguments of which the last are
    /// those of a generic method itself.
    fn method_types(&self, method: types::ObjId, recv: TypeId, targs: &[TypeId]) -> (Vec<TypeId>, Vec<TypeId>) {
        let s = self.s();
        let m = s.obj(method);
        let found = s.lookup_field_or_method(recv, true, m.pkg, m.name).obj().unwrap_or(method);
        let Some(sig) = s.as_signature(s.obj_type(found)) else { return (Vec::new(), Vec::new()) };
        let own = &targs[targs.len() - sig.tparams.len().min(targs.len())..];
        let ty = |v: types::ObjId| match own.is_empty() {
            true => self.ty(s.obj_type(v)),
            false => self.ty(s.subst(s.obj_type(v), &sig.tparams, own)),
        };
        let types = |vars: &[types::ObjId]| vars.iter().map(|&v| ty(v)).collect();
        (types(&sig.params), types(&sig.results))
    }

    /// `T.M` as a function of its receiver.
    pub(crate) fn method_expr(&mut self, recv: TypeId, path: &[u32], method: &Method) -> ValueId {
        let recv = self.ty(recv);
        if let (Method::Func(f), true) = (method, path.is_empty()) {
            let f = self.concrete(f);
            let is_exact = |g: &Self| {
                let s = g.s();
                let declared = s.as_signature(s.obj_type(f.obj)).and_then(|sig| sig.recv);
                declared.is_some_and(|r| s.deref(s.obj_type(r)).1 == s.deref(s.unalias(recv)).1)
            };
            if is_exact(self) {
                let symbol = self.func_symbol(&f);
                return self.func_value(symbol);
            }
        }
        if let Method::Func(f) = method
            && self.s().is_generic_func(f.obj)
        {
            let f = self.concrete(f);
            let symbol = crate::symbols::generic_method_symbol(self.cx, recv, &f);
            self.out.needs.generic_methods.push((recv, f));
            return self.func_value(symbol);
        }
        // Promoted, of an interface, or through a pointer: the method of exactly this receiver.
        let obj = match method {
            Method::Func(f) => f.obj,
            Method::Interface(m) | Method::Param(m) => *m,
        };
        self.out.needs.methods.push((recv, obj));
        let symbol = self.cx.names.method_symbol(recv, obj);
        self.func_value(symbol)
    }

    /// A function that finds captured values in its closure.
    fn thunk(&self, name: &str, params: &[TypeId], results: &[TypeId], fields: &[TypeId]) -> Thunk<'c, 's> {
        let layout = |&t: &TypeId| (*self.cx.layouts.of(t)).clone();
        let sig =
            Signature::new(Abi::Internal, params.iter().map(layout).collect(), results.iter().map(layout).collect());
        let mut func = Func::new(self.cx.session.release, name, sig);
        func.file = self.b.func.file.clone();
        func.files = self.b.func.files.clone();
        func.start_line = self.b.func.start_line;
        func.attrs = FuncAttrs::WRAPPER | (self.instance.attrs & FuncAttrs::RUNTIME);
        func.attrs.set(FuncAttrs::NEEDCTXT, !fields.is_empty());
        func.attrs.set(FuncAttrs::DUPOK, !self.instance.targs.is_empty());
        let closure_layout =
            Layout::of_fields(std::iter::once(Layout::Scalar(Type::Word)).chain(fields.iter().map(layout)).collect());
        let mut b = Builder::new(func);
        b.set_pos(SrcPos { stmt: true, ..self.b.pos() });
        let closure = (!fields.is_empty()).then(|| b.ins(Op::ClosurePtr, Imm::None, &[], Type::Ptr));
        Thunk { cx: self.cx, b, closure, closure_layout, kept: 0 }
    }
}

/// A thunk under construction.
struct Thunk<'c, 's> {
    cx: &'c crate::PackageCx<'s>,
    b: Builder,
    closure: Option<ValueId>,
    closure_layout: Layout,
    /// How many pointers behind the operands must outlive the call.
    kept: usize,
}

impl Thunk<'_, '_> {
    /// The captured value number `i`.
    fn field(&mut self, i: usize) -> Val {
        let Layout::Struct(fields) = &self.closure_layout else { return Val::many(&[]) };
        let (layout, at) = (fields[i + 1].clone(), self.closure_layout.field_offset(i + 1));
        let closure = self.closure.expect("a closure with fields");
        let leaves = layout.leaves(4).unwrap_or_default();
        Val::Leaves(leaves.iter().map(|l| self.b.load(l.ty, closure, (at + l.offset) as i32)).collect())
    }
    /// Calls with the captured values (after the callee, if it is captured too), then the
    /// function's own parameters; returns or forgets the results.
    fn call(&mut self, target: &Target, types: &[TypeId], params: &[TypeId], results: &[TypeId], returns: bool) {
        let mut next = 0;
        let mut target = target.clone();
        if let Target::Closure(f) = &mut target {
            *f = self.field(next).single();
            next += 1;
        }
        let through_interface = matches!(target, Target::Interface(_));
        let layout = |&t: &TypeId| (*self.cx.layouts.of(t)).clone();
        let mut layouts: Vec<Layout> = types.iter().map(layout).collect();
        if through_interface {
            layouts[0] = Layout::Scalar(Type::Ptr);
        }
        let abi = if let Target::Static(_, abi) = target { abi } else { Abi::Internal };
        let sig = Signature::new(abi, layouts, results.iter().map(layout).collect());
        let sig = self.b.func.signature(sig);
        let captured = types.len() - params.len();
        let mut args: Vec<ValueId> = Vec::new();
        for _ in &types[..captured] {
            args.extend_from_slice(self.field(next).leaves());
            next += 1;
        }
        let entry = self.b.func.order[0];
        let mut own = self.b.func.blocks[entry].params.clone().into_iter();
        let mut slots = self.b.func.slots.ids().collect::<Vec<_>>().into_iter();
        for t in params {
            let layout = self.cx.layouts.of(*t);
            match layout.is_exploded() {
                true => args.extend(own.by_ref().take(leaf_types(&layout).len())),
                false => {
                    let slot = slots.next().expect("a slot for each parameter in memory");
                    args.push(self.b.slot_addr(slot, 0));
                }
            }
        }
        let mut memory = Vec::new();
        for t in results {
            let layout = self.cx.layouts.of(*t);
            if !layout.is_exploded() {
                let slot = self.b.func.slot("result", (*layout).clone());
                self.b.inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[]);
                memory.push(self.b.slot_addr(slot, 0));
            }
        }
        args.extend(&memory);
        let inst = match target {
            Target::Static(symbol, _) => self.b.call(sig, &symbol, &args),
            Target::Closure(f) => self.b.call_closure(sig, f, &args),
            Target::Interface(index) => self.b.call_iface(sig, index, args[0], args[1], &args[2..]),
        };
        for i in next..next + self.kept {
            let p = self.field(i).single();
            self.b.inst(Op::KeepAlive, Imm::None, &[p], &[]);
        }
        let mut values = self.b.results(inst).to_vec().into_iter();
        let mut memory = memory.into_iter();
        let mut out = Vec::new();
        for t in results {
            let layout = self.cx.layouts.of(*t);
            match layout.is_exploded() {
                true => out.extend(values.by_ref().take(leaf_types(&layout).len())),
                false => out.extend(memory.next()),
            }
        }
        self.b.ret(if returns { &out } else { &[] });
    }
}

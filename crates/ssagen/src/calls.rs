//! Calls: of functions, methods, interfaces, closures.

use crate::func::FuncGen;
use crate::package::PackageCx;
use crate::symbols::{func_abi, method_symbol};
use crate::value::Val;
use obj::Abi;
use ssa::{Imm, MarkKind, Op, PassMode, SigId, Signature, ValueId};
use types::body::{Callee, ExprId, FuncRef};
use types::{ObjId, TypeId, TypeKind};

/// A callee whose operands have been evaluated.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// By symbol, under an ABI.
    Static(String, Abi),
    /// Through a func value.
    Closure(ValueId),
    /// Method number n of the interface that is the first argument.
    Interface(i64),
}

/// A call with its operands evaluated.
pub(crate) struct Evaluated {
    pub target: Target,
    /// Types of receiver and arguments.
    pub types: Vec<TypeId>,
    pub vals: Vec<Val>,
    /// Pointers that must outlive the call.
    pub kept: Vec<ValueId>,
}

/// A method of an interface type.
pub struct IfaceMethod {
    /// Its index in itabs.
    pub index: i64,
    /// The symbol of the interface's descriptor.
    pub symbol: String,
    /// Where the descriptor has it: what the mark `use_iface_method` of a call names.
    pub offset: i64,
}

/// Finds a method in an interface and its descriptor. The linker keeps methods with that name and
/// type only if some call is marked with the place.
pub fn iface_method(cx: &PackageCx<'_>, iface: TypeId, method: ObjId) -> IfaceMethod {
    let s = cx.session;
    let m = s.obj(method);
    let index = s.type_set(s.under(iface)).methods.iter().position(|&x| s.same_id(x, m.pkg, m.name)).unwrap_or(0);
    let symbol = cx.names.symbol(cx.layouts.rtype(iface));
    let named = s.as_named(s.unalias(iface)).is_some();
    // Methods stand behind the common head, the package, the slice and the uncommon part.
    let offset = 48 + 32 + if named { 16 } else { 0 } + index as i64 * 8;
    IfaceMethod { index: index as i64, symbol, offset }
}

impl FuncGen<'_, '_> {
    /// A function reference with concrete type arguments.
    pub(crate) fn concrete(&self, f: &FuncRef) -> FuncRef {
        FuncRef { obj: f.obj, targs: f.targs.iter().map(|&t| self.ty(t)).collect() }
    }
    pub(crate) fn call(&mut self, callee: &Callee, args: &[ExprId], e: ExprId) -> Vec<Val> {
        if let Some(vals) = self.intrinsic(callee, args, e) {
            return vals;
        }
        if let Some(vals) = self.escape_non_string(callee, args, e) {
            return vals;
        }
        let Evaluated { target, types, vals, kept } = self.evaluate_call(callee, args);
        self.at(self.body.exprs[e].pos);
        let results = self.result_types(self.type_of(e));
        let out = self.emit_call(&target, &types, &vals, &results);
        for p in kept {
            self.b.inst(Op::KeepAlive, Imm::None, &[p], &[]);
        }
        if results.is_empty() {
            self.keep_measured(&vals);
        }
        if self.never_returns(callee) {
            self.b.end(Op::Unreachable, &[]);
            self.start_dead();
        }
        out
    }
    /// Evaluates what is called, then the arguments.
    pub(crate) fn evaluate_call(&mut self, callee: &Callee, args: &[ExprId]) -> Evaluated {
        let types: Vec<TypeId> = args.iter().map(|&a| self.type_of(a)).collect();
        if let Callee::Func(FuncRef { obj: m, .. }) | Callee::Interface(m) | Callee::ParamMethod(m) = callee {
            self.mark_lookup(*m, args);
        }
        let mut target = match callee {
            Callee::Func(f) => {
                let f = self.concrete(f);
                if f.targs.is_empty() {
                    self.out.needs.callees.push(f.obj);
                }
                Target::Static(self.func_symbol(&f), func_abi(self.cx, f.obj))
            }
            Callee::Value(f) => Target::Closure(self.expr(*f).single()),
            Callee::Interface(m) => Target::Interface(self.interface_method(types[0], *m)),
            Callee::ParamMethod(m) => self.param_method(types[0], *m),
        };
        let vals = self.operands(args);
        let kept = self.kept_pointers(callee, args);
        if let Target::Static(symbol, _) = &mut target
            && symbol.is_empty()
        {
            self.unsupported(self.body.funcs[self.id].pos, "method of a type parameter");
        }
        Evaluated { target, types, vals, kept }
    }
    /// Index of a method in an interface's itab; tells the linker that it is called.
    pub(crate) fn interface_method(&mut self, iface: TypeId, method: ObjId) -> i64 {
        let of = iface_method(self.cx, iface, method);
        self.out.needs.types.push(iface);
        self.mark(MarkKind::UseIfaceMethod, &of.symbol, of.offset);
        of.index
    }
    /// A method of a type parameter, now that the type is known: that of the interface it is,
    /// or the method of exactly this receiver type.
    fn param_method(&mut self, recv: TypeId, method: ObjId) -> Target {
        let s = self.s();
        if s.is_interface(recv) {
            return Target::Interface(self.interface_method(recv, method));
        }
        let m = s.obj(method);
        match s.lookup_field_or_method(recv, false, m.pkg, m.name).obj() {
            Some(found) => {
                self.out.needs.methods.push((recv, found));
                Target::Static(method_symbol(self.cx, recv, found), Abi::Internal)
            }
            None => Target::Static(String::new(), Abi::Internal),
        }
    }
    /// Result types of a call's type.
    pub(crate) fn result_types(&self, t: TypeId) -> Vec<TypeId> {
        match self.s().kind(t) {
            TypeKind::Tuple(vars) => vars.iter().map(|&v| self.ty(self.s().obj_type(v))).collect(),
            _ => vec![t],
        }
    }
    /// The signature for these types.
    pub(crate) fn signature(&mut self, params: &[TypeId], results: &[TypeId]) -> SigId {
        let layout = |&t: &TypeId| (*self.cx.layouts.of(t)).clone();
        let sig = Signature::new(
            obj::Abi::Internal,
            params.iter().map(layout).collect(),
            results.iter().map(layout).collect(),
        );
        self.b.func.signature(sig)
    }

    /// Emits a call; receivers are part of `types` and `vals`.
    pub(crate) fn emit_call(
        &mut self,
        target: &Target,
        types: &[TypeId],
        vals: &[Val],
        results: &[TypeId],
    ) -> Vec<Val> {
        let through_interface = matches!(target, Target::Interface(_));
        let mut params = types.to_vec();
        if through_interface {
            params[0] = TypeId::UNSAFE_POINTER;
        }
        let mut sig = self.signature(&params, results);
        if let Target::Static(_, abi) = target {
            let under = Signature { abi: *abi, ..self.b.func.sigs[sig].clone() };
            sig = self.b.func.signature(under);
        }
        let skip = usize::from(through_interface);
        let mut args = Vec::new();
        for (val, item) in vals.iter().zip(self.b.func.sigs[sig].params.clone()).skip(skip) {
            match (val, item.mode) {
                (Val::Leaves(l), _) => args.extend(l.iter().copied()),
                (Val::Mem(addr), PassMode::Memory) => args.push(*addr),
                (Val::Mem(_), PassMode::Leaves) => unreachable!("value in memory passed by scalars"),
            }
        }
        let memory: Vec<Option<ValueId>> =
            results.iter().map(|&t| (!self.layout(t).is_exploded()).then(|| self.frame_temp(t))).collect();
        args.extend(memory.iter().flatten());
        let inst = match target {
            Target::Static(symbol, _) => self.b.call(sig, symbol, &args),
            Target::Closure(f) => self.b.call_closure(sig, *f, &args),
            Target::Interface(index) => {
                let iface = vals[0].leaves();
                self.b.call_iface(sig, *index, iface[0], iface[1], &args)
            }
        };
        let values = self.b.results(inst).to_vec();
        let mut at = 0;
        let mut out = Vec::with_capacity(results.len());
        for (&t, memory) in results.iter().zip(memory) {
            out.push(memory.map_or_else(
                || {
                    let n = crate::value::leaf_types(&self.layout(t)).len();
                    at += n;
                    Val::many(&values[at - n..at])
                },
                Val::Mem,
            ));
        }
        out
    }
}

//! Calls of a body: conversions, builtins, functions, methods.

use super::build::Builder;
use super::{Callee, ExprId, ExprKind, FuncRef, LocalId, Method};
use crate::builtin::Builtin;
use crate::recorded::{Mode, SelectionKind};
use crate::types::{Signature, TypeId, TypeKind};
use base::Pos;
use constant::Value;
use syntax::ast::{self, ExprKind as Ast};

/// What is evaluated before a call: tuples into temporaries; without temporaries what is ordered
/// in an operand of the call.
pub(super) type Prelude = Vec<(ExprId, Vec<LocalId>)>;

impl<'a> Builder<'a> {
    /// The value of a call; tuples passed on go through `Let`.
    pub(super) fn call_value(&mut self, e: ast::ExprId) -> ExprId {
        let (prelude, mut value) = self.call(e);
        for (tuple, locals) in prelude.into_iter().rev() {
            let (typ, pos) = (self.typ(value), self.pos(value));
            value = self.expr(ExprKind::Let { tuple, locals, value }, typ, pos);
        }
        value
    }

    /// A call, and what is to be evaluated before it.
    pub(super) fn call(&mut self, e: ast::ExprId) -> (Prelude, ExprId) {
        let e = self.src.ast.unparen(e);
        let pos = self.src.ast[e].pos;
        let Ast::Call { fun, args, has_dots } = self.src.ast[e].kind else { return (Vec::new(), self.hole(pos)) };
        let args: Vec<ast::ExprId> = self.src.ast.list(args).collect();
        let mode = self.src.info.expr(fun).mode;
        let typ = self.recorded_type(e);
        if mode == Mode::TypeExpr {
            let to = self.src.info.expr(fun).typ;
            let value = match args.first() {
                Some(&arg) => self.conversion(arg, to, pos),
                None => self.hole(pos),
            };
            return (Vec::new(), value);
        }
        if mode == Mode::Builtin
            && let Some(op) = self.builtin_of(fun)
        {
            return self.builtin_call(e, op, &args, has_dots, typ, pos);
        }
        self.function_call(fun, &args, has_dots, typ, pos)
    }

    fn conversion(&mut self, arg: ast::ExprId, to: TypeId, pos: Pos) -> ExprId {
        let x = self.value(arg);
        if self.s.is_untyped(self.typ(x)) {
            return self.convert(x, to);
        }
        let from = self.typ(x);
        if from == to {
            return x;
        }
        let how = super::convert::conversion_kind(self.s, from, to);
        self.expr(ExprKind::Convert { x, how }, to, pos)
    }

    fn function_call(
        &mut self,
        fun: ast::ExprId,
        args: &[ast::ExprId],
        has_dots: bool,
        typ: TypeId,
        pos: Pos,
    ) -> (Prelude, ExprId) {
        let s = self.s;
        let sig_type = self.src.info.expr(fun).typ;
        let Some(TypeKind::Signature(sig)) = s.core_type(sig_type).map(|c| s.kind(c)) else {
            return (Prelude::new(), self.hole(pos));
        };
        let mut prelude = Prelude::new();
        let (selector, targs) = self.selected_method(fun);
        let (mut callee, recv) = self.callee(fun, selector, &targs);
        let several = args.len() == 1 && self.gives_several(args[0]);
        if several {
            // What the function and the receiver call comes before the arguments.
            let func = if let Callee::Value(f) = callee { Some(f) } else { None };
            let first = func.into_iter().chain(recv).filter(|&x| self.may_be_ordered(x));
            prelude.extend(first.map(|x| (x, Vec::new())));
        }
        let mut list: Vec<ExprId> = recv.into_iter().collect();
        let rest = self.arguments(sig, args, has_dots, several, &mut prelude, pos);
        list.extend(rest);
        self.adjust_method_expr(selector, &targs, &mut callee, &mut list, pos);
        let typ = if sig.results.is_empty() { TypeId::EMPTY_TUPLE } else { typ };
        (prelude, self.expr(ExprKind::Call { callee, args: list }, typ, pos))
    }

    /// Whether anything in an expression may have a place in the order of evaluation.
    pub(super) fn may_be_ordered(&self, x: ExprId) -> bool {
        let kind = &self.body.exprs[x].kind;
        let mut found = !matches!(
            kind,
            ExprKind::Field { .. }
                | ExprKind::Deref(_)
                | ExprKind::Address(_)
                | ExprKind::Index { .. }
                | ExprKind::Unary { .. }
                | ExprKind::Struct(_)
        ) && !kind.is_leaf();
        kind.for_each_operand(&mut |x| found = found || base::stack::with_room(|| self.may_be_ordered(x)));
        found
    }

    /// Whether an expression is a call with several results.
    pub(super) fn gives_several(&self, e: ast::ExprId) -> bool {
        matches!(self.s.kind(self.src.info.expr(e).typ), TypeKind::Tuple(_))
            && matches!(self.src.ast[self.src.ast.unparen(e)].kind, Ast::Call { .. })
    }

    /// What is called, and the receiver of a method; `selector`, `targs`: see [`Builder::selected_method`].
    fn callee(&mut self, fun: ast::ExprId, selector: ast::ExprId, targs: &[TypeId]) -> (Callee, Option<ExprId>) {
        if let Ast::Selector { x, .. } = self.src.ast[selector].kind
            && let Some(sel) = self.src.info.selections.get(&selector)
        {
            let pos = self.src.ast[selector].pos;
            match sel.kind {
                SelectionKind::MethodValue => {
                    let x = self.value(x);
                    let (recv, method) = self.receiver(x, sel, pos);
                    return (method.with_type_args(targs).into(), Some(recv));
                }
                SelectionKind::MethodExpr => {
                    let path = &sel.path[..sel.path.len().saturating_sub(1)];
                    let mut at = sel.recv;
                    for &i in path {
                        at = self.field_of(at, i);
                    }
                    let method = self.method_of(at, sel.obj).with_type_args(targs);
                    // That of an interface is a function of its own, which tracebacks show.
                    if !path.is_empty() || !matches!(method, Method::Interface(_)) {
                        return (method.into(), None);
                    }
                }
                _ => {}
            }
        }
        let f = self.value(fun);
        match &self.body.exprs[f].kind {
            ExprKind::Func(func) => (Callee::Func(func.clone()), None),
            _ => (Callee::Value(f), None),
        }
    }

    /// The selector of a method that is called, with the type arguments of the method itself, written behind it or
    /// found by inference. Of what is no such selector, the expression itself.
    fn selected_method(&self, fun: ast::ExprId) -> (ast::ExprId, Box<[TypeId]>) {
        let tree = self.src.ast;
        let inner = tree.unparen(fun);
        let selector = match tree[inner].kind {
            Ast::Index { x, .. } => tree.unparen(x),
            _ => inner,
        };
        let selected = match tree[selector].kind {
            Ast::Selector { .. } => self.src.info.selections.get(&selector).map(|sel| sel.kind),
            _ => None,
        };
        if !matches!(selected, Some(SelectionKind::MethodValue | SelectionKind::MethodExpr)) {
            return (inner, Box::default());
        }
        let targs = [fun, inner, selector].into_iter().map(|e| self.type_args(e)).find(|targs| !targs.is_empty());
        (selector, targs.unwrap_or_default())
    }

    fn field_of(&self, t: TypeId, i: u32) -> TypeId {
        let s = self.s;
        match s.kind(s.under(s.deref(t).0)) {
            TypeKind::Struct(st) => st.fields.get(i as usize).map_or(TypeId::INVALID, |&f| s.obj_type(f)),
            _ => TypeId::INVALID,
        }
    }

    /// In a call `T.m(x, …)` the first argument becomes the receiver as `m` takes it.
    fn adjust_method_expr(
        &mut self,
        selector: ast::ExprId,
        targs: &[TypeId],
        callee: &mut Callee,
        args: &mut [ExprId],
        pos: Pos,
    ) {
        let Some(sel) = self.src.info.selections.get(&selector) else { return };
        if sel.kind != SelectionKind::MethodExpr {
            return;
        }
        if matches!(callee, Callee::Value(_)) {
            return;
        }
        if let Some(first) = args.first_mut() {
            let (recv, method) = self.receiver(*first, sel, pos);
            *first = recv;
            *callee = method.with_type_args(targs).into();
        }
    }

    fn arguments(
        &mut self,
        sig: &Signature,
        args: &[ast::ExprId],
        has_dots: bool,
        several: bool,
        prelude: &mut Prelude,
        pos: Pos,
    ) -> Vec<ExprId> {
        let s = self.s;
        let values: Vec<ExprId> =
            if several { self.several_values(args[0], prelude) } else { args.iter().map(|&e| self.value(e)).collect() };
        let params: Vec<TypeId> = sig.params.iter().map(|&p| s.obj_type(p)).collect();
        if !sig.variadic || has_dots {
            return values.into_iter().zip(params).map(|(v, p)| self.convert(v, p)).collect();
        }
        let fixed = params.len().saturating_sub(1);
        let slice = params[fixed];
        let elem = match s.kind(s.under(slice)) {
            TypeKind::Slice(elem) => *elem,
            _ => TypeId::INVALID,
        };
        let mut out = Vec::with_capacity(params.len());
        let mut rest = Vec::new();
        for (i, v) in values.into_iter().enumerate() {
            if i < fixed {
                out.push(self.convert(v, params[i]));
            } else {
                rest.push(self.convert(v, elem));
            }
        }
        out.push(self.expr(ExprKind::Variadic(rest), slice, pos));
        out
    }

    /// The results of a call, in temporaries.
    pub(super) fn several_values(&mut self, e: ast::ExprId, prelude: &mut Prelude) -> Vec<ExprId> {
        let (inner, tuple) = self.call(e);
        prelude.extend(inner);
        let pos = self.pos(tuple);
        let locals = self.temps_for(self.typ(tuple), pos);
        prelude.push((tuple, locals.clone()));
        locals.into_iter().map(|l| self.local(l, pos)).collect()
    }

    /// A temporary for each element of a tuple type.
    pub(super) fn temps_for(&mut self, tuple: TypeId, pos: Pos) -> Vec<LocalId> {
        let s = self.s;
        match s.kind(tuple) {
            TypeKind::Tuple(vars) => vars.iter().map(|&v| self.temp_of(s.obj_type(v), pos)).collect(),
            _ => Vec::new(),
        }
    }

    fn builtin_call(
        &mut self,
        e: ast::ExprId,
        op: Builtin,
        args: &[ast::ExprId],
        spread: bool,
        typ: TypeId,
        pos: Pos,
    ) -> (Prelude, ExprId) {
        let _ = e;
        let mut prelude = Prelude::new();
        let types_first = matches!(op, Builtin::Make | Builtin::New);
        let asts = args;
        let is_value = |e: &ast::ExprId| self.src.info.expr(*e).mode != Mode::TypeExpr;
        let values: Vec<ExprId> = if op == Builtin::New && args.first().is_some_and(is_value) {
            let elem = match self.s.kind(typ) {
                TypeKind::Pointer(elem) => *elem,
                _ => TypeId::INVALID,
            };
            vec![self.value_as(args[0], elem)]
        } else if args.len() == 1 && !types_first && self.gives_several(args[0]) {
            self.several_values(args[0], &mut prelude)
        } else {
            args.iter().skip(usize::from(types_first)).map(|&a| self.value(a)).collect()
        };
        let mut args = self.builtin_args(op, values, spread, typ);
        if op == Builtin::Offsetof
            && let Some(sel) = asts.first().and_then(|&a| self.src.info.selections.get(&self.src.ast.unparen(a)))
        {
            // How many fields the selection itself goes through, embedded ones included.
            let steps = Value::Int(sel.path.len() as i64);
            args.push(self.constant(steps, TypeId::INT, pos));
        }
        if op == Builtin::Recover {
            let mut func = self.func;
            self.body.funcs[func].has_recover = true;
            while self.body.funcs[func].is_range_body {
                func = self.body.funcs[func].parent;
                self.body.funcs[func].has_recover = true;
            }
        }
        (prelude, self.expr(ExprKind::Builtin { op, args, spread }, typ, pos))
    }

    /// Converts arguments to what a builtin takes.
    fn builtin_args(&mut self, op: Builtin, values: Vec<ExprId>, spread: bool, typ: TypeId) -> Vec<ExprId> {
        let s = self.s;
        let first = values.first().map_or(TypeId::INVALID, |&v| self.typ(v));
        let wanted = |i: usize| match op {
            Builtin::Append if i > 0 && !spread => match s.core_type(typ).map(|c| s.kind(c)) {
                Some(TypeKind::Slice(elem)) => *elem,
                _ => TypeId::NONE,
            },
            Builtin::Delete if i == 1 => self.map_key(first).unwrap_or(TypeId::NONE),
            Builtin::Min | Builtin::Max => typ,
            Builtin::Panic => TypeId::EMPTY_INTERFACE,
            Builtin::Add if i == 0 => TypeId::UNSAFE_POINTER,
            Builtin::String if i == 0 => s.pointer_to(TypeId::BYTE),
            Builtin::StringData => TypeId::STRING,
            _ => TypeId::NONE,
        };
        let targets: Vec<TypeId> = (0..values.len()).map(wanted).collect();
        let mut out = Vec::with_capacity(values.len());
        for (v, t) in values.into_iter().zip(targets) {
            let nil = matches!(self.body.exprs[v].kind, ExprKind::Nil) && self.s.is_untyped(self.typ(v));
            out.push(if nil && t.is_none() { self.convert(v, typ) } else { self.convert(v, t) });
        }
        out
    }
}

impl Method {
    /// A generic method with type arguments of its own, which follow those of the receiver's type.
    pub(super) fn with_type_args(self, targs: &[TypeId]) -> Method {
        match self {
            Method::Func(f) if !targs.is_empty() => {
                Method::Func(FuncRef { targs: f.targs.iter().chain(targs).copied().collect(), ..f })
            }
            other => other,
        }
    }
}

impl From<Method> for Callee {
    fn from(m: Method) -> Callee {
        match m {
            Method::Func(f) => Callee::Func(f),
            Method::Interface(o) => Callee::Interface(o),
            Method::Param(o) => Callee::ParamMethod(o),
        }
    }
}

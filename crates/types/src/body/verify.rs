//! Checks the rules of the module text on a finished body. In: a body. Out: what is wrong with
//! it, in words; nothing for a right one. Run in tests and debug builds: a message is a bug of
//! the builder or of the checker.

use super::{Body, Callee, Comm, ExprId, ExprKind, LocalId, StmtId, StmtKind};
use crate::session::Session;
use crate::types::{TypeId, TypeKind};
use base::Id;

struct Verifier<'a> {
    s: &'a Session,
    body: &'a Body,
    faults: Vec<String>,
}

/// What is wrong with a body.
pub fn verify(s: &Session, body: &Body) -> Vec<String> {
    let mut v = Verifier { s, body, faults: Vec::new() };
    for e in body.exprs.ids() {
        v.expr(e);
    }
    for st in body.stmts.ids() {
        v.stmt(st);
    }
    v.captures();
    v.faults
}

impl Verifier<'_> {
    fn fault(&mut self, text: String) {
        self.faults.push(text);
    }
    fn typ(&self, e: ExprId) -> TypeId {
        self.body.exprs[e].typ
    }

    fn expr(&mut self, e: ExprId) {
        let s = self.s;
        let x = &self.body.exprs[e];
        if x.typ.is_none() || s.is_untyped(x.typ) || x.typ == TypeId::INVALID {
            self.fault(format!("{e} has no proper type: {:?}", x.kind));
            return;
        }
        match &x.kind {
            ExprKind::Const(val) => {
                let fits = s.as_basic(x.typ).and_then(crate::const_expr::repr_of).and_then(|r| val.represent(r));
                if fits.is_none() && !s.is_type_param(x.typ) || val.is_unknown() {
                    self.fault(format!("{e}: constant {val} does not fit its type"));
                }
            }
            ExprKind::Local(l) if !s.identical(self.body.locals[*l].typ, x.typ) => {
                self.fault(format!("{e}: type differs from that of {l}"));
            }
            ExprKind::Address(inner) => {
                let literal = matches!(
                    self.body.exprs[*inner].kind,
                    ExprKind::Struct(_) | ExprKind::Array(_) | ExprKind::SliceLit { .. } | ExprKind::Map(_)
                );
                if !literal && !self.is_place(*inner) {
                    self.fault(format!("{e}: address of {inner}, which is no place"));
                }
            }
            ExprKind::Binary { op, x: a, y: b } if !op.is_shift() && !s.identical(self.typ(*a), self.typ(*b)) => {
                self.fault(format!("{e}: operands of {op} have different types"));
            }
            ExprKind::Field { x: inner, .. } if !self.is_struct(*inner) => {
                self.fault(format!("{e}: field of something else than a struct"));
            }
            ExprKind::Call { callee, args } => self.call(e, callee, args),
            _ => {}
        }
    }

    fn is_struct(&self, e: ExprId) -> bool {
        matches!(self.s.core_type(self.typ(e)).map(|c| self.s.kind(c)), Some(TypeKind::Struct(_)))
    }

    fn is_call(&self, e: ExprId) -> bool {
        matches!(self.body.exprs[e].kind, ExprKind::Call { .. } | ExprKind::Builtin { .. })
    }

    fn is_place(&self, e: ExprId) -> bool {
        match self.body.exprs[e].kind {
            ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Deref(_) => true,
            ExprKind::Field { x, .. } => self.is_place(x),
            ExprKind::Index { x, kind, .. } => match kind {
                super::IndexKind::Array => self.is_place(x),
                super::IndexKind::Slice | super::IndexKind::Param => true,
                super::IndexKind::String => false,
            },
            _ => false,
        }
    }

    fn call(&mut self, e: ExprId, callee: &Callee, args: &[ExprId]) {
        let s = self.s;
        let (sig, recv) = match callee {
            Callee::Value(f) => (self.typ(*f), 0),
            Callee::Func(f) if !f.targs.is_empty() => return,
            Callee::Func(f) => {
                let sig = s.obj_type(f.obj);
                let recv = s.as_signature(sig).is_some_and(|sig| sig.recv.is_some());
                (sig, usize::from(recv))
            }
            Callee::Interface(m) | Callee::ParamMethod(m) => (s.obj_type(*m), 1),
        };
        let Some(TypeKind::Signature(sig)) = s.core_type(sig).map(|c| s.kind(c)) else {
            self.fault(format!("{e}: call of no function"));
            return;
        };
        if args.len() != sig.params.len() + recv {
            self.fault(format!("{e}: {} arguments for {} parameters", args.len(), sig.params.len() + recv));
            return;
        }
        for (i, (&arg, &param)) in args.iter().skip(recv).zip(&sig.params).enumerate() {
            if !s.identical(self.typ(arg), s.obj_type(param)) {
                self.fault(format!("{e}: argument {i} has another type than its parameter"));
            }
        }
    }

    fn same(&mut self, st: StmtId, to: TypeId, value: ExprId) {
        if !self.s.identical(to, self.typ(value)) {
            self.fault(format!("{st}: value {value} has another type than its place"));
        }
    }

    fn stmt(&mut self, st: StmtId) {
        let body = self.body;
        match &body.stmts[st].kind {
            StmtKind::Declare { local, init: Some(value) } => self.same(st, body.locals[*local].typ, *value),
            StmtKind::Assign { place: Some(place), value } => self.assigned(st, *place, *value),
            StmtKind::AssignMany { places, values } => {
                for (place, value) in places.iter().zip(values) {
                    if let Some(place) = place {
                        self.assigned(st, *place, *value);
                    }
                }
            }
            StmtKind::Bind { tuple, locals } => self.bind(st, *tuple, locals),
            StmtKind::Go(call) | StmtKind::Defer(call) if !self.is_call(*call) => {
                self.fault(format!("{st}: no call"));
            }
            StmtKind::Select { cases, .. } => {
                for case in cases {
                    if let Comm::Recv { chan, value: Some(l), .. } = case.comm
                        && let Some(TypeKind::Chan(_, elem)) = self.s.core_type(self.typ(chan)).map(|c| self.s.kind(c))
                        && !self.s.identical(*elem, body.locals[l].typ)
                    {
                        self.fault(format!("{st}: {l} has another type than the channel's elements"));
                    }
                }
            }
            _ => {}
        }
    }

    fn assigned(&mut self, st: StmtId, place: ExprId, value: ExprId) {
        let map = matches!(self.body.exprs[place].kind, ExprKind::MapIndex { .. });
        if !map && !self.is_place(place) {
            self.fault(format!("{st}: {place} is no place"));
        }
        self.same(st, self.typ(place), value);
    }

    fn bind(&mut self, st: StmtId, tuple: ExprId, locals: &[Option<LocalId>]) {
        let TypeKind::Tuple(vars) = self.s.kind(self.typ(tuple)) else {
            self.fault(format!("{st}: {tuple} is no tuple"));
            return;
        };
        if vars.len() != locals.len() {
            self.fault(format!("{st}: {} variables for {} values", locals.len(), vars.len()));
        }
        for (&v, l) in vars.iter().zip(locals) {
            if let Some(l) = l
                && !self.s.identical(self.s.obj_type(v), self.body.locals[*l].typ)
            {
                self.fault(format!("{st}: {l} has another type than its value"));
            }
        }
    }

    /// A capture belongs to a function around, and that one sees it too.
    fn captures(&mut self) {
        for (id, func) in self.body.funcs.iter_enumerated() {
            for c in &func.captures {
                let owner = self.body.locals[c.local].func;
                let known = func.parent == owner
                    || !func.parent.is_none()
                        && self.body.funcs[func.parent].captures.iter().any(|o| o.local == c.local);
                if owner.index() >= id.index() || !known {
                    self.fault(format!("{id} captures {}, which is not around it", c.local));
                }
            }
        }
    }
}

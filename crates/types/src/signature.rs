//! Function types: parameters, receivers, type parameters. Authority: Go spec, "Function
//! types", "Method declarations"; order and wording of errors: `types2/signature.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, Object, VarRole};
use crate::package::PkgId;
use crate::recorded::Mode;
use crate::scope::{Scope, ScopeId};
use crate::types::{Signature, TypeId, TypeKind};
use base::Pos;
use release::FrontEnd;
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind, FieldId, Ident, List};

/// The parts of a receiver type `*T[P, Q]`.
#[derive(Clone, Debug)]
pub(crate) struct ReceiverParts {
    /// Written with `*`.
    pub ptr: bool,
    /// The base type as it is written.
    pub at: ExprId,
    /// The base type's name, if it is a plain name.
    pub base: Option<ExprId>,
    /// Type parameters.
    pub tparams: Vec<ExprId>,
}

impl<'a> Checker<'a> {
    /// The type of a function type expression.
    pub(crate) fn func_type_expr(&mut self, e: ExprId) -> TypeId {
        self.func_lit_type(e).0
    }

    /// The type of a function type expression, and the scope of its parameters, for the body.
    pub fn func_lit_type(&mut self, e: ExprId) -> (TypeId, ScopeId) {
        let (sig, scope) = self.func_type(None, FieldId::NONE, List::EMPTY, e);
        (self.s.new_signature(sig), scope)
    }

    /// The signature of an interface method, with the given receiver.
    pub(crate) fn method_signature(&mut self, e: ExprId, recv: ObjId) -> Option<TypeId> {
        if !matches!(self.env.ast[e].kind, ExprKind::FuncType { .. }) {
            return None;
        }
        let (mut sig, _) = self.func_type(None, FieldId::NONE, List::EMPTY, e);
        sig.recv = Some(recv);
        let t = self.s.new_signature(sig);
        self.record_type(e, Mode::TypeExpr, t, None);
        Some(t)
    }

    /// A signature and the scope of its parameters; `func`: the function being declared.
    pub(crate) fn func_type(
        &mut self,
        func: Option<ObjId>,
        recv: FieldId,
        tparams: List<FieldId>,
        e: ExprId,
    ) -> (Signature, ScopeId) {
        let ExprKind::FuncType { params, results } = self.env.ast[e].kind else {
            let scope = self.open_scope();
            self.close_scope();
            return (Signature::default(), scope);
        };
        let mut sig = Signature::default();
        let func_scope = self.open_scope();
        self.scope_mut(func_scope).is_func = true;
        let modern = self.s.release.front_end >= FrontEnd::Go1_24;
        if let Some(recv) = recv.some() {
            if modern {
                let receiver = self.collect_receiver(recv);
                sig.recv = Some(receiver.var);
                sig.recv_tparams = receiver.tparams.into();
            } else {
                sig.recv_tparams = self.receiver_tparams(recv, self.env.ast[e].pos).into();
            }
        }
        if !tparams.is_empty() {
            let list = self.declare_tparams(tparams);
            sig.tparams = list.clone().into();
            self.bound_tparams(tparams, &list);
            if let Some(f) = func {
                // Met again in its own parameters, the function is generic already.
                self.s.obj(f).typ.set(self.s.new_signature(sig.clone()));
            }
        }
        self.parameters(&mut sig, recv, params, results, func_scope);
        self.close_scope();
        (sig, func_scope)
    }

    fn parameters(
        &mut self,
        sig: &mut Signature,
        recv: FieldId,
        params: List<FieldId>,
        results: List<FieldId>,
        func_scope: ScopeId,
    ) {
        // Types are looked up around the parameters' own scope, which is merged in afterwards:
        // a parameter is not visible in the types of the others.
        let scope = self.add_scope(Scope::new(func_scope));
        let mut receivers = Vec::new();
        if let Some(recv) = recv.some() {
            match (sig.recv, self.env.ast[recv].name) {
                (Some(var), Some(name)) => self.declare(scope, Some(name), var),
                (Some(_), None) => {}
                (None, _) => receivers = self.collect_params(scope, &[recv], VarRole::Receiver).0,
            }
        }
        let ast = self.env.ast;
        let (params, variadic) = self.collect_params(scope, &ast.list(params).collect::<Vec<_>>(), VarRole::Param);
        let (results, _) = self.collect_params(scope, &ast.list(results).collect::<Vec<_>>(), VarRole::Result);
        for (name, obj) in self.scope(scope).entries().to_vec() {
            if let Some(other) = self.scope_mut(func_scope).insert(name, obj) {
                self.report_redeclared(obj, other);
            }
        }
        if !recv.is_none() && sig.recv.is_none() {
            sig.recv = Some(self.receiver(&receivers));
            let (recv, has_tparams) = (sig.recv, !sig.recv_tparams.is_empty());
            self.later(move |c| recv.into_iter().for_each(|r| c.validate_receiver(r, has_tparams)));
        }
        sig.params = params.into();
        sig.results = results.into();
        sig.variadic = variadic;
    }

    fn receiver(&mut self, list: &[ObjId]) -> ObjId {
        match list {
            [] => {
                let name = self.s.names.intern("");
                self.s.add_obj(Object::param(name, PkgId::NONE, Pos::NONE, TypeId::INVALID))
            }
            [one] => *one,
            [first, .., last] => {
                let pos = self.s.obj(*last).pos;
                self.error(pos, Code::InvalidRecv, "method must have exactly one receiver");
                *first
            }
        }
    }

    /// Before go1.24 instances are refused here, too.
    fn validate_receiver(&mut self, recv: ObjId, has_tparams: bool) {
        let s = self.s;
        let (base, _) = s.deref(s.obj_type(recv));
        let pos = s.obj(recv).pos;
        match s.kind(s.unalias(base)) {
            TypeKind::Named(n) if n.origin.is_some() && !has_tparams => {
                let msg = format!("cannot define new methods on instantiated type {}", self.type_text(base));
                self.error(pos, Code::InvalidRecv, msg);
            }
            _ => self.check_receiver(recv, pos),
        }
    }

    /// The parts of a receiver type; with `unpack` its type parameters too, wrong ones reported.
    pub(crate) fn receiver_parts(&mut self, e: ExprId, unpack: bool) -> ReceiverParts {
        let ast = self.env.ast;
        let mut parts = ReceiverParts { ptr: false, at: e, base: None, tparams: Vec::new() };
        let mut e = e;
        loop {
            match ast[e].kind {
                ExprKind::Paren(x) => e = x,
                ExprKind::Unary { op: Operator::Mul, x } => {
                    parts.ptr = true;
                    e = x;
                }
                _ => break,
            }
        }
        if let ExprKind::Index { x, indices } = ast[e].kind {
            e = x;
            if unpack {
                for arg in ast.list(indices) {
                    if !matches!(ast[arg].kind, ExprKind::Name(_) | ExprKind::Bad) {
                        let text = self.expr_text(arg);
                        let msg = format!("receiver type parameter {text} must be an identifier");
                        self.error_expr(arg, Code::BadDecl, msg);
                    }
                    parts.tparams.push(arg);
                }
            }
        }
        parts.at = e;
        parts.base = matches!(ast[e].kind, ExprKind::Name(_)).then_some(e);
        parts
    }

    fn receiver_tparams(&mut self, recv: FieldId, _scope_pos: Pos) -> Vec<TypeId> {
        let field = self.env.ast[recv];
        let parts = self.receiver_parts(field.ty, true);
        if parts.tparams.is_empty() {
            return Vec::new();
        }
        let tparams: Vec<TypeId> = parts.tparams.iter().map(|&p| self.declare_receiver_tparam(p)).collect();
        self.s.bind_type_params(&tparams);
        let Some(base) = parts.base else { return tparams };
        let generic = self.generic_type(base, None);
        let declared = match self.s.as_named(generic) {
            Some(_) => self.s.type_params(self.s.unalias(generic)),
            None => &[],
        };
        if declared.len() == tparams.len() {
            for (&t, &d) in tparams.iter().zip(declared) {
                self.mono.canonical.insert(t, d);
                if let (Some(p), Some(q)) = (self.s.as_type_param(t), self.s.as_type_param(d)) {
                    p.bound.set(self.s.subst(q.bound.get(), declared, &tparams));
                }
            }
        } else if tparams.len() < declared.len() {
            let plural = if tparams.len() == 1 { "" } else { "s" };
            let msg = format!(
                "got {} type parameter{plural}, but receiver base type declares {}",
                tparams.len(),
                declared.len()
            );
            self.error(self.field_start(recv), Code::BadRecv, msg);
        }
        tparams
    }

    pub(crate) fn declare_receiver_tparam(&mut self, e: ExprId) -> TypeId {
        let node = self.env.ast[e];
        let name = match node.kind {
            ExprKind::Name(name) => name,
            _ => self.s.blank,
        };
        let t = self.declare_tparam(Ident { name, pos: node.pos });
        if name == self.s.blank {
            self.recv_tparams.insert(node.pos, t);
        }
        t
    }

    /// Leftmost position of a field.
    pub(crate) fn field_start(&self, f: FieldId) -> Pos {
        let field = self.env.ast[f];
        match field.name {
            Some(name) => name.pos,
            None => self.start_pos(field.ty),
        }
    }

    /// The variables of a parameter list, and whether it is variadic.
    fn collect_params(&mut self, scope: ScopeId, list: &[FieldId], role: VarRole) -> (Vec<ObjId>, bool) {
        let ast = self.env.ast;
        let mut vars = Vec::with_capacity(list.len());
        let mut variadic = false;
        let mut prev = ExprId::NONE;
        let mut typ = TypeId::INVALID;
        for (i, &id) in list.iter().enumerate() {
            let field = ast[id];
            if field.ty != prev || prev.is_none() {
                prev = field.ty;
                let mut ty = field.ty;
                if let ExprKind::DotsType(elem) = ast[ty].kind {
                    if role == VarRole::Param && i + 1 == list.len() {
                        variadic = true;
                    } else {
                        let msg = match self.s.release.front_end >= FrontEnd::Go1_25 {
                            true => self.misplaced_dots(),
                            false => "can only use ... with final parameter in list",
                        };
                        self.error_expr(ty, Code::MisplacedDotDotDot, msg);
                    }
                    ty = elem;
                }
                typ = self.var_type(ty);
            }
            let last = variadic && i + 1 == list.len();
            let t = if last { self.s.slice_of(typ) } else { typ };
            let (name, pos) = match field.name {
                Some(name) => (name.name, name.pos),
                None => (self.s.names.intern(""), field.pos),
            };
            let v = self.s.add_obj(Object::var(role, name, self.cx.pkg, pos, t));
            vars.push(v);
            match field.name {
                Some(ident) => self.declare(scope, Some(ident), v),
                None => self.record_def(pos, v),
            }
            if last {
                self.record_type(field.ty, Mode::TypeExpr, t, None);
            }
        }
        (vars, variadic)
    }
}

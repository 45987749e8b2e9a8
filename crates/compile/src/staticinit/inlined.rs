//! Calls of functions that only return an expression: their value is that expression with the
//! arguments in place of the parameters, as long as each argument is evaluated at most once or
//! can be repeated.

use super::{At, Schedule, Scope, StaticId};
use base::FxHashMap;
use ssagen::Instance;
use types::TypeId;
use types::body::{Body, Callee, ExprId, ExprKind, LocalId, StmtKind};

/// Calls inside calls that are followed.
const MAX_DEPTH: u32 = 24;

impl<'a> Schedule<'a, '_> {
    /// Puts what a call returns into data.
    pub(super) fn assign_inlined(
        &mut self,
        to: StaticId,
        offset: u64,
        at: At,
        callee: &Callee,
        args: &[ExprId],
        typ: TypeId,
    ) -> bool {
        let Some((scope, expr)) = self.inlined(at, callee, args) else { return false };
        let scope = self.scopes.push(scope);
        self.attempt(|s| s.assign(to, offset, At { scope, expr }, typ))
    }

    fn inlined(&self, at: At, callee: &Callee, args: &[ExprId]) -> Option<(Scope<'a>, ExprId)> {
        let Callee::Func(f) = callee else { return None };
        let depth = self.scopes[at.scope].depth + 1;
        let body = (self.find)(f.obj).filter(|_| depth <= MAX_DEPTH)?;
        let expr = returned(body)?;
        let args: Vec<At> = args.iter().map(|&a| self.sub(at, a)).collect();
        let params = &body.funcs[Body::ROOT].params;
        if params.len() != args.len() || args.iter().any(|&a| self.has_effects(a)) {
            return None;
        }
        let uses = uses(body, expr)?;
        let mut map = FxHashMap::default();
        for (&param, &arg) in params.iter().zip(&args) {
            let local = &body.locals[param];
            let count = uses.iter().filter(|&&l| l == param).count();
            if local.address_taken || local.reassigned || count > 1 && !self.can_repeat(arg) {
                return None;
            }
            map.insert(param, arg);
        }
        let tparams = crate::world::type_params(self.cx.session, f.obj);
        let targs = f.targs.iter().map(|&t| self.concrete(at.scope, t)).collect();
        let instance = Instance { tparams, targs, ..Instance::default() };
        Some((Scope { body, instance, init: None, params: map, depth }, expr))
    }

    /// Whether a call is one that the compiler sees through and that changes no variables.
    pub(super) fn is_harmless_call(&self, at: At, callee: &Callee) -> bool {
        let Callee::Func(f) = callee else { return false };
        let depth = self.scopes[at.scope].depth;
        (self.find)(f.obj).is_some_and(|body| self.is_harmless_body(body, depth + 1))
    }
    fn is_harmless_body(&self, body: &'a Body, depth: u32) -> bool {
        let Some(expr) = returned(body).filter(|_| depth <= MAX_DEPTH) else { return false };
        all_below(body, expr, &mut |kind| match kind {
            ExprKind::Call { callee: Callee::Func(f), .. } => {
                (self.find)(f.obj).is_some_and(|b| self.is_harmless_body(b, depth + 1))
            }
            ExprKind::Call { .. } | ExprKind::Builtin { .. } | ExprKind::Closure(_) => false,
            _ => true,
        })
    }
}

/// The expression a function returns, if it does nothing else.
fn returned(body: &Body) -> Option<ExprId> {
    let root = &body.funcs[Body::ROOT];
    let [stmt] = root.body[..] else { return None };
    match &body.stmts[stmt].kind {
        StmtKind::Return(values) if !root.has_defer && !root.has_recover => match values[..] {
            [one] => Some(one),
            _ => None,
        },
        _ => None,
    }
}

/// Every mention of a variable in an expression; `None` if a closure is in it.
fn uses(body: &Body, expr: ExprId) -> Option<Vec<LocalId>> {
    let mut found = Vec::new();
    let simple = all_below(body, expr, &mut |kind| {
        if let ExprKind::Local(l) = kind {
            found.push(*l);
        }
        !matches!(kind, ExprKind::Closure(_))
    });
    simple.then_some(found)
}

/// Whether `f` holds for an expression and all its operands.
fn all_below(body: &Body, expr: ExprId, f: &mut dyn FnMut(&ExprKind) -> bool) -> bool {
    let mut stack = vec![expr];
    while let Some(e) = stack.pop() {
        let kind = &body.exprs[e].kind;
        if !f(kind) {
            return false;
        }
        kind.for_each_operand(&mut |x| stack.push(x));
    }
    true
}

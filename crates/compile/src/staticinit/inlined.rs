//! Calls of functions that only return an expression: their value is that expression with the
//! arguments in place of the parameters, as long as each argument is evaluated at most once or
//! can be repeated.

use super::{At, Schedule, Scope, StaticId};
use base::FxHashMap;
use ssagen::Instance;
use syntax::directives::PragmaFlags;
use types::body::{Body, Callee, ExprId, ExprKind, LocalId, StmtKind};
use types::{Builtin, ObjId, TypeId};

/// Functions with more statements are not looked through.
const MAX_STATEMENTS: usize = 16;
/// Calls inside calls that are followed.
const MAX_DEPTH: u32 = 24;

impl<'a> Schedule<'_, '_, 'a> {
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

    /// The body of a function that may be looked into.
    fn visible(&self, func: ObjId) -> Option<&'a Body> {
        let flags = ssagen::directives(self.cx, func).map_or(PragmaFlags::empty(), |d| d.flags(func));
        if flags.contains(PragmaFlags::NOINLINE) { None } else { (self.find)(func) }
    }
    fn inlined(&self, at: At, callee: &Callee, args: &[ExprId]) -> Option<(Scope<'a>, ExprId)> {
        let Callee::Func(f) = callee else { return None };
        let depth = self.scopes[at.scope].depth + 1;
        let body = self.visible(f.obj).filter(|_| depth <= MAX_DEPTH)?;
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
        let depth = self.scopes[at.scope].depth;
        match callee {
            Callee::Func(f) => self.visible(f.obj).is_some_and(|body| self.is_harmless_body(body, depth + 1, None)),
            // A literal that is called where it stands.
            Callee::Value(x) if matches!(self.body(at).exprs[*x].kind, ExprKind::Closure(_)) => {
                self.is_harmless_body(self.body(at), depth + 1, Some(*x))
            }
            _ => false,
        }
    }
    /// Whether nothing in a body changes variables of the package; `literal` is the function
    /// literal that the body consists of.
    fn is_harmless_body(&self, body: &'a Body, depth: u32, literal: Option<ExprId>) -> bool {
        let defers = body.funcs.iter().any(|f| f.has_defer || f.has_recover);
        if depth > MAX_DEPTH || body.stmts.len() > MAX_STATEMENTS || defers {
            return false;
        }
        let changes = |place: ExprId| self.is_variable_of_package(body, place);
        let simple = |kind: &StmtKind| match kind {
            StmtKind::Assign { place, .. } => !place.is_some_and(changes),
            StmtKind::AssignOp { place, .. } => !changes(*place),
            StmtKind::Expr(_)
            | StmtKind::Declare { .. }
            | StmtKind::Order { .. }
            | StmtKind::Bind { .. }
            | StmtKind::Block(_)
            | StmtKind::If { .. }
            | StmtKind::Switch { .. }
            | StmtKind::For { .. }
            | StmtKind::Break(_)
            | StmtKind::Continue(_)
            | StmtKind::Return(_) => true,
            _ => false,
        };
        // What an initialiser does with the result of its literal is not part of the call.
        let outside = |id| literal.is_some() && body.funcs[Body::ROOT].body.contains(&id);
        body.stmts.iter_enumerated().all(|(id, st)| outside(id) || simple(&st.kind))
            && body.exprs.iter_enumerated().all(|(id, e)| match &e.kind {
                ExprKind::Call { callee: Callee::Func(f), .. } => {
                    self.visible(f.obj).is_some_and(|b| self.is_harmless_body(b, depth + 1, None))
                }
                ExprKind::Call { callee: Callee::Value(x), .. } if Some(*x) == literal => true,
                ExprKind::Closure(_) if Some(id) == literal => true,
                ExprKind::Call { .. } | ExprKind::Closure(_) | ExprKind::Recv { .. } => false,
                ExprKind::Builtin {
                    op: Builtin::Append | Builtin::Clear | Builtin::Copy | Builtin::Delete, ..
                } => false,
                _ => true,
            })
    }
    /// Whether a place is, or may be, part of a variable of this package.
    fn is_variable_of_package(&self, body: &Body, mut place: ExprId) -> bool {
        loop {
            match body.exprs[place].kind {
                ExprKind::Local(_) => return false,
                ExprKind::Global(obj) => return self.cx.session.obj(obj).pkg == self.cx.pkg,
                ExprKind::Field { x, .. } | ExprKind::Index { x, .. } | ExprKind::Deref(x) => place = x,
                _ => return true,
            }
        }
    }
}

/// The expression a function returns, if it does nothing else.
fn returned(body: &Body) -> Option<ExprId> {
    let root = &body.funcs[Body::ROOT];
    if root.has_defer || root.has_recover {
        return None;
    }
    let mut rest = &root.body[..];
    loop {
        let (&first, behind) = rest.split_first()?;
        match &body.stmts[first].kind {
            StmtKind::Return(values) => match values[..] {
                [one] => return Some(one),
                _ => return None,
            },
            StmtKind::If { cond, then, els } => {
                // A condition known at compile time leaves one branch.
                let ExprKind::Const(value) = &body.exprs[*cond].kind else { return None };
                match if value.as_bool()? { then } else { els } {
                    branch if branch.is_empty() => rest = behind,
                    branch => rest = branch,
                }
            }
            StmtKind::Block(list) => rest = list,
            _ => return None,
        }
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

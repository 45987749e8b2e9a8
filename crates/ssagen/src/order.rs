//! The order in which operands are evaluated. The language fixes it for calls, receives and the
//! like; variables and memory may be read before or after them. The official compiler takes
//! what is ordered out of a statement first, so that `x` in `x + f()` is what `f` left there
//! (fact: `cmd/compile/internal/walk/order.go`); programs have come to expect that.

use crate::func::FuncGen;
use crate::value::Val;
use types::Builtin;
use types::body::{Body, Callee, ExprId, ExprKind};

impl FuncGen<'_, '_> {
    /// Whether an expression contains something whose place in the order matters.
    pub(crate) fn is_ordered(&mut self, e: ExprId) -> bool {
        if let Some(&known) = self.ordered.get(&e) {
            return known;
        }
        let found = is_ordered_itself(&self.body.exprs[e].kind)
            || operands(self.body, e).into_iter().any(|x| self.is_ordered(x));
        self.ordered.insert(e, found);
        found
    }
    /// Evaluates operands: what is ordered in its order, then the others. No later operand
    /// changes an earlier value.
    pub(crate) fn operands(&mut self, list: &[ExprId]) -> Vec<Val> {
        let ordered: Vec<bool> = list.iter().map(|&e| self.is_ordered(e)).collect();
        let last = ordered.iter().rposition(|&o| o);
        let mut vals: Vec<Option<Val>> = vec![None; list.len()];
        for (i, &e) in list.iter().enumerate().filter(|(i, _)| ordered[*i]) {
            let val = self.expr(e);
            let kept = if Some(i) == last { val } else { self.own(self.type_of(e), val) };
            vals[i] = Some(kept);
        }
        list.iter().zip(vals).map(|(&e, val)| val.unwrap_or_else(|| self.expr(e))).collect()
    }
}

fn is_ordered_itself(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Call { .. } | ExprKind::Recv { .. } | ExprKind::MapIndex { .. } | ExprKind::Let { .. } => true,
        ExprKind::Builtin { op, .. } => {
            matches!(op, Builtin::Append | Builtin::Copy | Builtin::Recover | Builtin::Delete | Builtin::Panic)
        }
        _ => false,
    }
}

/// The operands of an expression; those of function literals do not count.
fn operands(body: &Body, e: ExprId) -> Vec<ExprId> {
    match &body.exprs[e].kind {
        ExprKind::Field { x, .. }
        | ExprKind::Deref(x)
        | ExprKind::Address(x)
        | ExprKind::Unary { x, .. }
        | ExprKind::Convert { x, .. }
        | ExprKind::Assert { x, .. }
        | ExprKind::Recv { x, .. }
        | ExprKind::MethodValue { recv: x, .. } => vec![*x],
        ExprKind::Index { x, index: y, .. }
        | ExprKind::MapIndex { map: x, key: y, .. }
        | ExprKind::Binary { x, y, .. } => vec![*x, *y],
        ExprKind::Slice { x, low, high, max } => [Some(*x), *low, *high, *max].into_iter().flatten().collect(),
        ExprKind::Call { callee, args } => match callee {
            Callee::Value(f) => std::iter::once(*f).chain(args.iter().copied()).collect(),
            _ => args.clone(),
        },
        ExprKind::Builtin { args, .. } | ExprKind::Variadic(args) => args.clone(),
        ExprKind::Struct(fields) => fields.iter().map(|f| f.1).collect(),
        ExprKind::Array(elems) | ExprKind::SliceLit { elems, .. } => elems.iter().map(|e| e.1).collect(),
        ExprKind::Map(entries) => entries.iter().flat_map(|e| [e.0, e.1]).collect(),
        ExprKind::Let { tuple, value, .. } => vec![*tuple, *value],
        _ => Vec::new(),
    }
}

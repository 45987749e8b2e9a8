//! Operands of expressions.

use super::{Callee, ExprId, ExprKind};

impl ExprKind {
    /// Whether it is a variable, a constant or something else that has no operands whatever it is made of.
    pub fn is_leaf(&self) -> bool {
        matches!(
            self,
            ExprKind::Const(_)
                | ExprKind::Nil
                | ExprKind::Local(_)
                | ExprKind::Global(_)
                | ExprKind::Func(_)
                | ExprKind::Closure(_)
                | ExprKind::MethodExpr { .. }
        )
    }
    /// Calls `f` for each operand, in the order of evaluation as far as there is one. Bodies of
    /// closures are no operands.
    pub fn for_each_operand(&self, f: &mut dyn FnMut(ExprId)) {
        match self {
            ExprKind::Const(_)
            | ExprKind::Nil
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::Func(_)
            | ExprKind::Closure(_)
            | ExprKind::MethodExpr { .. } => {}
            ExprKind::Field { x, .. }
            | ExprKind::Deref(x)
            | ExprKind::Address(x)
            | ExprKind::Unary { x, .. }
            | ExprKind::Convert { x, .. }
            | ExprKind::Assert { x, .. }
            | ExprKind::Recv { x, .. }
            | ExprKind::MethodValue { recv: x, .. } => f(*x),
            ExprKind::Index { x: a, index: b, .. }
            | ExprKind::MapIndex { map: a, key: b, .. }
            | ExprKind::Binary { x: a, y: b, .. }
            | ExprKind::Let { tuple: a, value: b, .. } => [*a, *b].into_iter().for_each(f),
            ExprKind::Slice { x, low, high, max } => {
                f(*x);
                [low, high, max].into_iter().flatten().for_each(|&e| f(e));
            }
            ExprKind::Call { callee, args } => {
                if let Callee::Value(x) = callee {
                    f(*x);
                }
                args.iter().for_each(|&a| f(a));
            }
            ExprKind::Builtin { args, .. } | ExprKind::Variadic(args) => args.iter().for_each(|&a| f(a)),
            ExprKind::Struct(fields) => fields.iter().for_each(|&(_, x)| f(x)),
            ExprKind::Array(elems) | ExprKind::SliceLit { elems, .. } => elems.iter().for_each(|&(_, x)| f(x)),
            ExprKind::Map(entries) => entries.iter().for_each(|&(k, v)| [k, v].into_iter().for_each(&mut *f)),
        }
    }
}

//! What evaluating an expression can do beside giving a value, and how large it is.

use super::{At, Schedule};
use constant::Value;
use syntax::Operator;
use types::Builtin;
use types::body::{Conversion, ExprId, ExprKind, StmtKind};

impl Schedule<'_, '_, '_> {
    /// Calls `f` for the operands of an expression, in order, until one gives true.
    pub(super) fn any_operand(&self, at: At, f: &mut dyn FnMut(At) -> bool) -> bool {
        let mut found = false;
        self.kind(at).for_each_operand(&mut |x| found = found || base::stack::with_room(|| f(self.sub(at, x))));
        found
    }

    /// Whether leaving the expression out could be noticed. What is not known to be harmless
    /// counts, as for the official compiler, which decides by this what is dropped or moved.
    pub(super) fn has_effects(&self, at: At) -> bool {
        self.has_own_effect(at) || self.any_operand(at, &mut |x| self.has_effects(x))
    }
    fn has_own_effect(&self, at: At) -> bool {
        match self.kind(at) {
            ExprKind::Const(_)
            | ExprKind::Nil
            | ExprKind::Local(_)
            | ExprKind::Global(_)
            | ExprKind::Func(_)
            | ExprKind::Field { .. }
            | ExprKind::Address(_)
            | ExprKind::Unary { .. }
            | ExprKind::Variadic(_)
            | ExprKind::Struct(_)
            | ExprKind::Array(_)
            | ExprKind::SliceLit { .. }
            | ExprKind::Map(_) => false,
            ExprKind::Binary { op: Operator::Div | Operator::Rem, y, .. } => {
                !matches!(self.kind(self.sub(at, *y)), ExprKind::Const(v) if v.sign() != 0)
            }
            ExprKind::Binary { .. } => false,
            ExprKind::Convert { how, .. } => {
                matches!(how, Conversion::SliceToArray | Conversion::SliceToArrayPtr | Conversion::Generic)
            }
            ExprKind::Builtin { op, args, .. } => match op {
                Builtin::Len
                | Builtin::Cap
                | Builtin::Real
                | Builtin::Imag
                | Builtin::Complex
                | Builtin::New
                | Builtin::Sizeof
                | Builtin::Alignof
                | Builtin::Offsetof => false,
                Builtin::Make => !self.is_empty_make(at, args),
                _ => true,
            },
            _ => true,
        }
    }
    /// Making a map or channel without size cannot fail.
    fn is_empty_make(&self, at: At, args: &[ExprId]) -> bool {
        let s = self.cx.session;
        let is_slice = matches!(s.kind(s.under(self.type_of(at))), types::TypeKind::Slice(_));
        let zero = |&x: &ExprId| matches!(self.kind(self.sub(at, x)), ExprKind::Const(v) if v.sign() == 0);
        !is_slice && args.iter().all(zero)
    }

    /// Whether evaluating several times gives equal values each time that nobody can tell apart.
    pub(super) fn can_repeat(&self, at: At) -> bool {
        let makes = match self.kind(at) {
            ExprKind::Map(_) | ExprKind::SliceLit { .. } | ExprKind::Variadic(_) => true,
            ExprKind::Builtin { op: Builtin::Make | Builtin::New, .. } => true,
            ExprKind::Convert { how: Conversion::BytesFromString | Conversion::RunesFromString, .. } => true,
            ExprKind::Address(x) => {
                let x = self.sub(at, *x);
                matches!(self.kind(x), ExprKind::Struct(_) | ExprKind::Array(_))
            }
            _ => false,
        };
        !makes && !self.has_own_effect(at) && !self.any_operand(at, &mut |x| !self.can_repeat(x))
    }

    /// Whether evaluating may change variables of the package.
    pub(super) fn may_change_variables(&self, at: At) -> bool {
        match self.kind(at) {
            ExprKind::Call { callee, .. } if self.code_address_abi(callee).is_some() => return false,
            ExprKind::Call { callee, .. } if !self.is_harmless_call(at, callee) => return true,
            ExprKind::Builtin { op: Builtin::Append | Builtin::Clear | Builtin::Copy, .. } => return true,
            _ => {}
        }
        self.any_operand(at, &mut |x| self.may_change_variables(x))
    }
    /// The same for an initialiser of several variables.
    pub(super) fn changes_in_statements(&self, n: usize, body: &types::body::Body) -> bool {
        let root = &body.funcs[types::body::Body::ROOT];
        root.body.iter().any(|&st| match body.stmts[st].kind {
            StmtKind::Bind { tuple, .. } => {
                self.may_change_variables(At { scope: super::ScopeId(n as u32), expr: tuple })
            }
            _ => false,
        })
    }

    /// The number of nodes of an expression as the official compiler counts them.
    pub(super) fn nodes(&self, at: At) -> usize {
        let own = match self.kind(at) {
            ExprKind::Map(entries) => 1 + entries.len(),
            ExprKind::Struct(fields) => 1 + fields.len(),
            _ => 1,
        };
        let mut sum = own;
        self.any_operand(at, &mut |x| {
            sum += self.nodes(x);
            false
        });
        sum
    }

    /// The value of an expression of constants. Beyond constants only what inlining makes of
    /// them is folded: concatenation and conversion between integers.
    pub(super) fn fold(&self, at: At) -> Option<Value> {
        let at = self.strip(at);
        match self.kind(at) {
            ExprKind::Const(value) => Some(value.clone()),
            ExprKind::Binary { op: Operator::Add, x, y } if self.cx.session.is_string(self.type_of(at)) => {
                let x = base::stack::with_room(|| self.fold(self.sub(at, *x)))?;
                let y = self.fold(self.sub(at, *y))?;
                let mut text = x.as_bytes()?.into_owned();
                text.extend_from_slice(&y.as_bytes()?);
                Some(Value::string(text))
            }
            ExprKind::Convert { x, .. } => {
                let x = self.sub(at, *x);
                let s = self.cx.session;
                let (from, to) = (self.type_of(x), self.type_of(at));
                if !s.is_integer(from) || !s.is_integer(to) {
                    return None;
                }
                let value = self.fold(x)?.to_int();
                let bits = value.as_i64().map(|n| n as u64).or_else(|| value.as_u64())?;
                Some(truncated(bits, self.size(to), s.is_unsigned(to)))
            }
            _ => None,
        }
    }
}

/// An integer cut to `size` bytes.
fn truncated(bits: u64, size: u64, unsigned: bool) -> Value {
    let shift = 64 - 8 * size.clamp(1, 8) as u32;
    match unsigned {
        true => Value::uint(bits << shift >> shift),
        false => Value::int((bits << shift) as i64 >> shift),
    }
}

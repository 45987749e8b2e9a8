//! Comparisons, with operands made alike as for arithmetic.

use crate::value::Value;
use std::cmp::Ordering;

/// Comparison operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CmpOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl CmpOp {
    fn holds(self, o: Ordering) -> bool {
        match self {
            CmpOp::Eq => o.is_eq(),
            CmpOp::Ne => o.is_ne(),
            CmpOp::Lt => o.is_lt(),
            CmpOp::Le => o.is_le(),
            CmpOp::Gt => o.is_gt(),
            CmpOp::Ge => o.is_ge(),
        }
    }
}

impl Value {
    /// `self op other`; false where one is unknown or the kinds cannot be compared so.
    pub fn compare(&self, op: CmpOp, other: &Value) -> bool {
        let equality = matches!(op, CmpOp::Eq | CmpOp::Ne);
        match (self, other) {
            (Value::Unknown, _) | (_, Value::Unknown) => false,
            (Value::Bool(a), Value::Bool(b)) => equality && op.holds(a.cmp(b)),
            (Value::String(a), Value::String(b)) => op.holds(a.bytes().cmp(&b.bytes())),
            (Value::Complex(_), _) | (_, Value::Complex(_)) => {
                let same = |x: Value, y: Value| x.compare(CmpOp::Eq, &y);
                let equal = same(self.real(), other.real()) && same(self.imag(), other.imag());
                equality && equal == (op == CmpOp::Eq)
            }
            _ => self.number_order(other).is_some_and(|o| op.holds(o)),
        }
    }

    fn number_order(&self, other: &Value) -> Option<Ordering> {
        match (self, other) {
            (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
            (Value::Float(_), _) | (_, Value::Float(_)) => Some(self.as_big_float()?.compare(&*other.as_big_float()?)),
            (Value::Ratio(_), _) | (_, Value::Ratio(_)) => Some(self.as_ratio()?.cmp(&other.as_ratio()?)),
            _ => Some(self.as_big()?.cmp(&other.as_big()?)),
        }
    }
}

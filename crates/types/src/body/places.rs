//! Places that a statement evaluates before something else: `f().x[g()], y = h()` calls `f`
//! and `g` before `h`. What a place calls goes into temporaries; the place then only reads them.

use super::build::Builder;
use super::{ExprId, ExprKind, StmtId, StmtKind};

impl<'a> Builder<'a> {
    /// The place with its calls and receives done by statements in `out`.
    pub(super) fn place_evaluated(&mut self, place: ExprId, out: &mut Vec<StmtId>) -> ExprId {
        if !self.has_calls(place) {
            return place;
        }
        let (typ, pos) = (self.typ(place), self.pos(place));
        let kind = match self.body.exprs[place].kind.clone() {
            ExprKind::Field { x, index } => ExprKind::Field { x: self.place_evaluated(x, out), index },
            ExprKind::Deref(x) => ExprKind::Deref(self.in_temp(x, out)),
            ExprKind::Index { x, index, kind: super::IndexKind::Array } => {
                let x = self.place_evaluated(x, out);
                ExprKind::Index { x, index: self.in_temp(index, out), kind: super::IndexKind::Array }
            }
            ExprKind::Index { x, index, kind } => {
                let x = self.in_temp(x, out);
                ExprKind::Index { x, index: self.in_temp(index, out), kind }
            }
            ExprKind::MapIndex { map, key, comma_ok } => {
                let map = self.in_temp(map, out);
                ExprKind::MapIndex { map, key: self.in_temp(key, out), comma_ok }
            }
            _ => return place,
        };
        self.expr(kind, typ, pos)
    }

    /// A value in a temporary, unless it is a constant.
    fn in_temp(&mut self, x: ExprId, out: &mut Vec<StmtId>) -> ExprId {
        if let ExprKind::Const(_) = self.body.exprs[x].kind {
            return x;
        }
        let (typ, pos) = (self.typ(x), self.pos(x));
        let local = self.temp_of(typ, pos);
        out.push(self.stmt(StmtKind::Declare { local, init: Some(x) }, pos));
        self.local(local, pos)
    }

    /// Whether evaluating an operand calls or receives.
    fn has_calls(&self, e: ExprId) -> bool {
        match &self.body.exprs[e].kind {
            ExprKind::Call { .. } | ExprKind::Builtin { .. } | ExprKind::Recv { .. } | ExprKind::Let { .. } => true,
            ExprKind::Field { x, .. }
            | ExprKind::Deref(x)
            | ExprKind::Address(x)
            | ExprKind::Unary { x, .. }
            | ExprKind::Slice { x, .. }
            | ExprKind::Assert { x, .. }
            | ExprKind::Convert { x, .. } => self.has_calls(*x),
            ExprKind::Index { x, index: y, .. }
            | ExprKind::MapIndex { map: x, key: y, .. }
            | ExprKind::Binary { x, y, .. } => self.has_calls(*x) || self.has_calls(*y),
            _ => false,
        }
    }
}

//! Index and slice expressions. Authority: specification, "Index expressions", "Slice
//! expressions"; wording: `types2/index.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::types::{TypeId, TypeKind};
use constant::Kind;
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind};

/// What indexing gives.
struct Indexed {
    mode: Mode,
    elem: TypeId,
    /// Length, where it is known.
    len: Option<u64>,
    /// Key type of a map.
    key: Option<TypeId>,
}

impl<'a> Checker<'a> {
    /// `x[…]`. True: `x` is a generic function, and the indices are type arguments which were
    /// not looked at.
    pub(crate) fn index_expr(&mut self, e: ExprId) -> (Operand, bool) {
        let ExprKind::Index { x: inner, indices } = self.env.ast[e].kind else {
            return (Operand::invalid(e), false);
        };
        let list: Vec<ExprId> = self.env.ast.list(indices).collect();
        let mut x = self.expr_or_type(inner, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&list);
                return (x, false);
            }
            Mode::TypeExpr => {
                let typ = self.var_type(e);
                let mode = if self.s.is_valid(typ) { Mode::TypeExpr } else { Mode::Invalid };
                return (Operand::new(mode, e, typ), false);
            }
            Mode::Value if self.s.as_signature(x.typ).is_some_and(|sig| !sig.tparams.is_empty()) => {
                return (x, true);
            }
            _ => {}
        }
        self.non_generic(None, &mut x);
        if x.is_invalid() {
            return (x, false);
        }
        let elem = match *self.s.under_kind(x.typ) {
            TypeKind::Pointer(elem) | TypeKind::Map(_, elem) => elem,
            _ => x.typ,
        };
        if !self.complete(x.typ) || !self.complete(elem) {
            return (Operand::invalid(e), false);
        }
        let Some(indexed) = self.indexed_operand(&x) else {
            if self.s.is_incomplete(x.typ) {
                self.use_exprs(&list);
                return (Operand::invalid(e), false);
            }
            let prefix = if self.s.release.front_end >= FrontEnd::Go1_25 { "" } else { "invalid operation: " };
            let msg = format!("{prefix}cannot index {}", self.operand_text(&x));
            self.error(self.env.ast[e].pos, Code::NonIndexableOperand, msg);
            self.use_exprs(&list);
            return (Operand::invalid(e), false);
        };
        let Some(index) = self.single_index(&list) else { return (Operand::invalid(e), false) };
        match indexed.key {
            Some(key) => {
                let mut k = self.value_to_assign(index, None);
                self.assignment(&mut k, key, "map index");
            }
            None => {
                self.index(index, indexed.len);
            }
        }
        (Operand::new(indexed.mode, e, indexed.elem), false)
    }

    fn indexed_operand(&mut self, x: &Operand) -> Option<Indexed> {
        let s = self.s;
        if !s.is_type_param(x.typ) {
            let mut found = self.index_type(s.under(x.typ), x.mode)?;
            if x.is_const() {
                found.len = x.val.as_bytes().map(|b| b.len() as u64);
            }
            return Some(found);
        }
        let mut all: Option<Indexed> = None;
        let ok = self.all_underlying(x.typ, |c, u| {
            let Some(found) = u.and_then(|u| c.index_type(u, x.mode)) else { return false };
            let Some(all) = &mut all else {
                all = Some(found);
                return true;
            };
            let same_key = match (all.key, found.key) {
                (Some(a), Some(b)) => s.identical(a, b),
                (a, b) => a == b,
            };
            if !same_key || !s.identical(all.elem, found.elem) {
                return false;
            }
            if found.mode == Mode::Value {
                all.mode = Mode::Value;
            }
            if found.len.is_some_and(|n| all.len.is_some_and(|m| n < m)) {
                all.len = found.len;
            }
            true
        });
        all.filter(|_| ok)
    }

    fn index_type(&self, u: TypeId, mode: Mode) -> Option<Indexed> {
        let s = self.s;
        let by_mode = if mode == Mode::Variable { Mode::Variable } else { Mode::Value };
        let row = |mode, elem, len| Some(Indexed { mode, elem, len, key: None });
        match s.kind(u) {
            TypeKind::Basic(_) if s.is_string(u) => row(Mode::Value, TypeId::BYTE, None),
            TypeKind::Array(elem, len) => row(by_mode, *elem, *len),
            TypeKind::Pointer(base) => match s.kind(s.under(*base)) {
                TypeKind::Array(elem, len) => row(Mode::Variable, *elem, *len),
                _ => None,
            },
            TypeKind::Slice(elem) => row(Mode::Variable, *elem, None),
            TypeKind::Map(key, elem) => Some(Indexed { mode: Mode::MapIndex, elem: *elem, len: None, key: Some(*key) }),
            _ => None,
        }
    }

    fn single_index(&mut self, list: &[ExprId]) -> Option<ExprId> {
        if let Some(&second) = list.get(1) {
            self.error_expr(second, Code::InvalidIndex, "invalid operation: more than one index");
        }
        list.first().copied()
    }

    /// `x[i:j:k]`; absent parts are `NONE`.
    pub(crate) fn slice_expr(&mut self, e: ExprId, inner: ExprId, parts: [ExprId; 3], full: bool) -> Option<Operand> {
        let s = self.s;
        let mut x = self.expr(None, inner);
        if x.is_invalid() {
            self.use_exprs(&parts);
            return None;
        }
        let modern = s.release.front_end >= FrontEnd::Go1_25;
        let refused = |c: &mut Self, x: &Operand, what: String| {
            let what = if modern { what } else { format!("invalid operation: {what}") };
            c.error(c.operand_pos(x), Code::NonSliceableOperand, what);
            None
        };
        let Some(core) = s.core_string(x.typ) else {
            let why = match modern {
                true => self.no_slice_text(&x),
                false => format!("{} has no core type", self.type_text(x.typ)),
            };
            let msg = format!("cannot slice {}: {why}", self.operand_text(&x));
            return refused(self, &x, msg);
        };
        if !self.complete_behind(x.typ) {
            return None;
        }
        let mut len = None;
        match s.kind(core) {
            TypeKind::Basic(_) if s.is_string(core) => {
                if full {
                    let at = parts[2].some().unwrap_or(e);
                    self.error_expr(at, Code::InvalidSliceExpr, "invalid operation: 3-index slice of string");
                    return None;
                }
                if x.is_const() {
                    len = x.val.as_bytes().map(|b| b.len() as u64);
                }
                if s.is_untyped(x.typ) {
                    x.typ = TypeId::STRING;
                }
            }
            TypeKind::Array(elem, n) => {
                if x.mode != Mode::Variable {
                    let msg = match (modern, self.operand_text(&x)) {
                        (true, x) => format!("cannot slice unaddressable value {x}"),
                        (false, x) => format!("{x} (slice of unaddressable value)"),
                    };
                    return refused(self, &x, msg);
                }
                len = *n;
                x.typ = s.slice_of(*elem);
            }
            TypeKind::Pointer(base) if matches!(s.kind(s.under(*base)), TypeKind::Array(..)) => {
                if let TypeKind::Array(elem, n) = s.kind(s.under(*base)) {
                    len = *n;
                    x.typ = s.slice_of(*elem);
                }
            }
            TypeKind::Slice(_) => {}
            _ => {
                let msg = format!("cannot slice {}", self.operand_text(&x));
                return refused(self, &x, msg);
            }
        }
        if full && (parts[1].is_none() || parts[2].is_none()) {
            let msg = "invalid syntax tree: 2nd and 3rd index required in 3-index slice";
            self.error_expr(e, Code::InvalidSyntaxTree, msg);
            return None;
        }
        self.slice_indices(parts, len);
        Some(Operand::new(Mode::Value, e, x.typ))
    }

    fn slice_indices(&mut self, parts: [ExprId; 3], len: Option<u64>) {
        let mut known: [Option<u64>; 3] = [None; 3];
        for (i, part) in parts.into_iter().enumerate() {
            known[i] = match part.some() {
                Some(p) => self.index(p, len.map(|n| n.saturating_add(1))).1,
                None if i == 0 => Some(0),
                None => len,
            };
        }
        for i in 0..2 {
            let Some(x) = known[i].filter(|&x| x > 0) else { continue };
            for j in i + 1..3 {
                if let Some(y) = known[j].filter(|&y| y < x) {
                    let at = parts[j].some().or(parts[i].some()).unwrap_or(parts[0]);
                    let msg = format!("invalid slice indices: {y} < {x}");
                    self.error_expr(at, Code::SwappedSliceIndices, msg);
                    return;
                }
            }
        }
    }

    /// An index below `max`. Out: its type (invalid after an error) and its value, if constant.
    pub(crate) fn index(&mut self, e: ExprId, max: Option<u64>) -> (TypeId, Option<u64>) {
        let mut x = self.expr(None, e);
        if !self.valid_index(&mut x, Code::InvalidIndex, "index", false) {
            return (TypeId::INVALID, None);
        }
        if !x.is_const() {
            return (x.typ, None);
        }
        if x.val.kind() == Kind::Unknown {
            return (TypeId::INVALID, None);
        }
        let val = x.val.as_u64();
        if let (Some(max), Some(v)) = (max, val)
            && v >= max
        {
            let msg = format!("invalid argument: index {} out of bounds [0:{max}]", x.val);
            self.error(self.operand_pos(&x), Code::InvalidIndex, msg);
            return (TypeId::INVALID, None);
        }
        (x.typ, val)
    }

    /// Whether an operand can be an index, a length or the like.
    pub(crate) fn valid_index(&mut self, x: &mut Operand, code: Code, what: &str, negative_ok: bool) -> bool {
        if x.is_invalid() {
            return false;
        }
        self.convert_untyped(x, TypeId::INT);
        if x.is_invalid() {
            return false;
        }
        let problem = if !self.s.all_integer(x.typ) {
            "must be integer"
        } else if !x.is_const() {
            return true;
        } else if !negative_ok && x.val.sign() < 0 {
            "must not be negative"
        } else if let Some(val) = self.const_in_type(&x.val, TypeId::INT) {
            x.val = val;
            return true;
        } else {
            "overflows int"
        };
        let msg = format!("invalid argument: {what} {} {problem}", self.operand_text(x));
        self.error(self.operand_pos(x), code, msg);
        false
    }
}

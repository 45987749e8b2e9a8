//! Unary and binary operators, comparisons, shifts. Authority: specification, "Operators";
//! wording and positions: `types2/expr.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::types::{ChanDir, TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use constant::{BinOp, CmpOp, Kind, MAX_SHIFT, UnOp, Value};
use release::FrontEnd;
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind};

/// Constant strings may have as many bytes, from go1.27 on.
const MAX_CONST_STRING: usize = 2_000_000_000;

/// A comparison operator as one of constants.
fn cmp_op(op: Operator) -> Option<CmpOp> {
    Some(match op {
        Operator::Eql => CmpOp::Eq,
        Operator::Neq => CmpOp::Ne,
        Operator::Lss => CmpOp::Lt,
        Operator::Leq => CmpOp::Le,
        Operator::Gtr => CmpOp::Gt,
        Operator::Geq => CmpOp::Ge,
        _ => return None,
    })
}

/// A binary operator as one of constants; `integers`: division truncates.
fn bin_op(op: Operator, integers: bool) -> Option<BinOp> {
    Some(match op {
        Operator::Add => BinOp::Add,
        Operator::Sub => BinOp::Sub,
        Operator::Mul => BinOp::Mul,
        Operator::Div if integers => BinOp::IntQuo,
        Operator::Div => BinOp::Quo,
        Operator::Rem => BinOp::Rem,
        Operator::And => BinOp::And,
        Operator::Or => BinOp::Or,
        Operator::Xor => BinOp::Xor,
        Operator::AndNot => BinOp::AndNot,
        Operator::AndAnd => BinOp::LAnd,
        Operator::OrOr => BinOp::LOr,
        _ => return None,
    })
}

impl<'a> Checker<'a> {
    /// `op x` for all operators but `*`.
    pub(crate) fn unary(&mut self, e: ExprId, op: Operator, operand: ExprId) -> Option<Operand> {
        let x = self.expr(None, operand);
        if x.is_invalid() {
            return None;
        }
        let op = match op {
            Operator::And => return self.address(e, operand, x),
            Operator::Recv => return self.receive(e, x),
            Operator::Tilde => {
                let hint = if self.s.all_integer(x.typ) { " (use ^ for bitwise complement)" } else { "" };
                let msg = format!("cannot use ~ outside of interface or type constraint{hint}");
                self.error(self.start_pos(e), Code::UndefinedOp, msg);
                if hint.is_empty() {
                    return None;
                }
                Operator::Xor
            }
            op => op,
        };
        if !self.unary_defined(&x, op) {
            return None;
        }
        if !x.is_const() {
            return Some(Operand { mode: Mode::Value, ..x });
        }
        let mut x = x;
        if x.val.is_unknown() {
            return Some(x);
        }
        let bits = if self.s.is_unsigned(x.typ) { self.s.sizeof(x.typ).unwrap_or(8) as u32 * 8 } else { 0 };
        let un = match op {
            Operator::Add => UnOp::Plus,
            Operator::Sub => UnOp::Neg,
            Operator::Xor => UnOp::Not,
            _ => UnOp::LNot,
        };
        x.val = x.val.unary(un, bits);
        x.expr = e;
        self.overflow(&mut x, self.op_pos(e));
        (!x.is_invalid()).then_some(x)
    }

    fn address(&mut self, e: ExprId, operand: ExprId, x: Operand) -> Option<Operand> {
        let literal = matches!(self.env.ast[self.env.ast.unparen(operand)].kind, ExprKind::Composite { .. });
        if !literal && x.mode != Mode::Variable {
            let msg = format!("invalid operation: cannot take address of {}", self.operand_text(&x));
            self.error(self.operand_pos(&x), Code::UnaddressableOperand, msg);
            return None;
        }
        Some(Operand::new(Mode::Value, e, self.s.pointer_to(x.typ)))
    }

    fn receive(&mut self, e: ExprId, x: Operand) -> Option<Operand> {
        let text = |c: &Self| c.operand_text(&x);
        let msg = match self.s.core_type(x.typ).map(|u| self.s.kind(u)) {
            Some(TypeKind::Chan(ChanDir::Both | ChanDir::RecvOnly, elem)) => {
                self.env.has_call_or_recv = true;
                return self.complete(*elem).then(|| Operand::new(Mode::CommaOk, e, *elem));
            }
            _ if self.s.release.front_end >= FrontEnd::Go1_25 => {
                format!("cannot receive from {}", self.no_channel_text(&x, true))
            }
            None => format!("cannot receive from {} (no core type)", text(self)),
            Some(TypeKind::Chan(..)) => format!("cannot receive from send-only channel {}", text(self)),
            Some(_) => format!("cannot receive from non-channel {}", text(self)),
        };
        self.error(self.operand_pos(&x), Code::InvalidReceive, format!("invalid operation: {msg}"));
        None
    }

    fn unary_defined(&mut self, x: &Operand, op: Operator) -> bool {
        let defined = match op {
            Operator::Add | Operator::Sub => self.s.all_numeric(x.typ),
            Operator::Xor => self.s.all_integer(x.typ),
            _ => self.s.all_boolean(x.typ),
        };
        self.operator_defined(x, op, defined)
    }

    fn binary_defined(&mut self, x: &Operand, op: Operator) -> bool {
        use Operator::*;
        let defined = match op {
            Add => self.s.all_numeric_or_string(x.typ),
            Sub | Mul | Div => self.s.all_numeric(x.typ),
            Rem | And | Or | Xor | AndNot => self.s.all_integer(x.typ),
            _ => self.s.all_boolean(x.typ),
        };
        self.operator_defined(x, op, defined)
    }

    fn operator_defined(&mut self, x: &Operand, op: Operator, defined: bool) -> bool {
        if !defined {
            let msg = format!("invalid operation: operator {op} not defined on {}", self.operand_text(x));
            self.error(self.operand_pos(x), Code::UndefinedOp, msg);
        }
        defined
    }

    /// `lhs op rhs`, or, without a node for it, `lhs op= rhs`. An invalid operand was reported.
    pub(crate) fn binary(&mut self, e: Option<ExprId>, lhs: ExprId, rhs: ExprId, op: Operator) -> Operand {
        let mut x = self.expr(None, lhs);
        let mut y = self.expr(None, rhs);
        if x.is_invalid() {
            return x;
        }
        if y.is_invalid() {
            return y;
        }
        if op.is_shift() {
            self.shift(&mut x, &mut y, e, op);
            return x;
        }
        self.match_types(&mut x, &mut y);
        if x.is_invalid() {
            return x;
        }
        if op.is_comparison() {
            self.comparison(&mut x, &mut y, op, false);
            return x;
        }
        if !self.s.identical(x.typ, y.typ) {
            self.mismatched(&x, &y, e, op, lhs, rhs);
            x.fail();
        } else if !self.binary_defined(&x, op) || self.divides_by_zero(&x, &y, op) {
            x.fail();
        } else if x.is_const() && y.is_const() {
            self.fold(&mut x, &y, e, op);
        } else {
            x.mode = Mode::Value;
        }
        x
    }

    fn mismatched(&mut self, x: &Operand, y: &Operand, e: Option<ExprId>, op: Operator, lhs: ExprId, rhs: ExprId) {
        if !self.s.is_valid(x.typ) || !self.s.is_valid(y.typ) {
            return;
        }
        let expr = match e {
            Some(e) => self.expr_text(e),
            None => format!("{} {op}= {}", self.expr_text(lhs), self.expr_text(rhs)),
        };
        let (xt, yt) = (self.type_text(x.typ), self.type_text(y.typ));
        let msg = format!("invalid operation: {expr} (mismatched types {xt} and {yt})");
        self.error(self.operand_pos(x), Code::MismatchedTypes, msg);
    }

    fn divides_by_zero(&mut self, x: &Operand, y: &Operand, op: Operator) -> bool {
        if !matches!(op, Operator::Div | Operator::Rem) || !y.is_const() {
            return false;
        }
        let plain = (x.is_const() || self.s.all_integer(x.typ)) && y.val.sign() == 0;
        // The square of a tiny complex divisor may be zero.
        let square = |v: Value| v.binary(BinOp::Mul, &v).sign() == 0;
        let complex = x.is_const() && self.s.is_complex(x.typ) && square(y.val.real()) && square(y.val.imag());
        if plain || complex {
            self.error(self.operand_pos(y), Code::DivByZero, "invalid operation: division by zero");
        }
        plain || complex
    }

    fn fold(&mut self, x: &mut Operand, y: &Operand, e: Option<ExprId>, op: Operator) {
        if x.val.is_unknown() || y.val.is_unknown() {
            x.val = Value::Unknown;
            return;
        }
        if let (Some(a), Some(b)) = (x.val.byte_len(), y.val.byte_len())
            && self.s.release.front_end >= FrontEnd::Go1_27
            && a + b > MAX_CONST_STRING
        {
            let pos = e.or(x.node()).map_or(Pos::NONE, |e| self.op_pos(e));
            let msg = format!("constant string too long ({} bytes > {MAX_CONST_STRING} bytes)", a + b);
            self.error(pos, Code::InvalidConstVal, msg);
            x.val = Value::Unknown;
            return;
        }
        let integers = self.s.is_integer(x.typ);
        let Some(bin) = bin_op(op, integers) else { return };
        x.val = x.val.binary(bin, &y.val);
        if let Some(e) = e {
            x.expr = e;
        }
        let pos = x.node().map_or(Pos::NONE, |e| self.op_pos(e));
        self.overflow(x, pos);
    }

    /// Lets untyped operands take the type of the other side.
    pub(crate) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if !self.may_convert(x, y) {
            return;
        }
        self.convert_untyped(x, y.typ);
        if x.is_invalid() {
            return;
        }
        self.convert_untyped(y, x.typ);
        if y.is_invalid() {
            x.fail();
        }
    }

    /// Whether a conversion is worth trying; where not, mismatched types give a better error.
    fn may_convert(&self, x: &Operand, y: &Operand) -> bool {
        let s = self.s;
        if s.is_typed(x.typ) && s.is_typed(y.typ) {
            return false;
        }
        if s.release.front_end >= FrontEnd::Go1_26 && s.all_numeric(x.typ) != s.all_numeric(y.typ) {
            return false;
        }
        if s.is_non_tparam_interface(x.typ) || s.is_non_tparam_interface(y.typ) {
            return true;
        }
        if s.all_boolean(x.typ) != s.all_boolean(y.typ) || s.all_string(x.typ) != s.all_string(y.typ) {
            return false;
        }
        if x.is_nil() {
            return s.has_nil(y.typ);
        }
        if y.is_nil() {
            return s.has_nil(x.typ);
        }
        let pointer = |t| matches!(s.kind(s.under(t)), TypeKind::Pointer(_));
        !pointer(x.typ) && !pointer(y.typ)
    }

    /// `x op y`; in a switch, `x` is the case and `y` the tag. The result replaces `x`.
    pub(crate) fn comparison(&mut self, x: &mut Operand, y: &mut Operand, op: Operator, in_switch: bool) {
        if !self.s.is_valid(x.typ) || !self.s.is_valid(y.typ) {
            x.fail();
            return;
        }
        let op = if in_switch { Operator::Eql } else { op };
        if let Err(refused) = self.comparable_operands(x, y, op) {
            self.report_comparison(x, y, op, in_switch, refused);
            x.fail();
            return;
        }
        if x.is_const() && y.is_const() {
            let holds = cmp_op(op).is_some_and(|op| x.val.compare(op, &y.val));
            x.val = Value::Bool(holds);
        } else {
            x.mode = Mode::Value;
            self.update_expr_type(x, self.s.default_type(x.typ), true);
            self.update_expr_type(y, self.s.default_type(y.typ), true);
        }
        x.typ = TypeId::UNTYPED_BOOL;
    }

    fn comparable_operands(&mut self, x: &Operand, y: &Operand, op: Operator) -> Result<(), Incomparable> {
        let s = self.s;
        let mut scratch = String::new();
        if self.assignable(x, y.typ, &mut scratch).is_err() && self.assignable(y, x.typ, &mut scratch).is_err() {
            let cause = format!("mismatched types {} and {}", self.type_text(x.typ), self.type_text(y.typ));
            return Err(Incomparable { at_x: false, cause, code: Code::MismatchedTypes });
        }
        let undefined = |at_x, cause| Err(Incomparable { at_x, cause, code: Code::UndefinedOp });
        if !matches!(op, Operator::Eql | Operator::Neq) {
            return match (s.all_ordered(x.typ), s.all_ordered(y.typ)) {
                (false, _) => undefined(true, String::new()),
                (_, false) => undefined(false, String::new()),
                _ => Ok(()),
            };
        }
        if x.is_nil() || y.is_nil() {
            let typ = if x.is_nil() { y.typ } else { x.typ };
            return if s.has_nil(typ) { Ok(()) } else { undefined(false, String::new()) };
        }
        match (s.comparable(x.typ, true), s.comparable(y.typ, true)) {
            (false, _) => undefined(true, self.incomparable_cause(x.typ)),
            (_, false) => undefined(false, self.incomparable_cause(y.typ)),
            _ => Ok(()),
        }
    }

    fn report_comparison(&mut self, x: &Operand, y: &Operand, op: Operator, in_switch: bool, r: Incomparable) {
        let s = self.s;
        let mut bad = if r.at_x { x } else { y };
        let mut cause = r.cause;
        if cause.is_empty() {
            cause = if s.is_type_param(x.typ) || s.is_type_param(y.typ) {
                if !s.is_type_param(x.typ) {
                    bad = y;
                }
                let t = self.type_text(bad.typ);
                match s.release.front_end {
                    FrontEnd::Go1_23 => format!("type parameter {t} is not comparable with {op}"),
                    _ => format!("type parameter {t} cannot use operator {op}"),
                }
            } else {
                format!("operator {op} not defined on {}", self.kind_text(bad.typ))
            };
        }
        let (xe, ye) = (self.operand_expr_text(x), self.operand_expr_text(y));
        let (pos, msg) = if in_switch {
            (self.operand_pos(x), format!("invalid case {xe} in switch on {ye} ({cause})"))
        } else {
            (self.operand_pos(bad), format!("invalid operation: {xe} {op} {ye} ({cause})"))
        };
        self.error(pos, r.code, msg);
    }

    fn incomparable_cause(&self, t: TypeId) -> String {
        match self.s.kind(self.s.under(t)) {
            TypeKind::Slice(_) | TypeKind::Signature(_) | TypeKind::Map(..) => {
                format!("{} can only be compared to nil", self.kind_text(t))
            }
            _ => self.s.incomparable_reason(t, &|t| self.type_text(t)),
        }
    }

    /// A word for the kind of a type.
    pub(crate) fn kind_text(&self, t: TypeId) -> String {
        let word = match self.s.kind(self.s.under(t)) {
            TypeKind::Array(..) => "array",
            TypeKind::Slice(_) => "slice",
            TypeKind::Struct(_) => "struct",
            TypeKind::Pointer(_) => "pointer",
            TypeKind::Signature(_) => "func",
            TypeKind::Interface(_) if self.s.is_type_param(t) => {
                return format!("type parameter {}", self.type_text(t));
            }
            TypeKind::Interface(_) => "interface",
            TypeKind::Map(..) => "map",
            TypeKind::Chan(..) => "chan",
            _ => return self.type_text(t),
        };
        word.into()
    }

    fn shift_error(&mut self, at: &Operand, code: Code, msg: String) {
        self.error(self.operand_pos(at), code, format!("invalid operation: {msg}"));
    }

    /// `x op y` for shifts; the result replaces `x`.
    fn shift(&mut self, x: &mut Operand, y: &mut Operand, e: Option<ExprId>, op: Operator) {
        let s = self.s;
        let xval = if x.is_const() { x.val.to_int() } else { Value::Unknown };
        let fits = s.all_integer(x.typ) || s.is_untyped(x.typ) && xval.kind() == Kind::Int;
        if !fits {
            let msg = format!("shifted operand {} must be integer", self.operand_text(x));
            self.shift_error(x, Code::InvalidShiftOperand, msg);
            x.fail();
            return;
        }
        if !self.shift_count(y) {
            x.fail();
            return;
        }
        if x.is_const() && y.is_const() {
            self.const_shift(x, &xval, y, e, op);
            return;
        }
        if x.is_const() && s.is_untyped(x.typ) {
            // The type is that the result is converted to: looked at when it is known.
            if let Some(node) = x.node()
                && let Some(info) = self.untyped().get_mut(&node)
            {
                info.is_lhs = true;
            }
            x.mode = Mode::Value;
            return;
        }
        if !s.all_integer(x.typ) {
            let msg = format!("shifted operand {} must be integer", self.operand_text(x));
            self.shift_error(x, Code::InvalidShiftOperand, msg);
            x.fail();
            return;
        }
        x.mode = Mode::Value;
    }

    /// Checks the right operand of a shift.
    fn shift_count(&mut self, y: &mut Operand) -> bool {
        let s = self.s;
        if y.is_const() {
            let val = y.val.to_int();
            if val.kind() == Kind::Int && val.sign() < 0 {
                let msg = format!("negative shift count {}", self.operand_text(y));
                self.shift_error(y, Code::InvalidShiftCount, msg);
                return false;
            }
            if s.is_untyped(y.typ) {
                self.representable(y, TypeId::UINT);
                return !y.is_invalid();
            }
            // Typed constants are checked like variables below, but for their sign.
            if s.all_integer(y.typ) {
                return true;
            }
        }
        if s.all_integer(y.typ) && !s.is_untyped(y.typ) {
            let pos = self.operand_pos(y);
            if !s.all_unsigned(y.typ) && !self.allow_version(pos, Version::GO1_13) {
                let what = format!("invalid operation: signed shift count {}", self.operand_text(y));
                self.verify_version(pos, Version::GO1_13, |_| what);
                return false;
            }
            return true;
        }
        if s.is_untyped(y.typ) {
            self.convert_untyped(y, TypeId::UINT);
            return !y.is_invalid();
        }
        if y.is_const() {
            return true;
        }
        let msg = format!("shift count {} must be integer", self.operand_text(y));
        self.shift_error(y, Code::InvalidShiftCount, msg);
        false
    }

    fn const_shift(&mut self, x: &mut Operand, xval: &Value, y: &Operand, e: Option<ExprId>, op: Operator) {
        let integer = self.s.is_integer(x.typ);
        if x.val.is_unknown() || y.val.is_unknown() {
            x.val = Value::Unknown;
            if !integer {
                x.typ = TypeId::UNTYPED_INT;
            }
            return;
        }
        let Some(count) = y.val.to_int().as_u64().filter(|&n| n <= MAX_SHIFT) else {
            let msg = format!("invalid shift count {}", self.operand_text(y));
            self.shift_error(y, Code::InvalidShiftCount, msg);
            x.fail();
            return;
        };
        if !integer {
            x.typ = TypeId::UNTYPED_INT;
        }
        x.val = if op == Operator::Shl { xval.shl(count as u32) } else { xval.shr(count as u32) };
        if let Some(e) = e {
            x.expr = e;
        }
        let pos = x.node().map_or(Pos::NONE, |e| self.op_pos(e));
        self.overflow(x, pos);
    }
}

/// Why two operands cannot be compared.
struct Incomparable {
    /// The left operand is the wrong one.
    at_x: bool,
    /// The reason, or empty for the general one.
    cause: String,
    code: Code,
}

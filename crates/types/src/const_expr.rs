//! Constants in the checker: overflow, representability in a type, and untyped operands that
//! take the type their context wants. Authority: specification, "Constants" and
//! "Representability"; wording: `types2/const.go`, `types2/expr.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::operand::Operand;
use crate::recorded::{Mode, UntypedExpr};
use crate::types::{Basic, TypeId, TypeKind};
use base::Pos;
use constant::{Kind, MAX_INT_BITS, Repr, Value};
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind};

/// How a basic type represents constants.
pub(crate) fn repr_of(basic: Basic) -> Option<Repr> {
    Some(match basic {
        Basic::Bool | Basic::UntypedBool => Repr::Bool,
        Basic::String | Basic::UntypedString => Repr::String,
        Basic::Int | Basic::Int64 => Repr::Int(64),
        Basic::Int8 => Repr::Int(8),
        Basic::Int16 => Repr::Int(16),
        Basic::Int32 => Repr::Int(32),
        Basic::Uint | Basic::Uint64 | Basic::Uintptr => Repr::Uint(64),
        Basic::Uint8 => Repr::Uint(8),
        Basic::Uint16 => Repr::Uint(16),
        Basic::Uint32 => Repr::Uint(32),
        Basic::Float32 => Repr::Float32,
        Basic::Float64 => Repr::Float64,
        Basic::Complex64 => Repr::Complex64,
        Basic::Complex128 => Repr::Complex128,
        Basic::UntypedInt | Basic::UntypedRune => Repr::UntypedInt,
        Basic::UntypedFloat => Repr::UntypedFloat,
        Basic::UntypedComplex => Repr::UntypedComplex,
        Basic::Invalid | Basic::UnsafePointer | Basic::UntypedNil => return None,
    })
}

/// Words for the operators whose results can overflow.
fn operation_name(kind: ExprKind) -> &'static str {
    match kind {
        ExprKind::Unary { op: Operator::Xor, .. } => "bitwise complement ",
        ExprKind::Binary { op, .. } => match op {
            Operator::Add => "addition ",
            Operator::Sub => "subtraction ",
            Operator::Xor => "bitwise XOR ",
            Operator::Mul => "multiplication ",
            Operator::Shl => "shift ",
            _ => "",
        },
        _ => "",
    }
}

impl<'a> Checker<'a> {
    /// Refuses constant results that cannot be represented; `pos` is that of the operator.
    pub(crate) fn overflow(&mut self, x: &mut Operand, pos: Pos) {
        if x.val.is_unknown() {
            self.error(pos, Code::InvalidConstVal, "constant result is not representable");
        } else if !self.s.is_untyped(x.typ) {
            self.representable(x, x.typ);
        } else if x.val.kind() == Kind::Int && x.val.bit_len() > MAX_INT_BITS {
            let op = x.node().map_or("", |e| operation_name(self.env.ast[e].kind));
            self.error(pos, Code::InvalidConstVal, format!("constant {op}overflow"));
            x.val = Value::Unknown;
        }
    }

    /// Where overflow of an operation is reported: the operator's position, or the start of
    /// what is no operation.
    pub(crate) fn op_pos(&self, e: ExprId) -> Pos {
        match self.env.ast[e].kind {
            ExprKind::Unary { .. } | ExprKind::Binary { .. } => self.env.ast[e].pos,
            _ => self.start_pos(e),
        }
    }

    /// Whether the basic type behind `t` can hold `val`, and as what.
    pub(crate) fn const_in_type(&self, val: &Value, t: TypeId) -> Option<Value> {
        val.represent(repr_of(self.s.as_basic(t)?)?)
    }

    /// Rounds a constant to a basic type; reports it where it does not fit.
    pub(crate) fn representable(&mut self, x: &mut Operand, t: TypeId) {
        match self.representation(x, t) {
            Ok(val) => x.val = val,
            Err(code) => {
                self.invalid_conversion(code, x, t);
                x.fail();
            }
        }
    }

    /// A constant as a basic type holds it, or the kind of error.
    pub(crate) fn representation(&self, x: &Operand, t: TypeId) -> Result<Value, Code> {
        let s = self.s;
        if let Some(val) = self.const_in_type(&x.val, t) {
            return Ok(val);
        }
        Err(match s.is_numeric(x.typ) && s.is_numeric(t) {
            true if !s.is_integer(x.typ) && s.is_integer(t) => Code::TruncatedFloat,
            true => Code::NumericOverflow,
            false => Code::InvalidConstVal,
        })
    }

    pub(crate) fn invalid_conversion(&mut self, code: Code, x: &Operand, target: TypeId) {
        let (x_text, t) = (self.operand_text(x), self.type_text(target));
        let msg = match code {
            Code::TruncatedFloat => format!("{x_text} truncated to {t}"),
            Code::NumericOverflow => format!("{x_text} overflows {t}"),
            _ => format!("cannot convert {x_text} to type {t}"),
        };
        self.error(self.operand_pos(x), code, msg);
    }

    /// Gives an untyped operand the target type, where that is possible.
    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: TypeId) {
        match self.implicit_type_and_value(x, target) {
            Err(code) => {
                let shown = if self.s.is_type_param(target) { target } else { self.s.under(target) };
                self.invalid_conversion(code, x, shown);
                x.fail();
            }
            Ok((typ, val)) => self.take_implicit(x, typ, val),
        }
    }

    /// Applies what [`Checker::implicit_type_and_value`] found.
    pub(crate) fn take_implicit(&mut self, x: &mut Operand, typ: TypeId, val: Option<Value>) {
        if let Some(val) = val {
            self.update_expr_value(x, &val);
            x.val = val;
        }
        if typ != x.typ {
            x.typ = typ;
            self.update_expr_type(x, typ, false);
        }
    }

    /// The type and, for constants, the value an untyped operand takes where `target` is
    /// wanted. Typed operands keep theirs.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: TypeId,
    ) -> Result<(TypeId, Option<Value>), Code> {
        let s = self.s;
        let no = Err(Code::InvalidUntypedConversion);
        if x.is_invalid() || !s.is_untyped(x.typ) || !s.is_valid(target) {
            return Ok((x.typ, None));
        }
        if s.is_untyped(target) {
            return self.s.max_type(x.typ, target).map(|t| (t, None)).ok_or(Code::InvalidUntypedConversion);
        }
        if x.is_nil() {
            return if s.has_nil(target) { Ok((target, None)) } else { no };
        }
        match s.kind(s.under(target)) {
            TypeKind::Basic(_) if x.is_const() => Ok((target, Some(self.representation(x, s.under(target))?))),
            TypeKind::Basic(_) => {
                let fits = match self.s.as_basic(x.typ) {
                    Some(Basic::UntypedBool) => s.is_boolean(target),
                    Some(Basic::UntypedString) => s.is_string(target),
                    Some(Basic::UntypedInt | Basic::UntypedRune | Basic::UntypedFloat | Basic::UntypedComplex) => {
                        s.is_numeric(target)
                    }
                    _ => false,
                };
                if fits { Ok((target, None)) } else { no }
            }
            TypeKind::Interface(_) if s.is_type_param(target) => {
                let fits = |c: &mut Self, u: Option<TypeId>| u.is_some_and(|u| c.implicit_type_and_value(x, u).is_ok());
                if self.all_underlying(target, fits) { Ok((target, None)) } else { no }
            }
            // Untyped values become their default type; they have no methods.
            TypeKind::Interface(_) if s.type_set(s.under(target)).is_all() => Ok((s.default_type(x.typ), None)),
            _ => no,
        }
    }

    /// Remembers or records what was found out about an operand's expression.
    pub(crate) fn record(&mut self, x: &Operand) {
        let Some(e) = x.node() else { return };
        let typ = match x.mode {
            Mode::Invalid => TypeId::INVALID,
            Mode::NoValue => TypeId::EMPTY_TUPLE,
            _ => x.typ,
        };
        if self.s.is_untyped(typ) {
            self.remember_untyped(e, x.mode, typ, x);
        } else {
            self.record_type(e, x.mode, typ, x.is_const().then_some(&x.val));
        }
    }

    fn remember_untyped(&mut self, e: ExprId, mode: Mode, typ: TypeId, x: &Operand) {
        let val = x.is_const().then(|| x.val.clone());
        self.untyped().insert(e, UntypedExpr { is_lhs: false, mode, typ, val });
    }

    fn update_expr_value(&mut self, x: &Operand, val: &Value) {
        if let Some(e) = x.node()
            && let Some(info) = self.untyped().get_mut(&e)
        {
            info.val = Some(val.clone());
        }
    }

    /// Gives an untyped expression and the operands that share its type another type; a final
    /// or typed one is recorded.
    pub(crate) fn update_expr_type(&mut self, x: &Operand, typ: TypeId, last: bool) {
        if let Some(e) = x.node() {
            self.update_node_type(e, typ, last);
        }
    }

    fn update_node_type(&mut self, e: ExprId, typ: TypeId, last: bool) {
        base::stack::with_room(|| self.update_one_type(e, typ, last));
    }
    fn update_one_type(&mut self, e: ExprId, typ: TypeId, last: bool) {
        let Some(old) = self.untyped().get(&e).cloned() else { return };
        let ast = self.env.ast;
        match ast[e].kind {
            ExprKind::Paren(x) => self.update_node_type(x, typ, last),
            ExprKind::Unary { x, .. } if old.val.is_none() => self.update_node_type(x, typ, last),
            ExprKind::Binary { op, x, y } if old.val.is_none() && !op.is_comparison() => {
                self.update_node_type(x, typ, last);
                if !op.is_shift() {
                    self.update_node_type(y, typ, last);
                }
            }
            _ => {}
        }
        if !last && self.s.is_untyped(typ) {
            let typ = self.s.under(typ);
            if let Some(info) = self.untyped().get_mut(&e) {
                info.typ = typ;
            }
            return;
        }
        self.untyped().remove(&e);
        if old.is_lhs && !self.s.all_integer(typ) {
            let msg = format!(
                "invalid operation: shifted operand {} (type {}) must be integer",
                self.expr_text(e),
                self.type_text(typ)
            );
            self.error(self.start_pos(e), Code::InvalidShiftOperand, msg);
            return;
        }
        let mut val = old.val.clone();
        if let Some(v) = old.val {
            let mut c = Operand { val: v, ..Operand::new(old.mode, e, old.typ) };
            self.convert_untyped(&mut c, typ);
            if c.is_invalid() {
                return;
            }
            val = Some(c.val);
        }
        self.record_type(e, old.mode, typ, val.as_ref());
    }
}

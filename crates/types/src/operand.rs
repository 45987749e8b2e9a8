//! Operands: what the checker knows of an expression while it looks at the one around it, and
//! how messages describe it (`x (variable of type int)`). Authority for the wording:
//! `types2/operand.go`.

use crate::builtin::Builtin;
use crate::checker::Checker;
use crate::codes::Code;
use crate::recorded::Mode;
use crate::types::{TypeId, TypeKind};
use base::Pos;
use constant::{LiteralKind, Value};
use release::FrontEnd;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;
use syntax::LitKind;
use syntax::ast::{ExprId, ExprKind};

impl Mode {
    fn text(self) -> &'static str {
        match self {
            Mode::Invalid => "invalid operand",
            Mode::NoValue => "no value",
            Mode::Builtin => "built-in",
            Mode::TypeExpr => "type",
            Mode::Constant => "constant",
            Mode::Variable => "variable",
            Mode::MapIndex => "map index expression",
            Mode::Value => "value",
            Mode::NilValue => "nil",
            Mode::CommaOk => "comma, ok expression",
            Mode::CommaErr => "comma, error expression",
            Mode::CgoFunc => "cgo function",
        }
    }
}

/// One of several values of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The result with this number, from 1.
    Result(u32),
    /// Whether there was a first value.
    Ok,
    /// Why there was no first value.
    Error,
}

impl Display for Part {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Part::Ok => f.write_str("ok value of (comma, ok) expression"),
            Part::Error => f.write_str("err value of (comma, err) expression"),
            Part::Result(n) => {
                let ending = ["st", "nd", "rd"].get(*n as usize - 1).unwrap_or(&"th");
                write!(f, "{n}{ending} function result")
            }
        }
    }
}

/// An expression as far as it was checked.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What can be done with it.
    pub mode: Mode,
    /// The node it stands for, in the current arena; `NONE` where there is none.
    pub expr: ExprId,
    /// Place and text, where the source has no expression of its own.
    pub text: Option<Arc<(Pos, String)>>,
    /// Which part of its node's values it is, where messages say that instead of the node's text.
    pub part: Option<Part>,
    /// Its type; of a call with several results their tuple.
    pub typ: TypeId,
    /// Its value, for constants.
    pub val: Value,
    /// The builtin, if it is one.
    pub builtin: Option<Builtin>,
}

impl Operand {
    /// An operand of a node.
    pub fn new(mode: Mode, e: ExprId, typ: TypeId) -> Operand {
        Operand { mode, expr: e, text: None, part: None, typ, val: Value::Unknown, builtin: None }
    }
    /// An operand nothing more is said of.
    pub fn invalid(e: ExprId) -> Operand {
        Operand::new(Mode::Invalid, e, TypeId::INVALID)
    }
    /// A constant.
    pub fn constant(e: ExprId, typ: TypeId, val: Value) -> Operand {
        Operand { val, ..Operand::new(Mode::Constant, e, typ) }
    }
    /// A value described by a text.
    pub fn described(mode: Mode, pos: Pos, text: &str, typ: TypeId) -> Operand {
        let text = Some(Arc::new((pos, text.to_string())));
        Operand { text, ..Operand::new(mode, ExprId::NONE, typ) }
    }
    /// Whether it is wrong.
    pub fn is_invalid(&self) -> bool {
        self.mode == Mode::Invalid
    }
    /// Whether it is `nil`.
    pub fn is_nil(&self) -> bool {
        self.mode == Mode::NilValue
    }
    /// Whether it is a constant.
    pub fn is_const(&self) -> bool {
        self.mode == Mode::Constant
    }
    /// The node it stands for.
    pub fn node(&self) -> Option<ExprId> {
        self.expr.some()
    }
    /// Marks it as wrong.
    pub fn fail(&mut self) {
        self.mode = Mode::Invalid;
    }
}

/// The literal kinds of `syntax` as those of `constant`.
fn literal_kind(kind: LitKind) -> (LiteralKind, TypeId) {
    match kind {
        LitKind::Int => (LiteralKind::Int, TypeId::UNTYPED_INT),
        LitKind::Float => (LiteralKind::Float, TypeId::UNTYPED_FLOAT),
        LitKind::Imag => (LiteralKind::Imag, TypeId::UNTYPED_COMPLEX),
        LitKind::Rune => (LiteralKind::Rune, TypeId::UNTYPED_RUNE),
        LitKind::String => (LiteralKind::String, TypeId::UNTYPED_STRING),
    }
}

impl<'a> Checker<'a> {
    /// The operand of a literal; invalid when its text has no value.
    pub(crate) fn literal_operand(&self, e: ExprId, kind: LitKind) -> Operand {
        let (lit, typ) = literal_kind(kind);
        match Value::from_literal(&self.env.ast.literal_text(e), lit) {
            Value::Unknown => Operand::invalid(e),
            val => Operand::constant(e, typ, val),
        }
    }
    /// Where errors about an operand are reported: its leftmost position.
    pub(crate) fn operand_pos(&self, x: &Operand) -> Pos {
        match (x.node(), &x.text) {
            (Some(e), _) => self.start_pos(e),
            (None, Some(text)) => text.0,
            (None, None) => Pos::NONE,
        }
    }
    /// The position of an operand's expression itself (of its operator, where it has one).
    pub(crate) fn operand_own_pos(&self, x: &Operand) -> Pos {
        x.node().map_or_else(|| self.operand_pos(x), |e| self.env.ast[e].pos)
    }
    /// The source text of an operand.
    pub(crate) fn operand_expr_text(&self, x: &Operand) -> String {
        if let Some(part) = x.part {
            return part.to_string();
        }
        match (x.node(), &x.text, x.mode) {
            (_, Some(text), _) => text.1.clone(),
            (Some(e), ..) => self.expr_text(e),
            (_, _, Mode::Builtin) => x.builtin.map_or(String::new(), |b| b.info().name.into()),
            (_, _, Mode::TypeExpr) => self.type_text(x.typ),
            (_, _, Mode::Constant) => x.val.to_string(),
            _ => String::new(),
        }
    }
    /// The description of an operand in messages.
    pub(crate) fn operand_text(&self, x: &Operand) -> String {
        if x.mode == Mode::NilValue {
            return match x.typ {
                TypeId::INVALID => "nil (with invalid type)".into(),
                TypeId::UNTYPED_NIL => "nil".into(),
                t => format!("nil (of type {})", self.type_text(t)),
            };
        }
        let expr = self.operand_expr_text(x);
        let mut out = String::new();
        if !expr.is_empty() {
            out = format!("{expr} (");
        }
        let shows_type =
            !matches!(x.mode, Mode::Invalid | Mode::NoValue | Mode::Builtin | Mode::TypeExpr) && !x.typ.is_none();
        let untyped = shows_type && self.s.is_untyped(x.typ);
        if untyped {
            out.push_str(&self.type_text(x.typ));
            out.push(' ');
        }
        out.push_str(x.mode.text());
        if x.is_const() {
            let value = x.val.to_string();
            if value != expr {
                out.push(' ');
                out.push_str(&value);
            }
        }
        if shows_type && !untyped {
            out.push_str(&self.operand_type_text(x.typ));
        }
        if !expr.is_empty() {
            out.push(')');
        }
        out
    }
    fn operand_type_text(&self, t: TypeId) -> String {
        if !self.s.is_valid(t) {
            return " with invalid type".into();
        }
        let generic = if self.s.is_generic(t) { "generic " } else { "" };
        let mut out = format!(" of {generic}{}type {}", self.structure_text(t), self.type_text(t));
        if let Some(p) = self.s.as_type_param(t) {
            out += &format!(" constrained by {}", self.type_text(p.bound.get()));
            if self.s.type_set(self.s.tparam_interface(t)).is_empty() {
                out += " with empty type set";
            }
        }
        out
    }

    /// What a named type is made of, with a space behind it; nothing for other types and where that is not said.
    fn structure_text(&self, t: TypeId) -> String {
        let is_named = matches!(self.s.kind(t), TypeKind::Alias(_) | TypeKind::Named(_));
        if self.s.release.front_end < FrontEnd::Go1_24 || !is_named || self.s.is_type_param(t) {
            return String::new();
        }
        match self.s.kind(self.s.under(t)) {
            TypeKind::Basic(_) => format!("{} ", self.type_text(self.s.under(t))),
            _ => format!("{} ", self.kind_text(t)),
        }
    }

    /// Whether `x` may be assigned to a variable of type `to` (specification,
    /// "Assignability"), with the reason why not where there is one to tell.
    pub(crate) fn assignable(&mut self, x: &Operand, to: TypeId, cause: &mut String) -> Result<(), Code> {
        let s = self.s;
        if x.is_invalid() || !s.is_valid(to) {
            return Ok(());
        }
        let (v, t) = (s.unalias(x.typ), s.unalias(to));
        if s.identical(v, t) {
            return Ok(());
        }
        let (vu, tu) = (s.under(v), s.under(t));
        let (v_param, t_param) = (s.as_type_param(v).is_some(), s.as_type_param(t).is_some());
        let no = Err(Code::IncompatibleAssign);
        if s.is_untyped(vu) {
            let fits = |c: &mut Self, t| c.implicit_type_and_value(x, t).is_ok();
            let ok = if t_param { self.all_terms(t, |c, term| fits(c, term)) } else { fits(self, t) };
            return if ok { Ok(()) } else { no };
        }
        if s.identical(vu, tu) && (!s.has_name(v) || !s.has_name(t)) && !v_param && !t_param {
            return Ok(());
        }
        if matches!(s.kind(tu), TypeKind::Interface(_)) && !t_param || s.is_interface_ptr(tu) {
            if self.implements(v, t, false, Some(cause)) {
                return Ok(());
            }
            if !v_param {
                return Err(Code::InvalidIfaceAssign);
            }
            cause.clear();
        }
        if matches!(s.kind(vu), TypeKind::Interface(_)) && !v_param && self.implements(t, v, false, None) {
            *cause = "need type assertion".into();
            return no;
        }
        if let (TypeKind::Chan(syntax::ast::ChanDir::Both, ve), TypeKind::Chan(_, te)) = (s.kind(vu), s.kind(tu))
            && s.identical(*ve, *te)
        {
            return if !s.has_name(v) || !s.has_name(t) { Ok(()) } else { Err(Code::InvalidChanAssign) };
        }
        if !v_param && !t_param {
            return no;
        }
        self.assignable_by_terms(x, to, v, t, cause)
    }

    /// Assignability where one side is a type parameter: it must hold for each of its types.
    fn assignable_by_terms(
        &mut self,
        x: &Operand,
        to: TypeId,
        v: TypeId,
        t: TypeId,
        cause: &mut String,
    ) -> Result<(), Code> {
        let s = self.s;
        let mut result = Err(Code::IncompatibleAssign);
        if s.as_type_param(t).is_some() && !s.has_name(v) {
            self.all_terms(t, |c, term| {
                result = c.assignable(x, term, cause);
                if result.is_err() {
                    let msg = format!(
                        "cannot assign {} to {} (in {})",
                        c.type_text(x.typ),
                        c.type_text(term),
                        c.type_text(t)
                    );
                    prepend_cause(cause, msg);
                }
                result.is_ok()
            });
        } else if s.as_type_param(v).is_some() && !s.has_name(t) {
            let mut x = x.clone();
            self.all_terms(v, |c, term| {
                x.typ = term;
                result = c.assignable(&x, to, cause);
                if result.is_err() {
                    let msg =
                        format!("cannot assign {} (in {}) to {}", c.type_text(term), c.type_text(v), c.type_text(to));
                    prepend_cause(cause, msg);
                }
                result.is_ok()
            });
        }
        result
    }

    /// Whether `f` holds for all specific types of a type parameter; false where it has none.
    pub(crate) fn all_terms(&mut self, tparam: TypeId, mut f: impl FnMut(&mut Self, TypeId) -> bool) -> bool {
        let set = self.s.type_set(self.s.tparam_interface(tparam));
        set.specific().is_some_and(|terms| terms.iter().all(|term| f(self, term.typ)))
    }
    /// Whether `f` holds for the underlying type of `t`, or, of a type parameter, for those of
    /// all its types (`None`: it has no specific ones).
    pub(crate) fn all_underlying(&mut self, t: TypeId, mut f: impl FnMut(&mut Self, Option<TypeId>) -> bool) -> bool {
        let s = self.s;
        if s.as_type_param(t).is_none() {
            return f(self, Some(s.under(t)));
        }
        s.type_set_under_all(t, |u| f(self, u))
    }
}

/// Puts a sentence before a reason, which moves to a line of its own.
pub(crate) fn prepend_cause(cause: &mut String, msg: String) {
    *cause = if cause.is_empty() { msg } else { format!("{msg}\n\t{cause}") };
}

/// Whether a node has the shape of a call, parentheses aside.
pub(crate) fn is_call(ast: &syntax::ast::Ast, e: ExprId) -> bool {
    matches!(ast[ast.unparen(e)].kind, ExprKind::Call { .. })
}

impl Default for Operand {
    fn default() -> Self {
        Operand::invalid(ExprId::NONE)
    }
}

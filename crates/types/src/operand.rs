//! Operands: what the checker knows of an expression while it looks at the one around it, and
//! how messages describe it (`x (variable of type int)`). Authority for the wording:
//! `types2/operand.go`.

use crate::builtin::Builtin;
use crate::types::TypeId;
use base::Pos;
use constant::Value;
use std::sync::Arc;
use syntax::ast::ExprId;

/// What can be done with an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Wrong; an error was reported.
    Invalid,
    /// The call of a function without results.
    NoValue,
    /// A builtin, not called.
    Builtin,
    /// A type.
    TypeExpr,
    /// A constant.
    Constant,
    /// An addressable variable.
    Variable,
    /// An element of a map: may be assigned to, or give a second value.
    MapIndex,
    /// A value.
    Value,
    /// `nil`.
    NilValue,
    /// A value that may give a second, boolean one.
    CommaOk,
    /// A value that may give an error as second one (calls into C).
    CommaErr,
    /// A C function.
    CgoFunc,
}

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

/// An expression as far as it was checked.
#[derive(Clone, Debug)]
pub struct Operand {
    /// What can be done with it.
    pub mode: Mode,
    /// The node it stands for, in the current arena; `NONE` where there is none.
    pub expr: ExprId,
    /// Place and text, where the source has no expression of its own.
    pub text: Option<Arc<(Pos, String)>>,
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
        Operand { mode, expr: e, text: None, typ, val: Value::Unknown, builtin: None }
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

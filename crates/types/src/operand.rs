//! Operands: what the checker knows of an expression just looked at: how it may be used
//! (`mode`), its type, its constant value.

use crate::builtin::Builtin;
use crate::types::TypeId;
use constant::Value;
use syntax::ast::ExprId;

/// How an operand may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Wrong; reported.
    Invalid,
    /// A call without result.
    NoValue,
    /// A predeclared function.
    Builtin,
    /// A type.
    TypeExpr,
    /// A constant.
    Constant,
    /// Addressable.
    Variable,
    /// An element of a map: not addressable, assignable; has a comma-ok form.
    MapIndex,
    /// A computed value.
    Value,
    /// `nil`.
    NilValue,
    /// A value with a comma-ok form (receive, type assertion).
    CommaOk,
    /// As `CommaOk`, the second value being an error (calls of C functions).
    CommaErr,
    /// A C function.
    CgoFunc,
}

/// An operand.
#[derive(Clone, Debug)]
pub struct Operand {
    /// How it may be used.
    pub mode: Mode,
    /// Its type; `TypeId::INVALID` where there is none.
    pub typ: TypeId,
    /// Its value, for constants.
    pub val: Option<Value>,
    /// The expression it came from; `NONE` for made-up ones. Relative to the current arena.
    pub expr: ExprId,
    /// Which, for builtins.
    pub builtin: Option<Builtin>,
}

impl Default for Operand {
    fn default() -> Self {
        Operand { mode: Mode::Invalid, typ: TypeId::INVALID, val: None, expr: ExprId::NONE, builtin: None }
    }
}

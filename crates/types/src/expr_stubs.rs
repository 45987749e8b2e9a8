//! Stand-ins for the expression side until it lands: replace each by the real thing.

use crate::checker::Checker;
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::types::TypeId;
use syntax::ast::ExprId;

/// Where a value goes: its type, and how texts name the place.
#[derive(Clone, Debug)]
pub struct Target {
    /// The type of the variable.
    pub sig: TypeId,
    /// Its description.
    pub desc: String,
}

#[allow(unused_variables, clippy::unused_self, reason = "stand-ins")]
impl<'a> Checker<'a> {
    /// Checks an expression that must have a single value.
    pub fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {}
    /// Checks `x.sel` (`def`: the type name being declared by it; `want_type`: as a type).
    pub fn selector(&mut self, x: &mut Operand, e: ExprId, def: Option<ObjId>, want_type: bool) {}
    /// Checks expressions after an error, so that what they mention counts as used.
    pub fn use_exprs(&mut self, list: &[ExprId]) {}
    /// The description of an operand in error texts.
    pub fn operand_text(&self, x: &Operand) -> String {
        String::new()
    }
    /// Initialises a constant with an operand.
    pub fn init_const(&mut self, obj: ObjId, x: &mut Operand) {
        if self.s.obj(obj).typ.get().is_none() {
            self.s.obj(obj).typ.set(TypeId::INVALID);
        }
    }
    /// Initialises a variable with an operand.
    pub fn init_var(&mut self, obj: ObjId, x: &mut Operand, context: &str) {
        if self.s.obj(obj).typ.get().is_none() {
            self.s.obj(obj).typ.set(TypeId::INVALID);
        }
    }
    /// Initialises several variables with expressions (`returns`: the return statement).
    pub fn init_vars(&mut self, lhs: &[ObjId], rhs: &[ExprId]) {
        for &v in lhs {
            if self.s.obj(v).typ.get().is_none() {
                self.s.obj(v).typ.set(TypeId::INVALID);
            }
        }
    }
    /// The length of an array type that constant `x` gives, if it is one of type `int`.
    pub fn representable_as_int(&self, x: &Operand) -> Option<u64> {
        x.val.as_ref()?.to_int().as_i64().and_then(|n| u64::try_from(n).ok())
    }
    /// Checks a function body: `sig` with its scope current.
    pub fn func_body(&mut self, name: &str, sig: TypeId, body: syntax::ast::StmtId) {}
}

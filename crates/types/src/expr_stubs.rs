//! Stand-ins for the expression side until it lands: replace each by the real thing.

use crate::checker::Checker;
use crate::objects::ObjId;
use crate::operand::Operand;
use crate::package_cx::DeclIdx;
use crate::scope::ScopeId;
use crate::types::TypeId;
use base::Pos;
use constant::Value;
use syntax::ast::{ExprId, StmtId};

/// Where a function value goes: its type, and how texts name the place.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The type of the variable.
    pub typ: TypeId,
    /// Its description.
    pub desc: String,
}

#[allow(unused_variables, clippy::unused_self, reason = "stand-ins")]
impl<'a> Checker<'a> {
    pub(crate) fn target(&self, typ: TypeId, desc: impl FnOnce() -> String) -> Option<Target> {
        (!typ.is_none()).then(|| Target { typ, desc: desc() })
    }
    pub(crate) fn expr(&mut self, target: Option<&Target>, e: ExprId) -> Operand {
        let _ = target.map(|t| (t.typ, t.desc.len()));
        Operand::invalid(e)
    }
    pub(crate) fn selector(&mut self, e: ExprId, def: Option<ObjId>, want_type: bool) -> Operand {
        Operand::invalid(e)
    }
    pub(crate) fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        true
    }
    pub(crate) fn operand_text(&self, x: &Operand) -> String {
        String::new()
    }
    pub(crate) fn operand_expr_text(&self, x: &Operand) -> String {
        String::new()
    }
    pub(crate) fn operand_pos(&self, x: &Operand) -> Pos {
        Pos::NONE
    }
    pub(crate) fn init_const(&mut self, obj: ObjId, x: Operand) {
        self.s.obj(obj).typ.set_once(TypeId::INVALID);
    }
    pub(crate) fn init_var(&mut self, obj: ObjId, x: Operand, context: &str) {
        self.s.obj(obj).typ.set_once(TypeId::INVALID);
    }
    pub(crate) fn init_vars(&mut self, lhs: &[ObjId], rhs: &[ExprId], returns: Option<StmtId>) {
        lhs.iter().for_each(|&v| {
            self.s.obj(v).typ.set_once(TypeId::INVALID);
        });
    }
    pub(crate) fn func_body(
        &mut self,
        decl: Option<DeclIdx>,
        sig: TypeId,
        scope: ScopeId,
        body: StmtId,
        iota: Option<Value>,
    ) {
    }
    pub(crate) fn init_order(&mut self) {}
    pub(crate) fn record_untyped(&mut self) {}
}

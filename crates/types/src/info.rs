//! How the checker records what it finds out about nodes ([`crate::recorded`]). Untyped expressions wait until their type is
//! settled; what is left when a body ends keeps its untyped type.

use crate::checker::Checker;
use crate::objects::ObjId;
use crate::recorded::{ArenaInfo, Instance, Mode, Selection, UntypedExpr};
use crate::types::TypeId;
use base::{FxHashMap, Pos};
use constant::Value;
use syntax::ast::{ClauseId, ExprId};

impl Checker<'_> {
    fn here(&mut self) -> &mut ArenaInfo {
        self.info.arena(self.env.arena)
    }
    /// The untyped expressions of the current arena.
    pub(crate) fn untyped(&mut self) -> &mut FxHashMap<ExprId, UntypedExpr> {
        &mut self.here().untyped
    }
    /// Records the object a name declares.
    pub fn record_def(&mut self, pos: Pos, obj: ObjId) {
        self.info.defs.insert(pos, obj);
    }
    /// Records the object a name expression means.
    pub fn record_use(&mut self, e: ExprId, obj: ObjId) {
        self.here().uses.insert(e, obj);
    }
    /// Records use, type and value of an expression.
    pub fn record_type(&mut self, e: ExprId, mode: Mode, typ: TypeId, val: Option<&Value>) {
        if mode != Mode::Invalid {
            self.here().set(e, mode, typ, val);
        }
    }
    /// Records the instantiation of the generic type or function named by `e`.
    pub fn record_instance(&mut self, e: ExprId, targs: &[TypeId], typ: TypeId) {
        self.here().instances.insert(e, Instance { targs: targs.into(), typ });
    }
    /// Records what a selector is.
    pub(crate) fn record_selection(&mut self, e: ExprId, selection: Selection) {
        self.here().selections.insert(e, selection);
    }
    /// Records the variable a clause of a type switch declares.
    pub(crate) fn record_implicit(&mut self, clause: ClauseId, obj: ObjId) {
        self.here().implicits.insert(clause, obj);
    }
    /// Records that an expression gives two values.
    pub(crate) fn record_comma_ok(&mut self, e: ExprId, types: [TypeId; 2]) {
        let mut e = e;
        loop {
            self.here().comma_ok.insert(e, types);
            match self.env.ast[e].kind {
                syntax::ast::ExprKind::Paren(x) => e = x,
                _ => return,
            }
        }
    }
    /// Records what is left untyped with its untyped type, at the end of a body or package.
    pub(crate) fn record_untyped(&mut self) {
        for info in self.info.files.iter_mut().chain([&mut self.info.body]) {
            for (e, u) in std::mem::take(&mut info.untyped) {
                info.set(e, u.mode, u.typ, u.val.as_ref());
            }
        }
    }
}

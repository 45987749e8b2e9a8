//! Facts about expressions and names that the checker leaves behind, per arena.

use crate::checker::{ArenaId, Checker};
use crate::objects::ObjId;
use crate::operand::Mode;
use crate::types::TypeId;
use base::{FxHashMap, Pos};
use constant::Value;
use syntax::ast::ExprId;

/// Type and value of an expression.
#[derive(Clone, Debug)]
pub struct TypeAndValue {
    /// How it may be used.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
    /// Its value, if constant.
    pub val: Option<Value>,
}

/// Type arguments, and the instantiated type.
pub type Instance = (Box<[TypeId]>, TypeId);

/// The facts of one checker.
#[derive(Debug, Default)]
pub struct Info {
    /// Of expressions and types.
    pub types: FxHashMap<(ArenaId, ExprId), TypeAndValue>,
    /// Objects defined, by the position of the name.
    pub defs: FxHashMap<Pos, ObjId>,
    /// Objects used, by the name expression.
    pub uses: FxHashMap<(ArenaId, ExprId), ObjId>,
    /// Type arguments and result of instantiations.
    pub instances: FxHashMap<(ArenaId, ExprId), Instance>,
}

impl Checker<'_> {
    /// Records the object a name declares.
    pub fn record_def(&mut self, pos: Pos, obj: ObjId) {
        self.info.defs.insert(pos, obj);
    }
    /// Records the object a name expression means.
    pub fn record_use(&mut self, e: ExprId, obj: ObjId) {
        self.info.uses.insert((self.env.arena, e), obj);
    }
    /// Records type and value of an expression.
    pub fn record_type(&mut self, e: ExprId, mode: Mode, typ: TypeId, val: Option<&Value>) {
        if mode != Mode::Invalid {
            self.info.types.insert((self.env.arena, e), TypeAndValue { mode, typ, val: val.cloned() });
        }
    }
    /// Records the instantiation of the generic type or function named by `e`.
    pub fn record_instance(&mut self, e: ExprId, targs: &[TypeId], typ: TypeId) {
        self.info.instances.insert((self.env.arena, e), (targs.into(), typ));
    }
}

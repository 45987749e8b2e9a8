//! What the checker leaves behind about the nodes of a tree, for the typed bodies and for tools: side tables by node, one
//! set per arena. Untyped expressions wait beside them until their type is settled.

use crate::lookup::Path;
use crate::objects::ObjId;
use crate::types::TypeId;
use base::{FxHashMap, Id, Pos};
use constant::Value;
use syntax::ast::{ClauseId, ExprId};

base::define_id!(
    /// An arena of syntax nodes as side tables know it: file `i`, or the body being checked.
    ArenaId,
    "arena"
);

impl ArenaId {
    /// The arena of the body a body checker is for.
    pub const BODY: ArenaId = ArenaId(u32::MAX - 1);
    /// The arena of file `i`.
    pub fn file(i: usize) -> ArenaId {
        ArenaId(i as u32)
    }
}

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

/// An expression whose untyped type may still change.
#[derive(Clone, Debug)]
pub(crate) struct UntypedExpr {
    /// It is the left operand of a shift that is not constant: its type must be an integer.
    pub is_lhs: bool,
    /// Its mode.
    pub mode: Mode,
    /// Its untyped type so far.
    pub typ: TypeId,
    /// Its value, for constants.
    pub val: Option<Value>,
}

/// How an expression may be used, and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeAndMode {
    /// Its use; [`Mode::Invalid`] where nothing was recorded.
    pub mode: Mode,
    /// Its type.
    pub typ: TypeId,
}

/// What `x.sel` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionKind {
    /// `pkg.Name`.
    Qualified,
    /// A field.
    Field,
    /// A method bound to its receiver.
    MethodValue,
    /// A method as a function of its receiver.
    MethodExpr,
}

/// A selector that was resolved.
#[derive(Clone, Debug)]
pub struct Selection {
    /// What it is.
    pub kind: SelectionKind,
    /// Type of the operand; invalid for qualified names.
    pub recv: TypeId,
    /// The object selected.
    pub obj: ObjId,
    /// Fields to walk through; the last index is that of the field or method.
    pub path: Path,
    /// A pointer is followed on the way.
    pub indirect: bool,
}

impl Selection {
    /// A name of another package.
    pub fn qualified(obj: ObjId) -> Selection {
        Selection { kind: SelectionKind::Qualified, recv: TypeId::INVALID, obj, path: Path::new(), indirect: false }
    }
}

/// Type arguments and result of an instantiation.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The type arguments.
    pub targs: Box<[TypeId]>,
    /// The instance.
    pub typ: TypeId,
}

/// Facts about the nodes of one arena.
#[derive(Debug, Default)]
pub struct ArenaInfo {
    /// Uses and types by expression.
    pub(crate) exprs: Vec<TypeAndMode>,
    /// Values of constant expressions.
    pub values: FxHashMap<ExprId, Value>,
    /// What names mean.
    pub uses: FxHashMap<ExprId, ObjId>,
    /// Resolved selectors.
    pub selections: FxHashMap<ExprId, Selection>,
    /// Instantiations, by the name, selector or index expression of the generic type or function.
    pub instances: FxHashMap<ExprId, Instance>,
    /// Expressions used for two values, with their types.
    pub comma_ok: FxHashMap<ExprId, [TypeId; 2]>,
    /// Variables that the clauses of type switches declare.
    pub implicits: FxHashMap<ClauseId, ObjId>,
    pub(crate) untyped: FxHashMap<ExprId, UntypedExpr>,
}

impl ArenaInfo {
    /// Use and type of an expression.
    pub fn expr(&self, e: ExprId) -> TypeAndMode {
        let none = TypeAndMode { mode: Mode::Invalid, typ: TypeId::INVALID };
        self.exprs.get(e.index()).copied().unwrap_or(none)
    }
    pub(crate) fn set(&mut self, e: ExprId, mode: Mode, typ: TypeId, val: Option<&Value>) {
        if self.exprs.len() <= e.index() {
            let none = TypeAndMode { mode: Mode::Invalid, typ: TypeId::INVALID };
            self.exprs.resize(e.index() + 1, none);
        }
        self.exprs[e.index()] = TypeAndMode { mode, typ };
        if let Some(val) = val {
            self.values.insert(e, val.clone());
        }
    }
}

/// The facts of one checker.
#[derive(Debug, Default)]
pub struct Info {
    /// Of the body, for the checker of one.
    pub body: ArenaInfo,
    /// Of the files, by index.
    pub files: Vec<ArenaInfo>,
    /// Objects defined, by the position of the name.
    pub defs: FxHashMap<Pos, ObjId>,
}

impl Info {
    /// The facts of an arena.
    pub fn arena(&mut self, arena: ArenaId) -> &mut ArenaInfo {
        if arena == ArenaId::BODY {
            return &mut self.body;
        }
        let i = arena.index();
        if self.files.len() <= i {
            self.files.resize_with(i + 1, ArenaInfo::default);
        }
        &mut self.files[i]
    }
}

//! What the checker leaves behind about the nodes of a tree, for the typed bodies and for
//! tools: side tables by node, one set per arena. Untyped expressions wait beside them until
//! their type is settled; what is left when a body ends keeps its untyped type.

use crate::checker::{ArenaId, Checker};
use crate::const_expr::UntypedExpr;
use crate::lookup::Path;
use crate::objects::ObjId;
use crate::operand::Mode;
use crate::types::TypeId;
use base::{FxHashMap, Id, Pos};
use constant::Value;
use syntax::ast::{ClauseId, ExprId};

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
    exprs: Vec<TypeAndMode>,
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
    fn set(&mut self, e: ExprId, mode: Mode, typ: TypeId, val: Option<&Value>) {
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

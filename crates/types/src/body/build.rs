//! The builder: state while a body is walked, variables, small constructors of nodes.

use super::{Body, Capture, Closure, ClosureId, Expr, ExprId, ExprKind, LabelId, Local, LocalId, LocalKind};
use super::{Stmt, StmtId, StmtKind, Target, TargetId};
use crate::objects::ObjId;
use crate::package_cx::PackageCx;
use crate::recorded::ArenaInfo;
use crate::session::Session;
use crate::types::{Signature, TypeId, TypeKind};
use crate::version::Version;
use base::{FxHashMap, FxHashSet, IdVec, Name, Pos};
use syntax::ast::{self, Ast};

/// What a body is built from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The package.
    pub cx: &'a PackageCx<'a>,
    /// The tree.
    pub ast: &'a Ast,
    /// Facts about its nodes.
    pub info: &'a ArenaInfo,
    /// Objects by the position of their declaration.
    pub defs: &'a FxHashMap<Pos, ObjId>,
}

/// A statement `break` or `continue` can mean.
pub(super) struct Jump {
    pub target: TargetId,
    pub label: Option<Name>,
    pub is_loop: bool,
}

/// State of the walk.
pub(crate) struct Builder<'a> {
    pub(super) src: Source<'a>,
    pub(super) s: &'a Session,
    pub(super) body: Body,
    pub(super) vars: FxHashMap<ObjId, LocalId>,
    /// Captures noted so far.
    captures: FxHashSet<(ClosureId, LocalId)>,
    /// Labels of the function being built.
    pub(super) labels: FxHashMap<(ClosureId, Name), LabelId>,
    /// Statements around, innermost last.
    pub(super) jumps: Vec<Jump>,
    /// The function being built.
    pub(super) func: ClosureId,
    /// Loops of that function around.
    pub(super) loop_depth: u32,
    /// The label of the statement about to be built.
    pub(super) pending_label: Option<Name>,
    /// The tree has holes, as trees with syntax errors do: there is no body.
    broken: bool,
}

/// Builds the body of a declared function; `None` for a tree with syntax errors.
pub(crate) fn build_func(src: Source<'_>, owner: ObjId, sig: TypeId, start: Pos, block: ast::StmtId) -> Option<Body> {
    let mut b = Builder::new(src, owner, start);
    b.function_in(ClosureId::NONE, sig, start, block);
    b.finish()
}

/// Builds the initialiser `lhs = init` of package-level variables; `None` likewise.
pub(crate) fn build_init(src: Source<'_>, lhs: &[ObjId], init: ast::ExprId) -> Option<Body> {
    let pos = src.ast[init].pos;
    let mut b = Builder::new(src, lhs[0], pos);
    b.body.funcs.push(Closure::new(ClosureId::NONE, TypeId::EMPTY_SIGNATURE, pos));
    let mut out = Vec::new();
    b.init_globals(lhs, init, &mut out);
    b.body.funcs[Body::ROOT].body = out;
    b.finish()
}

impl Closure {
    pub(super) fn new(parent: ClosureId, sig: TypeId, pos: Pos) -> Closure {
        Closure {
            parent,
            sig,
            pos,
            end: pos,
            params: Vec::new(),
            results: Vec::new(),
            named_results: false,
            captures: Vec::new(),
            body: Vec::new(),
            has_defer: false,
            has_recover: false,
            is_range_body: false,
            range: None,
        }
    }
}

impl<'a> Builder<'a> {
    fn new(src: Source<'a>, owner: ObjId, start: Pos) -> Builder<'a> {
        Builder {
            src,
            s: src.cx.s,
            body: Body {
                owner,
                start,
                funcs: IdVec::new(),
                locals: IdVec::new(),
                exprs: IdVec::new(),
                stmts: IdVec::new(),
                targets: IdVec::new(),
                labels: IdVec::new(),
            },
            vars: FxHashMap::default(),
            captures: FxHashSet::default(),
            labels: FxHashMap::default(),
            jumps: Vec::new(),
            func: Body::ROOT,
            loop_depth: 0,
            pending_label: None,
            broken: false,
        }
    }

    fn finish(mut self) -> Option<Body> {
        let s = self.s;
        super::facts::decide_captures(s, &mut self.body);
        (!self.broken).then_some(self.body)
    }

    /// Stands for what cannot be built from a tree with holes; there will be no body.
    pub(super) fn hole(&mut self, pos: Pos) -> ExprId {
        self.broken = true;
        self.expr(ExprKind::Nil, TypeId::INVALID, pos)
    }

    /// Builds a function with its parameters, results and statements.
    pub(super) fn function_in(&mut self, parent: ClosureId, sig: TypeId, pos: Pos, block: ast::StmtId) -> ClosureId {
        let id = self.body.funcs.push(Closure::new(parent, sig, pos));
        let outer = (self.func, self.loop_depth, self.pending_label.take());
        (self.func, self.loop_depth) = (id, 0);
        if let TypeKind::Signature(sig) = self.s.kind(self.s.under(sig)) {
            self.parameters(id, sig);
        }
        if let ast::StmtKind::Block { list, rbrace } = self.src.ast[block].kind {
            self.body.funcs[id].end = rbrace;
            let stmts = self.stmt_list(list);
            self.body.funcs[id].body = stmts;
        }
        (self.func, self.loop_depth, self.pending_label) = outer;
        id
    }

    fn parameters(&mut self, id: ClosureId, sig: &Signature) {
        let s = self.s;
        let params: Vec<LocalId> =
            sig.recv.iter().chain(&sig.params).map(|&p| self.local_for(p, LocalKind::Param)).collect();
        let results: Vec<LocalId> = sig.results.iter().map(|&r| self.local_for(r, LocalKind::Result)).collect();
        let func = &mut self.body.funcs[id];
        func.named_results = sig.results.first().is_some_and(|&r| !s.text(s.obj(r).name).is_empty());
        func.params = params;
        func.results = results;
    }

    // ---- variables

    /// A new variable for an object.
    pub(super) fn local_for(&mut self, obj: ObjId, kind: LocalKind) -> LocalId {
        let o = self.s.obj(obj);
        let id = self.new_local(kind, Some(obj), self.s.obj_type(obj), o.pos);
        self.vars.insert(obj, id);
        id
    }
    /// A temporary.
    pub(super) fn temp(&mut self, typ: TypeId, pos: Pos) -> LocalId {
        self.new_local(LocalKind::Temp, None, typ, pos)
    }
    fn new_local(&mut self, kind: LocalKind, obj: Option<ObjId>, typ: TypeId, pos: Pos) -> LocalId {
        self.body.locals.push(Local {
            kind,
            obj,
            typ,
            pos,
            func: self.func,
            loop_depth: self.loop_depth,
            reassigned: false,
            address_taken: false,
            captured: false,
            by_ref: true,
        })
    }
    /// A mention of a variable, which may be a capture.
    pub(super) fn local(&mut self, id: LocalId, pos: Pos) -> ExprId {
        self.note_mention(id);
        let typ = self.body.locals[id].typ;
        self.expr(ExprKind::Local(id), typ, pos)
    }
    /// Adds a variable to the captures of the functions between its own and this one.
    pub(super) fn note_mention(&mut self, id: LocalId) {
        let owner = self.body.locals[id].func;
        let mut func = self.func;
        while func != owner && !func.is_none() {
            if !self.captures.insert((func, id)) {
                return; // then those around it have it, too
            }
            self.body.locals[id].captured = true;
            let f = &mut self.body.funcs[func];
            f.captures.push(Capture { local: id, by_ref: true });
            func = f.parent;
        }
    }
    /// Whether variables of loops are new in each iteration at `pos`.
    pub(super) fn fresh_loop_vars(&self, pos: Pos) -> bool {
        self.src.cx.config.experiments.loop_variables || self.src.cx.version_at(pos).allows(Version::GO1_22)
    }

    // ---- nodes

    pub(super) fn expr(&mut self, kind: ExprKind, typ: TypeId, pos: Pos) -> ExprId {
        self.body.exprs.push(Expr { kind, typ, pos })
    }
    pub(super) fn stmt(&mut self, kind: StmtKind, pos: Pos) -> StmtId {
        self.body.stmts.push(Stmt { kind, pos })
    }
    pub(super) fn typ(&self, e: ExprId) -> TypeId {
        self.body.exprs[e].typ
    }
    pub(super) fn pos(&self, e: ExprId) -> Pos {
        self.body.exprs[e].pos
    }
    /// `e` converted to `to`, if its type is another one.
    pub(super) fn convert(&mut self, e: ExprId, to: TypeId) -> ExprId {
        let from = self.typ(e);
        if to.is_none() || self.s.identical(from, to) {
            return e;
        }
        if matches!(self.body.exprs[e].kind, ExprKind::Nil) && self.s.is_untyped(from) {
            self.body.exprs[e].typ = to;
            return e;
        }
        let how = super::convert::conversion_kind(self.s, from, to);
        let pos = self.pos(e);
        self.expr(ExprKind::Convert { x: e, how }, to, pos)
    }
    /// `*e`, unless `e` takes an address.
    pub(super) fn deref(&mut self, e: ExprId) -> ExprId {
        let pos = self.pos(e);
        let elem = match self.s.kind(self.s.core_type(self.typ(e)).unwrap_or(TypeId::INVALID)) {
            TypeKind::Pointer(elem) => *elem,
            _ => TypeId::INVALID,
        };
        self.expr(ExprKind::Deref(e), elem, pos)
    }
    /// `&e`; marks the variable `e` is a part of.
    pub(super) fn address(&mut self, e: ExprId) -> ExprId {
        self.mark_address_taken(e);
        let (typ, pos) = (self.s.pointer_to(self.typ(e)), self.pos(e));
        self.expr(ExprKind::Address(e), typ, pos)
    }
    pub(super) fn mark_address_taken(&mut self, e: ExprId) {
        if let Some(local) = self.root_variable(e) {
            self.body.locals[local].address_taken = true;
        }
    }
    pub(super) fn mark_assigned(&mut self, e: ExprId) {
        if let Some(local) = self.root_variable(e) {
            self.body.locals[local].reassigned = true;
        }
    }
    /// The variable a place is a part of, if it is one.
    fn root_variable(&self, mut e: ExprId) -> Option<LocalId> {
        loop {
            match self.body.exprs[e].kind {
                ExprKind::Local(l) => return Some(l),
                ExprKind::Field { x, .. } | ExprKind::Index { x, kind: super::IndexKind::Array, .. } => e = x,
                _ => return None,
            }
        }
    }
    /// A new target for `break` and `continue`.
    pub(super) fn new_target(&mut self, pos: Pos, is_loop: bool) -> TargetId {
        let target = self.body.targets.push(Target { pos, func: self.func });
        let label = self.pending_label.take();
        self.jumps.push(Jump { target, label, is_loop });
        target
    }
}

//! Statements of a body: declarations, assignments, control flow.

use super::build::Builder;
use super::{ExprId, ExprKind, Label, LabelId, LocalId, LocalKind, StmtId, StmtKind};
use crate::objects::ObjId;
use crate::types::{TypeId, TypeKind};
use base::{Name, Pos};
use constant::Value;
use syntax::Operator;
use syntax::ast::{self, BranchKind, CallKind, DeclKind, ExprKind as Ast, List, StmtKind as S};

/// The left side of an assignment.
enum Left {
    Blank,
    /// A variable that the statement declares.
    New(ObjId),
    /// Anything else.
    Place(ast::ExprId),
    /// A place that was built before.
    Built(ExprId),
}

impl<'a> Builder<'a> {
    pub(super) fn stmt_list(&mut self, list: List<ast::StmtId>) -> Vec<StmtId> {
        let mut out = Vec::new();
        for stmt in self.src.ast.list(list) {
            self.statement(stmt, &mut out);
        }
        out
    }
    /// The statements of a block.
    pub(super) fn block(&mut self, stmt: ast::StmtId) -> Vec<StmtId> {
        match self.src.ast[stmt].kind {
            S::Block { list, .. } => self.stmt_list(list),
            _ => {
                let mut out = Vec::new();
                self.statement(stmt, &mut out);
                out
            }
        }
    }
    pub(super) fn nodes(&self, list: List<ast::ExprId>) -> Vec<ast::ExprId> {
        self.src.ast.list(list).collect()
    }

    /// Builds a statement behind those in `out`.
    pub(super) fn statement(&mut self, stmt: ast::StmtId, out: &mut Vec<StmtId>) {
        let tree = self.src.ast;
        let pos = tree[stmt].pos;
        let kind = match tree[stmt].kind {
            S::Empty => return,
            S::Labeled { label, stmt } => {
                let id = self.label(label.name);
                self.body.labels[id].func = self.func;
                out.push(self.stmt(StmtKind::Label(id), pos));
                self.pending_label = Some(label.name);
                self.statement(stmt, out);
                self.pending_label = None;
                return;
            }
            S::Block { list, .. } => StmtKind::Block(self.stmt_list(list)),
            S::Expr(e) => return self.expr_statement(e, pos, out),
            S::Send { chan, value } => self.send(chan, value),
            S::Decl(list) => return self.declarations(list, out),
            S::Assign { lhs, rhs } | S::Define { lhs, rhs } => {
                let define = matches!(tree[stmt].kind, S::Define { .. });
                let lhs: Vec<Left> = self.nodes(lhs).into_iter().map(|e| self.left(e, define)).collect();
                let rhs = self.nodes(rhs);
                return self.assign(lhs, &rhs, pos, out);
            }
            S::OpAssign { op, lhs, rhs } => {
                let place = self.assigned_place(lhs);
                let typ = self.typ(place);
                let value = if op.is_shift() { self.shift_count(rhs) } else { self.value_as(rhs, typ) };
                StmtKind::AssignOp { op, place, value }
            }
            S::IncDec { op, x } => self.inc_dec(op, x, pos),
            S::Branch { kind, label } => match self.branch(kind, label.map(|l| l.name)) {
                Some(kind) => kind,
                None => return,
            },
            S::Call { kind, call } => return self.suspended(kind, call, pos, out),
            S::Return(results) => return self.return_stmt(results, pos, out),
            S::If { init, cond, then, els } => return self.if_stmt(init, cond, then, els, pos, out),
            S::For { init, cond, post, body } => return self.for_stmt(init, cond, post, body, pos, out),
            S::Range { lhs, define, x, body, .. } => return self.range(lhs, define, x, body, pos, out),
            S::Switch { .. } => return self.switch_stmt(stmt, pos, out),
            S::Select { clauses, .. } => self.select(clauses, pos),
        };
        out.push(self.stmt(kind, pos));
    }

    fn label(&mut self, name: Name) -> LabelId {
        // Labels belong to the function; bodies of ranges over functions are part of it.
        let func = self.body.function_of(self.func);
        if let Some(&id) = self.labels.get(&(func, name)) {
            return id;
        }
        let id = self.body.labels.push(Label { name, func });
        self.labels.insert((func, name), id);
        id
    }

    /// Statements for what is evaluated before a call.
    fn bind_prelude(&mut self, prelude: super::calls::Prelude, out: &mut Vec<StmtId>) {
        for (tuple, locals) in prelude {
            let pos = self.pos(tuple);
            let kind = match *locals {
                [] => StmtKind::Order { places: Vec::new(), values: vec![tuple] },
                _ => StmtKind::Bind { tuple, locals: locals.into_iter().map(Some).collect() },
            };
            out.push(self.stmt(kind, pos));
        }
    }

    fn expr_statement(&mut self, e: ast::ExprId, pos: Pos, out: &mut Vec<StmtId>) {
        let e = self.src.ast.unparen(e);
        let x = match self.src.ast[e].kind {
            Ast::Call { .. } => {
                let (prelude, call) = self.call(e);
                self.bind_prelude(prelude, out);
                call
            }
            _ => self.value(e),
        };
        out.push(self.stmt(StmtKind::Expr(x), pos));
    }

    fn send(&mut self, chan: ast::ExprId, value: ast::ExprId) -> StmtKind {
        let s = self.s;
        let chan = self.value(chan);
        let elem = match s.core_type(self.typ(chan)).map(|c| s.kind(c)) {
            Some(TypeKind::Chan(_, elem)) => *elem,
            _ => TypeId::INVALID,
        };
        let value = self.value_as(value, elem);
        StmtKind::Send { chan, value }
    }

    fn inc_dec(&mut self, op: Operator, x: ast::ExprId, pos: Pos) -> StmtKind {
        let place = self.assigned_place(x);
        let typ = self.typ(place);
        let one = self.constant(Value::Int(1), typ, pos);
        StmtKind::AssignOp { op, place, value: one }
    }

    // ---- declarations and assignments

    fn declarations(&mut self, list: List<ast::DeclId>, out: &mut Vec<StmtId>) {
        let tree = self.src.ast;
        for d in tree.list(list) {
            let DeclKind::Var { names, values, .. } = tree[d].kind else { continue };
            let pos = tree[d].pos;
            let objs: Vec<Left> = tree
                .idents(names)
                .iter()
                .map(|id| match self.src.defs.get(&id.pos) {
                    Some(&obj) if id.name != self.s.blank => Left::New(obj),
                    Some(&obj) => Left::New(obj),
                    None => Left::Blank,
                })
                .collect();
            if values.is_empty() {
                for left in objs {
                    if let Left::New(obj) = left {
                        let local = self.local_for(obj, LocalKind::Variable);
                        out.push(self.stmt(StmtKind::Declare { local, init: None }, pos));
                    }
                }
            } else {
                let values = self.nodes(values);
                self.assign(objs, &values, pos, out);
            }
        }
    }

    fn left(&mut self, e: ast::ExprId, define: bool) -> Left {
        let inner = self.src.ast.unparen(e);
        let Ast::Name(name) = self.src.ast[inner].kind else { return Left::Place(e) };
        if name == self.s.blank {
            return Left::Blank;
        }
        if define
            && !self.src.info.uses.contains_key(&inner)
            && let Some(&obj) = self.src.defs.get(&self.src.ast[inner].pos)
        {
            return Left::New(obj);
        }
        Left::Place(e)
    }

    /// A place that is assigned to.
    fn assigned_place(&mut self, e: ast::ExprId) -> ExprId {
        let place = self.value(e);
        self.mark_assigned(place);
        place
    }

    fn assign(&mut self, lhs: Vec<Left>, rhs: &[ast::ExprId], pos: Pos, out: &mut Vec<StmtId>) {
        if lhs.len() > rhs.len() && rhs.len() == 1 {
            return self.assign_tuple(lhs, rhs[0], pos, out);
        }
        if lhs.len() != rhs.len() {
            self.hole(pos);
            return;
        }
        if let [left] = &lhs[..] {
            return self.assign_one(left, rhs[0], pos, out);
        }
        if lhs.iter().all(|l| !matches!(l, Left::Place(_))) {
            // New variables are not visible on the right: one after the other.
            let values: Vec<ExprId> = lhs.iter().zip(rhs).map(|(l, &e)| self.value_for(l, e)).collect();
            self.order_before(Vec::new(), &values, pos, out);
            for (l, v) in lhs.iter().zip(values) {
                self.store(l, v, pos, out);
            }
            return;
        }
        if lhs.iter().any(|l| matches!(l, Left::New(_))) {
            let mut temps = Vec::new();
            let values: Vec<ExprId> = lhs.iter().zip(rhs).map(|(l, &e)| self.value_for(l, e)).collect();
            self.order_before(Vec::new(), &values, pos, out);
            for value in values {
                let temp = self.temp_of(self.typ(value), pos);
                out.push(self.stmt(StmtKind::Declare { local: temp, init: Some(value) }, pos));
                temps.push(temp);
            }
            for (l, temp) in lhs.iter().zip(temps) {
                let v = self.local(temp, pos);
                self.store(l, v, pos, out);
            }
            return;
        }
        let places: Vec<Option<ExprId>> = lhs
            .iter()
            .map(|l| match l {
                Left::Place(e) => Some(self.assigned_place(*e)),
                _ => None,
            })
            .collect();
        let mut values = Vec::with_capacity(rhs.len());
        for (place, &e) in places.iter().zip(rhs) {
            let to = place.map_or(TypeId::NONE, |p| self.typ(p));
            values.push(self.value_as(e, to));
        }
        out.push(self.stmt(StmtKind::AssignMany { places, values }, pos));
    }

    /// What is ordered in the parts of one statement, before the statements made of it.
    fn order_before(&mut self, places: Vec<ExprId>, values: &[ExprId], pos: Pos, out: &mut Vec<StmtId>) {
        if places.iter().chain(values).any(|&x| self.may_be_ordered(x)) {
            out.push(self.stmt(StmtKind::Order { places, values: values.to_vec() }, pos));
        }
    }

    fn value_for(&mut self, left: &Left, e: ast::ExprId) -> ExprId {
        match left {
            Left::New(obj) => self.value_as(e, self.s.obj_type(*obj)),
            _ => self.value(e),
        }
    }

    fn assign_one(&mut self, left: &Left, e: ast::ExprId, pos: Pos, out: &mut Vec<StmtId>) {
        let kind = match left {
            Left::New(_) | Left::Blank | Left::Built(_) => {
                let value = self.value_for(left, e);
                return self.store(left, value, pos, out);
            }
            Left::Place(place) => {
                let place = self.assigned_place(*place);
                let value = self.value_as(e, self.typ(place));
                StmtKind::Assign { place: Some(place), value }
            }
        };
        out.push(self.stmt(kind, pos));
    }

    /// Puts a value that was computed before into a left side.
    fn store(&mut self, left: &Left, value: ExprId, pos: Pos, out: &mut Vec<StmtId>) {
        let kind = match left {
            Left::Blank => StmtKind::Assign { place: None, value },
            Left::New(obj) => {
                let value = self.convert(value, self.s.obj_type(*obj));
                let local = self.local_for(*obj, LocalKind::Variable);
                StmtKind::Declare { local, init: Some(value) }
            }
            Left::Place(e) => {
                let place = self.assigned_place(*e);
                let value = self.convert(value, self.typ(place));
                StmtKind::Assign { place: Some(place), value }
            }
            Left::Built(place) => {
                let value = self.convert(value, self.typ(*place));
                StmtKind::Assign { place: Some(*place), value }
            }
        };
        out.push(self.stmt(kind, pos));
    }

    /// Several left sides, one call or comma-ok form.
    fn assign_tuple(&mut self, lhs: Vec<Left>, e: ast::ExprId, pos: Pos, out: &mut Vec<StmtId>) {
        let s = self.s;
        let mut lhs = lhs;
        let mut places = Vec::new();
        for left in &mut lhs {
            if let Left::Place(e) = *left {
                let place = self.assigned_place(e);
                places.push(place);
                *left = Left::Built(place);
            }
        }
        self.order_before(places, &[], pos, out);
        let tuple = match self.src.ast[self.src.ast.unparen(e)].kind {
            Ast::Call { .. } => {
                let (prelude, call) = self.call(e);
                self.bind_prelude(prelude, out);
                call
            }
            _ => self.value(e),
        };
        let types: Vec<TypeId> = match s.kind(self.typ(tuple)) {
            TypeKind::Tuple(vars) => vars.iter().map(|&v| s.obj_type(v)).collect(),
            _ => {
                self.hole(pos);
                return;
            }
        };
        let mut locals: Vec<Option<LocalId>> = Vec::new();
        let mut stores: Vec<(usize, LocalId)> = Vec::new();
        for (i, left) in lhs.iter().enumerate() {
            locals.push(match left {
                Left::Blank => None,
                Left::New(obj) if s.identical(s.obj_type(*obj), types[i]) => {
                    Some(self.local_for(*obj, LocalKind::Variable))
                }
                _ => {
                    let temp = self.temp_of(types[i], pos);
                    stores.push((i, temp));
                    Some(temp)
                }
            });
        }
        out.push(self.stmt(StmtKind::Bind { tuple, locals }, pos));
        let (built, declared): (Vec<_>, Vec<_>) =
            stores.into_iter().partition(|(i, _)| matches!(lhs[*i], Left::Built(_)));
        for (i, temp) in declared {
            let value = self.local(temp, pos);
            self.store(&lhs[i], value, pos, out);
        }
        self.store_built(&lhs, built, pos, out);
    }
    /// Stores to places all at once: none sees what another one is set to.
    fn store_built(&mut self, lhs: &[Left], built: Vec<(usize, LocalId)>, pos: Pos, out: &mut Vec<StmtId>) {
        if let [(i, temp)] = built[..] {
            let value = self.local(temp, pos);
            return self.store(&lhs[i], value, pos, out);
        }
        let (mut places, mut values) = (Vec::new(), Vec::new());
        for (i, temp) in built {
            let Left::Built(place) = lhs[i] else { continue };
            let value = self.local(temp, pos);
            places.push(Some(place));
            values.push(self.convert(value, self.typ(place)));
        }
        if !places.is_empty() {
            out.push(self.stmt(StmtKind::AssignMany { places, values }, pos));
        }
    }

    /// `lhs = init` of package-level variables.
    pub(super) fn init_globals(&mut self, lhs: &[ObjId], init: ast::ExprId, out: &mut Vec<StmtId>) {
        let s = self.s;
        let pos = self.src.ast[init].pos;
        let global = |b: &mut Self, obj: ObjId| {
            (s.obj(obj).name != s.blank).then(|| b.expr(ExprKind::Global(obj), s.obj_type(obj), pos))
        };
        if let [one] = *lhs {
            let value = self.value_as(init, s.obj_type(one));
            let place = global(self, one);
            out.push(self.stmt(StmtKind::Assign { place, value }, pos));
            return;
        }
        let tuple = self.value(init);
        let temps = self.temps_for(self.typ(tuple), pos);
        let locals = temps.iter().copied().map(Some).collect();
        out.push(self.stmt(StmtKind::Bind { tuple, locals }, pos));
        for (&obj, temp) in lhs.iter().zip(temps) {
            let value = self.local(temp, pos);
            let value = self.convert(value, s.obj_type(obj));
            let place = global(self, obj);
            out.push(self.stmt(StmtKind::Assign { place, value }, pos));
        }
    }

    // ---- control flow

    fn branch(&mut self, kind: BranchKind, label: Option<Name>) -> Option<StmtKind> {
        if kind == BranchKind::Goto {
            let id = self.label(label?);
            // The label may still be found to stand in this very body.
            self.leaves_range_body();
            return Some(StmtKind::Goto(id));
        }
        let wanted = |j: &&super::build::Jump| match label {
            Some(_) => j.label == label,
            None => kind == BranchKind::Break || j.is_loop,
        };
        let target = self.jumps.iter().rev().find(wanted)?.target;
        let own_loop = self.body.funcs[self.func].range.is_some_and(|r| r.target == target);
        if self.body.targets[target].func != self.func && !own_loop {
            self.leaves_range_body();
        }
        match kind {
            BranchKind::Break => Some(StmtKind::Break(target)),
            BranchKind::Continue => Some(StmtKind::Continue(target)),
            // A fallthrough is a mark on its clause.
            _ => None,
        }
    }

    fn suspended(&mut self, kind: CallKind, call: ast::ExprId, pos: Pos, out: &mut Vec<StmtId>) {
        let (prelude, call) = self.call(call);
        self.bind_prelude(prelude, out);
        let kind = match kind {
            CallKind::Go => StmtKind::Go(call),
            CallKind::Defer => {
                self.defers();
                StmtKind::Defer(call)
            }
        };
        out.push(self.stmt(kind, pos));
    }

    fn return_stmt(&mut self, results: List<ast::ExprId>, pos: Pos, out: &mut Vec<StmtId>) {
        let s = self.s;
        let func = self.body.function_of(self.func);
        self.leaves_range_body();
        let types: Vec<TypeId> = match s.as_signature(self.body.funcs[func].sig) {
            Some(sig) => sig.results.iter().map(|&r| s.obj_type(r)).collect(),
            None => Vec::new(),
        };
        let results = self.nodes(results);
        let mut values = Vec::new();
        if results.len() == 1 && types.len() > 1 {
            let mut prelude = super::calls::Prelude::new();
            let list = self.several_values(results[0], &mut prelude);
            self.bind_prelude(prelude, out);
            for (v, &t) in list.into_iter().zip(&types) {
                values.push(self.convert(v, t));
            }
        } else {
            for (&e, &t) in results.iter().zip(&types) {
                values.push(self.value_as(e, t));
            }
        }
        if !values.is_empty() {
            // Results change behind the back of closures that captured them.
            for local in self.body.funcs[func].results.clone() {
                self.body.locals[local].reassigned = true;
                if func != self.func {
                    self.note_mention(local);
                }
            }
        }
        out.push(self.stmt(StmtKind::Return(values), pos));
    }

    fn if_stmt(
        &mut self,
        init: ast::StmtId,
        cond: ast::ExprId,
        then: ast::StmtId,
        els: ast::StmtId,
        pos: Pos,
        out: &mut Vec<StmtId>,
    ) {
        let mut inner = Vec::new();
        if let Some(init) = init.some() {
            self.statement(init, &mut inner);
        }
        let cond = self.value(cond);
        let then = self.block(then);
        let els = els.some().map_or(Vec::new(), |els| self.block(els));
        inner.push(self.stmt(StmtKind::If { cond, then, els }, pos));
        self.push_block(inner, pos, out);
    }

    /// Several statements become a block.
    pub(super) fn push_block(&mut self, mut inner: Vec<StmtId>, pos: Pos, out: &mut Vec<StmtId>) {
        match inner.len() {
            1 => out.append(&mut inner),
            _ => out.push(self.stmt(StmtKind::Block(inner), pos)),
        }
    }

    fn for_stmt(
        &mut self,
        init: ast::StmtId,
        cond: ast::ExprId,
        post: ast::StmtId,
        body: ast::StmtId,
        pos: Pos,
        out: &mut Vec<StmtId>,
    ) {
        let target = self.new_target(pos, true);
        let fresh = self.fresh_loop_vars(pos);
        let mut inner = Vec::new();
        let first = self.body.locals.next_id();
        self.loop_depth += u32::from(fresh);
        if let Some(init) = init.some() {
            self.statement(init, &mut inner);
        }
        self.loop_depth += u32::from(!fresh);
        let declared = (first.0..self.body.locals.next_id().0).map(LocalId);
        let is_own = |l: &LocalId| {
            let l = &self.body.locals[*l];
            fresh && l.kind == LocalKind::Variable && l.func == self.func
        };
        let per_iteration: Vec<LocalId> = declared.filter(is_own).collect();
        let cond = cond.some().map(|c| self.value(c));
        let mut after = Vec::new();
        let body = self.block(body);
        if let Some(post) = post.some() {
            self.statement(post, &mut after);
        }
        self.loop_depth -= 1;
        self.jumps.pop();
        inner.push(self.stmt(StmtKind::For { target, cond, post: after, body, per_iteration }, pos));
        self.push_block(inner, pos, out);
    }
}

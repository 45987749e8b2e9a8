//! Assignments and initialisations. Authority: specification, "Assignment statements",
//! "Assignability"; wording: `types2/assignments.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, Object, VarRole};
use crate::operand::{Operand, is_call};
use crate::recorded::Mode;
use crate::types::{TypeId, TypeKind};
use base::{FxHashSet, Pos};
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind, Ident, StmtId};

impl<'a> Checker<'a> {
    /// Makes `x` a value of type `to` (`NONE`: any type) or reports why it cannot be one.
    pub(crate) fn assignment(&mut self, x: &mut Operand, to: TypeId, context: &str) {
        let s = self.s;
        *x = self.single(std::mem::take(x));
        match x.mode {
            Mode::Invalid => return,
            Mode::NoValue | Mode::Builtin | Mode::TypeExpr | Mode::CgoFunc => {
                let t = if to.is_none() { "unknown type".into() } else { self.type_text(to) };
                let msg = format!("cannot assign {} to {t} in {context}", self.operand_text(x));
                self.error(self.operand_pos(x), Code::IncompatibleAssign, msg);
                x.fail();
                return;
            }
            _ => {}
        }
        if s.is_untyped(x.typ) && !self.assign_untyped(x, to, context) {
            x.fail();
            return;
        }
        if self.has_targets_everywhere() {
            if !self.instantiate_for(x, to, context) {
                return;
            }
        } else if let Some(sig) = s.as_signature(x.typ)
            && !sig.tparams.is_empty()
        {
            let f = self.operand_expr_text(x);
            let msg = format!("cannot use generic function {f} without instantiation in {context}");
            self.error(self.operand_pos(x), Code::WrongTypeArgCount, msg);
            x.fail();
            return;
        }
        if to.is_none() {
            return;
        }
        let mut cause = String::new();
        if let Err(code) = self.assignable(x, to, &mut cause) {
            let (xt, t) = (self.operand_text(x), self.type_text(to));
            let mut msg = format!("cannot use {xt} as {t} value in {context}");
            if !cause.is_empty() {
                msg = format!("{msg}: {cause}");
            }
            self.error(self.operand_pos(x), code, msg);
            x.fail();
        }
    }

    /// Gives a generic function the type arguments that the variable of type `to` asks for; false if it has none.
    fn instantiate_for(&mut self, x: &mut Operand, to: TypeId, context: &str) -> bool {
        if self.s.as_signature(x.typ).is_none_or(|sig| sig.tparams.is_empty()) {
            return true;
        }
        let target = self.target(to, || context.into());
        self.non_generic(target.as_ref(), x);
        if !x.is_invalid() {
            let x = x.clone();
            self.record(&x);
        }
        !x.is_invalid()
    }

    fn assign_untyped(&mut self, x: &mut Operand, to: TypeId, context: &str) -> bool {
        let s = self.s;
        let mut target = to;
        if x.is_nil() {
            if to.is_none() {
                let msg = format!("use of untyped nil in {context}");
                self.error(self.operand_pos(x), Code::UntypedNilUse, msg);
                return false;
            }
        } else if to.is_none() || s.is_non_tparam_interface(to) {
            target = s.default_type(x.typ);
        }
        match self.implicit_type_and_value(x, target) {
            Ok((typ, val)) => {
                self.take_implicit(x, typ, val);
                true
            }
            Err(code) => {
                let (xt, t) = (self.operand_text(x), self.type_text(target));
                let (code, hint) = match code {
                    Code::TruncatedFloat => (code, " (truncated)"),
                    Code::NumericOverflow => (code, " (overflows)"),
                    _ => (Code::IncompatibleAssign, ""),
                };
                let msg = format!("cannot use {xt} as {t} value in {context}{hint}");
                self.error(self.operand_pos(x), code, msg);
                false
            }
        }
    }

    fn settle_type(&self, obj: ObjId, typ: TypeId) {
        let cell = &self.s.obj(obj).typ;
        if cell.get().is_none() {
            cell.set(typ);
        }
    }

    /// Initialises a constant.
    pub(crate) fn init_const(&mut self, obj: ObjId, mut x: Operand) {
        let s = self.s;
        let declared = s.obj(obj).typ.get();
        if x.is_invalid() || !s.is_valid(x.typ) || !declared.is_none() && !s.is_valid(declared) {
            self.settle_type(obj, TypeId::INVALID);
            return;
        }
        if !x.is_const() {
            let msg = format!("{} is not constant", self.operand_text(&x));
            self.error(self.operand_pos(&x), Code::InvalidConstInit, msg);
            self.settle_type(obj, TypeId::INVALID);
            return;
        }
        self.settle_type(obj, x.typ);
        self.assignment(&mut x, s.obj(obj).typ.get(), "constant declaration");
        if !x.is_invalid() {
            s.obj(obj).set_const_value(x.val.clone());
        }
    }

    /// Initialises a variable, which takes the type of the operand where it has none.
    pub(crate) fn init_var(&mut self, obj: ObjId, mut x: Operand, context: &str) {
        self.init_var_with(obj, &mut x, context);
    }
    /// As [`Checker::init_var`], for callers that go on with the operand.
    pub(crate) fn init_var_with(&mut self, obj: ObjId, x: &mut Operand, context: &str) {
        let s = self.s;
        let declared = s.obj(obj).typ.get();
        if x.is_invalid() || !s.is_valid(x.typ) || !declared.is_none() && !s.is_valid(declared) {
            self.settle_type(obj, TypeId::INVALID);
            x.fail();
            return;
        }
        if declared.is_none() {
            if x.typ == TypeId::UNTYPED_NIL {
                let msg = format!("use of untyped nil in {context}");
                self.error(self.operand_pos(x), Code::UntypedNilUse, msg);
                self.settle_type(obj, TypeId::INVALID);
                x.fail();
                return;
            }
            self.settle_type(obj, s.default_type(x.typ));
        }
        self.assignment(x, s.obj(obj).typ.get(), context);
    }

    /// The type a left side takes; `NONE` for `_`, invalid after an error. Being assigned to
    /// does not use a variable.
    fn lhs_type(&mut self, lhs: ExprId) -> TypeId {
        let ast = self.env.ast;
        let inner = ast.unparen(lhs);
        let mut var = None;
        if let ExprKind::Name(name) = ast[inner].kind {
            if name == self.s.blank {
                return TypeId::NONE;
            }
            var = self.own_variable(name).map(|v| (v, self.s.obj(v).is_used()));
        }
        let x = self.expr(None, lhs);
        if let Some((v, used)) = var {
            self.s.obj(v).set_used(used);
        }
        if x.is_invalid() || !self.s.is_valid(x.typ) {
            return TypeId::INVALID;
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return x.typ;
        }
        let text = self.operand_expr_text(&x);
        if let ExprKind::Selector { x: operand, .. } = ast[lhs].kind
            && self.expr(None, operand).mode == Mode::MapIndex
        {
            let msg = format!("cannot assign to struct field {text} in map");
            self.error(self.operand_pos(&x), Code::UnaddressableFieldAssign, msg);
            return TypeId::INVALID;
        }
        let msg = format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(self.operand_pos(&x), Code::UnassignableOperand, msg);
        TypeId::INVALID
    }

    /// `lhs = rhs`.
    fn assign_expr(&mut self, lhs: ExprId, rhs: ExprId, context: &str) {
        let typ = self.lhs_type(lhs);
        if !typ.is_none() && !self.s.is_valid(typ) {
            self.use_exprs(&[rhs]);
            return;
        }
        let target = self.target(typ, || self.expr_text(lhs));
        let mut x = self.expr(target.as_ref(), rhs);
        self.assign_to(&mut x, typ, context);
    }

    /// `lhs = x`.
    pub(crate) fn assign_operand(&mut self, lhs: ExprId, x: &mut Operand, context: &str) {
        let typ = self.lhs_type(lhs);
        if !typ.is_none() && !self.s.is_valid(typ) {
            x.fail();
            return;
        }
        self.assign_to(x, typ, context);
    }

    fn assign_to(&mut self, x: &mut Operand, typ: TypeId, context: &str) {
        let to_blank = typ.is_none() && context == "assignment";
        self.assignment(x, typ, if to_blank { "assignment to _ identifier" } else { context });
    }

    /// `(number, string, T)`: types as the messages about counts show them.
    /// The last of several is shown with dots before it (`variadic`) or behind it (`has_dots`).
    pub(crate) fn types_summary(&self, list: &[TypeId], variadic: bool, has_dots: bool) -> String {
        let one = |(i, &t): (usize, &TypeId)| {
            if t.is_none() || !self.s.is_valid(t) {
                return "unknown type".into();
            }
            if self.s.is_untyped(t) {
                let name = self.type_text(t);
                return if self.s.is_numeric(t) { "number".into() } else { name.replace("untyped ", "") };
            }
            match self.s.kind(t) {
                TypeKind::Slice(elem) if variadic && i + 1 == list.len() => format!("...{}", self.type_text(*elem)),
                _ => self.type_text(t),
            }
        };
        let mut parts: Vec<String> = list.iter().enumerate().map(one).collect();
        if let Some(last) = parts.last_mut().filter(|_| has_dots) {
            last.push_str("...");
        }
        format!("({})", parts.join(", "))
    }

    fn assign_mismatch(&mut self, rhs: &[ExprId], l: usize, r: usize) {
        let measure = |n: usize, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
        let (vars, vals) = (measure(l, "variable"), measure(r, "value"));
        let msg = match self.env.ast[self.env.ast.unparen(rhs[0])].kind {
            ExprKind::Call { fun, .. } if rhs.len() == 1 => {
                format!("assignment mismatch: {vars} but {} returns {vals}", self.expr_text(fun))
            }
            _ => format!("assignment mismatch: {vars} but {vals}"),
        };
        self.error_expr(rhs[0], Code::WrongAssignCount, msg);
    }

    fn return_mismatch(&mut self, at: Pos, lhs: &[ObjId], rhs: &[Operand]) {
        let (pos, which) = if rhs.len() > lhs.len() {
            (self.operand_pos(&rhs[lhs.len()]), "too many")
        } else if let Some(last) = rhs.last() {
            (self.operand_pos(last), "not enough")
        } else {
            (at, "not enough")
        };
        let have: Vec<TypeId> = rhs.iter().map(|x| x.typ).collect();
        let want: Vec<TypeId> = lhs.iter().map(|&v| self.s.obj_type(v)).collect();
        let (have, want) = (self.types_summary(&have, false, false), self.types_summary(&want, false, false));
        let msg = format!("{which} return values\n\thave {have}\n\twant {want}");
        self.error(pos, Code::WrongResultCount, msg);
    }

    /// Initialises variables, or results where `returns` is the return statement.
    pub(crate) fn init_vars(&mut self, lhs: &[ObjId], rhs: &[ExprId], returns: Option<StmtId>) {
        let context = match returns {
            Some(_) => "return statement",
            None => self.assignment_context(lhs.len()),
        };
        let single_call = rhs.len() == 1 && is_call(self.env.ast, rhs[0]);
        if lhs.len() == rhs.len() && !single_call {
            for (&v, &e) in lhs.iter().zip(rhs) {
                let target = self.target(self.s.obj(v).typ.get(), || match self.name(v) {
                    "" if returns.is_some() => "result variable".into(),
                    name => name.into(),
                });
                let x = self.expr(target.as_ref(), e);
                self.init_var(v, x, context);
            }
            return;
        }
        if rhs.len() != 1 {
            self.init_vars_mismatch(lhs, rhs, returns);
        } else {
            self.init_vars_from_one(lhs, rhs, returns, context);
        }
        for &v in lhs {
            self.settle_type(v, TypeId::INVALID);
        }
    }

    fn init_vars_mismatch(&mut self, lhs: &[ObjId], rhs: &[ExprId], returns: Option<StmtId>) {
        // Results missing altogether are no operands to look at.
        if !self.use_exprs(rhs) {
            return;
        }
        match returns {
            Some(stmt) => {
                let operands = self.expr_list(rhs);
                let at = self.env.ast[stmt].pos;
                self.return_mismatch(at, lhs, &operands);
            }
            None if !rhs.is_empty() => self.assign_mismatch(rhs, lhs.len(), rhs.len()),
            None => {}
        }
    }

    fn init_vars_from_one(&mut self, lhs: &[ObjId], rhs: &[ExprId], returns: Option<StmtId>, context: &str) {
        let (mut values, comma_ok) = self.multi_expr(rhs[0], lhs.len() == 2 && returns.is_none());
        if values.len() == lhs.len() {
            for (&v, x) in lhs.iter().zip(&mut values) {
                self.init_var_with(v, x, context);
            }
            self.note_comma_ok(rhs[0], comma_ok, &values);
        } else if !values[0].is_invalid() {
            match returns {
                Some(stmt) => self.return_mismatch(self.env.ast[stmt].pos, lhs, &values),
                None => self.assign_mismatch(rhs, lhs.len(), values.len()),
            }
        }
    }

    fn note_comma_ok(&mut self, e: ExprId, comma_ok: bool, values: &[Operand]) {
        if comma_ok && values.iter().all(|x| !x.is_invalid()) {
            self.record_comma_ok(e, [values[0].typ, values[1].typ]);
        }
    }

    /// What messages call an assignment to some variables.
    fn assignment_context(&self, variables: usize) -> &'static str {
        match variables > 1 && self.s.release.front_end >= FrontEnd::Go1_27 {
            true => "multiple assignment",
            false => "assignment",
        }
    }

    /// `lhs = rhs` with any numbers of both.
    pub(crate) fn assign_vars(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let context = self.assignment_context(lhs.len());
        let single_call = rhs.len() == 1 && is_call(self.env.ast, rhs[0]);
        if lhs.len() == rhs.len() && !single_call {
            for (&l, &r) in lhs.iter().zip(rhs) {
                self.assign_expr(l, r, context);
            }
            return;
        }
        if rhs.len() != 1 {
            let lhs_ok = self.use_lhs(lhs);
            if self.use_exprs(rhs) && lhs_ok && !rhs.is_empty() {
                self.assign_mismatch(rhs, lhs.len(), rhs.len());
            }
            return;
        }
        let (mut values, comma_ok) = self.multi_expr(rhs[0], lhs.len() == 2);
        if values.len() == lhs.len() {
            for (&l, x) in lhs.iter().zip(&mut values) {
                self.assign_operand(l, x, context);
            }
            self.note_comma_ok(rhs[0], comma_ok, &values);
            return;
        }
        if !values[0].is_invalid() {
            self.assign_mismatch(rhs, lhs.len(), values.len());
        }
        self.use_lhs(lhs);
    }

    /// `lhs := rhs`.
    pub(crate) fn short_var_decl(&mut self, pos: Pos, lhs: &[ExprId], rhs: &[ExprId]) {
        let top = self.delayed.len();
        let scope = self.env.scope;
        let mut seen = FxHashSet::default();
        let (mut vars, mut fresh): (Vec<ObjId>, Vec<ObjId>) = (Vec::new(), Vec::new());
        let mut failed = false;
        for &l in lhs {
            let at = self.env.ast[l].pos;
            let var = self.short_var(l, &mut seen, &mut fresh);
            failed |= var.is_none();
            vars.push(var.unwrap_or_else(|| self.new_local(self.s.blank, at)));
        }
        self.init_vars(&vars, rhs, None);
        self.process_delayed(top);
        if fresh.is_empty() && !failed {
            self.error(pos, Code::NoNewVar, "no new variables on left side of :=");
            return;
        }
        for v in fresh {
            self.declare(scope, None, v);
        }
    }

    /// The variable one left side of `:=` stands for; `None` after an error.
    fn short_var(&mut self, l: ExprId, seen: &mut FxHashSet<base::Name>, fresh: &mut Vec<ObjId>) -> Option<ObjId> {
        let s = self.s;
        let ExprKind::Name(name) = self.env.ast[l].kind else {
            self.use_lhs(&[l]);
            let msg = format!("non-name {} on left side of :=", self.expr_text(l));
            self.error_expr(l, Code::BadDecl, msg);
            return None;
        };
        let at = self.env.ast[l].pos;
        if name != s.blank && !seen.insert(name) {
            let msg = format!("{} repeated on left side of :=", s.text(name));
            self.error_expr(l, Code::RepeatedDecl, msg);
            return None;
        }
        if let Some(old) = self.scope(self.env.scope).lookup(name) {
            self.record_use(l, old);
            if s.obj(old).is_var() {
                return Some(old);
            }
            let msg = format!("cannot assign to {}", s.text(name));
            self.error_expr(l, Code::UnassignableOperand, msg);
            return None;
        }
        let var = self.new_local(name, at);
        if name != s.blank {
            fresh.push(var);
        }
        self.record_def(at, var);
        Some(var)
    }

    /// A local variable without type.
    pub(crate) fn new_local(&self, name: base::Name, pos: Pos) -> ObjId {
        self.s.add_obj(Object::var(VarRole::Local, name, self.cx.pkg, pos, TypeId::NONE))
    }
    /// The name of a name expression.
    pub(crate) fn name_of(&self, e: ExprId) -> Option<Ident> {
        match self.env.ast[e].kind {
            ExprKind::Name(name) => Some(Ident { name, pos: self.env.ast[e].pos }),
            _ => None,
        }
    }
}

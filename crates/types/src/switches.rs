//! Expression switches and type switches. Authority: specification, "Switch statements";
//! wording: `types2/stmt.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::literals::ConstKey;
use crate::objects::{ObjId, ObjKind};
use crate::operand::Operand;
use crate::stmt::StmtContext;
use crate::types::TypeId;
use base::{FxHashMap, Pos};
use constant::Kind;
use syntax::Operator;
use syntax::ast::{ClauseId, ClauseKind, ExprId, ExprKind, Ident};

/// Values of cases seen, with their types and positions.
type SeenValues = FxHashMap<ConstKey, Vec<(Pos, TypeId)>>;

impl<'a> Checker<'a> {
    pub(crate) fn expr_switch(&mut self, cx: StmtContext, tag: ExprId, clauses: &[ClauseId], rbrace: Pos) {
        let s = self.s;
        let mut x = match tag.some() {
            None => {
                let pos = clauses.first().map_or(rbrace, |&c| self.env.ast[c].pos);
                self.true_operand(pos)
            }
            Some(tag) => {
                let mut x = self.expr(None, tag);
                self.assignment(&mut x, TypeId::NONE, "switch expression");
                if !x.is_invalid() && !s.comparable(x.typ, true) && !s.has_nil(x.typ) {
                    let (text, t) = (self.operand_text(&x), self.type_text(x.typ));
                    let msg = format!("cannot switch on {text} ({t} is not comparable)");
                    self.error(self.operand_pos(&x), Code::InvalidExprSwitch, msg);
                    x.fail();
                }
                x
            }
        };
        self.one_default(clauses);
        let mut seen = SeenValues::default();
        for (i, &clause) in clauses.iter().enumerate() {
            let c = self.env.ast[clause];
            let inner = if i + 1 < clauses.len() { StmtContext::FALLTHROUGH } else { StmtContext::FINAL_CASE };
            if let ClauseKind::Case(values) = c.kind {
                let values = self.nodes(values);
                self.case_values(&mut x, &values, &mut seen);
            }
            self.open_scope();
            self.stmt_list(cx | inner, c.body);
            self.close_scope();
        }
    }

    fn case_values(&mut self, x: &mut Operand, values: &[ExprId], seen: &mut SeenValues) {
        let s = self.s;
        for &e in values {
            let mut v = self.expr(None, e);
            if x.is_invalid() || v.is_invalid() {
                continue;
            }
            self.convert_untyped(&mut v, x.typ);
            if v.is_invalid() {
                continue;
            }
            let mut result = v.clone();
            self.comparison(&mut result, x, Operator::Eql, true);
            if result.is_invalid() || !v.is_const() {
                continue;
            }
            // Booleans and complex numbers may be repeated.
            if !matches!(v.val.kind(), Kind::Int | Kind::Float | Kind::String) {
                continue;
            }
            let Some(key) = ConstKey::of(&v.val) else { continue };
            let same = seen.entry(key).or_default();
            let pos = self.operand_pos(&v);
            if let Some(&(previous, _)) = same.iter().find(|(_, t)| s.identical(*t, v.typ)) {
                let msg = format!("duplicate case {} in expression switch", self.operand_text(&v));
                let mut err = self.error_at(Code::DuplicateCase, pos, msg);
                err.related.push((previous, "previous case".into()));
                self.report(err);
                continue;
            }
            same.push((self.operand_own_pos(&v), v.typ));
        }
    }

    pub(crate) fn type_switch(&mut self, cx: StmtContext, lhs: Option<Ident>, tag: ExprId, clauses: &[ClauseId]) {
        let s = self.s;
        let mut lhs = lhs;
        if let Some(id) = lhs
            && id.name == s.blank
        {
            self.error(id.pos, Code::NoNewVar, "no new variable on left side of :=");
            lhs = None;
        }
        let x = self.type_switch_operand(tag);
        self.one_default(clauses);
        let mut seen: Vec<(Option<TypeId>, ExprId)> = Vec::new();
        let mut vars: Vec<ObjId> = Vec::new();
        for &clause in clauses {
            let c = self.env.ast[clause];
            let cases = match c.kind {
                ClauseKind::Case(list) => self.nodes(list),
                _ => Vec::new(),
            };
            let typ = self.case_types(x.as_ref(), &cases, &mut seen);
            self.open_scope();
            if let Some(id) = lhs {
                let typ = match typ {
                    Some(Some(t)) if cases.len() == 1 => t,
                    _ => x.as_ref().map_or(TypeId::INVALID, |x| x.typ),
                };
                let var = self.new_local(id.name, id.pos);
                s.obj(var).typ.set(typ);
                self.declare(self.env.scope, None, var);
                self.record_implicit(clause, var);
                vars.push(var);
            }
            self.stmt_list(cx, c.body);
            self.close_scope();
        }
        let Some(id) = lhs else { return };
        let used = vars.iter().any(|&v| s.obj(v).is_used());
        for v in vars {
            s.obj(v).set_used(true);
        }
        if !used {
            let msg = format!("{} declared and not used", s.text(id.name));
            self.error(id.pos, Code::UnusedVar, msg);
        }
    }

    /// The operand of a type switch, if it is an interface.
    fn type_switch_operand(&mut self, tag: ExprId) -> Option<Operand> {
        let x = self.expr(None, tag);
        if x.is_invalid() {
            return None;
        }
        let msg = if self.s.is_type_param(x.typ) {
            format!("cannot use type switch on type parameter value {}", self.operand_text(&x))
        } else if self.s.is_interface(x.typ) {
            return Some(x);
        } else {
            format!("{} is not an interface", self.operand_text(&x))
        };
        self.error(self.operand_pos(&x), Code::InvalidTypeSwitch, msg);
        None
    }

    fn is_nil_name(&self, e: ExprId) -> bool {
        let ast = self.env.ast;
        match ast[ast.unparen(e)].kind {
            ExprKind::Name(name) => self.lookup(name).is_some_and(|o| matches!(self.s.obj(o).kind, ObjKind::Nil)),
            _ => false,
        }
    }

    /// Checks the types of a clause. Out: the last of them (`Some(None)`: `nil`).
    fn case_types(
        &mut self,
        x: Option<&Operand>,
        cases: &[ExprId],
        seen: &mut Vec<(Option<TypeId>, ExprId)>,
    ) -> Option<Option<TypeId>> {
        let s = self.s;
        let mut last = None;
        for &e in cases {
            let typ = if self.is_nil_name(e) {
                self.expr(None, e);
                None
            } else {
                Some(self.var_type(e))
            };
            last = Some(typ);
            if typ.is_some_and(|t| !s.is_valid(t)) {
                continue;
            }
            let same = |other: Option<TypeId>| match (typ, other) {
                (Some(a), Some(b)) => s.identical(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            if let Some(&(_, other)) = seen.iter().find(|(t, _)| same(*t)) {
                let t = typ.map_or("nil".into(), |t| self.type_text(t));
                let msg = format!("duplicate case {t} in type switch");
                let mut err = self.error_at(Code::DuplicateCase, self.start_pos(e), msg);
                err.related.push((self.start_pos(other), "previous case".into()));
                self.report(err);
                continue;
            }
            seen.push((typ, e));
            if let (Some(x), Some(t)) = (x, typ) {
                self.type_assertion(e, x, t, true);
            }
        }
        last
    }
}

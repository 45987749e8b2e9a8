//! Terminating statements: whether a function can run off its end. Authority: specification,
//! "Terminating statements".

use crate::checker::Checker;
use base::Name;
use syntax::ast::{Ast, BranchKind, ClauseId, ClauseKind, ExprKind, List, StmtId, StmtKind};

impl Checker<'_> {
    /// Whether a statement is terminating; `label`: the label it has.
    pub(crate) fn is_terminating(&self, stmt: StmtId, label: Option<Name>) -> bool {
        let ast = self.env.ast;
        match ast[stmt].kind {
            StmtKind::Labeled { label, stmt } => self.is_terminating(stmt, Some(label.name)),
            StmtKind::Expr(e) => {
                let e = ast.unparen(e);
                matches!(ast[e].kind, ExprKind::Call { .. }) && self.env.panics.contains(&e)
            }
            StmtKind::Return(_) => true,
            StmtKind::Branch { kind, .. } => matches!(kind, BranchKind::Goto | BranchKind::Fallthrough),
            StmtKind::Block { list, .. } => self.is_terminating_list(list),
            StmtKind::If { then, els, .. } => {
                !els.is_none() && self.is_terminating(then, None) && self.is_terminating(els, None)
            }
            StmtKind::Switch { clauses, .. } => {
                let has_default = ast.list(clauses).any(|c| matches!(ast[c].kind, ClauseKind::Default));
                has_default && self.are_terminating(clauses, label)
            }
            StmtKind::Select { clauses, .. } => self.are_terminating(clauses, label),
            StmtKind::For { cond, body, .. } => cond.is_none() && !has_break(ast, body, label, true),
            _ => false,
        }
    }

    fn are_terminating(&self, clauses: List<ClauseId>, label: Option<Name>) -> bool {
        let ast = self.env.ast;
        ast.list(clauses)
            .all(|c| self.is_terminating_list(ast[c].body) && !has_break_list(ast, ast[c].body, label, true))
    }

    fn is_terminating_list(&self, list: List<StmtId>) -> bool {
        let ast = self.env.ast;
        let last = ast.list(list).rev().find(|&s| !matches!(ast[s].kind, StmtKind::Empty));
        last.is_some_and(|s| self.is_terminating(s, None))
    }
}

/// Whether a statement contains a `break` out of the statement called `label`, or, if
/// `implicit`, an unlabeled one that refers to what is around it.
fn has_break(ast: &Ast, stmt: StmtId, label: Option<Name>, implicit: bool) -> bool {
    match ast[stmt].kind {
        StmtKind::Labeled { stmt, .. } => has_break(ast, stmt, label, implicit),
        StmtKind::Branch { kind: BranchKind::Break, label: target } => match target {
            None => implicit,
            Some(target) => Some(target.name) == label,
        },
        StmtKind::Block { list, .. } => has_break_list(ast, list, label, implicit),
        StmtKind::If { then, els, .. } => {
            has_break(ast, then, label, implicit) || els.some().is_some_and(|e| has_break(ast, e, label, implicit))
        }
        StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
            label.is_some() && ast.list(clauses).any(|c| has_break_list(ast, ast[c].body, label, false))
        }
        StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
            label.is_some() && has_break(ast, body, label, false)
        }
        _ => false,
    }
}

fn has_break_list(ast: &Ast, list: List<StmtId>, label: Option<Name>, implicit: bool) -> bool {
    ast.list(list).any(|s| has_break(ast, s, label, implicit))
}

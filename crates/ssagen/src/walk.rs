//! Walking the statements of a body without generating anything: what nests in what, which
//! branches leave the body of a range over a function.

use types::body::{Body, ClosureId, LabelId, StmtId, StmtKind, TargetId};

/// A branch or return that may have to cross bodies of ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    Return,
    Break(TargetId),
    Continue(TargetId),
    Goto(LabelId),
}

impl Leaving {
    /// The branch that a statement is.
    pub fn of(kind: &StmtKind) -> Option<Leaving> {
        Some(match kind {
            StmtKind::Return(_) => Leaving::Return,
            StmtKind::Break(t) => Leaving::Break(*t),
            StmtKind::Continue(t) => Leaving::Continue(*t),
            StmtKind::Goto(l) => Leaving::Goto(*l),
            _ => return None,
        })
    }
    /// The number it has on its way out, never 0.
    pub fn code(self) -> i64 {
        match self {
            Leaving::Return => 1,
            Leaving::Break(t) => 2 + 3 * i64::from(t.0),
            Leaving::Continue(t) => 3 + 3 * i64::from(t.0),
            Leaving::Goto(l) => 4 + 3 * i64::from(l.0),
        }
    }
    /// Whether it ends in this function: its target is there, or is the loop whose body it is.
    pub fn ends_in(self, body: &Body, func: ClosureId) -> bool {
        match self {
            Leaving::Return => !body.funcs[func].is_range_body,
            Leaving::Break(t) | Leaving::Continue(t) => {
                body.targets[t].func == func || body.funcs[func].range.is_some_and(|r| r.target == t)
            }
            Leaving::Goto(l) => body.labels[l].func == func,
        }
    }
}

/// The lists of statements in a statement, but for bodies of ranges over functions.
pub(crate) fn nested(kind: &StmtKind) -> Vec<&[StmtId]> {
    match kind {
        StmtKind::Block(list) => vec![list],
        StmtKind::If { then, els, .. } => vec![then, els],
        StmtKind::For { body, post, .. } => vec![body, post],
        StmtKind::Range { body, .. } => vec![body],
        StmtKind::Switch { cases, .. } => cases.iter().map(|c| &c.body[..]).collect(),
        StmtKind::TypeSwitch { cases, .. } => cases.iter().map(|c| &c.body[..]).collect(),
        StmtKind::Select { cases, .. } => cases.iter().map(|c| &c.body[..]).collect(),
        _ => Vec::new(),
    }
}

/// Visits the statements of a list and all in them in source order; bodies of ranges over
/// functions are not entered.
pub(crate) fn each(body: &Body, list: &[StmtId], visit: &mut dyn FnMut(StmtId, &StmtKind)) {
    for &id in list {
        let kind = &body.stmts[id].kind;
        visit(id, kind);
        for inner in nested(kind) {
            each(body, inner, visit);
        }
    }
}

/// The branches that leave a body of a range for more than its own loop, in source order, each once.
pub(crate) fn leaving(body: &Body, func: ClosureId) -> Vec<Leaving> {
    let mut out: Vec<Leaving> = Vec::new();
    let mut add = |l: Leaving| {
        if !l.ends_in(body, func) && !out.contains(&l) {
            out.push(l);
        }
    };
    each(body, &body.funcs[func].body, &mut |_, kind| match kind {
        StmtKind::RangeFunc { body: inner, .. } => leaving(body, *inner).into_iter().for_each(&mut add),
        kind => Leaving::of(kind).into_iter().for_each(&mut add),
    });
    out
}

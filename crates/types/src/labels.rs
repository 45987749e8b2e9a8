//! Labels of one function body: declared once, used, reached by legal jumps. The compiler
//! proper has the parser check this; this is for callers that do not. Authority:
//! specification, "Labeled statements", "Goto statements"; wording: `types2/labels.go`.

use crate::checker::Checker;
use crate::codes::Code;
use base::{FxHashMap, Name, Pos};
use release::FrontEnd;
use syntax::ast::{BranchKind, ClauseId, DeclKind, Ident, List, StmtId, StmtKind};

/// A label of the body.
struct Label {
    pos: Pos,
    used: bool,
}

/// A block around the statement being looked at.
struct Block {
    parent: Option<usize>,
    /// The labeled statement whose block this is.
    owner: Option<StmtId>,
    /// Labels declared so far.
    labels: Vec<(Name, StmtId)>,
}

/// A `goto` whose label was not seen yet.
#[derive(Clone, Copy)]
struct Jump {
    label: Ident,
    /// Number of variable declarations seen in the block of the label when it was made.
    pos: Pos,
}

/// State over one list of statements.
struct ListState {
    block: usize,
    owner: Option<StmtId>,
    /// Where the last variable was declared, and the jumps that go over it.
    var_decl: Option<(Pos, Vec<Pos>)>,
    jumps: Vec<Jump>,
}

#[derive(Default)]
struct Labels {
    all: FxHashMap<Name, Label>,
    blocks: Vec<Block>,
}

impl Checker<'_> {
    /// Checks the labels of a body.
    pub(crate) fn labels(&mut self, body: StmtId) {
        if self.cx.config.ignore_branch_errors {
            return;
        }
        let StmtKind::Block { list, .. } = self.env.ast[body].kind else { return };
        let mut labels = Labels::default();
        for jump in self.block_branches(&mut labels, None, None, list) {
            let name = self.s.text(jump.label.name);
            let (code, msg) = match labels.all.get_mut(&jump.label.name) {
                Some(label) => {
                    label.used = true;
                    (Code::JumpIntoBlock, format!("goto {name} jumps into block"))
                }
                None => (Code::UndeclaredLabel, format!("label {name} not declared")),
            };
            self.error(jump.label.pos, code, msg);
        }
        let mut unused: Vec<(Pos, Name)> =
            labels.all.iter().filter(|(_, l)| !l.used).map(|(&name, l)| (l.pos, name)).collect();
        unused.sort_by_key(|u| u.0);
        for (pos, name) in unused {
            let msg = format!("label {} declared and not used", self.s.text(name));
            self.error(pos, Code::UnusedLabel, msg);
        }
    }

    /// The labels and jumps of one list. Out: jumps to labels outside of it.
    fn block_branches(
        &mut self,
        labels: &mut Labels,
        parent: Option<usize>,
        owner: Option<StmtId>,
        list: List<StmtId>,
    ) -> Vec<Jump> {
        labels.blocks.push(Block { parent, owner, labels: Vec::new() });
        let mut state = ListState { block: labels.blocks.len() - 1, owner, var_decl: None, jumps: Vec::new() };
        for stmt in self.env.ast.list(list) {
            // Once a label belonged to all statements behind its own, too.
            if self.s.release.front_end >= FrontEnd::Go1_25 {
                state.owner = None;
            }
            self.stmt_branches(labels, &mut state, stmt);
        }
        state.jumps
    }

    fn stmt_branches(&mut self, labels: &mut Labels, state: &mut ListState, stmt: StmtId) {
        let ast = self.env.ast;
        let over = |state: &ListState| state.jumps.iter().map(|j| j.pos).collect();
        match ast[stmt].kind {
            StmtKind::Decl(list) => {
                for d in ast.list(list) {
                    if matches!(ast[d].kind, DeclKind::Var { .. }) {
                        state.var_decl = Some((ast[d].pos, over(state)));
                    }
                }
            }
            StmtKind::Define { .. } => state.var_decl = Some((ast[stmt].pos, over(state))),
            StmtKind::Labeled { label, stmt: inner } => {
                if label.name != self.s.blank {
                    self.declare_label(labels, state, label, stmt);
                    state.owner = Some(stmt);
                }
                self.stmt_branches(labels, state, inner);
            }
            StmtKind::Branch { kind, label: Some(label) } => self.labeled_branch(labels, state, kind, label),
            StmtKind::Block { list, .. } => {
                let jumps = self.block_branches(labels, Some(state.block), state.owner, list);
                state.jumps.extend(jumps);
            }
            StmtKind::If { then, els, .. } => {
                self.stmt_branches(labels, state, then);
                if let Some(els) = els.some() {
                    self.stmt_branches(labels, state, els);
                }
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                self.clause_branches(labels, state, clauses);
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => self.stmt_branches(labels, state, body),
            _ => {}
        }
    }

    fn clause_branches(&mut self, labels: &mut Labels, state: &mut ListState, clauses: List<ClauseId>) {
        labels.blocks.push(Block { parent: Some(state.block), owner: state.owner, labels: Vec::new() });
        let block = labels.blocks.len() - 1;
        for c in self.env.ast.list(clauses) {
            let jumps = self.block_branches(labels, Some(block), None, self.env.ast[c].body);
            state.jumps.extend(jumps);
        }
    }

    fn declare_label(&mut self, labels: &mut Labels, state: &mut ListState, label: Ident, stmt: StmtId) {
        let name = self.s.text(label.name);
        if let Some(other) = labels.all.get(&label.name) {
            let mut err = self.error_at(Code::DuplicateLabel, label.pos, format!("label {name} already declared"));
            err.related.push((other.pos, format!("other declaration of {name}")));
            self.report(err);
        } else {
            labels.all.insert(label.name, Label { pos: label.pos, used: false });
            labels.blocks[state.block].labels.push((label.name, stmt));
        }
        let (here, rest): (Vec<Jump>, Vec<Jump>) = state.jumps.iter().partition(|j| j.label.name == label.name);
        state.jumps = rest;
        for jump in here {
            if let Some(l) = labels.all.get_mut(&label.name) {
                l.used = true;
            }
            if let Some((pos, over)) = &state.var_decl
                && over.contains(&jump.pos)
            {
                let line = self.cx.sources.loc(*pos).map_or(0, |l| l.line);
                let msg = format!("goto {name} jumps over variable declaration at line {line}");
                self.error(jump.label.pos, Code::JumpOverDecl, msg);
            }
        }
    }

    fn labeled_branch(&mut self, labels: &mut Labels, state: &mut ListState, kind: BranchKind, label: Ident) {
        let name = self.s.text(label.name);
        let enclosing = self.enclosing_target(labels, state.block, label.name);
        let ok = match kind {
            BranchKind::Goto => {
                if !has_target(labels, state.block, label.name) {
                    state.jumps.push(Jump { label, pos: label.pos });
                    return;
                }
                true
            }
            BranchKind::Break => matches!(
                enclosing,
                Some(StmtKind::Switch { .. } | StmtKind::Select { .. } | StmtKind::For { .. } | StmtKind::Range { .. })
            ),
            BranchKind::Continue => matches!(enclosing, Some(StmtKind::For { .. } | StmtKind::Range { .. })),
            BranchKind::Fallthrough => return,
        };
        if !ok {
            let word = if kind == BranchKind::Break { "break" } else { "continue" };
            self.error(label.pos, Code::MisplacedLabel, format!("invalid {word} label {name}"));
        } else if let Some(l) = labels.all.get_mut(&label.name) {
            l.used = true;
        }
    }

    /// What the label of an enclosing statement labels.
    fn enclosing_target(&self, labels: &Labels, block: usize, name: Name) -> Option<StmtKind> {
        let ast = self.env.ast;
        let mut at = Some(block);
        while let Some(b) = at {
            if let Some(owner) = labels.blocks[b].owner
                && let StmtKind::Labeled { label, stmt } = ast[owner].kind
                && label.name == name
            {
                return Some(ast[stmt].kind);
            }
            at = labels.blocks[b].parent;
        }
        None
    }
}

fn has_target(labels: &Labels, block: usize, name: Name) -> bool {
    let mut at = Some(block);
    while let Some(b) = at {
        if labels.blocks[b].labels.iter().any(|l| l.0 == name) {
            return true;
        }
        at = labels.blocks[b].parent;
    }
    false
}

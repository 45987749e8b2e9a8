//! Labels and branches of one function: misplaced `break`, `continue`, `fallthrough`; labels
//! undefined, unused, declared twice; `goto` over variables and into blocks. In: the block of
//! a function without syntax errors (function literals in it are checked on their own).
//! Out: diagnostics.
//!
//! One walk in source order. A `goto` whose label is not known yet travels outwards from its
//! block; a variable declared meanwhile in a block marks the ones that wait there. Authority:
//! the Go specification, "Labeled statements" to "Fallthrough statements"; wording: GOROOT
//! `cmd/compile/internal/syntax/branches.go`.

use crate::ast::*;
use crate::print;
use base::{Diagnostic, FxHashMap, Interner, Name, Pos, SourceFile};

/// Levels of nested blocks on one stack.
const LEVELS_PER_STACK: u32 = 256;

/// Checks the function whose block is `block`.
pub(crate) fn check(ast: &Ast, block: StmtId, names: &Interner, source: &SourceFile, errors: &mut Vec<Diagnostic>) {
    let Stmt { pos, kind: StmtKind::Block { list, .. } } = ast[block] else { return };
    let mut checker = Checker {
        ast,
        names,
        source,
        errors,
        blocks: Vec::new(),
        labels: FxHashMap::default(),
        declared: Vec::new(),
        levels: 0,
    };
    let list: Vec<StmtId> = ast.list(list).collect();
    let waiting = checker.block(Place::default(), None, pos, &list);
    checker.report_unresolved(&waiting);
    checker.report_unused();
}

/// An index into [`Checker::blocks`].
type BlockIndex = usize;

struct Block {
    parent: Option<BlockIndex>,
    start: Pos,
    /// The labeled statement this is the block of.
    labeled: Option<StmtId>,
}

struct Label {
    block: BlockIndex,
    ident: Ident,
    /// The labeled statement.
    stmt: StmtId,
    used: bool,
}

/// A `goto` that waits for its label.
struct Goto {
    label: Ident,
    /// The last variable declared behind it in the current block.
    over: Option<(Pos, String)>,
}

/// What encloses a block.
#[derive(Clone, Copy, Default)]
struct Place {
    parent: Option<BlockIndex>,
    /// What an unlabeled `break` leaves.
    breaks: Option<StmtId>,
    /// Whether there is an enclosing loop.
    continues: bool,
    /// Index of the clause of the switch whose body this is.
    clause: Option<usize>,
}

struct Checker<'a> {
    ast: &'a Ast,
    names: &'a Interner,
    source: &'a SourceFile,
    errors: &'a mut Vec<Diagnostic>,
    blocks: Vec<Block>,
    labels: FxHashMap<Name, Label>,
    declared: Vec<Name>,
    levels: u32,
}

impl Checker<'_> {
    fn error(&mut self, pos: Pos, message: String) {
        self.errors.push(Diagnostic::error("", pos, message));
    }
    fn text(&self, name: Name) -> &str {
        self.names.resolve(name)
    }

    /// A position inside a message: as shown, and as in the file where that differs.
    fn place_text(&self, pos: Pos) -> String {
        let shown = self.source.loc(pos).to_string();
        let (line, column) = self.source.line_column(pos);
        let real = format!("{}:{line}:{column}", self.source.name);
        if shown == real { shown } else { format!("{shown}[{real}]") }
    }

    fn report_unresolved(&mut self, waiting: &[Goto]) {
        for Goto { label, .. } in waiting {
            let name = self.text(label.name).to_owned();
            let message = match self.labels.get_mut(&label.name) {
                Some(known) => {
                    known.used = true;
                    let start = self.blocks[known.block].start;
                    format!("goto {name} jumps into block starting at {}", self.place_text(start))
                }
                None => format!("label {name} not defined"),
            };
            self.error(label.pos, message);
        }
    }

    fn report_unused(&mut self) {
        for name in std::mem::take(&mut self.declared) {
            let label = &self.labels[&name];
            if !label.used {
                let message = format!("label {} defined and not used", self.text(name));
                self.error(label.ident.pos, message);
            }
        }
    }

    /// A block's statements; returns the `goto`s that still wait.
    fn block(&mut self, place: Place, labeled: Option<StmtId>, start: Pos, list: &[StmtId]) -> Vec<Goto> {
        self.levels += 1;
        let result = match self.levels.is_multiple_of(LEVELS_PER_STACK) {
            true => base::stack::on_new_stack(|| self.block_stmts(place, labeled, start, list)),
            false => self.block_stmts(place, labeled, start, list),
        };
        self.levels -= 1;
        result
    }

    fn block_stmts(&mut self, place: Place, labeled: Option<StmtId>, start: Pos, list: &[StmtId]) -> Vec<Goto> {
        let block = self.blocks.len();
        self.blocks.push(Block { parent: place.parent, start, labeled });
        let mut waiting = Vec::new();
        // Empty statements at the end do not keep a fallthrough from being the last one.
        let empty = |s: &&StmtId| matches!(self.ast[**s].kind, StmtKind::Empty);
        let list = &list[..list.len() - list.iter().rev().take_while(empty).count()];
        for (i, &stmt) in list.iter().enumerate() {
            let (stmt, labeled) = self.declare_labels(block, stmt, &mut waiting);
            let last = i + 1 == list.len();
            self.stmt(block, place, labeled, stmt, last, &mut waiting);
        }
        waiting
    }

    /// Declares the labels before a statement; returns the statement and its label's.
    fn declare_labels(
        &mut self,
        block: BlockIndex,
        mut stmt: StmtId,
        waiting: &mut Vec<Goto>,
    ) -> (StmtId, Option<StmtId>) {
        let mut labeled = None;
        while let StmtKind::Labeled { label, stmt: inner } = self.ast[stmt].kind {
            if self.text(label.name) != "_" {
                self.declare(block, label, stmt);
                self.resolve(label.name, waiting);
                labeled = Some(stmt);
            }
            stmt = inner;
        }
        (stmt, labeled)
    }

    fn declare(&mut self, block: BlockIndex, ident: Ident, stmt: StmtId) {
        if let Some(first) = self.labels.get(&ident.name) {
            let at = self.place_text(first.ident.pos);
            let message = format!("label {} already defined at {at}", self.text(ident.name));
            return self.error(ident.pos, message);
        }
        self.labels.insert(ident.name, Label { block, ident, stmt, used: false });
        self.declared.push(ident.name);
    }

    /// The gotos that wait for `name` have found it.
    fn resolve(&mut self, name: Name, waiting: &mut Vec<Goto>) {
        let (found, rest): (Vec<Goto>, Vec<Goto>) =
            std::mem::take(waiting).into_iter().partition(|g| g.label.name == name);
        *waiting = rest;
        for goto in found {
            if let Some(label) = self.labels.get_mut(&name) {
                label.used = true;
            }
            if let Some((pos, variable)) = goto.over {
                let (label, at) = (self.text(name), self.place_text(pos));
                let message = format!("goto {label} jumps over declaration of {variable} at {at}");
                self.error(goto.label.pos, message);
            }
        }
    }

    fn stmt(
        &mut self,
        block: BlockIndex,
        place: Place,
        labeled: Option<StmtId>,
        stmt: StmtId,
        last: bool,
        waiting: &mut Vec<Goto>,
    ) {
        let Stmt { pos, kind } = self.ast[stmt];
        let inner = Place { parent: Some(block), clause: None, ..place };
        let in_loop = Place { breaks: Some(stmt), continues: true, ..inner };
        match kind {
            StmtKind::Decl(decls) => self.var_decls(decls, waiting),
            StmtKind::Define { lhs, .. } => {
                let shown: Vec<String> = self.ast.list(lhs).map(|x| self.show(x)).collect();
                mark(waiting, pos, &shown.join(", "));
            }
            StmtKind::Branch { kind, label: None } => self.branch(place, kind, pos, last),
            StmtKind::Branch { kind, label: Some(label) } => {
                self.labeled_branch(block, kind, label, waiting);
            }
            StmtKind::Block { .. } => self.inner(inner, labeled, stmt, waiting),
            StmtKind::If { then, els, .. } => {
                self.inner(inner, labeled, then, waiting);
                if let Some(els) = els.some() {
                    let more = self.block(inner, labeled, self.ast[els].pos, &[els]);
                    join(waiting, more);
                }
            }
            StmtKind::For { body, .. } | StmtKind::Range { body, .. } => {
                self.inner(in_loop, labeled, body, waiting);
            }
            StmtKind::Switch { clauses, .. } | StmtKind::Select { clauses, .. } => {
                for (i, id) in self.ast.list(clauses).enumerate() {
                    let Clause { pos, body, .. } = self.ast[id];
                    let list: Vec<StmtId> = self.ast.list(body).collect();
                    let place = Place { breaks: Some(stmt), clause: Some(i), ..inner };
                    let more = self.block(place, labeled, pos, &list);
                    join(waiting, more);
                }
            }
            _ => {}
        }
    }

    fn show(&self, x: ExprId) -> String {
        print::short(self.ast, self.names, Node::Expr(x))
    }

    fn inner(&mut self, place: Place, labeled: Option<StmtId>, block: StmtId, waiting: &mut Vec<Goto>) {
        let Stmt { pos, kind: StmtKind::Block { list, .. } } = self.ast[block] else { return };
        let list: Vec<StmtId> = self.ast.list(list).collect();
        let more = self.block(place, labeled, pos, &list);
        join(waiting, more);
    }

    fn var_decls(&mut self, decls: List<DeclId>, waiting: &mut [Goto]) {
        for decl in self.ast.list(decls) {
            if let Decl { pos, kind: DeclKind::Var { names, .. }, .. } = self.ast[decl] {
                let first = self.ast.idents(names).first().map_or("_", |i| self.text(i.name));
                return mark(waiting, pos, first);
            }
        }
    }

    /// A branch without label.
    fn branch(&mut self, place: Place, kind: BranchKind, pos: Pos, last: bool) {
        let message = match kind {
            BranchKind::Break if place.breaks.is_none() => "break is not in a loop, switch, or select",
            BranchKind::Continue if !place.continues => "continue is not in a loop",
            BranchKind::Fallthrough => match self.fallthrough_error(place, last) {
                Some(message) => message,
                None => return,
            },
            _ => return,
        };
        self.error(pos, message.to_owned());
    }

    fn fallthrough_error(&self, place: Place, last: bool) -> Option<&'static str> {
        let misplaced = Some("fallthrough statement out of place");
        let Some(StmtKind::Switch { tag, clauses, .. }) = place.breaks.map(|s| self.ast[s].kind) else {
            return misplaced;
        };
        if tag.some().is_some_and(|t| matches!(self.ast[t].kind, ExprKind::TypeSwitchGuard { .. })) {
            return Some("cannot fallthrough in type switch");
        }
        match place.clause {
            Some(i) if last => {
                let final_one = i + 1 == self.ast.list_len(clauses);
                final_one.then_some("cannot fallthrough final case in switch")
            }
            _ => misplaced,
        }
    }

    fn labeled_branch(&mut self, block: BlockIndex, kind: BranchKind, label: Ident, waiting: &mut Vec<Goto>) {
        let known = self.labels.get_mut(&label.name).map(|known| {
            known.used = true;
            (known.block, known.stmt)
        });
        let word = match kind {
            BranchKind::Goto => {
                let visible = known.is_some_and(|(home, _)| self.enclosing(block).any(|b| b == home));
                if !visible {
                    waiting.push(Goto { label, over: None });
                }
                return;
            }
            BranchKind::Continue => "continue",
            _ => "break",
        };
        let name = self.text(label.name);
        let message = match known {
            None => format!("{word} label not defined: {name}"),
            Some((_, stmt)) if self.is_target(block, stmt, kind) => return,
            Some(_) => format!("invalid {word} label {name}"),
        };
        self.error(label.pos, message);
    }

    /// Whether the labeled statement encloses the block and may be left or continued.
    fn is_target(&self, block: BlockIndex, labeled: StmtId, kind: BranchKind) -> bool {
        let StmtKind::Labeled { stmt, .. } = self.ast[labeled].kind else { return false };
        let possible = match self.ast[stmt].kind {
            StmtKind::For { .. } | StmtKind::Range { .. } => true,
            StmtKind::Switch { .. } | StmtKind::Select { .. } => kind == BranchKind::Break,
            _ => false,
        };
        possible && self.enclosing(block).any(|b| self.blocks[b].labeled == Some(labeled))
    }

    /// The block and those around it.
    fn enclosing(&self, block: BlockIndex) -> impl Iterator<Item = BlockIndex> {
        std::iter::successors(Some(block), |&b| self.blocks[b].parent)
    }
}

/// A variable is declared: whatever waits jumps over it.
fn mark(waiting: &mut [Goto], pos: Pos, variable: &str) {
    for goto in waiting {
        goto.over = Some((pos, variable.to_owned()));
    }
}

/// Gotos leave an inner block.
fn join(waiting: &mut Vec<Goto>, more: Vec<Goto>) {
    waiting.extend(more.into_iter().map(|g| Goto { over: None, ..g }));
}

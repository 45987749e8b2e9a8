//! A tree as indented text, one node a line: what tests compare. Two trees have the same dump
//! exactly when they have the same structure; positions are added on request.

use crate::ast::*;
use crate::visit;
use base::{Interner, Pos};
use std::fmt::Write;

/// Dumps `node` and everything below it. With `positions` every line begins with the byte
/// position.
pub fn node(ast: &Ast, names: &Interner, node: Node, positions: bool, out: &mut String) {
    let mut stack = vec![(node, 0usize)];
    let mut below = Vec::new();
    while let Some((node, depth)) = stack.pop() {
        out.extend(std::iter::repeat_n(' ', depth));
        if positions {
            let _ = write!(out, "{} ", ast.pos(node).0);
        }
        let d = Dumper { ast, names, positions };
        let _ = writeln!(out, "{}", d.label(node));
        visit::children(ast, node, |child| below.push((child, depth + 1)));
        stack.extend(below.drain(..).rev());
    }
}

/// Dumps a file; bodies come from `body`.
pub fn file(file: &File, names: &Interner, body: impl Fn(BodyId) -> std::sync::Arc<Body>, positions: bool) -> String {
    let mut out = format!("package {}\n", names.resolve(file.package.name));
    let mut group = (Pos::NONE, 0);
    for &decl in &file.decls {
        let pos = file.ast[decl].group;
        group = (pos, if pos.is_known() && pos == group.0 { group.1 + 1 } else { 0 });
        let _ = write!(out, "{}", if pos.is_known() { format!("[{}] ", group.1) } else { String::new() });
        node(&file.ast, names, Node::Decl(decl), positions, &mut out);
        if let DeclKind::Func { body: id, .. } = file.ast[decl].kind
            && let Some(id) = id.some()
        {
            let body = body(id);
            node(&body.ast, names, Node::Stmt(body.block), positions, &mut out);
        }
    }
    out
}

struct Dumper<'a> {
    ast: &'a Ast,
    names: &'a Interner,
    positions: bool,
}

impl Dumper<'_> {
    fn ident(&self, ident: Ident) -> String {
        let text = self.names.resolve(ident.name);
        if self.positions { format!("{text}@{}", ident.pos.0) } else { text.to_owned() }
    }
    fn optional(&self, ident: Option<Ident>) -> String {
        ident.map_or("-".to_owned(), |i| self.ident(i))
    }
    fn idents(&self, list: IdentList) -> String {
        let all: Vec<String> = self.ast.idents(list).iter().map(|&i| self.ident(i)).collect();
        all.join(",")
    }
    fn end(&self, pos: Pos) -> String {
        if self.positions { format!(" ..{}", pos.0) } else { String::new() }
    }

    fn label(&self, node: Node) -> String {
        match node {
            Node::Expr(id) => self.expr(id),
            Node::Stmt(id) => self.stmt(id),
            Node::Decl(id) => self.decl(id),
            Node::Field(id) => {
                let f = self.ast[id];
                format!("Field {}{}", self.optional(f.name), flags(&[("tag", f.tag.some().is_some())]))
            }
            Node::Clause(id) => {
                let c = self.ast[id];
                let (word, count) = match c.kind {
                    ClauseKind::Default => ("default", 0),
                    ClauseKind::Case(list) => ("case", self.ast.list_len(list)),
                    ClauseKind::Comm(_) => ("comm", 1),
                };
                format!("Clause {word} {count}{}", self.end(c.colon))
            }
        }
    }

    fn expr(&self, id: ExprId) -> String {
        match self.ast[id].kind {
            ExprKind::Bad => "Bad".to_owned(),
            ExprKind::Name(name) => format!("Name {}", self.names.resolve(name)),
            ExprKind::Lit { kind, .. } => format!("Lit {kind:?} {:?}", self.ast.literal_text(id)),
            ExprKind::Composite { ty, rbrace, .. } => {
                format!("Composite{}{}", flags(&[("typed", ty.some().is_some())]), self.end(rbrace))
            }
            ExprKind::KeyValue { .. } => "KeyValue".to_owned(),
            ExprKind::FuncLit { .. } => "FuncLit".to_owned(),
            ExprKind::Paren(_) => "Paren".to_owned(),
            ExprKind::Selector { sel, .. } => format!("Selector {}", self.ident(sel)),
            ExprKind::Index { indices, .. } => format!("Index {}", self.ast.list_len(indices)),
            ExprKind::Slice { indices, full, .. } => {
                let given: Vec<bool> = self.ast.list(indices).map(|i| i.some().is_some()).collect();
                format!("Slice {given:?} {full}")
            }
            ExprKind::Assert { .. } => "Assert".to_owned(),
            ExprKind::TypeSwitchGuard { lhs, .. } => format!("TypeSwitchGuard {}", self.optional(lhs)),
            ExprKind::Unary { op, .. } => format!("Unary {op}"),
            ExprKind::Binary { op, .. } => format!("Binary {op}"),
            ExprKind::Call { args, has_dots, .. } => {
                format!("Call {}{}", self.ast.list_len(args), flags(&[("dots", has_dots)]))
            }
            ExprKind::ArrayType { len, .. } => format!("ArrayType{}", flags(&[("open", len.is_none())])),
            ExprKind::SliceType(_) => "SliceType".to_owned(),
            ExprKind::DotsType(_) => "DotsType".to_owned(),
            ExprKind::StructType(list) => format!("StructType {}", self.shared(list)),
            ExprKind::InterfaceType(_) => "InterfaceType".to_owned(),
            ExprKind::FuncType { params, results } => {
                format!("FuncType {} {}", self.shared(params), self.shared(results))
            }
            ExprKind::MapType { .. } => "MapType".to_owned(),
            ExprKind::ChanType { dir, .. } => format!("ChanType {dir:?}"),
        }
    }

    /// For each field whether it has the type of the one before it.
    fn shared(&self, list: List<FieldId>) -> String {
        let types: Vec<ExprId> = self.ast.list(list).map(|f| self.ast[f].ty).collect();
        (0..types.len()).map(|i| if i > 0 && types[i] == types[i - 1] { '"' } else { '.' }).collect()
    }

    fn stmt(&self, id: StmtId) -> String {
        match self.ast[id].kind {
            StmtKind::Empty => "Empty".to_owned(),
            StmtKind::Labeled { label, .. } => format!("Labeled {}", self.ident(label)),
            StmtKind::Block { rbrace, .. } => format!("Block{}", self.end(rbrace)),
            StmtKind::Expr(_) => "Expr".to_owned(),
            StmtKind::Send { .. } => "Send".to_owned(),
            StmtKind::Decl(_) => "Decl".to_owned(),
            StmtKind::Assign { lhs, .. } => format!("Assign {}", self.ast.list_len(lhs)),
            StmtKind::Define { lhs, .. } => format!("Define {}", self.ast.list_len(lhs)),
            StmtKind::OpAssign { op, .. } => format!("OpAssign {op}"),
            StmtKind::IncDec { op, .. } => format!("IncDec {op}"),
            StmtKind::Branch { kind, label } => format!("Branch {kind:?} {}", self.optional(label)),
            StmtKind::Call { kind, .. } => format!("Call {kind:?}"),
            StmtKind::Return(_) => "Return".to_owned(),
            StmtKind::If { init, els, .. } => {
                format!("If{}", flags(&[("init", init.some().is_some()), ("else", els.some().is_some())]))
            }
            StmtKind::For { init, cond, post, .. } => {
                let given = [("init", !init.is_none()), ("cond", !cond.is_none()), ("post", !post.is_none())];
                format!("For{}", flags(&given))
            }
            StmtKind::Range { lhs, define, range_pos, .. } => {
                let count = self.ast.list_len(lhs);
                format!("Range {count}{}{}", flags(&[("define", define)]), self.end(range_pos))
            }
            StmtKind::Switch { init, tag, rbrace, .. } => {
                let given = [("init", !init.is_none()), ("tag", !tag.is_none())];
                format!("Switch{}{}", flags(&given), self.end(rbrace))
            }
            StmtKind::Select { rbrace, .. } => format!("Select{}", self.end(rbrace)),
        }
    }

    fn decl(&self, id: DeclId) -> String {
        match self.ast[id].kind {
            DeclKind::Import { local, .. } => format!("Import {}", self.optional(local)),
            DeclKind::Const { names, ty, values, iota, from } => {
                let inherited = from.some().map_or(-1, |f| id.0 as i64 - f.0 as i64);
                let names = self.idents(names);
                let n = self.ast.list_len(values);
                format!("Const {names} iota={iota} from={inherited} values={n}{}", flags(&[("typed", !ty.is_none())]))
            }
            DeclKind::Type { name, tparams, alias, .. } => {
                format!("Type {} [{}]{}", self.ident(name), self.shared(tparams), flags(&[("alias", alias)]))
            }
            DeclKind::Var { names, ty, values } => {
                let n = self.ast.list_len(values);
                format!("Var {} values={n}{}", self.idents(names), flags(&[("typed", !ty.is_none())]))
            }
            DeclKind::Func { recv, name, tparams, body, .. } => {
                let given = [("recv", !recv.is_none()), ("body", !body.is_none())];
                format!("Func {} [{}]{}", self.ident(name), self.shared(tparams), flags(&given))
            }
        }
    }
}

fn flags(all: &[(&str, bool)]) -> String {
    all.iter().filter(|f| f.1).map(|f| format!(" {}", f.0)).collect()
}

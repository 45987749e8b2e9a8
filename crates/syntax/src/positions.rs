//! Extents of nodes. A node's position names the token that tells it from others; here are
//! its leftmost position and an approximate end, as error messages and scopes need them.
//! Authority: GOROOT `cmd/compile/internal/syntax/positions.go` (ends are approximate in the
//! same way: closing brackets that nodes do not record are not counted).

use crate::ast::*;
use base::{Interner, Pos};

/// The position of the first token of `node`.
pub fn start_pos(ast: &Ast, node: Node) -> Pos {
    let mut node = node;
    loop {
        let left = match node {
            Node::Expr(id) => leftmost(ast[id].kind).map(Node::Expr),
            Node::Stmt(id) => match ast[id].kind {
                StmtKind::Send { chan: x, .. } | StmtKind::OpAssign { lhs: x, .. } | StmtKind::IncDec { x, .. } => {
                    Some(Node::Expr(x))
                }
                StmtKind::Assign { lhs, .. } | StmtKind::Define { lhs, .. } => ast.list(lhs).next().map(Node::Expr),
                _ => None,
            },
            _ => None,
        };
        if let Node::Expr(id) = node
            && let ExprKind::TypeSwitchGuard { lhs: Some(ident), .. } = ast[id].kind
        {
            return ident.pos;
        }
        match left {
            Some(next) => node = next,
            None => return ast.pos(node),
        }
    }
}

/// The subexpression that begins before the expression's own position.
fn leftmost(kind: ExprKind) -> Option<ExprId> {
    match kind {
        ExprKind::Composite { ty, .. } => ty.some(),
        ExprKind::KeyValue { key: x, .. }
        | ExprKind::Selector { x, .. }
        | ExprKind::Index { x, .. }
        | ExprKind::Assert { x, .. }
        | ExprKind::TypeSwitchGuard { x, .. }
        | ExprKind::Binary { x, .. }
        | ExprKind::Call { fun: x, .. } => Some(x),
        _ => None,
    }
}

/// What an end is found by.
enum End {
    At(Pos),
    Behind(Ident),
    Of(Node),
}

/// The approximate end of `node`: behind names and literals, at closing braces, else where
/// the last child ends.
pub fn end_pos(ast: &Ast, names: &Interner, node: Node) -> Pos {
    let mut node = node;
    loop {
        let end = match node {
            Node::Expr(id) => expr_end(ast, names, id),
            Node::Stmt(id) => stmt_end(ast, names, id),
            Node::Decl(id) => decl_end(ast, id),
            Node::Field(id) => End::Of(Node::Expr(ast[id].ty)),
            Node::Clause(id) => {
                let last = ast.list(ast[id].body).next_back();
                last.map_or(End::At(ast[id].colon), |s| End::Of(Node::Stmt(s)))
            }
        };
        match end {
            End::At(pos) => return pos,
            End::Behind(ident) => return behind(names, ident),
            End::Of(next) => node = next,
        }
    }
}

fn behind(names: &Interner, ident: Ident) -> Pos {
    ident.pos.offset(names.resolve(ident.name).len() as u32)
}

fn last_field(ast: &Ast, list: List<FieldId>) -> Option<End> {
    ast.list(list).next_back().map(|f| End::Of(Node::Field(f)))
}

fn last_expr(ast: &Ast, list: List<ExprId>) -> Option<End> {
    ast.list(list).rev().find_map(ExprId::some).map(|x| End::Of(Node::Expr(x)))
}

fn expr_end(ast: &Ast, names: &Interner, id: ExprId) -> End {
    let Expr { pos, kind } = ast[id];
    let of = |x| End::Of(Node::Expr(x));
    match kind {
        ExprKind::Bad => End::At(pos),
        ExprKind::Name(name) => End::At(behind(names, Ident { name, pos })),
        ExprKind::Lit { len, .. } => End::At(pos.offset(len)),
        ExprKind::Composite { rbrace, .. } => End::At(rbrace),
        ExprKind::FuncLit { body, .. } => End::Of(Node::Stmt(body)),
        ExprKind::Selector { sel, .. } => End::Behind(sel),
        ExprKind::Index { indices: list, x } | ExprKind::Slice { indices: list, x, .. } => {
            last_expr(ast, list).unwrap_or(of(x))
        }
        ExprKind::Call { fun, args, .. } => last_expr(ast, args).unwrap_or(of(fun)),
        ExprKind::StructType(fields) | ExprKind::InterfaceType(fields) => {
            last_field(ast, fields).unwrap_or(End::At(pos))
        }
        ExprKind::FuncType { params, results } => {
            last_field(ast, results).or_else(|| last_field(ast, params)).unwrap_or(End::At(pos))
        }
        ExprKind::KeyValue { value: x, .. }
        | ExprKind::Paren(x)
        | ExprKind::Assert { ty: x, .. }
        | ExprKind::TypeSwitchGuard { x, .. }
        | ExprKind::Unary { x, .. }
        | ExprKind::Binary { y: x, .. }
        | ExprKind::ArrayType { elem: x, .. }
        | ExprKind::SliceType(x)
        | ExprKind::DotsType(x)
        | ExprKind::MapType { value: x, .. }
        | ExprKind::ChanType { elem: x, .. } => of(x),
    }
}

fn stmt_end(ast: &Ast, names: &Interner, id: StmtId) -> End {
    let Stmt { pos, kind } = ast[id];
    let of = |x| End::Of(Node::Expr(x));
    match kind {
        StmtKind::Empty => End::At(pos),
        StmtKind::Labeled { stmt, .. } => End::Of(Node::Stmt(stmt)),
        StmtKind::Block { rbrace, .. } | StmtKind::Switch { rbrace, .. } | StmtKind::Select { rbrace, .. } => {
            End::At(rbrace)
        }
        StmtKind::Expr(x)
        | StmtKind::Send { value: x, .. }
        | StmtKind::OpAssign { rhs: x, .. }
        | StmtKind::Call { call: x, .. } => of(x),
        StmtKind::Decl(decls) => ast.list(decls).next_back().map_or(End::At(pos), |d| End::Of(Node::Decl(d))),
        StmtKind::Assign { rhs: list, .. } | StmtKind::Define { rhs: list, .. } | StmtKind::Return(list) => {
            last_expr(ast, list).unwrap_or(End::At(pos))
        }
        StmtKind::IncDec { x, .. } => End::At(end_pos(ast, names, Node::Expr(x)).offset(2)),
        StmtKind::Branch { label, .. } => label.map_or(End::At(pos), End::Behind),
        StmtKind::If { then, els, .. } => End::Of(Node::Stmt(els.some().unwrap_or(then))),
        StmtKind::For { body, .. } | StmtKind::Range { body, .. } => End::Of(Node::Stmt(body)),
    }
}

fn decl_end(ast: &Ast, id: DeclId) -> End {
    let Decl { pos, kind, .. } = ast[id];
    let of = |x| End::Of(Node::Expr(x));
    match kind {
        DeclKind::Import { path, .. } => path.some().map_or(End::At(pos), of),
        DeclKind::Const { names, ty, values, .. } | DeclKind::Var { names, ty, values } => {
            let last = last_expr(ast, values).or_else(|| ty.some().map(of));
            last.or_else(|| ast.idents(names).last().copied().map(End::Behind)).unwrap_or(End::At(pos))
        }
        DeclKind::Type { ty, .. } | DeclKind::Func { ty, .. } => of(ty),
    }
}

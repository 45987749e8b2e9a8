//! Children of a node, in source order: what generic passes (dumps, searches, statistics)
//! walk by. Types shared by several fields are visited once for each.

use crate::ast::*;

/// Calls `visit` with every child of `node`. The body of a top-level function is no child: it
/// has an [`Ast`] of its own.
pub fn children(ast: &Ast, node: Node, mut visit: impl FnMut(Node)) {
    let visit = &mut visit as &mut dyn FnMut(Node);
    match node {
        Node::Expr(id) => expr_children(ast, ast[id].kind, visit),
        Node::Stmt(id) => stmt_children(ast, ast[id].kind, visit),
        Node::Decl(id) => decl_children(ast, ast[id].kind, visit),
        Node::Field(id) => exprs(&[ast[id].ty, ast[id].tag], visit),
        Node::Clause(id) => {
            match ast[id].kind {
                ClauseKind::Default => {}
                ClauseKind::Case(list) => expr_list(ast, list, visit),
                ClauseKind::Comm(stmt) => visit(Node::Stmt(stmt)),
            }
            stmt_list(ast, ast[id].body, visit);
        }
    }
}

type Visit<'v> = &'v mut dyn FnMut(Node);

fn exprs(ids: &[ExprId], visit: Visit) {
    ids.iter().filter_map(|x| x.some()).for_each(|x| visit(Node::Expr(x)));
}
fn stmts(ids: &[StmtId], visit: Visit) {
    ids.iter().filter_map(|s| s.some()).for_each(|s| visit(Node::Stmt(s)));
}
fn expr_list(ast: &Ast, list: List<ExprId>, visit: Visit) {
    ast.list(list).filter_map(ExprId::some).for_each(|x| visit(Node::Expr(x)));
}
fn stmt_list(ast: &Ast, list: List<StmtId>, visit: Visit) {
    ast.list(list).for_each(|s| visit(Node::Stmt(s)));
}
fn field_list(ast: &Ast, list: List<FieldId>, visit: Visit) {
    ast.list(list).for_each(|f| visit(Node::Field(f)));
}

fn expr_children(ast: &Ast, kind: ExprKind, visit: Visit) {
    match kind {
        ExprKind::Bad | ExprKind::Name(_) | ExprKind::Lit { .. } => {}
        ExprKind::Composite { ty, elems, .. } => {
            exprs(&[ty], visit);
            expr_list(ast, elems, visit);
        }
        ExprKind::FuncLit { ty, body } => {
            exprs(&[ty], visit);
            stmts(&[body], visit);
        }
        ExprKind::Index { x, indices } | ExprKind::Slice { x, indices, .. } => {
            exprs(&[x], visit);
            expr_list(ast, indices, visit);
        }
        ExprKind::Call { fun, args, .. } => {
            exprs(&[fun], visit);
            expr_list(ast, args, visit);
        }
        ExprKind::StructType(fields) | ExprKind::InterfaceType(fields) => field_list(ast, fields, visit),
        ExprKind::FuncType { params, results } => {
            field_list(ast, params, visit);
            field_list(ast, results, visit);
        }
        ExprKind::Paren(x)
        | ExprKind::Selector { x, .. }
        | ExprKind::TypeSwitchGuard { x, .. }
        | ExprKind::Unary { x, .. }
        | ExprKind::SliceType(x)
        | ExprKind::DotsType(x)
        | ExprKind::ChanType { elem: x, .. } => exprs(&[x], visit),
        ExprKind::KeyValue { key: x, value: y }
        | ExprKind::Assert { x, ty: y }
        | ExprKind::Binary { x, y, .. }
        | ExprKind::ArrayType { len: x, elem: y }
        | ExprKind::MapType { key: x, value: y } => exprs(&[x, y], visit),
    }
}

fn stmt_children(ast: &Ast, kind: StmtKind, visit: Visit) {
    match kind {
        StmtKind::Empty | StmtKind::Branch { .. } => {}
        StmtKind::Labeled { stmt, .. } => stmts(&[stmt], visit),
        StmtKind::Block { list, .. } => stmt_list(ast, list, visit),
        StmtKind::Expr(x) | StmtKind::IncDec { x, .. } | StmtKind::Call { call: x, .. } => exprs(&[x], visit),
        StmtKind::Send { chan: x, value: y } | StmtKind::OpAssign { lhs: x, rhs: y, .. } => exprs(&[x, y], visit),
        StmtKind::Decl(decls) => ast.list(decls).for_each(|d| visit(Node::Decl(d))),
        StmtKind::Assign { lhs, rhs } | StmtKind::Define { lhs, rhs } => {
            expr_list(ast, lhs, visit);
            expr_list(ast, rhs, visit);
        }
        StmtKind::Return(results) => expr_list(ast, results, visit),
        StmtKind::If { init, cond, then, els } => {
            stmts(&[init], visit);
            exprs(&[cond], visit);
            stmts(&[then, els], visit);
        }
        StmtKind::For { init, cond, post, body } => {
            stmts(&[init], visit);
            exprs(&[cond], visit);
            stmts(&[post, body], visit);
        }
        StmtKind::Range { lhs, x, body, .. } => {
            expr_list(ast, lhs, visit);
            exprs(&[x], visit);
            stmts(&[body], visit);
        }
        StmtKind::Switch { init, tag, clauses, .. } => {
            stmts(&[init], visit);
            exprs(&[tag], visit);
            ast.list(clauses).for_each(|c| visit(Node::Clause(c)));
        }
        StmtKind::Select { clauses, .. } => ast.list(clauses).for_each(|c| visit(Node::Clause(c))),
    }
}

fn decl_children(ast: &Ast, kind: DeclKind, visit: Visit) {
    match kind {
        DeclKind::Import { path, .. } => exprs(&[path], visit),
        DeclKind::Const { ty, values, .. } | DeclKind::Var { ty, values, .. } => {
            exprs(&[ty], visit);
            expr_list(ast, values, visit);
        }
        DeclKind::Type { tparams, ty, .. } => {
            field_list(ast, tparams, visit);
            exprs(&[ty], visit);
        }
        DeclKind::Func { recv, tparams, ty, .. } => {
            recv.some().into_iter().for_each(|r| visit(Node::Field(r)));
            field_list(ast, tparams, visit);
            exprs(&[ty], visit);
        }
    }
}

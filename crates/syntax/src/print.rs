//! Tree to text. [`file`] prints a whole file so that parsing the text gives the same tree
//! (comments and spelling of white space are not kept); [`short`] prints one node on one line
//! as messages show it, with `…` for what stands in the braces of composite and function
//! literals.
//!
//! One statement per line and a comma behind every type parameter list make nearly all of
//! the text parse back. Two things need care: adjacent operators that would join to another
//! token, and composite literals in statement headers, where `{` begins the block. Authority
//! for the short form: GOROOT `cmd/compile/internal/syntax/printer.go`.

use crate::ast::*;
use crate::token::Operator;
use base::{Interner, Name};

mod stmt;

/// The short form of a node, on one line.
pub fn short(ast: &Ast, names: &Interner, node: Node) -> String {
    let mut p = Printer::new(ast, names, true);
    match node {
        Node::Expr(id) => p.expr(id),
        Node::Stmt(id) => p.stmt(id),
        Node::Field(id) => p.expr(ast[id].ty),
        Node::Decl(id) => p.decl(id, true),
        Node::Clause(_) => p.put("case"),
    }
    p.out
}

/// Source text of a whole file. `body` gives the body of a function; files parsed with their
/// bodies have them at hand.
pub fn file<'a>(file: &'a File, names: &'a Interner, body: impl Fn(BodyId) -> std::sync::Arc<Body>) -> String {
    let mut p = Printer::new(&file.ast, names, false);
    p.put("package ");
    p.name(file.package.name);
    p.line();
    let mut rest = &file.decls[..];
    while let Some(&first) = rest.first() {
        let n = p.group_len(rest);
        p.line();
        if let DeclKind::Func { body: id, .. } = file.ast[first].kind {
            p.decl(first, true);
            if let Some(id) = id.some() {
                let body = body(id);
                let mut inner = Printer::new(&body.ast, names, false);
                inner.stmt(body.block);
                p.put(" ");
                p.put(&inner.out);
            }
            p.line();
        } else {
            p.decl_run(&rest[..n]);
        }
        rest = &rest[n..];
    }
    p.out
}

struct Printer<'a> {
    ast: &'a Ast,
    names: &'a Interner,
    out: String,
    indent: usize,
    /// One line, with contents of literals left out.
    short: bool,
    /// As in the parser: below 0 in statement headers.
    xnest: i32,
}

impl<'a> Printer<'a> {
    fn new(ast: &'a Ast, names: &'a Interner, short: bool) -> Self {
        Printer { ast, names, out: String::new(), indent: 0, short, xnest: 0 }
    }
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }
    fn name(&mut self, name: Name) {
        let text = self.names.resolve(name);
        self.out.push_str(text);
    }
    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n('\t', self.indent));
    }
    /// Runs `print` one level deeper.
    fn deeper(&mut self, print: impl FnOnce(&mut Self)) {
        base::stack::with_room(|| print(self));
    }
    /// Prints `open`, what `print` prints where composite literals are allowed, `close`.
    fn enclosed(&mut self, open: &str, close: &str, print: impl FnOnce(&mut Self)) {
        self.put(open);
        self.xnest += 1;
        print(self);
        self.xnest -= 1;
        self.put(close);
    }
    fn exprs(&mut self, list: List<ExprId>) {
        for (i, x) in self.ast.list(list).enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.expr(x);
        }
    }
    fn idents(&mut self, list: IdentList) {
        for (i, ident) in self.ast.idents(list).iter().enumerate() {
            if i > 0 {
                self.put(", ");
            }
            self.name(ident.name);
        }
    }

    fn expr(&mut self, id: ExprId) {
        self.deeper(|p| p.expr_kind(id));
    }

    fn expr_kind(&mut self, id: ExprId) {
        match self.ast[id].kind {
            ExprKind::Bad => self.put("<bad expr>"),
            ExprKind::Name(name) => self.name(name),
            ExprKind::Lit { .. } => self.put(&self.ast.literal_text(id)),
            ExprKind::Composite { ty, elems, .. } => self.composite(ty, elems),
            ExprKind::KeyValue { key, value } => {
                self.expr(key);
                self.put(": ");
                self.expr(value);
            }
            ExprKind::FuncLit { ty, body } => self.func_lit(ty, body),
            ExprKind::Paren(x) => self.enclosed("(", ")", |p| p.expr(x)),
            ExprKind::Selector { x, sel } => {
                self.expr(x);
                self.put(".");
                self.name(sel.name);
            }
            ExprKind::Index { x, indices } => {
                self.expr(x);
                self.enclosed("[", "]", |p| p.exprs(indices));
            }
            ExprKind::Slice { x, indices, full } => self.slice(x, indices, full),
            ExprKind::Assert { x, ty } => {
                self.expr(x);
                self.enclosed(".(", ")", |p| p.expr(ty));
            }
            ExprKind::TypeSwitchGuard { lhs, x } => {
                if let Some(lhs) = lhs {
                    self.name(lhs.name);
                    self.put(" := ");
                }
                self.expr(x);
                self.put(".(type)");
            }
            ExprKind::Unary { op, x } => self.unary(op, x),
            ExprKind::Binary { op, x, y } => {
                self.expr(x);
                self.put(" ");
                self.put(op.text());
                self.put(" ");
                self.expr(y);
            }
            ExprKind::Call { fun, args, has_dots } => {
                let dots = match (has_dots, self.short) {
                    (false, _) => ")",
                    (true, true) => "...)",
                    (true, false) => " ...)", // `1...` would be a number
                };
                self.expr(fun);
                self.enclosed("(", dots, |p| p.exprs(args));
            }
            _ => self.type_kind(id),
        }
    }

    fn type_kind(&mut self, id: ExprId) {
        match self.ast[id].kind {
            ExprKind::ArrayType { len, elem } => {
                self.enclosed("[", "]", |p| match len.some() {
                    Some(len) => p.expr(len),
                    None => p.put("..."),
                });
                self.expr(elem);
            }
            ExprKind::SliceType(elem) => {
                self.put("[]");
                self.expr(elem);
            }
            ExprKind::DotsType(elem) => {
                self.put("...");
                self.expr(elem);
            }
            ExprKind::StructType(fields) => self.struct_type(fields),
            ExprKind::InterfaceType(methods) => self.interface_type(methods),
            ExprKind::FuncType { .. } => {
                self.put("func");
                self.signature(id);
            }
            ExprKind::MapType { key, value } => {
                self.enclosed("map[", "]", |p| p.expr(key));
                self.expr(value);
            }
            ExprKind::ChanType { dir, elem } => self.chan_type(dir, elem),
            _ => {}
        }
    }

    fn composite(&mut self, ty: ExprId, elems: List<ExprId>) {
        if let Some(ty) = ty.some() {
            self.expr(ty);
        }
        if self.short {
            return self.put(if elems.is_empty() { "{}" } else { "{…}" });
        }
        self.enclosed("{", "}", |p| p.exprs(elems));
    }

    fn func_lit(&mut self, ty: ExprId, body: StmtId) {
        self.expr(ty);
        self.put(" ");
        if !self.short {
            let outer = std::mem::replace(&mut self.xnest, 0);
            self.stmt(body);
            self.xnest = outer;
            return;
        }
        let empty = matches!(self.ast[body].kind, StmtKind::Block { list, .. } if list.is_empty());
        self.put(if empty { "{}" } else { "{…}" });
    }

    fn slice(&mut self, x: ExprId, indices: List<ExprId>, full: bool) {
        self.expr(x);
        self.enclosed("[", "]", |p| {
            for (i, index) in p.ast.list(indices).enumerate() {
                if i == 1 || i == 2 && full {
                    p.put(":");
                }
                if let Some(index) = index.some() {
                    p.expr(index);
                }
            }
        });
    }

    fn unary(&mut self, op: Operator, x: ExprId) {
        use Operator::{Add, And, Sub, Xor};
        self.put(op.text());
        match self.ast[x].kind {
            // Messages show `--x` for `- -x`, as the official compiler does.
            ExprKind::Unary { op: inner, .. }
                if !self.short && matches!((op, inner), (Add, Add) | (Sub, Sub) | (And, And | Xor)) =>
            {
                self.put(" ");
                self.expr(x);
            }
            // In a header the literal needs its parentheses back.
            ExprKind::Composite { .. } if op == And && self.xnest < 0 => {
                self.enclosed("(", ")", |p| p.expr(x));
            }
            _ => self.expr(x),
        }
    }

    fn chan_type(&mut self, dir: ChanDir, elem: ExprId) {
        self.put(match dir {
            ChanDir::Both => "chan ",
            ChanDir::SendOnly => "chan<- ",
            ChanDir::RecvOnly => "<-chan ",
        });
        let receives = matches!(self.ast[elem].kind, ExprKind::ChanType { dir: ChanDir::RecvOnly, .. });
        match dir == ChanDir::Both && receives {
            true => self.enclosed("(", ")", |p| p.expr(elem)),
            false => self.expr(elem),
        }
    }

    /// Fields that share a type are printed together.
    fn struct_type(&mut self, list: List<FieldId>) {
        let fields: Vec<Field> = self.ast.list(list).map(|f| self.ast[f]).collect();
        self.put(if self.short || fields.is_empty() { "struct{" } else { "struct {" });
        self.indent += 1;
        let mut at = 0;
        while at < fields.len() {
            let n = shared_type_len(&fields[at..]);
            self.separate_member(at == 0);
            self.field_names(&fields[at..at + n]);
            self.expr(fields[at].ty);
            if let Some(tag) = fields[at].tag.some() {
                self.put(" ");
                self.expr(tag);
            }
            at += n;
        }
        self.end_members(fields.is_empty());
    }

    fn interface_type(&mut self, list: List<FieldId>) {
        self.put(if self.short || list.is_empty() { "interface{" } else { "interface {" });
        self.indent += 1;
        for (i, id) in self.ast.list(list).enumerate() {
            self.separate_member(i == 0);
            let Field { name, ty, .. } = self.ast[id];
            match name {
                Some(name) => {
                    self.name(name.name);
                    self.signature(ty);
                }
                None => self.expr(ty),
            }
        }
        self.end_members(list.is_empty());
    }

    /// Before a member of a struct or interface.
    fn separate_member(&mut self, first: bool) {
        match self.short {
            false => self.line(),
            true if first => {}
            true => self.put("; "),
        }
    }
    fn end_members(&mut self, empty: bool) {
        self.indent -= 1;
        if !self.short && !empty {
            self.line();
        }
        self.put("}");
    }

    fn field_names(&mut self, fields: &[Field]) {
        for (i, field) in fields.iter().enumerate() {
            if let Some(name) = field.name {
                if i > 0 {
                    self.put(", ");
                }
                self.name(name.name);
                if i + 1 == fields.len() {
                    self.put(" ");
                }
            }
        }
    }

    /// Parameters and results of a function type.
    fn signature(&mut self, ty: ExprId) {
        let ExprKind::FuncType { params, results } = self.ast[ty].kind else { return };
        self.enclosed("(", ")", |p| p.params(params));
        if results.is_empty() {
            return;
        }
        self.put(" ");
        let first = self.ast[self.ast.list_at(results, 0)];
        match self.ast.list_len(results) == 1 && first.name.is_none() {
            true => self.expr(first.ty),
            false => self.enclosed("(", ")", |p| p.params(results)),
        }
    }

    fn params(&mut self, list: List<FieldId>) {
        let fields: Vec<Field> = self.ast.list(list).map(|f| self.ast[f]).collect();
        let mut at = 0;
        while at < fields.len() {
            let n = shared_type_len(&fields[at..]);
            if at > 0 {
                self.put(", ");
            }
            self.field_names(&fields[at..at + n]);
            self.expr(fields[at].ty);
            at += n;
        }
    }

    /// The comma keeps `[P *T,]` from being an array length.
    fn type_params(&mut self, list: List<FieldId>) {
        if !list.is_empty() {
            self.enclosed("[", if self.short { "]" } else { ",]" }, |p| p.params(list));
        }
    }
}

/// How many of the first fields are declared together.
fn shared_type_len(fields: &[Field]) -> usize {
    let first = fields[0];
    let together = |f: &&Field| f.ty == first.ty && f.name.is_some();
    if first.name.is_none() { 1 } else { fields.iter().take_while(together).count() }
}

//! Expressions. Authority: the Go specification, "Expressions", "Composite literals".

use super::*;

/// One expression or several separated by commas.
#[derive(Clone, Copy)]
pub(super) struct Exprs {
    /// The first one.
    pub(super) first: ExprId,
    /// All of them where there are several, else empty.
    pub(super) many: List<ExprId>,
}

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> ExprId {
        self.binary_expr(None, 0)
    }

    /// An operand (or `x`, which was read) and the operators behind it that bind tighter than
    /// `prec`.
    pub(super) fn binary_expr(&mut self, x: Option<ExprId>, prec: u8) -> ExprId {
        let mut x = match x {
            Some(x) => x,
            None => self.unary_expr(),
        };
        let links = self.links;
        while matches!(self.tok(), Token::Operator | Token::Star) && self.lex.prec > prec {
            let pos = self.pos();
            let (op, tighter) = (self.lex.op, self.lex.prec);
            self.next();
            self.enter_operator();
            let y = self.binary_expr(None, tighter);
            x = self.new_expr(pos, ExprKind::Binary { op, x, y });
        }
        self.links = links;
        x
    }

    fn unary_expr(&mut self) -> ExprId {
        match self.tok() {
            Token::Operator | Token::Star | Token::Arrow => self.deeper(Self::unary_operation),
            _ => self.primary_expr(None, true),
        }
    }

    fn unary_operation(&mut self) -> ExprId {
        use Operator::*;
        let pos = self.pos();
        if self.tok() == Token::Arrow {
            self.next();
            let x = self.unary_expr();
            if matches!(self.kind(x), ExprKind::ChanType { .. }) {
                self.receive_from_chan_type(x);
                return x;
            }
            return self.new_expr(pos, ExprKind::Unary { op: Recv, x });
        }
        match self.lex.op {
            op @ (Mul | Add | Sub | Not | Xor | Tilde) => {
                self.next();
                let x = self.unary_expr();
                self.new_expr(pos, ExprKind::Unary { op, x })
            }
            And => {
                self.next();
                let x = self.unary_expr();
                let x = self.ast.unparen(x); // of a composite literal
                self.new_expr(pos, ExprKind::Unary { op: And, x })
            }
            _ => self.primary_expr(None, true),
        }
    }

    /// `<-` was read before the channel type `x`: it belongs to the type. In
    /// `<-chan<- chan T` every arrow moves one type inwards: `<-chan (<-chan T)`.
    fn receive_from_chan_type(&mut self, x: ExprId) {
        let mut at = x;
        loop {
            let ExprKind::ChanType { dir, elem } = self.kind(at) else {
                let shown = self.show(Node::Expr(at));
                return self.syntax_error(&format!("unexpected {shown}, expected chan"));
            };
            if dir == ChanDir::RecvOnly {
                self.syntax_error("unexpected <-, expected chan");
            }
            self.ast.exprs[at].kind = ExprKind::ChanType { dir: ChanDir::RecvOnly, elem };
            if dir != ChanDir::SendOnly {
                return;
            }
            at = elem;
        }
    }

    fn operand(&mut self, keep_parens: bool) -> ExprId {
        match self.tok() {
            Token::Name => {
                let ident = self.ident();
                self.new_name(ident)
            }
            Token::Literal => self.literal_or_none(),
            Token::Lparen => self.deeper(|p| p.paren_expr(keep_parens)),
            Token::Func => self.deeper(Self::func_type_or_lit),
            Token::Lbrack | Token::Chan | Token::Map | Token::Struct | Token::Interface => self.type_(),
            _ => {
                let x = self.bad_expr();
                self.syntax_error("expected expression");
                self.advance(&[Token::Rparen, Token::Rbrack, Token::Rbrace]);
                x
            }
        }
    }

    /// Parentheses are dropped unless asked for or before `{`, where they are an error in a
    /// composite literal's type.
    fn paren_expr(&mut self, keep_parens: bool) -> ExprId {
        let pos = self.pos();
        self.next();
        self.xnest += 1;
        let x = self.expr();
        self.xnest -= 1;
        self.want(Token::Rparen);
        match keep_parens || self.tok() == Token::Lbrace {
            true => self.new_expr(pos, ExprKind::Paren(x)),
            false => x,
        }
    }

    fn func_type_or_lit(&mut self) -> ExprId {
        let pos = self.pos();
        self.next();
        let (_, ty) = self.func_type("function type");
        if self.tok() != Token::Lbrace {
            return ty;
        }
        self.xnest += 1;
        let body = self.func_body();
        self.xnest -= 1;
        self.new_expr(pos, ExprKind::FuncLit { ty, body })
    }

    /// An operand (or `x`, which was read) and its selectors, indices, calls, literals.
    pub(super) fn primary_expr(&mut self, x: Option<ExprId>, keep_parens: bool) -> ExprId {
        let mut x = match x {
            Some(x) => x,
            None => self.operand(keep_parens),
        };
        let depth = self.depth;
        loop {
            let pos = self.pos();
            x = match self.tok() {
                Token::Dot => self.selector_or_assertion(pos, x),
                Token::Lbrack => self.deeper(|p| p.index_or_slice(pos, x)),
                Token::Lparen => self.deeper(|p| p.call(pos, x)),
                Token::Lbrace if self.begins_composite(x) => self.composite(x),
                _ => break,
            };
            self.enter_link();
        }
        self.depth = depth;
        x
    }

    fn selector_or_assertion(&mut self, pos: Pos, x: ExprId) -> ExprId {
        self.next();
        match self.tok() {
            Token::Name => {
                let sel = self.ident();
                self.new_expr(pos, ExprKind::Selector { x, sel })
            }
            Token::Lparen => {
                self.next();
                let kind = match self.got(Token::Type) {
                    true => ExprKind::TypeSwitchGuard { lhs: None, x },
                    false => ExprKind::Assert { x, ty: self.type_() },
                };
                let id = self.new_expr(pos, kind);
                self.want(Token::Rparen);
                id
            }
            _ => {
                self.syntax_error("expected name or (");
                self.advance(&[Token::Semi, Token::Rparen]);
                x
            }
        }
    }

    fn index_or_slice(&mut self, pos: Pos, x: ExprId) -> ExprId {
        self.next();
        let mut first = ExprId::NONE;
        if self.tok() != Token::Colon {
            let (indices, comma) = match self.tok() {
                Token::Rbrack => {
                    self.syntax_error("expected operand");
                    let bad = self.bad_expr();
                    (Exprs { first: bad, many: List::EMPTY }, false)
                }
                _ => self.type_list(false),
            };
            if comma || self.tok() == Token::Rbrack {
                self.want(Token::Rbrack);
                let indices = self.as_list(indices);
                return self.new_expr(pos, ExprKind::Index { x, indices });
            }
            first = indices.first;
        }
        if !self.got(Token::Colon) {
            self.syntax_error("expected comma, : or ]");
            self.advance(&[Token::Comma, Token::Colon, Token::Rbrack]);
        }
        self.slice(pos, x, first)
    }

    /// `[ y ] [ ":" z ] "]"`, behind the first colon.
    fn slice(&mut self, pos: Pos, x: ExprId, first: ExprId) -> ExprId {
        self.xnest += 1;
        let mut indices = [first, ExprId::NONE, ExprId::NONE];
        if !matches!(self.tok(), Token::Colon | Token::Rbrack) {
            indices[1] = self.expr();
        }
        let full = self.tok() == Token::Colon;
        if full {
            if indices[1].is_none() {
                self.error("middle index required in 3-index slice");
                indices[1] = self.bad_expr();
            }
            self.next();
            if self.tok() != Token::Rbrack {
                indices[2] = self.expr();
            } else {
                self.error("final index required in 3-index slice");
                indices[2] = self.bad_expr();
            }
        }
        self.xnest -= 1;
        self.want(Token::Rbrack);
        let indices = self.ast.new_list(&indices);
        self.new_expr(pos, ExprKind::Slice { x, indices, full })
    }

    fn call(&mut self, pos: Pos, fun: ExprId) -> ExprId {
        self.next();
        let base = self.exprs.len();
        let mut has_dots = false;
        self.xnest += 1;
        self.list("argument list", Token::Comma, Token::Rparen, |p| {
            let arg = p.expr();
            p.exprs.push(arg);
            has_dots = p.got(Token::DotDotDot);
            has_dots
        });
        self.xnest -= 1;
        let args = self.close_exprs(base);
        self.new_expr(pos, ExprKind::Call { fun, args, has_dots })
    }

    /// Whether the `{` behind `x` begins a composite literal's value, not a block.
    fn begins_composite(&mut self, x: ExprId) -> bool {
        let inner = self.ast.unparen(x);
        match self.kind(inner) {
            ExprKind::Name(_) | ExprKind::Selector { .. } => self.xnest >= 0,
            ExprKind::Index { .. } => self.xnest >= 0 && !self.is_value(inner),
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::MapType { .. } => true,
            _ => false,
        }
    }

    /// Whether `x` cannot be a type.
    fn is_value(&mut self, x: ExprId) -> bool {
        match self.kind(x) {
            ExprKind::Lit { .. }
            | ExprKind::Composite { .. }
            | ExprKind::FuncLit { .. }
            | ExprKind::Slice { .. }
            | ExprKind::Assert { .. }
            | ExprKind::TypeSwitchGuard { .. }
            | ExprKind::Call { .. }
            | ExprKind::Binary { .. } => true,
            ExprKind::Unary { op, .. } => op != Operator::Mul,
            ExprKind::Paren(x) => self.deeper(|p| p.is_value(x)),
            ExprKind::Index { x, indices } => self.deeper(|p| {
                let only = (p.ast.list_len(indices) == 1).then(|| p.ast.list_at(indices, 0));
                p.is_value(x) || only.is_some_and(|i| p.is_value(i))
            }),
            _ => false,
        }
    }

    fn composite(&mut self, ty: ExprId) -> ExprId {
        if self.ast.unparen(ty) != ty {
            self.syntax_error("cannot parenthesize type in composite literal");
        }
        self.deeper(|p| p.literal_value(ty))
    }

    /// `{ elements }`.
    fn literal_value(&mut self, ty: ExprId) -> ExprId {
        let pos = self.pos();
        let base = self.exprs.len();
        self.xnest += 1;
        self.want(Token::Lbrace);
        let rbrace = self.list("composite literal", Token::Comma, Token::Rbrace, |p| {
            let mut elem = p.element();
            if p.tok() == Token::Colon {
                let pos = p.pos();
                p.next();
                let value = p.element();
                elem = p.new_expr(pos, ExprKind::KeyValue { key: elem, value });
            }
            p.exprs.push(elem);
            false
        });
        self.xnest -= 1;
        let elems = self.close_exprs(base);
        self.new_expr(pos, ExprKind::Composite { ty, elems, rbrace })
    }

    fn element(&mut self) -> ExprId {
        match self.tok() {
            Token::Lbrace => self.deeper(|p| p.literal_value(ExprId::NONE)),
            _ => self.expr(),
        }
    }

    /// `expr { "," expr }`.
    pub(super) fn exprs(&mut self) -> Exprs {
        let first = self.expr();
        if self.tok() != Token::Comma {
            return Exprs { first, many: List::EMPTY };
        }
        let base = self.exprs.len();
        self.exprs.push(first);
        while self.got(Token::Comma) {
            let x = self.expr();
            self.exprs.push(x);
        }
        Exprs { first, many: self.close_exprs(base) }
    }
    pub(super) fn expr_list(&mut self) -> List<ExprId> {
        let exprs = self.exprs();
        self.as_list(exprs)
    }
    pub(super) fn as_list(&mut self, exprs: Exprs) -> List<ExprId> {
        match exprs.many.is_empty() {
            true => self.ast.new_list(&[exprs.first]),
            false => exprs.many,
        }
    }

    /// `arg { "," type } [ "," ]`, and whether there was a comma. Unless `strict`, the first
    /// may be an expression.
    pub(super) fn type_list(&mut self, strict: bool) -> (Exprs, bool) {
        self.xnest += 1;
        let first = if strict { self.type_() } else { self.expr() };
        let mut result = Exprs { first, many: List::EMPTY };
        let comma = self.got(Token::Comma);
        if comma && let Some(second) = self.type_or_none().some() {
            let base = self.exprs.len();
            self.exprs.extend([first, second]);
            while self.got(Token::Comma) {
                match self.type_or_none().some() {
                    Some(ty) => self.exprs.push(ty),
                    None => break,
                }
            }
            result.many = self.close_exprs(base);
        }
        self.xnest -= 1;
        (result, comma)
    }
}

//! Types. Authority: the Go specification, "Types", "Interface types", "Type constraints".

use super::params::ParamKind;
use super::*;

impl Parser<'_> {
    pub(super) fn type_(&mut self) -> ExprId {
        if let Some(ty) = self.type_or_none().some() {
            return ty;
        }
        let ty = self.bad_expr();
        self.syntax_error("expected type");
        use Token::*;
        self.advance(&[Comma, Colon, Semi, Rparen, Rbrack, Rbrace]);
        ty
    }

    /// A type if one begins here.
    pub(super) fn type_or_none(&mut self) -> ExprId {
        match self.tok() {
            Token::Name => self.qualified_name(None),
            Token::Star
            | Token::Arrow
            | Token::Func
            | Token::Lbrack
            | Token::Chan
            | Token::Map
            | Token::Struct
            | Token::Interface
            | Token::Lparen => self.deeper(Self::type_literal),
            _ => ExprId::NONE,
        }
    }

    fn type_literal(&mut self) -> ExprId {
        let pos = self.pos();
        match self.tok() {
            Token::Struct => return self.struct_type(),
            Token::Interface => return self.interface_type(),
            _ => {}
        }
        let tok = self.tok();
        self.next();
        match tok {
            Token::Star => {
                let x = self.type_();
                self.pointer(pos, x)
            }
            Token::Arrow => {
                self.want(Token::Chan);
                let elem = self.chan_elem();
                self.new_expr(pos, ExprKind::ChanType { dir: ChanDir::RecvOnly, elem })
            }
            Token::Chan => {
                let dir = if self.got(Token::Arrow) { ChanDir::SendOnly } else { ChanDir::Both };
                let elem = self.chan_elem();
                self.new_expr(pos, ExprKind::ChanType { dir, elem })
            }
            Token::Func => self.func_type("function type").1,
            Token::Lbrack if self.got(Token::Rbrack) => self.slice_type(pos),
            Token::Lbrack => self.array_type(pos, ExprId::NONE),
            Token::Map => {
                self.want(Token::Lbrack);
                let key = self.type_();
                self.want(Token::Rbrack);
                let value = self.type_();
                self.new_expr(pos, ExprKind::MapType { key, value })
            }
            _ => {
                let ty = self.type_();
                self.want(Token::Rparen);
                ty
            }
        }
    }

    fn pointer(&mut self, pos: Pos, x: ExprId) -> ExprId {
        self.new_expr(pos, ExprKind::Unary { op: Operator::Mul, x })
    }

    fn chan_elem(&mut self) -> ExprId {
        if let Some(ty) = self.type_or_none().some() {
            return ty;
        }
        let bad = self.bad_expr();
        self.syntax_error("missing channel element type");
        bad
    }

    /// Behind `[`, or behind the length if that was read.
    pub(super) fn array_type(&mut self, pos: Pos, len: ExprId) -> ExprId {
        let mut len = len;
        if len.is_none() && !self.got(Token::DotDotDot) {
            self.xnest += 1;
            len = self.expr();
            self.xnest -= 1;
        }
        if self.tok() == Token::Comma {
            self.syntax_error("unexpected comma; expected ]");
            self.next();
        }
        self.want(Token::Rbrack);
        let elem = self.type_();
        self.new_expr(pos, ExprKind::ArrayType { len, elem })
    }

    /// Behind `[]`.
    pub(super) fn slice_type(&mut self, pos: Pos) -> ExprId {
        let elem = self.type_();
        self.new_expr(pos, ExprKind::SliceType(elem))
    }

    /// A signature behind `func` and name: type parameters (an error where `context` says
    /// what cannot have any) and the function type.
    pub(super) fn func_type(&mut self, context: &str) -> (List<FieldId>, ExprId) {
        let pos = self.pos();
        let mut tparams = List::EMPTY;
        if self.got(Token::Lbrack) {
            if !context.is_empty() {
                self.syntax_error_at(pos, &format!("{context} must have no type parameters"));
            }
            if self.tok() == Token::Rbrack {
                self.syntax_error("empty type parameter list");
                self.next();
            } else {
                tparams = self.param_list(None, ExprId::NONE, Token::Rbrack, ParamKind::Types);
            }
        }
        self.want(Token::Lparen);
        let params = self.param_list(None, ExprId::NONE, Token::Rparen, ParamKind::Values);
        let results = self.func_result();
        (tparams, self.new_expr(pos, ExprKind::FuncType { params, results }))
    }

    fn func_result(&mut self) -> List<FieldId> {
        if self.got(Token::Lparen) {
            return self.param_list(None, ExprId::NONE, Token::Rparen, ParamKind::Others);
        }
        let pos = self.pos();
        match self.type_or_none().some() {
            Some(ty) => {
                let field = self.new_field(pos, None, ty, ExprId::NONE);
                self.ast.new_list(&[field])
            }
            None => List::EMPTY,
        }
    }

    fn struct_type(&mut self) -> ExprId {
        let pos = self.pos();
        let base = self.fields.len();
        self.want(Token::Struct);
        self.want(Token::Lbrace);
        self.list("struct type", Token::Semi, Token::Rbrace, |p| {
            p.field_decl();
            false
        });
        let fields = self.close_fields(base);
        self.new_expr(pos, ExprKind::StructType(fields))
    }

    /// Fields of one line of a struct, pushed to `self.fields`.
    fn field_decl(&mut self) {
        let pos = self.pos();
        match self.tok() {
            Token::Name => self.named_or_embedded_field(pos),
            Token::Star => {
                self.next();
                let parens = self.tok() == Token::Lparen;
                if parens {
                    self.syntax_error("cannot parenthesize embedded type");
                    self.next();
                }
                let base = self.qualified_name(None);
                if parens {
                    self.got(Token::Rparen);
                }
                let ty = self.pointer(pos, base);
                self.embedded_field(pos, ty);
            }
            Token::Lparen => {
                self.syntax_error("cannot parenthesize embedded type");
                self.next();
                let inner = self.pos();
                let ty = match self.got(Token::Star) {
                    true => {
                        let base = self.qualified_name(None);
                        self.pointer(inner, base)
                    }
                    false => self.qualified_name(None),
                };
                self.got(Token::Rparen);
                self.embedded_field(pos, ty);
            }
            _ => {
                self.syntax_error("expected field name or embedded type");
                self.advance(&[Token::Semi, Token::Rbrace]);
            }
        }
    }

    fn embedded_field(&mut self, pos: Pos, ty: ExprId) {
        let tag = self.literal_or_none();
        let field = self.new_field(pos, None, ty, tag);
        self.fields.push(field);
    }

    fn named_or_embedded_field(&mut self, pos: Pos) {
        let name = self.ident();
        if matches!(self.tok(), Token::Dot | Token::Literal | Token::Semi | Token::Rbrace) {
            let ty = self.qualified_name(Some(name));
            return self.embedded_field(pos, ty);
        }
        let base = self.idents.len();
        self.idents.push(name);
        while self.got(Token::Comma) {
            let next = self.ident();
            self.idents.push(next);
        }
        let ty = if self.idents.len() == base + 1 && self.tok() == Token::Lbrack {
            // A field of array or slice type, or an embedded instance T[P].
            let (parsed, instance) = self.array_or_instance(name);
            if instance {
                self.idents.truncate(base);
                return self.embedded_field(pos, parsed);
            }
            parsed
        } else {
            self.type_()
        };
        let tag = self.literal_or_none();
        for i in base..self.idents.len() {
            let name = self.idents[i];
            let field = self.new_field(name.pos, Some(name), ty, tag);
            self.fields.push(field);
        }
        self.idents.truncate(base);
    }

    /// `[n]E`, `[]E` (a type behind `name`), or `[T1, T2]` (an instance of `name`; true).
    pub(super) fn array_or_instance(&mut self, name: Ident) -> (ExprId, bool) {
        let pos = self.pos();
        self.want(Token::Lbrack);
        if self.got(Token::Rbrack) {
            return (self.slice_type(pos), false);
        }
        let (args, comma) = self.type_list(false);
        self.want(Token::Rbrack);
        if !comma && let Some(elem) = self.type_or_none().some() {
            return (self.new_expr(pos, ExprKind::ArrayType { len: args.first, elem }), false);
        }
        let x = self.new_name(name);
        let indices = self.as_list(args);
        (self.new_expr(pos, ExprKind::Index { x, indices }), true)
    }

    /// `name`, `pkg.name`, either of them instantiated; `name` if that was read.
    pub(super) fn qualified_name(&mut self, name: Option<Ident>) -> ExprId {
        let ident = match name {
            Some(name) => name,
            None if self.tok() == Token::Name => self.ident(),
            None => {
                let blank = self.blank_ident();
                self.syntax_error("expected name");
                self.advance(&[Token::Dot, Token::Semi, Token::Rbrace]);
                blank
            }
        };
        let mut x = self.new_name(ident);
        if self.tok() == Token::Dot {
            let pos = self.pos();
            self.next();
            let sel = self.ident();
            x = self.new_expr(pos, ExprKind::Selector { x, sel });
        }
        match self.tok() {
            Token::Lbrack => self.deeper(|p| p.type_instance(x)),
            _ => x,
        }
    }

    fn type_instance(&mut self, x: ExprId) -> ExprId {
        let pos = self.pos();
        self.want(Token::Lbrack);
        let indices = if self.tok() == Token::Rbrack {
            self.syntax_error("expected type argument list");
            let bad = self.bad_expr();
            self.ast.new_list(&[bad])
        } else {
            let (args, _) = self.type_list(true);
            self.as_list(args)
        };
        self.want(Token::Rbrack);
        self.new_expr(pos, ExprKind::Index { x, indices })
    }

    fn interface_type(&mut self) -> ExprId {
        let pos = self.pos();
        let base = self.fields.len();
        self.want(Token::Interface);
        self.want(Token::Lbrace);
        self.list("interface type", Token::Semi, Token::Rbrace, |p| {
            let pos = p.pos();
            let (name, mut ty) = match p.tok() {
                Token::Name => p.method_or_embedded(),
                _ => (None, p.embedded_term()),
            };
            if name.is_none() {
                ty = p.union_tail(ty);
            }
            let field = p.new_field(pos, name, ty, ExprId::NONE);
            p.fields.push(field);
            false
        });
        let methods = self.close_fields(base);
        self.new_expr(pos, ExprKind::InterfaceType(methods))
    }

    /// A method (with its name) or the embedded type that begins with a name.
    fn method_or_embedded(&mut self) -> (Option<Ident>, ExprId) {
        let name = self.ident();
        match self.tok() {
            Token::Lparen => (Some(name), self.func_type(METHOD).1),
            Token::Lbrack => self.generic_method_or_instance(name),
            _ => (None, self.qualified_name(Some(name))),
        }
    }

    /// `name[`: a method with type parameters (refused) or an embedded instance. Both are
    /// read as a parameter list and told apart by what it holds.
    fn generic_method_or_instance(&mut self, name: Ident) -> (Option<Ident>, ExprId) {
        let pos = self.pos();
        self.next();
        if self.tok() == Token::Rbrack {
            let end = self.pos();
            self.next();
            if self.tok() == Token::Lparen {
                self.error_at(end, "empty type parameter list");
                return (Some(name), self.func_type(METHOD).1);
            }
            self.error_at(end, "empty type argument list");
            return (None, self.new_name(name));
        }
        let list = self.param_list(None, ExprId::NONE, Token::Rbrack, ParamKind::Others);
        let first = match list.is_empty() {
            true if self.tok() == Token::Lparen => return (Some(name), self.func_type(METHOD).1),
            true => return (None, self.new_name(name)),
            false => self.ast.list_at(list, 0),
        };
        if self.ast[first].name.is_some() {
            let ty = self.func_type(METHOD).1;
            self.error_at(pos, "interface method must have no type parameters");
            return (Some(name), ty);
        }
        let base = self.exprs.len();
        self.exprs.extend(self.ast.list(list).map(|f| self.ast[f].ty));
        let indices = self.close_exprs(base);
        let x = self.new_name(name);
        (None, self.new_expr(pos, ExprKind::Index { x, indices }))
    }

    /// The further terms of a union that begins with `ty`.
    pub(super) fn union_tail(&mut self, ty: ExprId) -> ExprId {
        let links = self.links;
        let mut ty = ty;
        while self.at_op(Operator::Or) {
            let pos = self.pos();
            self.next();
            self.enter_operator();
            let y = self.embedded_term();
            ty = self.new_expr(pos, ExprKind::Binary { op: Operator::Or, x: ty, y });
        }
        self.links = links;
        ty
    }

    /// `["~"] type`.
    pub(super) fn embedded_term(&mut self) -> ExprId {
        let pos = self.pos();
        if self.at_op(Operator::Tilde) {
            self.next();
            let x = self.type_();
            return self.new_expr(pos, ExprKind::Unary { op: Operator::Tilde, x });
        }
        if let Some(ty) = self.type_or_none().some() {
            return ty;
        }
        let bad = self.bad_expr();
        self.syntax_error("expected ~ term or type");
        self.advance(&[Token::Operator, Token::Semi, Token::Rparen, Token::Rbrack, Token::Rbrace]);
        bad
    }
}

/// What an interface method is called where it cannot have type parameters.
const METHOD: &str = "interface method";

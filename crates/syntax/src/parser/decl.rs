//! Declarations. Authority: the Go specification, "Declarations and scope", "Import
//! declarations".

use super::params::ParamKind;
use super::*;

/// Which keyword began a group.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Import,
    Const,
    Type,
    Var,
}

/// State that specifications of one group share.
#[derive(Clone, Copy)]
pub(super) struct GroupState {
    pos: Pos,
    iota: u32,
    /// The last constant specification with a type or values.
    from: DeclId,
}

impl Parser<'_> {
    /// `spec | "(" { spec ";" } ")"`, behind the keyword; ids go to `self.decls`.
    pub(super) fn decl_group(&mut self, what: Group) {
        let mut state = GroupState { pos: Pos::NONE, iota: 0, from: DeclId::NONE };
        if self.tok() != Token::Lparen {
            return self.spec(what, &mut state);
        }
        state.pos = self.pos();
        self.clear_pragma();
        self.next(); // behind the check: comments from here on belong to the first member
        self.list("grouped declaration", Token::Semi, Token::Rparen, |p| {
            p.spec(what, &mut state);
            state.iota += 1;
            false
        });
    }

    fn spec(&mut self, what: Group, state: &mut GroupState) {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let kind = match what {
            Group::Import => self.import_spec(),
            Group::Const => self.const_spec(state),
            Group::Type => self.type_spec(),
            Group::Var => self.var_spec(),
        };
        let id = self.ast.decls.push(Decl { pos, group: state.pos, pragma, kind });
        self.decls.push(id);
    }

    /// `[ "." | name ] path`.
    fn import_spec(&mut self) -> DeclKind {
        let local = match self.tok() {
            Token::Name => Some(self.ident()),
            Token::Dot => {
                let dot = Ident { name: self.names.name("."), pos: self.pos() };
                self.next();
                Some(dot)
            }
            _ => None,
        };
        let path = self.literal_or_none();
        if path.is_none() {
            self.syntax_error("missing import path");
            self.advance(&[Token::Semi, Token::Rparen]);
            return DeclKind::Import { local, path };
        }
        if let Expr { pos, kind: ExprKind::Lit { kind, bad: false, len } } = self.ast[path]
            && kind != LitKind::String
        {
            self.syntax_error_at(pos, "import path must be a string");
            self.ast.exprs[path].kind = ExprKind::Lit { kind, bad: true, len };
        }
        DeclKind::Import { local, path }
    }

    /// `names [ [type] "=" values ]`.
    fn const_spec(&mut self, state: &mut GroupState) -> DeclKind {
        let first = self.ident();
        let names = self.ident_list(first);
        let (mut ty, mut values) = (ExprId::NONE, List::EMPTY);
        if !matches!(self.tok(), Token::Eof | Token::Semi | Token::Rparen) {
            ty = self.type_or_none();
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        if ty.some().is_some() || !values.is_empty() {
            state.from = self.ast.decls.next_id();
        }
        DeclKind::Const { names, ty, values, iota: state.iota, from: state.from }
    }

    /// `names ( type [ "=" values ] | "=" values )`.
    fn var_spec(&mut self) -> DeclKind {
        let first = self.ident();
        let names = self.ident_list(first);
        let (mut ty, mut values) = (ExprId::NONE, List::EMPTY);
        if self.got_assign() {
            values = self.expr_list();
        } else {
            ty = self.type_();
            if self.got_assign() {
                values = self.expr_list();
            }
        }
        DeclKind::Var { names, ty, values }
    }

    /// `name [tparams] [ "=" ] type`.
    fn type_spec(&mut self) -> DeclKind {
        let name = self.ident();
        let mut tparams = List::EMPTY;
        let mut alias = false;
        let mut ty;
        if self.tok() == Token::Lbrack {
            let bracket = self.pos();
            self.next();
            match self.tok() {
                Token::Name => match self.type_params_or_length() {
                    Ok((pname, ptype)) => {
                        tparams = self.param_list(Some(pname), ptype, Token::Rbrack, ParamKind::Types);
                        alias = self.got_assign();
                        ty = self.type_or_none();
                    }
                    Err(len) => ty = self.array_type(bracket, len),
                },
                Token::Rbrack => {
                    self.next();
                    ty = self.slice_type(bracket);
                }
                _ => ty = self.array_type(bracket, ExprId::NONE),
            }
        } else {
            alias = self.got_assign();
            ty = self.type_or_none();
        }
        if ty.is_none() {
            ty = self.bad_expr();
            self.syntax_error("in type declaration");
            self.advance(&[Token::Semi, Token::Rparen]);
        }
        DeclKind::Type { name, tparams, alias, ty }
    }

    /// Behind `type T [` before a name: the first type parameter (and what of its constraint
    /// was read), or an array length.
    ///
    /// Both may begin with the same expression, so an expression is parsed and taken apart
    /// where it reads as "name constraint" (see [`Parser::split_type_param`]). `name [` can
    /// only be a parameter with an array or slice constraint: an index is never constant.
    fn type_params_or_length(&mut self) -> Result<(Ident, ExprId), ExprId> {
        let ident = self.ident();
        if self.tok() == Token::Lbrack {
            return Ok((ident, ExprId::NONE));
        }
        let name = self.new_name(ident);
        self.xnest += 1;
        let operand = self.primary_expr(Some(name), false);
        let x = self.binary_expr(Some(operand), 0);
        self.xnest -= 1;
        match self.split_type_param(x, self.tok() == Token::Comma) {
            Some((pname, ptype)) if ptype.some().is_some() || self.tok() != Token::Rbrack => Ok((pname, ptype)),
            _ => Err(x),
        }
    }

    /// Takes `x` apart into a name and a type element (or `NONE` if `x` is just a name).
    /// Unless `force`, only where the element could not be an ordinary operand:
    /// `P *[]int`, `P ([]int)`, `P *E|~F`, but `P *E` only if `force`.
    fn split_type_param(&mut self, x: ExprId, force: bool) -> Option<(Ident, ExprId)> {
        let Expr { pos, kind } = self.ast[x];
        match kind {
            ExprKind::Name(name) => Some((Ident { name, pos }, ExprId::NONE)),
            ExprKind::Binary { op: Operator::Mul, x: left, y } => {
                let name = self.as_ident(left)?;
                let pointer = force || self.is_type_elem(y);
                pointer.then(|| (name, self.new_expr(pos, ExprKind::Unary { op: Operator::Mul, x: y })))
            }
            ExprKind::Binary { op: Operator::Or, x: left, y } => {
                let force = force || self.is_type_elem(y);
                let (name, first) = self.deeper(|p| p.split_type_param(left, force))?;
                let first = first.some()?;
                Some((name, self.new_expr(pos, ExprKind::Binary { op: Operator::Or, x: first, y })))
            }
            ExprKind::Call { fun, args, has_dots: false } if self.ast.list_len(args) == 1 => {
                let name = self.as_ident(fun)?;
                let arg = self.ast.list_at(args, 0);
                (force || self.is_type_elem(arg)).then_some((name, arg))
            }
            _ => None,
        }
    }

    fn as_ident(&self, id: ExprId) -> Option<Ident> {
        match self.ast[id] {
            Expr { pos, kind: ExprKind::Name(name) } => Some(Ident { name, pos }),
            _ => None,
        }
    }

    /// Whether `x` can only be a type element, never a value.
    fn is_type_elem(&mut self, x: ExprId) -> bool {
        match self.kind(x) {
            ExprKind::ArrayType { .. }
            | ExprKind::StructType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType(_)
            | ExprKind::SliceType(_)
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. }
            | ExprKind::Unary { op: Operator::Tilde, .. } => true,
            ExprKind::Unary { x, .. } | ExprKind::Paren(x) => self.deeper(|p| p.is_type_elem(x)),
            ExprKind::Binary { x, y, .. } => base::stack::with_room(|| self.is_type_elem(x) || self.is_type_elem(y)),
            _ => false,
        }
    }

    /// A function or method, behind `func`.
    pub(super) fn func_decl(&mut self) -> DeclId {
        let pos = self.pos();
        let pragma = self.take_pragma();
        let mut recv = FieldId::NONE;
        let mut context = "";
        if self.got(Token::Lparen) {
            context = "method";
            recv = self.receiver();
        }
        let name;
        let (tparams, ty);
        if self.tok() == Token::Name {
            name = self.ident();
            (tparams, ty) = self.func_type(if self.config.generic_methods { "" } else { context });
        } else {
            name = self.blank_ident();
            let kind = ExprKind::FuncType { params: List::EMPTY, results: List::EMPTY };
            (tparams, ty) = (List::EMPTY, self.new_expr(self.pos(), kind));
            self.syntax_error(if context.is_empty() { "expected name or (" } else { "expected name" });
            self.advance(&[Token::Lbrace, Token::Semi]);
        }
        let body = match self.tok() {
            Token::Lbrace => self.top_level_body(),
            _ => BodyId::NONE,
        };
        let kind = DeclKind::Func { recv, name, tparams, ty, body };
        self.ast.decls.push(Decl { pos, group: Pos::NONE, pragma, kind })
    }

    /// The receiver, behind `(`.
    fn receiver(&mut self) -> FieldId {
        let list = self.param_list(None, ExprId::NONE, Token::Rparen, ParamKind::Others);
        match self.ast.list_len(list) {
            0 => {
                self.error("method has no receiver");
                return FieldId::NONE;
            }
            1 => {}
            _ => self.error("method has multiple receivers"),
        }
        self.ast.list_at(list, 0)
    }
}

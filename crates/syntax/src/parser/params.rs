//! Parameter lists: of functions, results, receivers, and type parameters. `a, b T` and
//! `A, B` begin alike, so every entry is read as far as it goes, and names and types are
//! told apart when the list is complete. Authority: the Go specification, "Function types",
//! "Type parameter declarations".

use super::*;
use crate::positions;

/// One entry while the list is open: a name, a type, or both.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pos: Pos,
    name: Option<Ident>,
    ty: ExprId,
}

/// What a list declares.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ParamKind {
    /// Type parameters: all entries need names.
    Types,
    /// Parameters, of which the last may be `...T`.
    Values,
    /// A receiver, results, or type arguments.
    Others,
}

impl Parser<'_> {
    /// A list behind its opening token up to `close`. `name` and `ty`: what of the first
    /// entry was read already.
    pub(super) fn param_list(
        &mut self,
        name: Option<Ident>,
        ty: ExprId,
        close: Token,
        kind: ParamKind,
    ) -> List<FieldId> {
        let base = self.params.len();
        let mut first = name.map(|name| (name, ty));
        if let Some((name, ty)) = first
            && ty.some().is_some()
            && self.tok() == close
        {
            self.next();
            let field = self.new_field(name.pos, Some(name), ty, ExprId::NONE);
            return self.ast.new_list(&[field]);
        }
        let end = self.list("parameter list", Token::Comma, close, |p| {
            let param = match first.take() {
                Some((name, ty)) if ty.some().is_some() => Some(Param { pos: name.pos, name: Some(name), ty }),
                Some((name, _)) => p.param(Some(name), close),
                None => p.param(None, close),
            };
            p.params.extend(param);
            false
        });
        self.distribute_types(base, end, kind == ParamKind::Types);
        if self.config.front_end >= FrontEnd::Go1_25 {
            self.refuse_dots(base, kind);
        }
        let fields = self.fields.len();
        for i in base..self.params.len() {
            let Param { pos, name, ty } = self.params[i];
            let field = self.new_field(pos, name, ty, ExprId::NONE);
            self.fields.push(field);
        }
        self.params.truncate(base);
        self.close_fields(fields)
    }

    /// `[name] ["..."] type`, or a name alone; `name` if that was read.
    fn param(&mut self, name: Option<Ident>, follow: Token) -> Option<Param> {
        let sets = follow == Token::Rbrack; // type sets are allowed
        let pos = name.map_or(self.pos(), |n| n.pos);
        if name.is_none() && sets && self.at_op(Operator::Tilde) {
            return Some(Param { pos, name: None, ty: self.union() });
        }
        let name = match name {
            None if self.tok() == Token::Name => Some(self.ident()),
            name => name,
        };
        if let Some(name) = name
            && let Some(param) = self.param_behind_name(name, sets)
        {
            return Some(param);
        }
        if self.tok() == Token::DotDotDot {
            return Some(Param { pos, name, ty: self.dots_type() });
        }
        if sets && self.at_op(Operator::Tilde) {
            return Some(Param { pos, name, ty: self.union() });
        }
        let mut ty = self.type_or_none();
        if sets && self.at_op(Operator::Or) && ty.some().is_some() {
            ty = self.union_tail(ty);
        }
        if name.is_some() || ty.some().is_some() {
            return Some(Param { pos, name, ty });
        }
        let what = self.described(follow);
        self.syntax_error(&format!("expected {what}"));
        self.advance(&[Token::Comma, follow]);
        None
    }

    /// The entry where `[`, `.` or `|` stand behind its name: mostly a type.
    fn param_behind_name(&mut self, name: Ident, sets: bool) -> Option<Param> {
        let pos = name.pos;
        let mut param = match self.tok() {
            Token::Lbrack => {
                let (ty, instance) = self.array_or_instance(name);
                Param { pos, name: (!instance).then_some(name), ty }
            }
            Token::Dot => Param { pos, name: None, ty: self.qualified_name(Some(name)) },
            Token::Operator if sets && self.lex.op == Operator::Or => {
                Param { pos, name: None, ty: self.new_name(name) }
            }
            _ => return None,
        };
        if sets && self.at_op(Operator::Or) {
            param.ty = self.union_tail(param.ty);
        }
        Some(param)
    }

    fn union(&mut self) -> ExprId {
        let first = self.embedded_term();
        self.union_tail(first)
    }

    fn dots_type(&mut self) -> ExprId {
        let pos = self.pos();
        self.next();
        let mut elem = self.type_or_none();
        if elem.is_none() {
            elem = self.bad_expr();
            self.syntax_error("... is missing type");
        }
        self.new_expr(pos, ExprKind::DotsType(elem))
    }

    /// Refuses `...T` where it does not stand for the last of a function's parameters; one report per list.
    fn refuse_dots(&mut self, base: usize, kind: ParamKind) {
        let values = kind == ParamKind::Values;
        let mut reported = false;
        for i in base..self.params.len() {
            let ty = self.params[i].ty;
            let Some(ExprKind::DotsType(elem)) = ty.some().map(|ty| self.ast[ty].kind) else { continue };
            if values && i + 1 == self.params.len() {
                return;
            }
            if !std::mem::replace(&mut reported, true) {
                let message = if values { "can only use ... with final parameter" } else { "invalid use of ..." };
                self.error_at(self.ast[ty].pos, message);
            }
            self.params[i].ty = elem;
        }
    }

    /// Decides what lone names in the list from `base` on are, and completes its entries:
    /// afterwards all have a type, and all or none have a name.
    fn distribute_types(&mut self, base: usize, end: Pos, type_params: bool) {
        let count = self.params.len() - base;
        let named = self.params[base..].iter().filter(|p| p.name.is_some() && p.ty.some().is_some()).count();
        let typed = self.params[base..].iter().filter(|p| p.ty.some().is_some()).count();
        if named == 0 && !type_params {
            for i in base..self.params.len() {
                if let Some(name) = self.params[i].name.take() {
                    self.params[i].ty = self.new_name(name);
                }
            }
            return;
        }
        if named == count {
            return;
        }
        let mut error = self.complete_from_right(base);
        if !error.is_known() {
            return;
        }
        let detailed = self.config.front_end >= FrontEnd::Go1_24;
        let mut message = if detailed { "missing parameter name" } else { "mixed named and unnamed parameters" };
        if detailed && !type_params && named == typed {
            // only types at the end are missing
            error = end;
            message = "missing parameter type";
        }
        if type_params {
            message = "missing type parameter name";
            if named == typed {
                // only constraints at the end are missing
                error = end;
                message = "missing type constraint";
            } else if count == 1 {
                message = "missing type parameter name or invalid array length";
            }
        }
        self.syntax_error_at(error, message);
    }

    /// Gives names without a type the next type to the right, types without a name `_`;
    /// returns the leftmost place where either is wrong.
    fn complete_from_right(&mut self, base: usize) -> Pos {
        let mut error = Pos::NONE;
        let mut ty = ExprId::NONE;
        for i in (base..self.params.len()).rev() {
            let param = self.params[i];
            if param.ty.some().is_some() {
                ty = param.ty;
                if param.name.is_none() {
                    error = positions::start_pos(&self.ast, Node::Expr(ty));
                    self.params[i].name = Some(Ident { name: self.names.name("_"), pos: error });
                }
            } else if ty.some().is_some() {
                self.params[i].ty = ty;
            } else {
                error = param.name.map_or(param.pos, |n| n.pos);
                self.params[i].ty = self.new_expr(error, ExprKind::Bad);
            }
        }
        error
    }
}

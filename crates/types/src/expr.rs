//! Expressions: the entry points, which say what kind of operand the context takes, and the
//! dispatch over the forms of expressions. In: a node. Out: an [`Operand`], recorded with its
//! type. Authority: specification, "Expressions"; wording and positions: `types2/expr.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::operand::{Operand, Part};
use crate::recorded::Mode;
use crate::types::{TypeId, TypeKind};
use crate::version::Version;
use release::FrontEnd;
use syntax::ast::{ExprId, ExprKind};
use syntax::{LitKind, Operator};

/// What an expression may be used as where a statement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExprUse {
    /// A conversion.
    Conversion,
    /// Only a value.
    Expression,
    /// May stand alone: a call or a receive operation.
    Statement,
}

/// A function type that a generic function is assigned to, with the words for the place.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The function type.
    pub typ: TypeId,
    /// What is assigned to.
    pub desc: String,
}

/// How an expression is evaluated.
#[derive(Clone, Copy, Default)]
struct ExprContext<'t> {
    /// For generic functions.
    target: Option<&'t Target>,
    /// The type of composite literals without one.
    hint: Option<TypeId>,
    /// Generic functions and types may stay so.
    allow_generic: bool,
}

/// Which operands a context refuses besides wrong ones.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Refuse {
    /// Everything that is no value.
    NonValues,
    /// Calls without result.
    NoValue,
}

impl<'a> Checker<'a> {
    /// The target for an assignment to a variable of type `typ`, if that is a function type.
    pub(crate) fn target(&self, typ: TypeId, desc: impl FnOnce() -> String) -> Option<Target> {
        let s = self.s;
        if typ.is_none() {
            return None;
        }
        let by_core = s.is_type_param(typ) && self.has_targets_everywhere();
        let typ = if by_core { s.core_type(typ)? } else { s.under(typ) };
        s.as_signature(typ).is_some().then(|| Target { typ, desc: desc() })
    }

    /// Whether every place that takes a value of a known type tells generic functions their type arguments; else only
    /// variables and results do.
    pub(crate) fn has_targets_everywhere(&self) -> bool {
        Version::GO1_27.is_known(self.s.release)
    }

    /// A single value that is to be assigned, with the type for composite literals without one. It may be a generic
    /// function, which [`Checker::assignment`] instantiates.
    pub(crate) fn value_to_assign(&mut self, e: ExprId, hint: Option<TypeId>) -> Operand {
        let allow_generic = self.has_targets_everywhere();
        let (x, _) = self.raw_expr(e, ExprContext { hint, allow_generic, ..Default::default() });
        let x = self.refusing(x, Refuse::NonValues);
        self.single(x)
    }

    /// A single value.
    pub(crate) fn expr(&mut self, target: Option<&Target>, e: ExprId) -> Operand {
        let (x, _) = self.raw_expr(e, ExprContext { target, ..Default::default() });
        let x = self.refusing(x, Refuse::NonValues);
        self.single(x)
    }
    /// A single value, which may be a generic function.
    pub(crate) fn generic_expr(&mut self, e: ExprId) -> Operand {
        let (x, _) = self.raw_expr(e, ExprContext { allow_generic: true, ..Default::default() });
        let x = self.refusing(x, Refuse::NonValues);
        self.single(x)
    }
    /// A single value or a type.
    pub(crate) fn expr_or_type(&mut self, e: ExprId, allow_generic: bool) -> Operand {
        let (x, _) = self.raw_expr(e, ExprContext { allow_generic, ..Default::default() });
        let x = self.refusing(x, Refuse::NoValue);
        self.single(x)
    }
    /// An expression as a statement sees it: anything at all.
    pub(crate) fn any_expr(&mut self, e: ExprId) -> (Operand, ExprUse) {
        self.raw_expr(e, ExprContext::default())
    }
    /// As [`Checker::any_expr`], and generic functions may stay so.
    pub(crate) fn any_generic_expr(&mut self, e: ExprId) -> Operand {
        self.raw_expr(e, ExprContext { allow_generic: true, ..Default::default() }).0
    }
    /// One or several values; with `comma_ok` also the second value of an expression that can
    /// give one, and then true.
    pub(crate) fn multi_expr(&mut self, e: ExprId, comma_ok: bool) -> (Vec<Operand>, bool) {
        let (x, _) = self.raw_expr(e, ExprContext::default());
        let x = self.refusing(x, Refuse::NonValues);
        let (mut values, second) = self.unpack(x, e, comma_ok);
        if self.s.release.front_end >= FrontEnd::Go1_27 && values.len() > 1 {
            describe_parts(&mut values, second);
        }
        (values, second)
    }
    /// The values of an operand that may be a tuple.
    pub(crate) fn unpack(&mut self, x: Operand, e: ExprId, comma_ok: bool) -> (Vec<Operand>, bool) {
        let s = self.s;
        if !x.is_invalid()
            && let TypeKind::Tuple(vars) = s.kind(x.typ)
        {
            return (vars.iter().map(|&v| Operand::new(Mode::Value, e, s.obj_type(v))).collect(), false);
        }
        let second = match x.mode {
            Mode::MapIndex | Mode::CommaOk => TypeId::UNTYPED_BOOL,
            Mode::CommaErr => s.universe().error,
            _ => TypeId::NONE,
        };
        if comma_ok && !second.is_none() {
            return (vec![x, Operand::new(Mode::Value, e, second)], true);
        }
        (vec![x], false)
    }

    /// Reports operands the context cannot take.
    pub(crate) fn refusing(&mut self, mut x: Operand, refuse: Refuse) -> Operand {
        let values_only = refuse == Refuse::NonValues;
        let (what, code) = match x.mode {
            Mode::NoValue if values_only => ("used as value", Code::TooManyValues),
            Mode::NoValue => ("used as value or type", Code::TooManyValues),
            Mode::Builtin if values_only => ("must be called", Code::UncalledBuiltin),
            Mode::TypeExpr if values_only => ("is not an expression", Code::NotAnExpr),
            _ => return x,
        };
        let msg = format!("{} {what}", self.operand_text(&x));
        self.error(self.operand_pos(&x), code, msg);
        x.fail();
        x
    }

    /// Reports the results of a call where one value is wanted.
    pub(crate) fn single(&mut self, mut x: Operand) -> Operand {
        if x.mode == Mode::Value && matches!(self.s.kind(x.typ), TypeKind::Tuple(_)) {
            let msg = format!("multiple-value {} in single-value context", self.operand_text(&x));
            self.error(self.operand_pos(&x), Code::TooManyValues, msg);
            x.fail();
        }
        x
    }

    fn raw_expr(&mut self, e: ExprId, cx: ExprContext) -> (Operand, ExprUse) {
        let (mut x, usage) = match base::stack::with_room(|| self.expr_form(e, cx)) {
            Some((mut x, usage)) => {
                x.expr = e;
                (x, usage)
            }
            None => (Operand::invalid(e), ExprUse::Statement),
        };
        if !cx.allow_generic {
            self.non_generic(cx.target, &mut x);
        }
        self.refuse_endless(&mut x);
        self.record(&x);
        (x, usage)
    }

    /// Refuses generic types and functions that stay without type arguments.
    pub(crate) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if matches!(x.mode, Mode::Invalid | Mode::NoValue) {
            return;
        }
        let what = match self.s.kind(x.typ) {
            TypeKind::Alias(_) | TypeKind::Named(_) if self.s.is_generic(x.typ) => "type",
            TypeKind::Signature(sig) if !sig.tparams.is_empty() => {
                if target.is_some() {
                    let pos = self.operand_own_pos(x);
                    self.instantiate_operand(target, pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let msg = format!("cannot use generic {what} {} without instantiation", self.operand_expr_text(x));
        self.error(self.operand_pos(x), Code::WrongTypeArgCount, msg);
        x.fail();
        x.typ = TypeId::INVALID;
    }

    /// The operand of a form of expression; `None`: it is wrong, which was reported.
    fn expr_form(&mut self, e: ExprId, cx: ExprContext) -> Option<(Operand, ExprUse)> {
        let ast = self.env.ast;
        let value = |x: Operand| (x, ExprUse::Expression);
        match ast[e].kind {
            ExprKind::Bad => None,
            ExprKind::Name(_) => Some(value(self.ident(e, None, false))),
            ExprKind::DotsType(_) => self.refuse(e, Code::BadDotDotDotSyntax, self.misplaced_dots()),
            ExprKind::Lit { kind, bad, .. } => self.literal(e, kind, bad).map(value),
            ExprKind::FuncLit { ty, body } => self.func_lit(e, ty, body).map(value),
            ExprKind::Composite { ty, elems, rbrace } => self.composite_lit(e, ty, elems, rbrace, cx.hint).map(value),
            ExprKind::Paren(inner) => Some(self.raw_expr(inner, ExprContext::default())),
            ExprKind::Selector { .. } => Some(value(self.selector(e, None, false))),
            ExprKind::Index { .. } => {
                let (mut x, is_func) = self.index_expr(e);
                if is_func {
                    let pos = ast[e].pos;
                    self.instantiate_operand(cx.target, pos, &mut x, Some(e), true);
                }
                (!x.is_invalid()).then(|| value(x))
            }
            ExprKind::Slice { x, indices, full } => {
                let parts = [0, 1, 2].map(|i| ast.list_at(indices, i));
                self.slice_expr(e, x, parts, full).map(value)
            }
            ExprKind::Assert { x, ty } => self.assertion(e, x, ty).map(value),
            ExprKind::TypeSwitchGuard { x, .. } => {
                self.error(
                    self.start_pos(e),
                    Code::BadTypeKeyword,
                    "invalid syntax tree: use of .(type) outside type switch",
                );
                self.use_exprs(&[x]);
                None
            }
            ExprKind::Call { .. } => Some(self.call_expr(e)),
            ExprKind::KeyValue { .. } => {
                self.refuse(e, Code::InvalidSyntaxTree, "invalid syntax tree: no key:value expected")
            }
            ExprKind::Unary { op: Operator::Mul, x } => self.star(e, x).map(value),
            ExprKind::Unary { op, x } => {
                let result = self.unary(e, op, x)?;
                Some((result, if op == Operator::Recv { ExprUse::Statement } else { ExprUse::Expression }))
            }
            ExprKind::Binary { op, x, y } => {
                let result = self.binary(Some(e), x, y, op);
                (!result.is_invalid()).then(|| value(result))
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType(_)
            | ExprKind::InterfaceType(_)
            | ExprKind::FuncType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                let typ = self.typ(e);
                Some(value(Operand::new(Mode::TypeExpr, e, typ)))
            }
        }
    }

    fn refuse<T>(&mut self, e: ExprId, code: Code, msg: &str) -> Option<T> {
        self.error(self.start_pos(e), code, msg);
        None
    }

    fn literal(&mut self, e: ExprId, kind: LitKind, bad: bool) -> Option<Operand> {
        const LONGEST: usize = 10_000;
        if bad {
            return None;
        }
        let text = &*self.env.ast.literal_text(e);
        if !matches!(kind, LitKind::Rune | LitKind::String) {
            self.literal_version(e, kind, text);
            if text.len() > LONGEST {
                let msg = format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
                return self.refuse(e, Code::InvalidConstVal, &msg);
            }
        }
        let mut x = self.literal_operand(e, kind);
        if x.is_invalid() {
            return self.refuse(e, Code::InvalidConstVal, &format!("malformed constant: {text}"));
        }
        self.overflow(&mut x, self.op_pos(e));
        Some(x)
    }

    /// Forms of literals that came with go1.13.
    fn literal_version(&mut self, e: ExprId, kind: LitKind, text: &str) {
        let pos = self.start_pos(e);
        if text.len() <= 2 || self.allow_version(pos, Version::GO1_13) {
            return;
        }
        let what = match text.as_bytes() {
            _ if text.contains('_') => "underscore in numeric literal",
            [b'0', b'b' | b'B', ..] => "binary literal",
            [b'0', b'o' | b'O', ..] => "0o/0O-style octal literal",
            [b'0', b'x' | b'X', ..] if kind != LitKind::Int => "hexadecimal floating-point literal",
            _ => return,
        };
        self.verify_version(pos, Version::GO1_13, |_| what.into());
    }

    /// `*x`: a pointer type or what a pointer points to.
    fn star(&mut self, e: ExprId, inner: ExprId) -> Option<Operand> {
        let x = self.expr_or_type(inner, false);
        let s = self.s;
        match x.mode {
            Mode::Invalid => None,
            Mode::TypeExpr => {
                self.valid_var_type(inner, x.typ);
                Some(Operand::new(Mode::TypeExpr, e, s.pointer_to(x.typ)))
            }
            _ => {
                let mut base: Option<TypeId> = None;
                let ok = self.all_underlying(x.typ, |c, u| {
                    let what = match u.map(|u| s.kind(u)) {
                        Some(TypeKind::Pointer(b)) if base.is_none_or(|base| s.identical(base, *b)) => {
                            base = Some(*b);
                            return true;
                        }
                        Some(TypeKind::Pointer(_)) => {
                            format!("pointers of {} must have identical base types", c.operand_text(&x))
                        }
                        _ => format!("cannot indirect {}", c.operand_text(&x)),
                    };
                    c.error(c.operand_pos(&x), Code::InvalidIndirection, format!("invalid operation: {what}"));
                    false
                });
                let base = base.unwrap_or(TypeId::INVALID);
                (ok && self.complete(base)).then(|| Operand::new(Mode::Variable, e, base))
            }
        }
    }

    /// `x.(T)`.
    fn assertion(&mut self, e: ExprId, x: ExprId, ty: ExprId) -> Option<Operand> {
        let x = self.expr(None, x);
        if x.is_invalid() {
            return None;
        }
        let text = |c: &Self| c.operand_text(&x);
        let refused = if self.s.is_type_param(x.typ) {
            Some(format!("cannot use type assertion on type parameter value {}", text(self)))
        } else if !self.s.is_interface(x.typ) {
            Some(format!("{} is not an interface", text(self)))
        } else {
            None
        };
        if let Some(msg) = refused {
            self.error(self.operand_pos(&x), Code::InvalidAssert, format!("invalid operation: {msg}"));
            return None;
        }
        let typ = self.var_type(ty);
        if !self.s.is_valid(typ) {
            return None;
        }
        if !self.complete(typ) {
            return None;
        }
        self.type_assertion(e, &x, typ, false);
        Some(Operand::new(Mode::CommaOk, e, typ))
    }

    /// Reports assertions to types the operand can never hold.
    pub(crate) fn type_assertion(&mut self, e: ExprId, x: &Operand, typ: TypeId, in_switch: bool) {
        let mut cause = String::new();
        if self.assertable_to(x.typ, typ, Some(&mut cause)) {
            return;
        }
        let (expr, t) = (self.expr_text(e), self.type_text(typ));
        let msg = if in_switch {
            let x = self.operand_text(x);
            format!("impossible type switch case: {expr}\n\t{x} cannot have dynamic type {t} {cause}")
        } else {
            let iface = self.type_text(x.typ);
            format!("impossible type assertion: {expr}\n\t{t} does not implement {iface} {cause}")
        };
        self.error(self.start_pos(e), Code::ImpossibleAssert, msg);
    }

    /// Evaluates expressions after an error, so that what they use counts as used. Returns
    /// whether they were all right.
    pub(crate) fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|e| !self.use_one(**e, false)).count() == 0
    }
    /// As [`Checker::use_exprs`], for left sides of assignments: they do not use variables.
    pub(crate) fn use_lhs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|e| !self.use_one(**e, true)).count() == 0
    }

    fn use_one(&mut self, e: ExprId, lhs: bool) -> bool {
        if e.is_none() {
            return true;
        }
        let inner = self.env.ast.unparen(e);
        let ExprKind::Name(name) = self.env.ast[inner].kind else {
            return !self.any_generic_expr(e).is_invalid();
        };
        if name == self.s.blank {
            return true;
        }
        let var = if lhs { self.own_variable(name) } else { None };
        let was_used = var.is_some_and(|v| self.s.obj(v).is_used());
        let x = self.expr_or_type(inner, true);
        if let Some(v) = var {
            self.s.obj(v).set_used(was_used);
        }
        !x.is_invalid()
    }
}

/// Says of the values of one expression which part of them each is.
fn describe_parts(values: &mut [Operand], second: bool) {
    for (i, x) in (0..).zip(values) {
        x.part = match (second, i) {
            (true, 0) => None,
            (true, _) if x.typ == TypeId::UNTYPED_BOOL => Some(Part::Ok),
            (true, _) => Some(Part::Error),
            (false, i) => Some(Part::Result(i + 1)),
        };
    }
}

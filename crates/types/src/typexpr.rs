//! Type expressions and identifiers. In: a node in type position. Out: a type; the invalid
//! type where an error was reported. What needs complete types (map keys, interfaces used as
//! variable types, type arguments) is checked later. Authority: Go spec, "Types"; order,
//! wording and places of errors: `types2/typexpr.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{Color, ObjId, ObjKind};
use crate::operand::Operand;
use crate::recorded::Mode;
use crate::scope::ScopeId;
use crate::types::{TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use constant::Value;
use release::FrontEnd;
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind, List};

impl<'a> Checker<'a> {
    /// The operand an identifier stands for. `def`: the type name being declared by it;
    /// `want_type`: nothing but a type will do.
    pub fn ident(&mut self, e: ExprId, def: Option<ObjId>, want_type: bool) -> Operand {
        let node = self.env.ast[e];
        let ExprKind::Name(name) = node.kind else { return Operand::invalid(e) };
        let Some((scope, obj)) = self.lookup_parent(name) else { return self.undefined_ident(e) };
        let universe = self.s.universe();
        let needs_generics = obj == universe.comparable || obj == universe.any || obj == universe.any_no_alias;
        if needs_generics
            && !self.verify_version(node.pos, Version::GO1_18, |c| format!("predeclared {}", c.s.text(name)))
        {
            return Operand::invalid(e);
        }
        self.record_use(e, obj);
        let object = self.s.obj(obj);
        let is_type = object.is_type_name();
        if want_type && !is_type {
            let msg = match self.s.release.front_end >= FrontEnd::Go1_26 {
                true => format!("{} ({}) is not a type", self.name(obj), self.object_kind(obj)),
                false => format!("{} is not a type", self.name(obj)),
            };
            self.error(node.pos, Code::NotAType, msg);
            if object.is_var() && object.pkg == self.cx.pkg {
                object.set_used(true);
            }
            return Operand::invalid(e);
        }
        if object.typ.get().is_none() || is_type && want_type {
            self.obj_decl(obj, def);
        }
        if scope != ScopeId::UNIVERSE
            && let Some(&import) = self.cx.dot_imports.get(&(scope, name))
        {
            self.s.obj(import).set_used(true);
        }
        self.ident_operand(e, obj)
    }

    fn undefined_ident(&mut self, e: ExprId) -> Operand {
        let node = self.env.ast[e];
        let ExprKind::Name(name) = node.kind else { return Operand::invalid(e) };
        if name != self.s.blank {
            self.error(node.pos, Code::UndeclaredName, format!("undefined: {}", self.s.text(name)));
        } else if let Some(&t) = self.recv_tparams.get(&node.pos) {
            return Operand::new(Mode::TypeExpr, e, t);
        } else {
            self.error(node.pos, Code::InvalidBlank, "cannot use _ as value or type");
        }
        Operand::invalid(e)
    }

    fn ident_operand(&mut self, e: ExprId, obj: ObjId) -> Operand {
        let pos = self.env.ast[e].pos;
        let object = self.s.obj(obj);
        let typ = self.s.obj_type(obj);
        match &object.kind {
            ObjKind::PkgName { .. } => {
                let msg = format!("use of package {} not in selector", self.name(obj));
                self.error(pos, Code::InvalidPkgUse, msg);
                Operand::invalid(e)
            }
            ObjKind::Const { .. } => {
                self.add_decl_dep(obj);
                if !self.s.is_valid(typ) {
                    return Operand::invalid(e);
                }
                let val = if obj == self.s.universe().iota {
                    match &self.env.iota {
                        Some(v) => v.clone(),
                        None => {
                            self.error(pos, Code::InvalidIota, "cannot use iota outside constant declaration");
                            return Operand::invalid(e);
                        }
                    }
                } else {
                    object.const_value().cloned().unwrap_or(Value::Unknown)
                };
                Operand::constant(e, typ, val)
            }
            ObjKind::TypeName => {
                if self.broken_aliases.contains(&obj) {
                    let msg = format!(
                        "invalid use of type alias {} in recursive type (see go.dev/issue/50729)",
                        self.name(obj)
                    );
                    self.error(pos, Code::InvalidDeclCycle, msg);
                    return Operand::invalid(e);
                }
                Operand::new(Mode::TypeExpr, e, typ)
            }
            ObjKind::Var { .. } => {
                if object.pkg == self.cx.pkg {
                    object.set_used(true);
                }
                self.add_decl_dep(obj);
                if !self.s.is_valid(typ) {
                    return Operand::invalid(e);
                }
                Operand::new(Mode::Variable, e, typ)
            }
            ObjKind::Func { .. } => {
                self.add_decl_dep(obj);
                Operand::new(Mode::Value, e, typ)
            }
            ObjKind::Builtin(b) => Operand { builtin: Some(*b), ..Operand::new(Mode::Builtin, e, typ) },
            ObjKind::Nil => Operand::new(Mode::NilValue, e, typ),
            ObjKind::Label { .. } => Operand::invalid(e),
        }
    }

    /// What is said of `...` where it has no place.
    pub(crate) fn misplaced_dots(&self) -> &'static str {
        match self.s.release.front_end >= FrontEnd::Go1_25 {
            true => "invalid use of ...",
            false => "invalid use of '...'",
        }
    }

    /// The type of a type expression.
    pub fn typ(&mut self, e: ExprId) -> TypeId {
        self.defined_type(e, None)
    }

    /// The type of a type expression that is the type of a variable: no constraint interface.
    pub fn var_type(&mut self, e: ExprId) -> TypeId {
        let t = self.defined_type(e, None);
        self.valid_var_type(e, t);
        t
    }

    /// Sees to it that `t`, written `e`, is checked for being no constraint interface.
    pub fn valid_var_type(&mut self, e: ExprId, t: TypeId) {
        // Only interfaces, or what may yet become one, can be wrong.
        if !matches!(self.s.kind(t), TypeKind::Interface(_) | TypeKind::Named(_) | TypeKind::Alias(_))
            || self.s.is_type_param(t)
        {
            return;
        }
        self.later(move |c| {
            let u = c.s.under(t);
            if !matches!(c.s.kind(u), TypeKind::Interface(_)) {
                return;
            }
            let set = c.s.type_set(u);
            if !set.is_method_set() {
                let why = if set.comparable { "is (or embeds) comparable" } else { "contains type constraints" };
                let text = c.type_text(t);
                let msg = format!("cannot use type {text} outside a type constraint: interface {why}");
                c.error_expr(e, Code::MisplacedConstraintIface, msg);
            }
        });
    }

    /// As [`Checker::typ`], the type being that of the type name `def`.
    pub(crate) fn defined_type(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        let mut t = self.type_node(e, def);
        if self.s.is_generic(t) {
            let msg = format!("cannot use generic type {} without instantiation", self.type_text(t));
            self.error_expr(e, Code::WrongTypeArgCount, msg);
            t = TypeId::INVALID;
        }
        self.record_type(e, Mode::TypeExpr, t, None);
        t
    }

    /// The generic type named by `e`; the invalid one, with the reason in `cause`, for others.
    pub fn generic_type(&mut self, e: ExprId, cause: Option<&mut String>) -> TypeId {
        let mut t = self.type_node(e, None);
        if self.s.is_valid(t) && !self.s.is_generic(t) {
            if let Some(cause) = cause {
                *cause = format!("{} is not a generic type", self.type_text(t));
            }
            t = TypeId::INVALID;
        }
        self.record_type(e, Mode::TypeExpr, t, None);
        t
    }

    fn type_node(&mut self, e: ExprId, def: Option<ObjId>) -> TypeId {
        let ast = self.env.ast;
        let s = self.s;
        match ast[e].kind {
            ExprKind::Bad => TypeId::INVALID,
            ExprKind::Name(_) => {
                let x = self.ident(e, def, true);
                self.type_operand(x)
            }
            ExprKind::Selector { .. } => {
                let x = self.selector(e, def, true);
                self.type_operand(x)
            }
            ExprKind::Index { x, indices } => {
                self.verify_version(self.start_pos(e), Version::GO1_18, |_| "type instantiation".into());
                self.instantiated_type(x, indices)
            }
            ExprKind::Paren(x) => self.defined_type(x, def),
            ExprKind::ArrayType { len, elem } => self.array_type(e, len, elem),
            ExprKind::SliceType(elem) => s.slice_of(self.var_type(elem)),
            ExprKind::DotsType(elem) => {
                self.error_expr(e, Code::InvalidDotDotDot, self.misplaced_dots());
                if self.s.release.front_end < FrontEnd::Go1_25 {
                    self.use_exprs(&[elem]);
                }
                TypeId::INVALID
            }
            ExprKind::StructType(fields) => self.struct_type(fields),
            ExprKind::Unary { op: Operator::Mul, x } => match self.var_type(x) {
                base if s.is_valid(base) || self.is_open_alias(base) => s.pointer_to(base),
                _ => TypeId::INVALID,
            },
            ExprKind::FuncType { .. } => self.func_type_expr(e),
            ExprKind::InterfaceType(elems) => self.interface_type(e, elems, def),
            ExprKind::MapType { key, value } => self.map_type(key, value),
            ExprKind::ChanType { dir, elem } => {
                let t = s.chan_of(dir, self.var_type(elem));
                self.limited.push((ast[e].pos, t));
                t
            }
            _ => {
                let msg = format!("{} is not a type", self.expr_text(e));
                self.error_expr(e, Code::NotAType, msg);
                self.use_exprs(&[e]);
                TypeId::INVALID
            }
        }
    }

    /// Whether a type is an alias whose right-hand side is being read: what it stands for is not known yet.
    fn is_open_alias(&self, t: TypeId) -> bool {
        let TypeKind::Alias(a) = self.s.kind(t) else { return false };
        matches!(self.s.obj(a.obj).color(), Color::Grey(_))
    }

    fn type_operand(&mut self, x: Operand) -> TypeId {
        let what = match x.mode {
            Mode::TypeExpr => return x.typ,
            Mode::Invalid => return TypeId::INVALID,
            Mode::NoValue => "used as type",
            _ => "is not a type",
        };
        let msg = format!("{} {what}", self.operand_text(&x));
        self.error(self.operand_pos(&x), Code::NotAType, msg);
        TypeId::INVALID
    }

    fn array_type(&mut self, e: ExprId, len: ExprId, elem: ExprId) -> TypeId {
        let n = match len.some() {
            Some(len) => self.array_length(len),
            None => {
                let msg = "invalid use of [...] array (outside a composite literal)";
                self.error_expr(e, Code::BadDotDotDotSyntax, msg);
                None
            }
        };
        let elem = self.var_type(elem);
        match n {
            Some(_) => {
                let t = self.s.array_of(elem, n);
                self.limited.push((self.env.ast[e].pos, t));
                t
            }
            None => TypeId::INVALID,
        }
    }

    fn map_type(&mut self, key: ExprId, value: ExprId) -> TypeId {
        let k = self.var_type(key);
        let v = self.var_type(value);
        if !matches!(self.s.kind(k), TypeKind::Basic(_) | TypeKind::Pointer(_)) {
            self.later(move |c| {
                if !c.s.comparable(k, true) {
                    let why = if c.s.is_type_param(k) { " (missing comparable constraint)" } else { "" };
                    let msg = format!("invalid map key type {}{why}", c.type_text(k));
                    c.error_expr(key, Code::IncomparableMapKey, msg);
                }
            });
        }
        let t = self.s.map_of(k, v);
        if self.s.release.front_end >= FrontEnd::Go1_27 {
            self.limited.push((self.start_pos(key), t));
        }
        t
    }

    /// The length of an array type, or `None` after an error.
    fn array_length(&mut self, e: ExprId) -> Option<u64> {
        if let ExprKind::Name(name) = self.env.ast[e].kind {
            let pos = self.env.ast[e].pos;
            let text = self.s.text(name);
            match self.lookup(name) {
                None => {
                    let msg = format!("undefined array length {text} or missing type constraint");
                    self.error(pos, Code::InvalidArrayLen, msg);
                    return None;
                }
                Some(obj) if !self.s.obj(obj).is_const() => {
                    self.error(pos, Code::InvalidArrayLen, format!("invalid array length {text}"));
                    return None;
                }
                _ => {}
            }
        }
        let x = self.expr(None, e);
        if x.mode != Mode::Constant {
            if x.mode != Mode::Invalid {
                let msg = format!("array length {} must be constant", self.operand_text(&x));
                self.error(self.operand_pos(&x), Code::InvalidArrayLen, msg);
            }
            return None;
        }
        if (self.s.is_untyped(x.typ) || self.s.is_integer(x.typ))
            && let Some(n) = x.val.to_int().as_i64().and_then(|n| u64::try_from(n).ok())
        {
            return Some(n);
        }
        let text = self.operand_text(&x);
        let msg = if self.s.is_integer(x.typ) {
            format!("invalid array length {text}")
        } else {
            format!("array length {text} must be integer")
        };
        self.error(self.operand_pos(&x), Code::InvalidArrayLen, msg);
        None
    }

    fn instantiated_type(&mut self, x: ExprId, indices: List<ExprId>) -> TypeId {
        let list: Vec<ExprId> = self.env.ast.list(indices).collect();
        let mut cause = String::new();
        let generic = self.generic_type(x, Some(&mut cause));
        if !cause.is_empty() {
            let args = list.iter().map(|&a| self.expr_text(a)).collect::<Vec<_>>().join(", ");
            let msg = format!("invalid operation: {}[{args}] ({cause})", self.expr_text(x));
            self.error_expr(x, Code::NotAGenericType, msg);
        }
        if !self.s.is_valid(generic) {
            return generic;
        }
        let Some(targs) = self.type_list(&list) else { return TypeId::INVALID };
        let pos = self.env.ast[x].pos;
        if let TypeKind::Alias(_) = self.s.kind(generic) {
            return self.alias_instance(pos, generic, &targs, list);
        }
        let generic = self.s.unalias(generic);
        let inst = self.s.instance_at(generic, &targs, pos);
        self.later(move |c| c.check_instance(x, pos, generic, inst, &targs, &list));
        inst
    }

    fn alias_instance(&mut self, pos: Pos, generic: TypeId, targs: &[TypeId], exprs: Vec<ExprId>) -> TypeId {
        let want = self.s.type_params(generic).len();
        let modern = self.s.release.front_end >= FrontEnd::Go1_24;
        let name = match self.s.kind(generic) {
            TypeKind::Alias(a) if modern => self.name(a.obj).to_string(),
            _ => self.type_text(generic),
        };
        if !self.validate_targ_count(pos, &name, want, targs.len()) {
            return TypeId::INVALID;
        }
        if modern {
            let targs = targs.to_vec();
            self.later(move |c| c.verify_type_args(pos, c.s.type_params(generic), &targs, &exprs));
        }
        self.s.instance(generic, targs)
    }

    fn check_instance(
        &mut self,
        x: ExprId,
        pos: Pos,
        generic: TypeId,
        inst: TypeId,
        targs: &[TypeId],
        exprs: &[ExprId],
    ) {
        self.record_instance(x, targs, inst);
        let tparams = self.s.type_params(generic);
        let name = self.s.as_named(generic).map_or("", |n| self.name(n.obj));
        if self.validate_targ_count(pos, name, tparams.len(), targs.len()) {
            self.verify_type_args(pos, tparams, targs, exprs);
        }
        // Later releases look at declared types alone: no instance contains itself unless one of them does.
        if self.s.release.front_end == FrontEnd::Go1_23 {
            self.valid_type(inst);
        }
    }

    /// Reports a wrong number of type arguments; false then.
    pub fn validate_targ_count(&mut self, pos: Pos, name: &str, want: usize, got: usize) -> bool {
        let what = match got.cmp(&want) {
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
            std::cmp::Ordering::Equal => return true,
        };
        let msg = format!("{what} type arguments for type {name}: have {got}, want {want}");
        self.error(pos, Code::WrongTypeArgCount, msg);
        false
    }

    /// Type arguments; `None` if one of them is wrong.
    pub fn type_list(&mut self, list: &[ExprId]) -> Option<Vec<TypeId>> {
        let types: Vec<TypeId> = list.iter().map(|&e| self.var_type(e)).collect();
        types.iter().all(|&t| self.s.is_valid(t)).then_some(types)
    }
}

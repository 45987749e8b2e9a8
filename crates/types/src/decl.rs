//! Declarations. An object is declared when it is first needed: white objects turn grey while
//! their declaration is checked and black when it is done; meeting a grey object means a cycle
//! of declarations, which is fine only through functions or type definitions. Authority: Go
//! spec, "Declarations and scope"; order and wording of errors: `types2/decl.go`.

use crate::checker::{BodyTask, Checker};
use crate::codes::Code;
use crate::objects::{Color, ObjId, ObjKind, Object};
use crate::operand::Operand;
use crate::package_cx::{DeclIdx, DeclSource};
use crate::struct_type::MemberSet;
use crate::types::{TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use constant::Value;
use release::FrontEnd;
use syntax::Operator;
use syntax::ast::{BodyId, DeclId, DeclKind, ExprId, ExprKind, FieldId, Ident, List};

/// A constant's syntax.
#[derive(Clone, Copy, Debug)]
pub struct ConstSpec {
    /// Type or `NONE`.
    pub ty: ExprId,
    /// Value or `NONE`.
    pub init: ExprId,
    /// Index in the group.
    pub iota: u32,
    /// Type and value come from an earlier line.
    pub inherited: bool,
}

/// An object on a cycle of declarations, as reports show it.
#[derive(Clone, Copy)]
pub(crate) struct CyclePlace {
    pub obj: ObjId,
    pub pos: Pos,
    /// The instance of the generic type, where it is one.
    pub instance: TypeId,
}

impl<'a> Checker<'a> {
    /// Declares a package-level object or method if that is not done yet. `def`: the type name
    /// whose right-hand side mentions it alone.
    pub fn obj_decl(&mut self, obj: ObjId, def: Option<ObjId>) {
        let o = self.s.obj(obj);
        match o.color() {
            Color::Black => return,
            Color::Grey(at) => return self.meet_grey(obj, at as usize),
            Color::White if !o.typ.get().is_none() => return o.set_color(Color::Black),
            Color::White => {}
        }
        if let ObjKind::Func { origin: Some(origin), instance: Some(_), .. } = o.kind {
            self.obj_decl(origin, None);
            self.s.obj_type(obj);
            return;
        }
        let Some(&decl) = self.cx.decl_of.get(&obj) else {
            // Objects of other packages are complete; local ones are declared in place.
            return;
        };
        o.set_color(Color::Grey(self.obj_path.len() as u32));
        self.obj_path.push(obj);
        self.declare_object(obj, decl, def);
        self.obj_path.pop();
        o.set_color(Color::Black);
    }

    fn declare_object(&mut self, obj: ObjId, decl: DeclIdx, def: Option<ObjId>) {
        let info = &self.cx.decls[decl];
        let env = Checker::file_env(self.cx, info.file);
        let saved = std::mem::replace(&mut self.env, env);
        match &info.kind {
            DeclSource::Const { ty, init, iota, inherited } => {
                self.env.decl = Some(decl);
                let spec = ConstSpec { ty: *ty, init: *init, iota: *iota, inherited: *inherited };
                self.const_decl(obj, spec);
            }
            DeclSource::Var { lhs, ty, init } => {
                self.env.decl = Some(decl);
                self.var_decl(obj, lhs, *ty, *init);
            }
            DeclSource::Type(d) => {
                self.type_decl(obj, *d, def);
                self.collect_methods(obj);
            }
            DeclSource::Func(d) => self.func_decl(obj, decl, *d),
        }
        self.env = saved;
    }

    // ---- cycles

    fn meet_grey(&mut self, obj: ObjId, start: usize) {
        let o = self.s.obj(obj);
        let valid = self.valid_cycle(start);
        let invalid = match o.kind {
            ObjKind::Const { .. } | ObjKind::Var { .. } => !valid || o.typ.get().is_none(),
            ObjKind::TypeName => !valid,
            _ => false,
        };
        if invalid {
            o.typ.set(TypeId::INVALID);
        }
    }

    fn valid_cycle(&mut self, start: usize) -> bool {
        let cycle = self.obj_path[start..].to_vec();
        let (mut values, mut definitions) = (0, 0);
        let mut through_tparams = false;
        for &obj in &cycle {
            let o = self.s.obj(obj);
            match o.kind {
                ObjKind::Const { .. } | ObjKind::Var { .. } => values += 1,
                ObjKind::TypeName => {
                    let t = o.typ.get();
                    if self.env.in_tparam_list && !t.is_none() && self.s.is_generic(t) {
                        through_tparams = true;
                        break;
                    }
                    if !self.is_alias_decl(obj) {
                        definitions += 1;
                    }
                }
                _ => {}
            }
        }
        // A type may name itself in its own list of type parameters.
        if through_tparams && Version::GO1_26.is_known(self.s.release) {
            return true;
        }
        if !through_tparams && (values == cycle.len() || values == 0 && definitions > 0) {
            return true;
        }
        self.cycle_error(&cycle, self.first_in_source(&cycle));
        false
    }

    fn is_alias_decl(&self, obj: ObjId) -> bool {
        if !self.cx.config.alias_nodes
            && let Some(d) = self.cx.decl_of.get(&obj)
            && let DeclSource::Type(id) = self.cx.decls[*d].kind
            && let DeclKind::Type { alias, .. } = self.cx.files[self.cx.decls[*d].file].ast[id].kind
        {
            return alias;
        }
        self.is_alias(obj)
    }

    /// Whether a type name is an alias.
    pub fn is_alias(&self, obj: ObjId) -> bool {
        let o = self.s.obj(obj);
        let t = o.typ.get();
        if t.is_none() {
            return false;
        }
        match self.s.kind(t) {
            TypeKind::Basic(b) => {
                t != TypeId::UNSAFE_POINTER
                    && (!o.pkg.is_none() || t == TypeId::BYTE || t == TypeId::RUNE || b.name() != self.name(obj))
            }
            TypeKind::Named(n) => n.obj != obj,
            TypeKind::TypeParam(p) => p.obj != obj,
            _ => true,
        }
    }

    pub(crate) fn first_in_source(&self, cycle: &[ObjId]) -> usize {
        let pos = |i: &usize| self.s.obj(cycle[*i]).pos;
        (0..cycle.len()).min_by_key(pos).unwrap_or(0)
    }

    /// Reports a cycle of declarations, beginning with the object at `start`.
    pub(crate) fn cycle_error(&mut self, cycle: &[ObjId], start: usize) {
        let places: Vec<CyclePlace> =
            cycle.iter().map(|&obj| CyclePlace { obj, pos: self.s.obj(obj).pos, instance: TypeId::NONE }).collect();
        self.cycle_error_at(&places, start);
    }

    /// As [`Checker::cycle_error`], with the place to show for each object.
    pub(crate) fn cycle_error_at(&mut self, cycle: &[CyclePlace], start: usize) {
        let name = |c: &Self, place: CyclePlace| {
            let obj = place.obj;
            if c.s.release.front_end >= FrontEnd::Go1_27
                && let Some(instance) = place.instance.some()
            {
                return c.type_text(instance);
            }
            let prefix = c.cx.qualifier(c.s.obj(obj).pkg);
            if prefix.is_empty() { c.name(obj).to_string() } else { format!("{prefix}.{}", c.name(obj)) }
        };
        let CyclePlace { obj, pos, .. } = cycle[start];
        let first = name(self, cycle[start]);
        let is_type = self.s.obj(obj).is_type_name();
        if is_type && !self.cx.config.alias_nodes && self.is_alias_decl(obj) {
            self.broken_aliases.remove(&obj);
            self.s.obj(obj).typ.set(TypeId::INVALID);
        }
        if is_type
            && self.s.release.front_end >= FrontEnd::Go1_26
            && let Some(typ) = self.s.obj(obj).typ.get().some()
            && let TypeKind::Alias(a) = self.s.kind(typ)
        {
            a.from_rhs.set(TypeId::INVALID);
        }
        if let [_] = cycle {
            let what = if is_type { "invalid recursive type:" } else { "invalid cycle in declaration:" };
            return self.error(pos, Code::InvalidDeclCycle, format!("{what} {first} refers to itself"));
        }
        let what = if is_type { "invalid recursive type" } else { "invalid cycle in declaration of" };
        let mut err = self.error_at(Code::InvalidDeclCycle, pos, format!("{what} {first}"));
        let place = |i: usize| cycle[(start + i) % cycle.len()];
        for i in 0..cycle.len() {
            let from = place(i);
            let text = match self.s.release.front_end {
                FrontEnd::Go1_23 => format!("{} refers to", name(self, from)),
                _ => format!("{} refers to {}", name(self, from), name(self, place(i + 1))),
            };
            err.related.push((from.pos, text));
        }
        if self.s.release.front_end == FrontEnd::Go1_23 {
            err.related.push((pos, first));
        }
        self.report(err);
    }

    // ---- constants and variables

    /// Declares a constant.
    pub fn const_decl(&mut self, obj: ObjId, spec: ConstSpec) {
        let o = self.s.obj(obj);
        let saved = (self.env.iota.replace(Value::int(i64::from(spec.iota))), self.env.errpos);
        self.env.errpos = Pos::NONE;
        self.const_type_and_value(obj, spec);
        o.set_const_value(Value::Unknown);
        (self.env.iota, self.env.errpos) = saved;
    }

    fn const_type_and_value(&mut self, obj: ObjId, spec: ConstSpec) {
        let o = self.s.obj(obj);
        if let Some(ty) = spec.ty.some() {
            let t = self.typ(ty);
            if !self.s.is_const_type(t) {
                if self.s.is_valid(self.s.under(t)) {
                    let msg = format!("invalid constant type {}", self.type_text(t));
                    self.error_expr(ty, Code::InvalidConstType, msg);
                }
                o.typ.set(TypeId::INVALID);
                return;
            }
            o.typ.set(t);
        }
        let mut x = Operand::invalid(ExprId::NONE);
        if let Some(init) = spec.init.some() {
            if spec.inherited {
                self.env.errpos = o.pos;
            }
            x = self.expr(None, init);
        }
        self.init_const(obj, x);
    }

    /// Declares a variable; `lhs`: all variables that `init` alone initialises, or empty.
    pub fn var_decl(&mut self, obj: ObjId, lhs: &[ObjId], ty: ExprId, init: ExprId) {
        let o = self.s.obj(obj);
        if let Some(ty) = ty.some() {
            let t = self.var_type(ty);
            o.typ.set(t);
        }
        let Some(init) = init.some() else {
            if ty.is_none() {
                o.typ.set(TypeId::INVALID);
            }
            return;
        };
        if lhs.len() <= 1 {
            let target = self.target(o.typ.get(), || self.name(obj).to_string());
            let x = self.expr(target.as_ref(), init);
            return self.init_var(obj, x, "variable declaration");
        }
        if !ty.is_none() {
            for &v in lhs {
                self.s.obj(v).typ.set(o.typ.get());
            }
        }
        self.init_vars(lhs, &[init], None);
    }

    /// Reports a mismatch between the numbers of names and of initialisers.
    pub fn check_arity(&mut self, pos: Pos, names: &[Ident], inits: &[ExprId], is_const: bool, inherited: bool) {
        let (l, r) = (names.len(), inits.len());
        if l < r {
            let at = self.env.ast[inits[l]].pos;
            if inherited {
                let place = self.cx.sources.loc(at).map_or(String::new(), |l| l.to_string());
                self.error(pos, Code::WrongAssignCount, format!("extra init expr at {place}"));
            } else {
                let msg = format!("extra init expr {}", self.expr_text(inits[l]));
                self.error_expr(inits[l], Code::WrongAssignCount, msg);
            }
        } else if l > r && (is_const || r != 1) {
            let msg = format!("missing init expr for {}", self.s.text(names[r].name));
            self.error(names[r].pos, Code::WrongAssignCount, msg);
        }
    }

    // ---- types

    pub(crate) fn type_decl(&mut self, obj: ObjId, decl: DeclId, def: Option<ObjId>) {
        let node = self.env.ast[decl];
        let DeclKind::Type { tparams, alias, ty, name } = node.kind else { return };
        let late = self.reserve_later();
        let rhs = match alias {
            true => self.alias_decl(obj, name.pos, tparams, ty, def),
            false => self.defined_type_decl(obj, tparams, ty, def),
        };
        self.fill_later(late, move |c| {
            let t = c.s.obj(obj).typ.get();
            if !t.is_none() && c.s.as_named(t).is_some() {
                c.check_right_hand_sides(t);
            }
            if let Some(rhs) = rhs
                && c.is_imported_constraint(rhs)
            {
                let pos = c.start_pos(ty);
                c.verify_version(pos, Version::GO1_18, |c| format!("using type constraint {}", c.type_text(rhs)));
            }
        });
    }

    /// The right-hand side, or `None` where the language version forbids it.
    fn alias_decl(
        &mut self,
        obj: ObjId,
        pos: Pos,
        tparams: List<FieldId>,
        ty: ExprId,
        def: Option<ObjId>,
    ) -> Option<TypeId> {
        let first = self.env.ast.list(tparams).next();
        let mut ok = match first {
            Some(f) => {
                let at = self.field_start(f);
                self.verify_version(at, Version::GO1_23, |_| "generic type alias".into())
            }
            None => true,
        };
        ok = ok && self.verify_version(pos, Version::GO1_9, |_| "type alias".into());
        if !self.cx.config.alias_nodes {
            return self.alias_without_node(obj, pos, first.is_some() && ok, ok, ty);
        }
        let alias = self.s.new_alias(obj, TypeId::INVALID);
        self.known_right_hand_side(def, alias);
        if first.is_some() {
            if ok && !(self.cx.config.experiments.generic_aliases || self.s.release.generic_aliases) {
                let msg = "generic type alias requires GOEXPERIMENT=aliastypeparams";
                self.error(pos, Code::UnsupportedFeature, msg);
                ok = false;
            }
            self.open_scope();
            let list = self.declare_tparams(tparams);
            if let TypeKind::Alias(a) = self.s.kind(alias) {
                let _ = a.tparams.set(list.clone().into());
            }
            self.bound_tparams(tparams, &list);
        }
        let mut rhs = self.defined_type(ty, Some(obj));
        if self.s.release.front_end >= FrontEnd::Go1_26 && self.s.type_params(alias).contains(&rhs) {
            let msg = "cannot use type parameter declared in alias declaration as RHS";
            self.error_expr(ty, Code::MisplacedTypeParam, msg);
            rhs = TypeId::INVALID;
        }
        if let TypeKind::Alias(a) = self.s.kind(alias) {
            a.from_rhs.set(rhs);
        }
        if first.is_some() {
            self.close_scope();
        }
        ok.then_some(rhs)
    }

    /// An alias whose right-hand side is the name of a type stands for that type as soon as there is one, so that the
    /// type may mention the alias.
    fn known_right_hand_side(&self, alias: Option<ObjId>, typ: TypeId) {
        let alias = alias.map(|obj| self.s.obj(obj).typ.get()).filter(|t| !t.is_none());
        if let Some(TypeKind::Alias(a)) = alias.map(|t| self.s.kind(t))
            && a.from_rhs.get() == TypeId::INVALID
        {
            a.from_rhs.set(typ);
        }
    }

    fn alias_without_node(&mut self, obj: ObjId, pos: Pos, generic: bool, mut ok: bool, ty: ExprId) -> Option<TypeId> {
        if generic {
            let msg = "generic type alias requires GODEBUG=gotypesalias=1 or unset";
            self.error(pos, Code::UnsupportedFeature, msg);
            ok = false;
        }
        self.broken_aliases.insert(obj);
        self.s.obj(obj).typ.set(TypeId::INVALID);
        let rhs = self.typ(ty);
        self.broken_aliases.remove(&obj);
        self.s.obj(obj).typ.set(rhs);
        ok.then_some(rhs)
    }

    fn defined_type_decl(
        &mut self,
        obj: ObjId,
        tparams: List<FieldId>,
        ty: ExprId,
        def: Option<ObjId>,
    ) -> Option<TypeId> {
        let first = self.env.ast.list(tparams).next();
        let ok = match first {
            Some(f) => {
                let at = self.field_start(f);
                self.verify_version(at, Version::GO1_18, |_| "type parameter".into())
            }
            None => true,
        };
        let named = self.s.new_named(obj);
        self.known_right_hand_side(def, named);
        let TypeKind::Named(n) = self.s.kind(named) else { return None };
        if first.is_some() {
            self.open_scope();
            let list = self.declare_tparams(tparams);
            let _ = n.tparams.set(list.clone().into());
            self.bound_tparams(tparams, &list);
        }
        if let ExprKind::InterfaceType(_) = self.env.ast[ty].kind {
            n.provisional.set(TypeId::EMPTY_INTERFACE);
        }
        let rhs = self.defined_type(ty, Some(obj));
        n.from_rhs.set(rhs);
        if self.s.is_type_param(rhs) {
            let msg = "cannot use a type parameter as RHS in type declaration";
            self.error_expr(ty, Code::MisplacedTypeParam, msg);
            n.underlying.set(TypeId::INVALID);
        } else if let (u, true) = self.s.under_and_state(rhs)
            && n.underlying.get().is_none()
        {
            n.underlying.set(u);
        }
        if first.is_some() {
            self.close_scope();
        }
        ok.then_some(rhs)
    }

    /// Reports a defined type that is or contains itself. Since go1.26 what direct cycles of names leave is said of
    /// the instances on the way.
    fn check_right_hand_sides(&mut self, t: TypeId) {
        if self.s.release.front_end >= FrontEnd::Go1_26 {
            self.valid_type(t);
            self.check_named_chain(t);
        } else {
            self.check_named_chain(t);
            self.valid_type(t);
        }
    }

    /// Reports defined types whose right-hand sides lead around in a circle, and settles the
    /// underlying type of the others.
    fn check_named_chain(&mut self, t: TypeId) {
        let mut path: Vec<TypeId> = Vec::new();
        let mut at = self.s.unalias(t);
        while let TypeKind::Named(n) = self.s.kind(at) {
            if !n.underlying.get().is_none() {
                break;
            }
            if let Some(origin) = n.origin {
                at = origin;
                continue;
            }
            if let Some(start) = path.iter().position(|&p| p == at) {
                let cycle: Vec<ObjId> = path[start..].iter().filter_map(|&t| Some(self.s.as_named(t)?.obj)).collect();
                self.cycle_error(&cycle, self.first_in_source(&cycle));
                path.iter().for_each(|&t| self.s.set_underlying(t, TypeId::INVALID));
                return;
            }
            path.push(at);
            let next = self.s.right_hand_side(n);
            if next.is_none() {
                return;
            }
            at = self.s.unalias(next);
        }
        for &t in path.iter().rev() {
            if let (u, true) = self.s.under_and_state(t) {
                self.s.set_underlying(t, u);
            }
        }
    }

    // ---- type parameters

    /// Declares the type parameters of a list, without constraints.
    pub(crate) fn declare_tparams(&mut self, list: List<FieldId>) -> Vec<TypeId> {
        let ast = self.env.ast;
        let blank = self.s.blank;
        let names = ast.list(list).map(|f| ast[f].name.unwrap_or(Ident { name: blank, pos: ast[f].pos }));
        let tparams: Vec<TypeId> = names.map(|name| self.declare_tparam(name)).collect();
        self.s.bind_type_params(&tparams);
        tparams
    }

    pub(crate) fn declare_tparam(&mut self, name: Ident) -> TypeId {
        let obj = self.s.add_obj(Object::type_name(name.name, self.cx.pkg, name.pos, TypeId::NONE));
        let t = self.s.new_type_param(obj, TypeId::INVALID);
        self.s.obj(obj).set_color(Color::Black);
        self.declare(self.env.scope, Some(name), obj);
        t
    }

    /// Gives declared type parameters their constraints.
    pub(crate) fn bound_tparams(&mut self, list: List<FieldId>, tparams: &[TypeId]) {
        let ast = self.env.ast;
        self.env.in_tparam_list = true;
        let mut prev = ExprId::NONE;
        let mut bound = TypeId::INVALID;
        for (f, &t) in ast.list(list).zip(tparams) {
            let ty = ast[f].ty;
            if ty != prev || prev.is_none() {
                prev = ty;
                bound = self.constraint(ty);
                if self.s.is_type_param(bound) {
                    let msg = "cannot use a type parameter as constraint";
                    self.error_expr(ty, Code::MisplacedTypeParam, msg);
                    bound = TypeId::INVALID;
                }
            }
            if let Some(p) = self.s.as_type_param(t) {
                p.bound.set(bound);
            }
        }
        self.env.in_tparam_list = false;
    }

    /// A constraint: a type, or a union or `~T`, which stands for an interface with it.
    fn constraint(&mut self, e: ExprId) -> TypeId {
        let literal = matches!(
            self.env.ast[e].kind,
            ExprKind::Binary { op: Operator::Or, .. } | ExprKind::Unary { op: Operator::Tilde, .. }
        );
        if literal { self.implicit_interface(e) } else { self.typ(e) }
    }

    // ---- methods

    fn collect_methods(&mut self, obj: ObjId) {
        let Some(methods) = self.cx.methods.get(&obj) else { return };
        let t = self.s.obj(obj).typ.get();
        let base = if t.is_none() { None } else { self.s.as_named(t).filter(|n| n.origin.is_none()) };
        if base.is_some() {
            self.later(move |c| c.check_field_uniqueness(c.s.unalias(t)));
        }
        let mut names = MemberSet::default();
        let mut list = Vec::new();
        for &m in methods {
            let name = self.s.obj(m).name;
            if let Some(other) = names.insert(name, m) {
                let place = self.s.place(other);
                let text = format!("method {}.{} already declared at {place}", self.name(obj), self.name(m));
                self.error(self.s.obj(m).pos, Code::DuplicateMethod, text);
                continue;
            }
            list.push(m);
        }
        if let Some(n) = base {
            let _ = n.methods.set(list.into());
        }
    }

    fn check_field_uniqueness(&mut self, t: TypeId) {
        let TypeKind::Struct(st) = self.s.under_kind(t) else { return };
        let methods = self.s.declared_methods(t);
        for &f in &st.fields {
            let field = self.s.obj(f);
            if field.name == self.s.blank {
                continue;
            }
            if let Some(&m) = methods.iter().find(|&&m| self.s.obj(m).name == field.name) {
                let msg = format!("field and method with the same name {}", self.name(f));
                let mut err = self.error_at(Code::DuplicateFieldAndMethod, self.s.obj(m).pos, msg);
                self.add_other_decl(&mut err, f);
                self.report(err);
            }
        }
    }

    // ---- functions

    fn func_decl(&mut self, obj: ObjId, decl: DeclIdx, id: DeclId) {
        let node = self.env.ast[id];
        let DeclKind::Func { recv, tparams, ty, body, name } = node.kind else { return };
        let o = self.s.obj(obj);
        // Met again inside its own signature, the function has an empty one.
        o.typ.set(TypeId::EMPTY_SIGNATURE);
        let color = o.color();
        o.set_color(Color::Black);
        let (sig, scope) = self.func_type(Some(obj), recv, tparams, ty);
        let sig = self.s.new_signature(sig);
        o.typ.set(sig);
        o.set_color(color);
        if !tparams.is_empty() && body == BodyId::NONE {
            self.error(name.pos, Code::BadDecl, "generic function is missing function body");
        }
        if body != BodyId::NONE && self.wants_body(decl, body, sig) {
            let scope = self.scope(scope).clone();
            self.bodies.push(BodyTask { obj, decl, sig, scope });
        }
    }

    /// Whether the body of a function is checked. Importers look into generic functions and
    /// into short ones, such as those that only return a literal.
    fn wants_body(&self, decl: DeclIdx, body: BodyId, sig: TypeId) -> bool {
        const SHORT: u32 = 96;
        let config = self.cx.config;
        let is_generic =
            || self.s.as_signature(sig).is_some_and(|sig| !sig.tparams.is_empty() || !sig.recv_tparams.is_empty());
        let source = &self.cx.files[self.cx.decls[decl].file].bodies[body];
        let is_short = source.end.0.saturating_sub(source.start.0) <= SHORT;
        !config.ignore_bodies || (config.generic_bodies && (is_short || is_generic()))
    }

    // ---- declarations in function bodies

    /// Checks and declares the declarations of a statement.
    pub fn decl_stmt(&mut self, list: List<DeclId>) {
        for d in self.env.ast.list(list) {
            match self.env.ast[d].kind {
                DeclKind::Const { .. } => self.local_const(d),
                DeclKind::Var { .. } => self.local_var(d),
                DeclKind::Type { name, .. } => self.local_type(d, name),
                DeclKind::Import { .. } | DeclKind::Func { .. } => {}
            }
        }
    }

    fn local_const(&mut self, d: DeclId) {
        let ast = self.env.ast;
        let DeclKind::Const { names, iota, from, .. } = ast[d].kind else { return };
        let top = self.delayed.len();
        let (ty, values) = const_source(ast, from);
        let inherited = !from.is_none() && from != d;
        let idents = ast.idents(names);
        let mut objs = Vec::with_capacity(idents.len());
        for (i, name) in idents.iter().enumerate() {
            let obj = self.s.add_obj(Object::constant(name.name, self.cx.pkg, name.pos, TypeId::NONE));
            let init = values.get(i).copied().unwrap_or(ExprId::NONE);
            self.const_decl(obj, ConstSpec { ty, init, iota, inherited });
            self.s.obj(obj).set_color(Color::Black);
            objs.push(obj);
        }
        self.check_arity(ast[d].pos, idents, &values, true, inherited);
        self.process_delayed(top);
        for (name, obj) in idents.iter().zip(objs) {
            self.declare(self.env.scope, Some(*name), obj);
        }
    }

    fn local_var(&mut self, d: DeclId) {
        let ast = self.env.ast;
        let DeclKind::Var { names, ty, values } = ast[d].kind else { return };
        let top = self.delayed.len();
        let idents = ast.idents(names);
        let role = crate::objects::VarRole::Local;
        let new = |n: &Ident| self.s.add_obj(Object::var(role, n.name, self.cx.pkg, n.pos, TypeId::NONE));
        let objs: Vec<ObjId> = idents.iter().map(new).collect();
        let values: Vec<ExprId> = ast.list(values).collect();
        for (i, &obj) in objs.iter().enumerate() {
            let (lhs, init): (&[ObjId], ExprId) = match values.len() {
                n if n == objs.len() => (&[], values[i]),
                1 => (&objs, values[0]),
                _ => (&[], values.get(i).copied().unwrap_or(ExprId::NONE)),
            };
            self.var_decl(obj, lhs, ty, init);
            if values.len() == 1 {
                break;
            }
        }
        for &obj in &objs {
            let o = self.s.obj(obj);
            if o.typ.get().is_none() {
                o.typ.set(TypeId::INVALID);
            }
            o.set_color(Color::Black);
        }
        if ty.is_none() || !values.is_empty() {
            self.check_arity(ast[d].pos, idents, &values, false, false);
        }
        self.process_delayed(top);
        for (name, obj) in idents.iter().zip(objs) {
            self.declare(self.env.scope, Some(*name), obj);
        }
    }

    fn local_type(&mut self, d: DeclId, name: Ident) {
        let obj = self.s.add_obj(Object::type_name(name.name, self.cx.pkg, name.pos, TypeId::NONE));
        self.declare(self.env.scope, Some(name), obj);
        let around = self.tparams_around();
        self.local_types.insert(obj, around);
        let o = self.s.obj(obj);
        o.set_color(Color::Grey(self.obj_path.len() as u32));
        self.obj_path.push(obj);
        self.type_decl(obj, d, None);
        self.obj_path.pop();
        o.set_color(Color::Black);
    }

    /// Type parameters in whose scope the current place is.
    fn tparams_around(&self) -> Vec<TypeId> {
        let mut out = Vec::new();
        let mut at = self.env.scope;
        while at.0 as usize >= self.cx.scopes.len() {
            let scope = self.scope(at);
            for &(_, obj) in scope.entries() {
                let t = self.s.obj(obj).typ.get();
                if !t.is_none()
                    && self.s.obj(obj).is_type_name()
                    && matches!(self.s.kind(t), TypeKind::TypeParam(p) if p.obj == obj)
                {
                    out.push(t);
                }
            }
            at = scope.parent;
        }
        out
    }
}

/// Type and values that hold for a constant specification.
pub(crate) fn const_source(ast: &syntax::ast::Ast, from: DeclId) -> (ExprId, Vec<ExprId>) {
    match from.some().map(|d| ast[d].kind) {
        Some(DeclKind::Const { ty, values, .. }) => (ty, ast.list(values).collect()),
        _ => (ExprId::NONE, Vec::new()),
    }
}

//! Interface types, unions and constraints. Authority: Go spec, "Interface types"; wording and
//! order of errors: `types2/interface.go`, `typeset.go`, `union.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, Object};
use crate::recorded::Mode;
use crate::types::{Term, TypeId, TypeKind};
use crate::typeset::{MAX_TERMS, Terms};
use crate::version::Version;
use base::Pos;
use syntax::Operator;
use syntax::ast::{ExprId, ExprKind, FieldId, List};

/// A method found while an interface is validated, and where it came from.
struct SeenMethod {
    obj: ObjId,
    pos: Pos,
}

impl<'a> Checker<'a> {
    pub(crate) fn interface_type(&mut self, e: ExprId, list: List<FieldId>, def: Option<ObjId>) -> TypeId {
        let ast = self.env.ast;
        let mut methods = Vec::new();
        let mut embedded = Vec::new();
        let mut receivers = Vec::new();
        for id in ast.list(list) {
            let field = ast[id];
            let Some(name) = field.name else {
                let pos = self.start_pos(field.ty);
                let elem = self.union_type(field.ty);
                if self.may_embed(elem, pos) {
                    embedded.push((elem, pos));
                }
                continue;
            };
            if name.name == self.s.blank {
                self.error(name.pos, Code::BlankIfaceMethod, "methods must have a unique non-blank name");
                continue;
            }
            let recv = self.s.add_obj(Object::param(self.s.names.intern(""), self.cx.pkg, name.pos, TypeId::NONE));
            let Some(sig) = self.method_signature(field.ty, recv) else { continue };
            receivers.push(recv);
            let m = self.s.add_obj(Object::func(name.name, self.cx.pkg, name.pos, sig, false));
            self.record_def(name.pos, m);
            methods.push(m);
        }
        if methods.is_empty() && embedded.is_empty() {
            return self.s.new_interface(methods, embedded, false);
        }
        self.s.sort_methods(&mut methods);
        let t = self.s.new_interface(methods, embedded, false);
        let named = def.map(|d| self.s.obj(d).typ.get()).filter(|&t| !t.is_none() && self.s.as_named(t).is_some());
        for recv in receivers {
            self.s.obj(recv).typ.set(named.unwrap_or(t));
        }
        let pos = ast[e].pos;
        self.limited.push((pos, t));
        self.later(move |c| c.validate_interface(t));
        t
    }

    /// Whether the language has embedded elements as `elem`; reports if not. What a declared
    /// type stands for is not yet known: [`Checker::validate_interface`] looks at these.
    fn may_embed(&mut self, elem: TypeId, pos: Pos) -> bool {
        match self.s.kind(elem) {
            TypeKind::Basic(_) if elem != TypeId::INVALID => self.verify_version(pos, Version::GO1_18, |c| {
                format!("embedding non-interface type {}", c.type_text(elem))
            }),
            _ => true,
        }
    }

    /// Reports what is wrong with an interface: methods of one name, constraints used too
    /// early, unions too large.
    fn validate_interface(&mut self, t: TypeId) {
        let TypeKind::Interface(iface) = self.s.kind(t) else { return };
        let mut seen: Vec<SeenMethod> = Vec::new();
        for &m in &iface.methods {
            self.add_interface_method(&mut seen, self.s.obj(m).pos, m, true);
        }
        for &(elem, pos) in &iface.embedded {
            let u = self.s.under(elem);
            match self.s.kind(u) {
                TypeKind::Interface(_) => {
                    let ok = !pos.is_known()
                        || !self.is_imported_constraint(elem)
                        || self.verify_version(pos, Version::GO1_18, |c| {
                            format!("embedding constraint interface {}", c.type_text(elem))
                        });
                    if ok {
                        for &m in &self.s.type_set(u).methods {
                            self.add_interface_method(&mut seen, pos, m, false);
                        }
                    }
                }
                TypeKind::Union(terms) => {
                    let ok = !pos.is_known()
                        || self.verify_version(pos, Version::GO1_18, |c| {
                            format!("embedding interface element {}", c.type_text(u))
                        });
                    if ok && matches!(self.s.union_terms(terms).0, Terms::List(l) if l.len() > MAX_TERMS) {
                        self.too_many_terms(pos);
                    }
                }
                _ if u == TypeId::INVALID => {}
                _ if pos.is_known() => {
                    self.verify_version(pos, Version::GO1_18, |c| {
                        format!("embedding non-interface type {}", c.type_text(elem))
                    });
                }
                _ => {}
            }
        }
    }

    fn too_many_terms(&mut self, pos: Pos) {
        let msg = format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)");
        self.error(pos, Code::InvalidUnion, msg);
    }

    fn add_interface_method(&mut self, seen: &mut Vec<SeenMethod>, pos: Pos, m: ObjId, explicit: bool) {
        let obj = self.s.obj(m);
        let Some(other) = seen.iter().find(|o| self.s.same_id(o.obj, obj.pkg, obj.name)) else {
            return seen.push(SeenMethod { obj: m, pos });
        };
        let (other, other_pos) = (other.obj, other.pos);
        if explicit {
            return self.duplicate_method(pos, m, other_pos);
        }
        self.later(move |c| {
            let too_old = pos.is_known() && !c.allow_version(pos, Version::GO1_14);
            if too_old || !c.s.identical(c.s.obj_type(m), c.s.obj_type(other)) {
                c.duplicate_method(pos, m, other_pos);
            }
        });
    }

    fn duplicate_method(&mut self, pos: Pos, m: ObjId, other: Pos) {
        let name = self.name(m);
        let mut err = self.error_at(Code::DuplicateDecl, pos, format!("duplicate method {name}"));
        err.related.push((other, format!("other declaration of method {name}")));
        self.report(err);
    }

    /// Whether `t` is a constraint interface of another package.
    pub(crate) fn is_imported_constraint(&self, t: TypeId) -> bool {
        let Some(named) = self.s.as_named(t) else { return false };
        let pkg = self.s.obj(named.obj).pkg;
        if pkg == self.cx.pkg || pkg.is_none() {
            return false;
        }
        let u = self.s.under(t);
        matches!(self.s.kind(u), TypeKind::Interface(_)) && !self.s.type_set(u).is_method_set()
    }

    /// The interface that a constraint literal `~T` or `A|B` stands for.
    pub(crate) fn implicit_interface(&mut self, e: ExprId) -> TypeId {
        let pos = self.start_pos(e);
        let elem = self.union_type(e);
        let t = self.s.new_interface(Vec::new(), vec![(elem, pos)], true);
        self.later(move |c| c.validate_interface(t));
        t
    }

    // ---- unions

    /// An embedded element: a type, `~T`, or a union.
    pub(crate) fn union_type(&mut self, e: ExprId) -> TypeId {
        let (ops, parts) = self.flatten_union(e);
        let mut terms: Vec<Term> = Vec::new();
        let mut typ = TypeId::NONE;
        for (i, &part) in parts.iter().enumerate() {
            let term = self.union_term(part);
            if parts.len() == 1 && !term.tilde {
                return term.typ;
            }
            if terms.len() < MAX_TERMS {
                terms.push(term);
            } else if typ != TypeId::INVALID {
                self.too_many_terms(self.start_pos(part));
                typ = TypeId::INVALID;
            }
            if i > 0 && typ != TypeId::INVALID {
                // Recorded for the operators too, as every expression has a type.
                let so_far = self.s.new_union(terms.clone());
                self.record_type(ops[i - 1], Mode::TypeExpr, so_far, None);
            }
        }
        if typ == TypeId::INVALID {
            return typ;
        }
        let t = self.s.new_union(terms.clone());
        self.later(move |c| c.validate_union(&terms, &parts));
        t
    }

    fn flatten_union(&self, e: ExprId) -> (Vec<ExprId>, Vec<ExprId>) {
        let (mut ops, mut parts) = (Vec::new(), Vec::new());
        let mut e = e;
        while let ExprKind::Binary { op: Operator::Or, x, y } = self.env.ast[e].kind {
            ops.push(e);
            parts.push(y);
            e = x;
        }
        parts.push(e);
        ops.reverse();
        parts.reverse();
        (ops, parts)
    }

    fn union_term(&mut self, e: ExprId) -> Term {
        let (tilde, x) = match self.env.ast[e].kind {
            ExprKind::Unary { op: Operator::Tilde, x } => (true, x),
            _ => (false, e),
        };
        let mut typ = self.typ(x);
        if self.s.is_type_param(typ) {
            let msg = if tilde {
                format!("type in term {} cannot be a type parameter", self.expr_text(e))
            } else {
                "term cannot be a type parameter".to_string()
            };
            self.error_expr(x, Code::MisplacedTypeParam, msg);
            typ = TypeId::INVALID;
        }
        let term = Term { tilde, typ };
        if tilde {
            let union = self.s.new_union(vec![term]);
            self.record_type(e, Mode::TypeExpr, union, None);
        }
        term
    }

    fn validate_union(&mut self, terms: &[Term], parts: &[ExprId]) {
        for (i, &term) in terms.iter().enumerate() {
            if self.s.is_valid(term.typ)
                && let Some(msg) = self.term_error(&terms[..i], term)
            {
                self.error_expr(parts[i], Code::InvalidUnion, msg);
            }
        }
    }

    fn term_error(&self, before: &[Term], term: Term) -> Option<String> {
        let s = self.s;
        let u = s.under(term.typ);
        let is_interface = matches!(s.kind(u), TypeKind::Interface(_));
        let text = self.type_text(term.typ);
        if term.tilde {
            if is_interface {
                return Some(format!("invalid use of ~ ({text} is an interface)"));
            }
            if !s.identical(u, term.typ) {
                let under = self.type_text(u);
                return Some(format!("invalid use of ~ (underlying type of {text} is {under})"));
            }
        }
        if is_interface {
            // Interfaces are exempt from the rule against overlapping terms.
            let text = self.term_text(term);
            let set = s.type_set(u);
            if !set.methods.is_empty() {
                return Some(format!("cannot use {text} in union ({text} contains methods)"));
            }
            if term.typ == s.universe().comparable_type {
                return Some("cannot use comparable in union".into());
            }
            return set.comparable.then(|| format!("cannot use {text} in union ({text} embeds comparable)"));
        }
        let other = before.iter().find(|x| !s.is_interface(x.typ) && !s.terms_disjoint(**x, term))?;
        Some(format!("overlapping terms {} and {}", self.term_text(term), self.term_text(*other)))
    }

    /// A term as error texts show it (with packages named by path).
    pub(crate) fn term_text(&self, term: Term) -> String {
        format!("{}{}", if term.tilde { "~" } else { "" }, self.s.type_text(term.typ))
    }
}

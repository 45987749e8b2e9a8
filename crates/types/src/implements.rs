//! Which types implement which interfaces, and in which words that is denied. Authority: Go
//! spec, "Implementing an interface", "Satisfying a type constraint"; wording:
//! `types2/lookup.go`, `instantiate.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::lookup::{Found, Wanted};
use crate::objects::ObjId;
use crate::session::Session;
use crate::types::{Term, TypeId, TypeKind};
use crate::typeset::{Terms, TypeSet};
use crate::typestring::TypeWriter;
use crate::version::Version;
use base::{FxHashSet, Pos};
use release::FrontEnd;
use syntax::ast::ExprId;

/// Why a method is missing.
enum Lack {
    NotFound,
    WrongName(ObjId),
    Unexported,
    WrongSignature(ObjId),
    Ambiguous,
    PointerReceiver,
    Field,
}

/// A method of an interface a type does not have.
#[derive(Clone, Copy, Debug)]
pub struct MissingMethod {
    /// The interface's method.
    pub method: ObjId,
    /// The type has such a method, but of another type or for pointers only.
    pub wrong_type: bool,
}

/// Decides whether two method types are the same.
pub(crate) type SameType<'f> = &'f mut dyn FnMut(&Session, TypeId, TypeId) -> bool;

impl Checker<'_> {
    /// The first method of interface `t` that `v` lacks. `fixed`: `v`, if an interface, must
    /// have the method; else it may still be found in the dynamic type.
    pub fn missing_method(
        &mut self,
        v: TypeId,
        t: TypeId,
        fixed: bool,
        cause: Option<&mut String>,
    ) -> Option<MissingMethod> {
        self.missing_method_with(v, t, fixed, &mut |s, x, y| s.identical(x, y), cause)
    }

    /// As [`Checker::missing_method`], with another notion of equal method types.
    pub(crate) fn missing_method_with(
        &mut self,
        v: TypeId,
        t: TypeId,
        fixed: bool,
        same: SameType<'_>,
        cause: Option<&mut String>,
    ) -> Option<MissingMethod> {
        let iface = self.s.under(t);
        let wanted = self.s.type_set(iface);
        for &m in &wanted.methods {
            if let Some(lack) = self.method_lack(v, m, fixed, same) {
                if let Some(cause) = cause {
                    *cause = self.lack_text(v, t, m, &lack);
                }
                let wrong_type = matches!(lack, Lack::WrongSignature(_) | Lack::PointerReceiver);
                return Some(MissingMethod { method: m, wrong_type });
            }
        }
        None
    }

    /// Whether a type embeds fields whose types were refused already: methods that it lacks are no news then.
    pub(crate) fn may_have_any_method(&self, t: TypeId) -> bool {
        self.s.release.front_end >= FrontEnd::Go1_24
            && (!self.s.is_valid(t) || self.has_invalid_embedded_field(t, &mut FxHashSet::default()))
    }

    fn has_invalid_embedded_field(&self, t: TypeId, seen: &mut FxHashSet<TypeId>) -> bool {
        let s = self.s;
        let inner = match s.under_kind(t) {
            TypeKind::Pointer(base) => s.under(*base),
            _ => s.under(t),
        };
        let TypeKind::Struct(st) = s.kind(inner) else { return false };
        let new = seen.insert(inner);
        new && st.fields.iter().filter(|&&f| s.obj(f).is_embedded()).any(|&f| {
            let t = s.obj_type(f);
            !s.is_valid(t) || self.has_invalid_embedded_field(t, seen)
        })
    }

    fn method_lack(&mut self, v: TypeId, m: ObjId, fixed: bool, same: SameType<'_>) -> Option<Lack> {
        let s = self.s;
        let (pkg, name) = (s.obj(m).pkg, s.obj(m).name);
        let u = s.under(v);
        if let TypeKind::Interface(_) = s.kind(u) {
            return match s.lookup_set_method(u, pkg, name) {
                None if fixed => Some(Lack::NotFound),
                None => None,
                Some(f) => (!same(s, s.obj_type(f), s.obj_type(m))).then_some(Lack::WrongSignature(f)),
            };
        }
        let f = match s.search(v, false, Wanted { pkg, name, fold_case: false }) {
            Found::Entry { obj, .. } => obj,
            Found::Ambiguous(_) => return Some(Lack::Ambiguous),
            Found::NeedsPointer => return Some(Lack::PointerReceiver),
            Found::Missing => {
                let similar = s.search(v, false, Wanted { pkg, name, fold_case: true }).obj();
                return Some(match similar.filter(|&f| s.obj(f).is_func()) {
                    Some(f) if s.obj(f).name == name => Lack::Unexported,
                    Some(f) => Lack::WrongName(f),
                    None => Lack::NotFound,
                });
            }
        };
        if !s.obj(f).is_func() {
            return Some(Lack::Field);
        }
        self.obj_decl(f, None);
        (!same(s, s.obj_type(f), s.obj_type(m))).then_some(Lack::WrongSignature(f))
    }

    fn lack_text(&mut self, v: TypeId, t: TypeId, m: ObjId, lack: &Lack) -> String {
        let name = self.name(m);
        match *lack {
            Lack::NotFound if self.s.is_interface_ptr(v) => format!("({})", self.interface_ptr_text(v)),
            Lack::NotFound if self.s.is_interface_ptr(t) => format!("({})", self.interface_ptr_text(t)),
            Lack::NotFound => format!("(missing method {name})"),
            Lack::WrongName(f) => {
                self.obj_decl(f, None);
                let (have, want) = (self.func_text(f, false), self.func_text(m, false));
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Lack::Unexported => format!("(unexported method {name})"),
            Lack::WrongSignature(f) => {
                let (mut have, mut want) = (self.func_text(f, false), self.func_text(m, false));
                if have == want {
                    (have, want) = (self.func_text(f, true), self.func_text(m, true));
                }
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Lack::Ambiguous => format!("(ambiguous selector {}.{name})", self.type_text(v)),
            Lack::PointerReceiver => format!("(method {name} has pointer receiver)"),
            Lack::Field => format!("({}.{name} is a field, not a method)", self.type_text(v)),
        }
    }

    /// `type T is pointer to interface, not interface`, and the like.
    pub fn interface_ptr_text(&self, t: TypeId) -> String {
        let text = self.type_text(t);
        match self.s.under_kind(t) {
            TypeKind::Pointer(e) if self.s.is_type_param(*e) => {
                format!("type {text} is pointer to type parameter, not type parameter")
            }
            _ => format!("type {text} is pointer to interface, not interface"),
        }
    }

    /// A method with its signature, without parameter names. `pkg_info`: packages by path, and
    /// named where unexported fields would look alike.
    pub fn func_text(&self, f: ObjId, pkg_info: bool) -> String {
        let short = |p| self.cx.qualifier(p);
        let long = |p| self.s.pkg(p).path.to_string();
        let mut w = TypeWriter::new(self.s, if pkg_info { &long } else { &short });
        w.param_names = false;
        w.pkg_info = pkg_info;
        match self.s.kind(self.s.obj_type(f)) {
            TypeKind::Signature(sig) => format!("{}{}", self.name(f), w.signature_text(sig)),
            _ => self.name(f).to_string(),
        }
    }

    /// Whether a value of interface `v` may hold a `t`.
    pub fn assertable_to(&mut self, v: TypeId, t: TypeId, cause: Option<&mut String>) -> bool {
        self.s.is_interface(t) || self.missing_method(t, v, false, cause).is_none() || self.may_have_any_method(t)
    }

    /// Whether `v` implements interface `t` (`constraint`: satisfies it as a constraint).
    pub fn implements(&mut self, v: TypeId, t: TypeId, constraint: bool, cause: Option<&mut String>) -> bool {
        self.implements_at(Pos::NONE, v, t, constraint, cause)
    }

    /// As [`Checker::implements`], with the language version at `pos`.
    pub fn implements_at(
        &mut self,
        pos: Pos,
        v: TypeId,
        t: TypeId,
        constraint: bool,
        cause: Option<&mut String>,
    ) -> bool {
        match self.implementation(pos, v, t, constraint) {
            Ok(()) => true,
            Err(why) => {
                if let Some(cause) = cause {
                    *cause = why;
                }
                false
            }
        }
    }

    fn implementation(&mut self, pos: Pos, v: TypeId, t: TypeId, constraint: bool) -> Result<(), String> {
        let s = self.s;
        let (vu, tu) = (s.under(v), s.under(t));
        let pointer_to_invalid = matches!(s.kind(vu), TypeKind::Pointer(e) if !s.is_valid(s.under(*e)));
        if !s.is_valid(vu) || !s.is_valid(tu) || pointer_to_invalid {
            return Ok(());
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        if !matches!(s.kind(tu), TypeKind::Interface(_)) {
            let text = self.type_text(t);
            let detail = if s.is_interface_ptr(tu) {
                match s.release.front_end >= FrontEnd::Go1_27 {
                    true => self.interface_ptr_text(t),
                    false => format!("type {text} is pointer to interface, not interface"),
                }
            } else {
                format!("{text} is not an interface")
            };
            return Err(format!("{} does not {verb} {text} ({detail})", self.type_text(v)));
        }
        let set = s.type_set(tu);
        if set.is_all() {
            return Ok(());
        }
        let v_set = matches!(s.kind(vu), TypeKind::Interface(_)).then(|| s.type_set(vu));
        if v_set.as_ref().is_some_and(|set| set.is_empty()) {
            return Ok(());
        }
        if set.is_empty() {
            return Err(format!("cannot {verb} {} (empty type set)", self.type_text(t)));
        }
        let mut cause = String::new();
        if self.missing_method(v, t, true, Some(&mut cause)).is_some() && !self.may_have_any_method(v) {
            return Err(format!("{} does not {verb} {} {cause}", self.type_text(v), self.type_text(t)));
        }
        if let Some(terms) = set.specific() {
            match v_set {
                Some(v_set) => {
                    if !s.terms_subset(&v_set.terms, &set.terms) {
                        return Err(format!("{} does not {verb} {}", self.type_text(v), self.type_text(t)));
                    }
                }
                None => {
                    if !terms.iter().any(|&x| s.term_includes(x, v)) {
                        let detail = self.term_detail(v, t, tu, &set);
                        return Err(format!("{} does not {verb} {} ({detail})", self.type_text(v), self.type_text(t)));
                    }
                }
            }
        }
        self.comparability(pos, v, &set, constraint, verb)
    }

    fn comparability(&self, pos: Pos, v: TypeId, set: &TypeSet, constraint: bool, verb: &str) -> Result<(), String> {
        let s = self.s;
        let demanded = match &set.terms {
            Terms::All => set.comparable,
            Terms::List(l) => l.iter().all(|x| s.comparable(x.typ, false)),
        };
        if !demanded || s.comparable(v, false) {
            return Ok(());
        }
        if constraint && s.comparable(v, true) {
            if self.allow_version(pos, Version::GO1_20) {
                return Ok(());
            }
            return Err(format!("{} to {verb} comparable requires go1.20 or later", self.type_text(v)));
        }
        Err(format!("{} does not {verb} comparable", self.type_text(v)))
    }

    fn term_detail(&self, v: TypeId, t: TypeId, tu: TypeId, set: &TypeSet) -> String {
        let s = self.s;
        let terms = set.specific().unwrap_or(&[]);
        let missing_tilde = terms.iter().find(|x| {
            !x.tilde && s.identical(x.typ, s.under(x.typ)) && s.term_includes(Term { tilde: true, typ: x.typ }, v)
        });
        let text = self.type_text(t);
        let v_text = self.type_text(v);
        if let Some(x) = missing_tilde {
            return format!("possibly missing ~ for {} in {text}", self.type_text(x.typ));
        }
        if self.mentions(tu, v) {
            return format!("{text} mentions {v_text}, but {v_text} is not in the type set of {text}");
        }
        let list: Vec<String> = terms.iter().map(|&x| self.term_text(x)).collect();
        format!("{v_text} missing in {}", list.join(" | "))
    }

    /// Whether `t`, an interface or union, mentions type `v` as an element.
    fn mentions(&self, t: TypeId, v: TypeId) -> bool {
        match self.s.kind(t) {
            TypeKind::Interface(i) => i.embedded.iter().any(|&(e, _)| self.mentions(e, v)),
            TypeKind::Union(terms) => terms.iter().any(|x| self.mentions(x.typ, v)),
            _ => self.s.identical(t, v),
        }
    }

    /// Whether type arguments satisfy their constraints; else the index of the first that does
    /// not, and why.
    pub fn verify_instance(&mut self, pos: Pos, tparams: &[TypeId], targs: &[TypeId]) -> Result<(), (usize, String)> {
        for (i, (&p, &targ)) in tparams.iter().zip(targs).enumerate() {
            let Some(param) = self.s.as_type_param(p) else { continue };
            let mut bound = param.bound.get();
            if !matches!(self.s.under_kind(bound), TypeKind::Interface(_)) && self.s.is_valid(bound) {
                bound = self.s.tparam_interface(p);
            }
            let bound = self.s.subst(bound, tparams, targs);
            let mut cause = String::new();
            if !self.implements_at(pos, targ, bound, true, Some(&mut cause)) {
                return Err((i, cause));
            }
        }
        Ok(())
    }
}

impl Checker<'_> {
    /// Reports type arguments that do not satisfy their constraints, each at its expression.
    pub fn verify_type_args(&mut self, pos: Pos, tparams: &[TypeId], targs: &[TypeId], exprs: &[ExprId]) {
        match self.verify_instance(pos, tparams, targs) {
            Err((i, cause)) => {
                let at = exprs.get(i).map_or(pos, |&e| self.start_pos(e));
                self.error(at, Code::InvalidTypeArg, cause);
            }
            Ok(()) => {
                let places: Vec<Pos> = exprs.iter().map(|&e| self.start_pos(e)).collect();
                self.mono_record_instance(pos, tparams, targs, &places);
            }
        }
    }
}

impl Session {
    /// Whether the underlying type is a pointer to an interface.
    pub fn is_interface_ptr(&self, t: TypeId) -> bool {
        matches!(self.under_kind(t), TypeKind::Pointer(e) if self.is_interface(*e))
    }
}

//! Substitution of types for type parameters. In: a type, parameters and what they stand for.
//! Out: the same id where nothing changed. Instances of generic types are made anew with
//! substituted arguments and expanded only when needed, so this always ends.

use crate::objects::{ObjId, ObjKind, Object};
use crate::session::Session;
use crate::types::{Named, Signature, Term, TypeId, TypeKind};
use std::sync::atomic::AtomicBool;

/// What type parameters stand for.
#[derive(Clone, Copy)]
pub struct Subst<'a> {
    /// The session's tables.
    pub s: &'a Session,
    /// Type parameters.
    pub from: &'a [TypeId],
    /// One type for each; `TypeId::NONE` keeps the parameter.
    pub to: &'a [TypeId],
}

impl Session {
    /// New type parameters with the names and bounds of others.
    pub(crate) fn fresh_type_params(&self, tparams: &[TypeId]) -> Vec<TypeId> {
        let fresh = |&p: &TypeId| match self.as_type_param(p) {
            Some(param) => {
                let o = self.obj(param.obj);
                let obj = self.add_obj(Object::type_name(o.name, o.pkg, o.pos, TypeId::NONE));
                self.new_type_param(obj, TypeId::INVALID)
            }
            None => p,
        };
        let new: Vec<TypeId> = tparams.iter().map(fresh).collect();
        self.bind_type_params(&new);
        for (&p, &q) in tparams.iter().zip(&new) {
            if let (Some(p), Some(q)) = (self.as_type_param(p), self.as_type_param(q)) {
                q.bound.set(self.subst(p.bound.get(), tparams, &new));
            }
        }
        new
    }
    /// `t` with the types `to` for the type parameters `from`.
    pub fn subst(&self, t: TypeId, from: &[TypeId], to: &[TypeId]) -> TypeId {
        if from.is_empty() {
            return t;
        }
        Subst { s: self, from, to }.typ(t)
    }
}

impl Subst<'_> {
    /// The substituted type.
    pub fn typ(&self, t: TypeId) -> TypeId {
        let s = self.s;
        match s.kind(t) {
            TypeKind::Basic(_) => t,
            TypeKind::TypeParam(_) => match self.from.iter().position(|&p| p == t) {
                Some(i) => self.to.get(i).and_then(|t| t.some()).unwrap_or(t),
                None => t,
            },
            TypeKind::Pointer(e) => self.rebuild(t, *e, |e| s.pointer_to(e)),
            TypeKind::Slice(e) => self.rebuild(t, *e, |e| s.slice_of(e)),
            TypeKind::Array(e, n) => self.rebuild(t, *e, |e| s.array_of(e, *n)),
            TypeKind::Chan(d, e) => self.rebuild(t, *e, |e| s.chan_of(*d, e)),
            TypeKind::Map(k, e) => {
                let (k2, e2) = (self.typ(*k), self.typ(*e));
                if (k2, e2) == (*k, *e) { t } else { s.map_of(k2, e2) }
            }
            TypeKind::Tuple(vars) => self.vars(vars).map_or(t, |v| s.new_tuple(&v)),
            TypeKind::Struct(st) => self.vars(&st.fields).map_or(t, |v| s.new_struct(v, st.tags.to_vec())),
            TypeKind::Signature(sig) => self.signature(sig).map_or(t, |sig| s.new_signature(sig)),
            TypeKind::Union(terms) => {
                let new: Vec<Term> = terms.iter().map(|x| Term { tilde: x.tilde, typ: self.typ(x.typ) }).collect();
                if new[..] == terms[..] { t } else { s.new_union(new) }
            }
            TypeKind::Interface(_) => self.interface(t),
            TypeKind::Named(n) => self.named(t, n),
            TypeKind::Alias(a) if a.origin.is_none() => match a.from_rhs.get().some() {
                Some(rhs) => self.rebuild(t, rhs, |rhs| rhs),
                None => t,
            },
            TypeKind::Alias(a) => self.instance(t, a.origin, &a.targs),
        }
    }

    fn rebuild(&self, t: TypeId, elem: TypeId, make: impl FnOnce(TypeId) -> TypeId) -> TypeId {
        let e = self.typ(elem);
        if e == elem { t } else { make(e) }
    }

    /// A type declared inside a generic function becomes an instance by what stands for the type
    /// parameters around it too.
    fn named(&self, t: TypeId, n: &Named) -> TypeId {
        let origin = n.origin.unwrap_or(t);
        let local = match self.s.kind(origin) {
            TypeKind::Named(generic) => generic.local.get().filter(|l| !l.around.is_empty()),
            _ => None,
        };
        let Some(local) = local else { return self.instance(t, n.origin, &n.targs) };
        let own = local.params.len() - local.around.len();
        match n.targs.len() {
            0 if own > 0 => t,
            len if len == own => {
                let (around, targs) = (self.types(&local.around), self.types(&n.targs));
                if around[..] == local.around[..] && targs[..] == n.targs[..] {
                    return t;
                }
                self.s.instance(origin, &[around, targs].concat())
            }
            _ => self.instance(t, Some(origin), &n.targs),
        }
    }

    fn instance(&self, t: TypeId, origin: Option<TypeId>, targs: &[TypeId]) -> TypeId {
        let Some(origin) = origin else { return t };
        if self.s.instance_params(origin).len() != targs.len() {
            return TypeId::INVALID;
        }
        let new = self.types(targs);
        if new[..] == targs[..] { t } else { self.s.instance(origin, &new) }
    }

    /// Every type substituted.
    pub fn types(&self, list: &[TypeId]) -> Vec<TypeId> {
        list.iter().map(|&t| self.typ(t)).collect()
    }

    fn interface(&self, t: TypeId) -> TypeId {
        let TypeKind::Interface(iface) = self.s.kind(t) else { return t };
        let methods: Vec<ObjId> = iface.methods.iter().map(|&m| self.method(m)).collect();
        let embedded: Vec<_> = iface.embedded.iter().map(|&(e, pos)| (self.typ(e), pos)).collect();
        if methods[..] == iface.methods[..] && embedded[..] == iface.embedded[..] {
            return t;
        }
        self.s.new_interface(methods, embedded, iface.implicit)
    }

    fn method(&self, m: ObjId) -> ObjId {
        let obj = self.s.obj(m);
        let typ = self.s.obj_type(m);
        let new = self.typ(typ);
        if new == typ {
            return m;
        }
        let kind = ObjKind::Func { ptr_recv: false, origin: Some(self.s.origin(m)), instance: None };
        self.s.add_obj(Object::new(kind, obj.name, obj.pkg, obj.pos, new))
    }

    /// The signature with substituted parameters and results, if any of them changed.
    pub fn signature(&self, sig: &Signature) -> Option<Signature> {
        if !sig.tparams.is_empty() && !sig.tparams.iter().any(|p| self.from.contains(p)) {
            return self.generic_signature(sig);
        }
        let params = self.vars(&sig.params);
        let results = self.vars(&sig.results);
        if params.is_none() && results.is_none() {
            return None;
        }
        let mut new = sig.clone();
        if let Some(p) = params {
            new.params = p.into();
        }
        if let Some(r) = results {
            new.results = r.into();
        }
        Some(new)
    }

    /// The signature of a generic method of an instance. Its own type parameters are new ones, since what binds them
    /// may mention those of the receiver's type.
    fn generic_signature(&self, sig: &Signature) -> Option<Signature> {
        let s = self.s;
        let bound = |p: TypeId| s.as_type_param(p).map(|p| p.bound.get());
        let bounds = || sig.tparams.iter().filter_map(|&p| bound(p)).any(|b| self.typ(b) != b);
        if self.vars(&sig.params).is_none() && self.vars(&sig.results).is_none() && !bounds() {
            return None;
        }
        let own = s.fresh_type_params(&sig.tparams);
        for &p in &*own {
            if let Some(param) = s.as_type_param(p) {
                param.bound.set(self.typ(param.bound.get()));
            }
        }
        let renamed = Subst { s, from: &sig.tparams, to: &own };
        let renamed = Signature { tparams: Box::default(), ..renamed.signature(sig).unwrap_or_else(|| sig.clone()) };
        let mut new = self.signature(&renamed).unwrap_or(renamed);
        new.tparams = own.into();
        Some(new)
    }

    /// The variables with substituted types, if any of them changed.
    pub fn vars(&self, vars: &[ObjId]) -> Option<Vec<ObjId>> {
        let mut out: Option<Vec<ObjId>> = None;
        for (i, &v) in vars.iter().enumerate() {
            let typ = self.s.obj_type(v);
            let new = self.typ(typ);
            if new != typ {
                out.get_or_insert_with(|| vars.to_vec())[i] = self.s.retyped_var(v, new);
            }
        }
        out
    }
}

impl Session {
    /// A copy of a variable with another type, which remembers where it came from.
    pub fn retyped_var(&self, v: ObjId, typ: TypeId) -> ObjId {
        let obj = self.obj(v);
        let kind = match obj.kind {
            ObjKind::Var { role, .. } => {
                ObjKind::Var { role, used: AtomicBool::new(obj.is_used()), origin: Some(self.origin(v)) }
            }
            _ => unreachable!("{v} is no variable"),
        };
        self.add_obj(Object::new(kind, obj.name, obj.pkg, obj.pos, typ))
    }
}

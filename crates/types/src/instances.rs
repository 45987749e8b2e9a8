//! Instances of generic types and functions. An instance of a defined type is one entry per
//! generic type and canonical arguments; its underlying type and methods are substituted on
//! first use. Authority: Go spec, "Instantiations".

use crate::objects::{ObjId, ObjKind, Object, TypeCell};
use crate::session::Session;
use crate::subst::Subst;
use crate::types::{Alias, Named, Signature, TypeId, TypeKind};
use base::Pos;
use smallvec::SmallVec;
use std::sync::OnceLock;

/// Generic type and canonical type arguments.
pub(crate) type InstanceKey = (TypeId, SmallVec<[TypeId; 2]>);

/// Methods of an instance in the order of the generic type's, each made on first use.
pub(crate) type InstanceMethods = Box<[OnceLock<ObjId>]>;

impl Session {
    /// The generic type `origin` (a defined type or alias) with type arguments. The arguments
    /// are not checked. An alias is expanded at once; wrong argument counts give `INVALID`
    /// there, and an instance without underlying type otherwise.
    pub fn instance(&self, origin: TypeId, targs: &[TypeId]) -> TypeId {
        self.instance_at(origin, targs, Pos::NONE)
    }
    /// As [`Session::instance`]; a new instance remembers where it was written.
    pub(crate) fn instance_at(&self, origin: TypeId, targs: &[TypeId], pos: Pos) -> TypeId {
        match self.kind(origin) {
            TypeKind::Named(generic) => {
                let canon = targs.iter().map(|&t| self.canonical(t).unwrap_or(t)).collect();
                let key: InstanceKey = (origin, canon);
                if let Some(t) = self.instances.get(&key) {
                    return *t;
                }
                *self.instances.entry(key).or_insert_with(|| self.new_instance(origin, generic, targs, pos))
            }
            TypeKind::Alias(generic) => {
                let tparams = self.type_params(origin);
                if tparams.len() != targs.len() {
                    return TypeId::INVALID;
                }
                let rhs = self.subst(generic.from_rhs.get(), tparams, targs);
                self.add_type(TypeKind::Alias(Box::new(Alias {
                    obj: generic.obj,
                    origin: Some(origin),
                    targs: targs.into(),
                    from_rhs: TypeCell::new(rhs),
                    tparams: OnceLock::new(),
                })))
            }
            _ => TypeId::INVALID,
        }
    }

    fn new_instance(&self, origin: TypeId, generic: &Named, targs: &[TypeId], pos: Pos) -> TypeId {
        self.add_type(TypeKind::Named(Box::new(Named {
            obj: generic.obj,
            origin: Some(origin),
            targs: targs.into(),
            from_rhs: TypeCell::new(TypeId::NONE),
            underlying: TypeCell::new(TypeId::NONE),
            provisional: TypeCell::new(TypeId::NONE),
            inst_pos: pos,
            row: None,
            tparams: OnceLock::new(),
            local: OnceLock::new(),
            methods: OnceLock::new(),
            inst_methods: OnceLock::new(),
        })))
    }

    /// The underlying type of instance `n`, if that of the generic type is known.
    pub(crate) fn expand_underlying(&self, n: &Named, origin: TypeId, budget: u32) -> Option<TypeId> {
        let TypeKind::Named(generic) = self.kind(origin) else { return None };
        let tparams = match generic.local.get() {
            Some(local) if local.params.len() == n.targs.len() => &local.params,
            _ => generic.tparams.get()?,
        };
        if tparams.len() != n.targs.len() {
            return Some(TypeId::INVALID);
        }
        let (u, complete) = self.under_within(origin, budget.checked_sub(1)?);
        if !complete {
            return None;
        }
        let new = self.subst(u, tparams, &n.targs);
        Some(n.underlying.set_once(new))
    }

    /// The signature of a generic function with type arguments for its type parameters.
    pub fn instantiate_signature(&self, sig: &Signature, targs: &[TypeId]) -> TypeId {
        let subst = Subst { s: self, from: &sig.tparams, to: targs };
        let mut new = subst.signature(sig).unwrap_or_else(|| sig.clone());
        new.tparams = Box::default();
        self.new_signature(new)
    }

    /// Number of methods declared for a defined type (for its generic type, for an instance).
    pub fn method_count(&self, t: TypeId) -> usize {
        self.declared_methods(t).len()
    }

    /// The methods declared for a defined type, as they stand in the source; for an instance
    /// those of the generic type.
    pub fn declared_methods(&self, t: TypeId) -> &[ObjId] {
        match self.kind(t) {
            TypeKind::Named(n) => match n.origin {
                Some(origin) => self.declared_methods(origin),
                None => self.methods_of(n),
            },
            _ => &[],
        }
    }

    /// Method `i` of a defined type, with the instance's own object for instances.
    pub fn method(&self, t: TypeId, i: usize) -> ObjId {
        let declared = self.declared_methods(t);
        let TypeKind::Named(n) = self.kind(t) else { unreachable!("{t} is no defined type") };
        if n.origin.is_none() {
            return declared[i];
        }
        let methods = n.inst_methods.get_or_init(|| declared.iter().map(|_| OnceLock::new()).collect());
        *methods[i].get_or_init(|| self.instance_method(t, declared[i]))
    }

    fn instance_method(&self, t: TypeId, origin: ObjId) -> ObjId {
        let obj = self.obj(origin);
        let ptr_recv = self.has_ptr_recv(origin);
        let kind = ObjKind::Func { ptr_recv, origin: Some(origin), instance: Some(t) };
        self.add_obj(Object::new(kind, obj.name, obj.pkg, obj.pos, TypeId::NONE))
    }

    /// The signature of a method of an instance, once the generic method has one.
    pub(crate) fn instance_method_type(&self, id: ObjId, origin: ObjId, instance: TypeId) -> TypeId {
        let generic = self.obj_type(origin);
        let (TypeKind::Signature(sig), TypeKind::Named(n)) = (self.kind(generic), self.kind(instance)) else {
            return TypeId::INVALID;
        };
        let mut new = None;
        if sig.recv_tparams.len() == n.targs.len() {
            new = Subst { s: self, from: &sig.recv_tparams, to: &n.targs }.signature(sig);
        }
        let mut new = new.unwrap_or_else(|| (**sig).clone());
        let recv_type = if self.has_ptr_recv(origin) { self.pointer_to(instance) } else { instance };
        new.recv = sig.recv.map(|v| self.retyped_var(v, recv_type));
        self.obj(id).typ.set_once(self.new_signature(new))
    }

    /// Whether a method has a pointer receiver; answers also before its type is known.
    pub fn has_ptr_recv(&self, m: ObjId) -> bool {
        let obj = self.obj(m);
        if let Some(t) = obj.typ.get().some()
            && let TypeKind::Signature(sig) = self.kind(t)
            && let Some(recv) = sig.recv
            && let Some(recv_type) = self.obj(recv).typ.get().some()
        {
            return self.deref(recv_type).1;
        }
        matches!(obj.kind, ObjKind::Func { ptr_recv: true, .. })
    }
}

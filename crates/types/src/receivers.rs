//! Receivers, as releases have checked them since go1.24: type parameters and the receiver's type are made from the base
//! type, which is looked up once. In: the receiver's field. Out: its variable, and the type parameters it declares.
//! Authority: specification, "Method declarations"; order and wording: `types2/signature.go` of go1.24.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, Object, VarRole};
use crate::recorded::Mode;
use crate::signature::ReceiverParts;
use crate::types::{Basic, TypeId, TypeKind};
use crate::version::Version;
use base::Pos;
use syntax::ast::FieldId;

/// A receiver.
pub(crate) struct Receiver {
    /// Its variable.
    pub var: ObjId,
    /// The type parameters written behind its base type.
    pub tparams: Vec<TypeId>,
}

impl Checker<'_> {
    /// Checks a receiver; its name is not declared yet.
    pub(crate) fn collect_receiver(&mut self, recv: FieldId) -> Receiver {
        let field = self.env.ast[recv];
        let parts = self.receiver_parts(field.ty, true);
        let at = self.start_pos(parts.at);
        let (typ, tparams) = match parts.tparams.is_empty() {
            true => (self.plain_receiver(recv, at), Vec::new()),
            false => self.generic_receiver(recv, &parts),
        };
        let (name, pos) = match field.name {
            Some(name) => (name.name, name.pos),
            None => (self.s.names.intern(""), field.pos),
        };
        let var = self.s.add_obj(Object::var(VarRole::Receiver, name, self.cx.pkg, pos, typ));
        if field.name.is_none() {
            self.record_def(pos, var);
        }
        self.later(move |c| c.check_receiver(var, at));
        Receiver { var, tparams }
    }

    /// The type of a receiver without type parameters: no instance may hide behind an alias.
    fn plain_receiver(&mut self, recv: FieldId, at: Pos) -> TypeId {
        let typ = self.var_type(self.env.ast[recv].ty);
        let mut t = self.without_pointers(typ);
        while let TypeKind::Alias(a) = self.s.kind(t) {
            t = self.without_pointers(a.from_rhs.get());
            let instance = match self.s.kind(t) {
                TypeKind::Named(n) => n.origin.is_some(),
                TypeKind::Alias(a) => a.origin.is_some(),
                _ => false,
            };
            if instance || self.s.is_valid(t) && !self.s.type_params(t).is_empty() {
                let msg = format!("cannot define new methods on instantiated type {}", self.type_text(t));
                self.error(at, Code::InvalidRecv, msg);
                return TypeId::INVALID;
            }
        }
        typ
    }

    fn without_pointers(&self, t: TypeId) -> TypeId {
        let mut t = t;
        while let TypeKind::Pointer(base) = self.s.kind(t) {
            t = *base;
        }
        t
    }

    /// The type of a receiver `*T[P, Q]`, and its type parameters with the constraints of those of `T`.
    fn generic_receiver(&mut self, recv: FieldId, parts: &ReceiverParts) -> (TypeId, Vec<TypeId>) {
        let s = self.s;
        let at = self.start_pos(parts.at);
        let base = self.receiver_base_type(parts, at);
        let tparams: Vec<TypeId> = parts.tparams.iter().map(|&p| self.declare_receiver_tparam(p)).collect();
        s.bind_type_params(&tparams);
        let Some(base) = base else { return (TypeId::INVALID, tparams) };
        let declared = s.type_params(base);
        if declared.len() != tparams.len() {
            let plural = if tparams.len() == 1 { "" } else { "s" };
            let (got, want) = (tparams.len(), declared.len());
            let msg = format!("receiver declares {got} type parameter{plural}, but receiver base type declares {want}");
            self.error(at, Code::BadRecv, msg);
            return (TypeId::INVALID, tparams);
        }
        for (&t, &d) in tparams.iter().zip(declared) {
            self.mono.canonical.insert(t, d);
            if let (Some(p), Some(q)) = (s.as_type_param(t), s.as_type_param(d)) {
                p.bound.set(s.subst(q.bound.get(), declared, &tparams));
            }
        }
        self.verify_version(at, Version::GO1_18, |_| "type instantiation".into());
        let ty = self.env.ast[recv].ty;
        let inst = s.instance_at(base, &tparams, self.env.ast[ty].pos);
        self.record_instance(parts.at, &tparams, inst);
        let typ = if parts.ptr && s.is_valid(inst) { s.pointer_to(inst) } else { inst };
        self.record_type(ty, Mode::TypeExpr, typ, None);
        (typ, tparams)
    }

    /// The defined generic type of a receiver.
    fn receiver_base_type(&mut self, parts: &ReceiverParts, at: Pos) -> Option<TypeId> {
        let mut cause = String::new();
        let generic = self.generic_type(parts.at, Some(&mut cause));
        if !cause.is_empty() {
            self.error(at, Code::InvalidRecv, cause);
        }
        if !self.s.is_valid(generic) {
            return None;
        }
        match self.s.kind(generic) {
            TypeKind::Alias(_) => {
                if self.s.is_valid(self.s.unalias(generic)) {
                    let text = self.type_text(generic);
                    let msg = format!("cannot define new methods on generic alias type {text}");
                    self.error(at, Code::InvalidRecv, msg);
                }
                None
            }
            _ => Some(generic),
        }
    }

    /// Whether the type may have methods declared here.
    pub(crate) fn check_receiver(&mut self, recv: ObjId, at: Pos) {
        let s = self.s;
        let recv_type = s.obj_type(recv);
        let (base, _) = s.deref(recv_type);
        let actual = s.unalias(base);
        if !s.is_valid(actual) {
            return;
        }
        let text = self.type_text(base);
        let msg = match s.kind(actual) {
            TypeKind::Named(n) if s.obj(n.obj).pkg != self.cx.pkg => {
                format!("cannot define new methods on non-local type {text}")
            }
            TypeKind::Named(_) => match s.under_kind(actual) {
                TypeKind::Basic(Basic::UnsafePointer) => format!("invalid receiver type {text} (unsafe.Pointer)"),
                TypeKind::Pointer(_) | TypeKind::Interface(_) => {
                    format!("invalid receiver type {text} (pointer or interface type)")
                }
                _ => return,
            },
            TypeKind::Basic(_) => format!("cannot define new methods on non-local type {text}"),
            _ => format!("invalid receiver type {}", self.type_text(recv_type)),
        };
        self.error(at, Code::InvalidRecv, msg);
    }
}

//! Named entities: constants, types, variables, fields, functions, methods, imports, labels.
//! What an object is (`kind`) is fixed when it is made; its type, constant value and marks are
//! filled in by the checker of its package.

use crate::builtin::Builtin;
use crate::package::PkgId;
use crate::session::Session;
use crate::types::TypeId;
use base::{Name, Pos};
use constant::Value;
use std::sync::OnceLock;
use std::sync::atomic::{
    AtomicBool, AtomicU32, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed, Ordering::Release,
};

base::define_id!(
    /// An object of the session.
    ObjId,
    "o"
);

/// A type id that is set after the entry holding it was made; `TypeId::NONE` until then.
#[derive(Debug)]
pub struct TypeCell(AtomicU32);

impl TypeCell {
    /// A cell with a first value (`TypeId::NONE`: unknown).
    pub fn new(t: TypeId) -> TypeCell {
        TypeCell(AtomicU32::new(t.0))
    }
    /// The type, or `TypeId::NONE`.
    #[inline]
    pub fn get(&self) -> TypeId {
        TypeId(self.0.load(Acquire))
    }
    /// Sets the type.
    pub fn set(&self, t: TypeId) {
        self.0.store(t.0, Release);
    }
    /// Sets the type unless one is there; returns the one that is there afterwards.
    pub fn set_once(&self, t: TypeId) -> TypeId {
        match self.0.compare_exchange(u32::MAX, t.0, AcqRel, Acquire) {
            Ok(_) => t,
            Err(other) => TypeId(other),
        }
    }
}

/// What part a variable plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarRole {
    /// Declared at package level.
    Global,
    /// Declared in a function body.
    Local,
    /// Parameter, or, of functions from export data, receiver or result.
    Param,
    /// Receiver of a method.
    Receiver,
    /// Result of a function.
    Result,
    /// Field of a struct.
    Field {
        /// Embedded: the name is that of the type.
        embedded: bool,
    },
}

/// What an object is.
#[derive(Debug)]
pub enum ObjKind {
    /// An import, in a file scope.
    PkgName {
        /// What is imported.
        imported: PkgId,
        /// Whether the file refers to it.
        used: AtomicBool,
    },
    /// A constant; the value is unset until it is declared.
    Const {
        /// The value; `Value::Unknown` where there was an error.
        value: OnceLock<Value>,
    },
    /// A defined type, alias or type parameter.
    TypeName,
    /// A variable, parameter or field.
    Var {
        /// Its part.
        role: VarRole,
        /// Whether it is used (locals only matter).
        used: AtomicBool,
        /// For fields and parameters of instances: the one in the generic declaration.
        origin: Option<ObjId>,
    },
    /// A function or method (concrete or of an interface).
    Func {
        /// Declared with a pointer receiver (from the syntax; holds before the type is known).
        ptr_recv: bool,
        /// For methods of instances: the method of the generic type.
        origin: Option<ObjId>,
        /// For methods of instances: the instance they belong to.
        instance: Option<TypeId>,
    },
    /// A label; only inside one body.
    Label {
        /// Whether a statement refers to it.
        used: AtomicBool,
    },
    /// A predeclared function or one of `unsafe`.
    Builtin(Builtin),
    /// `nil`.
    Nil,
}

/// How far the declaration of an object has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// Not looked at.
    White,
    /// Done.
    Black,
    /// Being declared; the number is its place in the checker's object path.
    Grey(u32),
}

/// One object.
#[derive(Debug)]
pub struct Object {
    /// What it is.
    pub kind: ObjKind,
    /// Name; `_` for blank and unnamed ones, fields embedded by type have the type's name.
    pub name: Name,
    /// Package it is declared in; `PkgId::NONE` in the universe.
    pub pkg: PkgId,
    /// Position of the name in the package's sources.
    pub pos: Pos,
    /// Type; `TypeId::NONE` until declared. Read with [`Session::obj_type`].
    pub typ: TypeCell,
    color: AtomicU32,
    order: AtomicU32,
}

impl Object {
    /// An object without marks. It is black (declared) exactly when a type is given.
    pub fn new(kind: ObjKind, name: Name, pkg: PkgId, pos: Pos, typ: TypeId) -> Object {
        Object {
            kind,
            name,
            pkg,
            pos,
            typ: TypeCell::new(typ),
            color: AtomicU32::new(u32::from(!typ.is_none())),
            order: AtomicU32::new(0),
        }
    }
    /// A constant without value.
    pub fn constant(name: Name, pkg: PkgId, pos: Pos, typ: TypeId) -> Object {
        Object::new(ObjKind::Const { value: OnceLock::new() }, name, pkg, pos, typ)
    }
    /// A type name.
    pub fn type_name(name: Name, pkg: PkgId, pos: Pos, typ: TypeId) -> Object {
        Object::new(ObjKind::TypeName, name, pkg, pos, typ)
    }
    /// A variable; parameters count as used.
    pub fn var(role: VarRole, name: Name, pkg: PkgId, pos: Pos, typ: TypeId) -> Object {
        let used = AtomicBool::new(matches!(role, VarRole::Param | VarRole::Receiver | VarRole::Result));
        Object::new(ObjKind::Var { role, used, origin: None }, name, pkg, pos, typ)
    }
    /// A receiver, parameter or result.
    pub fn param(name: Name, pkg: PkgId, pos: Pos, typ: TypeId) -> Object {
        Object::var(VarRole::Param, name, pkg, pos, typ)
    }
    /// A struct field.
    pub fn field(name: Name, pkg: PkgId, pos: Pos, typ: TypeId, embedded: bool) -> Object {
        Object::var(VarRole::Field { embedded }, name, pkg, pos, typ)
    }
    /// A function or method.
    pub fn func(name: Name, pkg: PkgId, pos: Pos, typ: TypeId, ptr_recv: bool) -> Object {
        Object::new(ObjKind::Func { ptr_recv, origin: None, instance: None }, name, pkg, pos, typ)
    }
    /// How far its declaration has come.
    pub fn color(&self) -> Color {
        match self.color.load(Relaxed) {
            0 => Color::White,
            1 => Color::Black,
            n => Color::Grey(n - 2),
        }
    }
    /// Sets the colour.
    pub fn set_color(&self, c: Color) {
        let n = match c {
            Color::White => 0,
            Color::Black => 1,
            Color::Grey(i) => i + 2,
        };
        self.color.store(n, Relaxed);
    }
    /// Place in source order among the package-level objects, from 1; 0 for others.
    pub fn order(&self) -> u32 {
        self.order.load(Relaxed)
    }
    /// See [`Object::order`].
    pub fn set_order(&self, n: u32) {
        self.order.store(n, Relaxed);
    }
    /// Marks an import, variable or label as used.
    pub fn set_used(&self, value: bool) {
        if let ObjKind::PkgName { used, .. } | ObjKind::Var { used, .. } | ObjKind::Label { used } = &self.kind {
            used.store(value, Relaxed);
        }
    }
    /// Whether it was marked as used.
    pub fn is_used(&self) -> bool {
        match &self.kind {
            ObjKind::PkgName { used, .. } | ObjKind::Var { used, .. } | ObjKind::Label { used } => used.load(Relaxed),
            _ => true,
        }
    }
    /// The constant's value, if it is a constant whose declaration is done.
    pub fn const_value(&self) -> Option<&Value> {
        match &self.kind {
            ObjKind::Const { value } => value.get(),
            _ => None,
        }
    }
    /// Sets a constant's value; the first one stays.
    pub fn set_const_value(&self, v: Value) {
        if let ObjKind::Const { value } = &self.kind {
            let _ = value.set(v);
        }
    }
    /// Whether it is a type name.
    pub fn is_type_name(&self) -> bool {
        matches!(self.kind, ObjKind::TypeName)
    }
    /// Whether it is a variable (not a field).
    pub fn is_var(&self) -> bool {
        matches!(self.kind, ObjKind::Var { role, .. } if !matches!(role, VarRole::Field { .. }))
    }
    /// Whether it is a struct field.
    pub fn is_field(&self) -> bool {
        matches!(self.kind, ObjKind::Var { role: VarRole::Field { .. }, .. })
    }
    /// Whether it is an embedded field.
    pub fn is_embedded(&self) -> bool {
        matches!(self.kind, ObjKind::Var { role: VarRole::Field { embedded: true }, .. })
    }
    /// Whether it is a constant.
    pub fn is_const(&self) -> bool {
        matches!(self.kind, ObjKind::Const { .. })
    }
    /// Whether it is a function or method.
    pub fn is_func(&self) -> bool {
        matches!(self.kind, ObjKind::Func { .. })
    }
    /// The object in the generic declaration this one was instantiated from.
    pub fn origin(&self) -> Option<ObjId> {
        match self.kind {
            ObjKind::Var { origin, .. } | ObjKind::Func { origin, .. } => origin,
            _ => None,
        }
    }
}

impl Session {
    /// The type of an object; `TypeId::INVALID` while it is not known. Methods of instances get
    /// theirs here, by substitution, once the generic method has one.
    pub fn obj_type(&self, id: ObjId) -> TypeId {
        let obj = self.obj(id);
        let t = obj.typ.get();
        if !t.is_none() {
            return t;
        }
        if let ObjKind::Func { origin: Some(origin), instance: Some(instance), .. } = obj.kind {
            return self.instance_method_type(id, origin, instance);
        }
        TypeId::INVALID
    }
    /// Whether two objects go by the same identifier: equal names, and, unless exported, of the
    /// same package.
    pub fn same_id(&self, id: ObjId, pkg: PkgId, name: Name) -> bool {
        let obj = self.obj(id);
        obj.name == name && (obj.pkg == pkg || self.is_exported(name) || self.same_pkg(obj.pkg, pkg))
    }
    /// Whether two packages are the same, that is, have one path.
    pub fn same_pkg(&self, a: PkgId, b: PkgId) -> bool {
        a == b || (!a.is_none() && !b.is_none() && self.pkg(a).path == self.pkg(b).path)
    }
    /// The object of the generic declaration, or the object itself.
    pub fn origin(&self, id: ObjId) -> ObjId {
        self.obj(id).origin().unwrap_or(id)
    }
}

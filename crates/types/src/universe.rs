//! The universe: predeclared types, constants, functions, and package `unsafe`. Out: the rows
//! of the fixed type ids in [`crate::types`] and two scopes. Authority: Go spec, "Predeclared
//! identifiers", "Package unsafe".

use crate::builtin::Builtin;
use crate::objects::{ObjId, ObjKind, Object};
use crate::package::{Package, PkgId};
use crate::session::Session;
use crate::types::{Basic, Interface, Signature, TypeId, TypeKind};
use crate::typeset::{Terms, TypeSet};
use base::{FxHashMap, Name, Pos};
use constant::Value;
use std::sync::Arc;

/// Predeclared objects.
#[derive(Debug)]
pub struct Universe {
    /// By name.
    pub scope: FxHashMap<Name, ObjId>,
    /// `iota`
    pub iota: ObjId,
    /// The name `comparable`
    pub comparable: ObjId,
    /// The name `any`, an alias
    pub any: ObjId,
    /// The name `any` for `gotypesalias=0`: no alias node
    pub any_no_alias: ObjId,
    /// The type `error`
    pub error: TypeId,
    /// The type `comparable`
    pub comparable_type: TypeId,
    /// Package `unsafe`
    pub unsafe_pkg: PkgId,
    /// Builtins that exist only in the checker's own tests: `assert`, `trace`.
    pub test_builtins: FxHashMap<Name, ObjId>,
}

impl Default for Universe {
    fn default() -> Self {
        Universe {
            scope: FxHashMap::default(),
            iota: ObjId::NONE,
            comparable: ObjId::NONE,
            any: ObjId::NONE,
            any_no_alias: ObjId::NONE,
            error: TypeId::INVALID,
            comparable_type: TypeId::INVALID,
            unsafe_pkg: PkgId::NONE,
            test_builtins: FxHashMap::default(),
        }
    }
}

impl Universe {
    /// Fills the first rows of empty tables.
    pub(crate) fn build(s: &Session) -> Universe {
        add_fixed_types(s);
        let mut u = Universe { unsafe_pkg: s.add_pkg(Package::new("unsafe")), ..Universe::default() };
        let mut unsafe_scope = FxHashMap::default();
        u.add_basic_types(s);
        u.add_any(s);
        u.add_error(s);
        u.add_comparable(s);
        u.add_constants(s);
        for b in Builtin::UNIVERSE {
            u.define(s, ObjKind::Builtin(b), b.info().name, TypeId::INVALID);
        }
        for b in Builtin::UNSAFE {
            let name = s.names.intern(b.info().name);
            let obj = Object::new(ObjKind::Builtin(b), name, u.unsafe_pkg, Pos::NONE, TypeId::INVALID);
            unsafe_scope.insert(name, s.add_obj(obj));
        }
        for b in [Builtin::Assert, Builtin::Trace] {
            let name = s.names.intern(b.info().name);
            let obj = Object::new(ObjKind::Builtin(b), name, PkgId::NONE, Pos::NONE, TypeId::INVALID);
            u.test_builtins.insert(name, s.add_obj(obj));
        }
        let pointer = s.names.intern("Pointer");
        let obj = Object::type_name(pointer, u.unsafe_pkg, Pos::NONE, TypeId::UNSAFE_POINTER);
        unsafe_scope.insert(pointer, s.add_obj(obj));
        let pkg = s.pkg(u.unsafe_pkg);
        pkg.name.set(s.names.intern("unsafe")).expect("new package");
        pkg.scope.set(unsafe_scope).expect("new package");
        pkg.imports.set(Vec::new()).expect("new package");
        u
    }

    fn define(&mut self, s: &Session, kind: ObjKind, name: &str, typ: TypeId) -> ObjId {
        let name = s.names.intern(name);
        let id = s.add_obj(Object::new(kind, name, PkgId::NONE, Pos::NONE, typ));
        self.scope.insert(name, id);
        id
    }
    fn add_basic_types(&mut self, s: &Session) {
        for &b in Basic::ALL {
            let predeclared = b != Basic::UnsafePointer && !b.name().contains(' ');
            if predeclared {
                self.define(s, ObjKind::TypeName, b.name(), TypeId(b as u32));
            }
        }
        self.define(s, ObjKind::TypeName, "byte", TypeId::BYTE);
        self.define(s, ObjKind::TypeName, "rune", TypeId::RUNE);
    }
    fn add_any(&mut self, s: &Session) {
        let name = s.names.intern("any");
        self.any_no_alias = s.add_obj(Object::type_name(name, PkgId::NONE, Pos::NONE, TypeId::ANY_INTERFACE));
        let obj = s.add_obj(Object::type_name(name, PkgId::NONE, Pos::NONE, TypeId::NONE));
        s.new_alias(obj, TypeId::ANY_INTERFACE);
        s.obj(obj).set_color(crate::objects::Color::Black);
        self.scope.insert(name, obj);
        self.any = obj;
    }
    fn add_named(&mut self, s: &Session, name: &str) -> (ObjId, TypeId) {
        let name = s.names.intern(name);
        let obj = s.add_obj(Object::type_name(name, PkgId::NONE, Pos::NONE, TypeId::NONE));
        let t = s.new_named(obj);
        s.obj(obj).set_color(crate::objects::Color::Black);
        self.scope.insert(name, obj);
        (obj, t)
    }
    fn add_error(&mut self, s: &Session) {
        let (_, t) = self.add_named(s, "error");
        let empty = s.names.intern("");
        let param = |typ| s.add_obj(Object::param(empty, PkgId::NONE, Pos::NONE, typ));
        let sig = Signature { recv: Some(param(t)), results: [param(TypeId::STRING)].into(), ..Signature::default() };
        let sig = s.new_signature(sig);
        let method = s.add_obj(Object::func(s.names.intern("Error"), PkgId::NONE, Pos::NONE, sig, false));
        s.set_underlying(t, s.new_interface(vec![method], Vec::new(), false));
        self.error = t;
    }
    fn add_comparable(&mut self, s: &Session) {
        let (obj, t) = self.add_named(s, "comparable");
        let iface = Interface::default();
        let set = TypeSet { methods: Vec::new(), terms: Terms::All, comparable: true };
        iface.type_set.set(Arc::new(set)).expect("new cell");
        s.set_underlying(t, s.add_type(TypeKind::Interface(Box::new(iface))));
        self.comparable = obj;
        self.comparable_type = t;
    }
    fn add_constants(&mut self, s: &Session) {
        let constants = [
            ("true", TypeId::UNTYPED_BOOL, Value::Bool(true)),
            ("false", TypeId::UNTYPED_BOOL, Value::Bool(false)),
            ("iota", TypeId::UNTYPED_INT, Value::int(0)),
        ];
        for (name, typ, value) in constants {
            let id = self.define(s, ObjKind::Const { value: value.into() }, name, typ);
            if name == "iota" {
                self.iota = id;
            }
        }
        self.define(s, ObjKind::Nil, "nil", TypeId::UNTYPED_NIL);
    }
}

fn add_fixed_types(s: &Session) {
    for &b in Basic::ALL {
        s.add_type(TypeKind::Basic(b));
    }
    s.add_type(TypeKind::Basic(Basic::Uint8));
    s.add_type(TypeKind::Basic(Basic::Int32));
    let fixed = [
        (s.new_interface(Vec::new(), Vec::new(), false), TypeId::ANY_INTERFACE),
        (s.new_interface(Vec::new(), Vec::new(), false), TypeId::EMPTY_INTERFACE),
        (s.new_struct(Vec::new(), Vec::new()), TypeId::EMPTY_STRUCT),
        (s.add_type(TypeKind::Tuple(Box::default())), TypeId::EMPTY_TUPLE),
        (s.new_signature(Signature::default()), TypeId::EMPTY_SIGNATURE),
    ];
    for (got, want) in fixed {
        assert_eq!(got, want, "fixed type ids");
    }
}

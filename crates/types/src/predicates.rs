//! Questions about types: basic classes, comparability, having `nil`, default types.
//! Authority: Go spec, "Types", "Comparison operators".

use crate::session::Session;
use crate::types::{Basic, BasicInfo, TypeId, TypeKind};
use base::FxHashSet;
use release::FrontEnd;

macro_rules! basic_predicates {
    ($($(#[$meta:meta])* $is:ident, $all:ident = $info:expr;)*) => {
        impl Session {$(
            $(#[$meta])*
            pub fn $is(&self, t: TypeId) -> bool {
                self.is_basic(t, $info)
            }
            $(#[$meta])*
            ///
            /// Of a type parameter: whether all its types are.
            pub fn $all(&self, t: TypeId) -> bool {
                self.all_basic(t, $info)
            }
        )*}
    };
}
impl Session {
    /// Whether the type is known to be right.
    pub fn is_valid(&self, t: TypeId) -> bool {
        self.unalias(t) != TypeId::INVALID
    }
    /// The basic type under `t`.
    pub fn as_basic(&self, t: TypeId) -> Option<Basic> {
        match self.under_kind(t) {
            TypeKind::Basic(b) => Some(*b),
            _ => None,
        }
    }
    /// Whether the underlying type is basic with one of the properties.
    pub fn is_basic(&self, t: TypeId, info: BasicInfo) -> bool {
        self.as_basic(t).is_some_and(|b| b.info().intersects(info))
    }
    /// As [`Session::is_basic`]; of a type parameter, whether all its types are.
    pub fn all_basic(&self, t: TypeId, info: BasicInfo) -> bool {
        if self.as_type_param(t).is_none() {
            return self.is_basic(t, info);
        }
        let set = self.type_set(self.tparam_interface(t));
        set.specific().is_some_and(|terms| terms.iter().all(|x| self.is_basic(x.typ, info)))
    }
    /// Whether it has a name: basic, defined or a type parameter.
    pub fn has_name(&self, t: TypeId) -> bool {
        matches!(self.kind(self.unalias(t)), TypeKind::Basic(_) | TypeKind::Named(_) | TypeKind::TypeParam(_))
    }
    /// Whether it is neither defined nor a type parameter.
    pub fn is_type_literal(&self, t: TypeId) -> bool {
        !matches!(self.kind(self.unalias(t)), TypeKind::Named(_) | TypeKind::TypeParam(_))
    }
    /// Whether it is not the type of an untyped constant or `nil`.
    pub fn is_typed(&self, t: TypeId) -> bool {
        !self.is_untyped(t)
    }
    /// Whether it is the type of an untyped constant or `nil`.
    #[inline]
    pub fn is_untyped(&self, t: TypeId) -> bool {
        (TypeId::UNTYPED_BOOL.0..=TypeId::UNTYPED_NIL.0).contains(&t.0)
    }
    /// Whether it is the type of an untyped number.
    pub fn is_untyped_numeric(&self, t: TypeId) -> bool {
        self.is_untyped(t) && self.is_numeric(t)
    }
    /// Whether the underlying type is an interface (also of type parameters).
    pub fn is_interface(&self, t: TypeId) -> bool {
        matches!(self.under_kind(t), TypeKind::Interface(_))
    }
    /// An interface, but no type parameter.
    pub fn is_non_tparam_interface(&self, t: TypeId) -> bool {
        !self.is_type_param(t) && self.is_interface(t)
    }
    /// Whether it is a type parameter.
    pub fn is_type_param(&self, t: TypeId) -> bool {
        self.as_type_param(t).is_some()
    }
    /// Whether it is a type parameter no type satisfies, as far as that is known yet.
    pub fn has_empty_type_set(&self, t: TypeId) -> bool {
        let Some(p) = self.as_type_param(t) else { return false };
        match self.under_kind(p.bound.get()) {
            TypeKind::Interface(i) => i.type_set.get().is_some_and(|set| set.is_empty()),
            _ => false,
        }
    }
    /// Whether it is a generic type without type arguments.
    pub fn is_generic(&self, t: TypeId) -> bool {
        match self.kind(t) {
            TypeKind::Alias(_) if !self.type_params(t).is_empty() => true,
            _ => !self.type_params(self.unalias(t)).is_empty(),
        }
    }
    /// Whether it has the value `nil`.
    pub fn has_nil(&self, t: TypeId) -> bool {
        match self.under_kind(t) {
            TypeKind::Basic(b) => *b == Basic::UnsafePointer,
            TypeKind::Slice(_)
            | TypeKind::Pointer(_)
            | TypeKind::Signature(_)
            | TypeKind::Map(..)
            | TypeKind::Chan(..) => true,
            TypeKind::Interface(_) => {
                !self.is_type_param(t) || self.type_set_under_all(t, |u| u.is_some_and(|u| self.has_nil(u)))
            }
            _ => false,
        }
    }
    /// Whether values can be compared. `dynamic`: interfaces count, though comparing may panic.
    pub fn comparable(&self, t: TypeId, dynamic: bool) -> bool {
        self.comparable_seen(t, dynamic, &mut FxHashSet::default())
    }
    fn comparable_seen(&self, t: TypeId, dynamic: bool, seen: &mut FxHashSet<TypeId>) -> bool {
        let u = self.under(t);
        match self.kind(u) {
            TypeKind::Basic(b) => return *b != Basic::UntypedNil,
            TypeKind::Pointer(_) | TypeKind::Chan(..) => return true,
            TypeKind::Struct(_) | TypeKind::Array(..) | TypeKind::Interface(_) => {}
            _ => return false,
        }
        if !seen.insert(t) {
            return true;
        }
        match self.kind(u) {
            TypeKind::Struct(st) => st.fields.iter().all(|&f| self.comparable_seen(self.obj_type(f), dynamic, seen)),
            TypeKind::Array(e, _) => self.comparable_seen(*e, dynamic, seen),
            TypeKind::Interface(_) => {
                if dynamic && !self.is_type_param(t) {
                    return true;
                }
                let set = self.type_set(u);
                match &set.terms {
                    crate::typeset::Terms::All => set.comparable,
                    crate::typeset::Terms::List(l) if l.is_empty() => false,
                    crate::typeset::Terms::List(l) => l.iter().all(|x| self.comparable_seen(x.typ, false, seen)),
                }
            }
            _ => false,
        }
    }
    /// Why values of `t` cannot be compared, in the official words; empty if nothing is to say.
    pub fn incomparable_reason(&self, t: TypeId, show: &dyn Fn(TypeId) -> String) -> String {
        let u = self.under(t);
        match self.kind(u) {
            TypeKind::Struct(st) => {
                let types = st.fields.iter().map(|&f| self.obj_type(f));
                match types.into_iter().find(|&f| !self.comparable(f, true)) {
                    Some(f) => format!("struct containing {} cannot be compared", show(f)),
                    None => String::new(),
                }
            }
            TypeKind::Array(..) => {
                let shown = if self.release.front_end >= FrontEnd::Go1_25 { t } else { u };
                format!("{} cannot be compared", show(shown))
            }
            TypeKind::Interface(_) if self.type_set(u).is_empty() => "empty type set".into(),
            TypeKind::Interface(_) => "incomparable types in type set".into(),
            _ => String::new(),
        }
    }
    /// The type an untyped constant gets where nothing else asks for one; others stay.
    pub fn default_type(&self, t: TypeId) -> TypeId {
        match t {
            TypeId::UNTYPED_BOOL => TypeId::BOOL,
            TypeId::UNTYPED_INT => TypeId::INT,
            TypeId::UNTYPED_RUNE => TypeId::RUNE,
            TypeId::UNTYPED_FLOAT => TypeId::FLOAT64,
            TypeId::UNTYPED_COMPLEX => TypeId::COMPLEX128,
            TypeId::UNTYPED_STRING => TypeId::STRING,
            _ => t,
        }
    }
    /// The larger of two types if they are equal or both untyped numbers.
    pub fn max_type(&self, x: TypeId, y: TypeId) -> Option<TypeId> {
        if x == y {
            return Some(x);
        }
        (self.is_untyped_numeric(x) && self.is_untyped_numeric(y)).then(|| x.max(y))
    }
}

basic_predicates! {
    /// Whether it is boolean
    is_boolean, all_boolean = BasicInfo::BOOLEAN;
    /// Whether it is an integer type
    is_integer, all_integer = BasicInfo::INTEGER;
    /// Whether it is an unsigned integer type
    is_unsigned, all_unsigned = BasicInfo::UNSIGNED;
    /// Whether it is a floating-point type
    is_float, all_float = BasicInfo::FLOAT;
    /// Whether it is complex
    is_complex, all_complex = BasicInfo::COMPLEX;
    /// Whether it is numeric
    is_numeric, all_numeric = BasicInfo::NUMERIC;
    /// Whether it is a string type
    is_string, all_string = BasicInfo::STRING;
    /// Whether it is ordered
    is_ordered, all_ordered = BasicInfo::ORDERED;
    /// Whether it is an integer or floating-point type
    is_integer_or_float, all_integer_or_float = BasicInfo::INTEGER.union(BasicInfo::FLOAT);
    /// Whether it is numeric or a string type
    is_numeric_or_string, all_numeric_or_string = BasicInfo::NUMERIC.union(BasicInfo::STRING);
    /// Whether constants can have it
    is_const_type, all_const_type = BasicInfo::CONST_TYPE;
}

//! Conversions `T(x)`. Authority: specification, "Conversions"; wording: `types2/conversions.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::identical::Ignore;
use crate::operand::{Operand, prepend_cause};
use crate::recorded::Mode;
use crate::types::{Basic, TypeId, TypeKind};
use crate::version::Version;
use constant::Value;

impl<'a> Checker<'a> {
    /// Converts `x` to `to`, in place.
    pub(crate) fn conversion(&mut self, x: &mut Operand, to: TypeId) {
        let s = self.s;
        let from_const = x.is_const();
        let mut cause = String::new();
        let ok = if from_const && s.is_const_type(to) {
            match self.const_conversion(x, to) {
                Some(val) => {
                    x.val = val;
                    true
                }
                None if s.is_integer(x.typ) && s.is_integer(to) => {
                    let msg = format!("constant {} overflows {}", x.val, self.type_text(to));
                    self.error(self.operand_pos(x), Code::InvalidConversion, msg);
                    x.fail();
                    return;
                }
                None => false,
            }
        } else if from_const && s.is_type_param(to) {
            let ok = self.const_to_type_param(x, to, &mut cause);
            x.mode = Mode::Value;
            ok
        } else {
            let ok = self.convertible(x, to, &mut cause);
            if ok {
                x.mode = Mode::Value;
            }
            ok
        };
        if !ok {
            // The text shows a constant as far as it was converted.
            if from_const && s.is_integer(to) && !matches!(x.val.to_int(), Value::Unknown) {
                x.val = x.val.to_int();
            }
            let mut msg = format!("cannot convert {} to type {}", self.operand_text(x), self.type_text(to));
            if !cause.is_empty() {
                msg = format!("{msg}: {cause}");
            }
            self.error(self.operand_pos(x), Code::InvalidConversion, msg);
            x.fail();
            return;
        }
        if s.is_untyped(x.typ) {
            let last = if x.typ == TypeId::UNTYPED_NIL {
                to
            } else if s.is_non_tparam_interface(to) || from_const && !s.is_const_type(to) {
                s.default_type(x.typ)
            } else if x.is_const() && s.is_integer(x.typ) && s.all_string(to) {
                x.typ
            } else {
                to
            };
            self.update_expr_type(x, last, true);
        }
        x.typ = to;
    }

    /// The value of a constant converted to a type constants can have.
    fn const_conversion(&self, x: &Operand, to: TypeId) -> Option<Value> {
        if let Some(val) = self.const_in_type(&x.val, to) {
            return Some(val);
        }
        if !self.s.is_integer(x.typ) || !self.s.is_string(to) {
            return None;
        }
        let rune = x.val.as_u64().and_then(|n| u32::try_from(n).ok()).and_then(char::from_u32);
        Some(Value::string(rune.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()))
    }

    fn const_to_type_param(&mut self, x: &Operand, to: TypeId, cause: &mut String) -> bool {
        let s = self.s;
        self.all_underlying(to, |c, u| {
            let Some(u) = u else {
                *cause = format!("{} does not contain specific types", c.type_text(to));
                return false;
            };
            if s.is_string(x.typ) && c.is_bytes_or_runes(u) || s.is_const_type(u) && c.const_conversion(x, u).is_some()
            {
                return true;
            }
            let (ut, tt) = (c.type_text(u), c.type_text(to));
            *cause = if s.is_integer(x.typ) && s.is_integer(u) {
                format!("constant {} overflows {ut} (in {tt})", x.val)
            } else {
                format!("cannot convert {} to type {ut} (in {tt})", c.operand_text(x))
            };
            false
        })
    }

    fn is_bytes_or_runes(&self, t: TypeId) -> bool {
        match self.s.kind(self.s.under(t)) {
            TypeKind::Slice(elem) => matches!(self.s.as_basic(*elem), Some(Basic::Uint8 | Basic::Int32)),
            _ => false,
        }
    }

    /// Whether a value can be converted, with the reason why not where there is one to tell.
    pub(crate) fn convertible(&mut self, x: &Operand, to: TypeId, cause: &mut String) -> bool {
        if self.assignable(x, to, cause).is_ok() {
            return true;
        }
        let s = self.s;
        let (v, t) = (s.unalias(x.typ), s.unalias(to));
        let (v_param, t_param) = (s.is_type_param(v), s.is_type_param(t));
        if !v_param && !t_param {
            return self.convertible_shapes(x, v, t, cause);
        }
        if v_param {
            let mut x = x.clone();
            return self.all_terms(v, |c, term| {
                x.typ = term;
                if t_param {
                    return c.convertible_to_terms(&x, Some(v), t, cause);
                }
                let ok = c.convertible(&x, t, cause);
                if !ok {
                    let (term, v, to) = (c.type_text(term), c.type_text(v), c.type_text(to));
                    prepend_cause(cause, format!("cannot convert {term} (in {v}) to type {to}"));
                }
                ok
            });
        }
        self.convertible_to_terms(x, None, t, cause)
    }

    fn convertible_to_terms(&mut self, x: &Operand, from: Option<TypeId>, t: TypeId, cause: &mut String) -> bool {
        self.all_terms(t, |c, term| {
            let ok = c.convertible(x, term, cause);
            if !ok {
                let within = from.map_or(String::new(), |v| format!(" (in {})", c.type_text(v)));
                let (x, term, t) = (c.type_text(x.typ), c.type_text(term), c.type_text(t));
                prepend_cause(cause, format!("cannot convert {x}{within} to type {term} (in {t})"));
            }
            ok
        })
    }

    fn convertible_shapes(&mut self, x: &Operand, v: TypeId, t: TypeId, cause: &mut String) -> bool {
        let s = self.s;
        let (vu, tu) = (s.under(v), s.under(t));
        let same = |a, b| s.identical_ignoring(a, b, Ignore { tags: true, ..Ignore::default() });
        if same(vu, tu) {
            return true;
        }
        if let (TypeKind::Pointer(a), TypeKind::Pointer(b)) = (s.kind(v), s.kind(t))
            && same(s.under(*a), s.under(*b))
            && !s.is_type_param(*a)
            && !s.is_type_param(*b)
        {
            return true;
        }
        let real = |t| s.is_integer(t) || s.is_float(t);
        let pointer = |t| matches!(s.kind(t), TypeKind::Pointer(_));
        let uintptr = |t| s.as_basic(t) == Some(Basic::Uintptr);
        let is_unsafe = |t| s.as_basic(t) == Some(Basic::UnsafePointer);
        real(vu) && real(tu)
            || s.is_complex(vu) && s.is_complex(tu)
            || (s.is_integer(vu) || self.is_bytes_or_runes(vu)) && s.is_string(tu)
            || s.is_string(vu) && self.is_bytes_or_runes(tu)
            || (pointer(vu) || uintptr(vu)) && is_unsafe(tu)
            || is_unsafe(vu) && (pointer(tu) || uintptr(tu))
            || self.slice_to_array(x, vu, tu, cause)
    }

    fn slice_to_array(&mut self, x: &Operand, vu: TypeId, tu: TypeId, cause: &mut String) -> bool {
        let s = self.s;
        let TypeKind::Slice(elem) = s.kind(vu) else { return false };
        let (array, version, what) = match s.kind(tu) {
            TypeKind::Array(..) => (tu, Version::GO1_20, "array"),
            TypeKind::Pointer(base) => (s.under(*base), Version::GO1_17, "array pointer"),
            _ => return false,
        };
        let TypeKind::Array(array_elem, _) = s.kind(array) else { return false };
        if !s.identical(*elem, *array_elem) {
            return false;
        }
        let ok = self.allow_version(self.operand_pos(x), version);
        if !ok {
            *cause = format!("conversion of slice to {what} requires {version} or later");
        }
        ok
    }
}

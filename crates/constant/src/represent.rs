//! What a constant becomes in a type of the machine: whether it fits, and how it is rounded
//! (specification, "Representability").

use crate::float::nearest_ratio;
use crate::ops::BinOp;
use crate::value::{Kind, Value};

/// The representation of a basic type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Repr {
    /// Booleans.
    Bool,
    /// Strings.
    String,
    /// Signed integers of so many bits.
    Int(u32),
    /// Unsigned integers of so many bits.
    Uint(u32),
    /// Integers without limit.
    UntypedInt,
    /// `float32`
    Float32,
    /// `float64`
    Float64,
    /// Real numbers without limit.
    UntypedFloat,
    /// `complex64`
    Complex64,
    /// `complex128`
    Complex128,
    /// Complex numbers without limit.
    UntypedComplex,
}

impl Value {
    /// The value as the type holds it; `None` when it cannot. Unknown values fit everywhere.
    pub fn represent(&self, repr: Repr) -> Option<Value> {
        if self.is_unknown() {
            return Some(Value::Unknown);
        }
        match repr {
            Repr::Bool => (self.kind() == Kind::Bool).then(|| self.clone()),
            Repr::String => (self.kind() == Kind::String).then(|| self.clone()),
            Repr::Int(_) | Repr::Uint(_) | Repr::UntypedInt => {
                let x = self.to_int();
                (x.kind() == Kind::Int && x.int_fits(repr)).then_some(x)
            }
            Repr::Float32 | Repr::Float64 => self.to_float().round_real(repr == Repr::Float32),
            Repr::UntypedFloat => Some(self.to_float()).filter(|x| !x.is_unknown()),
            Repr::Complex64 | Repr::Complex128 => {
                let single = repr == Repr::Complex64;
                let x = self.to_complex();
                let re = x.real().to_float().round_real(single)?;
                let im = x.imag().to_float().round_real(single)?;
                Some(re.binary(BinOp::Add, &Value::complex(Value::Int(0), im)))
            }
            Repr::UntypedComplex => Some(self.to_complex()).filter(|x| !x.is_unknown()),
        }
    }

    fn int_fits(&self, repr: Repr) -> bool {
        match (repr, self) {
            (Repr::Int(bits), Value::Int(x)) => bits >= 64 || (-(1i64 << (bits - 1))..1i64 << (bits - 1)).contains(x),
            (Repr::Uint(bits), _) => self.sign() >= 0 && self.bit_len() <= u64::from(bits),
            (Repr::UntypedInt, _) => true,
            _ => false,
        }
    }

    fn round_real(&self, single: bool) -> Option<Value> {
        if self.kind() != Kind::Float {
            return None;
        }
        let x = if single { f64::from(self.to_f32()?) } else { self.to_f64()? };
        x.is_finite().then(|| Value::f64(x))
    }

    /// The nearest `float64` of a real number, infinite where it is too large; `None` for
    /// anything else.
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Value::Float(x) => Some(x.to_f64()),
            x => Some(nearest_ratio(&*x.as_ratio()?, 53, -1074)),
        }
    }

    /// The nearest `float32`, like [`Value::to_f64`].
    pub fn to_f32(&self) -> Option<f32> {
        match self {
            Value::Float(x) => Some(x.to_f32()),
            x => Some(nearest_ratio(&*x.as_ratio()?, 24, -149) as f32),
        }
    }
}

//! The types of generated programs, their names, literals and the values that functions are
//! called with: limits of the types, lengths and their neighbours, nil.

use super::random::Random;

/// An integer type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int {
    pub name: &'static str,
    pub bits: u32,
    pub signed: bool,
}

const fn int(name: &'static str, bits: u32, signed: bool) -> Int {
    Int { name, bits, signed }
}

pub const INT: Int = int("int", 64, true);
pub const BYTE: Int = int("uint8", 8, false);
pub const RUNE: Int = int("int32", 32, true);
pub const UINT: Int = int("uint", 64, false);

/// The integer types by how often they are chosen.
pub const INTS: &[(usize, Int)] = &[
    (12, INT),
    (3, BYTE),
    (2, int("int8", 8, true)),
    (2, int("int16", 16, true)),
    (2, int("uint16", 16, false)),
    (2, RUNE),
    (2, int("uint32", 32, false)),
    (2, int("int64", 64, true)),
    (2, int("uint64", 64, false)),
    (2, UINT),
    (1, int("uintptr", 64, false)),
];

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
    Int(Int),
    Bool,
    Str,
    F64,
    F32,
    C128,
    Slice(Box<Ty>),
    Array(usize, Box<Ty>),
    Ptr(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    Func(Vec<Ty>, Box<Ty>),
    /// A struct type of the program, by its number.
    Struct(usize),
    /// A named integer type of the program with methods.
    Named,
    /// The interface type of the program.
    Iface,
    /// Its type parameter.
    Param,
}

impl Ty {
    pub fn int() -> Ty {
        Ty::Int(INT)
    }
    pub fn slice(of: Ty) -> Ty {
        Ty::Slice(Box::new(of))
    }
    /// Whether `<` and the like compare values.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Ty::Int(_) | Ty::Str | Ty::F64 | Ty::F32 | Ty::Named | Ty::Param)
    }
    /// The name in the program whose names begin with `prefix`.
    pub fn name(&self, prefix: &str) -> String {
        let n = |t: &Ty| t.name(prefix);
        match self {
            Ty::Int(i) => i.name.to_owned(),
            Ty::Bool => "bool".to_owned(),
            Ty::Str => "string".to_owned(),
            Ty::F64 => "float64".to_owned(),
            Ty::F32 => "float32".to_owned(),
            Ty::C128 => "complex128".to_owned(),
            Ty::Slice(e) => format!("[]{}", n(e)),
            Ty::Array(len, e) => format!("[{len}]{}", n(e)),
            Ty::Ptr(e) => format!("*{}", n(e)),
            Ty::Map(k, v) => format!("map[{}]{}", n(k), n(v)),
            Ty::Func(params, result) => {
                let params: Vec<String> = params.iter().map(n).collect();
                format!("func({}) {}", params.join(", "), n(result))
            }
            Ty::Struct(i) => format!("{prefix}S{i}"),
            Ty::Named => format!("{prefix}N"),
            Ty::Iface => format!("{prefix}I"),
            Ty::Param => "T".to_owned(),
        }
    }
}

/// An integer near something: small numbers, limits of the type.
pub fn int_literal(r: &mut Random, ty: Int) -> String {
    let top = if ty.signed { (1i128 << (ty.bits - 1)) - 1 } else { (1i128 << ty.bits) - 1 };
    let least = if ty.signed { -top - 1 } else { 0 };
    let n = match r.below(14) {
        0..=7 => r.below(10) as i128,
        8 => top,
        9 => least,
        10 => top - 1,
        11 => -1,
        12 => 1i128 << r.below(ty.bits as usize - 1),
        _ => i128::from(r.bits() as i64) >> r.below(60),
    };
    let n = n.clamp(least, top);
    // The least number has no positive counterpart.
    if n < 0 && r.chance(10) && n != least { format!("-({})", -n) } else { n.to_string() }
}

/// A string constant, with bytes that are no characters now and then.
pub fn string_literal(r: &mut Random) -> String {
    let all =
        ["", "a", "ab", "abc", "zä", "日本x", "\\xff", "a\\x80b", "hello, world", "0123456789abcdef0123", "\\x00"];
    format!("\"{}\"", r.pick(&all))
}

/// A float that may be none: what comparisons and their opposites are all false for, infinities, -0.
pub fn strange_float(r: &mut Random) -> String {
    let all = ["math.NaN()", "math.Inf(1)", "math.Inf(-1)", "math.Copysign(0, -1)", "math.MaxFloat64"];
    (*r.pick(&all)).to_owned()
}

/// A float constant.
pub fn float_literal(r: &mut Random) -> String {
    let all = ["0.5", "1", "2.5", "1e10", "0.1", "3", "1e-3", "-1.25", "7", "16777217", "1e30"];
    (*r.pick(&all)).to_owned()
}

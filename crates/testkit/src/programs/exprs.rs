//! Expressions. All are free of side effects and of constants as a whole, so that the order in
//! which operands are evaluated shows only in which of several panics comes first: therefore at most
//! one operand of an operation may panic ([`Panics`]).

use super::types::{BYTE, INT, INTS, Int, RUNE, Ty, UINT, float_literal, int_literal, strange_float, string_literal};
use super::writer::Writer;

/// Whether an expression may panic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panics {
    May,
    Never,
}
use Panics::{May, Never};

impl Writer {
    /// An expression for a place where a constant will do.
    pub fn operand(&mut self, ty: &Ty, depth: usize, p: Panics) -> String {
        if self.r.chance(25) { self.literal(ty, 1) } else { self.expr(ty, depth, p) }
    }
    /// An expression that is no constant.
    pub fn expr(&mut self, ty: &Ty, depth: usize, p: Panics) -> String {
        if *ty == Ty::Param {
            return self.generic_expr(depth);
        }
        if depth == 0 || self.r.chance(20) {
            return self.variable(ty);
        }
        let d = depth - 1;
        if p == May && self.r.chance(9) {
            return self.element(ty, d);
        }
        if self.r.chance(4) {
            let place = self.variable(&Ty::Map(Box::new(Ty::Str), Box::new(ty.clone())));
            let key = self.operand(&Ty::Str, d, p);
            return format!("{place}[{key}]");
        }
        match ty {
            Ty::Int(i) => self.integer(*i, d, p),
            Ty::Bool => self.condition(d, p),
            Ty::Str => self.text(d, p),
            Ty::F64 | Ty::F32 => self.float(ty, d, p),
            Ty::C128 => self.complex(d, p),
            Ty::Slice(e) => self.slice(ty, e, d, p),
            Ty::Named => format!("{}({})", self.name(ty), self.expr(&Ty::int(), d, p)),
            Ty::Array(..) | Ty::Struct(_) | Ty::Map(..) if self.r.chance(30) => self.composite(ty, d, p),
            Ty::Ptr(e) if self.r.chance(30) => self.address(e),
            Ty::Func(params, result) if self.r.chance(60) && !self.in_goroutine => {
                let (params, result) = (params.clone(), (**result).clone());
                self.function_literal(&params, &result)
            }
            Ty::Iface if self.r.chance(60) => self.literal(ty, d),
            _ => self.variable(ty),
        }
    }
    /// `e` with which operand may panic left to chance: the other one does not.
    fn split(&mut self, p: Panics) -> (Panics, Panics) {
        match p {
            Never => (Never, Never),
            May if self.r.chance(50) => (May, Never),
            May => (Never, May),
        }
    }
    pub fn binary(&mut self, ty: &Ty, ops: &[&str], d: usize, p: Panics) -> String {
        let (pa, pb) = self.split(p);
        let op = *self.r.pick(ops);
        let a = self.expr(ty, d, pa);
        let b = self.operand(ty, d, pb);
        format!("({a} {op} {b})")
    }

    /// A variable of the type: a local one, a field of one, or one of the package.
    pub fn variable(&mut self, ty: &Ty) -> String {
        let mut found: Vec<String> = Vec::new();
        for v in &self.vars {
            if v.ty == *ty {
                found.push(v.name.clone());
            }
            if let Ty::Struct(i) = v.ty {
                found.extend(self.structs[i].iter().filter(|f| f.ty == *ty).map(|f| format!("{}.{}", v.name, f.name)));
            }
            if let Ty::Array(n, e) = &v.ty
                && **e == *ty
            {
                found.push(format!("{}[{}]", v.name, n - 1));
            }
        }
        match found.is_empty() {
            true if *ty == Ty::Param => "zero".to_owned(),
            true => self.global(ty),
            false => {
                // The newest half is more to the point.
                let from = if self.r.chance(60) { found.len() / 2 } else { 0 };
                self.r.pick(&found[from..]).clone()
            }
        }
    }

    /// A value that may stand in a declaration of the package.
    pub fn literal(&mut self, ty: &Ty, depth: usize) -> String {
        match ty {
            Ty::Int(i) => format!("{}({})", i.name, int_literal(&mut self.r, *i)),
            Ty::Bool => (*self.r.pick(&["true", "false"])).to_owned(),
            Ty::Str => string_literal(&mut self.r),
            Ty::F64 if self.r.chance(25) => strange_float(&mut self.r),
            Ty::F64 | Ty::F32 => format!("{}({})", self.name(ty), float_literal(&mut self.r)),
            Ty::C128 => format!("complex({}, {})", float_literal(&mut self.r), float_literal(&mut self.r)),
            Ty::Named => format!("{}({})", self.name(ty), self.r.below(20)),
            Ty::Slice(_) | Ty::Map(..) | Ty::Ptr(_) if self.r.chance(12) || depth == 0 => {
                format!("{}(nil)", self.type_in_conversion(ty))
            }
            Ty::Slice(e) => {
                let items: Vec<String> = (0..self.r.below(6)).map(|_| self.literal(e, depth - 1)).collect();
                format!("{}{{{}}}", self.name(ty), items.join(", "))
            }
            Ty::Array(n, e) => {
                let items: Vec<String> =
                    (0..self.r.below(n + 1)).map(|_| self.literal(e, depth.saturating_sub(1))).collect();
                format!("{}{{{}}}", self.name(ty), items.join(", "))
            }
            Ty::Map(k, v) => {
                let key = self.literal(k, 0);
                format!("{}{{{key}: {}}}", self.name(ty), self.literal(v, depth - 1))
            }
            Ty::Ptr(e) => match **e {
                Ty::Struct(_) => format!("(&{})", self.literal(e, depth - 1)),
                _ => format!("ptr({})", self.typed_literal(e, depth - 1)),
            },
            Ty::Struct(i) => {
                let fields = self.structs[*i].clone();
                let n = self.r.below(fields.len() + 1);
                let values: Vec<String> = fields[..n]
                    .iter()
                    .map(|f| format!("{}: {}", f.name, self.literal(&f.ty, depth.saturating_sub(1))))
                    .collect();
                format!("{}{{{}}}", self.name(ty), values.join(", "))
            }
            Ty::Func(params, result) => {
                let params: Vec<String> = params.iter().map(|t| format!("_ {}", self.name(t))).collect();
                let value = self.literal(result, 0);
                format!("func({}) {} {{ return {value} }}", params.join(", "), self.name(result))
            }
            Ty::Iface => match if depth == 0 { 0 } else { self.r.below(5) } {
                0 => format!("{}(nil)", self.name(ty)),
                1 => format!("{}({}({}))", self.name(ty), self.name(&Ty::Named), self.r.below(9)),
                2 => format!("{}({})", self.name(ty), self.literal(&Ty::Struct(0), 1)),
                _ => format!("{}(&{})", self.name(ty), self.literal(&Ty::Struct(1), 1)),
            },
            Ty::Param => "zero".to_owned(),
        }
    }
    /// A literal whose type does not depend on where it stands.
    fn typed_literal(&mut self, ty: &Ty, depth: usize) -> String {
        format!("{}({})", self.type_in_conversion(ty), self.literal(ty, depth))
    }

    fn integer(&mut self, i: Int, d: usize, p: Panics) -> String {
        let ty = Ty::Int(i);
        match self.r.below(20) {
            0..=5 => self.binary(&ty, &["+", "-", "*"], d, p),
            6 | 7 => self.binary(&ty, &["&", "|", "^", "&^"], d, p),
            8 => format!("({}{})", self.r.pick(&["-", "^"]), self.expr(&ty, d, p)),
            9 | 10 => self.shift(&ty, d, p),
            11 | 12 => self.division(&ty, d, p),
            13 | 14 => {
                let from = Ty::Int(*self.r.weighted(INTS));
                format!("{}({})", i.name, self.expr(&from, d, p))
            }
            15 => format!("{}({})", self.r.pick(&["min", "max"]), self.two(&ty, d, p)),
            16 => format!("{}(toInt({}))", i.name, self.expr(&Ty::F64, d, p)),
            17 => self.bits(i, d, p),
            _ => self.length(i, d, p),
        }
    }
    /// Operations that the compiler knows by name.
    fn bits(&mut self, i: Int, d: usize, p: Panics) -> String {
        let width = *self.r.pick(&["8", "16", "32", "64"]);
        let mut name = *self.r.pick(&["LeadingZeros", "TrailingZeros", "OnesCount", "Len", "Reverse", "ReverseBytes"]);
        if name == "ReverseBytes" && width == "8" {
            name = "Reverse";
        }
        if self.r.chance(20) {
            let (x, n) = (self.expr(&Ty::Int(UINT), d, p), self.expr(&Ty::int(), d, Never));
            return format!("{}(bits.RotateLeft({x}, {n}))", i.name);
        }
        let from = INTS.iter().map(|i| i.1).find(|i| i.name == format!("uint{width}")).unwrap_or(UINT);
        format!("{}(bits.{name}{width}({}))", i.name, self.expr(&Ty::Int(from), d, p))
    }
    fn two(&mut self, ty: &Ty, d: usize, p: Panics) -> String {
        let (pa, pb) = self.split(p);
        let a = self.expr(ty, d, pa);
        let b = self.operand(ty, d, pb);
        format!("{a}, {b}")
    }
    fn shift(&mut self, ty: &Ty, d: usize, p: Panics) -> String {
        let (pa, pb) = self.split(p);
        let a = self.expr(ty, d, pa);
        let op = *self.r.pick(&["<<", ">>"]);
        let count = match self.r.below(4) {
            0 => self.r.below(70).to_string(),
            1 if pb == May => self.expr(&Ty::int(), d, pb),
            2 => format!("({} & {})", self.expr(&Ty::int(), d, pb), self.r.pick(&["7", "31", "63"])),
            _ => self.expr(&Ty::Int(BYTE), d, pb),
        };
        format!("({a} {op} {count})")
    }
    fn division(&mut self, ty: &Ty, d: usize, p: Panics) -> String {
        let (pa, pb) = self.split(p);
        let a = self.expr(ty, d, pa);
        let op = *self.r.pick(&["/", "%"]);
        let b = match pb {
            May => self.expr(ty, d, pb),
            Never if self.r.chance(60) => (1 + self.r.below(40)).to_string(),
            Never => format!("({} | 1)", self.expr(ty, d, Never)),
        };
        format!("({a} {op} {b})")
    }
    fn length(&mut self, i: Int, d: usize, p: Panics) -> String {
        let of = match self.r.below(4) {
            0 => self.expr(&Ty::Str, d, p),
            1 => self.variable(&Ty::Map(Box::new(Ty::Str), Box::new(Ty::int()))),
            _ => {
                let elem = self.scalar();
                self.expr(&Ty::slice(elem), d, p)
            }
        };
        if i == INT { format!("len({of})") } else { format!("{}(len({of}))", i.name) }
    }

    /// A condition.
    pub fn condition(&mut self, d: usize, p: Panics) -> String {
        match self.r.below(10) {
            0..=4 => {
                let mut ty = self.scalar();
                while !ty.is_ordered() {
                    ty = self.scalar();
                }
                self.binary(&ty, &["<", "<=", ">", ">=", "==", "!="], d, p)
            }
            5 => {
                let mut ty = self.any_type(1);
                while !self.is_comparable(&ty) || matches!(ty, Ty::Ptr(_)) {
                    ty = self.any_type(1);
                }
                let (pa, pb) = self.split(p);
                format!("({} {} {})", self.expr(&ty, d, pa), self.r.pick(&["==", "!="]), self.expr(&ty, d, pb))
            }
            6 => format!("(!{})", self.expr(&Ty::Bool, d, p)),
            7 => {
                let ty = Ty::slice(Ty::int());
                format!("({} {} nil)", self.expr(&ty, d, p), self.r.pick(&["==", "!="]))
            }
            _ => {
                // What stands behind may panic too: it comes later in any case.
                let (a, b) = (self.expr(&Ty::Bool, d, p), self.expr(&Ty::Bool, d, p));
                format!("({a} {} {b})", self.r.pick(&["&&", "||"]))
            }
        }
    }
    fn text(&mut self, d: usize, p: Panics) -> String {
        match self.r.below(8) {
            0 | 1 => {
                let (pa, pb) = self.split(p);
                format!("lim({} + {})", self.expr(&Ty::Str, d, pa), self.operand(&Ty::Str, d, pb))
            }
            2 => {
                let (a, b, c) =
                    (self.expr(&Ty::Str, d, p), self.operand(&Ty::Str, d, Never), self.operand(&Ty::Str, d, Never));
                format!("lim({a} + {b} + {c})")
            }
            3 => format!("string(rune({}))", self.expr(&Ty::Int(RUNE), d, p)),
            4 => format!("string({})", self.expr(&Ty::slice(Ty::Int(BYTE)), d, p)),
            5 => format!("string({})", self.expr(&Ty::slice(Ty::Int(RUNE)), d, p)),
            6 if p == May => {
                let base = self.expr(&Ty::Str, d, May);
                self.sliced(&base, d, false)
            }
            _ => format!("{}({})", self.r.pick(&["min", "max"]), self.two(&Ty::Str, d, p)),
        }
    }
    fn float(&mut self, ty: &Ty, d: usize, p: Panics) -> String {
        let name = self.name(ty);
        match self.r.below(10) {
            0..=4 => self.binary(ty, &["+", "-", "*", "/"], d, p),
            5 => format!("(-{})", self.expr(ty, d, p)),
            6 => {
                let from = self.scalar_number();
                format!("{name}({})", self.expr(&from, d, p))
            }
            7 => format!(
                "{name}(math.{}(float64({})))",
                self.r.pick(&["Sqrt", "Abs", "Floor", "Trunc"]),
                self.expr(ty, d, p)
            ),
            8 if *ty == Ty::F64 => format!("{}({})", self.r.pick(&["real", "imag"]), self.expr(&Ty::C128, d, p)),
            _ => format!("{}({})", self.r.pick(&["min", "max"]), self.two(ty, d, p)),
        }
    }
    fn scalar_number(&mut self) -> Ty {
        match self.r.below(5) {
            0 => Ty::F32,
            1 => Ty::F64,
            _ => Ty::Int(*self.r.weighted(INTS)),
        }
    }
    fn complex(&mut self, d: usize, p: Panics) -> String {
        match self.r.below(4) {
            0 => format!("complex({})", self.two(&Ty::F64, d, p)),
            _ => self.binary(&Ty::C128, &["+", "-", "*", "/"], d, p),
        }
    }
    fn slice(&mut self, ty: &Ty, elem: &Ty, d: usize, p: Panics) -> String {
        let name = self.name(ty);
        match self.r.below(9) {
            0 | 1 if p == May => {
                let base = self.expr(ty, d, May);
                self.sliced(&base, d, true)
            }
            2 if *elem == Ty::Int(BYTE) || *elem == Ty::Int(RUNE) => {
                // The capacity of a conversion is the compiler's choice.
                format!("append({name}(nil), {name}({})...)", self.expr(&Ty::Str, d, p))
            }
            3 => format!("append({name}(nil), {}...)", self.expr(ty, d, p)),
            4 => format!("append(clip({}), {})", self.expr(ty, d, p), self.operand(elem, d, Never)),
            5 => {
                let n = self.expr(&Ty::int(), d, p);
                format!("make({name}, ({n})&7)")
            }
            6 => self.composite(ty, d, p),
            7 if p == May && !self.in_goroutine => {
                let from = self.scalar();
                let f = self.function_literal(std::slice::from_ref(&from), elem);
                format!("mapped({}, {f})", self.variable(&Ty::slice(from)))
            }
            _ => self.variable(ty),
        }
    }
    /// A part of a string or slice, by indices that may be out of range.
    fn sliced(&mut self, base: &str, d: usize, with_capacity: bool) -> String {
        let index = |w: &mut Writer| {
            let ty = if w.r.chance(75) { Ty::int() } else { Ty::Int(*w.r.weighted(INTS)) };
            w.expr(&ty, d.min(1), Never)
        };
        match self.r.below(5) {
            0 => format!("{base}[{}:]", index(self)),
            1 => format!("{base}[:{}]", index(self)),
            2 if with_capacity => format!("{base}[{}:{}:{}]", self.r.below(2), index(self), index(self)),
            _ => format!("{base}[{}:{}]", index(self), index(self)),
        }
    }
    /// An element of something, by an index that may be out of range, or through a pointer.
    fn element(&mut self, ty: &Ty, d: usize) -> String {
        let int = Ty::Int(*self.r.weighted(INTS));
        match self.r.below(8) {
            0 | 1 if *ty == Ty::Int(BYTE) => {
                format!("{}[{}]", self.expr(&Ty::Str, d, May), self.expr(&int, d, Never))
            }
            2 => {
                let array = Ty::Array(1 + self.r.below(6), Box::new(ty.clone()));
                format!("{}[{}]", self.variable(&array), self.expr(&int, d, May))
            }
            3 => format!("(*{})", self.variable(&Ty::Ptr(Box::new(ty.clone())))),
            4 => self.field_behind_pointer(ty, d),
            5 => format!("{}[{}]", self.variable(&Ty::slice(ty.clone())), self.expr(&int, d, May)),
            _ => format!("{}[{}]", self.expr(&Ty::slice(ty.clone()), d, May), self.expr(&Ty::int(), d, Never)),
        }
    }
    fn field_behind_pointer(&mut self, ty: &Ty, d: usize) -> String {
        let mut found = Vec::new();
        for (i, fields) in self.structs.iter().enumerate() {
            found.extend(fields.iter().filter(|f| f.ty == *ty).map(|f| (i, f.name.clone())));
        }
        if found.is_empty() {
            return self.variable(ty);
        }
        let (i, field) = self.r.pick(&found).clone();
        format!("{}.{field}", self.expr(&Ty::Ptr(Box::new(Ty::Struct(i))), d, Never))
    }
    /// A composite literal with computed elements.
    fn composite(&mut self, ty: &Ty, d: usize, p: Panics) -> String {
        let name = self.name(ty);
        match ty {
            Ty::Slice(e) | Ty::Array(_, e) => {
                let most = if let Ty::Array(n, _) = ty { *n } else { 4 };
                let n = 1 + self.r.below(most);
                let at = self.r.below(n);
                let items: Vec<String> = (0..n).map(|i| self.operand(e, d, if i == at { p } else { Never })).collect();
                format!("{name}{{{}}}", items.join(", "))
            }
            Ty::Map(k, v) => {
                format!("{name}{{{}: {}}}", self.expr(k, d, Never), self.operand(v, d, p))
            }
            Ty::Struct(i) => {
                let fields = self.structs[*i].clone();
                let at = self.r.below(fields.len());
                let values: Vec<String> = fields
                    .iter()
                    .enumerate()
                    .map(|(n, f)| format!("{}: {}", f.name, self.operand(&f.ty, d, if n == at { p } else { Never })))
                    .collect();
                format!("{name}{{{}}}", values.join(", "))
            }
            _ => self.variable(ty),
        }
    }
    /// The address of a variable.
    fn address(&mut self, of: &Ty) -> String {
        let found: Vec<String> =
            self.vars.iter().filter(|v| v.ty == *of && v.settable).map(|v| v.name.clone()).collect();
        match found.is_empty() {
            true => format!("ptr({})", self.variable(of)),
            false => format!("(&{})", self.r.pick(&found)),
        }
    }
    /// A function literal that computes its result from what is around it.
    pub fn function_literal(&mut self, params: &[Ty], result: &Ty) -> String {
        let count = self.vars.len();
        let mut list = Vec::new();
        for ty in params {
            let name = self.fresh("a");
            list.push(format!("{name} {}", self.name(ty)));
            self.add(&name, ty, true);
        }
        let value = self.expr(result, 2, May);
        self.vars.truncate(count);
        format!("func({}) {} {{ return {value} }}", list.join(", "), self.name(result))
    }
}

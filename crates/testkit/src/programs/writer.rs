//! What the parts of the generator share: the text so far, the variables in reach, the types,
//! variables and functions of the package. One statement stands on one line and blocks on lines of
//! their own, which is the form the reducer takes apart.

use super::random::Random;
use super::types::{INTS, Ty};

/// A variable in reach.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: String,
    pub ty: Ty,
    /// Whether statements may assign to it.
    pub settable: bool,
}

/// A function that may be called.
#[derive(Clone, Debug)]
pub struct Callee {
    pub name: String,
    pub params: Vec<Ty>,
    pub results: Vec<Ty>,
}

/// A field of a struct type.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub ty: Ty,
}

/// The generator of one program.
pub struct Writer {
    pub r: Random,
    /// What names of the package begin with.
    pub prefix: String,
    pub text: String,
    pub indent: usize,
    pub vars: Vec<Var>,
    /// Variables of the package with the text of their declarations.
    pub globals: Vec<(Var, String)>,
    pub structs: Vec<Vec<Field>>,
    pub callees: Vec<Callee>,
    /// Results of the function being written.
    pub results: Vec<Ty>,
    /// Loops around the statement being written; labels of those that have one.
    pub loops: usize,
    pub labels: Vec<String>,
    /// Whether `break` and `continue` concern the innermost loop.
    pub can_leave: bool,
    /// Function literals and blocks around it.
    pub depth: usize,
    /// Whether it runs beside the function around it.
    pub in_goroutine: bool,
    next: usize,
}

impl Writer {
    pub fn new(seed: u64, prefix: &str) -> Writer {
        Writer {
            r: Random::new(seed),
            prefix: prefix.to_owned(),
            text: String::new(),
            indent: 0,
            vars: Vec::new(),
            globals: Vec::new(),
            structs: Vec::new(),
            callees: Vec::new(),
            results: Vec::new(),
            loops: 0,
            labels: Vec::new(),
            can_leave: false,
            depth: 0,
            in_goroutine: false,
            next: 0,
        }
    }
    /// A name not used before.
    pub fn fresh(&mut self, stem: &str) -> String {
        self.next += 1;
        format!("{stem}{}", self.next)
    }
    pub fn line(&mut self, text: &str) {
        self.text.push_str(&"\t".repeat(self.indent));
        self.text.push_str(text);
        self.text.push('\n');
    }
    /// Opens a block with its first line.
    pub fn open(&mut self, text: &str) {
        self.line(text);
        self.indent += 1;
    }
    /// Closes a block.
    pub fn close(&mut self, text: &str) {
        self.indent -= 1;
        self.line(text);
    }
    /// Runs `body` so that what it declares is out of reach afterwards.
    pub fn scope(&mut self, body: impl FnOnce(&mut Writer)) {
        let count = self.vars.len();
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.vars.truncate(count);
    }
    pub fn name(&self, ty: &Ty) -> String {
        ty.name(&self.prefix)
    }
    /// Declares a variable, which counts as used.
    pub fn declare(&mut self, stem: &str, ty: &Ty, value: &str) -> String {
        let name = self.fresh(stem);
        let line = match self.r.below(3) {
            0 => format!("var {name} {} = {value}", self.name(ty)),
            _ => format!("{name} := {}({value})", self.type_in_conversion(ty)),
        };
        self.line(&line);
        self.line(&format!("_ = {name}"));
        self.vars.push(Var { name: name.clone(), ty: ty.clone(), settable: true });
        name
    }
    /// A type as a conversion may begin with it.
    pub fn type_in_conversion(&self, ty: &Ty) -> String {
        match ty {
            Ty::Ptr(_) | Ty::Func(..) => format!("({})", self.name(ty)),
            _ => self.name(ty),
        }
    }
    pub fn add(&mut self, name: &str, ty: &Ty, settable: bool) {
        self.vars.push(Var { name: name.to_owned(), ty: ty.clone(), settable });
    }
    /// A variable of the package of some type.
    pub fn global(&mut self, ty: &Ty) -> String {
        let known: Vec<&str> = self.globals.iter().filter(|g| g.0.ty == *ty).map(|g| g.0.name.as_str()).collect();
        if !known.is_empty() && (known.len() > 2 || self.r.chance(70)) {
            return (*self.r.pick(&known)).to_owned();
        }
        let stem = format!("{}g", self.prefix);
        let name = self.fresh(&stem);
        let value = self.literal(ty, 2);
        let text = format!("var {name} {} = {value}", self.name(ty));
        self.globals.push((Var { name: name.clone(), ty: ty.clone(), settable: true }, text));
        name
    }
    /// A type for numbers, tests and texts.
    pub fn scalar(&mut self) -> Ty {
        match self.r.below(20) {
            0..=11 => Ty::Int(*self.r.weighted(INTS)),
            12 | 13 => Ty::Bool,
            14 | 15 => Ty::Str,
            16 => Ty::F64,
            17 => Ty::F32,
            18 => Ty::Named,
            _ => Ty::C128,
        }
    }
    /// Any type, as far as those of the package are declared.
    pub fn any_type(&mut self, depth: usize) -> Ty {
        if depth == 0 {
            return self.scalar();
        }
        match self.r.below(20) {
            0..=4 => Ty::slice(self.any_type(depth - 1)),
            5 => Ty::slice(Ty::Int(super::types::BYTE)),
            6 => Ty::Array(1 + self.r.below(5), Box::new(self.any_type(depth - 1))),
            7 => Ty::Ptr(Box::new(self.any_type(depth - 1))),
            8 => Ty::Map(Box::new(self.key_type()), Box::new(self.any_type(depth - 1))),
            9 | 10 if !self.structs.is_empty() => Ty::Struct(self.r.below(self.structs.len())),
            11 => Ty::Iface,
            12 => Ty::Func(vec![self.scalar()], Box::new(self.scalar())),
            _ => self.scalar(),
        }
    }
    pub fn key_type(&mut self) -> Ty {
        match self.r.below(4) {
            0 => Ty::Str,
            1 => Ty::Array(2, Box::new(Ty::int())),
            _ => Ty::Int(*self.r.weighted(INTS)),
        }
    }
    /// Whether values can be compared by `==` without a panic.
    pub fn is_comparable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Slice(_) | Ty::Map(..) | Ty::Func(..) | Ty::Iface => false,
            Ty::Array(_, e) => self.is_comparable(e),
            Ty::Struct(i) => self.structs[*i].iter().all(|f| self.is_comparable(&f.ty)),
            _ => true,
        }
    }
    /// Whether `fmt` prints values the same in every run: no addresses.
    pub fn is_printable(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Func(..) | Ty::Ptr(_) | Ty::Iface => false,
            Ty::Slice(e) | Ty::Array(_, e) => self.is_printable(e),
            Ty::Map(k, v) => self.is_printable(k) && self.is_printable(v),
            Ty::Struct(i) => self.structs[*i].iter().all(|f| self.is_printable(&f.ty)),
            _ => true,
        }
    }
}

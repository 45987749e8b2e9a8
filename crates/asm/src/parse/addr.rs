//! Operands as the grammar yields them, before they mean anything: an [`Addr`] holds every part
//! that was written. Directives check the parts themselves; instructions turn them into
//! [`Operand`](crate::arch::Operand)s. The text form is the one messages quote.
//! Authority: `obj.Addr` in `cmd/internal/obj/link.go`, `writeDconv` in `util.go`.

use crate::arch::{FIRST_REGISTER, Reg};
use crate::quote;
use obj::Abi;
use std::fmt;
use std::sync::Arc;

/// What kind of operand it is.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Kind {
    /// Nothing was understood; an error was reported.
    #[default]
    None,
    /// A register.
    Reg,
    /// Memory, or a plain number.
    Mem,
    /// `$` in front of memory: its address.
    Addr,
    /// `*` in front of a symbol.
    Indirect,
    /// `$123`.
    Const,
    /// `$1.5`.
    Float(f64),
    /// `$"text"`.
    Text(Arc<[u8]>),
    /// `4(PC)`.
    Branch,
    /// `[Z0-Z3]`: the first register is `reg`, this is the last.
    List(Reg),
}

/// Which pseudo-register a symbol stands with, in the order of the official numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NameKind {
    /// None.
    #[default]
    None,
    /// `name(SB)`.
    Extern,
    /// `name<>(SB)`.
    Static,
    /// `name-8(SP)`.
    Auto,
    /// `name+0(FP)`.
    Param,
}

/// A register or pseudo-register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnyReg {
    /// One of the machine.
    Real(Reg),
    /// Arguments.
    Fp,
    /// Static base.
    Sb,
    /// Program counter, in instructions.
    Pc,
}

impl AnyReg {
    /// The register called `name`; `SP` is the machine's.
    pub fn lookup(name: &str) -> Option<AnyReg> {
        match name {
            "FP" => Some(AnyReg::Fp),
            "SB" => Some(AnyReg::Sb),
            "PC" => Some(AnyReg::Pc),
            _ => Reg::lookup(name).map(AnyReg::Real),
        }
    }
    /// The machine register, if it is one.
    pub fn real(self) -> Option<Reg> {
        match self {
            AnyReg::Real(r) => Some(r),
            _ => None,
        }
    }
}

impl fmt::Display for AnyReg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AnyReg::Real(r) => r.fmt(f),
            // Pseudo-registers out of place: the official number without a name.
            AnyReg::Fp => f.write_str("R???-1"),
            AnyReg::Sb => f.write_str("R???-2"),
            AnyReg::Pc => f.write_str("R???-4"),
        }
    }
}

/// A symbol as it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymName {
    /// Full name.
    pub name: Arc<str>,
    /// [`Abi::Static`] for `name<>`.
    pub abi: Abi,
}

/// An operand.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Addr {
    /// What it is.
    pub kind: Kind,
    /// The pseudo-register.
    pub name: NameKind,
    /// The symbol.
    pub sym: Option<SymName>,
    /// The register, or base register.
    pub reg: Option<AnyReg>,
    /// The index register.
    pub index: Option<AnyReg>,
    /// Its scale; 0 when not written.
    pub scale: u8,
    /// Number or displacement.
    pub offset: i64,
}

impl Addr {
    /// Whether neither symbol nor register nor index was written.
    pub fn is_plain(&self) -> bool {
        self.name == NameKind::None && self.reg.is_none() && self.index.is_none()
    }

    /// Every part by the name of its field, as one official message has it.
    pub fn parts(&self) -> String {
        let (kind, value) = match &self.kind {
            Kind::None => ("TYPE_NONE", "<nil>".to_string()),
            Kind::Reg => ("TYPE_REG", "<nil>".to_string()),
            Kind::Mem => ("TYPE_MEM", "<nil>".to_string()),
            Kind::Addr => ("TYPE_ADDR", "<nil>".to_string()),
            Kind::Indirect => ("TYPE_INDIR", "<nil>".to_string()),
            Kind::Const => ("TYPE_CONST", "<nil>".to_string()),
            Kind::Float(v) => ("TYPE_FCONST", v.to_string()),
            Kind::Text(text) => ("TYPE_SCONST", String::from_utf8_lossy(text).into_owned()),
            Kind::Branch => ("TYPE_BRANCH", "<nil>".to_string()),
            Kind::List(_) => ("TYPE_REGLIST", "<nil>".to_string()),
        };
        let number = |r: Option<AnyReg>| match r {
            None => 0,
            Some(AnyReg::Real(r)) => FIRST_REGISTER + r as i32,
            Some(AnyReg::Fp) => -1,
            Some(AnyReg::Sb) => -2,
            Some(AnyReg::Pc) => -4,
        };
        let (reg, index, name) = (number(self.reg), number(self.index), self.name as u8);
        let (scale, offset) = (self.scale, self.offset);
        let sym = self.sym.as_ref().map_or("<nil>", |s| &s.name);
        format!(
            "&{{Reg:{reg} Index:{index} Scale:{scale} Type:{kind} Name:{name} Class:0 Offset:{offset} Sym:{sym} Val:{value}}}"
        )
    }

    fn write_name(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (default, mark) = match self.name {
            NameKind::None => {
                return match (self.reg, self.offset) {
                    (None, offset) => write!(f, "{offset}"),
                    (Some(r), 0) => write!(f, "({r})"),
                    (Some(r), offset) => write!(f, "{offset}({r})"),
                };
            }
            NameKind::Extern => ("SB", ""),
            NameKind::Static => ("SB", "<>"),
            NameKind::Auto => ("SP", ""),
            NameKind::Param => ("FP", ""),
        };
        let name = self.sym.as_ref().map_or("", |s| &s.name);
        write!(f, "{name}{mark}")?;
        if self.offset != 0 {
            write!(f, "{:+}", self.offset)?;
        }
        match self.reg {
            Some(r) => write!(f, "({r})"),
            None => write!(f, "({default})"),
        }
    }
}

impl fmt::Display for Addr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::None if self.is_plain() && self.sym.is_none() => Ok(()),
            Kind::None => {
                self.write_name(f)?;
                f.write_str("(NONE)")
            }
            Kind::Reg => self.reg.map_or(Ok(()), |r| r.fmt(f)),
            Kind::Branch => match &self.sym {
                Some(s) => write!(f, "{}(SB)", s.name),
                None => write!(f, "{}(PC)", self.offset),
            },
            Kind::Indirect => {
                f.write_str("*")?;
                self.write_name(f)
            }
            Kind::Mem => {
                self.write_name(f)?;
                match self.index {
                    Some(i) if self.scale == 0 => write!(f, "({i})"),
                    Some(i) => write!(f, "({i}*{})", self.scale),
                    None => Ok(()),
                }
            }
            Kind::Const | Kind::Addr => {
                f.write_str("$")?;
                self.write_name(f)
            }
            Kind::Float(v) => write!(f, "$({v:?})"),
            Kind::Text(bytes) => write!(f, "${}", quote::string(&String::from_utf8_lossy(bytes))),
            Kind::List(last) => match self.reg {
                Some(first) => write!(f, "[{first}-{last}]"),
                None => Ok(()),
            },
        }
    }
}

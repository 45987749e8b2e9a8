//! Instructions in Go's assembly syntax, as listings and messages show them. In: an instruction, names of
//! symbols, pcs of branch targets. Out: `MOVQ\tx+8(FP), AX`.
//!
//! Authority: `cmd/internal/obj/util.go` (Dconv, WriteInstructionString), `x86/list6.go`.

use crate::inst::Inst;
use crate::interface::Names;
use crate::operand::{Base, InstId, Mem, Operand};
use obj::Abi;
use std::fmt::Write;

/// The text of an instruction; `pc` tells where branches lead.
pub fn instruction(inst: &Inst, symbols: &dyn Names, pc: &dyn Fn(InstId) -> u32) -> String {
    let mut s = format!("{}{}", inst.op, inst.suffixes);
    for (i, o) in inst.operands.iter().enumerate() {
        s.push_str(if i == 0 { "\t" } else { ", " });
        s.push_str(&operand(o, symbols, pc));
    }
    s
}

/// The text of an operand.
pub fn operand(o: &Operand, symbols: &dyn Names, pc: &dyn Fn(InstId) -> u32) -> String {
    match o {
        Operand::Reg(r) => r.to_string(),
        Operand::Imm(v) => format!("${v}"),
        Operand::Float(v) => format!("$({})", float(*v)),
        Operand::Text(t) => format!("${:?}", String::from_utf8_lossy(t)),
        Operand::Mem(m) => memory(m, symbols, true),
        Operand::Addr(m) => format!("${}", memory(m, symbols, false)),
        Operand::Indirect(m) => format!("*{}", memory(m, symbols, false)),
        Operand::Branch(t) => pc(*t).to_string(),
        Operand::Unusable(text) => text.to_string(),
        Operand::List(a, b) => format!("[{a}-{b}]"),
    }
}

/// The text of an address; an index is shown only for memory, as officially.
fn memory(m: &Mem, symbols: &dyn Names, index: bool) -> String {
    let mut s = String::new();
    let named = |name: &str, reg: &str| match m.disp {
        0 => format!("{name}({reg})"),
        d => format!("{name}{d:+}({reg})"),
    };
    match m.base {
        Base::None => s = m.disp.to_string(),
        Base::Reg(r) if m.disp == 0 => s = format!("({r})"),
        Base::Reg(r) => s = format!("{}({r})", m.disp),
        Base::Symbol(sym) => {
            let local = if symbols.abi(sym) == Abi::Static { "<>" } else { "" };
            s = named(&format!("{}{local}", symbols.name(sym)), "SB");
        }
        Base::Got(sym) => {
            s.push_str(symbols.name(sym));
            if m.disp != 0 {
                let _ = write!(s, "{:+}", m.disp);
            }
            s.push_str("@GOT(SB)");
        }
        Base::Auto(name) => s = named(name.map_or("", |n| symbols.resolve(n)), "SP"),
        Base::Param(name) => s = named(name.map_or("", |n| symbols.resolve(n)), "FP"),
    }
    if let Some(r) = m.index.filter(|_| index) {
        let _ = match m.scale {
            0 => write!(s, "({r})"),
            n => write!(s, "({r}*{n})"),
        };
    }
    s
}

/// C's `%.17g` with a mark that it is no integer.
fn float(v: f64) -> String {
    if !v.is_finite() {
        return if v.is_nan() {
            "NaN"
        } else if v > 0.0 {
            "+Inf"
        } else {
            "-Inf"
        }
        .to_string();
    }
    let scientific = format!("{v:.16e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let e: i32 = exponent.parse().unwrap_or(0);
    let trim = |s: &str| match s.contains('.') {
        true => s.trim_end_matches('0').trim_end_matches('.').to_string(),
        false => s.to_string(),
    };
    let mut s = if (-4..17).contains(&e) {
        trim(&format!("{v:.*}", (16 - e).max(0) as usize))
    } else {
        format!("{}e{}{:02}", trim(digits), if e < 0 { '-' } else { '+' }, e.abs())
    };
    if !s.contains(['.', 'e']) {
        s.push_str(".0");
    }
    s
}

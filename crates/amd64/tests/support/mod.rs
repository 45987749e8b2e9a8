//! A reader of single assembly lines for tests, so that the table can be driven without the assembler:
//! mnemonic, suffixes, operands with hardware registers, constants, `name(SB)`, `n(PC)`.

#![allow(dead_code, reason = "every test file uses a part of it")]

use amd64::{
    Abi, AsmError, Assembled, Base, Function, Inst, InstId, Line, Mem, Op, Operand, Options, Reg, Suffixes, TextFlags,
    assemble,
};
use base::Id;
use obj::Unit;

/// Reads an instruction; `None` when it has something this reader does not know.
pub fn read(line: &str, unit: &mut Unit) -> Option<Inst> {
    let line = line.trim();
    let (head, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let (name, suffix) = head.split_once('.').unwrap_or((head, ""));
    let mut inst = Inst::new(Op::lookup(name)?, [], Line::new(0, 1));
    inst.suffixes = Suffixes::parse(suffix).ok()?;
    let mut depth = 0;
    let mut texts = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for c in rest.trim().chars() {
        let is_escaped = escaped;
        escaped = c == '\\' && !is_escaped;
        match c {
            '"' if !is_escaped => quoted = !quoted,
            _ if quoted => {}
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth -= 1,
            ',' if depth == 0 => {
                texts.push(String::new());
                continue;
            }
            _ => {}
        }
        texts.last_mut()?.push(c);
    }
    if rest.trim().is_empty() {
        texts.clear();
    }
    for text in texts {
        inst.operands.push(operand(text.trim(), unit)?);
    }
    Some(inst)
}

fn number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(d) => (true, d),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let v = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    } as i64;
    Some(if negative { v.wrapping_neg() } else { v })
}

fn operand(text: &str, unit: &mut Unit) -> Option<Operand> {
    if let Some(name) = text.strip_suffix("(SB)") {
        // Whatever the compiler calls its symbols.
        if !name.starts_with('*') && (!name.starts_with('$') || name.starts_with("$f")) {
            let cut = name.rfind(['+', '-']).filter(|i| number(&name[*i..]).is_some()).unwrap_or(name.len());
            let disp = number(&name[cut..]).unwrap_or(0);
            let (name, abi) = match name[..cut].strip_suffix("<>") {
                Some(name) => (name, Abi::Static),
                None => (&name[..cut], Abi::Abi0),
            };
            return Some(Operand::Mem(Mem::symbol(unit.symbol(name, abi), disp)));
        }
    }
    if let Some(r) = Reg::lookup(text) {
        return Some(Operand::Reg(r));
    }
    if let Some(rest) = text.strip_prefix('$') {
        if let Some(v) = number(rest) {
            return Some(Operand::Imm(v));
        }
        if let Ok(v) = rest.trim_matches(['(', ')']).parse::<f64>() {
            return Some(Operand::Float(v));
        }
        return Some(Operand::Addr(memory(rest, unit)?));
    }
    if let Some(rest) = text.strip_prefix('*') {
        return Some(Operand::Indirect(memory(rest, unit)?));
    }
    if let Some(list) = text.strip_prefix('[') {
        let (a, b) = list.strip_suffix(']')?.split_once('-')?;
        return Some(Operand::List(Reg::lookup(a.trim())?, Reg::lookup(b.trim())?));
    }
    if let Some(n) = text.strip_suffix("(PC)") {
        return Some(Operand::Branch(InstId::new(usize::try_from(number(n)?).ok()?)));
    }
    memory(text, unit).map(Operand::Mem)
}

fn memory(text: &str, unit: &mut Unit) -> Option<Mem> {
    let mut parts = text.split('(');
    let head = parts.next()?.trim();
    let mut mem = Mem::default();
    let parts: Vec<&str> = parts.map(|p| p.trim().strip_suffix(')')).collect::<Option<_>>()?;
    if parts.first() == Some(&"SB") {
        let cut = head.find(['+', '-']).unwrap_or(head.len());
        let (name, abi) = match head[..cut].strip_suffix("<>") {
            Some(name) => (name, Abi::Static),
            None => (&head[..cut], Abi::Abi0),
        };
        mem.base = Base::Symbol(unit.symbol(name, abi));
        mem.disp = if cut < head.len() { number(&head[cut..])? } else { 0 };
        return (parts.len() == 1).then_some(mem);
    }
    let named = head.starts_with(|c: char| c.is_alphabetic() || c == '_');
    match parts.first() {
        Some(&"SP") if named => mem.base = Base::Auto(None),
        Some(&"FP") if named => mem.base = Base::Param(None),
        _ => {}
    }
    let digits = if named { &head[head.find(['+', '-']).unwrap_or(head.len())..] } else { head };
    mem.disp = if digits.is_empty() { 0 } else { number(digits)? };
    for part in parts {
        match part.split_once('*') {
            Some((r, scale)) => {
                mem.index = Some(Reg::lookup(r)?);
                mem.scale = scale.parse().ok()?;
            }
            None if named && matches!(part, "SP" | "FP") => {}
            None => mem.base = Base::Reg(Reg::lookup(part)?),
        }
    }
    Some(mem)
}

/// Assembles instructions as a hand-written function without frame.
pub fn assemble_all(insts: Vec<Inst>, unit: &mut Unit) -> Result<Assembled, Vec<AsmError>> {
    assemble_with(insts, Options { is_asm: true, ..Options::default() }, unit)
}

/// Assembles instructions as a function without frame.
pub fn assemble_with(insts: Vec<Inst>, options: Options, unit: &mut Unit) -> Result<Assembled, Vec<AsmError>> {
    let sym = unit.symbol("p.f", Abi::Abi0);
    let func = Function {
        sym,
        name: "p.f".into(),
        abi: Abi::Abi0,
        flags: TextFlags::NOSPLIT | TextFlags::NOFRAME,
        frame: 0,
        args: 0,
        line: Line::new(0, 1),
        number: 1,
        insts,
        spills: Vec::new(),
    };
    assemble(&func, options, unit)
}

/// The bytes of the first of `insts`.
pub fn bytes(inst: Inst, unit: &mut Unit) -> Result<Vec<u8>, Vec<AsmError>> {
    bytes_with(inst, Options { is_asm: true, ..Options::default() }, unit)
}

/// The same under other options.
pub fn bytes_with(inst: Inst, options: Options, unit: &mut Unit) -> Result<Vec<u8>, Vec<AsmError>> {
    let filler = || Inst::new(Op::UNDEF, [], Line::new(0, 1));
    let done = assemble_with(vec![inst, filler(), filler()], options, unit)?;
    Ok(done.code[..done.placed[0].size as usize].to_vec())
}

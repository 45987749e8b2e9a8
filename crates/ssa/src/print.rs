//! The text form of a function, as the parser reads it: a header with what the function names,
//! then blocks. One line per instruction:
//! `v3: i64, v4: i8 = op payload v1, v2 -> b1(v3), b2 @line:column f1 s ^in0`.

use crate::func::*;
use crate::ids::*;
use crate::imm::Imm;
use obj::Abi;
use std::fmt::{self, Display, Formatter, Write};

impl Display for Func {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "func {} {}", Quoted(&self.name), self.sigs[self.sig])?;
        for (name, _) in self.attrs.iter_names() {
            write!(f, " {}", name.to_lowercase())?;
        }
        writeln!(f, " file {} line {} {{", Quoted(&self.file), self.start_line)?;
        write_tables(self, f)?;
        for &b in &self.order {
            write!(f, "{b}")?;
            if !self.blocks[b].params.is_empty() {
                f.write_char('(')?;
                write_typed(self, f, &self.blocks[b].params)?;
                f.write_char(')')?;
            }
            f.write_str(":\n")?;
            for &i in &self.blocks[b].insts {
                writeln!(f, "  {}", DisplayInst(self, i))?;
            }
        }
        f.write_str("}\n")
    }
}

fn write_tables(func: &Func, f: &mut Formatter<'_>) -> fmt::Result {
    for file in &func.files {
        writeln!(f, "  file {}", Quoted(file))?;
    }
    for (id, slot) in func.slots.iter_enumerated() {
        write!(f, "  slot {id} {} {}", Quoted(&slot.name), slot.layout)?;
        match slot.kind {
            SlotKind::Local => {}
            SlotKind::Param(n) => write!(f, " param {n}")?,
            SlotKind::Home(n) => write!(f, " home {n}")?,
        }
        let words = [(slot.observable, " observable"), (slot.hidden, " hidden")];
        writeln!(f, "{}", words.into_iter().filter(|w| w.0).map(|w| w.1).collect::<String>())?;
    }
    for (id, sig) in func.sigs.iter_enumerated().filter(|(id, _)| *id != func.sig) {
        writeln!(f, "  {id} {sig}")?;
    }
    for (id, ty) in func.types.iter_enumerated() {
        writeln!(f, "  type {id} {} {}", Quoted(&ty.symbol), ty.layout)?;
    }
    for (id, call) in func.inlines.iter_enumerated() {
        let callee = DisplaySym(func, call.callee);
        writeln!(f, "  inline {id} {callee} {} {}{}", Quoted(&call.file), call.start_line, call.call)?;
    }
    if !func.result_slots.is_empty() {
        writeln!(f, "  results {}", List(&func.result_slots))?;
    }
    if let Some(d) = func.open_defers {
        writeln!(f, "  open_defers {}, {}", d.bits, d.closures)?;
    }
    if let Some(w) = func.wrapped {
        writeln!(f, "  wrapped {}", DisplaySym(func, w))?;
    }
    Ok(())
}

fn write_typed(func: &Func, f: &mut Formatter<'_>, values: &[ValueId]) -> fmt::Result {
    for (n, &v) in values.iter().enumerate() {
        write!(f, "{}{v}: {}", if n > 0 { ", " } else { "" }, func.ty(v))?;
    }
    Ok(())
}

/// Shows one instruction of a function.
pub struct DisplayInst<'a>(pub &'a Func, pub InstId);

impl Display for DisplayInst<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let inst = &self.0.insts[self.1];
        if !inst.results.is_empty() {
            write_typed(self.0, f, &inst.results)?;
            f.write_str(" = ")?;
        }
        f.write_str(inst.op.name())?;
        write_imm(self.0, f, &inst.imm)?;
        if !inst.args.is_empty() {
            write!(f, " {}", List(&inst.args))?;
        }
        for (n, t) in inst.targets.iter().enumerate() {
            write!(f, "{}{}", if n > 0 { ", " } else { " -> " }, t.block)?;
            if !t.args.is_empty() {
                write!(f, "({})", List(&t.args))?;
            }
        }
        write!(f, "{}", inst.pos)
    }
}

impl Display for SrcPos {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if *self == SrcPos::START {
            return Ok(());
        }
        write!(f, " @{}:{}", self.line, self.col)?;
        if self.file != 0 {
            write!(f, " f{}", self.file)?;
        }
        if self.stmt {
            f.write_str(" s")?;
        }
        match self.inline.some() {
            Some(i) => write!(f, " ^{i}"),
            None => Ok(()),
        }
    }
}

fn write_imm(func: &Func, f: &mut Formatter<'_>, imm: &Imm) -> fmt::Result {
    match imm {
        Imm::None => Ok(()),
        Imm::Int(n) => write!(f, " {n}"),
        Imm::Float(bits) => write!(f, " 0x{bits:x}"),
        Imm::Cond(c) => write!(f, " {}", c.name()),
        Imm::Offset(n) => write!(f, " {n:+}"),
        Imm::Offsets(list) => write!(f, " [{}]", List(list)),
        Imm::Sym(s, off) => write!(f, " {}{}", DisplaySym(func, *s), Plus(*off)),
        Imm::Slot(s, off) => write!(f, " {s}{}", Plus(i64::from(*off))),
        Imm::Type(t) => write!(f, " {t}"),
        Imm::TypeInt(t, n) => write!(f, " {t} {n}"),
        Imm::TypeSym(t, s) => write!(f, " {t} {}", DisplaySym(func, *s)),
        Imm::Types(t, u) => write!(f, " {t} {u}"),
        Imm::Map(t, k) => write!(f, " {t} {}", k.name()),
        Imm::Box(t, k) => write!(f, " {t} {}", k.name()),
        Imm::Call(sig, s) => write!(f, " {sig} {}", DisplaySym(func, *s)),
        Imm::Sig(sig) => write!(f, " {sig}"),
        Imm::SigInt(sig, n) => write!(f, " {sig} {n}"),
        Imm::Rt(r) => write!(f, " {}", r.info().text),
        Imm::Bounds(b) => write!(f, " {}", b.name()),
        Imm::Cases(list) => write!(f, " [{}]", List(list)),
        Imm::Mark(k, s, n) => write!(f, " {} {}{}", k.name(), DisplaySym(func, *s), Plus(*n)),
        Imm::Hint(h) => write!(f, " {}", h.name()),
        Imm::Round(r) => write!(f, " {}", r.name()),
    }
}

struct DisplaySym<'a>(&'a Func, ExtId);

impl Display for DisplaySym<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let sym = &self.0.syms[self.1];
        let abi = match sym.abi {
            Abi::Abi0 => "",
            Abi::Internal => "<1>",
            Abi::Static => "<static>",
        };
        write!(f, "{}{abi}", Quoted(&sym.name))
    }
}

struct Plus(i64);

impl Display for Plus {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 == 0 { Ok(()) } else { write!(f, "{:+}", self.0) }
    }
}

struct List<'a, T>(&'a [T]);

impl<T: Display> Display for List<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (n, x) in self.0.iter().enumerate() {
            write!(f, "{}{x}", if n > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}

struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                c if (c as u32) < 0x20 => write!(f, "\\x{:02x}", c as u32)?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

impl Display for Signature {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(if self.abi == Abi::Internal { "abi1(" } else { "abi0(" })?;
        write_items(f, &self.params)?;
        f.write_str(") -> (")?;
        write_items(f, &self.results)?;
        f.write_char(')')
    }
}

fn write_items(f: &mut Formatter<'_>, items: &[SigItem]) -> fmt::Result {
    for (n, item) in items.iter().enumerate() {
        let mem = if item.mode == PassMode::Memory { "mem " } else { "" };
        write!(f, "{}{mem}{}", if n > 0 { ", " } else { "" }, item.layout)?;
    }
    Ok(())
}

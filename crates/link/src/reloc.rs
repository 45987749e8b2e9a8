//! Applying relocations to the bytes of one symbol. In: the symbol's final address and bytes, the
//! final addresses of all targets. Out: patched bytes, or messages in the official wording
//! (authority: `relocsym` in `cmd/link/internal/ld/data.go`).

use crate::arch::TLS_OFFSET;
use crate::kind::Kind;
use crate::sections::Sections;
use crate::symbols::{ABI_INTERNAL, ABI0, Reloc, SectId, Sym, Symbols};
use base::FxHashSet;
use obj::RelocKind;

/// What relocating needs beside the symbols.
#[derive(Debug)]
pub struct Relocator<'s, 'a> {
    /// All symbols.
    pub symbols: &'s Symbols<'a>,
    /// All sections.
    pub sections: &'s Sections,
    /// The text section, from whose start method offsets count.
    pub text: SectId,
    /// Where dead methods lead.
    pub unreachable_method: Option<Sym>,
}

/// Messages about one chunk of symbols.
#[derive(Debug, Default)]
pub struct Messages {
    /// In order of discovery.
    pub list: Vec<String>,
    unresolved: FxHashSet<(Sym, Sym)>,
}

/// Result for one relocation: a value, nothing to do, or a message.
type Value = Result<Option<i64>, String>;

impl Relocator<'_, '_> {
    /// Applies the relocations of `sym` to its bytes.
    pub fn apply(&self, sym: Sym, bytes: &mut [u8], messages: &mut Messages) {
        let address = self.symbols.values[sym];
        for r in self.symbols.relocs(sym).filter(|r| r.size != 0) {
            if r.sym.some().is_some_and(|t| self.symbols.kind(t) == Kind::Undefined) {
                if messages.unresolved.insert((sym, r.sym)) {
                    messages.list.push(format!("{}: {}", self.symbols.describe(sym), self.unresolved(r.sym)));
                }
                continue;
            }
            let done = self.value(&r, address).and_then(|v| match v {
                Some(v) => store(bytes, &r, v).map_err(|what| match what {
                    StoreError::OutOfRange => {
                        let (off, size, len) = (r.offset, r.size, bytes.len());
                        format!("invalid relocation {}: {off}+{size} not in [0,{len})", self.target_name(&r))
                    }
                    StoreError::BadSize => format!("bad reloc size {:#x} for {}", r.size, self.target_name(&r)),
                    StoreError::TooBig(kind) => {
                        format!("{kind} relocation address for {} is too big: {v:#x}", self.target_name(&r))
                    }
                }),
                None => Ok(()),
            });
            if let Err(what) = done {
                messages.list.push(format!("{}: {what}", self.symbols.describe(sym)));
            }
        }
    }

    fn target_name(&self, r: &Reloc) -> String {
        r.sym.some().map_or_else(String::new, |s| self.symbols.name(s).to_owned())
    }

    fn unresolved(&self, target: Sym) -> String {
        let (name, version) = (self.symbols.name(target), self.symbols.version(target));
        if name == "main.main" {
            return "function main is undeclared in the main package".to_owned();
        }
        let defined = |v| self.symbols.lookup(name, v).is_some_and(|s| self.symbols.kind(s) != Kind::Undefined);
        match version {
            ABI0 if defined(ABI_INTERNAL) => {
                format!("relocation target {name} not defined for ABI0 (but is defined for ABIInternal)")
            }
            ABI_INTERNAL if defined(ABI0) => {
                format!("relocation target {name} not defined for ABIInternal (but is defined for ABI0)")
            }
            _ => format!("relocation target {name} not defined"),
        }
    }

    fn value(&self, r: &Reloc, address: u64) -> Value {
        let symbols = self.symbols;
        let target = r.sym.some();
        let reachable = target.is_some_and(|t| symbols.is_reachable(t));
        let Some(kind) = r.kind() else {
            return Err(format!("unknown reloc to {}: {}", self.target_name(r), r.ty.0));
        };
        let tolerant = r.ty.is_weak() || kind == RelocKind::MethodOff;
        if let Some(t) = target
            && !reachable
            && !tolerant
            && symbols.kind(t) != Kind::TlsBss
        {
            return Err(format!("unreachable sym in relocation: {}", symbols.name(t)));
        }
        let value = |t: Option<Sym>| t.map_or(0, |t| symbols.values[t] as i64);
        let needs_target = || match target {
            Some(t) => Ok(t),
            None => Err(format!("{} without a target", r.ty.name().unwrap_or("relocation"))),
        };
        Ok(Some(match kind {
            RelocKind::TlsLe => TLS_OFFSET + r.addend,
            RelocKind::Addr => self.absolute(r, needs_target()?, reachable)?,
            RelocKind::MethodOff if !reachable => -1,
            RelocKind::MethodOff | RelocKind::AddrOff => {
                let t = needs_target()?;
                if r.ty.is_weak() && !reachable {
                    return Ok(None);
                }
                let sect = symbols.sections[t];
                if sect.is_none() {
                    return Err(format!("missing section for relocation target {}", symbols.name(t)));
                }
                let base = self.sections.list[sect].address;
                (symbols.values[t] as i64).wrapping_sub(base as i64).wrapping_add(r.addend)
            }
            RelocKind::GotPcRel | RelocKind::Call | RelocKind::PcRel => {
                let end = address + u64::from(r.offset) + u64::from(r.size);
                value(target).wrapping_add(r.addend).wrapping_sub(end as i64)
            }
            RelocKind::Size => (symbols.size(needs_target()?) as i64).wrapping_add(r.addend),
            RelocKind::Const => r.addend,
            RelocKind::DwarfFileRef => return Ok(None),
            RelocKind::DwarfSecRef | RelocKind::AddrCuOff => return self.dwarf(r, needs_target()?),
            RelocKind::TlsIe => return Err("cannot handle R_TLS_IE when linking internally".to_owned()),
            _ => return Err(format!("unknown reloc to {}: {}", self.target_name(r), r.ty.0)),
        }))
    }

    fn absolute(&self, r: &Reloc, target: Sym, reachable: bool) -> Result<i64, String> {
        let symbols = self.symbols;
        let target = match r.ty.is_weak() && !reachable {
            true => self.unreachable_method.unwrap_or(target),
            false => target,
        };
        let value = (symbols.values[target] as i64).wrapping_add(r.addend);
        if (value as i32) < 0 && r.size == 4 {
            return Err(format!(
                "non-pc-relative relocation address for {} is too big: {value:#x} ({:#x} + {:#x})",
                symbols.name(target),
                symbols.values[target],
                r.addend
            ));
        }
        Ok(value)
    }

    fn dwarf(&self, r: &Reloc, target: Sym) -> Value {
        let symbols = self.symbols;
        let sect = symbols.sections[target];
        if sect.is_none() {
            return Err(format!("missing DWARF section for relocation target {}", symbols.name(target)));
        }
        let base = self.sections.list[sect].address as i64;
        Ok(Some((symbols.values[target] as i64).wrapping_add(r.addend).wrapping_sub(base)))
    }
}

enum StoreError {
    OutOfRange,
    BadSize,
    TooBig(&'static str),
}

fn store(bytes: &mut [u8], r: &Reloc, v: i64) -> Result<(), StoreError> {
    let size = usize::from(r.size);
    let range = (r.offset as usize).checked_add(size).and_then(|end| bytes.get_mut(r.offset as usize..end));
    let place = range.ok_or(StoreError::OutOfRange)?;
    let relative = matches!(r.kind(), Some(RelocKind::PcRel | RelocKind::Call));
    let fits = match size {
        1 | 8 => true,
        2 => v == i64::from(v as i16) || (!relative && v == i64::from(v as u16)),
        4 => v == i64::from(v as i32) || (!relative && v == i64::from(v as u32)),
        _ => return Err(StoreError::BadSize),
    };
    if !fits {
        return Err(StoreError::TooBig(if relative { "pc-relative" } else { "non-pc-relative" }));
    }
    place.copy_from_slice(&v.to_le_bytes()[..size]);
    Ok(())
}

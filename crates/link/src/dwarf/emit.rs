//! Bytes of the sections. In: the plan. Out: every section filled, relocated. Units are
//! written in parallel, each into its own part.

use super::addresses::{self, LIST_SECTION_HEAD, NOWHERE, SECTION_HEAD, is_index};
use super::layout::{Plan, PlannedUnit};
use super::{Context, DwarfSection};
use crate::arch;
use crate::error::{Errors, LinkError, Result};
use crate::symbols::{Reloc, Sym};
use dwarf::{FixupKind, Piece, Target, abbrev, frame};
use goobj::AuxKind;
use obj::{PcTable, RelocKind};
use rayon::prelude::*;
use release::DebugFormat;

/// Functions whose frames are written by one task.
const FRAME_CHUNK: usize = 512;
/// First byte of the debugger script section: a Python script named by its file.
const SCRIPT_PYTHON_FILE: u8 = 1;

/// All sections in the order of the file.
pub fn sections(cx: &Context<'_, '_>, plan: &Plan) -> Result<Vec<DwarfSection>> {
    let section = |name, data| DwarfSection { name, data, compressed: false };
    let mut out = vec![
        section(".debug_abbrev", abbrev::section(cx.symbols.release, cx.input.format)),
        section(".debug_line", by_unit(plan, |u| u.line, |u, part| lines(cx, plan, u, part))?),
        section(".debug_frame", frames(cx)?),
    ];
    if let Some(script) = &plan.script {
        let bytes = [&[SCRIPT_PYTHON_FILE], script.as_bytes(), &[0]].concat();
        out.push(section(".debug_gdb_scripts", bytes));
    }
    out.push(section(".debug_info", by_unit(plan, |u| u.info, |u, part| info(cx, plan, u, part))?));
    let loc = by_unit(
        plan,
        |u| u.loc,
        |u, part| {
            let symbols = u.unit.functions.iter().filter_map(|f| f.loc);
            copy(cx, plan, symbols, part).map(drop)
        },
    )?;
    let ranges = by_unit(plan, |u| u.ranges, |u, part| ranges(cx, plan, u, part))?;
    match cx.input.format {
        DebugFormat::Dwarf4 => {
            out.extend((!loc.is_empty()).then(|| section(".debug_loc", loc)));
            out.push(section(".debug_ranges", ranges));
        }
        DebugFormat::Dwarf5 => {
            out.push(section(".debug_loclists", addresses::section(LIST_SECTION_HEAD, loc)));
            out.push(section(".debug_rnglists", addresses::section(LIST_SECTION_HEAD, ranges)));
            let values = plan.units.iter().flat_map(|u| &u.addresses).map(|&s| cx.symbols.values[s].to_le_bytes());
            let values = values.collect::<Vec<_>>().concat();
            out.push(section(".debug_addr", addresses::section(SECTION_HEAD, values)));
        }
    }
    Ok(out)
}

/// Cuts a section into the units' parts and fills them in parallel.
fn by_unit(
    plan: &Plan,
    part: impl Fn(&PlannedUnit) -> (u32, u32),
    fill: impl Fn(&PlannedUnit, &mut [u8]) -> Result<()> + Sync,
) -> Result<Vec<u8>> {
    let total: usize = plan.units.iter().map(|u| part(u).1 as usize).sum();
    let mut bytes = vec![0; total];
    let mut rest = &mut bytes[..];
    let mut parts = Vec::with_capacity(plan.units.len());
    for unit in &plan.units {
        let (head, tail) = rest.split_at_mut(part(unit).1 as usize);
        parts.push((unit, head));
        rest = tail;
    }
    let errors: Vec<_> = parts.into_par_iter().filter_map(|(u, p)| fill(u, p).err()).collect();
    let mut all = Errors::new();
    errors.into_iter().for_each(|e| all.extend(e.messages));
    all.finish().map(|()| bytes)
}

fn lines(cx: &Context<'_, '_>, plan: &Plan, u: &PlannedUnit, part: &mut [u8]) -> Result<()> {
    let (head, programs) = part.split_at_mut(u.line_head.len());
    head.copy_from_slice(&u.line_head);
    copy(cx, plan, u.unit.functions.iter().filter_map(|f| f.lines), programs).map(drop)
}

fn ranges(cx: &Context<'_, '_>, plan: &Plan, u: &PlannedUnit, part: &mut [u8]) -> Result<()> {
    let (own, functions) = part.split_at_mut(u.own_ranges.len());
    own.copy_from_slice(&u.own_ranges);
    copy(cx, plan, u.unit.functions.iter().filter_map(|f| f.ranges), functions).map(drop)
}

fn info(cx: &Context<'_, '_>, plan: &Plan, u: &PlannedUnit, part: &mut [u8]) -> Result<()> {
    let length = part.len() as u32 - 4;
    let (head, rest) = part.split_at_mut(u.head.bytes.len());
    put_piece(cx, plan, &u.head, head);
    head[..4].copy_from_slice(&length.to_le_bytes());
    let used = copy(cx, plan, u.unit.info_symbols(), rest)?;
    if u.holds_types {
        put_piece(cx, plan, &plan.types, &mut rest[used..used + plan.types.bytes.len()]);
    }
    // The last byte, zero, closes the unit's entry.
    Ok(())
}

fn put_piece(cx: &Context<'_, '_>, plan: &Plan, piece: &Piece<Sym>, out: &mut [u8]) {
    out.copy_from_slice(&piece.bytes);
    for f in &piece.fixups {
        let at = f.offset as usize;
        match f.kind {
            FixupKind::InfoOffset(target) => {
                let offset = match target {
                    Target::Die(d) => plan.dies[d],
                    Target::Sym(s) => plan.offsets[s],
                };
                out[at..at + 4].copy_from_slice(&offset.to_le_bytes());
            }
            FixupKind::TypeOffset(s) => put64(out, at, cx.symbols.values[s].wrapping_sub(cx.input.types_address)),
            FixupKind::Address(s) => put64(out, at, cx.symbols.values[s]),
        }
    }
}

fn put64(out: &mut [u8], at: usize, v: u64) {
    out[at..at + 8].copy_from_slice(&v.to_le_bytes());
}

/// Copies symbols one behind the other, relocated; returns the bytes used.
fn copy(cx: &Context<'_, '_>, plan: &Plan, symbols: impl Iterator<Item = Sym>, out: &mut [u8]) -> Result<usize> {
    let mut at = 0;
    for sym in symbols {
        let data = cx.symbols.data(sym);
        let part = &mut out[at..at + data.len()];
        part.copy_from_slice(data);
        relocate(cx, plan, sym, part)?;
        at += data.len();
    }
    Ok(at)
}

fn relocate(cx: &Context<'_, '_>, plan: &Plan, sym: Sym, part: &mut [u8]) -> Result<()> {
    for r in cx.symbols.relocs(sym).filter(|r| r.size > 0) {
        let target = r.sym.some().ok_or_else(|| untargeted(cx, sym))?;
        let hole = hole(part, &r).ok_or_else(|| problem(cx, sym, "relocation without room, to", target))?;
        let address = || cx.symbols.values[r.sym].wrapping_add_signed(r.addend);
        let value = match r.kind() {
            Some(RelocKind::Addr) => address(),
            Some(RelocKind::AddrOff) => address().wrapping_sub(cx.input.types_address),
            Some(RelocKind::AddrCuOff) => address().wrapping_sub(unit_start(cx, plan, r.sym)),
            Some(kind) if is_index(kind) => {
                put_index(cx, plan, sym, r.sym, hole)?;
                continue;
            }
            Some(RelocKind::DwarfSecRef) => match plan.offsets[r.sym] {
                NOWHERE => return Err(problem(cx, sym, "missing DWARF section for relocation target", r.sym)),
                offset => u64::from(offset).wrapping_add_signed(r.addend),
            },
            _ => return Err(problem(cx, sym, "relocation of a kind that DWARF does not have, to", r.sym)),
        };
        hole.copy_from_slice(&value.to_le_bytes()[..hole.len()]);
    }
    Ok(())
}

/// Where a relocation puts up to 8 bytes.
fn hole<'p>(part: &'p mut [u8], r: &Reloc) -> Option<&'p mut [u8]> {
    part.get_mut(r.offset as usize..)?.get_mut(..usize::from(r.size)).filter(|hole| hole.len() <= 8)
}

/// Puts the index of a function into a debugging symbol of its unit.
fn put_index(cx: &Context<'_, '_>, plan: &Plan, sym: Sym, function: Sym, hole: &mut [u8]) -> Result<()> {
    let unit = |s| cx.symbols.definition_place(s).map(|p| p.unit);
    match plan.indices[function] {
        NOWHERE => Err(problem(cx, sym, "missing .debug_addr index for", function)),
        _ if unit(sym) != unit(function) => Err(problem(cx, sym, "relocation to the code of another unit,", function)),
        index if dwarf::code::put_index(hole, index) => Ok(()),
        _ => Err(problem(cx, sym, "not enough room for the .debug_addr index of", function)),
    }
}

/// Address of the first function of the unit that holds `text`.
fn unit_start(cx: &Context<'_, '_>, plan: &Plan, text: Sym) -> u64 {
    let place = cx.symbols.definition_place(text);
    place.and_then(|p| plan.unit_starts.get(p.unit)).copied().unwrap_or(0)
}

fn untargeted(cx: &Context<'_, '_>, sym: Sym) -> LinkError {
    LinkError::new(format!("{}: relocation without a target", cx.symbols.describe_place(sym)))
}

fn problem(cx: &Context<'_, '_>, sym: Sym, what: &str, target: Sym) -> LinkError {
    LinkError::new(format!("{}: {what} {}", cx.symbols.describe_place(sym), cx.symbols.describe(target)))
}

fn frames(cx: &Context<'_, '_>) -> Result<Vec<u8>> {
    let parts: Vec<Result<Vec<u8>>> =
        cx.input.text.par_chunks(FRAME_CHUNK).map(|chunk| frame_chunk(cx, chunk)).collect();
    let mut out = frame::common_entry(arch::CALL_FRAME);
    for part in parts {
        out.extend(part?);
    }
    Ok(out)
}

fn frame_chunk(cx: &Context<'_, '_>, chunk: &[Sym]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for &text in chunk.iter().filter(|&&t| cx.symbols.func_info(t).is_some()) {
        let data = cx.symbols.aux(text, AuxKind::Pcsp).map_or(&[][..], |s| cx.symbols.data(s));
        let Some(pcsp) = PcTable::decode(data) else {
            return Err(LinkError::new(format!("{}: malformed table of stack depths", cx.symbols.describe(text))));
        };
        frame::function_entry(&mut out, cx.symbols.values[text], cx.symbols.data(text).len() as u32, &pcsp);
    }
    Ok(out)
}

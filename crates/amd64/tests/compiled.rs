//! Compiled functions, read from the official compiler's listing and stripped of prologue, epilogues and
//! slow path, assembled again: frames, sizes of branches and the padding that keeps jumps off 32-byte
//! boundaries must come out the same. `OXIGO_COMPILED` names other packages.

mod support;

use amd64::{Function, Inst, Line, Op, Operand, Options, Spill, TextFlags, assemble};
use base::Id;
use obj::Unit;
use std::collections::BTreeMap;
use std::time::Duration;

/// A function of the listing.
#[derive(Default)]
struct Listed {
    name: String,
    /// What stands behind `TEXT`: symbol, flags, frame size.
    text: String,
    /// Pc and instruction, padding left out.
    lines: Vec<(u32, String)>,
    code: Vec<u8>,
}

fn functions(text: &str) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    let mut in_text = false;
    for line in text.lines() {
        if !line.starts_with('\t') {
            in_text = line.contains(" STEXT ");
            if in_text {
                let name = line.split(" STEXT ").next().unwrap_or("").to_string();
                all.push(Listed { name, ..Listed::default() });
            }
            continue;
        }
        let (Some(f), Some(rest), true) = (all.last_mut(), line.strip_prefix("\t0x"), in_text) else { continue };
        if let Some((place, inst)) = rest.split_once(")\t") {
            let pc = place.split(' ').nth(1).and_then(|pc| pc.parse().ok()).expect("a decimal pc");
            match inst.strip_prefix("TEXT\t") {
                Some(text) => f.text = text.to_string(),
                None => f.lines.push((pc, inst.to_string())),
            }
        } else {
            let bytes = rest.split(' ').skip(1).take(16).take_while(|b| b.len() == 2);
            f.code.extend(bytes.filter_map(|b| u8::from_str_radix(b, 16).ok()));
        }
    }
    for f in &mut all {
        // A NOP with bytes is padding.
        let size = f.code.len() as u32;
        let next: Vec<u32> = f.lines.iter().skip(1).map(|l| l.0).chain([size]).collect();
        let mut next = next.into_iter();
        f.lines.retain(|(pc, text)| next.next() == Some(*pc) || text != "NOP");
    }
    all
}

/// The function as it was before frames were laid out; the error is what this test cannot read.
fn source(f: &Listed, unit: &mut Unit) -> Result<Function, String> {
    let (mut flags, mut frame, mut args) = (TextFlags::empty(), 0, 0);
    for part in f.text.rsplit(", ").take(2) {
        if let Some((size, rest)) = part.strip_prefix('$').and_then(|p| p.split_once('-')) {
            (frame, args) = (size.parse().map_err(|_| part)?, rest.parse().map_err(|_| part)?);
        } else {
            let names = [
                ("NOSPLIT", TextFlags::NOSPLIT),
                ("NOFRAME", TextFlags::NOFRAME),
                ("NEEDCTXT", TextFlags::NEEDCTXT),
                ("WRAPPER", TextFlags::WRAPPER),
            ];
            names.iter().filter(|n| part.split('|').any(|p| p == n.0)).for_each(|n| flags |= n.1);
        }
    }
    // The attribute is not listed; its slow path tells.
    flags.set(TextFlags::SYSTEMSTACK, f.lines.iter().any(|l| l.1.contains("runtime.morestackc(SB)")));
    let op = |i: usize| f.lines.get(i).map_or("", |l| l.1.split('\t').next().unwrap_or(""));
    let is = |i: usize, text: &str| f.lines.get(i).is_some_and(|l| l.1 == text);
    // The prologue ends behind the last of its instructions that is there.
    let mut start = 0;
    let mut end = f.lines.len();
    let mut spills = Vec::new();
    if !flags.contains(TextFlags::NOSPLIT) {
        start = (0..f.lines.len()).find(|i| op(*i) == "JLS").ok_or("no check")? + 2;
        let call = (0..end).rev().find(|i| f.lines[*i].1.contains("runtime.morestack")).ok_or("no slow path")?;
        end = (0..call).rev().find(|i| is(*i, "PCDATA\t$0, $-2")).ok_or("no slow path")?;
        for line in &f.lines[end + 1..call] {
            let inst = support::read(&line.1, unit).ok_or("spill")?;
            let (Some(reg), Some(m)) = (inst.operands[0].reg(), inst.operands[1].mem()) else {
                return Err("spill".into());
            };
            // Byte registers are shown as such where only the byte is stored.
            let reg = match reg.class() {
                (amd64::RegClass::Byte, n) => amd64::Reg::AX.plus(n).ok_or("spill")?,
                _ => reg,
            };
            let load = f.lines[call + 2 + spills.len()].1.split('\t').next().and_then(Op::lookup).ok_or("spill")?;
            spills.push(Spill { store: inst.op, load, reg, offset: m.disp - 8 });
        }
        // In front of the slow path: a mark for the stack depth and one for the stack map.
        end -= 1;
        if is(end - 1, "NOP") {
            end -= 1;
        }
    }
    let saves = !flags.contains(TextFlags::NOFRAME);
    if saves {
        frame -= 8;
        start += 2;
    }
    if frame != 0 {
        start += 1;
    }
    if flags.contains(TextFlags::WRAPPER) {
        start += 4;
        if flags.contains(TextFlags::NOSPLIT) {
            end -= 5;
        }
    }
    let mut lines: Vec<(u32, String)> = f.lines[start..end].to_vec();
    // Epilogues go; branches to them lead to the return.
    let mut i = 0;
    while i < lines.len() {
        if lines[i].1 == "RET" || lines[i].1.starts_with("JMP\t") && lines[i].1.ends_with("(SB)") {
            let before = usize::from(saves) + usize::from(frame != 0);
            lines[i].0 = lines[i - before].0;
            lines.drain(i - before..i);
            i -= before;
            // A tail call is a return with a symbol.
            lines[i].1 = lines[i].1.replacen("JMP", "RET", 1);
        }
        i += 1;
    }
    let insts = instructions(&lines, unit)?;
    let sym = unit.symbol("p.f", amd64::Abi::Internal);
    let line = Line::new(0, 1);
    let abi = if f.text.contains("ABIInternal") { amd64::Abi::Internal } else { amd64::Abi::Abi0 };
    let name = f.name.as_str().into();
    Ok(Function { sym, name, abi, flags, frame, args, line, number: 1, insts, spills })
}

/// The line with commas in a symbol's name made harmless.
fn tame(text: &str) -> String {
    let Some(start) = text.find("go:itab.").or_else(|| text.find("go:shape")) else { return text.to_string() };
    let end = text[start..].find("(SB)").map_or(text.len(), |n| start + n);
    format!("{}{}{}", &text[..start], text[start..end].replace([',', ' ', '[', ']', '{', '}'], "_"), &text[end..])
}

fn instructions(lines: &[(u32, String)], unit: &mut Unit) -> Result<Vec<Inst>, String> {
    let mut at = BTreeMap::new();
    for (i, (pc, _)) in lines.iter().enumerate() {
        at.entry(*pc).or_insert(i);
    }
    let mut out = Vec::new();
    for (_, text) in lines {
        let mut inst = support::read(&tame(text), unit).ok_or_else(|| text.clone())?;
        match (&inst.operands[..], inst.op) {
            ([Operand::Imm(v)], Op::DUFFZERO | Op::DUFFCOPY) => {
                let sym = unit.symbol("runtime.duffzero", amd64::Abi::Internal);
                inst.operands[0] = Operand::Addr(amd64::Mem::symbol(sym, *v));
            }
            ([Operand::Mem(m)], op) if op.is_jump() && m.base == amd64::Base::None && m.index.is_none() => {
                let target = u32::try_from(m.disp).ok().and_then(|pc| at.get(&pc)).ok_or_else(|| text.clone())?;
                inst.operands[0] = Operand::Branch(amd64::InstId::new(*target));
            }
            _ => {}
        }
        for o in &mut inst.operands {
            // The listing has final offsets.
            if let Operand::Mem(m) = o
                && matches!(m.base, amd64::Base::Auto(_) | amd64::Base::Param(_))
            {
                m.base = amd64::Base::Reg(amd64::Reg::SP);
            }
        }
        out.push(inst);
    }
    Ok(out)
}

#[test]
fn compiled_functions_assemble_to_the_same_bytes() {
    let packages = std::env::var("OXIGO_COMPILED").unwrap_or("sort strings math/big encoding/json".to_string());
    let mut command = testkit::official_go(["build", "-gcflags=-S"].into_iter().chain(packages.split(' ')));
    let done = testkit::run(command.current_dir("/"), b"", Duration::from_secs(600));
    done.expect();
    let mut unit = Unit::new("p");
    let (mut equal, mut unread, mut wrong) = (0, Vec::new(), Vec::new());
    for f in functions(&done.err()) {
        let func = match source(&f, &mut unit) {
            Ok(func) => func,
            Err(line) => {
                unread.push(format!("{}: {line}", f.name));
                continue;
            }
        };
        match assemble(&func, Options::default(), &mut unit) {
            Ok(done) if done.code == f.code => equal += 1,
            Ok(done) => {
                let i = done.code.iter().zip(&f.code).take_while(|(a, b)| a == b).count();
                wrong.push(format!("{}: first difference at {i}", f.name));
            }
            Err(e) => wrong.push(format!("{}: {}", f.name, e[0].message)),
        }
    }
    println!("{equal} equal, {} different, {} not read", wrong.len(), unread.len());
    unread.iter().take(5).for_each(|u| println!("not read: {u}"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(equal > 900 && unread.len() * 50 < equal, "too few functions were read");
}

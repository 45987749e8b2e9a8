//! Random instruction lines against the official assembler: it must give the same bytes or both must
//! refuse. Operands are drawn to fit a random row of the table, then some are replaced by anything.
//! `OXIGO_RANDOM_LINES` sets how many lines (10,000 otherwise), `OXIGO_RANDOM_SEED` which.

use crate::assemble::assemble;
use crate::class::accepts;
use crate::form::Forms;
use crate::inst::{Function, Inst, Line, SuffixKind, Suffixes, TextFlags};
use crate::interface::Options;
use crate::op::Op;
use crate::operand::{Base, InstId, Mem, Operand};
use crate::print;
use crate::reg::{Reg, RegClass};
use crate::table::Class;
use obj::{Abi, Unit};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// xorshift64*: the same sequence everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const CONSTANTS: &[i64] = &[
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    15,
    16,
    64,
    127,
    128,
    129,
    255,
    256,
    -1,
    -2,
    -127,
    -128,
    -129,
    0x7fff,
    0x8000,
    0xffff,
    -0x8000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    -0x8000_0000,
    -0x8000_0001,
    0x1_0000_0000,
    0x1234_5678_9abc,
    i64::MAX,
    i64::MIN,
];
const DISPLACEMENTS: &[i64] = &[
    0,
    0,
    0,
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    127,
    128,
    256,
    512,
    1024,
    4096,
    8128,
    -1,
    -8,
    -64,
    -127,
    -128,
    -129,
    -256,
    -8192,
    0x7fff_ffff,
    -0x8000_0000,
];

fn register(r: &mut Random) -> Reg {
    // Registers of classes that few instructions take are drawn less often.
    let all: Vec<Reg> = Reg::ALL.iter().copied().filter(|r| *r != Reg::TLS && r.class().0 != RegClass::Test).collect();
    if r.chance(60) { all[r.below(36)] } else { all[r.below(all.len())] }
}

fn general(r: &mut Random) -> Reg {
    Reg::ALL[Reg::AX as usize + r.below(16)]
}

fn memory(r: &mut Random, unit: &mut Unit) -> Mem {
    let disp = r.pick(DISPLACEMENTS);
    match r.below(10) {
        0 => Mem { disp: disp.abs(), ..Mem::default() },
        1 => Mem::symbol(unit.symbol("data", Abi::Abi0), disp),
        2 => Mem { index: Some(general(r)), scale: r.pick(&[1, 2, 4, 8]), disp, ..Mem::default() },
        3..=5 => Mem::indexed(general(r), general(r), r.pick(&[1, 2, 4, 8]), disp),
        6 if r.chance(30) => Mem::indexed(general(r), r.pick(&[Reg::FS, Reg::GS, Reg::TLS]), 1, disp),
        7 if r.chance(30) => Mem::at(r.pick(&[Reg::GS, Reg::FS, Reg::TLS]), disp),
        _ => Mem::at(general(r), disp),
    }
}

fn anything(r: &mut Random, unit: &mut Unit) -> Operand {
    match r.below(8) {
        0 | 1 => Operand::Imm(r.pick(CONSTANTS)),
        2 => Operand::Addr(Mem::symbol(unit.symbol("data", Abi::Abi0), r.pick(&[0, 8]))),
        3 | 4 => Operand::Mem(memory(r, unit)),
        _ => Operand::Reg(register(r)),
    }
}

/// An operand that fits a class.
fn fitting(class: Class, r: &mut Random, unit: &mut Unit) -> Operand {
    let vector = |first: Reg, r: &mut Random, n| Reg::ALL[first as usize + r.below(n)];
    let indexed = |index, r: &mut Random| {
        let base = if r.chance(80) { Base::Reg(general(r)) } else { Base::None };
        Operand::Mem(Mem { base, index: Some(index), scale: r.pick(&[1, 2, 4, 8]), disp: r.pick(DISPLACEMENTS) })
    };
    match class {
        Class::VX => indexed(vector(Reg::X0, r, 16), r),
        Class::VXE => indexed(vector(Reg::X0, r, 32), r),
        Class::VY => indexed(vector(Reg::Y0, r, 16), r),
        Class::VYE => indexed(vector(Reg::Y0, r, 32), r),
        Class::VZ => indexed(vector(Reg::Z0, r, 32), r),
        Class::X4 | Class::Z4 => {
            let first = vector(if class == Class::X4 { Reg::X0 } else { Reg::Z0 }, r, 29);
            Operand::List(first, first.plus(3).unwrap_or(first))
        }
        Class::Addr => Operand::Addr(Mem::symbol(unit.symbol("data", Abi::Abi0), 8)),
        _ => loop {
            let o = match r.below(3) {
                0 => Operand::Imm(r.pick(CONSTANTS)),
                1 => Operand::Mem(memory(r, unit)),
                _ => Operand::Reg(Reg::ALL[r.below(Reg::ALL.len())]),
            };
            if accepts(class, &o) {
                break o;
            }
        },
    }
}

fn line(r: &mut Random, unit: &mut Unit, at: i32) -> Inst {
    loop {
        let op = r.pick(Op::ALL);
        let forms = Forms::get().of(op);
        if forms.is_empty() || is_excluded(op) {
            continue;
        }
        let form = &forms[r.below(forms.len())];
        let mut operands: Vec<Operand> = form.classes.iter().map(|c| fitting(*c, r, unit)).collect();
        for o in &mut operands {
            if r.chance(8) {
                *o = anything(r, unit);
            }
        }
        let mut inst = Inst::new(op, operands, Line::new(0, at));
        if form.evex && r.chance(40) {
            inst.suffixes = suffixes(r);
        }
        if !is_accepted_nonsense(&inst) {
            return inst;
        }
    }
}

fn suffixes(r: &mut Random) -> Suffixes {
    use SuffixKind as S;
    let kinds = [S::None, S::Broadcast, S::Sae, S::RoundNearest, S::RoundDown, S::RoundUp, S::RoundZero];
    Suffixes { zeroing: r.chance(50), kind: r.pick(&kinds) }
}

/// Instructions that are not lines of their own or change what follows.
fn is_excluded(op: Op) -> bool {
    matches!(op, Op::RET | Op::CALL | Op::JMP | Op::UNDEF)
}

/// Lines the official assembler takes though no processor does what they say; we refuse them.
fn is_accepted_nonsense(inst: &Inst) -> bool {
    use Op::*;
    let register_for_memory = matches!(
        inst.op,
        BOUNDW
            | BOUNDL
            | MOVHPD
            | MOVLPD
            | MOVNTO
            | MOVNTPD
            | MOVNTPS
            | MOVNTQ
            | CMPXCHG8B
            | CMPXCHG16B
            | INVPCID
            | MOVNTIL
            | MOVNTIQ
            | XRSTORS
            | XRSTORS64
            | INVLPG
            | XRSTOR
            | XRSTOR64
            | FLDENV
    );
    // With a REX prefix, AH to BH mean other registers.
    let high = inst.operands.iter().any(|o| o.reg().is_some_and(|r| r.class().0 == RegClass::HighByte));
    // MMX instructions take general registers by number; above 7 there is none.
    let mmx = Forms::get().of(inst.op).iter().any(|f| f.classes.iter().any(|c| matches!(c, Class::Mm | Class::Mmm)));
    let numbered = mmx && inst.operands.iter().any(|o| o.reg().is_some_and(|r| (Reg::R8..=Reg::R15).contains(&r)));
    // Wider negations with byte registers.
    let narrow = matches!(inst.op, NEGW | NEGL | NEGQ | NOTW | NOTL | NOTQ)
        && inst.operands.iter().any(|o| o.reg().is_some_and(|r| r.class().0 == RegClass::Byte));
    // An operand of no class at all is overlooked behind the others.
    let classless = |o: &Operand| match o {
        Operand::Reg(r) => match r.class() {
            (RegClass::Control, n) => !matches!(n, 0..=8),
            _ => *r == Reg::SPB,
        },
        Operand::Mem(m) => m.index == Some(Reg::SP),
        _ => false,
    };
    if inst.operands.last().is_some_and(classless) {
        return true;
    }
    // Without a REX prefix, BP, SI and DI as bytes mean CH, DH and BH: there the official code is wrong.
    let crc = inst.op == CRC32B && inst.operands[0].reg().is_some();
    register_for_memory
        || numbered
        || narrow
        || crc
        || matches!(inst.op, FCOMDPP | FUCOMPP | MOVSWW | MOVZWW | RET)
        || high
}

/// Our bytes, `None` where we refuse.
fn ours(inst: &Inst, unit: &mut Unit) -> Option<String> {
    let func = Function {
        sym: unit.symbol("p.f", Abi::Abi0),
        name: "p.f".into(),
        abi: Abi::Abi0,
        flags: TextFlags::NOSPLIT | TextFlags::NOFRAME,
        frame: 0,
        args: 0,
        line: Line::new(0, 1),
        number: 1,
        insts: vec![inst.clone()],
        spills: Vec::new(),
    };
    let done = assemble(&func, Options { is_asm: true, ..Options::default() }, unit).ok()?;
    Some(done.code.iter().map(|b| format!("{b:02x}")).collect())
}

/// The official assembler's bytes for each line, `None` where it refuses.
fn official(lines: &[String]) -> Vec<Option<String>> {
    let mut result = vec![None; lines.len()];
    let mut alive: Vec<usize> = (0..lines.len()).collect();
    let folder = testkit::temp_dir();
    let path = folder.path().join("r.s");
    while !alive.is_empty() {
        let mut text = "TEXT ·f(SB), 4|512, $0-0\n".to_string();
        for i in &alive {
            let _ = writeln!(text, "\t{}", lines[*i]);
        }
        std::fs::write(&path, text).expect("writable");
        let mut command = std::process::Command::new(testkit::reference().tool("asm"));
        command.args(["-S", "-e", "-p", "p", "-o"]).arg(folder.path().join("r.o")).arg(&path);
        testkit::official::set_environment(&mut command, testkit::reference());
        let done = testkit::run(&mut command, b"", Duration::from_secs(300));
        if done.ok() {
            for (i, bytes) in alive.iter().zip(listing(&done.out(), alive.len())) {
                result[*i] = Some(bytes);
            }
            break;
        }
        let mut bad: Vec<usize> = done.err().lines().chain(done.out().lines()).filter_map(complaint).collect();
        bad.retain(|n| *n < alive.len());
        if bad.is_empty() {
            // A message without position: halves find the line.
            if alive.len() > 1 {
                let (a, b) = alive.split_at(alive.len() / 2);
                for part in [a, b] {
                    let texts: Vec<String> = part.iter().map(|i| lines[*i].clone()).collect();
                    for (i, bytes) in part.iter().zip(official(&texts)) {
                        result[*i] = bytes;
                    }
                }
            }
            break;
        }
        let bad: std::collections::BTreeSet<usize> = bad.into_iter().map(|n| alive[n]).collect();
        alive.retain(|i| !bad.contains(i));
    }
    result
}

/// The line a message is about, counted from 0.
fn complaint(message: &str) -> Option<usize> {
    if message.starts_with("\t0x") {
        return None;
    }
    let (_, rest) = message.split_once("r.s:")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse::<usize>().ok()?.checked_sub(2)
}

/// Bytes per line from a listing.
fn listing(text: &str, lines: usize) -> Vec<String> {
    let mut starts = Vec::new();
    let mut code = Vec::new();
    for row in text.lines() {
        let Some(rest) = row.strip_prefix("\t0x") else { continue };
        if let Some((_, place)) = rest.split_once("r.s:") {
            let pc: usize = rest.split_whitespace().nth(1).and_then(|n| n.parse().ok()).expect("a decimal pc");
            let line: String = place.chars().take_while(char::is_ascii_digit).collect();
            starts.push((line.parse::<usize>().expect("a line"), pc));
        } else if usize::from_str_radix(&rest[..4.min(rest.len())], 16).is_ok() {
            let bytes = rest.split(' ').skip(1).take(16).take_while(|b| b.len() == 2);
            code.extend(bytes.filter_map(|b| u8::from_str_radix(b, 16).ok()));
        }
    }
    let mut out = vec![String::new(); lines];
    starts.retain(|s| s.0 >= 2);
    for (i, (line, pc)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(code.len(), |s| s.1);
        for b in &code[*pc..end] {
            let _ = write!(out[line - 2], "{b:02x}");
        }
    }
    out
}

/// Lines that were equal, refused by both, and different with what each side says.
#[derive(Default)]
struct Outcome {
    equal: usize,
    refused: usize,
    different: BTreeMap<String, Vec<String>>,
}

impl Outcome {
    fn compare(&mut self, insts: &[Inst], unit: &mut Unit) {
        let texts: Vec<String> = insts.iter().map(|i| print::instruction(i, unit, &|t| t.0)).collect();
        for ((inst, text), theirs) in insts.iter().zip(&texts).zip(official(&texts)) {
            let mine = ours(inst, unit);
            match (&mine, &theirs) {
                (None, None) => self.refused += 1,
                (a, b) if a == b => self.equal += 1,
                _ => {
                    let lines = self.different.entry(inst.op.name().to_string()).or_default();
                    lines.push(format!("{text}: {mine:?}, not {theirs:?}"));
                }
            }
        }
    }
    fn conclude(&self) {
        let different: usize = self.different.values().map(Vec::len).sum();
        println!("{} equal, {} refused by both, {different} different", self.equal, self.refused);
        let report: Vec<String> = self.different.values().map(|l| format!("{} times {}", l.len(), l[0])).collect();
        assert!(report.is_empty(), "{}", report.join("\n"));
    }
}

/// A number from the environment.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

/// Every AVX-512 form with every suffix.
#[test]
fn every_suffix() {
    use SuffixKind as S;
    let kinds = [S::None, S::Broadcast, S::Sae, S::RoundNearest, S::RoundDown, S::RoundUp, S::RoundZero];
    let mut r = Random(setting("OXIGO_RANDOM_SEED", 1));
    let mut unit = Unit::new("p");
    let mut outcome = Outcome::default();
    let mut insts = Vec::new();
    for op in Op::ALL {
        for form in Forms::get().of(*op).iter().filter(|f| f.evex) {
            for (kind, zeroing) in kinds.iter().flat_map(|k| [(*k, false), (*k, true)]) {
                let operands: Vec<Operand> = form.classes.iter().map(|c| fitting(*c, &mut r, &mut unit)).collect();
                let mut inst = Inst::new(*op, operands, Line::new(0, 1));
                inst.suffixes = Suffixes { zeroing, kind };
                insts.push(inst);
            }
        }
    }
    for part in insts.chunks(5000) {
        outcome.compare(part, &mut unit);
    }
    outcome.conclude();
}

#[test]
fn same_bytes_or_both_refuse() {
    let count = setting("OXIGO_RANDOM_LINES", 10_000) as usize;
    let mut r = Random(setting("OXIGO_RANDOM_SEED", 20_250_101));
    let mut unit = Unit::new("p");
    let mut outcome = Outcome::default();
    for batch in (0..count).step_by(5000) {
        let numbers = batch..count.min(batch + 5000);
        let insts: Vec<Inst> = numbers.map(|i| line(&mut r, &mut unit, i as i32 + 1)).collect();
        outcome.compare(&insts, &mut unit);
    }
    outcome.conclude();
}

/// Operands no sane source has.
fn nonsense(r: &mut Random, unit: &mut Unit) -> Operand {
    let disp = r.pick(CONSTANTS);
    let base = match r.below(4) {
        0 => Base::Auto(None),
        1 => Base::Param(None),
        2 => Base::Got(unit.symbol("data", Abi::Abi0)),
        _ => Base::Reg(register(r)),
    };
    let wild = Mem { base, index: r.chance(30).then(|| register(r)), scale: r.pick(&[0, 1, 3, 8, 255]), disp };
    match r.below(10) {
        0 => Operand::Branch(InstId(r.below(20) as u32)),
        1 => Operand::Branch(InstId::NONE),
        2 => Operand::Float(f64::NAN),
        3 => Operand::Text(b"x"[..].into()),
        4 => Operand::Unusable("x".into()),
        5 => Operand::List(register(r), register(r)),
        6 => Operand::Indirect(wild),
        7 => Operand::Addr(wild),
        8 => Operand::Mem(wild),
        _ => anything(r, unit),
    }
}

/// Whatever a function holds, it is assembled or refused.
#[test]
fn nonsense_never_panics() {
    let mut r = Random(setting("OXIGO_RANDOM_SEED", 3));
    let mut unit = Unit::new("p");
    let (mut made, mut refused) = (0, 0);
    const SPECIAL: &[Op] = {
        use Op::*;
        &[CALL, JMP, RET, JEQ, LOOP, XBEGIN, PCALIGN, PCALIGNMAX, PCDATA, FUNCDATA, ADJSP, PUSHQ, POPQ, DUFFZERO, NOP]
    };
    for _ in 0..setting("OXIGO_RANDOM_LINES", 10_000) {
        let count = r.below(8);
        let mut insts = Vec::new();
        for _ in 0..count {
            if r.chance(40) {
                insts.push(line(&mut r, &mut unit, 1));
                continue;
            }
            let op = if r.chance(60) { r.pick(SPECIAL) } else { r.pick(Op::ALL) };
            let operands: Vec<Operand> = (0..r.below(4)).map(|_| nonsense(&mut r, &mut unit)).collect();
            insts.push(Inst { suffixes: suffixes(&mut r), ..Inst::new(op, operands, Line::new(0, 1)) });
        }
        let func = Function {
            sym: unit.symbol("p.f", Abi::Abi0),
            name: "p.f".into(),
            abi: if r.chance(50) { Abi::Abi0 } else { Abi::Internal },
            flags: TextFlags::from_bits_retain(r.below(8192) as u32),
            frame: r.pick(CONSTANTS),
            args: r.pick(&[0, -1, i32::MIN, i32::MAX]),
            line: Line::new(0, 1),
            number: u32::MAX,
            insts,
            spills: Vec::new(),
        };
        let options =
            Options { shared: r.chance(30), dynlink: r.chance(30), is_asm: r.chance(70), ..Options::default() };
        match assemble(&func, options, &mut unit) {
            Ok(done) => {
                made += 1;
                done.func_info(1);
            }
            Err(_) => refused += 1,
        }
    }
    println!("{made} made, {refused} refused");
    assert!(made > 0 && refused > 0);
}

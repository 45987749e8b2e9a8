//! Places instructions: sizes of branches, alignment, padding. In: the finished list of [`Prog`]s. Out: a
//! [`Layout`] with every instruction's pc, the bytes and the relocations.
//!
//! Branches start short; a pass over all instructions places them,
//! and a forward branch that does not reach becomes long for good, so passes end. A backward branch
//! is as long as its distance in the same pass demands. Everything else is encoded once, but for instructions on bytes
//! that name AX: from the second pass on the official assembler takes that for AL, and encodes it as such. Authority: `span6` in `cmd/internal/obj/x86/asm6.go`.

use crate::branch;
use crate::edit::Prog;
use crate::encode::{Bytes, Coder, Encoded, Refusal};
use crate::inst::{Inst, Suffixes};
use crate::interface::{Options, Symbols};
use crate::op::Op;
use crate::operand::{InstId, Operand};
use crate::padding;
use crate::print;
use crate::reg::Reg;
use base::Id;
use obj::Reloc;

/// Where everything is.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub code: Vec<u8>,
    pub relocs: Vec<Reloc>,
    /// Pc of each instruction.
    pub pcs: Vec<u32>,
    /// Bytes of padding in front of each instruction.
    pub pads: Vec<u32>,
    /// Largest alignment asked for.
    pub align: u32,
}

/// What is known of an instruction before places are.
enum Piece {
    Fixed(Encoded),
    Branch(Branch),
    Align { to: u32, at_most: u32 },
}

/// A branch within the function.
#[derive(Clone, Copy)]
struct Branch {
    shape: Shape,
    target: InstId,
    short: bool,
}

/// How a branch is encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Condition code.
    Conditional(u8),
    Jump,
    /// Opcode; there is no long form.
    Loop(u8),
    /// `JCXZL`: the same behind an address-size prefix.
    LoopNarrow(u8),
    /// `XBEGIN`: there is no short form.
    Begin,
}

/// Encodes and places all instructions. Messages are complete.
pub(crate) fn place(
    progs: &[Prog],
    options: Options,
    symbols: &dyn Symbols,
    name: &str,
) -> Result<Layout, Vec<(usize, String)>> {
    let mut coder = Coder::new(options);
    let mut refused = Vec::new();
    let mut align = 0;
    let mut pieces = Vec::with_capacity(progs.len());
    for (i, p) in progs.iter().enumerate() {
        match piece(p, progs.len(), &mut coder) {
            Ok(piece) => {
                if let Piece::Align { to, .. } = piece {
                    align = align.max(to);
                }
                pieces.push(piece);
            }
            Err(refusal) => {
                refused.push((i, refusal));
                pieces.push(Piece::Fixed(match refusal {
                    Refusal::OffsetTooLarge | Refusal::Suffix(_) => coder.encode(&cut(&p.inst)).unwrap_or_default(),
                    _ => Encoded::default(),
                }));
            }
        }
    }
    let mut sizes = vec![0u32; progs.len()];
    let mut layout = Layout { align, ..Layout::default() };
    let mut again = true;
    let mut too_far = Vec::new();
    for number in 0.. {
        if !again || !too_far.is_empty() {
            break;
        }
        if number == 1 {
            encode_bytes_again(progs, &mut pieces, &mut coder);
        }
        again = pass(progs, &mut pieces, &mut sizes, options, &mut layout, &mut too_far);
        if !refused.is_empty() {
            break;
        }
    }
    refused.extend(too_far.into_iter().map(|i| (i, Refusal::Says("loop too far:"))));
    if refused.is_empty() {
        return Ok(layout);
    }
    let pcs = &layout.pcs;
    let explain = |(i, r): (usize, Refusal)| (i, message(r, &progs[i], pcs[i], pcs, symbols, name));
    Err(refused.into_iter().map(explain).collect())
}

/// Encodes instructions on bytes whose operand AX now is AL.
fn encode_bytes_again(progs: &[Prog], pieces: &mut [Piece], coder: &mut Coder) {
    use Op::*;
    const ON_BYTES: [Op; 9] = [ADCB, ADDB, ANDB, CMPB, ORB, SBBB, SUBB, TESTB, XORB];
    for (p, piece) in progs.iter().zip(pieces).filter(|(p, _)| ON_BYTES.contains(&p.inst.op)) {
        let mut inst = p.inst.clone();
        let registers = inst.operands.iter_mut().filter(|o| **o == Operand::Reg(Reg::AX));
        registers.for_each(|o| *o = Operand::Reg(Reg::AL));
        if let Ok(encoded) = coder.encode(&inst) {
            *piece = Piece::Fixed(encoded);
        }
    }
}

/// The instruction without suffixes and with displacements cut to 32 bits, for its size.
fn cut(inst: &Inst) -> Inst {
    let mut inst = Inst { suffixes: Suffixes::default(), ..inst.clone() };
    for operand in &mut inst.operands {
        if let Operand::Mem(m) | Operand::Addr(m) = operand {
            m.disp = i64::from(m.disp as i32);
        }
    }
    inst
}

/// The official wording.
fn message(r: Refusal, p: &Prog, pc: u32, pcs: &[u32], symbols: &dyn Symbols, name: &str) -> String {
    let shown = || {
        let text = print::instruction(&p.inst, symbols, &|t| pcs.get(t.index()).copied().unwrap_or(0));
        format!("{pc:05} ({})\t{text}", symbols.position(p.inst.line))
    };
    match r {
        Refusal::Invalid => format!("{name}: invalid instruction: {}", shown()),
        Refusal::MissingOp => format!("asmins: missing op {}", shown()),
        Refusal::OffsetTooLarge => format!("offset too large in {}", shown()),
        Refusal::Says(what) | Refusal::Suffix(what) => format!("{what} {}", shown()),
        Refusal::Plain(what) => what.to_string(),
        Refusal::Alignment(a) => {
            format!("alignment value of an instruction must be a power of two and in the range [8, 2048], got {a}\n")
        }
        Refusal::AlignmentMax(n, a) => {
            format!("PCALIGNMAX 'amount' {n} must be non-negative and smaller than the aligment {a}\n")
        }
    }
}

/// What one instruction is.
fn piece(p: &Prog, count: usize, coder: &mut Coder) -> Result<Piece, Refusal> {
    let inst = &p.inst;
    if matches!(inst.op, Op::PCALIGN | Op::PCALIGNMAX) {
        return alignment(p);
    }
    let Some(shape) = shape(inst.op) else { return coder.encode(inst).map(Piece::Fixed) };
    let Some(target) = p.target() else {
        return match inst.op {
            Op::JMP => coder.encode(inst).map(Piece::Fixed),
            _ => Err(Refusal::Invalid),
        };
    };
    // A branch hint, `$0` or `$1` in front of a conditional branch's target, is read and has no effect.
    let hint = match &inst.operands[..] {
        [_] => true,
        [Operand::Imm(0 | 1), _] => matches!(shape, Shape::Conditional(_)),
        _ => false,
    };
    if !hint {
        return Err(Refusal::Invalid);
    }
    if target.index() >= count {
        return Err(Refusal::Plain("branch out of range"));
    }
    Ok(Piece::Branch(Branch { shape, target, short: true }))
}

fn shape(op: Op) -> Option<Shape> {
    use Op::*;
    let condition = match op {
        JOS => 0,
        JOC => 1,
        JCS => 2,
        JCC => 3,
        JEQ => 4,
        JNE => 5,
        JLS => 6,
        JHI => 7,
        JMI => 8,
        JPL => 9,
        JPS => 10,
        JPC => 11,
        JLT => 12,
        JGE => 13,
        JLE => 14,
        JGT => 15,
        JMP => return Some(Shape::Jump),
        LOOPNE => return Some(Shape::Loop(0xe0)),
        LOOPEQ => return Some(Shape::Loop(0xe1)),
        LOOP => return Some(Shape::Loop(0xe2)),
        JCXZQ | JCXZW => return Some(Shape::Loop(0xe3)),
        JCXZL => return Some(Shape::LoopNarrow(0xe3)),
        XBEGIN => return Some(Shape::Begin),
        _ => return None,
    };
    Some(Shape::Conditional(condition))
}

fn alignment(p: &Prog) -> Result<Piece, Refusal> {
    let (to, limit) = match &p.inst.operands[..] {
        [Operand::Imm(to)] if p.inst.op == Op::PCALIGN => (*to, None),
        [Operand::Imm(to), Operand::Imm(n)] if p.inst.op == Op::PCALIGNMAX => (*to, Some(*n)),
        _ => return Err(Refusal::Invalid),
    };
    if !(8..=2048).contains(&to) || to & (to - 1) != 0 {
        return Err(Refusal::Alignment(to));
    }
    match limit {
        Some(n) if !(0..to).contains(&n) => Err(Refusal::AlignmentMax(n, to)),
        _ => Ok(Piece::Align { to: to as u32, at_most: limit.unwrap_or(to) as u32 }),
    }
}

/// Places everything once. Returns whether sizes changed in a way that asks for another pass.
fn pass(
    progs: &[Prog],
    pieces: &mut [Piece],
    sizes: &mut [u32],
    options: Options,
    layout: &mut Layout,
    too_far: &mut Vec<usize>,
) -> bool {
    let mut again = false;
    layout.code.clear();
    layout.relocs.clear();
    layout.pcs.clear();
    layout.pads.clear();
    let mut waiting: Vec<Vec<usize>> = vec![Vec::new(); progs.len()];
    for i in 0..progs.len() {
        let start = layout.code.len();
        if !options.is_asm {
            let n = padding::in_front(progs, sizes, i, start as u32);
            padding::fill(&mut layout.code, n);
        }
        layout.pads.push((layout.code.len() - start) as u32);
        let pc = layout.code.len() as u32;
        layout.pcs.push(pc);
        let is_alignment = matches!(pieces[i], Piece::Align { .. });
        if !is_alignment || options.padding_is_target {
            for from in std::mem::take(&mut waiting[i]) {
                again |= arrive(&mut pieces[from], &mut layout.code, layout.pcs[from], sizes[from], pc);
            }
        }
        if let Piece::Align { to, at_most } = pieces[i] {
            let n = pc.wrapping_neg() & (to - 1);
            padding::fill(&mut layout.code, if n <= at_most { n } else { 0 });
            continue;
        }
        match &mut pieces[i] {
            Piece::Fixed(e) => {
                let at = |r: &Reloc| Reloc { offset: r.offset + pc, ..*r };
                layout.relocs.extend(e.relocs.iter().map(at));
                layout.code.extend_from_slice(&e.bytes);
            }
            Piece::Branch(b) => {
                let backward = b.target.index() <= i;
                let distance = backward.then(|| i64::from(layout.pcs[b.target.index()]) - i64::from(pc));
                match bytes(*b, distance) {
                    Some(bytes) => layout.code.extend_from_slice(&bytes),
                    None => too_far.push(i),
                }
                if !backward {
                    waiting[b.target.index()].push(i);
                }
            }
            Piece::Align { .. } => {}
        }
        let size = layout.code.len() as u32 - pc;
        if sizes[i] != size {
            sizes[i] = size;
            again |= !options.is_asm && padding::matters(progs, sizes, i);
        }
    }
    again
}

/// The bytes of a branch: final when its target is `distance` behind (0 or negative), else with an empty
/// field. `None` when it has no form that reaches.
fn bytes(b: Branch, distance: Option<i64>) -> Option<Bytes> {
    // Counted from the end of a two-byte instruction, whatever the size: as officially.
    let near = distance.map(|d| d - 2);
    let short = match near {
        Some(v) => v >= -128,
        None => b.short,
    };
    let v = near.unwrap_or(0);
    let mut out = Bytes::new();
    let long = |out: &mut Bytes, opcode: &[u8]| {
        out.extend_from_slice(opcode);
        let end = out.len() as i64 + 4;
        let v = distance.map_or(0, |d| d - end);
        out.extend_from_slice(&(v as i32).to_le_bytes());
    };
    let far = |out: &mut Bytes, condition| {
        let size = branch::long(condition);
        branch::write(out, condition, size, distance.map_or(0, |d| d - i64::from(size)));
    };
    match (b.shape, short) {
        (Shape::Begin, _) => long(&mut out, &[0xc7, 0xf8]),
        (Shape::Conditional(c), true) => branch::write(&mut out, Some(c), branch::SHORT, v),
        (Shape::Jump, true) => branch::write(&mut out, None, branch::SHORT, v),
        (Shape::Loop(op), true) => out.extend_from_slice(&[op, v as u8]),
        (Shape::LoopNarrow(op), true) => out.extend_from_slice(&[0x67, op, v as u8]),
        (Shape::Conditional(c), false) => far(&mut out, Some(c)),
        (Shape::Jump, false) => far(&mut out, None),
        (Shape::Loop(_) | Shape::LoopNarrow(_), false) => return None,
    }
    Some(out)
}

/// A forward branch arrives: fills in its field. Returns whether it must become long.
fn arrive(piece: &mut Piece, code: &mut [u8], from: u32, size: u32, pc: u32) -> bool {
    let Piece::Branch(b) = piece else { return false };
    let end = (from + size) as usize;
    let v = pc as i64 - end as i64;
    if b.short && b.shape != Shape::Begin {
        code[end - 1] = v as u8;
        b.short = v <= 127;
        return v > 127;
    }
    code[end - 4..end].copy_from_slice(&(v as i32).to_le_bytes());
    false
}

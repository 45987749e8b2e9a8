//! Machine code back to the assembler's language, for listings of compiled code. In: the bytes of a
//! function and its relocations. Out: its instructions in their places, as they would be written;
//! branches name their target by its pc.
//!
//! The table of forms, read backwards: of the mnemonics that an encoding belongs to the first one in
//! the order of names is shown, but shifts to the left as `SHL`. A byte that begins no instruction of
//! the table becomes a `BYTE`.

use crate::form::{Form, Forms, Kind, Slot};
use crate::inst::{Inst, Line};
use crate::interface::Placed;
use crate::op::Op;
use crate::operand::{Base, InstId, Mem, Operand};
use crate::reg::Reg;
use crate::table::{Class, Target};
use base::Id;
use iced_x86::{Code, ConditionCode, Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register};
use obj::{Reloc, RelocKind};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The instructions of a function. Their lines are not known here.
pub fn disassemble(code: &[u8], relocs: &[Reloc]) -> Vec<Placed> {
    let mut relocs: Vec<&Reloc> = relocs.iter().filter(|r| r.size > 0).collect();
    relocs.sort_by_key(|r| r.offset);
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(rest) = code.get(at..).filter(|rest| !rest.is_empty()) {
        let (inst, len) = match prefix(rest) {
            Some(op) => (plain(op, []), 1),
            None => {
                instruction(rest, at, &relocs).unwrap_or_else(|| (plain(Op::BYTE, [Operand::Imm(rest[0].into())]), 1))
            }
        };
        out.push(Placed { pc: at as u32, size: len as u32, inst, prologue_end: false });
        at += len;
    }
    out
}

fn plain(op: Op, operands: impl IntoIterator<Item = Operand>) -> Inst {
    Inst::new(op, operands, Line::default())
}

/// A prefix that the language writes as an instruction.
fn prefix(code: &[u8]) -> Option<Op> {
    let behind = code.get(if code.get(1) == Some(&0x48) { 2 } else { 1 });
    let is_string = matches!(behind, Some(0xa4..=0xa7 | 0xaa..=0xaf));
    match code[0] {
        0xf0 => Some(Op::LOCK),
        0xf3 if is_string => Some(Op::REP),
        0xf2 if is_string => Some(Op::REPN),
        _ => None,
    }
}

/// The table of forms by what they become.
struct Inverse {
    by_code: HashMap<Code, SmallVec<[(Op, &'static Form); 2]>>,
    by_bytes: HashMap<&'static [u8], Op>,
}

impl Inverse {
    fn get() -> &'static Inverse {
        static TABLE: LazyLock<Inverse> = LazyLock::new(Inverse::build);
        &TABLE
    }
    fn build() -> Inverse {
        let mut table = Inverse { by_code: HashMap::new(), by_bytes: HashMap::new() };
        let (last, first): (Vec<Op>, Vec<Op>) = Op::ALL.iter().partition(|op| op.name().starts_with("SAL"));
        for op in first.into_iter().chain(last) {
            for form in Forms::get().of(op).iter().filter(|f| !f.evex && f.mask.is_none()) {
                match form.target {
                    Target::Code(code) => table.by_code.entry(code).or_default().push((op, form)),
                    Target::Bytes(bytes) if form.classes.is_empty() => _ = table.by_bytes.entry(bytes).or_insert(op),
                    Target::Bytes(_) => {}
                }
            }
        }
        // What the compiler puts where control never comes.
        table.by_bytes.insert(&[0x0f, 0x0b], Op::UNDEF);
        table
    }
}

/// The instruction at `at`, and its length.
fn instruction(rest: &[u8], at: usize, relocs: &[&Reloc]) -> Option<(Inst, usize)> {
    let machine = Decoder::with_ip(64, rest, at as u64, DecoderOptions::NONE).decode();
    if machine.is_invalid() {
        return None;
    }
    let len = machine.len();
    let first = relocs.partition_point(|r| (r.offset as usize) < at);
    let reloc = relocs.get(first).copied().filter(|r| (r.offset as usize) < at + len);
    let table = Inverse::get();
    let inst = branch(&machine, reloc)
        .or_else(|| table.by_bytes.get(rest.get(..len)?).map(|op| plain(*op, [])))
        .or_else(|| no_operation(&machine))
        .or_else(|| {
            let forms = table.by_code.get(&machine.code())?;
            forms.iter().find_map(|(op, form)| by_form(*op, form, &machine, reloc))
        })?;
    Some((inst, len))
}

/// A branch, jump or call to a place that the code names.
fn branch(machine: &Instruction, reloc: Option<&Reloc>) -> Option<Inst> {
    if machine.op0_kind() != OpKind::NearBranch64 {
        return None;
    }
    let op = match machine.flow_control() {
        FlowControl::Call => Op::CALL,
        FlowControl::UnconditionalBranch => Op::JMP,
        FlowControl::ConditionalBranch => condition(machine.condition_code())?,
        _ => return None,
    };
    let to = match reloc {
        Some(r) => Operand::Mem(Mem::symbol(r.sym, r.addend)),
        None => Operand::Branch(InstId::new(usize::try_from(machine.near_branch_target()).ok()?)),
    };
    Some(plain(op, [to]))
}

fn condition(code: ConditionCode) -> Option<Op> {
    use ConditionCode as C;
    Some(match code {
        C::o => Op::JOS,
        C::no => Op::JOC,
        C::b => Op::JCS,
        C::ae => Op::JCC,
        C::e => Op::JEQ,
        C::ne => Op::JNE,
        C::be => Op::JLS,
        C::a => Op::JHI,
        C::s => Op::JMI,
        C::ns => Op::JPL,
        C::p => Op::JPS,
        C::np => Op::JPC,
        C::l => Op::JLT,
        C::ge => Op::JGE,
        C::le => Op::JLE,
        C::g => Op::JGT,
        C::None => return None,
    })
}

/// The single byte is written as the exchange it is, longer ones are padding.
fn no_operation(machine: &Instruction) -> Option<Inst> {
    match (machine.mnemonic(), machine.len()) {
        (Mnemonic::Nop, 1) => Some(plain(Op::XCHGL, [Operand::Reg(Reg::AX), Operand::Reg(Reg::AX)])),
        (Mnemonic::Nop, _) => Some(plain(Op::NOP, [])),
        _ => None,
    }
}

/// The operands in Go's order, if this form can have given the instruction.
fn by_form(op: Op, form: &Form, machine: &Instruction, reloc: Option<&Reloc>) -> Option<Inst> {
    let mut given: SmallVec<[Option<Operand>; 5]> = form.classes.iter().map(|class| implied(*class)).collect();
    let mut seen = 0u32;
    for (i, slot) in form.slots.iter().enumerate() {
        let Slot::Given(k, kind) = *slot else { continue };
        let (place, bit) = (given.get_mut(usize::from(k))?, 1 << k);
        let found = operand(machine, i as u32, kind, form.classes[usize::from(k)], reloc)?;
        if seen & bit != 0 && place.as_ref() != Some(&found) {
            return None;
        }
        seen |= bit;
        *place = Some(found);
    }
    Some(plain(op, given.into_iter().collect::<Option<Vec<_>>>()?))
}

/// What stands for a class that leaves no choice.
fn implied(class: Class) -> Option<Operand> {
    Some(match class {
        Class::I1 => Operand::Imm(1),
        Class::Al => Operand::Reg(Reg::AL),
        Class::Ax => Operand::Reg(Reg::AX),
        Class::Cl | Class::Cx => Operand::Reg(Reg::CX),
        Class::X0 => Operand::Reg(Reg::X0),
        Class::St0 => Operand::Reg(Reg::F0),
        _ => return None,
    })
}

fn operand(machine: &Instruction, i: u32, kind: Kind, class: Class, reloc: Option<&Reloc>) -> Option<Operand> {
    match (machine.op_kind(i), kind) {
        (OpKind::Memory, _) => memory(machine, reloc).map(Operand::Mem),
        (OpKind::Register, Kind::Byte) => byte_register(machine.op_register(i)).map(Operand::Reg),
        (OpKind::Register, Kind::Reg(first)) => {
            let n = (machine.op_register(i) as usize).checked_sub(first as usize)?;
            numbered(first)?.plus(u8::try_from(n).ok()?).map(Operand::Reg)
        }
        (_, Kind::Imm(_)) => Some(Operand::Imm(constant(machine, i, class)?)),
        _ => None,
    }
}

/// The register of that number 0 in Go's list.
fn numbered(first: Register) -> Option<Reg> {
    Some(match first {
        Register::AX | Register::EAX | Register::RAX => Reg::AX,
        Register::MM0 => Reg::M0,
        Register::XMM0 => Reg::X0,
        Register::YMM0 => Reg::Y0,
        Register::ST0 => Reg::F0,
        Register::CR0 => Reg::CR0,
        Register::DR0 => Reg::DR0,
        _ => return None,
    })
}

/// Byte registers are written as general ones; listings show them by their own names.
fn byte_register(r: Register) -> Option<Reg> {
    match r {
        Register::AH | Register::CH | Register::DH | Register::BH => {
            Reg::AH.plus((r as usize - Register::AH as usize) as u8)
        }
        _ => general(r),
    }
}

fn general(r: Register) -> Option<Reg> {
    let full = r.full_register();
    if !full.is_gpr64() { None } else { Reg::AX.plus(full.number() as u8) }
}

/// A constant: signed, unless the class has no negative ones.
fn constant(machine: &Instruction, i: u32, class: Class) -> Option<i64> {
    let v = machine.try_immediate(i).ok()?;
    let unsigned = matches!(class, Class::U2 | Class::U8 | Class::U32);
    Some(match machine.op_kind(i) {
        _ if unsigned => v as i64,
        OpKind::Immediate8 => i64::from(v as i8),
        OpKind::Immediate16 => i64::from(v as i16),
        OpKind::Immediate32 => i64::from(v as i32),
        _ => v as i64,
    })
}

/// A place in memory. What is addressed by the pc, or within the segment of the thread, a relocation names.
fn memory(machine: &Instruction, reloc: Option<&Reloc>) -> Option<Mem> {
    let (base, index) = (machine.memory_base(), machine.memory_index());
    let disp = i64::from(machine.memory_displacement64() as i32);
    if base == Register::RIP {
        let r = reloc?;
        let behind = machine.next_ip() as i64 - i64::from(r.offset) - i64::from(r.size);
        return Some(Mem::symbol(r.sym, r.addend + behind));
    }
    if machine.segment_prefix() != Register::None {
        let tls = reloc.is_some_and(|r| r.ty.kind() == Some(RelocKind::TlsLe));
        return (tls && base == Register::None && index == Register::None).then(|| Mem::at(Reg::TLS, 0));
    }
    let base = if base == Register::None { Base::None } else { Base::Reg(general(base)?) };
    let index = if index == Register::None { None } else { Some(general(index)?) };
    let scale = if index.is_some() { machine.memory_index_scale() as u8 } else { 0 };
    Some(Mem { base, index, scale, disp })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::shown;
    use obj::{Abi, RelocType, Unit};

    fn text(code: &[u8]) -> String {
        let mut unit = Unit::new("p");
        let sym = unit.symbol("p.f", Abi::Abi0);
        let reloc = |offset, kind| Reloc { offset, size: 4, ty: RelocType::new(kind), sym, addend: 0 };
        let relocs = match code {
            [0xe8, ..] => vec![reloc(1, RelocKind::Call)],
            [0x48, 0x8d, 0x05, ..] => vec![reloc(3, RelocKind::PcRel)],
            [0x64, ..] => vec![reloc(5, RelocKind::TlsLe)],
            _ => Vec::new(),
        };
        let lines = disassemble(code, &relocs);
        lines.iter().map(|p| shown(&p.inst, &unit, &|t| t.index() as u32)).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_compilers_make() {
        for (code, wanted) in [
            (&[0x48, 0x8b, 0x44, 0x24, 0x08][..], "MOVQ\t8(SP), AX"),
            (&[0x49, 0x3b, 0x66, 0x10], "CMPQ\tSP, 16(R14)"),
            (&[0x76, 0x10], "JLS\t18"),
            (&[0xe8, 0, 0, 0, 0], "CALL\tp.f(SB)"),
            (&[0x48, 0x8d, 0x05, 0, 0, 0, 0], "LEAQ\tp.f(SB), AX"),
            (&[0x64, 0x48, 0x8b, 0x0c, 0x25, 0, 0, 0, 0], "MOVQ\t(TLS), CX"),
            (&[0x48, 0x83, 0xec, 0x18], "SUBQ\t$24, SP"),
            (&[0x84, 0x01], "TESTB\tAL, (CX)"),
            (&[0xb8, 0xff, 0xff, 0xff, 0xff], "MOVL\t$-1, AX"),
            (&[0x48, 0xd3, 0xe0], "SHLQ\tCX, AX"),
            (&[0x48, 0x6b, 0xc3, 0x03], "IMUL3Q\t$3, BX, AX"),
            (&[0xf3, 0x48, 0xab], "REP; STOSQ"),
            (&[0xf0, 0x0f, 0xb1, 0x11], "LOCK; CMPXCHGL\tDX, (CX)"),
            (&[0x48, 0x8b, 0x04, 0xcb], "MOVQ\t(BX)(CX*8), AX"),
            (&[0x44, 0x0f, 0x11, 0x7c, 0x24, 0x48], "MOVUPS\tX15, 72(SP)"),
            (&[0xff, 0xd1], "CALL\tCX"),
            (&[0xff, 0x12], "CALL\t(DX)"),
            (&[0x0f, 0x94, 0xc0], "SETEQ\tAL"),
            (&[0x0f, 0xb6, 0xc0], "MOVBLZX\tAL, AX"),
            (&[0x90], "XCHGL\tAX, AX"),
            (&[0x0f, 0x1f, 0x00], "NOP"),
            (&[0x0f, 0x0b], "UNDEF"),
            (&[0xc3], "RET"),
            (&[0x06], "BYTE\t$6"),
        ] {
            assert_eq!(text(code), wanted);
        }
    }
}

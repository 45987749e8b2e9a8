//! One instruction to bytes. In: an instruction whose pseudo-registers have final offsets ([`Base::Auto`]
//! and [`Base::Param`] then count from SP). Out: its bytes, with relocations counted from its first byte.
//! Branches within a function are not seen here (see [`crate::layout`]): their size depends on distance.
//!
//! The first form whose classes fit is taken, as officially; iced-x86 does the bits. Authority: `doasm`,
//! `asmandsz`, `prefixof` and `vaddr` in `cmd/internal/obj/x86/asm6.go`.

use crate::class::accepts;
use crate::encoder::{Encoder, low_byte, set_immediate};
use crate::form::{Form, Forms, Kind, Slot};
use crate::inst::{Inst, SuffixKind};
use crate::interface::Options;
use crate::op::Op;
use crate::operand::{Base, Mem, Operand};
use crate::reg::{Reg, RegClass};
use crate::table::{Class, Target};
use iced_x86::{Instruction, OpKind, Register, RoundingControl};
use obj::{Reloc, RelocKind, RelocType, SymId};
use smallvec::SmallVec;

/// Bytes of one instruction.
pub(crate) type Bytes = SmallVec<[u8; 16]>;

/// An encoded instruction.
#[derive(Clone, Debug, Default)]
pub(crate) struct Encoded {
    pub bytes: Bytes,
    /// Offsets from the first byte.
    pub relocs: SmallVec<[Reloc; 1]>,
}

/// Why an instruction cannot be encoded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Refusal {
    /// No form takes these operands.
    Invalid,
    /// No form at all.
    MissingOp,
    /// A displacement beyond 32 bits. What follows is placed as if its low bits had been encoded.
    OffsetTooLarge,
    /// A suffix the form does not take: the message, to be followed by the instruction.
    Suffix(&'static str),
    /// The message, to be followed by the instruction.
    Says(&'static str),
    /// The message alone.
    Plain(&'static str),
    /// An alignment that cannot be.
    Alignment(i64),
    /// More padding allowed than alignment could ask for.
    AlignmentMax(i64, i64),
}

/// Instructions that 64-bit code cannot have, but for segment registers on the stack.
const ONLY_32_BIT: &[Op] = {
    use Op::*;
    &[AAA, AAD, AAM, AAS, ARPL, BOUNDL, DAA, DAS, INTO, LEAVEL, POPAL, POPFL, POPL, PUSHAL, PUSHFL, PUSHL]
};

/// The encoder with its reused state.
pub(crate) struct Coder {
    encoder: Encoder,
    /// Memory for the bytes of one instruction.
    buffer: Vec<u8>,
    forms: &'static Forms,
    shared: bool,
    short_constants: bool,
}

impl Coder {
    pub fn new(options: Options) -> Coder {
        Coder {
            encoder: Encoder::default(),
            buffer: Vec::new(),
            forms: Forms::get(),
            shared: options.shared,
            short_constants: options.short_constants,
        }
    }

    /// Encodes an instruction that is no branch within the function.
    pub fn encode(&mut self, inst: &Inst) -> Result<Encoded, Refusal> {
        match inst.op {
            Op::BYTE => data(inst, 1),
            Op::WORD => data(inst, 2),
            Op::LONG => data(inst, 4),
            Op::QUAD => data(inst, 8),
            Op::NOP | Op::PCDATA | Op::FUNCDATA | Op::PCALIGN | Op::PCALIGNMAX => Ok(Encoded::default()),
            Op::CALL | Op::JMP => self.transfer(inst),
            Op::DUFFZERO | Op::DUFFCOPY => duff(inst),
            Op::MOVQ | Op::MOVL if inst.operands.first() == Some(&Operand::Reg(Reg::TLS)) => tls_base(inst),
            Op::MOVQ if self.short_constants && sets_low_half(inst) => {
                self.by_table(&Inst { op: Op::MOVL, ..inst.clone() })
            }
            _ => self.by_table(inst),
        }
    }

    fn by_table(&mut self, inst: &Inst) -> Result<Encoded, Refusal> {
        let segment = |o: &Operand| o.reg().is_some_and(|r| r.class().0 == RegClass::Segment);
        if ONLY_32_BIT.contains(&inst.op) && !inst.operands.iter().any(segment) {
            return Err(Refusal::Says("asmins: illegal in 64-bit mode:"));
        }
        let forms = self.forms.of(inst.op);
        if forms.is_empty() {
            return Err(Refusal::MissingOp);
        }
        check_gather(inst)?;
        let form = forms.iter().find(|f| fits(f, inst)).ok_or(Refusal::Invalid)?;
        match form.target {
            Target::Bytes(b) => Ok(Encoded { bytes: b.into(), relocs: SmallVec::new() }),
            Target::Code(_) => self.by_form(form, inst),
        }
    }

    /// Calls and jumps that leave the function or go through memory or a register.
    fn transfer(&mut self, inst: &Inst) -> Result<Encoded, Refusal> {
        let call = inst.op == Op::CALL;
        let [operand] = &inst.operands[..] else { return Err(Refusal::Invalid) };
        let mut out = Encoded::default();
        let (opcode, kind, sym, addend): (&[u8], _, _, _) = match operand {
            // An index behind a symbol is not looked at.
            Operand::Mem(Mem { base: Base::Symbol(sym), disp, .. }) => {
                let opcode: &[u8] = if call { &[0xe8] } else { &[0xe9] };
                // A jump to a symbol ignores its offset.
                (opcode, RelocKind::Call, *sym, if call { *disp } else { 0 })
            }
            Operand::Indirect(Mem { base: Base::Symbol(sym), index: None, scale: 0, disp }) if call => {
                (&[0xff, 0x15], RelocKind::PcRel, *sym, *disp)
            }
            Operand::Imm(v) if accepts(Class::I32, operand) => {
                let opcode: &[u8] = if call { &[0xe8] } else { &[0xe9] };
                (opcode, RelocKind::PcRel, SymId::NONE, *v)
            }
            Operand::Reg(_) | Operand::Mem(_) => {
                if !accepts(Class::Rm, operand) {
                    return Err(Refusal::Invalid);
                }
                out = self.by_table(inst)?;
                if call {
                    // The mark stands at the first byte, or behind it where a REX prefix was put in.
                    let first = out.bytes.iter().find(|b| !matches!(b, 0x26 | 0x2e | 0x3e | 0x64 | 0x65));
                    let offset = u32::from(first.is_some_and(|b| b & 0xf0 == 0x40));
                    let ty = RelocType::new(RelocKind::CallInd);
                    out.relocs.insert(0, Reloc { offset, size: 0, ty, sym: SymId::NONE, addend: 0 });
                }
                return Ok(out);
            }
            _ => return Err(Refusal::Invalid),
        };
        out.bytes.extend_from_slice(opcode);
        let offset = out.bytes.len() as u32;
        out.relocs.push(Reloc { offset, size: 4, ty: RelocType::new(kind), sym, addend });
        out.bytes.extend_from_slice(&[0; 4]);
        Ok(out)
    }

    fn by_form(&mut self, form: &Form, inst: &Inst) -> Result<Encoded, Refusal> {
        let Target::Code(code) = form.target else { return Err(Refusal::Invalid) };
        let mut machine = Instruction::default();
        machine.set_code(code);
        let mut place = None;
        for (i, slot) in form.slots.iter().enumerate() {
            let i = i as u32;
            match *slot {
                Slot::Fixed(r) => {
                    machine.set_op_kind(i, OpKind::Register);
                    machine.set_op_register(i, r);
                }
                Slot::Implied(kind) => {
                    machine.set_op_kind(i, kind);
                    machine.set_memory_base(Register::RDI);
                }
                Slot::One => {
                    machine.set_op_kind(i, OpKind::Immediate8);
                    machine.set_immediate8(1);
                }
                Slot::Given(k, kind) => {
                    if let Some(mem) = fill(&mut machine, i, kind, &inst.operands[k as usize])? {
                        place = Some(self.memory(&mut machine, mem, inst.op)?);
                    }
                }
            }
        }
        if let Some(Operand::Reg(k)) = form.mask.map(|k| &inst.operands[k as usize]) {
            machine.set_op_mask(Register::K0 + u32::from(k.class().1));
        }
        suffixes(&mut machine, form, inst, place.is_some())?;
        if let Some(segment) = segment_prefix(inst, self.shared) {
            machine.set_segment_prefix(segment);
        }
        self.finish(&machine, place)
    }

    /// Describes a memory operand to iced-x86; returns the relocation it needs.
    fn memory(&self, machine: &mut Instruction, mem: &Mem, op: Op) -> Result<MemoryReloc, Refusal> {
        let mut disp = mem.disp;
        if i32::try_from(disp).is_err() {
            if op != Op::LEAL {
                return Err(Refusal::OffsetTooLarge);
            }
            disp = i64::from(disp as i32);
        }
        let mut reloc = MemoryReloc::None;
        let base = match mem.base {
            Base::Symbol(sym) => {
                reloc = MemoryReloc::Symbol(RelocKind::PcRel, sym, disp);
                disp = 0;
                Register::RIP
            }
            Base::Got(sym) => {
                if disp != 0 {
                    return Err(Refusal::Says("offset against gotref in"));
                }
                reloc = MemoryReloc::Symbol(RelocKind::GotPcRel, sym, 0);
                Register::RIP
            }
            Base::Auto(_) | Base::Param(_) => Register::RSP,
            Base::None => Register::None,
            Base::Reg(Reg::TLS) => {
                if !self.shared {
                    reloc = MemoryReloc::Symbol(RelocKind::TlsLe, SymId::NONE, disp);
                }
                disp = 0;
                Register::None
            }
            Base::Reg(r) => match r.class() {
                (RegClass::General, n) => Register::RAX + u32::from(n),
                (RegClass::Segment, _) => Register::None,
                _ => return Err(Refusal::Invalid),
            },
        };
        machine.set_memory_base(base);
        match mem.index.map(|r| (r, r.class())) {
            None | Some((_, (RegClass::Segment, _))) => {}
            Some((_, (RegClass::Tls, _))) => {
                // Behind SP and R12, which need an index byte, the annotation is not looked at.
                if !self.shared && !matches!(base, Register::RSP | Register::R12) {
                    reloc = MemoryReloc::Symbol(RelocKind::TlsLe, SymId::NONE, disp);
                    disp = 0;
                }
            }
            Some((_, (class, n))) => {
                if !matches!(mem.scale, 1 | 2 | 4 | 8) {
                    return Err(Refusal::Plain("asmidx: bad address"));
                }
                let first = match class {
                    RegClass::General => Register::RAX,
                    RegClass::Xmm => Register::XMM0,
                    RegClass::Ymm => Register::YMM0,
                    RegClass::Zmm => Register::ZMM0,
                    _ => return Err(Refusal::Plain("asmidx: bad address")),
                };
                machine.set_memory_index(first + u32::from(n));
                machine.set_memory_index_scale(u32::from(mem.scale));
            }
        }
        machine.set_memory_displacement64(disp as u64);
        // Without a base, and where the linker fills in, the field has 32 bits.
        let wide = base == Register::None || !matches!(reloc, MemoryReloc::None);
        machine.set_memory_displ_size(if wide { 8 } else { u32::from(disp != 0) });
        Ok(reloc)
    }

    fn finish(&mut self, machine: &Instruction, place: Option<MemoryReloc>) -> Result<Encoded, Refusal> {
        self.buffer.clear();
        let field = self.encoder.append(&mut self.buffer, machine).map_err(|_| Refusal::Invalid)?;
        let mut out = Encoded::default();
        if let Some(MemoryReloc::Symbol(kind, sym, mut addend)) = place {
            let offset = field.offset;
            if let Some(field) = self.buffer.get_mut(offset..offset + 4) {
                field.fill(0);
            }
            if kind == RelocKind::PcRel {
                // The linker counts from the end of the field, the machine from that of the instruction.
                addend -= (self.buffer.len() - offset - 4) as i64;
            }
            let ty = RelocType::new(kind);
            out.relocs.push(Reloc { offset: offset as u32, size: 4, ty, sym, addend });
        }
        out.bytes = Bytes::from_slice(&self.buffer);
        if machine.suppress_all_exceptions()
            && let Some(p2) = out.bytes.get_mut(3)
        {
            // The processor ignores the vector length here; officially it is written nonetheless.
            *p2 |= (machine.code().op_code().l() as u8) << 5;
        }
        Ok(out)
    }
}

/// The relocation of a memory operand.
#[derive(Clone, Copy)]
enum MemoryReloc {
    None,
    Symbol(RelocKind, SymId, i64),
}

/// Whether a form takes the operands and suffixes.
fn fits(form: &Form, inst: &Inst) -> bool {
    form.classes.len() == inst.operands.len()
        && (form.evex || inst.suffixes.is_empty())
        && form.classes.iter().zip(&inst.operands).all(|(c, o)| accepts(*c, o))
}

/// Writes operand `i`; memory is handed back.
fn fill<'a>(machine: &mut Instruction, i: u32, kind: Kind, operand: &'a Operand) -> Result<Option<&'a Mem>, Refusal> {
    match operand {
        Operand::Reg(r) | Operand::List(r, _) => {
            machine.set_op_kind(i, OpKind::Register);
            machine.set_op_register(i, register(kind, *r).ok_or(Refusal::Invalid)?);
        }
        Operand::Mem(m) => {
            machine.set_op_kind(i, OpKind::Memory);
            return Ok(Some(m));
        }
        Operand::Addr(m) if matches!(kind, Kind::Memory) => {
            machine.set_op_kind(i, OpKind::Memory);
            return Ok(Some(m));
        }
        Operand::Imm(v) | Operand::Addr(Mem { disp: v, .. }) => {
            let Kind::Imm(form) = kind else { return Err(Refusal::Invalid) };
            machine.set_op_kind(i, form);
            set_immediate(machine, form, *v);
        }
        _ => return Err(Refusal::Invalid),
    }
    Ok(None)
}

/// The iced-x86 register for `r` where a form wants `kind`.
fn register(kind: Kind, r: Reg) -> Option<Register> {
    let (class, n) = r.class();
    let n = u32::from(n);
    Some(match kind {
        Kind::Byte if class == RegClass::HighByte => Register::AH + n,
        Kind::Byte => low_byte(n),
        // MMX instructions take general registers by number, as the official assembler does.
        Kind::Reg(Register::MM0) if n > 7 => return None,
        Kind::Reg(first) => first + n,
        Kind::Segment => match r {
            Reg::ES => Register::ES,
            Reg::CS => Register::CS,
            Reg::SS => Register::SS,
            Reg::DS => Register::DS,
            Reg::FS => Register::FS,
            Reg::GS => Register::GS,
            _ => return None,
        },
        Kind::Imm(_) | Kind::Memory => return None,
    })
}

/// Applies AVX-512 suffixes, checking that the form has them.
fn suffixes(machine: &mut Instruction, form: &Form, inst: &Inst, memory: bool) -> Result<(), Refusal> {
    if inst.suffixes.is_empty() {
        return Ok(());
    }
    let info = machine.code().op_code();
    if inst.suffixes.zeroing {
        if !info.can_use_zeroing_masking() {
            return Err(Refusal::Suffix("unsupported zeroing:"));
        }
        if form.mask.is_none() {
            return Err(Refusal::Suffix("mask register must be specified for .Z instructions:"));
        }
        machine.set_zeroing_masking(true);
    }
    let rounding = match inst.suffixes.kind {
        SuffixKind::None => return Ok(()),
        SuffixKind::Broadcast => {
            if !memory {
                return Err(Refusal::Suffix("illegal broadcast without memory argument:"));
            }
            if !info.can_broadcast() {
                return Err(Refusal::Suffix("unsupported broadcast:"));
            }
            machine.set_is_broadcast(true);
            return Ok(());
        }
        SuffixKind::Sae => {
            if memory {
                return Err(Refusal::Suffix("illegal SAE with memory argument:"));
            }
            if !info.can_suppress_all_exceptions() || info.can_use_rounding_control() {
                return Err(Refusal::Suffix("unsupported SAE:"));
            }
            machine.set_suppress_all_exceptions(true);
            return Ok(());
        }
        SuffixKind::RoundNearest => RoundingControl::RoundToNearest,
        SuffixKind::RoundDown => RoundingControl::RoundDown,
        SuffixKind::RoundUp => RoundingControl::RoundUp,
        SuffixKind::RoundZero => RoundingControl::RoundTowardZero,
    };
    if memory {
        return Err(Refusal::Suffix("illegal rounding with memory argument:"));
    }
    // Conversions that are exact take no rounding, though the encoding has room for it.
    let exact = matches!(inst.op, Op::VCVTDQ2PD | Op::VCVTUDQ2PD | Op::VCVTSI2SDL | Op::VCVTUSI2SDL);
    if exact || !info.can_use_rounding_control() {
        return Err(Refusal::Suffix("unsupported rounding:"));
    }
    machine.set_rounding_control(rounding);
    Ok(())
}

/// The segment prefix the first or last operand asks for; the ones between are not looked at.
fn segment_prefix(inst: &Inst, shared: bool) -> Option<Register> {
    let ends = [inst.operands.first(), inst.operands.last()];
    ends.into_iter().flatten().find_map(|o| {
        let Operand::Mem(m) = o else { return None };
        let by_base = match m.base {
            Base::Reg(r) => segment(r),
            _ => None,
        };
        by_base.or_else(|| m.index.filter(|r| shared || *r != Reg::TLS).and_then(segment))
    })
}

fn segment(r: Reg) -> Option<Register> {
    Some(match r {
        Reg::CS => Register::CS,
        Reg::DS => Register::DS,
        Reg::ES => Register::ES,
        Reg::FS | Reg::TLS => Register::FS,
        Reg::GS => Register::GS,
        _ => return None,
    })
}

/// `BYTE $x` and its wider brothers.
fn data(inst: &Inst, size: usize) -> Result<Encoded, Refusal> {
    match &inst.operands[..] {
        [Operand::Imm(v)] => {
            Ok(Encoded { bytes: Bytes::from_slice(&v.to_le_bytes()[..size]), relocs: SmallVec::new() })
        }
        _ => Err(Refusal::Invalid),
    }
}

/// Calls into the middle of `runtime.duffzero` or `duffcopy`, with the frame pointer kept around.
fn duff(inst: &Inst) -> Result<Encoded, Refusal> {
    let [Operand::Addr(Mem { base: Base::Symbol(sym), disp, .. })] = inst.operands[..] else {
        return Err(Refusal::Plain("call without target"));
    };
    const SAVE: [u8; 10] = [0x48, 0x89, 0x6c, 0x24, 0xf0, 0x48, 0x8d, 0x6c, 0x24, 0xf0];
    const RESTORE: [u8; 4] = [0x48, 0x8b, 0x6d, 0x00];
    let mut bytes = Bytes::from_slice(&SAVE);
    bytes.push(0xe8);
    let offset = bytes.len() as u32;
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&RESTORE);
    let ty = RelocType::new(RelocKind::Call);
    Ok(Encoded { bytes, relocs: smallvec::smallvec![Reloc { offset, size: 4, ty, sym, addend: disp }] })
}

/// Whether a register gets a constant whose upper half is zero.
fn sets_low_half(inst: &Inst) -> bool {
    let [Operand::Imm(v), Operand::Reg(r)] = inst.operands[..] else { return false };
    u32::try_from(v).is_ok() && accepts(Class::R, &Operand::Reg(r))
}

/// `MOVQ TLS, reg` under -shared: loads the offset of thread-local storage from the GOT.
fn tls_base(inst: &Inst) -> Result<Encoded, Refusal> {
    let Some((RegClass::General, n)) = inst.operands.get(1).and_then(Operand::reg).map(Reg::class) else {
        return Err(Refusal::Invalid);
    };
    if inst.op != Op::MOVQ {
        return Err(Refusal::Says("invalid load of TLS:"));
    }
    let rex = 0x48 | (n >> 3) << 2;
    let bytes = Bytes::from_slice(&[rex, 0x8b, 0x05 | (n & 7) << 3, 0, 0, 0, 0]);
    let ty = RelocType::new(RelocKind::TlsIe);
    let reloc = Reloc { offset: 3, size: 4, ty, sym: SymId::NONE, addend: -4 };
    Ok(Encoded { bytes, relocs: smallvec::smallvec![reloc] })
}

/// Gathers trap when index, mask and destination are not all different; the mask cannot be left out.
fn check_gather(inst: &Inst) -> Result<(), Refusal> {
    use Op::*;
    if !matches!(
        inst.op,
        VGATHERDPD | VGATHERQPD | VGATHERDPS | VGATHERQPS | VPGATHERDD | VPGATHERQD | VPGATHERDQ | VPGATHERQQ
    ) {
        return Ok(());
    }
    let [first, second, .., last] = &inst.operands[..] else {
        return Err(Refusal::Says("need a third arg for gather instruction:"));
    };
    if inst.operands.len() < 3 {
        return Err(Refusal::Says("need a third arg for gather instruction:"));
    }
    let number = |r: Option<Reg>| r.map(|r| r.class().1);
    let index = |o: &Operand| number(o.mem().and_then(|m| m.index));
    let dest = number(last.reg());
    if second.reg().is_some_and(|r| r.class().0 == RegClass::Mask) {
        if dest == index(first) {
            return Err(Refusal::Says("index and destination registers should be distinct:"));
        }
        return Ok(());
    }
    let (mask, index) = (number(first.reg()), index(second));
    if dest == mask || dest == index || mask == index {
        return Err(Refusal::Says("mask, index, and destination registers should be distinct:"));
    }
    Ok(())
}

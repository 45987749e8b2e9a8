//! Machine code to text. In: bytes, their address, a look-up of symbols. Out: one instruction in the syntax
//! of the official disassembler, which keeps Intel's names, adds size suffixes, and turns operands round.
//! Instructions it does not know (VEX, EVEX) are shown in the same manner.
//!
//! Authority: `golang.org/x/arch/x86/x86asm/plan9x.go` as vendored by Go 1.23, for the form of the text.

use iced_x86::{Decoder, DecoderOptions, Instruction, Mnemonic, OpKind, Register};
use std::fmt::Write;

/// The symbol that contains an address: its name and its first address.
pub type Lookup<'a> = &'a dyn Fn(u64) -> Option<(String, u64)>;

/// One decoded instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Bytes it takes, at least 1.
    pub len: usize,
    /// Its text; `?` for a byte that begins no instruction.
    pub text: String,
}

/// Decodes the first instruction of `code`, which is not empty, at address `pc`.
pub fn decode(code: &[u8], pc: u64, symbols: Lookup<'_>) -> Decoded {
    let inst = Decoder::with_ip(64, code, pc, DecoderOptions::NONE).decode();
    if inst.is_invalid() || inst.len() == 0 {
        return Decoded { len: 1, text: "?".to_string() };
    }
    let bytes = &code[..inst.len()];
    Decoded { len: inst.len(), text: text(&inst, bytes, symbols) }
}

/// Prefixes that change the operand size.
struct Prefixes {
    operand_size: bool,
    wide: bool,
}

fn prefixes(bytes: &[u8]) -> Prefixes {
    let mut p = Prefixes { operand_size: false, wide: false };
    for b in bytes {
        match b {
            0x66 => p.operand_size = true,
            0x40..=0x4f => {
                p.wide = b & 8 != 0;
                break;
            }
            0x26 | 0x2e | 0x36 | 0x3e | 0x64 | 0x65 | 0x67 | 0xf0 | 0xf2 | 0xf3 => {}
            _ => break,
        }
    }
    p
}

fn text(inst: &Instruction, bytes: &[u8], symbols: Lookup<'_>) -> String {
    let mut s = String::new();
    if inst.has_rep_prefix() && is_string(inst) {
        s.push_str("REP; ");
    } else if inst.has_repne_prefix() && is_string(inst) {
        s.push_str("REPNE; ");
    }
    if inst.has_lock_prefix() {
        s.push_str("LOCK ");
    }
    s.push_str(&name(inst));
    s.push_str(suffix(inst, bytes));
    let shown: Vec<String> =
        (0..inst.op_count()).filter(|i| !is_hidden(inst, *i)).map(|i| operand(inst, i, symbols)).collect();
    let mut shown: Vec<String> = shown.into_iter().rev().collect();
    if inst.mnemonic() == Mnemonic::Cmp {
        shown.reverse();
    }
    if inst.mnemonic() == Mnemonic::Int3 {
        shown.push("$0x3".to_string());
    }
    if !shown.is_empty() {
        s.push(' ');
        s.push_str(&shown.join(", "));
    }
    if inst.has_op_mask() {
        let _ = write!(s, ", K{}", inst.op_mask().number());
    }
    s
}

fn is_string(inst: &Instruction) -> bool {
    inst.is_string_instruction()
}

/// Intel's name, with what the official disassembler calls otherwise.
fn name(inst: &Instruction) -> String {
    let vector = inst.op_count() > 0 && (0..2).any(|i| inst.op_register(i).is_xmm());
    match inst.mnemonic() {
        Mnemonic::Movsd if vector => "MOVSD_XMM".to_string(),
        Mnemonic::Cmpsd if vector => "CMPSD_XMM".to_string(),
        Mnemonic::Int3 => "INT".to_string(),
        Mnemonic::Xchg if inst.op0_register() == inst.op1_register() => "NOP".to_string(),
        m => format!("{m:?}").to_uppercase(),
    }
}

/// `B`, `W`, `L` or `Q` for instructions that come in several sizes.
fn suffix(inst: &Instruction, bytes: &[u8]) -> &'static str {
    use Mnemonic as M;
    if !matches!(
        inst.mnemonic(),
        M::Adc
            | M::Add
            | M::And
            | M::Bsf
            | M::Bsr
            | M::Bt
            | M::Btc
            | M::Btr
            | M::Bts
            | M::Cmp
            | M::Cmpxchg
            | M::Cvtsi2sd
            | M::Cvtsi2ss
            | M::Cvtsd2si
            | M::Cvtss2si
            | M::Cvttsd2si
            | M::Cvttss2si
            | M::Dec
            | M::Div
            | M::Fldenv
            | M::Frstor
            | M::Idiv
            | M::Imul
            | M::In
            | M::Inc
            | M::Lea
            | M::Mov
            | M::Movnti
            | M::Mul
            | M::Neg
            | M::Nop
            | M::Not
            | M::Or
            | M::Out
            | M::Pop
            | M::Popcnt
            | M::Push
            | M::Rcl
            | M::Rcr
            | M::Rol
            | M::Ror
            | M::Sar
            | M::Sbb
            | M::Shl
            | M::Shld
            | M::Shr
            | M::Shrd
            | M::Sub
            | M::Test
            | M::Xadd
            | M::Xchg
            | M::Xor
    ) {
        return "";
    }
    if inst.mnemonic() == M::Nop && inst.op_count() == 0 {
        return if prefixes(bytes).operand_size { "W" } else { "L" };
    }
    let has_memory = (0..inst.op_count()).any(|i| inst.op_kind(i) == OpKind::Memory);
    let p = prefixes(bytes);
    let by_prefix = match (p.wide, p.operand_size) {
        (true, _) => 8,
        (_, true) => 2,
        _ => 4,
    };
    let alone = inst.op_count() == 1 && inst.op0_register().is_gpr64();
    let size = match inst.memory_size().size() {
        n if has_memory && n != 0 && inst.mnemonic() != M::Lea => n,
        _ if alone => 8,
        _ => by_prefix,
    };
    match size {
        1 => "B",
        2 => "W",
        4 => "L",
        8 => "Q",
        _ => "",
    }
}

/// Whether an operand is left out: those the name implies.
fn is_hidden(inst: &Instruction, i: u32) -> bool {
    inst.mnemonic() == Mnemonic::Nop && inst.op_count() == 2 && i == 1
}

fn operand(inst: &Instruction, i: u32, symbols: Lookup<'_>) -> String {
    match inst.op_kind(i) {
        OpKind::Register => register(inst.op_register(i)),
        OpKind::NearBranch16 | OpKind::NearBranch32 | OpKind::NearBranch64 => {
            let to = inst.near_branch_target();
            match symbols(to) {
                Some((name, base)) if base == to => format!("{name}(SB)"),
                _ => format!("{to:#x}"),
            }
        }
        OpKind::Memory => memory(inst, symbols),
        OpKind::MemorySegSI | OpKind::MemorySegESI | OpKind::MemorySegRSI => "DS:0(SI)".to_string(),
        OpKind::MemorySegDI | OpKind::MemorySegEDI | OpKind::MemorySegRDI => "DS:0(DI)".to_string(),
        OpKind::MemoryESDI | OpKind::MemoryESEDI | OpKind::MemoryESRDI => "ES:0(DI)".to_string(),
        _ => constant(inst, i, symbols),
    }
}

fn constant(inst: &Instruction, i: u32, symbols: Lookup<'_>) -> String {
    let v = inst.try_immediate(i).unwrap_or(0);
    let v = match inst.op_kind(i) {
        OpKind::Immediate16 if !matches!(inst.mnemonic(), Mnemonic::Ret | Mnemonic::Enter) => i64::from(v as i16),
        OpKind::Immediate32 => i64::from(v as i32),
        _ => v as i64,
    };
    if let Some((name, base)) = symbols(v as u64) {
        return match (v as u64).wrapping_sub(base) {
            0 => format!("${name}(SB)"),
            d => format!("${name}{:+}(SB)", d as i64),
        };
    }
    if i32::try_from(v).is_ok() { format!("${}", signed_hex(v)) } else { format!("${:#x}", v as u64) }
}

fn signed_hex(v: i64) -> String {
    if v < 0 { format!("-{:#x}", v.unsigned_abs()) } else { format!("{v:#x}") }
}

fn memory(inst: &Instruction, symbols: Lookup<'_>) -> String {
    let (base, index) = (inst.memory_base(), inst.memory_index());
    let segment = inst.segment_prefix();
    let relative = base == Register::RIP;
    let address = inst.memory_displacement64();
    if segment == Register::None
        && index == Register::None
        && (relative || base == Register::None)
        && let Some((name, start)) = symbols(address)
    {
        return match address.wrapping_sub(start) {
            0 => format!("{name}(SB)"),
            d => format!("{name}{:+}(SB)", d as i64),
        };
    }
    let disp = match relative {
        true => address.wrapping_sub(inst.next_ip()) as i64,
        // Fields of 32 bits are shown unsigned.
        false if base == Register::None || inst.memory_displ_size() > 1 => i64::from(address as u32),
        false => address as i64,
    };
    let mut s = String::new();
    if segment != Register::None {
        let _ = write!(s, "{}:", register(segment));
    }
    s.push_str(&if disp == 0 { "0".to_string() } else { signed_hex(disp) });
    if relative {
        s.push_str("(IP)");
    } else if base != Register::None {
        let _ = write!(s, "({})", register(base));
    }
    if index != Register::None {
        let _ = write!(s, "({}*{})", register(index), inst.memory_index_scale());
    }
    s
}

/// Go's name of a register: general ones without their size, `AL` to `BH` excepted.
fn register(r: Register) -> String {
    const NAMES: [&str; 8] = ["AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI"];
    let n = r.number();
    let first = |first: Register| r as usize - first as usize;
    if r.is_gpr8() && r as usize <= Register::BH as usize {
        return ["AL", "CL", "DL", "BL", "AH", "CH", "DH", "BH"][first(Register::AL)].to_string();
    }
    if r.is_gpr() {
        let n = r.full_register().number();
        return NAMES.get(n).map_or_else(|| format!("R{n}"), |s| (*s).to_string());
    }
    if r.is_mm() {
        return format!("M{n}");
    }
    if r.is_st() {
        return format!("F{n}");
    }
    for (is, letter) in [(r.is_xmm(), 'X'), (r.is_ymm(), 'Y'), (r.is_zmm(), 'Z')] {
        if is {
            return format!("{letter}{n}");
        }
    }
    format!("{r:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: &[u8]) -> String {
        let symbols = |a: u64| (0x5000..0x6000).contains(&a).then(|| ("p.f".to_string(), 0x5000));
        let d = decode(code, 0x4000, &symbols);
        format!("{} {}", d.len, d.text)
    }

    #[test]
    fn official_texts() {
        assert_eq!(at(&[0x48, 0x8b, 0x44, 0x24, 0x08]), "5 MOVQ 0x8(SP), AX");
        assert_eq!(at(&[0x48, 0x3b, 0x66, 0x10]), "4 CMPQ SP, 0x10(SI)");
        assert_eq!(at(&[0xe8, 0xfb, 0x0f, 0, 0]), "5 CALL p.f(SB)");
        assert_eq!(at(&[0x76, 0x10]), "2 JBE 0x4012");
        assert_eq!(at(&[0x48, 0x83, 0xc4, 0x80]), "4 ADDQ $-0x80, SP");
        assert_eq!(at(&[0x48, 0x8d, 0x05, 0x01, 0x10, 0, 0]), "7 LEAQ p.f+8(SB), AX");
        assert_eq!(at(&[0x84, 0xc0]), "2 TESTL AL, AL");
        assert_eq!(at(&[0x55]), "1 PUSHQ BP");
        assert_eq!(at(&[0xcc]), "1 INT $0x3");
        assert_eq!(at(&[0x06]), "1 ?");
    }
}

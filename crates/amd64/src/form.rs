//! Rows of the table joined with what iced-x86 knows of their `Code`. In: [`crate::table::ROWS`]. Out: for
//! each mnemonic its [`Form`]s in order of choice, each with one [`Slot`] per machine operand.
//! Built once, immutable from then on.
//!
//! Authority for operand kinds: iced-x86's `OpCodeInfo`.

use crate::encoder::immediate_form;
use crate::op::Op;
use crate::table::{Arrow, Class, ROWS, Row, Target};
use iced_x86::{Code, OpCodeOperandKind, OpKind, Register};
use smallvec::SmallVec;
use std::sync::LazyLock;

/// How a machine operand is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Slot {
    /// By the operand with this place in Go's order.
    Given(u8, Kind),
    /// Always this register.
    Fixed(Register),
    /// Always this implied memory.
    Implied(OpKind),
    /// Always the constant 1.
    One,
}

/// How the register number or constant of an operand is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A general register seen as a byte.
    Byte,
    /// Numbered from this register.
    Reg(Register),
    /// A segment register.
    Segment,
    /// A constant of this form.
    Imm(OpKind),
    /// Memory only.
    Memory,
}

/// One way to encode a mnemonic.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Operand classes in Go's order; `Kopt` does not occur.
    pub classes: SmallVec<[Class; 5]>,
    /// Place of the write mask among them.
    pub mask: Option<u8>,
    /// What it becomes.
    pub target: Target,
    /// Machine operands.
    pub slots: SmallVec<[Slot; 5]>,
    /// Whether the encoding is EVEX: takes suffixes.
    pub evex: bool,
}

/// All forms by mnemonic.
pub(crate) struct Forms {
    forms: Vec<Form>,
    first: Vec<u32>,
}

impl Forms {
    /// The table, built on first use.
    pub fn get() -> &'static Forms {
        static FORMS: LazyLock<Forms> = LazyLock::new(build);
        &FORMS
    }
    /// The forms of `op` in order of choice; empty where the table has none.
    pub fn of(&self, op: Op) -> &[Form] {
        let i = op.index();
        &self.forms[self.first[i] as usize..self.first[i + 1] as usize]
    }
}

fn build() -> Forms {
    let mut rows: Vec<&'static [Row]> = vec![&[]; Op::ALL.len()];
    for (op, list) in ROWS.iter().copied().flatten() {
        assert!(rows[op.index()].is_empty(), "two entries for {op}");
        rows[op.index()] = list;
    }
    let mut table = Forms { forms: Vec::new(), first: vec![0] };
    for (list, op) in rows.iter().zip(Op::ALL) {
        for row in *list {
            expand(row, *op, &mut table.forms);
        }
        table.first.push(table.forms.len() as u32);
    }
    table
}

/// The one or two forms of a row.
fn expand(row: &Row, op: Op, out: &mut Vec<Form>) {
    match row.classes.iter().position(|c| *c == Class::Kopt) {
        None => out.push(form(row, row.classes.iter().copied().collect(), op)),
        Some(k) => {
            let mut classes: SmallVec<[Class; 5]> = row.classes.iter().copied().collect();
            classes.remove(k);
            out.push(form(row, classes.clone(), op));
            classes.insert(k, Class::Kreq);
            out.push(form(row, classes, op));
        }
    }
}

fn form(row: &Row, classes: SmallVec<[Class; 5]>, op: Op) -> Form {
    let mask = classes.iter().position(|c| *c == Class::Kreq).map(|k| k as u8);
    let (slots, evex) = match row.target {
        Target::Bytes(_) => (SmallVec::new(), false),
        Target::Code(code) => {
            let slots = slots(code, row.arrow, &classes, mask)
                .unwrap_or_else(|| panic!("{op}: operands {classes:?} do not fit {code:?}"));
            (slots, code.op_code().encoding() == iced_x86::EncodingKind::EVEX)
        }
    };
    Form { classes, mask, target: row.target, slots, evex }
}

/// Joins Go's operands with those of `code`; `None` when their numbers cannot be reconciled.
fn slots(code: Code, arrow: Arrow, classes: &[Class], mask: Option<u8>) -> Option<SmallVec<[Slot; 5]>> {
    let info = code.op_code();
    let kinds = info.op_kinds();
    let mut given: Vec<u8> = (0..classes.len() as u8).filter(|i| Some(*i) != mask).collect();
    match arrow {
        Arrow::Reversed => given.reverse(),
        Arrow::Forward => {}
        Arrow::Exchanged => given.swap(0, 1),
        Arrow::Doubled => given = vec![1, 1, 0],
    }
    while given.len() > kinds.len() {
        given.remove(given.iter().position(|i| is_implied(classes[*i as usize]))?);
    }
    let mut surplus = kinds.len() - given.len();
    let mut given = given.into_iter();
    let mut out = SmallVec::new();
    for &kind in kinds {
        out.push(match fixed(kind) {
            Some(slot) => {
                match surplus {
                    0 => drop(given.next()?),
                    _ => surplus -= 1,
                }
                slot
            }
            None => Slot::Given(given.next()?, slot_kind(kind)?),
        });
    }
    given.next().is_none().then_some(out)
}

/// Operands Go spells out and the machine implies: X0 of BLENDVPS, F0 of FMOVD, AX of FSTSW, GDTR.
fn is_implied(class: Class) -> bool {
    use Class as C;
    matches!(class, C::X0 | C::St0 | C::Ax | C::Gdtr | C::Idtr | C::Ldtr | C::Msw | C::Task)
}

/// The slot of an operand kind that leaves no choice.
fn fixed(kind: OpCodeOperandKind) -> Option<Slot> {
    use OpCodeOperandKind as K;
    Some(match kind {
        K::al => Slot::Fixed(Register::AL),
        K::cl => Slot::Fixed(Register::CL),
        K::ax => Slot::Fixed(Register::AX),
        K::dx => Slot::Fixed(Register::DX),
        K::eax => Slot::Fixed(Register::EAX),
        K::rax => Slot::Fixed(Register::RAX),
        K::st0 => Slot::Fixed(Register::ST0),
        K::fs => Slot::Fixed(Register::FS),
        K::gs => Slot::Fixed(Register::GS),
        K::seg_rDI => Slot::Implied(OpKind::MemorySegRDI),
        K::imm8_const_1 => Slot::One,
        _ => return None,
    })
}

/// How operands of this kind are written; `None` for kinds no row uses.
fn slot_kind(kind: OpCodeOperandKind) -> Option<Kind> {
    use OpCodeOperandKind as K;
    Some(match kind {
        K::r8_or_mem | K::r8_reg | K::r8_opcode => Kind::Byte,
        K::r16_or_mem | K::r16_reg | K::r16_reg_mem | K::r16_rm | K::r16_opcode => Kind::Reg(Register::AX),
        K::r32_or_mem | K::r32_reg | K::r32_reg_mem | K::r32_rm | K::r32_opcode | K::r32_vvvv => {
            Kind::Reg(Register::EAX)
        }
        K::r64_or_mem | K::r64_reg | K::r64_reg_mem | K::r64_rm | K::r64_opcode | K::r64_vvvv => {
            Kind::Reg(Register::RAX)
        }
        K::mm_or_mem | K::mm_reg | K::mm_rm => Kind::Reg(Register::MM0),
        K::xmm_or_mem | K::xmm_reg | K::xmm_rm | K::xmm_vvvv | K::xmmp3_vvvv | K::xmm_is4 => Kind::Reg(Register::XMM0),
        K::ymm_or_mem | K::ymm_reg | K::ymm_rm | K::ymm_vvvv | K::ymm_is4 => Kind::Reg(Register::YMM0),
        K::zmm_or_mem | K::zmm_reg | K::zmm_rm | K::zmm_vvvv | K::zmmp3_vvvv => Kind::Reg(Register::ZMM0),
        K::k_or_mem | K::k_reg | K::kp1_reg | K::k_rm | K::k_vvvv => Kind::Reg(Register::K0),
        K::seg_reg => Kind::Segment,
        K::cr_reg => Kind::Reg(Register::CR0),
        K::dr_reg => Kind::Reg(Register::DR0),
        K::sti_opcode => Kind::Reg(Register::ST0),
        K::mem | K::mem_mib | K::mem_mpx | K::sibmem => Kind::Memory,
        K::mem_vsib32x | K::mem_vsib64x | K::mem_vsib32y | K::mem_vsib64y | K::mem_vsib32z | K::mem_vsib64z => {
            Kind::Memory
        }
        _ => return immediate_form(kind).map(Kind::Imm),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a class can stand where iced-x86 sees this kind.
    fn fits(class: Class, kind: Kind) -> bool {
        use Class as C;
        match kind {
            Kind::Memory => {
                matches!(
                    class,
                    C::M | C::Rm | C::Rm8 | C::VX | C::VXE | C::VY | C::VYE | C::VZ | C::Xm | C::Km | C::Mmm | C::Addr
                )
            }
            Kind::Imm(_) => {
                matches!(class, C::I1 | C::U2 | C::S8 | C::U8 | C::S32 | C::U32 | C::I32 | C::I64)
            }
            Kind::Byte => matches!(class, C::R8 | C::Rm8 | C::Rm | C::Mmm | C::Al | C::R),
            Kind::Segment => class == C::Seg,
            Kind::Reg(Register::AX | Register::EAX | Register::RAX) => {
                matches!(class, C::R | C::Rm | C::Ax | C::Mmm | C::M)
            }
            Kind::Reg(Register::MM0) => matches!(class, C::Mm | C::Mmm | C::M | C::Xm),
            Kind::Reg(Register::XMM0) => {
                matches!(class, C::X0 | C::X | C::XE | C::Xm | C::XmE | C::X4 | C::M)
            }
            Kind::Reg(Register::YMM0) => matches!(class, C::Y | C::YE | C::Ym | C::YmE | C::M),
            Kind::Reg(Register::ZMM0) => matches!(class, C::Z | C::Zm | C::Z4 | C::M),
            Kind::Reg(Register::K0) => matches!(class, C::K | C::Km | C::Kreq | C::M),
            Kind::Reg(Register::ST0) => matches!(class, C::St | C::St0),
            Kind::Reg(Register::CR0) => class == C::Cr,
            Kind::Reg(Register::DR0) => matches!(class, C::Dr | C::DrL),
            Kind::Reg(_) => false,
        }
    }

    #[test]
    fn rows_agree_with_iced() {
        let mut wrong = Vec::new();
        for op in Op::ALL {
            for form in Forms::get().of(*op) {
                let Target::Code(code) = form.target else { continue };
                for slot in &form.slots {
                    if let Slot::Given(i, kind) = *slot
                        && !fits(form.classes[i as usize], kind)
                    {
                        wrong.push(format!("{op} {:?} {code:?}: operand {i} is {kind:?}", form.classes));
                    }
                }
                if form.mask.is_some() && !code.op_code().can_use_op_mask_register() {
                    wrong.push(format!("{op} {code:?}: no write mask"));
                }
                if !code.op_code().mode64() {
                    wrong.push(format!("{op} {code:?}: not in 64-bit mode"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

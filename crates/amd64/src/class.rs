//! Which operands belong to which [`Class`]. In: one operand with pseudo-registers resolved or not
//! (their class is the same). Out: whether a row may take it.
//!
//! Authority: `oclass` and `instinit` in `cmd/internal/obj/x86/asm6.go`.

use crate::operand::{Base, Mem, Operand};
use crate::reg::{Reg, RegClass};
use crate::table::Class;

/// Whether `operand` may stand where a row says `class`.
pub(crate) fn accepts(class: Class, operand: &Operand) -> bool {
    match operand {
        Operand::Reg(r) => accepts_reg(class, *r),
        Operand::Imm(v) => accepts_imm(class, *v),
        Operand::Addr(m) => match m.base {
            Base::Symbol(_) | Base::Auto(_) | Base::Param(_) => class == Class::Addr,
            Base::None | Base::Reg(_) => accepts_imm(class, m.disp),
            Base::Got(_) => false,
        },
        Operand::Mem(m) => accepts_mem(class, m),
        Operand::List(first, last) => accepts_list(class, *first, *last),
        Operand::Float(_) | Operand::Text(_) | Operand::Indirect(_) | Operand::Branch(_) | Operand::Unusable(_) => {
            false
        }
    }
}

fn accepts_imm(class: Class, v: i64) -> bool {
    match class {
        Class::I1 => v == 1,
        Class::U2 => (0..4).contains(&v),
        Class::S8 => i8::try_from(v).is_ok(),
        Class::U8 => u8::try_from(v).is_ok(),
        Class::S32 => i32::try_from(v).is_ok(),
        Class::U32 => u32::try_from(v).is_ok(),
        Class::I32 => i32::try_from(v).is_ok() || u32::try_from(v).is_ok(),
        Class::I64 => true,
        _ => false,
    }
}

fn accepts_reg(class: Class, r: Reg) -> bool {
    let (kind, n) = r.class();
    let general = kind == RegClass::General;
    // SPB is a name without a use: the official assembler takes it nowhere.
    let byte = kind == RegClass::Byte && r != Reg::SPB || kind == RegClass::HighByte;
    match class {
        Class::Al => r == Reg::AL,
        Class::Cl => r == Reg::CL,
        Class::Ax => r == Reg::AX,
        Class::Cx => r == Reg::CX || r == Reg::CL,
        Class::R8 | Class::Rm8 => byte || general,
        Class::R | Class::Rm => general,
        Class::St0 => r == Reg::F0,
        Class::St => kind == RegClass::Float,
        Class::Mm => kind == RegClass::Mmx,
        Class::Mmm => kind == RegClass::Mmx || general,
        Class::X0 => r == Reg::X0,
        Class::X | Class::Xm => kind == RegClass::Xmm && n < 16,
        Class::XE | Class::XmE => kind == RegClass::Xmm,
        Class::Y | Class::Ym => kind == RegClass::Ymm && n < 16,
        Class::YE | Class::YmE => kind == RegClass::Ymm,
        Class::Z | Class::Zm => kind == RegClass::Zmm,
        Class::K | Class::Km => kind == RegClass::Mask,
        Class::Kreq | Class::Kopt => kind == RegClass::Mask && n != 0,
        Class::Seg => kind == RegClass::Segment,
        Class::Cs => r == Reg::CS,
        Class::Ss => r == Reg::SS,
        Class::Ds => r == Reg::DS,
        Class::Es => r == Reg::ES,
        Class::Fs => r == Reg::FS,
        Class::Gs => r == Reg::GS,
        Class::Cr => kind == RegClass::Control && matches!(n, 0 | 2 | 3 | 4 | 8),
        Class::Dr => kind == RegClass::Debug && matches!(n, 0 | 2 | 3 | 6 | 7),
        Class::DrL => kind == RegClass::Debug && matches!(n, 0 | 6 | 7),
        Class::Gdtr => r == Reg::GDTR,
        Class::Idtr => r == Reg::IDTR,
        Class::Ldtr => r == Reg::LDTR,
        Class::Msw => r == Reg::MSW,
        Class::Task => r == Reg::TASK,
        _ => false,
    }
}

fn accepts_mem(class: Class, m: &Mem) -> bool {
    if let Some((kind, n)) = m.index.map(Reg::class)
        && matches!(kind, RegClass::Xmm | RegClass::Ymm | RegClass::Zmm)
    {
        return match class {
            Class::VX => kind == RegClass::Xmm && n < 16,
            Class::VXE => kind == RegClass::Xmm,
            Class::VY => kind == RegClass::Ymm && n < 16,
            Class::VYE => kind == RegClass::Ymm,
            Class::VZ => kind == RegClass::Zmm,
            _ => false,
        };
    }
    let takes_memory = matches!(
        class,
        Class::M
            | Class::Rm8
            | Class::Rm
            | Class::Mmm
            | Class::Xm
            | Class::XmE
            | Class::Ym
            | Class::YmE
            | Class::Zm
            | Class::Km
    );
    takes_memory && is_plain(m)
}

/// Whether this is memory with at most a general index.
fn is_plain(m: &Mem) -> bool {
    match m.base {
        Base::Symbol(_) | Base::Got(_) if m.index.is_some() || m.scale != 0 => false,
        _ => m.index != Some(Reg::SP),
    }
}

fn accepts_list(class: Class, first: Reg, last: Reg) -> bool {
    let ((kind, low), (kind_last, high)) = (first.class(), last.class());
    if kind != kind_last || high.checked_sub(low) != Some(3) {
        return false;
    }
    match class {
        Class::X4 => kind == RegClass::Xmm,
        Class::Z4 => kind == RegClass::Zmm,
        _ => false,
    }
}

//! How a failed bounds check is reported. In: the check, what holds index and limit. Out: the function of the runtime
//! that is called, the registers where it finds them, and, in releases with one function for all checks, the number
//! that describes the call (`internal/abi/bounds.go`). Which register reports index and limit where each check has a
//! function of its own: `cmd/compile/internal/ssa/_gen/AMD64Ops.go`.

use crate::inst::TrapArg;
use crate::regs;
use regalloc2::{Allocation, PReg};
use ssa::Bounds;

/// The call that reports a check.
pub(super) struct Report {
    /// Full symbol name of what is called.
    pub(super) name: String,
    /// Where index and limit go; nowhere if the description has the value.
    pub(super) places: [Option<PReg>; 2],
    pub(super) description: Option<i32>,
}

/// Kinds of checks in the numbering of the runtime (`abi.BoundsErrorCode`), with the registers of index and limit.
const CHECKS: [(Bounds, Bounds, [PReg; 2]); 9] = [
    (Bounds::Index, Bounds::IndexU, [regs::AX, regs::CX]),
    (Bounds::SliceAlen, Bounds::SliceAlenU, [regs::CX, regs::DX]),
    (Bounds::SliceAcap, Bounds::SliceAcapU, [regs::CX, regs::DX]),
    (Bounds::SliceB, Bounds::SliceBU, [regs::AX, regs::CX]),
    (Bounds::Slice3Alen, Bounds::Slice3AlenU, [regs::DX, regs::BX]),
    (Bounds::Slice3Acap, Bounds::Slice3AcapU, [regs::DX, regs::BX]),
    (Bounds::Slice3B, Bounds::Slice3BU, [regs::CX, regs::DX]),
    (Bounds::Slice3C, Bounds::Slice3CU, [regs::AX, regs::CX]),
    (Bounds::SliceConvert, Bounds::SliceConvert, [regs::DX, regs::BX]),
];

/// Constants up to this one are part of the description.
const MAX_CONST: i64 = 31;

/// A value as the description has it.
#[derive(Clone, Copy)]
enum Value {
    Const(i32),
    Register(PReg),
}

impl Report {
    /// By the function of the check.
    pub(super) fn by_function(check: Bounds) -> Report {
        let [x, y] = CHECKS[number(check)].2;
        Report { name: format!("runtime.panic{}", check.name()), places: [Some(x), Some(y)], description: None }
    }
    /// By the one function of the runtime. Index and limit stay in their registers; what is in none goes to one that
    /// holds no argument of a check.
    pub(super) fn described(check: Bounds, args: [TrapArg; 2], ra: &[Allocation]) -> Report {
        let value = |arg: TrapArg, free: PReg| match arg {
            TrapArg::Imm(n) if (0..=MAX_CONST).contains(&n) => Value::Const(n as i32),
            TrapArg::Imm(_) => Value::Register(free),
            TrapArg::Op(n) => Value::Register(ra[usize::from(n)].as_reg().unwrap_or(free)),
        };
        let values = [value(args[0], regs::R12), value(args[1], regs::R13)];
        let signed = check != Bounds::SliceConvert && check == CHECKS[number(check)].0;
        let places = values.map(|v| match v {
            Value::Const(_) => None,
            Value::Register(r) => Some(r),
        });
        let description = describe(number(check), signed, values);
        Report { name: "runtime.panicBounds".into(), places, description: Some(description) }
    }
}

fn number(check: Bounds) -> usize {
    CHECKS.iter().position(|row| row.0 == check || row.1 == check).expect("every check has a number")
}

/// Bit 0: index in a register; bit 1: limit in one; bits 2–6: the index, or its register behind a bit for its sign;
/// bits 7–11: the limit or its register. Times the number of kinds, plus the kind.
fn describe(kind: usize, signed: bool, [x, y]: [Value; 2]) -> i32 {
    let x = match x {
        Value::Register(r) => 1 | i32::from(signed) << 2 | (r.hw_enc() as i32) << 3,
        Value::Const(n) => n << 2,
    };
    let y = match y {
        Value::Register(r) => 2 | (r.hw_enc() as i32) << 7,
        Value::Const(n) => n << 7,
    };
    (x | y) * CHECKS.len() as i32 + kind as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions() {
        let ra = [Allocation::reg(regs::CX), Allocation::reg(regs::SI)];
        let of = |check, args| Report::described(check, args, &ra);
        let both = of(Bounds::IndexU, [TrapArg::Op(0), TrapArg::Op(1)]);
        assert_eq!(
            (both.description, both.places),
            (Some((3 | 1 << 3 | 6 << 7) * 9), [Some(regs::CX), Some(regs::SI)])
        );
        let small = of(Bounds::SliceB, [TrapArg::Imm(5), TrapArg::Op(0)]);
        assert_eq!((small.description, small.places), (Some((2 | 5 << 2 | 1 << 7) * 9 + 3), [None, Some(regs::CX)]));
        let large = of(Bounds::Index, [TrapArg::Imm(32), TrapArg::Imm(31)]);
        assert_eq!(
            (large.description, large.places),
            (Some((1 | 1 << 2 | 12 << 3 | 31 << 7) * 9), [Some(regs::R12), None])
        );
    }
}

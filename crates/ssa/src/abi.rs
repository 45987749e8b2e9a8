//! Where parameters and results are passed. In: a [`Signature`]; out: an [`Assignment`] that
//! places each of them wholly in registers or wholly on the stack, with the sizes of the areas.
//! Registers are numbered within their sequences; which machine register has which number is
//! the code generator's business. Authority: `cmd/compile/abi-internal.md`; ABI0 is the same
//! with no registers.

use crate::arch::{FLOAT_REGS, INT_REGS};
use crate::func::{SigItem, Signature};
use crate::layout::{Layout, Type};
use obj::Abi;
use release::RtFn;

/// A register of one of the two sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AbiReg {
    /// Integers and pointers.
    Int(u8),
    /// Floats.
    Float(u8),
}

/// A scalar of an aggregate and the register it travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RegLeaf {
    /// Offset in the aggregate.
    pub offset: u64,
    /// Type.
    pub ty: Type,
    /// Register.
    pub reg: AbiReg,
}

/// Where one parameter or result is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In registers, leaf by leaf; perhaps none.
    Regs(Vec<RegLeaf>),
    /// On the stack at this offset from the first argument.
    Stack(u64),
}

/// The places of a signature. Offsets count from the first stack argument (the word above the
/// return address).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Places of receiver and parameters.
    pub params: Vec<Place>,
    /// Places of results.
    pub results: Vec<Place>,
    /// For each parameter in registers, where the callee may spill it.
    pub spills: Vec<Option<u64>>,
    /// End of arguments and results on the stack: the start of the spill area.
    pub spill_start: u64,
    /// Size of everything: what the caller sets aside and `_func.args` says.
    pub size: u64,
}

#[derive(Clone, Copy, Default)]
struct Used {
    ints: u32,
    floats: u32,
}

impl Assignment {
    /// Assigns places.
    pub fn new(sig: &Signature) -> Assignment {
        let registers = sig.abi == Abi::Internal;
        let mut at = 0;
        let params = place_all(&sig.params, registers, &mut at);
        at = at.next_multiple_of(8);
        let results = place_all(&sig.results, registers, &mut at);
        at = at.next_multiple_of(8);
        let spill_start = at;
        let spills = sig
            .params
            .iter()
            .zip(&params)
            .map(|(item, place)| match place {
                Place::Regs(_) => Some(take(&mut at, &item.layout)),
                Place::Stack(_) => None,
            })
            .collect();
        Assignment { params, results, spills, spill_start, size: at.next_multiple_of(8) }
    }
}

fn take(at: &mut u64, layout: &Layout) -> u64 {
    let (size, align) = layout.size_align();
    let offset = at.next_multiple_of(align);
    *at = offset + size;
    offset
}

fn place_all(items: &[SigItem], registers: bool, at: &mut u64) -> Vec<Place> {
    let mut used = Used::default();
    items
        .iter()
        .map(|item| {
            let before = used;
            let mut leaves = Vec::new();
            let fits = registers && item.layout.size() > 0 && in_registers(&item.layout, 0, &mut used, &mut leaves);
            if fits {
                return Place::Regs(leaves);
            }
            used = before;
            Place::Stack(take(at, &item.layout))
        })
        .collect()
}

fn in_registers(layout: &Layout, base: u64, used: &mut Used, out: &mut Vec<RegLeaf>) -> bool {
    match layout {
        Layout::Scalar(_) | Layout::Tab => {
            let ty = if let Layout::Scalar(ty) = layout { *ty } else { Type::Ptr };
            let (count, limit) = match ty.is_float() {
                true => (&mut used.floats, FLOAT_REGS),
                false => (&mut used.ints, INT_REGS),
            };
            if *count == limit {
                return false;
            }
            let n = *count as u8;
            *count += 1;
            let reg = if ty.is_float() { AbiReg::Float(n) } else { AbiReg::Int(n) };
            out.push(RegLeaf { offset: base, ty, reg });
            true
        }
        Layout::Array(0, _) => true,
        Layout::Array(1, elem) => in_registers(elem, base, used, out),
        Layout::Array(..) => false,
        Layout::Struct(fields) => {
            fields.iter().enumerate().all(|(i, f)| in_registers(f, base + layout.field_offset(i), used, out))
        }
    }
}

/// The signature of a runtime function.
pub fn runtime_signature(f: RtFn) -> Signature {
    let info = f.info();
    let items = |text: &str| text.chars().map(|c| SigItem::new(letter_layout(c))).collect();
    Signature { abi: Abi::Internal, params: items(info.params), results: items(info.results) }
}

fn letter_layout(c: char) -> Layout {
    match c {
        's' => Layout::string(),
        'S' => Layout::slice(),
        'e' => Layout::interface(),
        'C' => Layout::of_fields(vec![Layout::Scalar(Type::F32), Layout::Scalar(Type::F32)]),
        'c' => Layout::of_fields(vec![Layout::Scalar(Type::F64), Layout::Scalar(Type::F64)]),
        _ => Layout::Scalar(match c {
            'p' => Type::Ptr,
            'w' => Type::Word,
            'l' => Type::I64,
            'i' => Type::I32,
            'h' => Type::I16,
            'b' => Type::I8,
            'f' => Type::F32,
            'd' => Type::F64,
            _ => panic!("runtime signature letter {c}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse_layout;

    fn assign(abi: Abi, params: &[&str], results: &[&str]) -> Assignment {
        let layouts = |l: &[&str]| l.iter().map(|s| parse_layout(s).unwrap()).collect();
        Assignment::new(&Signature::new(abi, layouts(params), layouts(results)))
    }

    #[test]
    fn the_example_of_the_abi_document() {
        // func f(a1 uint8, a2 [2]uintptr, a3 uint8) (r1 struct{x uintptr; y [2]uintptr}, r2 string)
        let a = assign(Abi::Internal, &["i8", "[2]word", "i8"], &["{word, [2]word}", "{ptr, i64}"]);
        assert_eq!(a.params[1], Place::Stack(0));
        assert!(matches!(&a.params[2], Place::Regs(r) if r[0].reg == AbiReg::Int(1)));
        assert_eq!(a.results[0], Place::Stack(16));
        assert!(matches!(&a.results[1], Place::Regs(r) if r.len() == 2 && r[1].offset == 8));
        assert_eq!((a.spill_start, a.spills.clone(), a.size), (40, vec![Some(40), None, Some(41)], 48));
    }

    #[test]
    fn a_value_that_does_not_fit_gives_its_registers_back() {
        let a = assign(Abi::Internal, &["{i64, i64, i64, i64}", "{i64, i64, i64, i64}", "{i64, i64}", "i64"], &[]);
        assert_eq!(a.params[2], Place::Stack(0));
        assert!(matches!(&a.params[3], Place::Regs(r) if r[0].reg == AbiReg::Int(8)));
    }

    #[test]
    fn abi0_is_all_stack() {
        let a = assign(Abi::Abi0, &["i8", "i64", "i16"], &["i8", "f64"]);
        assert_eq!(a.params, [Place::Stack(0), Place::Stack(8), Place::Stack(16)]);
        assert_eq!(a.results, [Place::Stack(24), Place::Stack(32)]);
        assert_eq!(a.size, 40);
    }
}

//! Where arguments and results of a function are. In: its signature as the compiler has it. Out: for ABI0 and for
//! ABIInternal the registers and stack words of each parameter and result, the room for spills, and the frames around
//! them. Registers: `cmd/compile/abi-internal.md`.

use obj::Abi;
use serde::Serialize;
use ssa::abi::{AbiReg, Assignment, Place};
use ssa::{DebugKind, Func, SigItem, Signature};

/// Integer registers in the order of the sequence.
const INTEGER: [&str; 9] = ["AX", "BX", "CX", "DI", "SI", "R8", "R9", "R10", "R11"];

/// One parameter or result.
#[derive(Clone, Debug, Serialize)]
pub struct Passed {
    /// Name, or its number.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Scalars with the registers they travel in: offset in the value, type, register.
    pub registers: Vec<(u64, String, String)>,
    /// Offset from the first stack argument, if it is on the stack.
    pub stack: Option<u64>,
    /// Where the callee may spill it, counted likewise.
    pub spill: Option<u64>,
}

/// A calling convention applied to a signature.
#[derive(Clone, Debug, Serialize)]
pub struct Conventions {
    /// Its name.
    pub abi: &'static str,
    /// Whether the function itself is called so.
    pub own: bool,
    /// Receiver and parameters.
    pub params: Vec<Passed>,
    /// Results.
    pub results: Vec<Passed>,
    /// Where the room for spills begins.
    pub spill_start: u64,
    /// Bytes that the caller sets aside.
    pub size: u64,
}

/// Both conventions for a function.
pub(crate) fn conventions(func: &Func) -> [Conventions; 2] {
    let own = &func.sigs[func.sig];
    let names = |kind| func.debug.iter().filter(move |v| v.kind == kind).map(|v| v.name.to_string()).collect();
    let (params, results): (Vec<String>, Vec<String>) = (names(DebugKind::Param), names(DebugKind::Result));
    [(Abi::Abi0, "ABI0"), (Abi::Internal, "ABIInternal")].map(|(abi, name)| {
        let sig = Signature { abi, ..own.clone() };
        let places = Assignment::new(&sig);
        let spills = |n: usize| places.spills.get(n).copied().flatten();
        let all =
            |items: &[SigItem], at: &[Place], names: &[String], word: &str, spill: &dyn Fn(usize) -> Option<u64>| {
                let named = |n: usize| match names.get(n).filter(|_| names.len() == items.len()) {
                    Some(name) if !name.is_empty() => name.clone(),
                    _ => format!("{word} {n}"),
                };
                items.iter().zip(at).enumerate().map(|(n, (item, p))| passed(named(n), item, p, spill(n))).collect()
            };
        Conventions {
            abi: name,
            own: own.abi == abi,
            params: all(&sig.params, &places.params, &params, "parameter", &spills),
            results: all(&sig.results, &places.results, &results, "result", &|_| None),
            spill_start: places.spill_start,
            size: places.size,
        }
    })
}

fn passed(name: String, item: &SigItem, place: &Place, spill: Option<u64>) -> Passed {
    let (registers, stack) = match place {
        Place::Regs(leaves) => (leaves.iter().map(|l| (l.offset, l.ty.to_string(), register(l.reg))).collect(), None),
        Place::Stack(at) => (Vec::new(), Some(*at)),
    };
    Passed { name, size: item.layout.size(), registers, stack, spill }
}

fn register(reg: AbiReg) -> String {
    match reg {
        AbiReg::Int(n) => INTEGER.get(usize::from(n)).map_or_else(|| format!("integer {n}"), |r| (*r).to_owned()),
        AbiReg::Float(n) => format!("X{n}"),
    }
}

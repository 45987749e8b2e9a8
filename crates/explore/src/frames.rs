//! Where variables of a function are. In: its signature and variables as the compiler has them. Out: for ABI0 and for
//! ABIInternal the registers and stack words of each parameter and result, the room for spills, and the frames around
//! them; its other variables. Registers: `cmd/compile/abi-internal.md`.

use crate::arch;
use crate::files::Files;
use crate::model::{Id, Row};
use obj::Abi;
use serde::Serialize;
use ssa::abi::{AbiReg, Assignment, Place};
use ssa::{DebugKind, Func, SigItem, Signature};

/// One parameter or result.
#[derive(Clone, Debug, Serialize)]
pub struct Passed {
    /// Name, or its number.
    pub name: String,
    /// Line of its declaration, relative to the function's.
    #[serde(skip)]
    pub line: i32,
    /// Bytes.
    pub size: u64,
    /// Scalars with the registers they travel in: offset in the value, type, register.
    pub registers: Vec<(u64, String, String)>,
    /// Offset from the first stack argument, if it is on the stack.
    pub stack: Option<u64>,
    /// Where the callee may spill it, counted likewise.
    pub spill: Option<u64>,
}

/// A calling convention applied to a signature; `P` is a parameter or result.
#[derive(Clone, Debug, Serialize)]
pub struct Conventions<P = Passed> {
    /// Its name.
    pub abi: &'static str,
    /// Whether the function itself is called so.
    pub own: bool,
    /// Receiver and parameters.
    pub params: Vec<P>,
    /// Results.
    pub results: Vec<P>,
    /// Where the room for spills begins.
    pub spill_start: u64,
    /// Bytes that the caller sets aside.
    pub size: u64,
}

/// A variable that is neither parameter nor result.
#[derive(Clone, Debug, Serialize)]
pub struct Local {
    /// Name.
    pub name: String,
    /// Line of its declaration, relative to the function's.
    #[serde(skip)]
    pub line: i32,
    /// Symbol of its type's descriptor.
    pub ty: String,
    /// The slot that holds it, or its address; none: it is in registers and where the allocator spills them.
    pub slot: Option<String>,
}

/// The variables of a function that are neither parameters nor results.
pub(crate) fn locals(func: &Func) -> Vec<Local> {
    let all = func.debug.iter().filter(|v| !matches!(v.kind, DebugKind::Param | DebugKind::Result));
    let slot =
        |v: &ssa::DebugVar| v.slot.map(|s| if v.indirect { format!("at the address in {s}") } else { s.to_string() });
    all.map(|v| Local { name: v.name.to_string(), line: v.line, ty: v.ty.to_string(), slot: slot(v) }).collect()
}

/// A function's number, the place of its `func`, and all files: what rows of its variables need.
pub(crate) struct Owner<'o> {
    pub(crate) number: u32,
    pub(crate) place: &'o (String, u32),
    pub(crate) files: &'o Files,
}

impl Owner<'_> {
    fn row<T>(&self, n: usize, line: i32, what: T) -> Row<T> {
        let line = self.place.1.saturating_add_signed(line);
        Row { id: Id::Variable(self.number, n as u32), from: vec![self.files.line(&self.place.0, line)], what }
    }
    /// A convention with rows; a parameter has the same name in both.
    pub(crate) fn convention(&self, c: &Conventions) -> Conventions<Row<Passed>> {
        let rows = |list: &[Passed], from: usize| {
            list.iter().enumerate().map(|(n, p)| self.row(from + n, p.line, p.clone())).collect()
        };
        Conventions {
            abi: c.abi,
            own: c.own,
            params: rows(&c.params, 0),
            results: rows(&c.results, c.params.len()),
            spill_start: c.spill_start,
            size: c.size,
        }
    }
    /// Other variables; `passed` is the number of parameters and results.
    pub(crate) fn locals(&self, all: &[Local], passed: usize) -> Vec<Row<Local>> {
        all.iter().enumerate().map(|(n, local)| self.row(passed + n, local.line, local.clone())).collect()
    }
}

/// Both conventions for a function.
pub(crate) fn conventions(func: &Func) -> [Conventions; 2] {
    let own = &func.sigs[func.sig];
    let names =
        |kind| func.debug.iter().filter(move |v| v.kind == kind).map(|v| (v.name.to_string(), v.line)).collect();
    let (params, results): (Names, Names) = (names(DebugKind::Param), names(DebugKind::Result));
    [(Abi::Abi0, "ABI0"), (Abi::Internal, "ABIInternal")].map(|(abi, name)| {
        let sig = Signature { abi, ..own.clone() };
        let places = Assignment::new(&sig);
        let spills = |n: usize| places.spills.get(n).copied().flatten();
        let all = |items: &[SigItem], at: &[Place], names: &Names, word: &str, spill: &dyn Fn(usize) -> Option<u64>| {
            let named = |n: usize| match names.get(n).filter(|_| names.len() == items.len()) {
                Some((name, line)) if !name.is_empty() => (name.clone(), *line),
                _ => (format!("{word} {n}"), 0),
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

/// Names with the lines of their declarations, relative to the function's.
type Names = Vec<(String, i32)>;

fn passed((name, line): (String, i32), item: &SigItem, place: &Place, spill: Option<u64>) -> Passed {
    let (registers, stack) = match place {
        Place::Regs(leaves) => (leaves.iter().map(|l| (l.offset, l.ty.to_string(), register(l.reg))).collect(), None),
        Place::Stack(at) => (Vec::new(), Some(*at)),
    };
    Passed { name, line, size: item.layout.size(), registers, stack, spill }
}

fn register(reg: AbiReg) -> String {
    match reg {
        AbiReg::Int(n) => {
            arch::INTEGER_ARGUMENTS.get(usize::from(n)).map_or_else(|| format!("integer {n}"), |r| (*r).to_owned())
        }
        AbiReg::Float(n) => format!("X{n}"),
    }
}

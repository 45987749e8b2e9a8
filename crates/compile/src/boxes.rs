//! Constants in interfaces. In: all functions of a package, what they call inlined. Out: the same functions, in which boxes
//! that hold constants are read-only data, and the data. What is constant is known only now: arguments of
//! functions that were copied, variables that closures capture.

use ssa::{Func, FuncAttrs, Imm, Inst, InstId, Op, Type};
use ssagen::StaticData;

/// Replaces boxes by the data that is returned.
pub(crate) fn make_static(funcs: &mut [Func]) -> Vec<StaticData> {
    let mut all = Vec::new();
    for func in funcs {
        let insts: Vec<InstId> = func.order.iter().flat_map(|&b| &func.blocks[b].insts).copied().collect();
        let mut number = 0;
        for id in insts {
            let Some(data) = contents(func, &func.insts[id], number) else { continue };
            number += 1;
            let sym = func.sym(&data.name, obj::Abi::Abi0);
            let inst = &mut func.insts[id];
            (inst.op, inst.imm) = (Op::SymAddr, Imm::Sym(sym, 0));
            inst.args.clear();
            all.push(data);
        }
    }
    all
}

/// What a function's next box is as data, if all it holds is constant.
fn contents(func: &Func, made: &Inst, number: u32) -> Option<StaticData> {
    let (Op::AllocBox, &Imm::Box(t, _)) = (made.op, &made.imm) else { return None };
    let layout = &func.types[t].layout;
    // The runtime has all bytes.
    if layout.size() <= 1 {
        return None;
    }
    let mut bytes = vec![0; usize::try_from(layout.size()).ok()?];
    let mut addrs = Vec::new();
    for (leaf, &v) in layout.leaves(usize::MAX)?.iter().zip(&made.args) {
        let inst = func.def(v)?;
        let bits = match (inst.op, &inst.imm) {
            (Op::Nil, _) => 0,
            (Op::IConst, &Imm::Int(n)) => n as u64,
            (Op::FConst, &Imm::Float(bits)) if leaf.ty == Type::F32 => {
                u64::from((f64::from_bits(bits) as f32).to_bits())
            }
            (Op::FConst, &Imm::Float(bits)) => bits,
            // Data: addresses of code are not told by a name alone.
            (Op::SymAddr, &Imm::Sym(sym, offset)) if func.syms[sym].abi == obj::Abi::Abi0 => {
                addrs.push((u32::try_from(leaf.offset).ok()?, func.syms[sym].name.to_string(), offset));
                continue;
            }
            _ => return None,
        };
        let at = usize::try_from(leaf.offset).ok()?;
        let size = usize::try_from(leaf.ty.size()).ok()?;
        bytes.get_mut(at..at + size)?.copy_from_slice(&bits.to_le_bytes()[..size]);
    }
    let name = format!("{}..box_{number}", func.name);
    let shared = func.attrs.contains(FuncAttrs::DUPOK);
    Some(StaticData { name, bytes, addrs, read_only: true, shared, typ: None })
}

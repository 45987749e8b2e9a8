//! Constants that closures capture. In: the functions of a package as they were generated. Out: the same, where code of a
//! closure reads a variable that is the same constant wherever the closure is made, it has the constant.
//!
//! A variable is captured by value only if it is never set again, so what the code reads is what the closure was made
//! with. Sites are all in this package, since functions that make closures to keep are copied nowhere, except for code that several packages
//! have, which is left alone.

use super::splice::{closure_offset, closure_pointer};
use crate::callgraph::Names;
use base::FxHashMap;
use ssa::{ExtSym, Func, FuncAttrs, Imm, Inst, InstId, Op, Type, ValueId};
use std::ops::Range;

/// A value that needs nothing to be computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Constant {
    Nil,
    Int(i64),
    Float(u64),
    Address(ExtSym, i64),
}

/// What closures of one function hold where they are made: by offset and type.
type Captured = FxHashMap<(i32, Type), Constant>;

/// Puts constants in the place of what the functions in the range read from their closures.
pub(super) fn constants(funcs: &mut [Func], new: Range<usize>, names: &Names) {
    let mut captured: FxHashMap<usize, Captured> = FxHashMap::default();
    for func in funcs.iter().filter(|f| f.release.captured_constants) {
        for inst in func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]) {
            let (Op::AllocClosure, &Imm::TypeSym(_, code)) = (inst.op, &inst.imm) else { continue };
            let code = &func.syms[code];
            let Some(n) = names.find(&code.name, code.abi).filter(|n| new.contains(n)) else { continue };
            let here = held(func, inst);
            let all = captured.entry(n).or_insert_with(|| here.clone());
            all.retain(|at, constant| here.get(at) == Some(constant));
        }
    }
    for (n, captured) in captured {
        if !captured.is_empty() && !funcs[n].attrs.contains(FuncAttrs::DUPOK) {
            replace(&mut funcs[n], &captured);
        }
    }
}

/// The constants among what a closure is made with.
fn held(func: &Func, made: &Inst) -> Captured {
    let Imm::TypeSym(t, _) = made.imm else { return Captured::default() };
    let leaves = func.types[t].layout.leaves(usize::MAX).unwrap_or_default();
    let captured = leaves.iter().skip(1).zip(&made.args);
    captured.filter_map(|(leaf, &v)| Some(((i32::try_from(leaf.offset).ok()?, leaf.ty), constant(func, v)?))).collect()
}

fn constant(func: &Func, value: ValueId) -> Option<Constant> {
    let made = func.def(value)?;
    Some(match (made.op, &made.imm) {
        (Op::Nil, _) => Constant::Nil,
        (Op::IConst, &Imm::Int(n)) => Constant::Int(n),
        (Op::FConst, &Imm::Float(bits)) => Constant::Float(bits),
        (Op::SymAddr, &Imm::Sym(sym, offset)) => Constant::Address(func.syms[sym].clone(), offset),
        _ => return None,
    })
}

fn replace(func: &mut Func, captured: &Captured) {
    let Some(closure) = closure_pointer(func) else { return };
    let found = |func: &Func, &id: &InstId| {
        let inst = &func.insts[id];
        let offset = closure_offset(func, closure, inst)?;
        Some((id, captured.get(&(offset, func.ty(inst.results[0])))?.clone()))
    };
    let loads: Vec<(InstId, Constant)> =
        func.order.iter().flat_map(|&b| &func.blocks[b].insts).filter_map(|id| found(func, id)).collect();
    for (id, constant) in loads {
        let (op, imm) = match constant {
            Constant::Nil => (Op::Nil, Imm::None),
            Constant::Int(n) => (Op::IConst, Imm::Int(n)),
            Constant::Float(bits) => (Op::FConst, Imm::Float(bits)),
            Constant::Address(symbol, offset) => (Op::SymAddr, Imm::Sym(func.sym(&symbol.name, symbol.abi), offset)),
        };
        let inst = &mut func.insts[id];
        (inst.op, inst.imm) = (op, imm);
        inst.args.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUNCS: &str = r#"
func "main.f" abi1(i64) -> (ptr) file "a.go" line 1 {
  type t0 "type:closure" {word, i64, ptr, i64, f32}
b0(v0: i64):
  v1: i64 = iconst 7
  v2: ptr = sym_addr "go:string.abc"
  v3: f32 = fconst 0x4004000000000000
  v4: ptr = alloc_closure t0 "main.f.func1"<1> v1, v2, v0, v3 @1:7 s
  ret v4
}

func "main.f.func1" abi1() -> (i64, ptr, i64, f32) file "a.go" line 2 needctxt {
b0:
  v0: ptr = closure_ptr
  v1: i64 = load +8 v0
  v2: ptr = load +16 v0
  v3: i64 = load +24 v0
  v4: f32 = load +32 v0
  ret v1, v2, v3, v4
}
"#;

    fn code_of_closure(change: impl FnOnce(&mut Vec<Func>)) -> String {
        let mut funcs = ssa::parse::parse_funcs(FUNCS).unwrap();
        change(&mut funcs);
        let names = Names::new(&funcs);
        let all = 0..funcs.len();
        constants(&mut funcs, all, &names);
        funcs.iter().for_each(|f| ssa::verify::assert_valid(f, ssa::Dialect::Go, "captured"));
        funcs[1].to_string()
    }

    fn newest(funcs: &mut [Func]) {
        let release = release::Release::all().last().unwrap();
        funcs.iter_mut().for_each(|f| f.release = release);
    }

    #[test]
    fn what_is_the_same_wherever_it_is_made_is_a_constant() {
        let plain = code_of_closure(|_| {});
        assert_eq!(plain.matches("load").count(), 4, "{plain}");
        let constant = code_of_closure(|funcs| newest(funcs));
        for line in ["iconst 7", "sym_addr \"go:string.abc\"", "load +24", "fconst 0x4004000000000000"] {
            assert!(constant.contains(line), "{constant}");
        }
        assert_eq!(constant.matches("load").count(), 1, "{constant}");
        // Another function makes it with another number.
        let other = code_of_closure(|funcs| {
            let text = FUNCS.replace("main.f\"", "main.g\"").replace("iconst 7", "iconst 8");
            let mut more = ssa::parse::parse_funcs(&text).unwrap();
            funcs.push(more.swap_remove(0));
            newest(funcs);
        });
        assert!(other.contains("load +8") && !other.contains("load +16"), "{other}");
        // Code that other packages have, too.
        let shared = code_of_closure(|funcs| {
            newest(funcs);
            funcs[1].attrs |= FuncAttrs::DUPOK;
        });
        assert_eq!(shared.matches("load").count(), 4, "{shared}");
    }
}

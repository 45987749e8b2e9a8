//! Switches become balanced trees of comparisons. Requires dialect Lowered; afterwards no switch
//! has more than [`LINEAR`] cases or a case that is no 32-bit immediate, which selection
//! compares one after the other, but for those with many cases close to each other, which
//! become a table of addresses. The order of cases is that of their values, so equal sources
//! give equal code.

use crate::Analyses;
use ssa::{BlockId, Cond, Func, Hint, Imm, InstId, Op, SrcPos, Target, Type, ValueId};

/// Up to this many cases are compared one after the other.
const LINEAR: usize = 4;

/// From this many cases on, a table of addresses is shorter than a tree.
const TABLE: usize = 8;

/// How many entries of a table may share one case, on average.
const SPARSE: i64 = 4;

/// Whether cases in order are many and close enough for a table.
pub fn is_table(cases: &[i64]) -> bool {
    let (Some(&first), Some(&last)) = (cases.first(), cases.last()) else { return false };
    let range = last.checked_sub(first);
    let small = |n: i64| i32::try_from(n).is_ok();
    cases.len() >= TABLE && small(first) && small(last) && range.is_some_and(|r| r < SPARSE * cases.len() as i64)
}

/// Splits large switches. Blocks that come of one stand behind it, those for larger cases first.
pub fn switches(func: &mut Func, cx: &mut Analyses) {
    let mut changed = false;
    let mut order = Vec::with_capacity(func.order.len());
    for b in std::mem::take(&mut func.order) {
        order.push(b);
        let last = *func.blocks[b].insts.last().expect("a block has a terminator");
        if func.insts[last].op == Op::Switch {
            changed |= split(func, b, last, &mut order);
        }
    }
    func.order = order;
    if changed {
        cx.edges_changed();
    }
}

/// Whether there was something to do: a table that stays one has its edges in another order.
fn split(func: &mut Func, b: BlockId, last: InstId, order: &mut Vec<BlockId>) -> bool {
    let inst = func.insts[last].clone();
    let values = inst.imm.cases();
    let mut cases: Vec<(i64, Target)> = values.iter().copied().zip(inst.targets.iter().cloned()).collect();
    cases.sort_by_key(|c| c.0);
    let wide = cases.iter().any(|c| i32::try_from(c.0).is_err());
    if cases.len() <= LINEAR && !wide {
        return false;
    }
    let default = inst.targets[inst.targets.len() - 1].clone();
    let (value, pos) = (inst.args[0], inst.pos);
    func.blocks[b].insts.pop();
    let mut work = vec![(b, cases)];
    while let Some((at, cases)) = work.pop() {
        order.extend((at != b).then_some(at));
        let numbers: Vec<i64> = cases.iter().map(|c| c.0).collect();
        if is_table(&numbers) {
            leave(func, at, value, cases, default.clone(), pos);
        } else if cases.len() > if wide { 1 } else { LINEAR } {
            let mut low = cases;
            let high = low.split_off(low.len() / 2);
            let pivot = high[0].0;
            let [left, right] = [(), ()].map(|()| func.blocks.push(ssa::Block::default()));
            let targets = vec![Target::new(left), Target::new(right)];
            compare(func, at, (Cond::Lt, value, pivot), targets, pos);
            work.extend([(left, low), (right, high)]);
        } else if wide {
            let (n, target) = cases[0].clone();
            compare(func, at, (Cond::Eq, value, n), vec![target, default.clone()], pos);
        } else {
            leave(func, at, value, cases, default.clone(), pos);
        }
    }
    true
}

/// Ends a block with a switch that selection takes.
fn leave(func: &mut Func, at: BlockId, value: ValueId, cases: Vec<(i64, Target)>, default: Target, pos: SrcPos) {
    let (values, mut targets): (Vec<i64>, Vec<Target>) = cases.into_iter().unzip();
    targets.push(default);
    let id = func.add_inst(Op::Switch, Imm::Cases(values.into()), &[value], &[], pos);
    func.insts[id].targets = targets;
    func.blocks[at].insts.push(id);
}

fn compare(func: &mut Func, at: BlockId, (cond, value, n): (Cond, ValueId, i64), targets: Vec<Target>, pos: SrcPos) {
    let ty = func.ty(value);
    let c = func.add_inst(Op::IConst, Imm::Int(n), &[], &[ty], pos);
    let c_value = func.insts[c].results[0];
    let cmp = func.add_inst(Op::ICmp, Imm::Cond(cond), &[value, c_value], &[Type::I8], pos);
    let cmp_value = func.insts[cmp].results[0];
    let br = func.add_inst(Op::Br, Imm::Hint(Hint::None), &[cmp_value], &[], pos);
    func.insts[br].targets = targets;
    func.blocks[at].insts.extend([c, cmp, br]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A switch of eight cases in falling order stays one, as a table in rising order.
    #[test]
    fn a_new_order_of_edges_is_told() {
        let targets: Vec<String> = (1..=9).map(|b| format!("b{b}")).collect();
        let blocks: String = (1..=9).map(|b| format!("b{b}:\n  ret v0\n")).collect();
        let text = format!(
            "func \"main.f\" abi1(i64) -> (i64) file \"a.go\" line 1 {{\nb0(v0: i64):\n  switch [7, 6, 5, 4, 3, 2, 1, 0] v0 -> {}\n{blocks}}}\n",
            targets.join(", ")
        );
        let mut func = ssa::parse::parse_func(&text).expect("a function");
        let mut analyses = Analyses::default();
        let before = analyses.dominators(&func);
        switches(&mut func, &mut analyses);
        assert_eq!(func.order.len(), 10);
        assert!(analyses.are_true_of(&func));
        assert!(*before.0 != *analyses.cfg(&func), "the order of edges is another one");
    }
}

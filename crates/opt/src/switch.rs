//! Switches become balanced trees of comparisons. Requires dialect Lowered; afterwards no switch
//! has more than [`LINEAR`] cases or a case that is no 32-bit immediate, which selection
//! compares one after the other, but for those with many cases close to each other, which
//! become a table of addresses, and neighbouring cases with one target, which are one comparison. The order of cases is that of their values, so equal sources
//! give equal code.

use crate::Analyses;
use ssa::builder::truncate;
use ssa::{BlockId, Cond, Func, Hint, Imm, InstId, Op, SrcPos, Target, Type, ValueId};

/// Up to this many cases are compared one after the other.
const LINEAR: usize = 4;

/// From this many cases on, a table of addresses is shorter than a tree.
const TABLE: usize = 8;

/// How many entries of a table may share one case, on average.
const SPARSE: i64 = 4;

/// From this many cases on, neighbours with one target are compared together.
const RUN: usize = 3;

/// Whether cases in order are neighbours with one target, and enough of them.
fn is_run(cases: &[(i64, Target)]) -> bool {
    let next = |w: &[(i64, Target)]| w[0].0.checked_add(1) == Some(w[1].0) && w[0].1 == w[1].1;
    cases.len() >= RUN && cases.windows(2).all(next)
}

/// Where cases in order are divided: in the middle, or beside the run that lies there.
fn middle(cases: &[(i64, Target)]) -> usize {
    let divides =
        |n: usize| !(n.saturating_sub(RUN - 1)..n).any(|from| cases.get(from..from + RUN).is_some_and(is_run));
    let half = cases.len() / 2;
    let places = (1..cases.len()).filter(|&n| divides(n));
    places.min_by_key(|n| n.abs_diff(half)).unwrap_or(half)
}

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
    let has_run = |cases: &[(i64, Target)]| cases.windows(RUN).any(is_run);
    if cases.len() <= LINEAR && !wide && !has_run(&cases) {
        return false;
    }
    let default = inst.targets[inst.targets.len() - 1].clone();
    let (value, pos) = (inst.args[0], inst.pos);
    func.blocks[b].insts.pop();
    let mut work = vec![(b, cases)];
    while let Some((at, cases)) = work.pop() {
        order.extend((at != b).then_some(at));
        let numbers: Vec<i64> = cases.iter().map(|c| c.0).collect();
        if is_run(&cases) {
            let targets = vec![cases[0].1.clone(), default.clone()];
            within(func, at, value, (cases[0].0, cases[cases.len() - 1].0), targets, pos);
        } else if is_table(&numbers) {
            leave(func, at, value, cases, default.clone(), pos);
        } else if cases.len() > if wide { 1 } else { LINEAR } || has_run(&cases) {
            let mut low = cases;
            let high = low.split_off(middle(&low));
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

/// Ends a block with a branch on whether a value lies between two numbers.
fn within(func: &mut Func, at: BlockId, value: ValueId, (low, high): (i64, i64), targets: Vec<Target>, pos: SrcPos) {
    let ty = func.ty(value);
    let c = func.add_inst(Op::IConst, Imm::Int(truncate(ty, low.wrapping_neg())), &[], &[ty], pos);
    let c_value = func.insts[c].results[0];
    let from_low = func.add_inst(Op::Add, Imm::None, &[value, c_value], &[ty], pos);
    let from_low_value = func.insts[from_low].results[0];
    func.blocks[at].insts.extend([c, from_low]);
    compare(func, at, (Cond::Ule, from_low_value, truncate(ty, high.wrapping_sub(low))), targets, pos);
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

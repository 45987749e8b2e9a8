//! Branches that only choose a value become selections. Requires dialect Lowered and facts used
//! ([`prove`](crate::prove), which reads branches). In: `if c { x = y }`, as a branch over one or two blocks that do next
//! to nothing and meet in a block with a parameter; out: the parameter is `csel c, y, x`, or the comparison itself where
//! the choice is between 1 and 0. What a processor cannot predict so costs a cycle instead of twenty. At the head
//! of a loop the branch stays, since the next turn would wait for the comparison, and so it does where one way is said to be rare.
//! Authority for what is worth it: `cmd/compile/internal/ssa/branchelim.go`.

use crate::Analyses;
use ssa::cfg::{self, Cfg};
use ssa::{BlockId, Func, Hint, Imm, Op, SrcPos, Target, Type, ValueId};

/// Most instructions done on both ways, constants not counted.
const MOST_DONE: usize = 1;
/// Most values chosen.
const MOST_CHOSEN: usize = 1;

/// Replaces branches.
pub fn selects(func: &mut Func, cx: &mut Analyses) {
    func.resolve_aliases();
    let cfg = cx.cfg(func);
    let mut changed = false;
    for &b in &cfg.rpo {
        if let Some(choice) = choice(func, &cfg, b) {
            apply(func, b, choice);
            changed = true;
        }
    }
    if changed {
        cx.edges_changed();
        let cfg = cx.cfg(func);
        cfg::remove_unreachable(func, &cfg);
    }
}

/// A branch that is no longer one.
struct Choice {
    /// Blocks whose instructions are done in any case.
    sides: Vec<BlockId>,
    /// What the place where both ways meet gets on each.
    ways: [Target; 2],
}

fn choice(func: &Func, cfg: &Cfg, b: BlockId) -> Option<Choice> {
    let br = func.terminator(b);
    let is_comparison = |v: ValueId| func.def(v).is_some_and(|d| d.op == Op::ICmp);
    if br.op != Op::Br || br.imm != Imm::Hint(Hint::None) || !is_comparison(br.args[0]) {
        return None;
    }
    let [first, second] = [&br.targets[0], &br.targets[1]];
    let sides = [first, second].map(|t| side(func, cfg, b, t));
    let meet = |a: &Target, b: &Target| a.block == b.block;
    let (sides, ways) = match sides {
        [Some(a), Some(c)] if meet(a, c) => (vec![first.block, second.block], [a, c]),
        [Some(a), _] if meet(a, second) => (vec![first.block], [a, second]),
        [_, Some(c)] if meet(first, c) => (vec![second.block], [first, c]),
        _ => return None,
    };
    let is_head = cfg.rpo_index[ways[0].block] <= cfg.rpo_index[b];
    let is_loop = cfg.preds[ways[0].block].iter().any(|&p| cfg.rpo_index[p] >= cfg.rpo_index[ways[0].block]);
    let chosen: Vec<(ValueId, ValueId)> =
        ways[0].args.iter().copied().zip(ways[1].args.iter().copied()).filter(|(x, y)| x != y).collect();
    let done: usize = sides.iter().map(|&s| work(func, s)).sum();
    let scalar = chosen.iter().all(|&(x, _)| !func.ty(x).is_float());
    let worth = !is_head && !is_loop && scalar && chosen.len() <= MOST_CHOSEN && done <= MOST_DONE;
    worth.then(|| Choice { sides, ways: ways.map(Target::clone) })
}

/// Where a block leads that only this branch comes to and that does nothing with an effect.
fn side<'f>(func: &'f Func, cfg: &Cfg, b: BlockId, to: &Target) -> Option<&'f Target> {
    let block = to.block;
    let last = func.terminator(block);
    let only = cfg.preds[block][..] == [b] && func.blocks[block].params.is_empty();
    let (_, insts) = func.blocks[block].insts.split_last()?;
    let fits = only && last.op == Op::Jump && insts.iter().all(|&i| is_cheap(func.insts[i].op));
    fits.then(|| &last.targets[0])
}

/// Whether an operation is done as fast as a branch is skipped, and needs nothing that holds on one way only.
fn is_cheap(op: Op) -> bool {
    use Op::*;
    matches!(op, IConst | Nil | Add | Sub | And | Or | Xor | AndNot | Neg | Not | ZExt | SExt | Trunc | Bitcast)
}

/// How many instructions a block has besides constants.
fn work(func: &Func, b: BlockId) -> usize {
    let (_, insts) = func.blocks[b].insts.split_last().expect("a block has a terminator");
    insts.iter().filter(|&&i| !matches!(func.insts[i].op, Op::IConst | Op::Nil)).count()
}

fn apply(func: &mut Func, b: BlockId, choice: Choice) {
    let br = func.blocks[b].insts.pop().expect("a block has a terminator");
    let (cond, pos) = (func.insts[br].args[0], func.insts[br].pos);
    for side in choice.sides {
        let mut done = func.blocks[side].insts.clone();
        done.pop();
        func.blocks[b].insts.extend(done);
    }
    let [yes, no] = choice.ways;
    let mut pick = |yes: ValueId, no: ValueId| if yes == no { yes } else { chosen(func, b, pos, [cond, yes, no]) };
    let args = yes.args.iter().zip(&no.args).map(|(&yes, &no)| pick(yes, no)).collect();
    let jump = func.add_inst(Op::Jump, Imm::None, &[], &[], pos);
    func.insts[jump].targets = vec![Target { block: yes.block, args }];
    func.blocks[b].insts.push(jump);
}

/// The value chosen by a comparison.
fn chosen(func: &mut Func, b: BlockId, pos: SrcPos, [cond, yes, no]: [ValueId; 3]) -> ValueId {
    let ty = func.ty(yes);
    let is_cond = ty.is_int() && func.const_int(yes) == Some(1) && func.const_int(no) == Some(0);
    let (op, args): (Op, &[ValueId]) = match ty {
        Type::I8 if is_cond => return cond,
        _ if is_cond => (Op::ZExt, &[cond]),
        _ => (Op::CSel, &[cond, yes, no]),
    };
    let id = func.add_inst(op, Imm::None, args, &[ty], pos);
    func.blocks[b].insts.push(id);
    func.insts[id].results[0]
}

//! Moves that change nothing. In: [`VCode`] and the allocator's output; out: the same output without stores of what lies
//! in a spill slot already and without loads of what a register holds already; a load of what another register holds is a
//! move between registers, and an instruction that may read either reads the register. The allocator splits what lives long at every call and gives each piece moves of its own, so
//! that loops load a value and store it again in every turn.
//!
//! One forward dataflow: for each register the spill slot, if any, that is known to hold the same on all ways. Since
//! only moves copy, what is the same is also the same kind of value to the collector.

use crate::preserve::{live_at_end, walk_back};
use crate::vcode::VCode;
use regalloc2::{
    Allocation, Edit, Function, Inst, InstOrEdit, Operand, OperandConstraint, OperandKind, Output, PReg, ProgPoint,
};

/// For each register the slot that holds the same, by index.
pub(crate) type Copies = [u32; REGS];

/// Number of machine registers.
const REGS: usize = 128;
/// No slot.
pub(crate) const NONE: u32 = u32::MAX;

/// Removes moves that change nothing.
pub(crate) fn redundant(v: &VCode, out: &mut Output) {
    if out.num_spillslots == 0 {
        return;
    }
    let at_start = solve(v, out);
    let mut kept = Vec::with_capacity(out.edits.len());
    let mut read = Vec::new();
    for (b, start) in at_start.into_iter().enumerate() {
        let mut copies = start.map_or([NONE; REGS], |known| *known);
        walk(v, out, b, &mut copies, &mut |at, copies| match at {
            At::Move(point, from, to) => {
                kept.extend(simpler(from, to, copies).map(|from| (point, Edit::Move { from, to })));
            }
            At::Inst(inst) => registers_read(v, out, inst, copies, &mut read),
        });
    }
    out.edits = kept;
    read.into_iter().for_each(|(at, register)| out.allocs[at] = register);
}

/// Operands of an instruction that may as well be read from a register, which it does not change.
fn registers_read(v: &VCode, out: &Output, inst: Inst, copies: &Copies, read: &mut Vec<(usize, Allocation)>) {
    let (ops, places) = (v.ops(inst.index()), out.inst_allocs(inst));
    let may_be_either = |op: &Operand| op.kind() == OperandKind::Use && op.constraint() == OperandConstraint::Any;
    for (n, (op, place)) in ops.iter().zip(places).enumerate().filter(|(_, (op, _))| may_be_either(op)) {
        let Some(slot) = place.as_stack() else { continue };
        let kept = |r: &PReg| {
            let defined = ops.iter().zip(places).any(|(o, p)| o.kind() == OperandKind::Def && p.as_reg() == Some(*r));
            r.class() == op.class() && !defined && !v.inst_clobbers(inst).contains(*r)
        };
        let mut same = holders(copies, slot.index() as u32);
        let at = out.inst_alloc_offsets[inst.index()] as usize + n;
        read.extend(same.find(kept).map(|r| (at, Allocation::reg(r))));
    }
}

/// Removes loads into registers that nobody reads. They are behind rare calls, each of which brings back what it saved.
pub(crate) fn dead(v: &VCode, out: &mut Output) {
    let mut gone = vec![false; out.edits.len()];
    for (b, mut live) in live_at_end(v, out).into_iter().enumerate() {
        let mut at = out.edits.partition_point(|e| e.0 < ProgPoint::before(Inst::new(v.ranges[b].1 as usize)));
        walk_back(v, out, b, &mut live, &mut |item, live| {
            if let InstOrEdit::Edit(Edit::Move { from, to }) = item {
                at -= 1;
                gone[at] = from.is_stack() && to.as_reg().is_some_and(|r| live >> r.index() & 1 == 0);
            }
        });
    }
    let mut gone = gone.into_iter();
    out.edits.retain(|_| !gone.next().unwrap_or(false));
}

/// What is known at the end of each block.
pub(crate) fn copies_at_end(v: &VCode, out: &Output) -> Vec<Copies> {
    let ends = solve(v, out).into_iter().enumerate().map(|(b, start)| {
        let mut copies = start.map_or([NONE; REGS], |known| *known);
        walk(v, out, b, &mut copies, &mut |_, _| {});
        copies
    });
    ends.collect()
}

/// What is known at the start of each block that is reached.
fn solve(v: &VCode, out: &Output) -> Vec<Option<Box<Copies>>> {
    let blocks = v.blocks.len();
    let mut at_start: Vec<Option<Box<Copies>>> = vec![None; blocks];
    at_start[0] = Some(Box::new([NONE; REGS]));
    let mut dirty = vec![false; blocks];
    dirty[0] = true;
    while dirty.iter().any(|&d| d) {
        for b in 0..blocks {
            if !std::mem::take(&mut dirty[b]) {
                continue;
            }
            let mut copies = at_start[b].as_deref().copied().unwrap_or([NONE; REGS]);
            walk(v, out, b, &mut copies, &mut |_, _| {});
            for s in v.succs[b].iter().map(|s| s.index()) {
                dirty[s] |= join(&mut at_start[s], &copies);
            }
        }
    }
    at_start
}

/// Keeps what holds on another way too; whether that is less than before.
fn join(known: &mut Option<Box<Copies>>, copies: &Copies) -> bool {
    let Some(known) = known else {
        *known = Some(Box::new(*copies));
        return true;
    };
    let mut changed = false;
    for (a, b) in known.iter_mut().zip(copies) {
        changed |= *a != NONE && a != b;
        *a = if a == b { *a } else { NONE };
    }
    changed
}

/// What [`walk`] comes past.
enum At {
    Move(ProgPoint, Allocation, Allocation),
    Inst(Inst),
}

/// Goes over a block; `each` hears of each move and each instruction, and of what is known before it.
fn walk(v: &VCode, out: &Output, b: usize, copies: &mut Copies, each: &mut dyn FnMut(At, &Copies)) {
    let (from, to) = v.ranges[b];
    let first = ProgPoint::before(Inst::new(from as usize));
    let mut at = out.edits.partition_point(|e| e.0 < first);
    let mut edits_at = |point: ProgPoint, copies: &mut Copies, each: &mut dyn FnMut(At, &Copies)| {
        while let Some((p, Edit::Move { from, to })) = out.edits.get(at).filter(|e| e.0 == point) {
            each(At::Move(*p, *from, *to), copies);
            copy(*from, *to, copies);
            at += 1;
        }
    };
    for i in from..to {
        let inst = Inst::new(i as usize);
        edits_at(ProgPoint::before(inst), copies, each);
        each(At::Inst(inst), copies);
        for r in v.inst_clobbers(inst) {
            copies[r.index()] = NONE;
        }
        for (op, &place) in v.ops(i as usize).iter().zip(out.inst_allocs(inst)) {
            if op.kind() == OperandKind::Def {
                forget(place, copies);
            }
        }
        edits_at(ProgPoint::after(inst), copies, each);
    }
}

/// The registers that hold what lies in a slot.
pub(crate) fn holders(copies: &Copies, slot: u32) -> impl Iterator<Item = PReg> + '_ {
    (0..REGS).filter(move |&r| copies[r] == slot).map(PReg::from_index)
}

/// Something else lies at a place.
fn forget(place: Allocation, copies: &mut Copies) {
    if let Some(r) = place.as_reg() {
        copies[r.index()] = NONE;
    }
    if let Some(s) = place.as_stack() {
        copies.iter_mut().filter(|c| **c == s.index() as u32).for_each(|c| *c = NONE);
    }
}

fn copy(from: Allocation, to: Allocation, copies: &mut Copies) {
    let slot = match (from.as_reg(), from.as_stack()) {
        (Some(r), _) => copies[r.index()],
        (_, Some(s)) => s.index() as u32,
        _ => NONE,
    };
    match (to.as_reg(), to.as_stack(), from.as_reg()) {
        (Some(r), ..) => copies[r.index()] = slot,
        (_, Some(s), Some(r)) => {
            if slot != s.index() as u32 {
                forget(to, copies);
                copies[r.index()] = s.index() as u32;
            }
        }
        _ => forget(to, copies),
    }
}

/// What a move should take instead of `from`; none when it changes nothing.
fn simpler(from: Allocation, to: Allocation, copies: &Copies) -> Option<Allocation> {
    let holds = |r: PReg| copies[r.index()];
    match (from.as_reg(), from.as_stack(), to.as_reg(), to.as_stack()) {
        (Some(a), _, Some(b), _) => (holds(a) == NONE || holds(a) != holds(b)).then_some(from),
        (Some(a), _, _, Some(s)) => (holds(a) != s.index() as u32).then_some(from),
        (_, Some(s), Some(b), _) if holds(b) == s.index() as u32 => None,
        (_, Some(s), Some(b), _) => {
            holders(copies, s.index() as u32).find(|r| r.class() == b.class()).map(Allocation::reg).or(Some(from))
        }
        _ => Some(from),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::registers::tests::{INTS, THREE};
    use crate::vcode::{CallKind, Clobbers, MInst, Role};
    use base::Id;
    use regalloc2::{Block, SpillSlot};
    use ssa::SrcPos;

    /// Blocks of one instruction each, without operands.
    pub(crate) fn code(roles: Vec<Role>, succs: &[&[usize]]) -> VCode {
        let clobbers = |role| if matches!(role, Role::Call(_)) { Clobbers::All } else { Clobbers::None };
        let inst =
            |role| MInst { role, clobbers: clobbers(role), ra: (0, 0), slots: Default::default(), pos: SrcPos::START };
        VCode {
            ranges: (0..roles.len() as u32).map(|n| (n, n + 1)).collect(),
            blocks: vec![ssa::BlockId::new(0); roles.len()],
            insts: roles.into_iter().map(inst).collect(),
            succs: succs.iter().map(|list| list.iter().map(|&b| Block::new(b)).collect()).collect(),
            ..VCode::new(&THREE)
        }
    }
    type Moves = Vec<(usize, Allocation, Allocation)>;
    /// What a pass makes of moves in front of instructions.
    pub(crate) fn moved(v: &VCode, edits: &[(usize, Allocation, Allocation)], pass: fn(&VCode, &mut Output)) -> Moves {
        let edit = |&(i, from, to): &(usize, _, _)| (ProgPoint::before(Inst::new(i)), Edit::Move { from, to });
        let mut out = Output {
            edits: edits.iter().map(edit).collect(),
            inst_alloc_offsets: vec![0; v.insts.len()],
            num_spillslots: 2,
            ..Output::default()
        };
        pass(v, &mut out);
        out.edits.into_iter().map(|(p, Edit::Move { from, to })| (p.inst().index(), from, to)).collect()
    }
    fn simplified(v: &VCode, edits: &[(usize, Allocation, Allocation)]) -> Moves {
        moved(v, edits, redundant)
    }
    /// Three registers and two slots.
    pub(crate) fn places() -> [Allocation; 5] {
        let [s, t] = [0, 1].map(|n| Allocation::stack(SpillSlot::new(n)));
        [Allocation::reg(INTS[0]), Allocation::reg(INTS[1]), Allocation::reg(INTS[2]), s, t]
    }

    #[test]
    fn what_is_there_is_not_moved_again() {
        let [ax, bx, cx, s, t] = places();
        let v = code(vec![Role::Plain], &[&[]]);
        let edits = [
            (0, ax, s),
            (0, s, ax),
            (0, ax, s),
            (0, s, bx),
            (0, bx, s),
            (0, ax, bx),
            (0, cx, s),
            (0, s, ax),
            (0, s, t),
        ];
        assert_eq!(simplified(&v, &edits), [(0, ax, s), (0, ax, bx), (0, cx, s), (0, cx, ax), (0, s, t)]);
    }
    #[test]
    fn calls_destroy_registers_but_not_slots() {
        let [ax, bx, _, s, _] = places();
        let call = Role::Call(CallKind::Normal);
        let v = code(vec![call, Role::Plain], &[&[1], &[]]);
        let edits = [(0, ax, s), (1, s, ax), (1, ax, s), (1, s, bx)];
        assert_eq!(simplified(&v, &edits), [(0, ax, s), (1, s, ax), (1, ax, bx)]);
    }
    #[test]
    fn only_what_holds_on_all_ways_counts() {
        let [ax, bx, cx, s, t] = places();
        // From 0 to 1 or 2, both to 3, and back to 1.
        let v = code(vec![Role::Plain; 4], &[&[1, 2], &[3], &[3], &[1]]);
        let edits = [(0, ax, s), (0, bx, t), (1, cx, ax), (3, s, ax), (3, t, bx), (3, s, cx)];
        assert_eq!(simplified(&v, &edits), [(0, ax, s), (0, bx, t), (1, cx, ax), (3, s, ax), (3, ax, cx)]);
    }
    #[test]
    fn what_an_instruction_may_read_from_either_is_read_from_a_register() {
        let [ax, bx, _, s, _] = places();
        let reg = |n| regalloc2::VReg::new(n, regalloc2::RegClass::Int);
        let read = |given: Allocation, defined: Allocation| {
            let mut v = code(vec![Role::Plain], &[&[]]);
            v.operands = vec![Operand::any_use(reg(0)), Operand::reg_def(reg(1))];
            v.insts[0].ra = (0, 2);
            let mut out = Output {
                edits: vec![(ProgPoint::before(Inst::new(0)), Edit::Move { from: ax, to: s })],
                allocs: vec![given, defined],
                inst_alloc_offsets: vec![0],
                num_spillslots: 1,
                ..Output::default()
            };
            redundant(&v, &mut out);
            out.allocs[0]
        };
        assert_eq!(read(s, bx), ax);
        // It would write to the register that it is to read.
        assert_eq!(read(s, ax), s);
    }
    #[test]
    fn loads_that_nobody_reads_go() {
        let [ax, bx, cx, s, _] = places();
        let call = Role::Call(CallKind::Normal);
        let mut v = code(vec![call, call, Role::Plain], &[&[1], &[2], &[]]);
        v.preds = [&[][..], &[0], &[1]].map(|list| list.iter().map(|&b| Block::new(b)).collect()).into();
        let edits = [(1, s, ax), (1, s, bx), (1, bx, cx), (2, s, ax), (2, ax, s)];
        assert_eq!(moved(&v, &edits, dead), [(1, s, bx), (1, bx, cx), (2, s, ax), (2, ax, s)]);
    }
}

//! The second checker of stack maps. In: [`VCode`], the allocator's output, the maps; out:
//! nothing, or what is wrong. It executes the code symbolically, knowing for every location which
//! virtual registers it holds, and at every call *poisons* what the collector does not see:
//! registers are lost, and so is every spill slot that holds a pointer without being listed. A
//! later use that does not find its value shows that the map missed a word; a listed word without
//! a pointer shows that it names garbage. No liveness and no pointerness analysis is shared with
//! [`locate`](crate::locate).

use crate::locate::{FrameMaps, Word};
use crate::vcode::{Role, VCode};
use regalloc2::{Allocation, Block, Edit, Function, Inst, InstOrEdit, OperandKind, Output, VReg};
use smallvec::SmallVec;
use ssa::Type;

/// The values a location holds, ascending.
type Held = SmallVec<[u32; 2]>;

/// What is known at a point: per location, or not reached yet.
type State = Option<Vec<Held>>;

/// Registers come first in a state.
const REGS: usize = 128;

struct Check<'a> {
    v: &'a VCode,
    out: &'a Output,
    maps: &'a FrameMaps,
    errors: Vec<String>,
}

/// Everything wrong with the maps of a function.
pub fn check(v: &VCode, out: &Output, maps: &FrameMaps) -> Vec<String> {
    let mut c = Check { v, out, maps, errors: Vec::new() };
    let blocks = v.blocks.len();
    let mut at_start: Vec<State> = vec![None; blocks];
    at_start[0] = Some(vec![Held::new(); REGS + out.num_spillslots]);
    let mut dirty = vec![false; blocks];
    dirty[0] = true;
    while let Some(b) = dirty.iter().position(|&d| d) {
        dirty[b] = false;
        let mut state = at_start[b].clone().unwrap_or_default();
        c.block(b, &mut state, false);
        c.enter_successors(b, &state, &mut at_start, &mut dirty);
    }
    for (b, state) in at_start.into_iter().enumerate() {
        if let Some(mut state) = state {
            c.block(b, &mut state, true);
        }
    }
    c.errors
}

fn location(a: Allocation) -> usize {
    match (a.as_reg(), a.as_stack()) {
        (Some(r), _) => r.index(),
        (_, Some(s)) => REGS + s.index(),
        _ => panic!("an operand without a place"),
    }
}

impl Check<'_> {
    fn block(&mut self, b: usize, state: &mut [Held], report: bool) {
        for item in self.out.block_insts_and_edits(self.v, Block::new(b)) {
            match item {
                InstOrEdit::Edit(Edit::Move { from, to }) => state[location(*to)] = state[location(*from)].clone(),
                InstOrEdit::Inst(i) => self.inst(i, state, report),
            }
        }
    }
    fn inst(&mut self, i: Inst, state: &mut [Held], report: bool) {
        let v = self.v;
        let pairs = || v.ops(i.index()).iter().zip(self.out.inst_allocs(i));
        if report {
            for (op, &alloc) in pairs().filter(|(op, _)| op.kind() == OperandKind::Use) {
                if !state[location(alloc)].contains(&(op.vreg().vreg() as u32)) {
                    let what = format!("{} is not in {alloc} at {}", op.vreg(), i.index());
                    self.errors.push(what);
                }
            }
        }
        if matches!(v.insts[i.index()].role, Role::Call(_)) {
            self.poison(i, state, report);
        }
        for r in v.inst_clobbers(i) {
            state[r.index()].clear();
        }
        let defs: SmallVec<[(VReg, usize); 4]> = self
            .v
            .ops(i.index())
            .iter()
            .zip(self.out.inst_allocs(i))
            .filter(|(op, _)| op.kind() == OperandKind::Def)
            .map(|(op, &a)| (op.vreg(), location(a)))
            .collect();
        for (vreg, at) in defs {
            // A new definition makes older copies (from an earlier turn of a loop) stale.
            let n = vreg.vreg() as u32;
            state.iter_mut().for_each(|held| held.retain(|x| *x != n));
            state[at] = smallvec::smallvec![n];
        }
    }
    fn poison(&mut self, i: Inst, state: &mut [Held], report: bool) {
        let mut listed = vec![false; self.out.num_spillslots];
        for word in self.maps.words_of(self.maps.during(i.index() as u32)) {
            if let Word::Spill(n) = word {
                listed[n as usize] = true;
            }
        }
        for (n, held) in state.iter_mut().enumerate().skip(REGS) {
            let is_listed = listed[n - REGS];
            let pointer = held.iter().any(|&v| self.v.vtypes[v as usize] == Type::Ptr);
            if is_listed && !pointer && report {
                self.errors.push(format!("spill slot {} is listed at {i:?} without holding a pointer", n - REGS));
            }
            if !is_listed {
                held.retain(|v| self.v.vtypes[*v as usize] != Type::Ptr);
            }
        }
    }
    fn enter_successors(&self, b: usize, state: &[Held], at_start: &mut [State], dirty: &mut [bool]) {
        for s in &self.v.succs[b] {
            let s = s.index();
            let mut entering = state.to_vec();
            self.bind_params(b, s, &mut entering);
            let merged = match &at_start[s] {
                None => entering,
                Some(old) => old.iter().zip(&entering).map(|(a, b)| both(a, b)).collect(),
            };
            if at_start[s].as_ref() != Some(&merged) {
                at_start[s] = Some(merged);
                dirty[s] = true;
            }
        }
    }
    /// Where the arguments of a jump lie, the parameters lie now.
    fn bind_params(&self, from: usize, to: usize, state: &mut [Held]) {
        let pairs: Vec<(u32, u32)> =
            self.v.params[to].iter().zip(&self.v.args[from]).map(|(p, a)| (p.vreg() as u32, a.vreg() as u32)).collect();
        for held in state {
            let mut new: Held = held.iter().copied().filter(|v| pairs.iter().all(|(p, _)| p != v)).collect();
            new.extend(pairs.iter().filter(|(_, a)| held.contains(a)).map(|(p, _)| *p));
            new.sort_unstable();
            *held = new;
        }
    }
}

fn both(a: &Held, b: &Held) -> Held {
    a.iter().copied().filter(|v| b.contains(v)).collect()
}

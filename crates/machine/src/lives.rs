//! Which slots may share a place in the frame. In: a function in dialect Lowered; out: [`Lives`], the pairs of
//! slots that are in use at the same time.
//!
//! A slot is in use from its `slot_def` to the last use of anything that may hold its address. Three problems:
//!
//! - *who holds what* (without regard to order): values hold addresses of slots, and slots hold addresses that were
//!   stored there. A call may store what it is given wherever it is given a pointer to, and return all of it unless
//!   escape analysis knew better ([`ssa::Returned`]); what is passed to others than callees known to it is on the heap.
//! - *liveness* (backward) of roots: a slot named directly, or a value that was loaded, returned, chosen or
//!   merged and may be an address of several slots. Addresses computed from a root are uses of it.
//! - *begun* (forward): which slots' lives may have begun. While a root is live, so is every slot it may reach,
//!   from where that began, also if the address is an old one that nobody will follow: the collector would.
//!
//! Slots overlap if both are in use where the life of one of them begins or where a block does. Slots that are read
//! by the recover exit, hidden or without `slot_def` keep a place of their own.

use crate::bits::Bits;
use base::{FxHashMap, Id, IdVec};
use smallvec::SmallVec;
use ssa::cfg::Cfg;
use ssa::{BlockId, Func, Imm, Inst, Op, Returned, SlotId, SlotKind, ValueDef, ValueId};

/// Functions with more slots share none: the sets below have a bit for each slot in each block.
const MAX_SLOTS: usize = 4096;

/// Most slots that share; the largest do.
const MAX_SHARED: usize = 1024;

/// Slots that are in use at the same time.
#[derive(Debug, Default)]
pub struct Lives {
    /// Place of each slot that may share in `overlaps`.
    number: IdVec<SlotId, Option<u32>>,
    overlaps: Vec<Bits>,
}

impl Lives {
    /// Whether two slots need places of their own.
    pub fn overlap(&self, a: SlotId, b: SlotId) -> bool {
        match (self.number.get(a).copied().flatten(), self.number.get(b).copied().flatten()) {
            (Some(a), Some(b)) => self.overlaps[a as usize].get(b as usize),
            _ => true,
        }
    }
    /// Forgets the n-th pair that overlaps (from 1; 0: none): a fault for tests.
    pub fn drop_overlap(&mut self, n: usize) {
        let pairs = (0..self.overlaps.len()).flat_map(|a| self.overlaps[a].iter().map(move |b| (a, b)));
        let pair = pairs.filter(|(a, b)| a < b).nth(n.wrapping_sub(1));
        for (a, b) in pair.into_iter().flat_map(|(a, b)| [(a, b), (b, a)]) {
            self.overlaps[a].set(b, false);
        }
    }
}

/// Finds them.
pub fn lives(f: &Func) -> Lives {
    let shared = shared(f);
    if shared.len() < 2 {
        return Lives::default();
    }
    let cfg = Cfg::new(f);
    let held = Held::find(f, &cfg);
    let roots = Roots::find(f, &cfg, &held);
    let mut number = IdVec::filled(None, f.slots.len());
    shared.iter().enumerate().for_each(|(n, &s)| number[s] = Some(n as u32));
    let overlaps = vec![Bits::new(shared.len(), false); shared.len()];
    let mut lives = Lives { number, overlaps };
    Flow { f, cfg: &cfg, held: &held, roots: &roots }.overlaps(&mut lives);
    lives
}

/// The slots that may share a place.
fn shared(f: &Func) -> Vec<SlotId> {
    if f.slots.len() > MAX_SLOTS {
        return Vec::new();
    }
    let mut begins = IdVec::filled(false, f.slots.len());
    each_inst(f, &f.order, |inst| {
        if let (Op::SlotDef, &Imm::Slot(s, _)) = (inst.op, &inst.imm) {
            begins[s] = true;
        }
    });
    let fits = |s: &SlotId| {
        let slot = &f.slots[*s];
        begins[*s] && slot.kind == SlotKind::Local && !slot.observable && !slot.hidden
    };
    let mut out: Vec<SlotId> = f.slots.ids().filter(fits).collect();
    out.sort_by_key(|&s| (std::cmp::Reverse(f.slots[s].layout.size()), s));
    out.truncate(MAX_SHARED);
    out
}

fn each_inst<'a>(f: &'a Func, blocks: &[BlockId], mut visit: impl FnMut(&'a Inst)) {
    blocks.iter().flat_map(|&b| &f.blocks[b].insts).for_each(|&i| visit(&f.insts[i]));
}

/// Slots, ascending.
type Set = SmallVec<[SlotId; 2]>;

/// Adds what is missing; whether something was.
fn add(to: &mut Set, more: &[SlotId]) -> bool {
    let before = to.len();
    for &s in more {
        if let Err(at) = to.binary_search(&s) {
            to.insert(at, s);
        }
    }
    to.len() > before
}

/// Who may hold whose address.
struct Held {
    values: FxHashMap<ValueId, Set>,
    slots: IdVec<SlotId, Set>,
    /// In use wherever their life has begun.
    always: Bits,
    changed: bool,
}

impl Held {
    fn find(f: &Func, cfg: &Cfg) -> Held {
        let mut always = Bits::new(f.slots.len(), false);
        let lasting = |s: &ssa::Slot| s.observable || s.hidden;
        f.slots.iter_enumerated().filter(|(_, s)| lasting(s)).for_each(|(id, _)| always.set(id.index(), true));
        let slots = IdVec::filled(Set::new(), f.slots.len());
        let mut held = Held { values: FxHashMap::default(), slots, always, changed: true };
        while std::mem::take(&mut held.changed) {
            for &i in cfg.rpo.iter().flat_map(|&b| &f.blocks[b].insts) {
                held.inst(f, i);
            }
        }
        // So is what they hold.
        let lasting: Set = held.always.iter().map(SlotId::new).collect();
        held.reached(&lasting).iter().for_each(|s| held.always.set(s.index(), true));
        held
    }
    fn of(&self, f: &Func, v: ValueId) -> Set {
        self.values.get(&f.resolve(v)).cloned().unwrap_or_default()
    }
    fn give(&mut self, v: ValueId, what: &[SlotId]) {
        if !what.is_empty() {
            self.changed |= add(self.values.entry(v).or_default(), what);
        }
    }
    /// Stores addresses where others point to.
    fn store(&mut self, to: &[SlotId], what: &[SlotId]) {
        if to.is_empty() {
            // Nobody knows where.
            what.iter().for_each(|s| self.always.set(s.index(), true));
        }
        for &t in to {
            self.changed |= add(&mut self.slots[t], what);
        }
    }
    /// What was stored in slots.
    fn contents(&self, of: &[SlotId]) -> Set {
        let mut out = Set::new();
        of.iter().for_each(|&s| _ = add(&mut out, &self.slots[s]));
        out
    }
    /// Slots and all that can be reached from them.
    fn reached(&self, from: &[SlotId]) -> Set {
        let mut out = Set::from(from);
        loop {
            let more = self.contents(&out);
            if !add(&mut out, &more) {
                return out;
            }
        }
    }

    fn inst(&mut self, f: &Func, id: ssa::InstId) {
        let inst = &f.insts[id];
        let a = &inst.args;
        match inst.op {
            Op::SlotAddr => {
                if let Imm::Slot(s, _) = inst.imm {
                    self.give(inst.results[0], &[s]);
                }
            }
            Op::Load | Op::AtomicLoad => {
                let what = self.contents(&self.of(f, a[0]));
                self.give(inst.results[0], &what);
            }
            Op::Store | Op::StoreWb | Op::AtomicStore | Op::AtomicXchg | Op::AtomicCas | Op::AtomicAdd => {
                // A comparing store stores its third argument, or nothing.
                for pair in a.chunks(2) {
                    let (to, values) = if inst.op == Op::StoreWb { (pair[0], &pair[1..]) } else { (a[0], &a[1..]) };
                    let to = self.of(f, to);
                    values.iter().for_each(|&v| self.store(&to, &self.of(f, v)));
                    let old = self.contents(&to);
                    inst.results.iter().for_each(|&r| self.give(r, &old));
                }
            }
            Op::Move => {
                let (to, what) = (self.of(f, a[0]), self.contents(&self.of(f, a[1])));
                self.store(&to, &what);
            }
            Op::CallStatic | Op::CallClosure | Op::CallPtr | Op::CallRt | Op::CallDefer => self.call(f, id, inst),
            Op::ICmp | Op::FCmp | Op::PtrDiff => {}
            _ => {
                let mut all = Set::new();
                a.iter().for_each(|&v| _ = add(&mut all, &self.of(f, v)));
                inst.results.iter().for_each(|&r| self.give(r, &all));
            }
        }
        for t in &inst.targets {
            for (&p, &v) in f.blocks[t.block].params.iter().zip(&t.args) {
                let what = self.of(f, v);
                self.give(p, &what);
            }
        }
    }
    fn call(&mut self, f: &Func, id: ssa::InstId, inst: &Inst) {
        let mut given = Set::new();
        inst.args.iter().for_each(|&v| _ = add(&mut given, &self.of(f, v)));
        if given.is_empty() {
            return;
        }
        let all = self.reached(&given);
        for &s in all.iter().filter(|&&s| f.slots[s].layout.has_pointers()) {
            self.changed |= add(&mut self.slots[s], &all);
        }
        let returned = match f.returned.get(&id) {
            Some(Returned::Nothing) => Set::new(),
            Some(Returned::Contents) => self.reached(&self.contents(&given)),
            None => all.clone(),
        };
        inst.results.iter().for_each(|&r| self.give(r, &returned));
        // The record is in the goroutine's list.
        if inst.op == Op::CallDefer {
            all.iter().for_each(|s| self.always.set(s.index(), true));
        }
    }
}

/// Roots: slots first, then values.
struct Roots {
    of: FxHashMap<ValueId, usize>,
    /// For each root the slots it may reach, if these are others than itself.
    reach: Vec<Option<Bits>>,
}

impl Roots {
    fn find(f: &Func, cfg: &Cfg, held: &Held) -> Roots {
        let bits = |set: &[SlotId]| {
            let mut out = Bits::new(f.slots.len(), false);
            set.iter().for_each(|s| out.set(s.index(), true));
            out
        };
        let mut roots = Roots { of: FxHashMap::default(), reach: Vec::new() };
        for (s, stored) in held.slots.iter_enumerated() {
            let more = stored.iter().any(|&t| t != s);
            roots.reach.push(more.then(|| bits(&held.reached(&[s]))));
        }
        let mut value = |v: ValueId| {
            let Some(set) = held.values.get(&v) else { return };
            let root = match roots.of.get(&base_of(f, v)) {
                Some(&root) => root,
                None => match f.def(v) {
                    Some(Inst { op: Op::SlotAddr, imm: Imm::Slot(s, _), .. }) => s.index(),
                    _ => {
                        roots.reach.push(Some(bits(&held.reached(set))));
                        roots.reach.len() - 1
                    }
                },
            };
            roots.of.insert(v, root);
        };
        // Definitions come before uses in this order, those of parameters first in their block.
        for &b in &cfg.rpo {
            f.blocks[b].params.iter().for_each(|&p| value(p));
            f.blocks[b].insts.iter().for_each(|&i| f.insts[i].results.iter().for_each(|&r| value(r)));
        }
        roots
    }
}

/// The value that an address is computed from.
fn base_of(f: &Func, mut v: ValueId) -> ValueId {
    while let Some(Inst { op: Op::PtrAdd | Op::PtrAddImm | Op::SlicePtr, args, .. }) = f.def(v) {
        v = f.resolve(args[0]);
    }
    f.resolve(v)
}

struct Flow<'a> {
    f: &'a Func,
    cfg: &'a Cfg,
    held: &'a Held,
    roots: &'a Roots,
}

impl Flow<'_> {
    fn overlaps(&self, lives: &mut Lives) {
        let begun = self.begun();
        let at_end = self.live();
        for &b in &self.cfg.rpo {
            let mut live = at_end[b].clone();
            self.walk_back(b, &mut live, &mut |slot, live| {
                let Some(n) = lives.number[slot] else { return };
                let used = self.in_use(live, &begun[b].1);
                self.meet(lives, n, &used);
            });
            let used = self.in_use(&live, &begun[b].0);
            for s in &used {
                if let Some(n) = lives.number[*s] {
                    self.meet(lives, n, &used);
                }
            }
        }
        for a in 0..lives.overlaps.len() {
            let others: Vec<usize> = lives.overlaps[a].iter().collect();
            others.into_iter().for_each(|b| lives.overlaps[b].set(a, true));
        }
        // The relation is symmetric.
    }
    fn meet(&self, lives: &mut Lives, n: u32, used: &[SlotId]) {
        for m in used.iter().filter_map(|&s| lives.number[s]).filter(|&m| m != n) {
            lives.overlaps[n as usize].set(m as usize, true);
        }
    }
    /// The slots in use when roots are live and lives have begun.
    fn in_use(&self, live: &Bits, begun: &Bits) -> Vec<SlotId> {
        let n = self.f.slots.len();
        let mut used = self.held.always.clone();
        for reach in live.iter().filter_map(|r| self.roots.reach[r].as_ref()) {
            used.or(reach);
        }
        used.and(begun);
        live.iter().take_while(|&r| r < n).for_each(|s| used.set(s, true));
        used.iter().map(SlotId::new).collect()
    }
    /// Slots whose life may have begun at the start and the end of each block.
    fn begun(&self) -> IdVec<BlockId, (Bits, Bits)> {
        let none = Bits::new(self.f.slots.len(), false);
        let mut out = IdVec::filled((none.clone(), none), self.f.blocks.len());
        // Parameters and what has no beginning are there from the start.
        let mut begins = Bits::new(self.f.slots.len(), false);
        each_inst(self.f, &self.cfg.rpo, |inst| {
            if let (Op::SlotDef, &Imm::Slot(s, _)) = (inst.op, &inst.imm) {
                begins.set(s.index(), true);
            }
        });
        let entry = &mut out[self.f.entry()].0;
        (0..self.f.slots.len()).filter(|&s| !begins.get(s)).for_each(|s| entry.set(s, true));
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for &b in &self.cfg.rpo {
                let mut state = out[b].0.clone();
                each_inst(self.f, &[b], |inst| {
                    if let (Op::SlotDef, &Imm::Slot(s, _)) = (inst.op, &inst.imm) {
                        state.set(s.index(), true);
                    }
                });
                self.f.targets(b).iter().for_each(|t| changed |= out[t.block].0.or(&state));
                out[b].1 = state;
            }
        }
        out
    }
    /// Roots live at the end of each block.
    fn live(&self) -> IdVec<BlockId, Bits> {
        let mut at_end = IdVec::filled(Bits::new(self.roots.reach.len(), false), self.f.blocks.len());
        let mut changed = true;
        while std::mem::take(&mut changed) {
            for &b in self.cfg.rpo.iter().rev() {
                let mut live = at_end[b].clone();
                self.walk_back(b, &mut live, &mut |_, _| {});
                self.cfg.preds[b].iter().for_each(|&p| changed |= at_end[p].or(&live));
            }
        }
        at_end
    }
    /// Goes from the end of a block to its start; `begins` hears of lives that begin, with what is live then.
    fn walk_back(&self, b: BlockId, live: &mut Bits, begins: &mut dyn FnMut(SlotId, &Bits)) {
        let f = self.f;
        let root = |v: ValueId| self.roots.of.get(&f.resolve(v)).copied();
        for &i in f.blocks[b].insts.iter().rev() {
            let inst = &f.insts[i];
            if let (Op::SlotDef, &Imm::Slot(s, _)) = (inst.op, &inst.imm) {
                begins(s, live);
                live.set(s.index(), false);
            }
            self.end_values(&inst.results, live);
            let on_edges = inst.targets.iter().flat_map(|t| &t.args);
            inst.args.iter().chain(on_edges).filter_map(|&v| root(v)).for_each(|r| live.set(r, true));
        }
        self.end_values(&f.blocks[b].params, live);
    }
    /// Above its definition a value is nothing; addresses of slots are the slot's.
    fn end_values(&self, values: &[ValueId], live: &mut Bits) {
        for &v in values.iter().filter(|&&v| base_of(self.f, v) == v) {
            debug_assert!(!matches!(self.f.values[v].def, ValueDef::Alias(_)));
            let root = self.roots.of.get(&v).filter(|&&r| r >= self.f.slots.len());
            root.into_iter().for_each(|&r| live.set(r, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the two slots of a function with this body overlap. `s0` and `s1` have 16 bytes, `s2` is a pointer.
    fn overlap(body: &str) -> bool {
        let text = format!(
            "func \"main.f\" abi1(i64) -> (i64) file \"f.go\" line 1 {{\n  slot s0 \"a\" {{i64, i64}}\n  \
             slot s1 \"b\" {{i64, i64}}\n  slot s2 \"c\" ptr\n  sig1 abi1(ptr) -> ()\n  sig2 abi1(ptr) -> (ptr)\n\
             b0(v0: i64):\n{body}}}\n"
        );
        let f = ssa::parse::parse_func(&text).unwrap_or_else(|e| panic!("{e}"));
        lives(&f).overlap(SlotId::new(0), SlotId::new(1))
    }

    /// The life of `s0` begins, then what is given, then that of `s1` and what is given.
    fn one_after_the_other(first: &str, second: &str) -> bool {
        overlap(&format!(
            "  slot_def s0\n  v1: ptr = slot_addr s0\n{first}  slot_def s1\n  v2: ptr = slot_addr s1\n  \
             call sig1 \"main.use\"<1> v2\n{second}  ret v0\n"
        ))
    }

    #[test]
    fn lives_end_with_the_last_use_of_an_address() {
        assert!(!one_after_the_other("  call sig1 \"main.use\"<1> v1\n", ""));
        assert!(one_after_the_other("", "  call sig1 \"main.use\"<1> v1\n"));
        assert!(one_after_the_other("  v3: ptr = ptr_add_imm 8 v1\n", "  v4: i64 = load +0 v3\n"));
    }
    #[test]
    fn what_a_call_returns_may_be_its_argument() {
        let call = "  v3: ptr = call sig2 \"main.use\"<1> v1\n";
        assert!(one_after_the_other(call, "  v4: i64 = load +0 v3\n"));
        assert!(!one_after_the_other(call, ""));
    }
    #[test]
    fn addresses_in_memory_are_followed() {
        let put = "  slot_def s2\n  v5: ptr = slot_addr s2\n  store +0 v5, v1\n";
        assert!(one_after_the_other(put, "  v6: ptr = load +0 v5\n  v4: i64 = load +0 v6\n"));
        // Nobody looks at the address, but the collector sees the pointer while its slot is in use.
        assert!(one_after_the_other(put, "  call sig1 \"main.use\"<1> v5\n"));
        assert!(!one_after_the_other(put, ""));
    }
    #[test]
    fn an_address_of_an_earlier_turn_holds_the_place() {
        let turn = |used: &str| {
            overlap(&format!(
                "  v1: ptr = nil\n  jump -> b1(v0, v1)\nb1(v2: i64, v3: ptr):\n  slot_def s1\n  v4: ptr = slot_addr s1\n  \
                 call sig1 \"main.use\"<1> v4\n{used}  slot_def s0\n  v5: ptr = slot_addr s0\n  v6: i64 = iconst 1\n  \
                 v7: i64 = sub v2, v6\n  v8: i8 = icmp eq v7, v6\n  br none v8 -> b2, b1(v7, v5)\nb2:\n  ret v0\n"
            ))
        };
        assert!(turn("  call sig1 \"main.use\"<1> v3\n"));
        assert!(!turn(""));
    }
    #[test]
    fn what_the_recover_exit_reads_is_kept() {
        let text = |observable: &str| {
            format!(
                "func \"main.f\" abi1(i64) -> (i64) file \"f.go\" line 1 {{\n  slot s0 \"a\" {{i64, i64}}\n  \
                 slot s1 \"b\" {{i64, i64}}\n  slot s2 \"c\" ptr{observable}\n  sig1 abi1(ptr) -> ()\nb0(v0: i64):\n  \
                 slot_def s0\n  v1: ptr = slot_addr s0\n  v2: ptr = slot_addr s2\n  store +0 v2, v1\n  \
                 slot_def s1\n  v3: ptr = slot_addr s1\n  call sig1 \"main.use\"<1> v3\n  ret v0\n}}\n"
            )
        };
        let overlap = |text: &str| {
            let f = ssa::parse::parse_func(text).unwrap_or_else(|e| panic!("{e}"));
            lives(&f).overlap(SlotId::new(0), SlotId::new(1))
        };
        assert!(overlap(&text(" observable")) && overlap(&text(" hidden")) && !overlap(&text("")));
    }
    #[test]
    fn branches_share() {
        let arm = |s: usize| {
            format!("  slot_def s{s}\n  v{0}: ptr = slot_addr s{s}\n  call sig1 \"main.use\"<1> v{0}\n", s + 3)
        };
        let (a, b) = (arm(0), arm(1));
        let head = "  v1: i64 = iconst 1\n  v2: i8 = icmp eq v0, v1\n  br none v2 -> b1, b2\n";
        assert!(!overlap(&format!("{head}b1:\n{a}  jump -> b3\nb2:\n{b}  jump -> b3\nb3:\n  ret v0\n")));
    }
}

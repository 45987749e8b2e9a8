//! Which loads become memory operands of the instruction that uses them. In: a function and what
//! is lazy already; out: more lazy values. A load moves down to its only user, in the same block
//! and on the same line, when nothing but pure operations and other loads lies between, so that
//! effects and faults keep their order. A store of `load op x` back to where the load read from
//! becomes one instruction that reads and writes memory.

use super::*;
use base::IdVec;

/// Marks loads, and operations within read-modify-write, as emitted at their users.
pub(super) fn mark(f: &Func, blocks: &[BlockId], lazy: &mut IdVec<ValueId, bool>) {
    let mut uses = IdVec::<ValueId, u32>::filled(0, f.values.len());
    for &b in blocks {
        for &i in &f.blocks[b].insts {
            let inst = &f.insts[i];
            inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)).for_each(|&a| uses[a] += 1);
        }
    }
    let mut fold = Fold { f, uses, at: IdVec::filled((BlockId::NONE, 0), f.values.len()) };
    for &b in blocks {
        fold.block(b, lazy);
    }
}

struct Fold<'a> {
    f: &'a Func,
    uses: IdVec<ValueId, u32>,
    /// Block and number of the instruction that defines each value, for blocks seen.
    at: IdVec<ValueId, (BlockId, usize)>,
}

impl Fold<'_> {
    fn block(&mut self, b: BlockId, lazy: &mut IdVec<ValueId, bool>) {
        // From this instruction on nothing but pure operations and loads has been seen.
        let mut quiet_from = 0;
        for (n, &id) in self.f.blocks[b].insts.iter().enumerate() {
            let inst = &self.f.insts[id];
            inst.results.iter().for_each(|&r| self.at[r] = (b, n));
            let delayed = inst.results.first().is_some_and(|&r| lazy[r]);
            if !delayed {
                self.user(inst, b, quiet_from, lazy);
            }
            if !matches!(inst.op.info().effect, Effect::Pure | Effect::Reads) {
                quiet_from = n + 1;
            }
        }
    }
    /// Looks for loads among what an instruction reads.
    fn user(&self, inst: &Inst, b: BlockId, quiet_from: usize, lazy: &mut IdVec<ValueId, bool>) {
        if let Some((value, load)) = self.read_modify_write(inst)
            && self.is_near(load, b, quiet_from, inst.pos)
            && self.at[value].0 == b
        {
            (lazy[value], lazy[load]) = (true, true);
            return;
        }
        // Comparisons are emitted where their flags are used.
        let through = matches!(inst.op, Op::Br | Op::CSel).then(|| inst.args[0]).filter(|&c| lazy[c]);
        let user = match through {
            Some(c) if self.uses[c] == 1 => self.f.def(c).unwrap_or(inst),
            Some(_) => return,
            None => inst,
        };
        let user = match bit_tests::masked(self.f, user).filter(|(v, _)| lazy[*v]) {
            Some((_, and)) if bit_tests::is_bit_test(self.f, user, and) => return,
            Some((_, and)) => and,
            None => user,
        };
        let mut found = false;
        for &n in memory_args(user) {
            let v = user.args[n];
            let taken = self.f.def(v).is_some_and(|d| d.op == Op::Load);
            if !found && taken && self.fits(user, n) && self.is_near(v, b, quiet_from, inst.pos) {
                lazy[v] = true;
                found = true;
            }
        }
    }
    /// Whether a load has no other user and may be done where the code has come to.
    fn is_near(&self, load: ValueId, b: BlockId, quiet_from: usize, pos: SrcPos) -> bool {
        let (home, n) = self.at[load];
        let same_line = self.f.def(load).is_some_and(|d| (d.pos.line, d.pos.inline) == (pos.line, pos.inline));
        self.uses[load] == 1 && home == b && n >= quiet_from && same_line
    }
    /// Whether argument `n` may have the size it has as memory.
    fn fits(&self, user: &Inst, n: usize) -> bool {
        let size = self.f.ty(user.args[n]).size();
        match user.op {
            Op::Add | Op::Sub | Op::And | Op::Or | Op::Xor | Op::Mul => size >= 4,
            // Only comparisons know smaller memory; a constant on the other side is an immediate.
            _ => true,
        }
    }
    /// The value and the load of `store p, (op (load p), x)`.
    fn read_modify_write(&self, store: &Inst) -> Option<(ValueId, ValueId)> {
        let value = *store.args.get(1).filter(|_| store.op == Op::Store)?;
        let (load, _) = modified(self.f, store)?;
        (self.uses[value] == 1).then_some((value, load))
    }
}

/// Arguments of an operation that may be memory; the first that is becomes it.
fn memory_args(inst: &Inst) -> &'static [usize] {
    use Op::*;
    match inst.op {
        Add | And | Or | Xor | Mul | FAdd | FMul | ICmp => &[1, 0],
        Sub | FSub | FDiv => &[1],
        // The second operand of the machine's comparison; "less" swaps.
        FCmp => match inst.imm {
            Imm::Cond(Cond::Lt | Cond::Le | Cond::Ult | Cond::Ule) => &[0],
            _ => &[1],
        },
        FSqrt | FPromote | FDemote | IntToF | SExt | ZExt | Br => &[0],
        _ => &[],
    }
}

/// For a store of an operation on what was loaded from the same place: the load and the other
/// operand.
pub(super) fn modified(f: &Func, store: &Inst) -> Option<(ValueId, ValueId)> {
    let d = f.def(store.args[1])?;
    if !matches!(d.op, Op::Add | Op::Sub | Op::And | Op::Or | Op::Xor) || f.ty(store.args[1]) == Type::Ptr {
        return None;
    }
    let same_place = |v: ValueId| {
        f.def(v)
            .is_some_and(|l| l.op == Op::Load && l.imm == store.imm && f.resolve(l.args[0]) == f.resolve(store.args[0]))
    };
    let (a, b) = (d.args[0], d.args[1]);
    match () {
        _ if same_place(a) => Some((f.resolve(a), f.resolve(b))),
        _ if same_place(b) && d.op != Op::Sub => Some((f.resolve(b), f.resolve(a))),
        _ => None,
    }
}

impl Isel<'_> {
    /// The address of a load or a constant that its user reads from memory, with the bytes read.
    pub(super) fn folded(&mut self, v: ValueId) -> Option<(Addr, u32)> {
        let f = self.f;
        let v = f.resolve(v);
        if let Some(constant) = self.constant_in_memory(v) {
            return Some(constant);
        }
        let load = f.def(v).filter(|d| d.op == Op::Load && self.lazy[v])?;
        let Imm::Offset(off) = load.imm else { return None };
        Some((self.address(load.args[0]).plus(off), f.ty(v).size() as u32))
    }
    /// Whether a value is a load or a constant left to its user.
    pub(super) fn is_folded(&self, v: ValueId) -> bool {
        let v = self.f.resolve(v);
        self.nonzero_float(v).is_some() || (self.lazy[v] && self.f.def(v).is_some_and(|d| d.op == Op::Load))
    }
    /// Selects a store that modifies what is there; false when it is another one.
    pub(super) fn modify_memory(&mut self, store: &Inst, off: i32) -> bool {
        use super::alu::{ADD, AND, OR, SUB, XOR, imm_code, ix};
        let f = self.f;
        let v = f.resolve(store.args[1]);
        let (Some(d), Some((_, other))) = (f.def(v).filter(|_| self.lazy[v]), modified(f, store)) else {
            return false;
        };
        let (alu, codes) = match d.op {
            Op::Add => (&ADD, [Code::Add_rm8_r8, Code::Add_rm16_r16, Code::Add_rm32_r32, Code::Add_rm64_r64]),
            Op::Sub => (&SUB, [Code::Sub_rm8_r8, Code::Sub_rm16_r16, Code::Sub_rm32_r32, Code::Sub_rm64_r64]),
            Op::And => (&AND, [Code::And_rm8_r8, Code::And_rm16_r16, Code::And_rm32_r32, Code::And_rm64_r64]),
            Op::Or => (&OR, [Code::Or_rm8_r8, Code::Or_rm16_r16, Code::Or_rm32_r32, Code::Or_rm64_r64]),
            _ => (&XOR, [Code::Xor_rm8_r8, Code::Xor_rm16_r16, Code::Xor_rm32_r32, Code::Xor_rm64_r64]),
        };
        let size = self.size(v);
        let addr = self.address(store.args[0]).plus(off);
        let bytes = u32::from(size);
        let e = match self.imm32(other) {
            Some(n) => self.plain(imm_code(alu, size, n)).mem(addr).imm(n),
            None => {
                let r = self.reg(other);
                self.plain(codes[ix(size)]).mem(addr).uses(r, size)
            }
        };
        e.touch_addr(addr, bytes, Access::Read).touch_addr(addr, bytes, Access::Write).done();
        true
    }
}

//! Additions and subtractions with carry. In: the instructions of a block. Out: chains of them, whose links follow each
//! other with nothing between, so that the carry stays in its flag: ADD, ADC, ADC. A carry that only the next link reads
//! never becomes a number. Links wait for the last of their chain, unless somebody reads their sum before: operands are
//! values, so waiting changes nothing. A sum of the last carry and a number ends a chain as a link of its own.

use super::alu::{ADD, ix};
use super::*;
use std::collections::HashMap;

/// Where an instruction of a block is selected.
pub(super) enum Place {
    /// Where it stands.
    Alone,
    /// With a later one.
    Waits,
    /// There, with those that wait for it before it.
    Ends(Vec<InstId>),
}

/// The chains of a block.
#[derive(Default)]
pub(super) struct Chains {
    chains: Vec<Vec<InstId>>,
    /// The chain of each link.
    of: HashMap<InstId, usize>,
}

impl Chains {
    /// Where an instruction is selected.
    pub(super) fn place(&mut self, i: InstId) -> Place {
        match self.of.get(&i) {
            None => Place::Alone,
            Some(&n) if self.chains[n].last() == Some(&i) => Place::Ends(std::mem::take(&mut self.chains[n])),
            Some(_) => Place::Waits,
        }
    }
}

/// The forms of an instruction for 32 and 64 bits: with a register, a byte, and a number of 32 bits.
type Forms = [[Code; 3]; 2];

const PLAIN_ADD: Forms = [
    [Code::Add_r32_rm32, Code::Add_rm32_imm8, Code::Add_rm32_imm32],
    [Code::Add_r64_rm64, Code::Add_rm64_imm8, Code::Add_rm64_imm32],
];
const ADC: Forms = [
    [Code::Adc_r32_rm32, Code::Adc_rm32_imm8, Code::Adc_rm32_imm32],
    [Code::Adc_r64_rm64, Code::Adc_rm64_imm8, Code::Adc_rm64_imm32],
];
const PLAIN_SUB: Forms = [
    [Code::Sub_r32_rm32, Code::Sub_rm32_imm8, Code::Sub_rm32_imm32],
    [Code::Sub_r64_rm64, Code::Sub_rm64_imm8, Code::Sub_rm64_imm32],
];
const SBB: Forms = [
    [Code::Sbb_r32_rm32, Code::Sbb_rm32_imm8, Code::Sbb_rm32_imm32],
    [Code::Sbb_r64_rm64, Code::Sbb_rm64_imm8, Code::Sbb_rm64_imm32],
];

/// A second operand.
#[derive(Clone, Copy)]
enum Second {
    Reg(VReg),
    Imm(i64),
}

fn is_link(inst: &Inst) -> bool {
    matches!(inst.op, Op::AddCarry | Op::SubBorrow)
}

impl Isel<'_> {
    /// Finds the chains of a block.
    pub(super) fn chains(&self, b: BlockId) -> Chains {
        let f = self.f;
        let mut found = Chains::default();
        // Chains that may go on, by the carry that the next link reads, and all by the sums of their links.
        let (mut open, mut of_sum) = (HashMap::<ValueId, usize>::new(), HashMap::<ValueId, usize>::new());
        for &i in &f.blocks[b].insts {
            let inst = &f.insts[i];
            if !is_link(inst) && found.chains.is_empty() {
                continue;
            }
            let args = || inst.args.iter().map(|&a| f.resolve(a));
            let before = args().find_map(|a| open.get(&a).copied().filter(|_| self.continues(a, inst)));
            // Who reads a sum has to find it.
            for chain in args().filter_map(|a| of_sum.get(&a).copied()).filter(|&chain| Some(chain) != before) {
                self.carry_of(&found.chains[chain]).map(|carry| open.remove(&carry));
            }
            if !is_link(inst) && before.is_none() {
                continue;
            }
            let chain = before.unwrap_or(found.chains.len());
            match before {
                None => found.chains.push(Vec::new()),
                Some(chain) => _ = self.carry_of(&found.chains[chain]).map(|carry| open.remove(&carry)),
            }
            found.chains[chain].push(i);
            found.of.insert(i, chain);
            of_sum.insert(inst.results[0], chain);
            if is_link(inst) && self.uses[inst.results[1]] == 1 {
                open.insert(inst.results[1], chain);
            }
        }
        found
    }
    /// The carry that a chain leaves.
    fn carry_of(&self, chain: &[InstId]) -> Option<ValueId> {
        chain.last().and_then(|&i| self.f.insts[i].results.get(1).copied())
    }
    /// Whether an instruction takes a carry as the next link of its chain.
    fn continues(&self, carry: ValueId, inst: &Inst) -> bool {
        let Some(last) = self.f.def(carry) else { return false };
        let is_carry = |n: usize| self.f.resolve(inst.args[n]) == carry;
        let is_sum = |n: usize| is_carry(n) && !self.lazy[inst.results[0]] && self.f.ty(inst.results[0]) != Type::Ptr;
        let fits = match (last.op, inst.op) {
            (Op::AddCarry, Op::AddCarry) | (Op::SubBorrow, Op::SubBorrow) => is_carry(2),
            (Op::AddCarry, Op::Add) => is_sum(0) || is_sum(1),
            (Op::SubBorrow, Op::Sub) => is_sum(1),
            _ => false,
        };
        fits && self.size(inst.results[0]) == self.size(last.results[0])
    }
    /// Selects a chain.
    pub(super) fn chain(&mut self, chain: &[InstId]) {
        let f = self.f;
        let (first, last) = (&f.insts[chain[0]], &f.insts[chain[chain.len() - 1]]);
        let (size, adds) = (self.size(first.results[0]), first.op == Op::AddCarry);
        // All operands are ready before the first flag is set.
        let carry = |n: usize| n.checked_sub(1).and_then(|n| f.insts[chain[n]].results.get(1).copied());
        let ready: Vec<(VReg, Second)> =
            chain.iter().enumerate().map(|(n, &i)| self.operands(&f.insts[i], carry(n))).collect();
        let (plain, with_carry) = if adds { (PLAIN_ADD, ADC) } else { (PLAIN_SUB, SBB) };
        let has_carry = f.const_int(first.args[2]) != Some(0);
        if has_carry {
            let (t, carry) = (self.v.vreg(Type::I64), self.reg(first.args[2]));
            // Adding -1 to a carry of 1 sets the carry flag.
            self.plain(ADD.ri8[ix(size)]).modify(t, carry, size).imm(-1).done();
        }
        for (n, (&i, (a, b))) in chain.iter().zip(ready).enumerate() {
            self.pos = f.insts[i].pos;
            let sum = self.reg(f.insts[i].results[0]);
            let [reg, byte, number] = if n == 0 && !has_carry { plain } else { with_carry }[usize::from(size == 8)];
            match b {
                Second::Reg(b) => self.plain(reg).modify(sum, a, size).uses(b, size).done(),
                Second::Imm(n) if i8::try_from(n).is_ok() => self.plain(byte).modify(sum, a, size).imm(n).done(),
                Second::Imm(n) => self.plain(number).modify(sum, a, size).imm(n).done(),
            }
        }
        if is_link(last) && self.uses[last.results[1]] > 0 {
            let (ones, out) = (self.v.vreg(Type::I64), self.reg(last.results[1]));
            self.plain(Code::Sbb_r64_rm64).twice(ones, 8).done();
            self.plain(if size == 8 { Code::Neg_rm64 } else { Code::Neg_rm32 }).modify(out, ones, size).done();
        }
    }
    /// The numbers that a link adds or subtracts. For one that adds the carry itself, which is in its flag, the second is 0.
    fn operands(&mut self, inst: &Inst, carry: Option<ValueId>) -> (VReg, Second) {
        let (a, b) = (inst.args[0], inst.args[1]);
        if !is_link(inst) {
            let number = if Some(self.f.resolve(a)) == carry { b } else { a };
            return (self.reg(number), Second::Imm(0));
        }
        let second = match self.imm32(b) {
            Some(n) => Second::Imm(n),
            None => Second::Reg(self.reg(b)),
        };
        (self.reg(a), second)
    }
}

//! Narrow accesses that lie side by side become one wide access. Requires dialect Lowered and folded constants;
//! leaves edges as they are. Two shapes are known, however the bytes are ordered:
//!
//! - a sum (`|`, `+` or `^`) of all bytes of a word, each loaded, extended and shifted to a place of its own, is a load
//!   of the word, with its bytes reversed if the first one is the highest;
//! - stores behind each other of the pieces of a word, or of constants, are a store of the word.
//!
//! The wide access stands where the last narrow one stood. Between the first and the last nothing writes, and of
//! stores nothing else reads or fails either, so memory is the same. All are in one object, so if one of them faults at
//! nil, the first does: the wide one has its position, and where a check lies between, the first load stays.

use crate::Analyses;
use base::IdVec;
use smallvec::SmallVec;
use ssa::builder::truncate;
use ssa::{BlockId, Effect, Func, Imm, Inst, InstId, Op, SrcPos, Type, ValueId};

/// Combines accesses.
pub fn combine(func: &mut Func, _cx: &mut Analyses) {
    func.resolve_aliases();
    let narrow = |op: Op, func: &Func, b: BlockId| {
        let insts = func.blocks[b].insts.iter().map(|&i| &func.insts[i]);
        insts.filter(|inst| inst.op == op && accessed(func, inst).is_some()).count() >= 2
    };
    let loading: Vec<BlockId> = func.order.iter().copied().filter(|&b| narrow(Op::Load, func, b)).collect();
    if !loading.is_empty() {
        let uses = count_uses(func);
        let mut place = IdVec::filled((BlockId::NONE, 0), func.insts.len());
        for b in loading {
            func.blocks[b].insts.iter().enumerate().for_each(|(n, &i)| place[i] = (b, n));
            let edits = Loads { func, uses: &uses, place: &place, b }.run();
            edits.apply(func, b);
        }
    }
    for b in func.order.clone() {
        if narrow(Op::Store, func, b) {
            stores(func, b).apply(func, b);
        }
    }
    func.resolve_aliases();
}

/// Changes to the instructions of a block.
#[derive(Default)]
struct Edits {
    /// Instructions that go, by place.
    gone: Vec<usize>,
    /// Instructions that come in front of the one at a place.
    new: Vec<(usize, InstId)>,
}

impl Edits {
    fn apply(mut self, func: &mut Func, b: BlockId) {
        if self.new.is_empty() {
            return;
        }
        self.gone.sort_unstable();
        self.new.sort_by_key(|n| n.0);
        let mut new = self.new.into_iter().peekable();
        let mut out = Vec::with_capacity(func.blocks[b].insts.len());
        for (n, &id) in func.blocks[b].insts.iter().enumerate() {
            while let Some((_, id)) = new.next_if(|(at, _)| *at == n) {
                out.push(id);
            }
            if self.gone.binary_search(&n).is_err() {
                out.push(id);
            }
        }
        func.blocks[b].insts = out;
    }
    /// A new instruction with one result.
    fn value(
        &mut self,
        func: &mut Func,
        at: usize,
        op: Op,
        imm: Imm,
        arg: &[ValueId],
        ty: Type,
        pos: SrcPos,
    ) -> ValueId {
        let id = func.add_inst(op, imm, arg, &[ty], pos);
        self.new.push((at, id));
        func.insts[id].results[0]
    }
}

/// What addresses have in common that lie a constant apart, and how far from it one lies.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Address {
    base: ValueId,
    index: Option<ValueId>,
    offset: i64,
}

impl Address {
    fn of(func: &Func, inst: &Inst) -> Option<Address> {
        let Imm::Offset(offset) = inst.imm else { return None };
        let mut a = Address { base: inst.args[0], index: None, offset: i64::from(offset) };
        loop {
            match func.def(a.base) {
                Some(Inst { op: Op::PtrAddImm, imm: Imm::Int(n), args, .. }) => {
                    (a.base, a.offset) = (args[0], a.offset.checked_add(*n)?);
                }
                Some(Inst { op: Op::PtrAdd, args, .. }) if a.index.is_none() => {
                    let (index, n) = sum(func, args[1]);
                    (a.base, a.index, a.offset) = (args[0], Some(index), a.offset.checked_add(n)?);
                }
                _ => return Some(a),
            }
        }
    }
    fn is_beside(&self, other: &Address) -> bool {
        (self.base, self.index) == (other.base, other.index)
    }
}

/// A number as another one plus a constant.
fn sum(func: &Func, v: ValueId) -> (ValueId, i64) {
    match func.def(v) {
        Some(Inst { op: Op::Add, args, .. }) => func.const_int(args[1]).map_or((v, 0), |n| (args[0], n)),
        _ => (v, 0),
    }
}

/// The bytes that an instruction loads or stores, if it is a narrow access to an integer.
fn accessed(func: &Func, inst: &Inst) -> Option<i64> {
    let value = match inst.op {
        Op::Load => inst.results[0],
        Op::Store => inst.args[1],
        _ => return None,
    };
    let ty = func.ty(value);
    matches!(ty, Type::I8 | Type::I16 | Type::I32).then(|| ty.size() as i64)
}

/// The integer of this many bytes.
fn word(bytes: i64) -> Option<Type> {
    match bytes {
        2 => Some(Type::I16),
        4 => Some(Type::I32),
        8 => Some(Type::I64),
        _ => None,
    }
}

fn count_uses(func: &Func) -> IdVec<ValueId, u32> {
    let mut uses = IdVec::filled(0, func.values.len());
    for &b in &func.order {
        for inst in func.blocks[b].insts.iter().map(|&i| &func.insts[i]) {
            let all = inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args));
            all.for_each(|&a| uses[a] += 1);
        }
    }
    uses
}

/// A part of a word: where it lies in memory and in the word.
#[derive(Clone, Copy)]
struct Piece {
    /// Place of the access in its block.
    at: usize,
    id: InstId,
    address: Address,
    /// Bits below it in the word.
    shift: i64,
}

/// How the pieces of a word lie in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Endian {
    Little,
    Big,
}

/// The order of pieces, sorted by address, of `size` bytes each, the lowest of which has `low` bits below it.
fn endian(pieces: &[Piece], size: i64, low: i64) -> Option<Endian> {
    let first = pieces[0].address;
    let in_line = |(n, p): (usize, &Piece)| {
        p.address.is_beside(&first) && first.offset.checked_add(n as i64 * size) == Some(p.address.offset)
    };
    if !pieces.iter().enumerate().all(in_line) {
        return None;
    }
    let last = pieces.len() - 1;
    let rises = |(n, p): (usize, &Piece)| p.shift == low + 8 * size * n as i64;
    let falls = |(n, p): (usize, &Piece)| p.shift == low + 8 * (last - n) as i64;
    match () {
        () if pieces.iter().enumerate().all(rises) => Some(Endian::Little),
        () if size == 1 && pieces.iter().enumerate().all(falls) => Some(Endian::Big),
        () => None,
    }
}

/// Finds the loads of a block that are pieces of a word.
struct Loads<'a> {
    func: &'a mut Func,
    uses: &'a IdVec<ValueId, u32>,
    /// Block of each instruction, if it is this one, and its place there.
    place: &'a IdVec<InstId, (BlockId, usize)>,
    b: BlockId,
}

/// The operands of a sum.
#[derive(Default)]
struct Tree {
    pieces: SmallVec<[Piece; 8]>,
    /// Places of the instructions that only serve the sum, loads aside.
    inner: SmallVec<[usize; 16]>,
}

impl Loads<'_> {
    fn run(mut self) -> Edits {
        let (mut edits, mut used) = (Edits::default(), vec![false; self.func.blocks[self.b].insts.len()]);
        // Sums come behind the sums that they contain.
        for at in (0..used.len()).rev() {
            let root = &self.func.insts[self.func.blocks[self.b].insts[at]];
            if used[at]
                || !is_sum(root.op)
                || !matches!(self.func.ty(root.results[0]), Type::I16 | Type::I32 | Type::I64)
            {
                continue;
            }
            if let Some(tree) = self.tree(at)
                && self.replace(at, &tree, &mut edits)
            {
                tree.inner.iter().for_each(|&n| used[n] = true);
            }
        }
        edits
    }
    /// The instruction that gives a value used once, if it stands in this block.
    fn own(&self, v: ValueId) -> Option<(usize, InstId)> {
        let ssa::ValueDef::Result(id, _) = self.func.values[v].def else { return None };
        let (b, at) = *self.place.get(id)?;
        (b == self.b && self.uses[v] == 1).then_some((at, id))
    }
    fn tree(&self, root: usize) -> Option<Tree> {
        let func = &*self.func;
        let inst = &func.insts[func.blocks[self.b].insts[root]];
        let mut tree = Tree::default();
        tree.inner.push(root);
        let mut work: SmallVec<[ValueId; 8]> = inst.args.iter().copied().collect();
        while let Some(v) = work.pop() {
            let (at, id) = self.own(v)?;
            if func.insts[id].op == inst.op {
                tree.inner.push(at);
                work.extend(func.insts[id].args.iter().copied());
            } else {
                self.leaf(v, &mut tree)?;
            }
            if tree.pieces.len() + work.len() > 8 {
                return None;
            }
        }
        Some(tree)
    }
    /// A loaded number, extended and perhaps shifted.
    fn leaf(&self, v: ValueId, tree: &mut Tree) -> Option<()> {
        let func = &*self.func;
        let (mut at, mut id) = self.own(v)?;
        let mut shift = 0;
        if func.insts[id].op == Op::Shl {
            shift = func.const_int(func.insts[id].args[1])?;
            tree.inner.push(at);
            (at, id) = self.own(func.insts[id].args[0])?;
        }
        if func.insts[id].op != Op::ZExt {
            return None;
        }
        tree.inner.push(at);
        let (at, id) = self.own(func.insts[id].args[0])?;
        let inst = &func.insts[id];
        if inst.op != Op::Load {
            return None;
        }
        accessed(func, inst)?;
        tree.pieces.push(Piece { at, id, address: Address::of(func, inst)?, shift });
        Some(())
    }
    /// Puts a wide load in the place of a sum, if its pieces make up a word.
    fn replace(&mut self, root: usize, tree: &Tree, edits: &mut Edits) -> bool {
        let mut pieces = tree.pieces.clone();
        pieces.sort_by_key(|p| p.address.offset);
        let sizes = || pieces.iter().filter_map(|p| accessed(self.func, &self.func.insts[p.id]));
        let size = sizes().next().unwrap_or_default();
        let result = self.func.insts[self.func.blocks[self.b].insts[root]].results[0];
        let ty = self.func.ty(result);
        let Some(wide) = word(size * pieces.len() as i64).filter(|w| w.size() <= ty.size()) else { return false };
        let Some(order) = endian(&pieces, size, 0).filter(|_| sizes().all(|s| s == size)) else { return false };
        let (Some(first), Some(last)) = (pieces.iter().min_by_key(|p| p.at), pieces.iter().map(|p| p.at).max()) else {
            return false;
        };
        let Some(checked) = self.between(first.at, last) else { return false };

        let (lowest, pos) = (&self.func.insts[pieces[0].id], self.func.insts[first.id].pos);
        let (address, imm) = (lowest.args[0], lowest.imm.clone());
        let mut value = edits.value(self.func, last, Op::Load, imm, &[address], wide, pos);
        if order == Endian::Big {
            value = edits.value(self.func, last, Op::BSwap, Imm::None, &[value], wide, pos);
        }
        if wide != ty {
            value = edits.value(self.func, last, Op::ZExt, Imm::None, &[value], ty, pos);
        }
        self.func.alias(result, value);
        edits.gone.extend(tree.inner.iter());
        edits.gone.extend(pieces.iter().map(|p| p.at).filter(|&at| !checked || at != first.at));
        true
    }
    /// Whether something may fail between two places; none: something may write.
    fn between(&self, from: usize, to: usize) -> Option<bool> {
        let mut checked = false;
        for &id in &self.func.blocks[self.b].insts[from..to] {
            match self.func.insts[id].op.info().effect {
                Effect::Pure | Effect::Reads => {}
                Effect::MayFault => checked = true,
                _ => return None,
            }
        }
        Some(checked)
    }
}

/// Whether an operation adds up numbers that have no one bits in common.
fn is_sum(op: Op) -> bool {
    matches!(op, Op::Or | Op::Add | Op::Xor)
}

/// Finds the stores of a block that are behind each other and make up words.
fn stores(func: &mut Func, b: BlockId) -> Edits {
    let mut edits = Edits::default();
    let mut run: Vec<Piece> = Vec::new();
    for (at, id) in func.blocks[b].insts.clone().into_iter().enumerate() {
        let inst = &func.insts[id];
        if inst.op == Op::Store
            && accessed(func, inst).is_some()
            && let Some(address) = Address::of(func, inst)
        {
            run.push(Piece { at, id, address, shift: 0 });
        } else if inst.op.info().effect != Effect::Pure {
            store_words(func, &run, &mut edits);
            run.clear();
        }
    }
    edits
}

/// Replaces what makes up words of the stores of a run, the widest first.
fn store_words(func: &mut Func, run: &[Piece], edits: &mut Edits) {
    let mut rest = run;
    while rest.len() >= 2 {
        let size = accessed(func, &func.insts[rest[0].id]).unwrap_or(8);
        let counts = [8, 4, 2].map(|bytes| (bytes / size) as usize);
        let fits = |n: &usize| (2..=rest.len()).contains(n);
        let done = counts.into_iter().filter(fits).find(|&n| store_word(func, &rest[..n], size, edits));
        rest = &rest[done.unwrap_or(1)..];
    }
}

/// Replaces stores of `size` bytes each by one, if they make up a word.
fn store_word(func: &mut Func, run: &[Piece], size: i64, edits: &mut Edits) -> bool {
    let Some(wide) = word(size * run.len() as i64) else { return false };
    if run.iter().any(|p| accessed(func, &func.insts[p.id]) != Some(size)) {
        return false;
    }
    let mut pieces: SmallVec<[Piece; 8]> = run.iter().copied().collect();
    pieces.sort_by_key(|p| p.address.offset);
    let (last, pos) = (run[run.len() - 1].at, func.insts[run[0].id].pos);
    let mut new = Edits::default();
    let value = constant_word(func, &pieces, size, wide, (last, pos), &mut new)
        .or_else(|| split_word(func, &mut pieces, size, wide, (last, pos), &mut new));
    let Some(value) = value else { return false };
    let lowest = &func.insts[pieces[0].id];
    let (address, imm) = (lowest.args[0], lowest.imm.clone());
    let store = func.add_inst(Op::Store, imm, &[address, value], &[], pos);
    edits.new.extend(new.new);
    edits.new.push((last, store));
    edits.gone.extend(run.iter().map(|p| p.at));
    true
}

/// The word that constants make up.
fn constant_word(
    func: &mut Func,
    pieces: &[Piece],
    size: i64,
    wide: Type,
    (at, pos): (usize, SrcPos),
    new: &mut Edits,
) -> Option<ValueId> {
    let mut value = 0u64;
    let mut shifted: SmallVec<[Piece; 8]> = SmallVec::new();
    for (n, p) in pieces.iter().enumerate() {
        let shift = 8 * size * n as i64;
        let part = func.const_int(func.insts[p.id].args[1])? as u64 & (u64::MAX >> (64 - 8 * size));
        value |= part << shift;
        shifted.push(Piece { shift, ..*p });
    }
    endian(&shifted, size, 0)?;
    Some(new.value(func, at, Op::IConst, Imm::Int(truncate(wide, value as i64)), &[], wide, pos))
}

/// The word that numbers are pieces of: low bits of one number shifted to the right by different counts.
fn split_word(
    func: &mut Func,
    pieces: &mut [Piece],
    size: i64,
    wide: Type,
    (at, pos): (usize, SrcPos),
    new: &mut Edits,
) -> Option<ValueId> {
    let mut whole = None;
    for p in pieces.iter_mut() {
        let Some(Inst { op: Op::Trunc, args, .. }) = func.def(func.insts[p.id].args[1]) else { return None };
        let (from, shift) = shifted(func, args[0]);
        p.shift = shift;
        if *whole.get_or_insert(from) != from {
            return None;
        }
    }
    let lowest = pieces.iter().min_by_key(|p| p.shift)?;
    let low = lowest.shift;
    let order = endian(pieces, size, low)?;
    if low + 8 * wide.size() as i64 > 8 * func.ty(whole?).size() as i64 {
        return None;
    }
    // The lowest piece before it was cut off.
    let mut value = func.def(func.insts[lowest.id].args[1])?.args[0];
    if func.ty(value) != wide {
        if func.ty(value).size() == wide.size() {
            return None;
        }
        value = new.value(func, at, Op::Trunc, Imm::None, &[value], wide, pos);
    }
    if order == Endian::Big {
        value = new.value(func, at, Op::BSwap, Imm::None, &[value], wide, pos);
    }
    Some(value)
}

/// A number as another one shifted to the right by a constant.
fn shifted(func: &Func, v: ValueId) -> (ValueId, i64) {
    match func.def(v) {
        Some(Inst { op: Op::LShr | Op::AShr, args, .. }) => func.const_int(args[1]).map_or((v, 0), |n| (args[0], n)),
        _ => (v, 0),
    }
}

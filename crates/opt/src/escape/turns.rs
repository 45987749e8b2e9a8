//! Objects that later turns of a loop see. In: a site and a parameter of a loop's header that may
//! hold the object the site made in an earlier turn. Out: whether nobody uses that object any
//! more whenever the site makes a new one, so that one slot serves all turns. This is how an object
//! behaves that is copied into a new one at the end of each turn.
//!
//! The pointers to the old object are those computed from the parameter. Each use of one must be
//! harmless in itself (nothing keeps the pointer) and no way from the site may lead to it; nor may
//! the object's address lie in memory that the parameter leads to, where it could be read.

use super::batch::Batch;
use super::graph::{LocId, MemberId};
use base::{FxHashSet, IdVec};
use ssa::{BlockId, Func, Imm, Inst, InstId, Op, ValueDef, ValueId};

/// What an instruction does with a pointer.
enum Use {
    /// Looks, or changes what it points to.
    Here,
    /// Computes another pointer to the same object.
    Derives,
    /// May keep it.
    Keeps,
}

impl Batch<'_> {
    /// Whether no pointer to the object of an earlier turn, known by the header's parameter
    /// `carried`, is in use when a new one is made.
    pub fn is_renewed(&self, carried: LocId, object: LocId) -> bool {
        let m = self.graph.loc(object).member;
        let f = &self.functions[m];
        let site = f.sites.iter().find(|(_, l)| **l == object).map(|(i, _)| *i);
        let param = f.values.iter_enumerated().find(|(_, l)| **l == carried).map(|(v, _)| v);
        match (site, param) {
            // The result may be one of the strings it is made of, and share its fate.
            (Some(site), Some(_)) if super::sites::buffer(f.func.insts[site].op).is_some() => false,
            (Some(site), Some(param)) => self.unused_at(m, param, site) && !self.lies_behind(carried, object),
            _ => false,
        }
    }
    /// Whether what the parameter points to may hold the object's address, so that it is found there without
    /// being computed from the parameter.
    fn lies_behind(&self, carried: LocId, object: LocId) -> bool {
        let pointed_to = self.graph.addressed([carried]);
        self.graph.addressed(pointed_to).contains(&object)
    }
    fn unused_at(&self, m: MemberId, param: ValueId, site: InstId) -> bool {
        let f = &self.functions[m];
        let func = f.func;
        let mut preds: IdVec<BlockId, Vec<BlockId>> = IdVec::filled(Vec::new(), func.blocks.len());
        for &b in &f.nests.order {
            func.targets(b).iter().for_each(|t| preds[t.block].push(b));
        }
        let (mut pointers, mut next) = (vec![param], 0);
        while let Some(&v) = pointers.get(next) {
            next += 1;
            for &b in &f.nests.order {
                for (k, &i) in func.blocks[b].insts.iter().enumerate() {
                    let inst = &func.insts[i];
                    let mut used = false;
                    if inst.args.iter().any(|&a| func.resolve(a) == v) {
                        used = true;
                        match self.classify(m, inst, v) {
                            Use::Here => {}
                            Use::Derives => pointers.extend(
                                inst.results.iter().filter(|r| !pointers.contains(r)).copied().collect::<Vec<_>>(),
                            ),
                            Use::Keeps => return false,
                        }
                    }
                    for t in &inst.targets {
                        for (&p, _) in
                            func.blocks[t.block].params.iter().zip(&t.args).filter(|(_, a)| func.resolve(**a) == v)
                        {
                            used = true;
                            if !pointers.contains(&p) {
                                pointers.push(p);
                            }
                        }
                    }
                    if used && live_at(func, &preds, v, (b, k), site) {
                        return false;
                    }
                }
            }
        }
        true
    }
    fn classify(&self, m: MemberId, inst: &Inst, v: ValueId) -> Use {
        use Op::*;
        let func = self.functions[m].func;
        let is_v = |a: &ValueId| func.resolve(*a) == v;
        let is_number = func.ty(v) == ssa::Type::Word;
        match (inst.op, &inst.imm) {
            // Numbers keep nothing, but may become pointers again.
            (PtrToWord | WordToPtr, _) => Use::Derives,
            _ if is_number && inst.op.info().effect == ssa::Effect::Pure => Use::Derives,
            _ if is_number => Use::Here,
            (AllocClosure, &Imm::TypeSym(t, code)) => match self.closure_uses(m, t, code, inst, v) {
                true => Use::Derives,
                false => Use::Keeps,
            },
            (CallClosure, _) if is_v(&inst.args[0]) && !inst.args[1..].iter().any(is_v) => Use::Here,
            (PtrAdd | PtrAddImm | SlicePtr | CSel, _) => Use::Derives,
            (Load | AtomicLoad | AtomicAdd | NilCheck | ICmp | PtrDiff | KeepAlive | Zero | Move | MoveElems, _) => {
                Use::Here
            }
            (Store | AtomicStore, _) if !is_v(&inst.args[1]) => Use::Here,
            (CallStatic, &Imm::Call(_, callee)) => {
                let mut at = inst.args.iter().enumerate().filter(|(_, a)| is_v(a)).map(|(n, _)| n);
                let keeps_nothing = |n| self.keeps_nothing(&func.syms[callee], n);
                if at.all(keeps_nothing) { Use::Here } else { Use::Keeps }
            }
            (Jump | Br | Switch, _) => Use::Here,
            _ => Use::Keeps,
        }
    }
}

impl Batch<'_> {
    /// Whether a closure only looks at what a captured pointer points to.
    fn closure_uses(&self, m: MemberId, t: ssa::TypeId, code: ssa::ExtId, inst: &Inst, v: ValueId) -> bool {
        let func = self.functions[m].func;
        let sym = &func.syms[code];
        let Some(closure) = self.package.find(&sym.name, sym.abi).and_then(|n| self.member(n)) else { return false };
        let Some(leaves) = func.types[t].layout.leaves(usize::MAX) else { return false };
        let body = self.functions[closure].func;
        let captured = inst.args.iter().enumerate().filter(|(_, a)| func.resolve(**a) == v);
        let offsets: Vec<u64> = captured.filter_map(|(n, _)| Some(leaves.get(n + 1)?.offset)).collect();
        let all = || body.order.iter().flat_map(|&b| &body.blocks[b].insts).map(|&i| &body.insts[i]);
        all().all(|load| {
            let from_closure = load.args.iter().any(|&a| body.def(a).is_some_and(|d| d.op == Op::ClosurePtr));
            match (load.op, &load.imm) {
                (Op::Load, &Imm::Offset(o)) if from_closure => {
                    let is_it = u64::try_from(o).is_ok_and(|o| offsets.contains(&o));
                    !is_it || self.only_looked_at(closure, load.results[0])
                }
                _ => !from_closure,
            }
        })
    }
    /// Whether every use of a pointer is an access through it.
    fn only_looked_at(&self, m: MemberId, v: ValueId) -> bool {
        let func = self.functions[m].func;
        let all = func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]);
        let mut uses = all.filter(|i| {
            let on_edges = i.targets.iter().flat_map(|t| &t.args);
            i.args.iter().chain(on_edges).any(|&a| func.resolve(a) == v)
        });
        uses.all(|i| i.targets.is_empty() && i.op != Op::AllocClosure && matches!(self.classify(m, i, v), Use::Here))
    }
}

/// Whether a way leads from the site to the use of a value without passing its definition.
fn live_at(
    func: &Func,
    preds: &IdVec<BlockId, Vec<BlockId>>,
    v: ValueId,
    used: (BlockId, usize),
    site: InstId,
) -> bool {
    let mut seen = FxHashSet::default();
    let mut work = vec![used];
    while let Some((b, end)) = work.pop() {
        let insts = &func.blocks[b].insts[..end];
        let made = insts.iter().rposition(|&i| i == site);
        let defined = match func.values[v].def {
            ValueDef::Result(def, _) => insts.iter().rposition(|&i| i == def).map(|n| n + 1),
            ValueDef::Param(of) => (of == b).then_some(0),
            ValueDef::Alias(_) => None,
        };
        match (made, defined) {
            (Some(made), Some(defined)) if made < defined => {}
            (Some(_), _) => return true,
            (None, Some(_)) => {}
            (None, None) => {
                for &p in preds[b].iter().filter(|&&p| seen.insert(p)).collect::<Vec<_>>() {
                    work.push((p, func.blocks[p].insts.len()));
                }
            }
        }
    }
    false
}

//! A batch: functions that call each other, with the closures they make, in one graph. In: the
//! functions and the package they belong to. Out: the graph with a location for every pointer,
//! slot, allocation site, parameter and result, and answers about where addresses come from.
//! The flows themselves are `flows` and `calls`.

use super::graph::{Graph, Kind, LocId, Member, MemberId, Param};
use super::nest::{Nest, Nests};
use super::package::{Package, Role};
use crate::Callees;
use crate::summary::ParamFlow;
use base::{FxHashMap, FxHashSet, Id, IdVec};
use ssa::{BlockId, Func, Imm, Inst, InstId, Op, PassMode, SigItem, SlotId, SlotKind, Type, ValueDef, ValueId};

/// Most values looked at to find where an address comes from.
const MAX_CHASE: usize = 100;

/// A function of the batch.
pub struct Function<'a> {
    pub func: &'a Func,
    /// Its number in the package.
    pub number: usize,
    pub nests: Nests,
    /// Locations of pointers; NONE for other values.
    pub values: IdVec<ValueId, LocId>,
    pub slots: IdVec<SlotId, LocId>,
    pub sites: FxHashMap<InstId, LocId>,
    /// Parameters in the order of argument values; NONE for those without pointers.
    pub params: Vec<LocId>,
    /// Results in the order of `ret`'s arguments.
    pub results: Vec<LocId>,
    /// Pointers as numbers that are compared and nothing else: they hide nothing.
    pub compared: FxHashSet<ValueId>,
    /// What block parameters are given.
    pub incoming: FxHashMap<ValueId, Vec<ValueId>>,
    /// For a closure made in the batch: where.
    pub made_at: Option<(MemberId, Vec<InstId>)>,
}

/// The results of `ptr_to_word` that only comparisons use.
fn compared(func: &Func, order: &[BlockId]) -> FxHashSet<ValueId> {
    let insts = || order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]);
    let made = insts().filter(|inst| inst.op == Op::PtrToWord).map(|inst| inst.results[0]);
    let mut numbers: FxHashSet<ValueId> = made.collect();
    if numbers.is_empty() {
        return numbers;
    }
    for inst in insts() {
        let passed = inst.targets.iter().flat_map(|t| &t.args);
        let args = if inst.op == Op::ICmp { &[][..] } else { &inst.args };
        args.iter().chain(passed).for_each(|&v| _ = numbers.remove(&func.resolve(v)));
    }
    numbers
}

/// The batch.
pub struct Batch<'a> {
    pub graph: Graph,
    pub functions: IdVec<MemberId, Function<'a>>,
    pub package: &'a Package<'a>,
    pub known: &'a dyn Callees,
    members: FxHashMap<usize, MemberId>,
}

/// Flattens a signature's items: one entry per value of a call, true for one in memory.
pub fn flatten(items: &[SigItem]) -> Vec<bool> {
    let mut out = Vec::new();
    for item in items {
        match item.mode {
            PassMode::Memory => out.push(true),
            PassMode::Leaves => out.extend(item.layout.leaves(usize::MAX).unwrap_or_default().iter().map(|_| false)),
        }
    }
    out
}

impl<'a> Batch<'a> {
    /// A batch with its locations but without flows.
    pub fn new(package: &'a Package<'a>, known: &'a dyn Callees, numbers: &[usize]) -> Batch<'a> {
        let mut b = Batch {
            graph: Graph::new(),
            functions: IdVec::new(),
            package,
            known,
            members: numbers.iter().enumerate().map(|(i, &n)| (n, MemberId::new(i))).collect(),
        };
        for &number in numbers {
            b.add_function(number);
        }
        b
    }
    /// The function of the batch with a number of the package.
    pub fn member(&self, number: usize) -> Option<MemberId> {
        self.members.get(&number).copied()
    }

    fn add_function(&mut self, number: usize) {
        let func: &'a Func = &self.package.funcs[number];
        let made_at = match &self.package.roles[number] {
            Role::Closure { maker, sites } => self.members.get(maker).map(|&m| (m, sites.clone())),
            Role::Plain => None,
        };
        let m = self.graph.members.push(Member {
            parent: made_at.as_ref().map(|(m, _)| *m),
            calls_known: made_at.is_some() && self.package.calls_known[number],
            params: Vec::new(),
            closure: ParamFlow::default(),
        });
        let nests = Nests::new(func);
        let mut f = Function {
            func,
            number,
            values: IdVec::filled(LocId::NONE, func.values.len()),
            slots: IdVec::new(),
            sites: FxHashMap::default(),
            params: Vec::new(),
            results: Vec::new(),
            compared: compared(func, &nests.order),
            incoming: FxHashMap::default(),
            made_at,
            nests,
        };
        self.add_slots(m, &mut f);
        self.add_values(m, &mut f);
        self.add_params(m, &mut f);
        for n in 0..flatten(&func.sigs[func.sig].results).len() {
            f.results.push(self.graph.add(Kind::Result(n as u16), m, Nest::default()));
        }
        self.functions.push(f);
    }
    /// A slot is a new object wherever its life begins.
    fn add_slots(&mut self, m: MemberId, f: &mut Function<'a>) {
        let mut nests: IdVec<SlotId, Option<Nest>> = IdVec::filled(None, f.func.slots.len());
        for &b in &f.nests.order {
            for &i in &f.func.blocks[b].insts {
                if let Inst { op: Op::SlotDef, imm: Imm::Slot(s, _), .. } = f.func.insts[i] {
                    let here = &f.nests.of[b];
                    nests[s] = Some(nests[s].as_ref().map_or_else(|| here.clone(), |n| n.common(here)));
                }
            }
        }
        for (_, nest) in nests.iter_enumerated() {
            let slot = self.graph.add(Kind::Object, m, nest.clone().unwrap_or_default());
            f.slots.push(slot);
        }
    }
    fn add_values(&mut self, m: MemberId, f: &mut Function<'a>) {
        let func = f.func;
        for &b in &f.nests.order {
            let nest = &f.nests.of[b];
            for &p in func.blocks[b].params.iter().filter(|&&p| func.ty(p) == Type::Ptr) {
                f.values[p] = match f.nests.is_header[b] {
                    true => self.graph.add(Kind::Carried, m, nest.without(b)),
                    false => self.graph.add(Kind::Value, m, nest.clone()),
                };
            }
            for &i in &func.blocks[b].insts {
                let inst = &func.insts[i];
                for &r in inst.results.iter().filter(|&&r| func.ty(r) == Type::Ptr) {
                    f.values[r] = self.graph.add(Kind::Value, m, nest.clone());
                }
                if super::sites::is_site(inst.op) {
                    let site = self.graph.add(Kind::Object, m, nest.clone());
                    let in_odd_cycle = f.nests.irreducible;
                    if in_odd_cycle || !super::sites::may_be_slot(func, i) {
                        self.graph.loc_mut(site).escapes = true;
                    }
                    f.sites.insert(i, site);
                    self.graph.flow(f.values[inst.results[0]], site, -1);
                }
                for t in &inst.targets {
                    for (&p, &a) in func.blocks[t.block].params.iter().zip(&t.args) {
                        f.incoming.entry(p).or_default().push(func.resolve(a));
                    }
                }
            }
        }
    }
    fn add_params(&mut self, m: MemberId, f: &mut Function<'a>) {
        let func = f.func;
        let mut leaves = func.blocks[func.entry()].params.iter();
        for (n, item) in func.sigs[func.sig].params.iter().enumerate() {
            match item.mode {
                PassMode::Memory => {
                    let slot = func.slots.iter_enumerated().find(|(_, s)| s.kind == SlotKind::Param(n as u32));
                    f.params.push(slot.map_or(LocId::NONE, |(id, _)| f.slots[id]));
                }
                PassMode::Leaves => {
                    let count = item.layout.leaves(usize::MAX).map_or(0, |l| l.len());
                    f.params.extend(leaves.by_ref().take(count).map(|&p| f.values[p]));
                }
            }
        }
        for (n, &loc) in f.params.iter().enumerate() {
            if !loc.is_none() {
                self.graph.loc_mut(loc).param = Some(Param::Value(n as u16));
            }
        }
        self.graph.members[m].params = vec![ParamFlow::default(); f.params.len()];
    }

    // Where values come from.

    /// The location of a pointer, if the value is one.
    pub fn value(&self, m: MemberId, v: ValueId) -> Option<LocId> {
        let f = &self.functions[m];
        f.values[f.func.resolve(v)].some()
    }
    /// All objects an address may point into, when all are known.
    pub fn bases(&self, m: MemberId, v: ValueId) -> Option<Vec<LocId>> {
        let mut out = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work = vec![(m, v)];
        while let Some((m, v)) = work.pop() {
            let f = &self.functions[m];
            let v = f.func.resolve(v);
            if !seen.insert((m, v)) {
                continue;
            }
            if seen.len() > MAX_CHASE {
                return None;
            }
            let ValueDef::Result(id, _) = f.func.values[v].def else {
                work.extend(f.incoming.get(&v)?.iter().map(|&v| (m, v)));
                continue;
            };
            let inst = &f.func.insts[id];
            match (inst.op, &inst.imm) {
                (Op::SlotAddr, &Imm::Slot(s, _)) => out.push(f.slots[s]),
                (Op::PtrAdd | Op::PtrAddImm | Op::SlicePtr, _) => work.push((m, inst.args[0])),
                (Op::CSel, _) => work.extend([(m, inst.args[1]), (m, inst.args[2])]),
                (Op::Nil, _) => {}
                (Op::Load, _) => work.extend(self.captured(m, inst)?),
                _ => out.push(*f.sites.get(&id)?),
            }
        }
        Some(out)
    }
    /// What a load from the own closure reads, when the closures are made in the batch: one
    /// value for each place where one is made.
    pub fn captured(&self, m: MemberId, load: &Inst) -> Option<Vec<(MemberId, ValueId)>> {
        let f = &self.functions[m];
        let (maker, sites) = f.made_at.as_ref()?;
        let Imm::Offset(offset) = load.imm else { return None };
        if f.func.def(load.args[0])?.op != Op::ClosurePtr {
            return None;
        }
        let g = self.functions.get(*maker)?.func;
        let mut out = Vec::new();
        for &site in sites {
            let site = &g.insts[site];
            let Imm::TypeSym(t, _) = site.imm else { return None };
            let leaves = g.types[t].layout.leaves(usize::MAX)?;
            let at = leaves.iter().position(|l| i64::try_from(l.offset) == Ok(i64::from(offset)))?;
            out.push((*maker, *site.args.get(at.checked_sub(1)?)?));
        }
        Some(out)
    }
    /// The function that a func value surely is: its number and symbol.
    pub fn callee(&self, m: MemberId, v: ValueId) -> Option<Callee> {
        let (mut m, mut v) = (m, v);
        for _ in 0..MAX_CHASE {
            let f = &self.functions[m];
            let inst = f.func.def(v)?;
            match (inst.op, &inst.imm) {
                (Op::AllocClosure, &Imm::TypeSym(_, code)) => return Some(Callee { member: m, symbol: code, cut: 0 }),
                (Op::SymAddr, &Imm::Sym(s, 0)) if f.func.syms[s].name.ends_with("·f") => {
                    return Some(Callee { member: m, symbol: s, cut: "·f".len() });
                }
                (Op::Load, _) => match self.captured(m, inst)?[..] {
                    [(maker, value)] => (m, v) = (maker, value),
                    _ => return None,
                },
                _ => return None,
            }
        }
        None
    }
}

/// A function found behind a func value.
#[derive(Clone, Copy, Debug)]
pub struct Callee {
    /// The function of the batch that names it.
    pub member: MemberId,
    /// The symbol there.
    pub symbol: ssa::ExtId,
    /// Bytes of the symbol's name behind the function's.
    pub cut: usize,
}

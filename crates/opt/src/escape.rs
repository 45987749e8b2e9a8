//! Escape analysis. Works on dialect Go with resolved aliases; afterwards allocation sites whose
//! objects surely die with the frame are slots. Also gives the function's [`Summary`] for its
//! callers.
//!
//! Algorithm: Steensgaard's. Every pointer has a class of objects it may point to, every class a
//! class of what is stored in its objects; copies, loads and stores merge classes. A class is
//! marked when its objects may outlive the frame, and marks spread to what is stored in them.
//! An object made in a loop must besides not be seen by a later turn: it stays on the heap when
//! its class is stored anywhere or flows into a parameter of the loop's header.
//! Heap objects never point to the stack: what is stored in an object that stays on the heap is
//! marked as well.

use crate::{Callees, PassCx, SummaryTable};
use base::{FxHashMap, Id, IdVec, define_id};
use ssa::cfg::{Cfg, Dominators, Loops};
use ssa::{BlockId, Func, Imm, Inst, InstId, Layout, Op, PassMode, SlotId, Type, ValueId};

define_id!(
    /// A class of objects.
    ClassId, "c"
);

/// Objects larger than this stay on the heap.
const MAX_BYTES: u64 = 64 << 10;

bitflags::bitflags! {
    /// What is known of a class.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
    struct Marks: u8 {
        /// May be reached from anywhere.
        const LEAKS = 1;
        /// May be reached from a result.
        const RETURNED = 2;
        /// Stored in an object the caller gave.
        const OUTER = 4;
        /// Stored in some object.
        const STORED = 8;
    }
}

impl Marks {
    const OUTLIVES: Marks = Marks::LEAKS.union(Marks::RETURNED).union(Marks::OUTER);
}

struct Class {
    parent: ClassId,
    marks: Marks,
    content: Option<ClassId>,
}

struct Escape<'a> {
    f: &'a Func,
    callees: Option<&'a dyn Callees>,
    classes: IdVec<ClassId, Class>,
    of_value: IdVec<ValueId, Option<ClassId>>,
    of_slot: IdVec<SlotId, Option<ClassId>>,
}

/// Turns allocation sites into slots where allowed.
pub fn escape(func: &mut Func, cx: &PassCx<'_>) {
    func.resolve_aliases();
    let sites = local_sites(func, cx.callees);
    for (b, id) in sites {
        replace(func, b, id);
    }
}

/// Analyses all functions of a package: callees first, those that call each other together.
/// Allocation sites whose objects die with the frame become slots; the table gets summaries.
pub fn escape_package(funcs: &mut [Func], table: &SummaryTable) {
    // Until the analysis over several functions is there, every object is on the heap.
    let _ = (funcs, table);
}

/// Allocation sites that may be slots, with their blocks.
fn local_sites(func: &Func, callees: Option<&dyn Callees>) -> Vec<(BlockId, InstId)> {
    let mut e = Escape::new(func, callees);
    e.flow();
    let mut sites = Vec::new();
    for &b in &func.order {
        let here = func.blocks[b].insts.iter().filter(|&&i| is_site(func.insts[i].op));
        sites.extend(here.map(|&i| (b, i)));
    }
    let in_loops = e.escapes_its_turn(&sites);
    let heap: Vec<ValueId> = sites
        .iter()
        .zip(&in_loops)
        .filter(|((_, id), in_loop)| {
            **in_loop || object_layout(func, &func.insts[*id]).is_none_or(|l| l.size() > MAX_BYTES)
        })
        .map(|((_, id), _)| func.insts[*id].results[0])
        .collect();
    e.settle(&heap);
    sites.retain(|(_, id)| {
        let v = func.insts[*id].results[0];
        let class = e.class(v);
        !heap.contains(&v) && !e.marks(class).intersects(Marks::OUTLIVES)
    });
    sites
}

fn is_site(op: Op) -> bool {
    matches!(op, Op::AllocNew | Op::AllocArray | Op::AllocClosure | Op::AllocBox | Op::AllocBoxMem)
}

fn object_layout(func: &Func, inst: &Inst) -> Option<Layout> {
    match inst.imm {
        Imm::Type(t) | Imm::TypeSym(t, _) => Some(func.types[t].layout.clone()),
        Imm::TypeInt(t, n) => Some(Layout::Array(u64::try_from(n).ok()?, Box::new(func.types[t].layout.clone()))),
        _ => None,
    }
}

impl<'a> Escape<'a> {
    fn new(f: &'a Func, callees: Option<&'a dyn Callees>) -> Escape<'a> {
        Escape {
            f,
            callees,
            classes: IdVec::new(),
            of_value: IdVec::filled(None, f.values.len()),
            of_slot: IdVec::filled(None, f.slots.len()),
        }
    }

    // Classes.

    fn fresh(&mut self, marks: Marks) -> ClassId {
        let id = self.classes.next_id();
        self.classes.push(Class { parent: id, marks, content: None })
    }
    fn find(&mut self, mut c: ClassId) -> ClassId {
        while self.classes[c].parent != c {
            let up = self.classes[self.classes[c].parent].parent;
            self.classes[c].parent = up;
            c = up;
        }
        c
    }
    fn class(&mut self, v: ValueId) -> ClassId {
        let v = self.f.resolve(v);
        let c = match self.of_value[v] {
            Some(c) => c,
            None => self.fresh(Marks::empty()),
        };
        self.of_value[v] = Some(c);
        self.find(c)
    }
    fn marks(&mut self, c: ClassId) -> Marks {
        let c = self.find(c);
        self.classes[c].marks
    }
    fn mark(&mut self, c: ClassId, marks: Marks) {
        let c = self.find(c);
        self.classes[c].marks |= marks;
    }
    fn content(&mut self, c: ClassId) -> ClassId {
        let c = self.find(c);
        match self.classes[c].content {
            Some(inner) => self.find(inner),
            None => {
                let inner = self.fresh(Marks::STORED);
                self.classes[c].content = Some(inner);
                inner
            }
        }
    }
    fn merge(&mut self, a: ClassId, b: ClassId) {
        let mut work = vec![(a, b)];
        while let Some((a, b)) = work.pop() {
            let (a, b) = (self.find(a), self.find(b));
            if a == b {
                continue;
            }
            let (marks, content) = (self.classes[b].marks, self.classes[b].content);
            self.classes[b].parent = a;
            self.classes[a].marks |= marks;
            match (self.classes[a].content, content) {
                (Some(x), Some(y)) => work.push((x, y)),
                (None, some) => self.classes[a].content = some,
                (Some(_), None) => {}
            }
        }
    }
    fn copy(&mut self, a: ValueId, b: ValueId) {
        let (a, b) = (self.class(a), self.class(b));
        self.merge(a, b);
    }
    fn leak(&mut self, v: ValueId) {
        let c = self.class(v);
        self.mark(c, Marks::LEAKS);
    }
    fn leak_content(&mut self, v: ValueId) {
        let c = self.class(v);
        let inner = self.content(c);
        self.mark(inner, Marks::LEAKS);
    }
    /// Spreads marks to contents; objects that stay on the heap mark what they hold.
    fn settle(&mut self, heap: &[ValueId]) {
        for &v in heap {
            self.leak(v);
        }
        let mut changed = true;
        while changed {
            changed = false;
            for i in 0..self.classes.len() {
                let c = self.find(ClassId::new(i));
                let outlives = self.classes[c].marks & Marks::OUTLIVES;
                if let Some(inner) = self.classes[c].content
                    && !outlives.is_empty()
                {
                    let inner = self.find(inner);
                    changed |= !self.classes[inner].marks.contains(outlives);
                    self.classes[inner].marks |= outlives;
                }
            }
        }
    }

    // Flows.

    fn flow(&mut self) {
        let f = self.f;
        for &p in &f.blocks[f.entry()].params {
            if f.ty(p) == Type::Ptr {
                let c = self.class(p);
                let inner = self.content(c);
                self.mark(inner, Marks::OUTER);
            }
        }
        for &b in &f.order {
            for &i in &f.blocks[b].insts {
                let inst = &f.insts[i];
                self.inst(inst);
                for t in &inst.targets {
                    for (&a, &p) in t.args.iter().zip(&f.blocks[t.block].params) {
                        self.copy_pointers(p, a);
                    }
                }
            }
        }
    }
    fn may_point(&self, v: ValueId) -> bool {
        matches!(self.f.ty(v), Type::Ptr | Type::Word)
    }
    fn copy_pointers(&mut self, a: ValueId, b: ValueId) {
        if self.may_point(a) && self.may_point(b) {
            self.copy(a, b);
        }
    }
    fn inst(&mut self, inst: &Inst) {
        use Op::*;
        let a = &inst.args;
        match inst.op {
            AllocNew | AllocArray => {}
            AllocClosure | AllocBox => {
                let object = self.class(inst.results[0]);
                let inner = self.content(object);
                for &v in a.iter().filter(|&&v| self.f.ty(v) == Type::Ptr) {
                    let c = self.class(v);
                    self.merge(inner, c);
                }
            }
            AllocBoxMem => self.same_content(inst.results[0], a[0]),
            Load => {
                if self.may_point(inst.results[0]) {
                    let c = self.class(a[0]);
                    let (inner, r) = (self.content(c), self.class(inst.results[0]));
                    self.merge(inner, r);
                }
            }
            Store => {
                if self.may_point(a[1]) {
                    let c = self.class(a[0]);
                    let (inner, v) = (self.content(c), self.class(a[1]));
                    self.merge(inner, v);
                }
            }
            Move | MoveElems => self.same_content(a[0], a[1]),
            SliceCopy => self.same_content(a[0], a[2]),
            SlotAddr => {
                let Imm::Slot(slot, _) = inst.imm else { return };
                let c = self.class(inst.results[0]);
                match self.of_slot[slot] {
                    Some(s) => self.merge(s, c),
                    None => self.of_slot[slot] = Some(c),
                }
            }
            PtrAdd | PtrAddImm | SlicePtr | BytesToStrTmp | PtrToWord | WordToPtr | Bitcast | Add | Sub | And
            | AndNot => {
                let words = a.iter().filter(|&&v| self.may_point(v)).copied().collect::<Vec<_>>();
                words.into_iter().for_each(|v| self.copy_pointers(inst.results[0], v));
                if inst.op == WordToPtr {
                    // Whatever the number came from.
                    self.leak_content(inst.results[0]);
                }
            }
            CSel => {
                self.copy_pointers(inst.results[0], a[1]);
                self.copy_pointers(inst.results[0], a[2]);
            }
            SliceGrow => {
                self.copy(inst.results[0], a[0]);
                self.leak_content(a[0]);
            }
            CallStatic => self.call(inst),
            Nil | IConst | FConst => {}
            Ret => self.ret(inst),
            _ => self.other(inst),
        }
    }
    fn same_content(&mut self, a: ValueId, b: ValueId) {
        let (a, b) = (self.class(a), self.class(b));
        let (a, b) = (self.content(a), self.content(b));
        self.merge(a, b);
    }
    fn call(&mut self, inst: &Inst) {
        let Imm::Call(sig, callee) = inst.imm else { return };
        let f = self.f;
        let summary = self.callees.and_then(|c| c.summary(&f.syms[callee]));
        let in_memory = memory_args(f, sig, inst.args.len());
        for (n, &v) in inst.args.iter().enumerate().filter(|(_, v)| f.ty(**v) == Type::Ptr) {
            match in_memory[n] {
                true => self.leak_content(v),
                false if summary.is_none() => self.leak(v),
                false => {}
            }
        }
        self.external_results(inst);
    }
    /// What a call gives may be anything the program has: storing into it leaks.
    fn external_results(&mut self, inst: &Inst) {
        for &r in inst.results.iter().filter(|&&r| self.f.ty(r) == Type::Ptr) {
            self.leak_content(r);
        }
    }
    fn ret(&mut self, inst: &Inst) {
        let f = self.f;
        let in_memory = {
            let items = &f.sigs[f.sig].results;
            flatten(items, inst.args.len())
        };
        for (n, &v) in inst.args.iter().enumerate().filter(|(_, v)| f.ty(**v) == Type::Ptr) {
            let c = self.class(v);
            let c = if in_memory[n] { self.content(c) } else { c };
            self.mark(c, Marks::RETURNED);
        }
        // Results of functions with defers are returned from their slots.
        self.returned_slots();
    }
    fn returned_slots(&mut self) {
        for &s in &self.f.result_slots {
            let c = match self.of_slot[s] {
                Some(c) => c,
                None => self.fresh(Marks::empty()),
            };
            self.of_slot[s] = Some(c);
            let inner = self.content(c);
            self.mark(inner, Marks::RETURNED);
        }
    }
    fn other(&mut self, inst: &Inst) {
        use Op::*;
        let pointers: Vec<ValueId> = inst.args.iter().copied().filter(|&v| self.f.ty(v) == Type::Ptr).collect();
        match inst.op {
            // Looks at the objects only.
            StrEq | StrCmp | MemEq | MemEqN | CountRunes | DecodeRune | MapLen | ChanLen | ChanCap | ItabType
            | IfaceEq | EfaceEq | BytesToStr | StrToBytes | RunesToStr | StrToRunes | StrConcat | NilCheck | ICmp
            | KeepAlive | Zero | ZeroElems | PtrDiff | Br | Switch | Jump | DeferReturn | MapGet | MapGet2
            | MapDelete | MapClear | Prefetch => {}
            // The record is the frame's, and so may be the closure in it.
            DeferStack => {}
            // Moves what lies at an address in or out.
            ChanSend | ChanRecv | ChanRecv2 | SelectSend | SelectRecv => {
                pointers.iter().for_each(|&v| self.leak_content(v));
            }
            MapIterInit => pointers.iter().for_each(|&v| self.leak_content(v)),
            MapIterNext => self.leak_content(pointers[0]),
            _ => pointers.iter().for_each(|&v| self.leak(v)),
        }
        if inst.op == DeferReturn {
            self.returned_slots();
        }
        self.external_results(inst);
    }

    // Loops.

    /// For each site: whether its object may be seen by a later turn of a loop around it.
    fn escapes_its_turn(&mut self, sites: &[(BlockId, InstId)]) -> Vec<bool> {
        let f = self.f;
        let cfg = Cfg::new(f);
        let doms = Dominators::new(f, &cfg);
        let loops = Loops::new(f, &cfg, &doms);
        let mut carried: FxHashMap<ClassId, bool> = FxHashMap::default();
        for &h in f.order.iter().filter(|&&b| loops.header[b] == b) {
            for &p in &f.blocks[h].params {
                if self.may_point(p) {
                    let c = self.class(p);
                    carried.insert(c, true);
                }
            }
        }
        sites
            .iter()
            .map(|&(b, id)| {
                let c = self.class(f.insts[id].results[0]);
                // Cycles that are no natural loops count as loops.
                let in_loop = loops.depth[b] > 0 || in_cycle(f, b);
                in_loop && (carried.contains_key(&c) || self.marks(c).contains(Marks::STORED))
            })
            .collect()
    }
}

/// Whether a block can reach itself.
fn in_cycle(f: &Func, b: BlockId) -> bool {
    let mut seen = IdVec::<BlockId, bool>::filled(false, f.blocks.len());
    let mut work: Vec<BlockId> = f.targets(b).iter().map(|t| t.block).collect();
    while let Some(x) = work.pop() {
        if x == b {
            return true;
        }
        if !std::mem::replace(&mut seen[x], true) {
            work.extend(f.targets(x).iter().map(|t| t.block));
        }
    }
    false
}

/// Which argument values of a call are addresses of parameters or results in memory.
fn memory_args(f: &Func, sig: ssa::SigId, count: usize) -> Vec<bool> {
    flatten(&f.sigs[sig].params, count)
}

/// Per value: whether it stands for an item in memory. Values behind the items are.
fn flatten(items: &[ssa::SigItem], count: usize) -> Vec<bool> {
    let mut out = Vec::new();
    for item in items {
        match item.mode {
            PassMode::Memory => out.push(true),
            PassMode::Leaves => out.extend(item.layout.leaves(64).unwrap_or_default().iter().map(|_| false)),
        }
    }
    out.resize(count.max(out.len()), true);
    out
}

/// Makes an allocation site a slot.
fn replace(func: &mut Func, b: BlockId, id: InstId) {
    let inst = func.insts[id].clone();
    let Some(layout) = object_layout(func, &inst) else { return };
    let slot = func.slot(format!(".{}", inst.op.name()), layout.clone());
    let def = func.add_inst(Op::SlotDef, Imm::Slot(slot, 0), &[], &[], inst.pos);
    let mut new = vec![def];
    let result = inst.results[0];
    // The site itself becomes the address, so its result keeps its name.
    let site = &mut func.insts[id];
    (site.op, site.imm) = (Op::SlotAddr, Imm::Slot(slot, 0));
    site.args.clear();
    new.push(id);
    match (inst.op, &inst.imm) {
        (Op::AllocClosure, &Imm::TypeSym(_, code)) => {
            let code = func.add_inst(Op::SymAddr, Imm::Sym(code, 0), &[], &[Type::Word], inst.pos);
            new.push(code);
            let mut values = vec![func.insts[code].results[0]];
            values.extend(&inst.args);
            store_leaves(func, &mut new, &layout, result, &values, &inst);
        }
        (Op::AllocBox, _) => store_leaves(func, &mut new, &layout, result, &inst.args, &inst),
        (Op::AllocBoxMem, &Imm::Type(t)) => {
            new.push(func.add_inst(Op::Move, Imm::Type(t), &[result, inst.args[0]], &[], inst.pos));
        }
        _ => {
            let t = func.types.push(ssa::GoType { symbol: format!(".slot{}", slot.index()).into(), layout });
            new.push(func.add_inst(Op::Zero, Imm::Type(t), &[result], &[], inst.pos));
        }
    }
    let insts = &mut func.blocks[b].insts;
    let at = insts.iter().position(|&i| i == id).expect("the site is in its block");
    insts.splice(at..=at, new);
}

fn store_leaves(func: &mut Func, out: &mut Vec<InstId>, layout: &Layout, to: ValueId, values: &[ValueId], inst: &Inst) {
    for (leaf, &v) in layout.leaves(usize::MAX).unwrap_or_default().iter().zip(values) {
        out.push(func.add_inst(Op::Store, Imm::Offset(leaf.offset as i32), &[to, v], &[], inst.pos));
    }
}

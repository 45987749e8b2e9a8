//! Calls become the bodies of their callees. In: all functions of a package in dialect Go, before escape
//! analysis, which so sees in a body what its caller gave it, and small functions of other packages. Out: the
//! same functions; a call of a small function, by name or through a func value made in sight of the call, is its body.
//! Every function stays defined, too: others may call it, and the tables of whoever inlined it name it.
//!
//! Algorithm: functions in order of the call graph, callees first, so that what is copied is finished.
//! A small function that has become large by what was copied into it is copied as it was before, with its calls.
//! Nothing is copied within a group of functions that call each other, and no function that calls itself. Calls of functions that
//! are too large or have to stay functions do not count: nearly everything in the runtime calls itself by way of `throw`. Who may be copied and at what price is
//! `callee`; the copying is `splice`. A body that was copied is looked through once more for calls of
//! func values, since what the caller gave for a parameter is known now.

mod callee;
mod captured;
mod given;
mod splice;

use crate::callgraph::{self, Names};
use crate::{Analyses, Summaries, blocks, dce, fold};
use base::Id;
use callee::Price;
use obj::Abi;
use splice::Place;
use ssa::{BlockId, ExtSym, Func, FuncAttrs, Imm, Inst, InstId, Op, SigId, Signature, ValueId};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// What a callee may cost at most.
const BUDGET: u32 = 40;
/// What a callee may cost that is called in a loop; not in the runtime, where goroutines are preempted at calls alone, and
/// a loop that waits for something may have no other call than that.
const LOOP_BUDGET: u32 = 2 * BUDGET;
/// What a callee may cost that gives back what it allocates.
const CONSTRUCTOR_BUDGET: u32 = 2 * BUDGET;
/// What the code of a closure may cost that is made in sight of its only call.
const CLOSURE_BUDGET: u32 = 160;
/// What costs more before anything was inlined into it will not become small by that.
const HOPELESS: u32 = 3 * BUDGET;
/// In a large caller.
const SMALL_BUDGET: u32 = 12;
/// A caller with more instructions is large (`inlineBigFunctionNodes` in GOROOT
/// `cmd/compile/internal/inline/inl.go` is the same in spirit).
const LARGE: usize = 2500;
/// A body is not looked through if it is this many inlined calls deep.
const MAX_DEPTH: u32 = 8;

impl Price {
    /// What it may be at most where nothing else speaks for the copy.
    fn limit(self) -> u32 {
        if self.gives_back_new { CONSTRUCTOR_BUDGET } else { BUDGET }
    }
    /// Whether there may be a call that is worth a copy.
    fn is_low(self) -> bool {
        self.total <= self.limit().max(LOOP_BUDGET)
    }
}

/// What a copy of a function costs, in instructions, roughly; none: calls of it stay calls.
pub fn inlining_cost(func: &Func) -> Option<u32> {
    let calls_itself = || func.syms.iter().any(|s| s.name == func.name);
    callee::price(func).filter(|p| p.is_low() && !calls_itself()).map(|p| p.total)
}

/// A function that may be copied into others.
#[derive(Clone, Debug)]
pub struct Inlinable {
    func: Func,
    price: Price,
}

impl Inlinable {
    /// A finished function, if it may be copied and is small.
    pub fn new(func: Func) -> Option<Inlinable> {
        let price = callee::price(&func).filter(|p| p.is_low())?;
        Some(Inlinable { func, price })
    }
    /// A function with the calls it was written with, to be used where it is not small any more when they are copied.
    pub fn with_calls(func: &Func) -> Option<Inlinable> {
        let price = price_with_calls(func)?;
        Some(Inlinable { func: func.clone(), price })
    }
}

/// The price of a function that is copied with its calls; `None` if it is not small, or in the runtime, where a loop that waits has
/// to keep its calls.
fn price_with_calls(func: &Func) -> Option<Price> {
    let is_plain = !func.attrs.intersects(FuncAttrs::RUNTIME | FuncAttrs::NEEDCTXT);
    callee::price(func).filter(|p| is_plain && p.total <= p.limit())
}

/// Functions of other packages.
pub trait Foreign {
    /// The function of a symbol, if it may be copied.
    fn callee(&self, symbol: &ExtSym) -> Option<Arc<Inlinable>>;
    /// The symbol of the n-th method of an itab, if the package or what was copied into it makes that itab.
    fn method(&self, itab: &str, n: usize) -> Option<String>;
    /// The descriptor of the type whose itab this is, if it is one of those.
    fn dynamic_type(&self, itab: &str) -> Option<String>;
    /// The itab of the type with the first descriptor, one that those itabs are of, for the interface with the second one; none if
    /// the type does not implement it. Whoever is told makes that itab.
    fn itab(&self, concrete: &str, iface: &str) -> Option<String>;
}

/// There are none.
pub struct NoForeign;

impl Foreign for NoForeign {
    fn callee(&self, _: &ExtSym) -> Option<Arc<Inlinable>> {
        None
    }
    fn method(&self, _: &str, _: usize) -> Option<String> {
        None
    }
    fn dynamic_type(&self, _: &str) -> Option<String> {
        None
    }
    fn itab(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

/// Inlines calls in those functions of a package that are new. `declared` is what directives say of the
/// package's functions. Returns the symbols of the functions of other packages that were copied.
pub fn inline_package(
    funcs: &mut [Func],
    new: Range<usize>,
    declared: &Summaries,
    foreign: &dyn Foreign,
) -> BTreeSet<Arc<str>> {
    funcs[new.clone()].iter_mut().for_each(|f| fold::prune(f, &mut Analyses::default()));
    let names = Names::new(funcs);
    captured::constants(funcs, new.clone(), &names);
    let edges: Vec<Vec<usize>> = funcs.iter().map(|f| names.mentioned(f)).collect();
    let groups = callgraph::components(&to_candidates(funcs, &edges));
    let mut group_of = vec![0; funcs.len()];
    for (g, members) in groups.iter().enumerate() {
        members.iter().for_each(|&n| group_of[n] = g);
    }
    let mut prices: Vec<Option<Price>> = vec![None; funcs.len()];
    let mut with_calls: Vec<Option<Func>> = vec![None; funcs.len()];
    let mut used = BTreeSet::new();
    for &n in groups.iter().flatten() {
        let nothing = Signature { abi: Abi::Internal, params: Vec::new(), results: Vec::new() };
        let empty = Func::new(funcs[n].release, "", nothing);
        let mut caller = std::mem::replace(&mut funcs[n], empty);
        let mut before = None;
        if new.contains(&n) {
            let group = group_of[n];
            before = Inlinable::with_calls(&caller);
            let with_calls = &with_calls;
            let cx = Package { funcs, with_calls, names: &names, prices: &prices, group_of: &group_of, group, foreign };
            if cx.inline_into(&mut caller, &mut used) {
                let analyses = &mut Analyses::default();
                fold::prune(&mut caller, analyses);
                blocks::merge(&mut caller, analyses);
                dce::dce(&mut caller, analyses);
            }
        }
        let stays = edges[n].contains(&n) || declared.get(&caller.name).is_some_and(|s| s.uintptr_escapes);
        prices[n] = callee::price(&caller).filter(|p| p.total <= CLOSURE_BUDGET && !stays);
        if let Some(Inlinable { func, price }) = before.filter(|_| !stays && !prices[n].is_some_and(Price::is_low)) {
            (prices[n], with_calls[n]) = (Some(price), Some(func));
        }
        funcs[n] = caller;
    }
    used
}

/// The edges that lead to functions which may be copied once their turn has come.
fn to_candidates(funcs: &[Func], edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let limit = |f: &Func| if f.attrs.contains(FuncAttrs::NEEDCTXT) { HOPELESS.max(CLOSURE_BUDGET) } else { HOPELESS };
    let may = |f: &Func| callee::price(f).is_some_and(|p| p.total <= limit(f));
    let candidates: Vec<bool> = funcs.iter().map(may).collect();
    edges.iter().map(|to| to.iter().copied().filter(|&n| candidates[n]).collect()).collect()
}

/// What is known when a function's turn comes.
struct Package<'a> {
    funcs: &'a [Func],
    /// Functions that are copied as they were before calls in them were copied.
    with_calls: &'a [Option<Func>],
    names: &'a Names,
    /// Prices of functions whose turn was before; `None` for those that are not copied.
    prices: &'a [Option<Price>],
    /// The group of functions that call each other that each function is in.
    group_of: &'a [usize],
    /// That of the caller.
    group: usize,
    foreign: &'a dyn Foreign,
}

/// Who is called.
enum Callee {
    /// A function of the package.
    Own(usize),
    Foreign(Arc<Inlinable>),
}

/// A call that can be its callee's body.
struct Known {
    callee: Callee,
    /// Where the closure that is called is made.
    closure: Option<InstId>,
}

/// Part of a caller still to be looked at: from an instruction of a block on.
struct Todo {
    place: Place,
    /// How many inlined calls deep it is; in copied bodies only calls of func values are of interest.
    depth: u32,
}

impl Package<'_> {
    /// Inlines calls of a function; whether there were any.
    fn inline_into(&self, caller: &mut Func, used: &mut BTreeSet<Arc<str>>) -> bool {
        let wraps = caller.attrs.contains(FuncAttrs::WRAPPER);
        if caller.attrs.contains(FuncAttrs::ABI_WRAPPER) || (wraps && calls(caller) != 1) {
            return false;
        }
        let whole = |&block: &BlockId| Todo { place: Place { block, index: 0 }, depth: 0 };
        let mut work: Vec<Todo> = caller.order.iter().rev().map(whole).collect();
        let mut done = false;
        while let Some(Todo { place, depth }) = work.pop() {
            done |= self.make_direct(caller, place);
            let Some((place, known)) = self.next(caller, place, depth) else { continue };
            let callee = self.body(&known.callee);
            if matches!(known.callee, Callee::Foreign(_)) {
                used.insert(callee.name.clone());
            }
            let spliced = splice::splice(caller, place, callee, known.closure);
            done = true;
            work.push(Todo { place: spliced.rest, depth });
            if depth < MAX_DEPTH {
                work.extend(spliced.copies.into_iter().rev().map(|place| Todo { place, depth: depth + 1 }));
            }
        }
        if done {
            caller.resolve_aliases();
            caller.attrs.set(FuncAttrs::FILLED, wraps);
        }
        done
    }
    /// Calls of methods of known itabs become calls of their functions, and assertions about their types are answered; whether
    /// there were any.
    fn make_direct(&self, caller: &mut Func, from: Place) -> bool {
        let insts = caller.blocks[from.block].insts.get(from.index..).unwrap_or_default().to_vec();
        let mut done = false;
        for id in insts {
            if let Some(known) = self.known_word(caller, &caller.insts[id]) {
                let sym = caller.sym(&known, Abi::Abi0);
                let inst = &mut caller.insts[id];
                (inst.op, inst.imm) = (Op::SymAddr, Imm::Sym(sym, 0));
                inst.args.clear();
                done = true;
                continue;
            }
            let Some((sig, method)) = self.known_method(caller, &caller.insts[id]) else { continue };
            let sym = caller.sym(&method, Abi::Internal);
            let inst = &mut caller.insts[id];
            (inst.op, inst.imm) = (Op::CallStatic, Imm::Call(sig, sym));
            inst.args.remove(0);
            done = true;
        }
        done
    }
    /// The function that a call through an interface calls.
    fn known_method(&self, caller: &Func, inst: &Inst) -> Option<(SigId, String)> {
        let (Op::CallIface, &Imm::SigInt(sig, n)) = (inst.op, &inst.imm) else { return None };
        let method = self.foreign.method(symbol_of(caller, inst.args[0])?, usize::try_from(n).ok()?)?;
        Some((sig, method))
    }
    /// The descriptor or itab that an instruction gives.
    fn known_word(&self, caller: &Func, inst: &Inst) -> Option<String> {
        match inst.op {
            Op::ItabType => self.foreign.dynamic_type(symbol_of(caller, inst.args[0])?),
            Op::TypeAssert => self.foreign.itab(symbol_of(caller, inst.args[0])?, symbol_of(caller, inst.args[1])?),
            _ => None,
        }
    }
    /// The next call of a block to be inlined.
    fn next(&self, caller: &Func, from: Place, depth: u32) -> Option<(Place, Known)> {
        let insts = caller.blocks[from.block].insts.get(from.index..)?;
        insts.iter().enumerate().find_map(|(n, &id)| {
            let inst = &caller.insts[id];
            let known = self.known(caller, inst, depth)?;
            self.is_worth_it(caller, (from.block, inst), &known)
                .then_some((Place { index: from.index + n, ..from }, known))
        })
    }
    fn body<'c>(&'c self, callee: &'c Callee) -> &'c Func {
        match callee {
            Callee::Own(n) => self.with_calls[*n].as_ref().unwrap_or(&self.funcs[*n]),
            Callee::Foreign(f) => &f.func,
        }
    }
    /// The function of a symbol, if it may be copied into this caller.
    fn find(&self, symbol: &ExtSym) -> Option<Callee> {
        match self.names.find(&symbol.name, symbol.abi) {
            Some(n) => (self.group_of[n] != self.group).then_some(Callee::Own(n)),
            None => self.foreign.callee(symbol).map(Callee::Foreign),
        }
    }
    fn known(&self, caller: &Func, inst: &Inst, depth: u32) -> Option<Known> {
        let (callee, closure, sig) = match (inst.op, &inst.imm) {
            (Op::CallStatic, &Imm::Call(sig, sym)) if depth == 0 => (self.find(&caller.syms[sym])?, None, sig),
            (Op::CallClosure, &Imm::Sig(sig)) => {
                let made = caller.def(inst.args[0])?;
                match (made.op, &made.imm) {
                    (Op::AllocClosure, &Imm::TypeSym(_, code)) => {
                        (self.find(&caller.syms[code])?, splice::site(caller, inst.args[0]), sig)
                    }
                    (Op::SymAddr, &Imm::Sym(value, 0)) => {
                        let name = caller.syms[value].name.strip_suffix("·f")?;
                        (self.find(&ExtSym { name: name.into(), abi: Abi::Internal })?, None, sig)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        };
        let body = self.body(&callee);
        let same = caller.sigs[sig] == body.sigs[body.sig];
        same.then_some(Known { callee, closure })
    }
    fn is_worth_it(&self, caller: &Func, (block, call): (BlockId, &Inst), known: &Known) -> bool {
        let price = match &known.callee {
            Callee::Own(n) => self.prices[*n],
            Callee::Foreign(f) => Some(f.price),
        };
        let Some(price) = price else { return false };
        let budget = match known.closure {
            _ if caller.insts.len() > LARGE => SMALL_BUDGET,
            Some(_) if price.total > price.limit() && is_used_once(caller, call.args[0]) => CLOSURE_BUDGET,
            _ => price.limit(),
        };
        let is_small = price.total <= budget;
        let is_preempted = !caller.attrs.contains(FuncAttrs::RUNTIME);
        (is_small || (budget == BUDGET && price.total <= LOOP_BUDGET && is_preempted))
            && !(price.needs_g && mentions(caller, "runtime.setg"))
            && !(price.has_slots && caller.attrs.contains(FuncAttrs::NOSPLIT))
            && splice::is_possible(caller, call, self.body(&known.callee), known.closure)
            && (is_small || is_in_loop(caller, block))
    }
}

/// The symbol whose address a value is.
fn symbol_of(func: &Func, value: ValueId) -> Option<&str> {
    match func.def(value) {
        Some(Inst { op: Op::SymAddr, imm: Imm::Sym(sym, 0), .. }) => Some(&func.syms[*sym].name),
        _ => None,
    }
}

/// Whether a block leads back to itself.
fn is_in_loop(func: &Func, block: BlockId) -> bool {
    let mut seen = vec![false; func.blocks.len()];
    let mut work = vec![block];
    while let Some(b) = work.pop() {
        for to in func.targets(b).iter().map(|t| t.block) {
            if to == block {
                return true;
            }
            if !std::mem::replace(&mut seen[to.index()], true) {
                work.push(to);
            }
        }
    }
    false
}

/// How many calls a function makes. A wrapper that makes one wraps what it calls; some functions of reflect
/// that count as wrappers make more.
fn calls(func: &Func) -> usize {
    let insts = func.order.iter().flat_map(|&b| &func.blocks[b].insts);
    insts
        .filter(|&&i| matches!(func.insts[i].op, Op::CallStatic | Op::CallClosure | Op::CallIface | Op::CallPtr))
        .count()
}

/// Whether a value has one use.
fn is_used_once(func: &Func, value: ValueId) -> bool {
    let value = func.resolve(value);
    let insts = func.order.iter().flat_map(|&b| &func.blocks[b].insts).map(|&i| &func.insts[i]);
    let args = insts.flat_map(|inst| inst.args.iter().chain(inst.targets.iter().flat_map(|t| &t.args)));
    args.filter(|&&v| func.resolve(v) == value).nth(1).is_none()
}

/// Whether a function names a function.
fn mentions(func: &Func, name: &str) -> bool {
    func.syms.iter().any(|s| &*s.name == name)
}

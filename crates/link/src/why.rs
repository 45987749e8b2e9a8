//! Why symbols are in a program. In: what the flood of `reach` tells an [`Observer`]. Out: [`Reasons`], which know for
//! each symbol who refers to it and the shortest chain of such references from the entry point, or the lines that
//! `-dumpdep` prints. A link that nobody observes is compiled without any of this: its observer is `()`.

use crate::symbols::{ABI_INTERNAL, ABI0, Sym, Symbols};
use base::{FxHashMap, FxHashSet};
use goobj::AuxKind;
use obj::{RelocKind, SymFlags};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::{self, Display, Formatter};

/// How one symbol keeps another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It does not: the linker itself wants the symbol.
    Root,
    /// By a relocation.
    Reloc(RelocKind),
    /// The symbol is attached to it.
    Aux(AuxKind),
    /// It is a type converted to an interface, and a method of that name and signature is called through one.
    InterfaceMethod,
    /// It is such a type, and a method of that constant name is looked up.
    NamedMethod,
    /// It is called in place of the initialisation of a map that nobody uses.
    MapInit,
    /// It is such a type, and methods are looked up by names that only the running program knows.
    AnyMethod,
}

impl Display for How {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            How::Root => f.write_str("wanted by the linker"),
            How::Reloc(RelocKind::Call) => f.write_str("called"),
            How::Reloc(RelocKind::PcRel | RelocKind::Addr | RelocKind::AddrOff) => f.write_str("address taken"),
            How::Reloc(RelocKind::Keep) => f.write_str("kept on purpose"),
            How::Reloc(kind) => write!(f, "by {kind:?}"),
            How::Aux(kind) => write!(f, "attached as {kind:?}"),
            How::MapInit => f.write_str("called in place of the initialisation of an unused map"),
            How::InterfaceMethod => f.write_str("method called through an interface"),
            How::NamedMethod => f.write_str("method looked up by name"),
            How::AnyMethod => f.write_str("exported method, and reflection may call any"),
        }
    }
}

/// What makes methods callable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// A call of an interface's method: name and type of the signature.
    Interface(Box<str>, Sym),
    /// A look-up of a constant name.
    Named(Box<str>),
    /// A look-up of a name that only the running program knows.
    Any,
}

/// Somebody who is told what the flood of reachable symbols does.
pub trait Observer {
    /// A symbol needs another one, which may have been reached before.
    fn keeps(&mut self, symbols: &Symbols<'_>, from: Option<Sym>, to: Sym, how: How) {
        let _ = (symbols, from, to, how);
    }
    /// A symbol converts a type to an interface, or is the descriptor of a type of which this one is a part.
    fn converts(&mut self, from: Sym, ty: Sym) {
        let _ = (from, ty);
    }
    /// A symbol calls methods. `call` is asked only by those who want to know.
    fn calls(&mut self, from: Sym, call: &dyn Fn() -> Call) {
        let _ = (from, call);
    }
    /// A method of a type is kept; `keeps` was told of its symbols.
    fn method(&mut self, ty: Sym, call: &dyn Fn() -> Call, targets: [Sym; 3]) {
        let _ = (ty, call, targets);
    }
    /// All is reached.
    fn finish(&mut self, symbols: &Symbols<'_>) {
        let _ = symbols;
    }
}

/// Nobody.
impl Observer for () {}

/// A line for each symbol that is reached, in the form of the official `-dumpdep`: who reached it first.
#[derive(Default)]
pub(crate) struct Dump {
    pub(crate) out: String,
    seen: FxHashSet<Sym>,
}

/// A name with what `-dumpdep` says about the symbol.
fn marked(symbols: &Symbols<'_>, sym: Sym) -> String {
    let converted = symbols.attrs[sym].contains(crate::symbols::Attr::USED_IN_IFACE);
    let reflects = symbols.flags(sym).contains(SymFlags::REFLECT_METHOD);
    let flags = [(converted, "<UsedInIface>"), (reflects, "<ReflectMethod>")];
    let flags: String = flags.iter().filter(|f| f.0).map(|f| f.1).collect();
    let space = if flags.is_empty() { "" } else { " " };
    format!("{}{space}{flags}", symbols.name(sym))
}

impl Observer for Dump {
    fn keeps(&mut self, symbols: &Symbols<'_>, from: Option<Sym>, to: Sym, how: How) {
        // Of what comes in place of something else the official linker says nothing.
        if how != How::MapInit && self.seen.insert(to) && symbols.is_named(to) {
            let from = from.map_or_else(|| "_".to_owned(), |from| marked(symbols, from));
            self.out.extend([&*from, " -> ", &*marked(symbols, to), "\n"]);
        }
    }
}

/// One reference.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: Option<u32>,
    to: u32,
    how: How,
}

/// Why symbols are in a program.
#[derive(Debug, Default)]
pub struct Reasons {
    /// Reachable symbols by the names they have in the executable.
    names: Vec<String>,
    by_name: BTreeMap<String, u32>,
    edges: Vec<Edge>,
    /// The edges to each symbol: a range of `incoming` from each entry to the next.
    starts: Vec<u32>,
    incoming: Vec<u32>,
    /// The edge by which the shortest chain comes to each symbol.
    best: Vec<Option<u32>>,
    /// For types that reach interfaces, the first that converts them.
    converted: FxHashMap<u32, u32>,
    /// For methods, who makes their type's methods callable, by the type and the method.
    callers: FxHashMap<(u32, u32), u32>,
}

/// A link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop<'r> {
    /// The symbol.
    pub name: &'r str,
    /// How the one before it keeps it.
    pub how: How,
    /// For methods: what else it takes, as text with the symbol that does it.
    pub because: Vec<(&'static str, &'r str)>,
}

impl Reasons {
    /// The symbol of a name; of a function with two calling conventions that of the Go one.
    fn symbol(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).or_else(|| self.by_name.get(&format!("{name}.abi0"))).copied()
    }
    /// The shortest chain from a root to a symbol, both included; none: it is not in the program.
    pub fn path(&self, name: &str) -> Option<Vec<Hop<'_>>> {
        let mut hops = Vec::new();
        let mut at = Some(self.symbol(name)?);
        while let Some(to) = at {
            let edge = self.edges[self.best[to as usize]? as usize];
            hops.push(self.hop(to, &edge));
            at = edge.from;
        }
        hops.reverse();
        Some(hops)
    }
    /// Everybody who keeps a symbol, the first `limit` of them, and how many they are.
    pub fn referrers(&self, name: &str, limit: usize) -> (Vec<Hop<'_>>, usize) {
        let Some(to) = self.symbol(name) else { return (Vec::new(), 0) };
        let from = |e: Edge| e.from.map(|from| Hop { name: self.name(from), ..self.hop(to, &e) });
        let mut all: Vec<Hop<'_>> = self.incoming(to).filter_map(from).collect();
        let mut seen = FxHashSet::default();
        all.retain(|hop| seen.insert((hop.name, hop.how.to_string())));
        let count = all.len();
        all.truncate(limit);
        (all, count)
    }
    /// All symbols of the program, by name.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
    /// How one symbol keeps another one, by their names, in each way that was seen.
    pub fn between(&self, from: &str, to: &str) -> Vec<How> {
        let edges = self.symbol(to).into_iter().flat_map(|to| self.incoming(to));
        edges.filter(|e| e.from.is_some_and(|n| self.name(n) == from)).map(|e| e.how).collect()
    }

    fn incoming(&self, to: u32) -> impl Iterator<Item = Edge> {
        let range = self.starts[to as usize] as usize..self.starts[to as usize + 1] as usize;
        self.incoming[range].iter().map(|&e| self.edges[e as usize])
    }
    fn name(&self, n: u32) -> &str {
        match &*self.names[n as usize] {
            "" => "(unnamed)",
            name => name,
        }
    }
    fn hop(&self, to: u32, edge: &Edge) -> Hop<'_> {
        let mut because = Vec::new();
        if let (How::InterfaceMethod | How::NamedMethod | How::AnyMethod, Some(ty)) = (edge.how, edge.from) {
            because
                .extend(self.conversion(ty).map(|from| ("its type is converted to an interface by", self.name(from))));
            let caller = self.callers.get(&(ty, to)).map(|&caller| self.name(caller));
            let what = match edge.how {
                How::InterfaceMethod => "a method of its name and signature is called through an interface by",
                How::NamedMethod => "a method of its name is looked up by",
                _ => "methods are looked up by names known to the running program alone by",
            };
            because.extend(caller.map(|caller| (what, caller)));
        }
        Hop { name: self.name(to), how: edge.how, because }
    }
    /// Who converts a type, or a type of which it is a part.
    fn conversion(&self, ty: u32) -> Option<u32> {
        let mut from = *self.converted.get(&ty)?;
        // Types may be parts of each other.
        for _ in 0..self.names.len() {
            match self.converted.get(&from) {
                Some(&up) => from = up,
                None => break,
            }
        }
        Some(from)
    }

    /// Finds the shortest chains, by breadth-first search in the order in which edges were told.
    fn search(&mut self) {
        let count = self.names.len();
        let mut outgoing = vec![Vec::new(); count];
        let mut queue = VecDeque::new();
        self.best = vec![None; count];
        let mut incoming = vec![Vec::new(); count];
        for (n, edge) in self.edges.iter().enumerate() {
            incoming[edge.to as usize].push(n as u32);
            match edge.from {
                Some(from) => outgoing[from as usize].push(n as u32),
                None if self.best[edge.to as usize].is_none() => {
                    self.best[edge.to as usize] = Some(n as u32);
                    queue.push_back(edge.to);
                }
                None => {}
            }
        }
        while let Some(from) = queue.pop_front() {
            for &n in &outgoing[from as usize] {
                let to = self.edges[n as usize].to;
                if self.best[to as usize].is_none() {
                    self.best[to as usize] = Some(n);
                    queue.push_back(to);
                }
            }
        }
        for edges in incoming {
            self.starts.push(self.incoming.len() as u32);
            self.incoming.extend(edges);
        }
        self.starts.push(self.incoming.len() as u32);
    }
}

/// Collects [`Reasons`].
#[derive(Default)]
pub struct Explained {
    edges: Vec<(Option<Sym>, Sym, How)>,
    converted: Vec<(Sym, Sym)>,
    calls: FxHashMap<Call, Sym>,
    methods: Vec<(Sym, Sym, Sym)>,
    reasons: Reasons,
}

impl Explained {
    /// What was found out by a link that has ended.
    pub fn reasons(self) -> Reasons {
        self.reasons
    }
}

impl Observer for Explained {
    fn keeps(&mut self, _: &Symbols<'_>, from: Option<Sym>, to: Sym, how: How) {
        self.edges.push((from, to, how));
    }
    fn converts(&mut self, from: Sym, ty: Sym) {
        self.converted.push((ty, from));
    }
    fn calls(&mut self, from: Sym, call: &dyn Fn() -> Call) {
        self.calls.entry(call()).or_insert(from);
    }
    fn method(&mut self, ty: Sym, call: &dyn Fn() -> Call, targets: [Sym; 3]) {
        if let Some(&caller) = self.calls.get(&call()) {
            self.methods.extend(targets.map(|target| (ty, target, caller)));
        }
    }
    fn finish(&mut self, symbols: &Symbols<'_>) {
        let mut numbers: FxHashMap<Sym, u32> = FxHashMap::default();
        let mut reasons = Reasons::default();
        let mut number = |sym: Sym| {
            *numbers.entry(sym).or_insert_with(|| {
                reasons.names.push(name_in_executable(symbols, sym));
                reasons.names.len() as u32 - 1
            })
        };
        let edge = |(from, to, how): (Option<Sym>, Sym, How)| {
            let to = number(to);
            Edge { from: from.map(&mut number), to, how }
        };
        reasons.edges = std::mem::take(&mut self.edges).into_iter().map(edge).collect();
        for (ty, from) in std::mem::take(&mut self.converted) {
            if let Some((&ty, &from)) = numbers.get(&ty).zip(numbers.get(&from)) {
                reasons.converted.entry(ty).or_insert(from);
            }
        }
        for (ty, target, caller) in std::mem::take(&mut self.methods) {
            if let (Some(&ty), Some(&to), Some(&by)) = (numbers.get(&ty), numbers.get(&target), numbers.get(&caller)) {
                reasons.callers.entry((ty, to)).or_insert(by);
            }
        }
        for (n, name) in reasons.names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            reasons.by_name.entry(name.clone()).or_insert(n as u32);
        }
        reasons.search();
        self.reasons = reasons;
    }
}

/// The name of a symbol in the table of the executable.
fn name_in_executable(symbols: &Symbols<'_>, sym: Sym) -> String {
    let name = symbols.name(sym).replace('·', ".");
    let is_code = |s: Sym| symbols.kind(s).is_text();
    let shadowed = symbols.version(sym) == ABI0
        && is_code(sym)
        && symbols.lookup(symbols.name(sym), ABI_INTERNAL).is_some_and(is_code);
    if shadowed { name + ".abi0" } else { name }
}

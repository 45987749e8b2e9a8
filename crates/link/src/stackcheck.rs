//! Phase 7: no chain of functions without a stack check may need more stack than every checked
//! function guarantees below its frame. In: the functions. Out: `Ok`, or the report: per root of
//! the graph of functions that take part in a violation one error, and the chains with the bytes
//! each step adds. Heights are summed bottom-up, each function once; only when some are too high
//! is the graph walked again for the report (authority: `cmd/link/internal/ld/stackcheck.go`,
//! wording included).

use crate::error::{LinkError, Result};
use crate::symbols::{ABI0, Sym, Symbols};
use base::FxHashMap;
use base::bytes::ByteReader;
use goobj::AuxKind;
use obj::{RelocKind, SymFlags};
use std::collections::BTreeMap;

/// Bytes a call pushes.
const CALL_SIZE: i32 = 8;
/// Stack that a checked function guarantees (fact: `internal/abi`: `StackNosplitBase`), less one
/// call.
const LIMIT: i32 = 800 - CALL_SIZE;
/// Height of a function on a cycle: endless.
const CYCLE: i32 = i16::MAX as i32;

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Node {
    /// Nowhere: the function's own frame.
    Leaf,
    /// A function.
    Func(Sym),
    /// A function that is not known here.
    Indirect,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    growth: i32,
    target: Node,
}

struct Check<'s, 'a> {
    symbols: &'s Symbols<'a>,
    morestack: Option<Sym>,
    heights: FxHashMap<Node, i32>,
}

/// Checks all functions.
pub fn check(symbols: &Symbols<'_>, text: &[Sym]) -> Result<()> {
    let mut check = Check::of(symbols);
    let failed: Vec<Node> = text.iter().map(|&s| Node::Func(s)).filter(|&n| check.height(n) > LIMIT).collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(LinkError { messages: check.report(&failed) })
}

/// The chain that needs the most stack, as text: how much of what there is, then a line per step
/// with the bytes it adds. Of equal ones the first in the order of the functions.
pub fn deepest_chain(symbols: &Symbols<'_>, text: &[Sym]) -> String {
    let mut check = Check::of(symbols);
    let mut deepest = (0, None);
    for &sym in text {
        let height = check.height(Node::Func(sym));
        if height > deepest.0 {
            deepest = (height, Some(Node::Func(sym)));
        }
    }
    let (height, Some(mut node)) = deepest else { return format!("nosplit: 0 of {LIMIT} bytes\n") };
    let mut out = format!("nosplit: {height} of {LIMIT} bytes\n{}\n", check.node_name(node));
    // A chain within the limit has no cycle, so it comes to an end at a leaf.
    while let Some(edge) = check.deepest_step(node) {
        match edge.target {
            Node::Leaf => out.push_str(&format!("    grows {} bytes\n", edge.growth)),
            target => {
                out.push_str(&format!("    grows {} bytes, calls {}\n", edge.growth, check.node_name(target)));
            }
        }
        node = edge.target;
    }
    out
}

impl<'s, 'a> Check<'s, 'a> {
    fn of(symbols: &'s Symbols<'a>) -> Check<'s, 'a> {
        Check { symbols, morestack: symbols.lookup("runtime.morestack", ABI0), heights: FxHashMap::default() }
    }
}

impl Check<'_, '_> {
    /// The step that gives a function its height.
    fn deepest_step(&mut self, node: Node) -> Option<Edge> {
        let mut deepest: Option<(i32, Edge)> = None;
        for edge in self.callees(node) {
            let below = if edge.target == Node::Leaf { 0 } else { self.height(edge.target) };
            let height = edge.growth.saturating_add(below);
            if deepest.is_none_or(|(h, _)| height > h) {
                deepest = Some((height, edge));
            }
        }
        deepest.map(|(_, edge)| edge)
    }

    fn callees(&self, node: Node) -> Vec<Edge> {
        let to_morestack = || self.morestack.map(|m| Edge { growth: CALL_SIZE, target: Node::Func(m) });
        let sym = match node {
            Node::Leaf => return Vec::new(),
            Node::Indirect => return to_morestack().into_iter().collect(),
            Node::Func(sym) => sym,
        };
        if Some(sym) == self.morestack || self.symbols.definition_place(sym).is_none() {
            return Vec::new();
        }
        match self.is_nosplit(sym) {
            false => to_morestack().into_iter().collect(),
            true if self.symbols.func_info(sym).is_none() => Vec::new(),
            true => self.nosplit_edges(sym),
        }
    }

    fn is_nosplit(&self, sym: Sym) -> bool {
        // A copy changed by the linker has no flags for the official linker, so it counts as
        // checked.
        self.symbols.flags(sym).contains(SymFlags::NOSPLIT)
    }

    /// The steps out of a function without a stack check: its calls at the depth they happen
    /// at, and its own frame where that is deeper than all of them.
    fn nosplit_edges(&self, sym: Sym) -> Vec<Edge> {
        let depths = self.symbols.aux(sym, AuxKind::Pcsp).map(|t| depths(self.symbols.data(t))).unwrap_or_default();
        let mut relocs = self.symbols.relocs(sym).peekable();
        let mut edges = Vec::new();
        let mut deepest = 0;
        for (end, depth) in depths {
            deepest = deepest.max(depth);
            while let Some(r) = relocs.next_if(|r| r.offset < end) {
                let target = match r.kind() {
                    Some(RelocKind::CallInd) => Node::Indirect,
                    Some(RelocKind::Call) if !r.sym.is_none() => Node::Func(r.sym),
                    _ => continue,
                };
                edges.push(Edge { growth: depth.saturating_add(CALL_SIZE), target });
            }
        }
        edges.push(Edge { growth: deepest, target: Node::Leaf });
        edges
    }

    /// Bytes of stack that a function and what it calls without a check can need. Depth-first
    /// with an explicit stack; a function met again while it is open is on a cycle.
    fn height(&mut self, start: Node) -> i32 {
        if let Some(&h) = self.heights.get(&start) {
            return h;
        }
        let mut stack = vec![self.open(start)];
        loop {
            let top = stack.last_mut().expect("the start is closed last");
            let Some(&edge) = top.edges.get(top.next) else {
                let done = stack.pop().expect("just seen");
                let height = done.height.min(CYCLE);
                self.heights.insert(done.node, height);
                match stack.last_mut() {
                    None => return height,
                    Some(parent) => parent.take(height),
                }
                continue;
            };
            if edge.target == Node::Leaf {
                top.take(0);
            } else if let Some(&known) = self.heights.get(&edge.target) {
                top.take(known);
            } else {
                let frame = self.open(edge.target);
                stack.push(frame);
            }
        }
    }

    fn open(&mut self, node: Node) -> Frame {
        self.heights.insert(node, CYCLE);
        Frame { node, edges: self.callees(node), next: 0, height: 0 }
    }
}

/// A function whose height is being summed.
struct Frame {
    node: Node,
    edges: Vec<Edge>,
    next: usize,
    height: i32,
}

impl Frame {
    /// The target of the current step has this height; on to the next step.
    fn take(&mut self, target: i32) {
        self.height = self.height.max(self.edges[self.next].growth.saturating_add(target));
        self.next += 1;
    }
}

/// Ranges of a stack depth table: `(end of the range, depth)`.
fn depths(table: &[u8]) -> Vec<(u32, i32)> {
    let mut out = Vec::new();
    let mut r = ByteReader::new(table);
    let (mut pc, mut value, mut first) = (0u32, -1i32, true);
    while let Some(delta) = r.uvarint() {
        if delta == 0 && !first {
            break;
        }
        first = false;
        let delta = delta as u32;
        value = value.wrapping_add((delta >> 1) as i32 ^ -((delta & 1) as i32));
        let Some(length) = r.uvarint() else { break };
        pc = pc.saturating_add(length as u32);
        out.push((pc, value));
    }
    out
}

/// A step of the chain being walked, and whether it was printed already.
struct Step {
    edge: Edge,
    printed: bool,
}

impl Check<'_, '_> {
    /// The lines of the report: per root the error, then the chains that begin there.
    fn report(&mut self, failed: &[Node]) -> Vec<String> {
        self.heights.clear();
        failed.iter().for_each(|&n| {
            self.height(n);
        });
        let mut graph = self.graph(failed);
        let mut lines = Vec::new();
        for root in self.roots(&graph) {
            lines.push(format!("{}: nosplit stack over {LIMIT} byte limit", self.plain_name(root)));
            let mut chain = vec![Step { edge: Edge { growth: 0, target: root }, printed: false }];
            let mut chains = String::new();
            self.walk(&mut graph, root, LIMIT, &mut chain, &mut chains);
            lines.extend(chains.lines().map(str::to_owned));
        }
        lines
    }

    /// The functions that take part, with their steps. What an unknown function calls is not one
    /// of them: the official linker knows its height without looking, and so reports a chain
    /// that leads there as a cycle.
    fn graph(&self, failed: &[Node]) -> BTreeMap<Node, Vec<Edge>> {
        let mut graph = BTreeMap::new();
        let mut work = failed.to_vec();
        while let Some(node) = work.pop() {
            if graph.contains_key(&node) {
                continue;
            }
            let edges = self.graph_edges(node);
            if node != Node::Indirect {
                work.extend(edges.iter().map(|e| e.target).filter(|&t| t != Node::Leaf));
            }
            graph.insert(node, edges);
        }
        graph
    }

    /// Steps of a function as the report shows them: the own frame only where it is deepest.
    fn graph_edges(&self, node: Node) -> Vec<Edge> {
        let mut edges = self.callees(node);
        let height = |e: &Edge| e.growth + self.heights.get(&e.target).copied().unwrap_or(0);
        if let Some((leaf, calls)) = edges.split_last()
            && leaf.target == Node::Leaf
            && calls.iter().map(height).max().is_some_and(|h| h >= leaf.growth)
        {
            edges.pop();
        }
        edges
    }

    /// Functions that no other one of the graph calls, highest first; of a cycle nobody calls,
    /// the first.
    fn roots(&self, graph: &BTreeMap<Node, Vec<Edge>>) -> Vec<Node> {
        let called: Vec<Node> =
            graph.iter().flat_map(|(n, edges)| edges.iter().map(|e| e.target).filter(move |t| t != n)).collect();
        let mut roots: Vec<Node> = graph.keys().copied().filter(|n| !called.contains(n)).collect();
        let mut seen: Vec<Node> = Vec::new();
        let spread = |from: Node, seen: &mut Vec<Node>| {
            let mut work = vec![from];
            while let Some(n) = work.pop() {
                if !seen.contains(&n) {
                    seen.push(n);
                    work.extend(graph.get(&n).into_iter().flatten().map(|e| e.target));
                }
            }
        };
        roots.iter().for_each(|&r| spread(r, &mut seen));
        for &node in graph.keys() {
            if !seen.contains(&node) {
                roots.push(node);
                spread(node, &mut seen);
            }
        }
        roots.sort_by_key(|n| (std::cmp::Reverse(self.heights.get(n).copied()), *n));
        roots
    }

    fn walk(
        &self,
        graph: &mut BTreeMap<Node, Vec<Edge>>,
        node: Node,
        left: i32,
        chain: &mut Vec<Step>,
        out: &mut String,
    ) {
        // A function is taken out of the graph while its callees are walked, which bounds the
        // recursion and shows cycles.
        let edges = graph.remove(&node);
        let is_cycle = edges.is_none() && node != Node::Leaf;
        let edges = edges.unwrap_or_default();
        for &edge in &edges {
            chain.push(Step { edge, printed: false });
            self.walk(graph, edge.target, left - edge.growth, chain, out);
            chain.pop();
        }
        if edges.is_empty() && (left < 0 || is_cycle) {
            self.print(chain, left, is_cycle, out);
        }
        graph.insert(node, edges);
    }

    fn print(&self, chain: &mut [Step], left: i32, is_cycle: bool, out: &mut String) {
        let mut indent = String::new();
        for (i, step) in chain.iter_mut().enumerate() {
            if std::mem::replace(&mut step.printed, true) {
                continue;
            }
            if i == 0 {
                out.push_str(&format!("{}\n", self.node_name(step.edge.target)));
                continue;
            }
            indent = "    ".repeat(i);
            out.push_str(&format!("{indent}grows {} bytes", step.edge.growth));
            if step.edge.target != Node::Leaf {
                out.push_str(&format!(", calls {}", self.node_name(step.edge.target)));
            }
            out.push('\n');
        }
        match is_cycle {
            true => out.push_str(&format!("{indent}infinite cycle\n")),
            false => out.push_str(&format!("{indent}{} bytes over limit\n", -left)),
        }
    }

    fn node_name(&self, node: Node) -> String {
        match node {
            Node::Leaf => "leaf".to_owned(),
            Node::Indirect => "indirect".to_owned(),
            Node::Func(s) => format!("{}<{}>", self.symbols.name(s), self.symbols.version(s)),
        }
    }

    fn plain_name(&self, node: Node) -> String {
        match node {
            Node::Func(s) => self.symbols.describe(s),
            _ => self.node_name(node),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_ranges() {
        assert_eq!(depths(&[2, 9, 48, 31, 47, 10, 0]), [(9, 0), (40, 24), (50, 0)]);
        assert_eq!(depths(&[2, 9, 48]), [(9, 0)]);
    }
}

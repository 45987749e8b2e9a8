//! The order in which the variables of a package are initialised. In: what each package-level
//! declaration mentions. Out: initialisers in order, and the cycles among them.
//!
//! Algorithm: in the graph of dependencies functions are replaced by what they depend on;
//! then, again and again, the object with the fewest dependencies left comes next, constants
//! first, equals in source order. Authority: specification, "Package initialization"; the
//! choice among equals and the messages: `types2/initorder.go`.

use crate::checker::Checker;
use crate::codes::Code;
use crate::objects::{ObjId, ObjKind};
use crate::package_cx::{DeclIdx, DeclSource, Initializer, PackageCx};
use base::{Diagnostic, FxHashMap, FxHashSet};
use release::FrontEnd;
use std::collections::BTreeSet;

/// What declarations mention, by declaration.
pub type Deps = FxHashMap<DeclIdx, Vec<ObjId>>;

struct Node {
    obj: ObjId,
    decl: DeclIdx,
    /// Who depends on this.
    pred: BTreeSet<usize>,
    /// What this depends on.
    succ: BTreeSet<usize>,
}

/// The initialisers of a package in order, and errors for cycles.
pub fn init_order(cx: &PackageCx, deps: &Deps) -> (Vec<Initializer>, Vec<Diagnostic>) {
    let nodes = dependency_graph(cx, deps);
    let is_func = |i: usize| cx.s.obj(nodes[i].obj).is_func();
    let mut left: Vec<usize> = nodes.iter().map(|n| n.succ.len()).collect();
    let key = |i: usize, left: usize| {
        let obj = cx.s.obj(nodes[i].obj);
        (!obj.is_const(), left, obj.order(), i)
    };
    let mut queue: BTreeSet<_> = (0..nodes.len()).filter(|&i| !is_func(i)).map(|i| key(i, left[i])).collect();
    let (mut order, mut errors) = (Vec::new(), Vec::new());
    let mut emitted = FxHashSet::default();
    while let Some((_, open, _, i)) = queue.pop_first() {
        let node = &nodes[i];
        if open > 0
            && let Some(cycle) = find_path(cx, deps, node.obj, node.obj, &mut FxHashSet::default())
        {
            errors.push(cycle_error(cx, &cycle));
        }
        for &p in &node.pred {
            if queue.remove(&key(p, left[p])) {
                left[p] -= 1;
                queue.insert(key(p, left[p]));
            }
        }
        if let DeclSource::Var { lhs, init, .. } = &cx.decls[node.decl].kind
            && !init.is_none()
            && emitted.insert(if lhs.is_empty() { node.obj } else { lhs[0] })
        {
            let lhs = if lhs.is_empty() { vec![node.obj] } else { lhs.clone() };
            order.push(Initializer { lhs, decl: node.decl });
        }
    }
    (order, errors)
}

impl Checker<'_> {
    /// Orders the initialisers of the package and reports cycles.
    pub(crate) fn init_order(&mut self) {
        let (order, errors) = init_order(self.cx, &self.deps);
        errors.into_iter().for_each(|err| self.report(err));
        self.init_order = order;
    }
}

/// Constants, variables and functions with their edges; no edge touches a function.
fn dependency_graph(cx: &PackageCx, deps: &Deps) -> Vec<Node> {
    let s = cx.s;
    let depends =
        |o: ObjId| matches!(s.obj(o).kind, ObjKind::Const { .. } | ObjKind::Var { .. } | ObjKind::Func { .. });
    let mut nodes: Vec<Node> = Vec::new();
    let mut index: FxHashMap<ObjId, usize> = FxHashMap::default();
    for &(obj, decl) in cx.decl_objs.iter().filter(|(o, _)| depends(*o)) {
        index.insert(obj, nodes.len());
        nodes.push(Node { obj, decl, pred: BTreeSet::new(), succ: BTreeSet::new() });
    }
    for i in 0..nodes.len() {
        for d in deps.get(&nodes[i].decl).into_iter().flatten() {
            if let Some(&j) = index.get(d) {
                nodes[i].succ.insert(j);
                nodes[j].pred.insert(i);
            }
        }
    }
    let mut funcs: Vec<usize> = (0..nodes.len()).filter(|&i| s.obj(nodes[i].obj).is_func()).collect();
    funcs.sort_by_key(|&i| nodes[i].pred.len() * nodes[i].succ.len());
    for f in funcs {
        remove_function(&mut nodes, f);
    }
    nodes
}

/// Connects those who depend on a function with what it depends on.
fn remove_function(nodes: &mut [Node], f: usize) {
    let pred = std::mem::take(&mut nodes[f].pred);
    let succ = std::mem::take(&mut nodes[f].succ);
    for &p in pred.iter().filter(|&&p| p != f) {
        for &s in succ.iter().filter(|&&s| s != f) {
            nodes[p].succ.insert(s);
            nodes[s].pred.insert(p);
        }
        nodes[p].succ.remove(&f);
    }
    for &s in succ.iter().filter(|&&s| s != f) {
        nodes[s].pred.remove(&f);
    }
}

/// A path of dependencies, last object first.
fn find_path(cx: &PackageCx, deps: &Deps, from: ObjId, to: ObjId, seen: &mut FxHashSet<ObjId>) -> Option<Vec<ObjId>> {
    // Depth first with an explicit stack of (object, next dependency to follow).
    let of = |o: ObjId| cx.decl_of.get(&o).and_then(|d| deps.get(d)).map_or(&[][..], |v| v);
    let mut stack = vec![(from, 0)];
    seen.insert(from);
    while let Some((obj, next)) = stack.last_mut() {
        let Some(&d) = of(*obj).get(*next) else {
            stack.pop();
            continue;
        };
        *next += 1;
        if d == to {
            let path = stack.iter().skip(1).map(|e| e.0);
            return Some(std::iter::once(d).chain(path.rev()).collect());
        }
        if seen.insert(d) {
            stack.push((d, 0));
        }
    }
    None
}

/// `cycle`: from the first object backwards, as [`find_path`] gives it.
fn cycle_error(cx: &PackageCx, cycle: &[ObjId]) -> Diagnostic {
    let s = cx.s;
    let code = Code::InvalidInitCycle.name();
    let name = |o: ObjId| s.text(s.obj(o).name);
    let first = cycle[0];
    let pos = s.obj(first).pos;
    if cycle.len() == 1 {
        return Diagnostic::error(code, pos, format!("initialization cycle: {} refers to itself", name(first)));
    }
    let mut err = Diagnostic::error(code, pos, format!("initialization cycle for {}", name(first)));
    let mut obj = first;
    let plain = s.release.front_end == FrontEnd::Go1_23;
    for &next in cycle.iter().rev() {
        let to = if plain { String::new() } else { format!(" {}", name(next)) };
        err.related.push((s.obj(obj).pos, format!("{} refers to{to}", name(obj))));
        obj = next;
    }
    if plain {
        err.related.push((s.obj(obj).pos, name(obj).to_string()));
    }
    err
}

//! The functions of a package as escape analysis sees them together: who makes which closure,
//! and in which order to analyse them. In: all functions, unoptimized. Out: for each its role,
//! and batches, callees first; a closure is in the batch of the function that makes it, since
//! they share variables. Algorithm: Tarjan's, without recursion.

use base::FxHashMap;
use obj::Abi;
use ssa::{Func, Imm, InstId, Op, ValueId};
use std::sync::Arc;

/// How a function relates to others.
#[derive(Clone, Debug)]
pub enum Role {
    /// It stands for itself.
    Plain,
    /// A closure made in one function only.
    Closure {
        /// That function's number.
        maker: usize,
        /// The allocation sites there.
        sites: Vec<InstId>,
    },
}

/// All functions of a package.
pub struct Package<'a> {
    /// They.
    pub funcs: &'a [Func],
    /// Their roles.
    pub roles: Vec<Role>,
    /// Closures: every use of theirs is a call where they are made.
    pub calls_known: Vec<bool>,
    /// Numbers by symbol, where only one function has it.
    by_name: FxHashMap<(Arc<str>, Abi), Option<usize>>,
}

impl<'a> Package<'a> {
    /// Finds roles.
    pub fn new(funcs: &'a [Func]) -> Package<'a> {
        let mut by_name: FxHashMap<_, Option<usize>> = FxHashMap::default();
        for (n, f) in funcs.iter().enumerate() {
            let abi = f.sigs[f.sig].abi;
            by_name.entry((f.name.clone(), abi)).and_modify(|e| *e = None).or_insert(Some(n));
        }
        let roles = vec![Role::Plain; funcs.len()];
        let mut p = Package { funcs, roles, calls_known: vec![false; funcs.len()], by_name };
        p.find_closures();
        p
    }
    /// The function of a symbol.
    pub fn find(&self, name: &str, abi: Abi) -> Option<usize> {
        *self.by_name.get(&(Arc::from(name), abi))?
    }
    fn find_closures(&mut self) {
        let mut makers: FxHashMap<usize, Vec<(usize, InstId)>> = FxHashMap::default();
        for (n, f) in self.funcs.iter().enumerate() {
            for &i in f.order.iter().flat_map(|&b| &f.blocks[b].insts) {
                let inst = &f.insts[i];
                if let (Op::AllocClosure, &Imm::TypeSym(_, code)) = (inst.op, &inst.imm)
                    && let Some(closure) = self.find(&f.syms[code].name, f.syms[code].abi)
                {
                    makers.entry(closure).or_default().push((n, i));
                }
            }
        }
        for (closure, made) in makers {
            let maker = made[0].0;
            if maker == closure || made.iter().any(|(m, _)| *m != maker) {
                continue;
            }
            let f = &self.funcs[maker];
            let sites: Vec<InstId> = made.into_iter().map(|(_, i)| i).collect();
            self.calls_known[closure] = sites.iter().all(|&i| only_called(f, f.insts[i].results[0]));
            self.roles[closure] = Role::Closure { maker, sites };
        }
    }
    /// The function outside all closures that a closure is part of.
    fn outermost(&self, mut n: usize) -> usize {
        // Makers cannot form a cycle in sensible code; a bound makes sure of the end.
        for _ in 0..self.funcs.len() {
            match self.roles[n] {
                Role::Closure { maker, .. } => n = maker,
                Role::Plain => break,
            }
        }
        n
    }

    /// Batches, callees first.
    pub fn batches(&self) -> Vec<Vec<usize>> {
        let outer: Vec<usize> = (0..self.funcs.len()).map(|n| self.outermost(n)).collect();
        let mut edges: Vec<Vec<usize>> = vec![Vec::new(); self.funcs.len()];
        let mut group: Vec<Vec<usize>> = vec![Vec::new(); self.funcs.len()];
        for n in 0..self.funcs.len() {
            group[outer[n]].push(n);
            for to in self.mentioned(n) {
                edges[outer[n]].push(outer[to]);
            }
        }
        let components = components(&edges);
        let members = |c: Vec<usize>| c.into_iter().flat_map(|n| group[n].iter().copied()).collect::<Vec<_>>();
        components.into_iter().map(members).filter(|b| !b.is_empty()).collect()
    }
    /// Functions of the package that a function calls or takes as values.
    fn mentioned(&self, n: usize) -> Vec<usize> {
        let f = &self.funcs[n];
        let mut out: Vec<usize> = Vec::new();
        for s in f.syms.iter() {
            let name = s.name.strip_suffix("·f").unwrap_or(&s.name);
            let abi = if name.len() == s.name.len() { s.abi } else { Abi::Internal };
            out.extend(self.find(name, abi));
        }
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Whether the value is used for nothing but calling it.
fn only_called(f: &Func, v: ValueId) -> bool {
    f.order.iter().flat_map(|&b| &f.blocks[b].insts).all(|&i| {
        let inst = &f.insts[i];
        let is_callee = usize::from(inst.op == Op::CallClosure);
        let elsewhere = |args: &[ValueId]| args.iter().any(|&a| f.resolve(a) == v);
        !elsewhere(&inst.args[is_callee.min(inst.args.len())..]) && !inst.targets.iter().any(|t| elsewhere(&t.args))
    })
}

/// Strongly connected components, each behind those it has edges to; members ascending.
fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NONE: usize = usize::MAX;
    let n = edges.len();
    let (mut index, mut low, mut on_stack) = (vec![NONE; n], vec![0; n], vec![false; n]);
    let (mut stack, mut out, mut next) = (Vec::new(), Vec::new(), 0);
    for start in 0..n {
        if index[start] != NONE {
            continue;
        }
        let mut calls = vec![(start, 0usize)];
        while let Some(&mut (v, ref mut edge)) = calls.last_mut() {
            if *edge == 0 && index[v] == NONE {
                (index[v], low[v]) = (next, next);
                next += 1;
                stack.push(v);
                on_stack[v] = true;
            }
            if let Some(&to) = edges[v].get(*edge) {
                *edge += 1;
                match index[to] {
                    NONE => calls.push((to, 0)),
                    i if on_stack[to] => low[v] = low[v].min(i),
                    _ => {}
                }
                continue;
            }
            calls.pop();
            if let Some(&(parent, _)) = calls.last() {
                low[parent] = low[parent].min(low[v]);
            }
            if low[v] == index[v] {
                let at = stack.iter().rposition(|&x| x == v).unwrap_or(0);
                let mut component = stack.split_off(at);
                component.iter().for_each(|&x| on_stack[x] = false);
                component.sort_unstable();
                out.push(component);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn components_come_callees_first() {
        // 0 → 1 ⇄ 2 → 3, 4 alone.
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![], vec![4]];
        assert_eq!(super::components(&edges), vec![vec![3], vec![1, 2], vec![0], vec![4]]);
    }
}

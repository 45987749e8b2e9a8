//! Which functions of a package mention which, by calling them or taking them as values. In: all
//! functions. Out: their numbers by symbol, and groups of functions that mention each other, callees
//! first. Algorithm: Tarjan's, without recursion.

use base::FxHashMap;
use obj::Abi;
use ssa::Func;
use std::sync::Arc;

/// The functions of a package by symbol.
pub(crate) struct Names {
    /// Numbers, where only one function has the symbol.
    by_name: FxHashMap<(Arc<str>, Abi), Option<usize>>,
}

impl Names {
    /// Numbers functions in order.
    pub(crate) fn new(funcs: &[Func]) -> Names {
        let mut by_name: FxHashMap<_, Option<usize>> = FxHashMap::default();
        for (n, f) in funcs.iter().enumerate() {
            let abi = f.sigs[f.sig].abi;
            by_name.entry((f.name.clone(), abi)).and_modify(|e| *e = None).or_insert(Some(n));
        }
        Names { by_name }
    }
    /// The function of a symbol.
    pub(crate) fn find(&self, name: &str, abi: Abi) -> Option<usize> {
        *self.by_name.get(&(Arc::from(name), abi))?
    }
    /// The function behind a static func value.
    pub(crate) fn find_value(&self, symbol: &str) -> Option<usize> {
        self.find(symbol.strip_suffix("·f")?, Abi::Internal)
    }
    /// Functions of the package that a function calls or takes as values, ascending.
    pub(crate) fn mentioned(&self, f: &Func) -> Vec<usize> {
        let number = |s: &ssa::ExtSym| self.find_value(&s.name).or_else(|| self.find(&s.name, s.abi));
        let mut out: Vec<usize> = f.syms.iter().filter_map(number).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// Strongly connected components, each behind those it has edges to; members ascending.
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
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

//! The functions of a package as escape analysis sees them together: who makes which closure,
//! and in which order to analyse them. In: all functions, unoptimized. Out: for each its role,
//! and batches, callees first; a closure is in the batch of the function that makes it, since
//! they share variables.

use crate::callgraph::{self, Names};
use base::FxHashMap;
use obj::Abi;
use ssa::{Func, Imm, InstId, Op, ValueId};

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
    names: Names,
}

impl<'a> Package<'a> {
    /// Finds roles.
    pub fn new(funcs: &'a [Func]) -> Package<'a> {
        let roles = vec![Role::Plain; funcs.len()];
        let mut p = Package { funcs, roles, calls_known: vec![false; funcs.len()], names: Names::new(funcs) };
        p.find_closures();
        p
    }
    /// The function of a symbol.
    pub fn find(&self, name: &str, abi: Abi) -> Option<usize> {
        self.names.find(name, abi)
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
            for to in self.names.mentioned(&self.funcs[n]) {
                edges[outer[n]].push(outer[to]);
            }
        }
        let components = callgraph::components(&edges);
        let members = |c: Vec<usize>| c.into_iter().flat_map(|n| group[n].iter().copied()).collect::<Vec<_>>();
        components.into_iter().map(members).filter(|b| !b.is_empty()).collect()
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

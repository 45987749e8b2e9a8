//! What passes share about a function's edges. In: a function; out: its graph and dominators, computed when
//! a pass asks for them and kept until a pass has changed edges. Such a pass says so
//! ([`Analyses::edges_changed`]); with verification every kept graph is compared with a new one.

use ssa::Func;
use ssa::cfg::{Cfg, Dominators};
use std::rc::Rc;

/// The analyses of one function.
#[derive(Debug, Default)]
pub struct Analyses {
    cfg: Option<Rc<Cfg>>,
    doms: Option<Rc<Dominators>>,
}

impl Analyses {
    /// The graph.
    pub fn cfg(&mut self, func: &Func) -> Rc<Cfg> {
        self.cfg.get_or_insert_with(|| Rc::new(Cfg::new(func))).clone()
    }
    /// The graph with its dominators.
    pub fn dominators(&mut self, func: &Func) -> (Rc<Cfg>, Rc<Dominators>) {
        let cfg = self.cfg(func);
        let doms = self.doms.get_or_insert_with(|| Rc::new(Dominators::new(func, &cfg))).clone();
        (cfg, doms)
    }
    /// Edges, or which blocks there are, differ from before.
    pub fn edges_changed(&mut self) {
        *self = Analyses::default();
    }
    /// Whether what is kept is what the function says.
    pub fn are_true_of(&self, func: &Func) -> bool {
        let fresh = Cfg::new(func);
        let same = self.cfg.as_ref().is_none_or(|cfg| **cfg == fresh);
        same && self.doms.as_ref().is_none_or(|doms| **doms == Dominators::new(func, &fresh))
    }
}

//! Faults made on purpose, so that tests can show that tools find them. In: a function behind a pass. Out:
//! the function with a wrong operation, or a panic. Only builds with debug assertions let users ask
//! for it (`-d=plant=KIND:PASS:FUNC`).

use ssa::{Func, Op};

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plant {
    /// What goes wrong.
    pub fault: Fault,
    /// Behind which pass.
    pub pass: String,
    /// In which function: its symbol.
    pub function: String,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The first sum is a difference.
    Wrong,
    /// The pass panics.
    Panic,
    /// The first sum is gone, but not its uses: what the verifier finds.
    Invalid,
}

/// Names of the faults.
const FAULTS: [(&str, Fault); 3] = [("wrong", Fault::Wrong), ("panic", Fault::Panic), ("invalid", Fault::Invalid)];

impl Plant {
    /// Reads `KIND:PASS:FUNC`.
    pub fn parse(text: &str) -> Option<Plant> {
        let mut parts = text.splitn(3, ':');
        let kind = parts.next()?;
        let fault = FAULTS.iter().find(|(name, _)| *name == kind)?.1;
        let pass = parts.next()?.replace('_', " ");
        crate::is_optional(&pass)?;
        Some(Plant { fault, pass, function: parts.next()?.to_owned() })
    }

    /// Spoils a function behind a pass, if both are the ones meant.
    pub(crate) fn spoil(&self, func: &mut Func, pass: &str) {
        if *self.pass != *pass || *self.function != *func.name {
            return;
        }
        let is_sum = |id: &ssa::InstId| func.insts[*id].op == Op::Add;
        let sum = func.order.iter().flat_map(|&b| func.blocks[b].insts.iter().copied()).find(is_sum);
        match (self.fault, sum) {
            (Fault::Panic, _) => panic!("a fault planted on purpose"),
            (Fault::Wrong, Some(sum)) => func.insts[sum].op = Op::Sub,
            (Fault::Invalid, Some(sum)) => func.blocks.iter_mut().for_each(|b| b.insts.retain(|&i| i != sum)),
            (_, None) => {}
        }
    }
}

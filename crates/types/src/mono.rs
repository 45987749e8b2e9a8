//! The check that generic code needs finitely many instances. Nodes are type parameters and
//! local types; an edge says that a parameter is instantiated with a type made from another,
//! with weight 1 if the type is larger than the parameter itself. A cycle of positive weight
//! would need infinitely many instances. Authority: Go spec, "Instantiations"; the official
//! checker for which cycles are reported and how.

use crate::types::TypeId;
use base::Pos;

/// One flow of a type parameter into another.
#[derive(Clone, Debug)]
pub(crate) struct MonoEdge {
    pub dst: usize,
    pub src: usize,
    pub weight: u32,
    pub pos: Pos,
    pub typ: TypeId,
}

/// The graph of one package.
#[derive(Clone, Debug, Default)]
pub(crate) struct MonoGraph {
    pub edges: Vec<MonoEdge>,
}

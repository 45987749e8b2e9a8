//! What the check for infinitely many instances ([`crate::mono`]) keeps while declarations and bodies are checked.

use crate::objects::ObjId;
use crate::types::TypeId;
use base::{FxHashMap, Pos};

/// One flow of a type parameter into another.
#[derive(Clone, Debug)]
pub(crate) struct MonoEdge {
    pub dst: ObjId,
    pub src: ObjId,
    pub weight: u32,
    pub pos: Pos,
    pub typ: TypeId,
}

/// The graph of one package (or one checker of it).
#[derive(Clone, Debug, Default)]
pub(crate) struct MonoGraph {
    /// In the order they were found.
    pub edges: Vec<MonoEdge>,
    /// Receiver type parameters to those of the type's declaration.
    pub canonical: FxHashMap<TypeId, TypeId>,
    /// Local types already entered.
    pub local_done: FxHashMap<ObjId, bool>,
}

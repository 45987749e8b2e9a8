//! The check that generic code needs finitely many instances. Nodes are type parameters and
//! local types; an edge says that a parameter is instantiated with a type made from another,
//! with weight 1 if the type is larger than the parameter itself. A cycle of positive weight
//! would need infinitely many instances. Authority: Go spec, "Instantiations"; the official
//! checker (`types2/mono.go`) for which cycles are reported and how.

use crate::checker::Checker;
use crate::codes::Code;
use crate::mono_graph::MonoEdge;
use crate::objects::ObjId;
use crate::types::{TypeId, TypeKind};
use base::{FxHashMap, Pos};

/// The heaviest way to a node found so far.
#[derive(Clone, Debug, Default)]
struct Node {
    weight: u32,
    last_edge: usize,
    len: usize,
}

impl Checker<'_> {
    /// Notes an instantiation of type parameters of this package.
    pub fn mono_record_instance(&mut self, pos: Pos, tparams: &[TypeId], targs: &[TypeId], places: &[Pos]) {
        for (i, (&p, &t)) in tparams.iter().zip(targs).enumerate() {
            let pos = places.get(i).copied().unwrap_or(pos);
            self.mono_assign(pos, p, t);
        }
    }

    fn mono_assign(&mut self, pos: Pos, tparam: TypeId, targ: TypeId) {
        let Some(p) = self.s.as_type_param(tparam) else { return };
        if self.s.obj(p.obj).pkg == self.cx.pkg {
            self.mono_flow(pos, tparam, targ, targ, 0);
        }
    }

    /// Adds edges from everything in `t`, a part of `targ`.
    fn mono_flow(&mut self, pos: Pos, tparam: TypeId, targ: TypeId, t: TypeId, depth: u32) {
        let s = self.s;
        let actual = s.unalias(t);
        if depth > 100 {
            return;
        }
        let part = |c: &mut Self, t: TypeId| c.mono_flow(pos, tparam, targ, t, depth + 1);
        match s.kind(actual) {
            TypeKind::TypeParam(_) => {
                let src = self.mono_node(actual);
                self.mono_edge(tparam, src, u32::from(actual != s.unalias(targ)), pos, targ);
            }
            TypeKind::Named(n) => {
                if let Some(src) = self.mono_local_type(n.obj) {
                    self.mono_edge(tparam, src, u32::from(actual != s.unalias(targ)), pos, targ);
                }
                let part = |c: &mut Self, t: TypeId| c.mono_flow(pos, tparam, targ, t, depth + 1);
                n.targs.iter().for_each(|&t| part(self, t));
            }
            TypeKind::Array(e, _) | TypeKind::Chan(_, e) | TypeKind::Pointer(e) | TypeKind::Slice(e) => part(self, *e),
            TypeKind::Map(k, e) => {
                part(self, *k);
                part(self, *e);
            }
            TypeKind::Interface(_) => {
                for &m in &s.type_set(actual).methods {
                    part(self, s.obj_type(m));
                }
            }
            TypeKind::Signature(sig) => {
                for &v in sig.params.iter().chain(&sig.results) {
                    part(self, s.obj_type(v));
                }
            }
            TypeKind::Struct(st) => {
                for &f in &st.fields {
                    part(self, s.obj_type(f));
                }
            }
            _ => {}
        }
    }

    fn mono_node(&self, tparam: TypeId) -> ObjId {
        let t = self.mono.canonical.get(&tparam).copied().unwrap_or(tparam);
        self.s.as_type_param(t).map_or(ObjId::NONE, |p| p.obj)
    }

    fn mono_edge(&mut self, tparam: TypeId, src: ObjId, weight: u32, pos: Pos, typ: TypeId) {
        let dst = self.mono_node(tparam);
        self.mono.edges.push(MonoEdge { dst, src, weight, pos, typ });
    }

    /// The node of a local type that stands in the scope of type parameters, and so depends on
    /// them.
    fn mono_local_type(&mut self, obj: ObjId) -> Option<ObjId> {
        let tparams = self.local_types.get(&obj).filter(|l| !l.is_empty())?.clone();
        if self.mono.local_done.insert(obj, true).is_none() {
            for t in tparams {
                let src = self.mono_node(t);
                let pos = self.s.obj(obj).pos;
                self.mono.edges.push(MonoEdge { dst: obj, src, weight: 1, pos, typ: t });
            }
        }
        Some(obj)
    }

    /// Reports a cycle of instantiations that never ends, if there is one.
    pub(crate) fn check_instantiation_cycles(&mut self) {
        let mut nodes: FxHashMap<ObjId, Node> = FxHashMap::default();
        for e in &self.mono.edges {
            nodes.entry(e.src).or_default();
            nodes.entry(e.dst).or_default();
        }
        let count = nodes.len();
        let mut again = true;
        while again {
            again = false;
            for (i, e) in self.mono.edges.iter().enumerate() {
                let src = nodes[&e.src].clone();
                let dst = nodes.get_mut(&e.dst).expect("entered above");
                if src.weight + e.weight <= dst.weight {
                    continue;
                }
                *dst = Node { weight: src.weight + e.weight, last_edge: i, len: src.len + 1 };
                if dst.len == count {
                    let start = e.dst;
                    return self.report_instance_cycle(start, &nodes);
                }
                again = true;
            }
        }
    }

    fn report_instance_cycle(&mut self, start: ObjId, nodes: &FxHashMap<ObjId, Node>) {
        let mut stack: Vec<ObjId> = Vec::new();
        let mut at = start;
        while !stack.contains(&at) {
            stack.push(at);
            at = self.mono.edges[nodes[&at].last_edge].src;
        }
        let first = stack.iter().position(|&o| o == at).unwrap_or(0);
        let pos = self.s.obj(at).pos;
        let mut err = self.error_at(Code::InvalidInstanceCycle, pos, "instantiation cycle:".into());
        for &obj in &stack[first..] {
            let edge = &self.mono.edges[nodes[&obj].last_edge];
            let local = self.local_types.contains_key(&edge.dst);
            let how = if local { "implicitly parameterized by" } else { "instantiated as" };
            let own = self.cx.pkg;
            let qualifier = |p| if p == own { String::new() } else { self.s.pkg(p).path.to_string() };
            let typ = crate::typestring::TypeWriter::new(self.s, &qualifier).text(edge.typ);
            err.related.push((edge.pos, format!("{} {how} {typ}", self.name(edge.dst))));
        }
        self.report(err);
    }
}

//! The graph of flows. In: locations (values, objects, results, the heap) and edges that say
//! that one location is assigned another, dereferenced some number of times or, with -1, its
//! address. Out: which objects escape, and where parameters flow.
//!
//! Algorithm: for every location that may outlive others (a root), a walk against the edges finds
//! the least number of dereferences with which each location reaches it (Bellman and Ford's, with
//! a queue). An object whose address reaches a root that outlives it escapes, and is a root that
//! outlives everything from then on. When an address reaches a root, what is in the object does
//! not, so the count goes on from 0: only what the root can see matters
//! (`cmd/compile/internal/escape/solve.go`).

use super::nest::Nest;
use crate::summary::{MAX_DEREFS, ParamFlow};
use base::{FxHashMap, FxHashSet, IdVec, define_id};
use std::collections::VecDeque;

define_id!(
    /// A location.
    LocId, "l"
);
define_id!(
    /// A function of the batch being analysed.
    MemberId, "m"
);

/// What a location is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Everything that outlives all functions.
    Heap,
    /// Numbers and what becomes of them: nobody follows an address there.
    Hidden,
    /// Whoever writes to memory.
    Writer,
    /// A value; holds a pointer but has no address.
    Value,
    /// A value that later turns of loops see: a parameter of a loop's header.
    Carried,
    /// An allocation site's object or a slot.
    Object,
    /// The n-th value a function returns.
    Result(u16),
}

/// A location.
#[derive(Debug)]
pub struct Loc {
    /// What it is.
    pub kind: Kind,
    /// The function it belongs to.
    pub member: MemberId,
    /// Loops around it: it is a new one in every turn of these.
    pub nest: Nest,
    /// Which parameter of its function it is, if it is one.
    pub param: Option<Param>,
    /// The object is on the heap.
    pub escapes: bool,
    /// Its address is somewhere nobody follows it.
    pub hidden: bool,
    /// It may be written to.
    pub written: bool,
    edges: Vec<(LocId, i8)>,
    seen: u32,
    derefs: i32,
    queued: bool,
}

/// A parameter as callers count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// Argument value n.
    Value(u16),
    /// The closure pointer.
    Closure,
}

/// A function of the batch as far as the graph needs to know it.
#[derive(Debug)]
pub struct Member {
    /// The function whose closure this is and that makes it, if that is in the batch.
    pub parent: Option<MemberId>,
    /// Closures: whether all calls of it are known.
    pub calls_known: bool,
    /// Flows of parameters found so far.
    pub params: Vec<ParamFlow>,
    /// Flow of the closure pointer.
    pub closure: ParamFlow,
}

/// The graph.
#[derive(Debug)]
pub struct Graph {
    locs: IdVec<LocId, Loc>,
    /// Functions.
    pub members: IdVec<MemberId, Member>,
    walks: u32,
    /// Parameters of loop headers and objects of the loop whose address they may hold.
    pub carried: Vec<(LocId, LocId)>,
}

/// The heap.
pub const HEAP: LocId = LocId(0);
/// Numbers made of pointers.
pub const HIDDEN: LocId = LocId(1);
/// Addresses that are written to.
pub const WRITER: LocId = LocId(2);

impl Graph {
    /// A graph with the heap and its like only.
    pub fn new() -> Graph {
        let mut g = Graph { locs: IdVec::new(), members: IdVec::new(), walks: 0, carried: Vec::new() };
        g.add(Kind::Heap, MemberId::NONE, Nest::default());
        g.add(Kind::Hidden, MemberId::NONE, Nest::default());
        g.add(Kind::Writer, MemberId::NONE, Nest::default());
        g
    }
    /// A new location.
    pub fn add(&mut self, kind: Kind, member: MemberId, nest: Nest) -> LocId {
        let (param, edges) = (None, Vec::new());
        self.locs.push(Loc {
            kind,
            member,
            nest,
            param,
            escapes: false,
            hidden: false,
            written: false,
            edges,
            seen: 0,
            derefs: 0,
            queued: false,
        })
    }
    /// A location.
    pub fn loc(&self, l: LocId) -> &Loc {
        &self.locs[l]
    }
    /// A location, to be changed.
    pub fn loc_mut(&mut self, l: LocId) -> &mut Loc {
        &mut self.locs[l]
    }
    /// `to` is assigned `from` after `derefs` dereferences; -1: its address.
    pub fn flow(&mut self, to: LocId, from: LocId, derefs: i8) {
        if to != from || derefs < 0 {
            self.locs[to].edges.push((from, derefs));
        }
    }

    /// Finds what escapes and where parameters flow. What later turns of a loop may see is left
    /// in `carried`.
    pub fn solve(&mut self) {
        let is_root = |l: &Loc| !matches!(l.kind, Kind::Value);
        let roots = self.locs.iter_enumerated().filter(|(_, l)| is_root(l)).map(|(id, _)| id).collect();
        self.walk_all(roots);
    }
    /// An object is on the heap after all.
    pub fn escape(&mut self, object: LocId) {
        if !std::mem::replace(&mut self.locs[object].escapes, true) {
            self.walk_all(vec![object]);
        }
    }
    fn walk_all(&mut self, mut todo: Vec<LocId>) {
        while let Some(root) = todo.pop() {
            self.walk(root, &mut todo);
        }
    }

    fn walk(&mut self, root: LocId, todo: &mut Vec<LocId>) {
        self.walks += 1;
        let walk = self.walks;
        self.locs[root].seen = walk;
        self.locs[root].derefs = 0;
        let mut queue = VecDeque::from([root]);
        while let Some(l) = queue.pop_front() {
            self.locs[l].queued = false;
            let reached = self.locs[l].derefs;
            let outlived = self.outlives(root, l);
            if root == HIDDEN {
                self.locs[l].hidden |= reached < 0;
            } else if root == WRITER {
                // Whoever writes there may also write where what is stored there points: only the least count is kept.
                self.locs[l].written |= reached < 0;
            } else if reached < 0 && outlived && !self.locs[l].escapes && self.locs[l].kind == Kind::Object {
                if self.locs[root].kind == Kind::Carried && self.locs[root].member == self.locs[l].member {
                    self.carried.push((root, l));
                } else {
                    self.locs[l].escapes = true;
                    todo.push(l);
                }
            }
            let derefs = reached.max(0);
            if outlived && self.locs[l].param.is_some() {
                self.leak(l, root, derefs);
            }
            for i in 0..self.locs[l].edges.len() {
                let (from, more) = self.locs[l].edges[i];
                let reached = derefs + i32::from(more);
                let source = &mut self.locs[from];
                // What is loaded from heap objects was stored there, and that is a flow of its own.
                if source.escapes || (source.seen == walk && source.derefs <= reached) {
                    continue;
                }
                (source.seen, source.derefs) = (walk, reached);
                if !std::mem::replace(&mut source.queued, true) {
                    queue.push_back(from);
                }
            }
        }
    }

    /// The objects whose addresses the locations hold, directly or by way of what lies in such objects.
    pub fn addressed(&self, holders: impl IntoIterator<Item = LocId>) -> FxHashSet<LocId> {
        let mut least: FxHashMap<LocId, i32> = holders.into_iter().map(|l| (l, 0)).collect();
        let mut queue: VecDeque<LocId> = least.keys().copied().collect();
        let mut found = FxHashSet::default();
        while let Some(l) = queue.pop_front() {
            for &(from, more) in &self.locs[l].edges {
                let reached = least[&l].max(0) + i32::from(more);
                if self.locs[from].escapes || least.get(&from).is_some_and(|known| *known <= reached) {
                    continue;
                }
                least.insert(from, reached);
                queue.push_back(from);
                if reached < 0 {
                    found.insert(from);
                }
            }
        }
        found
    }

    /// Whether what `root` holds may be used when `other` is gone.
    fn outlives(&self, root: LocId, other: LocId) -> bool {
        let (r, o) = (&self.locs[root], &self.locs[other]);
        if r.escapes || matches!(r.kind, Kind::Heap | Kind::Hidden | Kind::Writer) {
            return true;
        }
        if matches!(r.kind, Kind::Result(_)) {
            // Whoever calls a function of the batch is linked with it or gives it nothing of the
            // batch; unknown callers of a closure may get whatever it captures.
            let result_of = &self.members[r.member];
            let calls_linked = result_of.parent.is_none() || result_of.calls_known;
            return !calls_linked || r.member == o.member || self.encloses(r.member, o.member);
        }
        match r.member == o.member {
            true => !o.nest.is_within(&r.nest),
            false => self.encloses(r.member, o.member),
        }
    }
    /// Whether `inner` is a closure inside `outer`.
    fn encloses(&self, outer: MemberId, inner: MemberId) -> bool {
        let mut at = inner.some().and_then(|m| self.members[m].parent);
        while let Some(m) = at {
            if m == outer {
                return true;
            }
            at = self.members[m].parent;
        }
        false
    }
    /// A parameter flows to something that outlives the call.
    fn leak(&mut self, param: LocId, root: LocId, derefs: i32) {
        let (p, r) = (&self.locs[param], &self.locs[root]);
        let derefs = u8::try_from(derefs).unwrap_or(MAX_DEREFS).min(MAX_DEREFS);
        let result = match r.kind {
            Kind::Result(n) if !r.escapes && r.member == p.member => Some(n),
            _ => None,
        };
        let Some(which) = p.param else { return };
        let kind = r.kind.clone();
        let member = &mut self.members[p.member];
        let flow = match which {
            Param::Value(n) => &mut member.params[usize::from(n)],
            Param::Closure => &mut member.closure,
        };
        let least = |known: Option<u8>| Some(known.map_or(derefs, |d| d.min(derefs)));
        match kind {
            Kind::Hidden => flow.hidden = least(flow.hidden),
            Kind::Writer => flow.written = least(flow.written),
            _ => flow.add(result, derefs),
        }
    }
}

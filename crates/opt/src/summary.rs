//! What is known of a function besides its body: where its arguments flow. In: summaries of
//! functions as they are analysed, callees first. Out: the same by symbol, to callers in the
//! same package or another one, in the same process or (through [`Summary::encode`]) a later one.
//!
//! A flow counts dereferences, as gc's escape analysis does: 0 is the argument itself, 1 what it
//! points to, and so on. A value that flows with `n` dereferences flows with every larger number
//! too. An argument passed in memory counts from its contents.

use base::FxHashMap;
use base::bytes::{ByteReader, ByteWriter};
use ssa::ExtSym;
use std::fmt;
use std::sync::{Arc, RwLock};

/// Dereferences are not told apart from here on.
pub const MAX_DEREFS: u8 = 4;

/// Where one argument value of a call goes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ParamFlow {
    /// After how many dereferences it may outlive the call; `None`: it does not.
    pub heap: Option<u8>,
    /// To which result value (counted as [`ssa::Op::Ret`]'s arguments), after how many.
    pub results: Vec<(u16, u8)>,
}

impl ParamFlow {
    /// Nothing known.
    pub fn unknown() -> ParamFlow {
        ParamFlow { heap: Some(0), results: Vec::new() }
    }
    /// Adds a flow to a result, or without one to the heap.
    pub(crate) fn add(&mut self, result: Option<u16>, derefs: u8) {
        match result {
            None => self.heap = Some(self.heap.map_or(derefs, |d| d.min(derefs))),
            Some(r) => match self.results.iter_mut().find(|f| f.0 == r) {
                Some(f) => f.1 = f.1.min(derefs),
                None => {
                    self.results.push((r, derefs));
                    self.results.sort_unstable();
                }
            },
        }
    }
    /// Whether it goes nowhere.
    pub fn is_none(&self) -> bool {
        self.heap.is_none() && self.results.is_empty()
    }
}

/// What callers may rely on.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Summary {
    /// Flows of the argument values in order: the leaves of a parameter passed as leaves, one
    /// for a parameter in memory. Those behind the last one flow nowhere.
    pub params: Vec<ParamFlow>,
    /// Flow of the closure pointer.
    pub closure: ParamFlow,
    /// Pointers that a caller turns into numbers for its arguments outlive the call
    /// (`//go:uintptrescapes`).
    pub uintptr_escapes: bool,
}

impl Summary {
    /// A function that keeps nothing: `//go:noescape`.
    pub fn noescape() -> Summary {
        Summary::default()
    }
    /// The flow of the n-th argument value.
    pub fn param(&self, n: usize) -> ParamFlow {
        self.params.get(n).cloned().unwrap_or_default()
    }
}

impl Summary {
    /// Bytes for another process: flows of the closure pointer, then of each argument value; a
    /// flow is the dereferences to the heap and one (0: none), then pairs of result and dereferences.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = ByteWriter::new();
        w.u8(u8::from(self.uintptr_escapes));
        for flow in [&self.closure].into_iter().chain(&self.params) {
            w.u8(flow.heap.map_or(0, |d| d + 1));
            w.uvarint(flow.results.len() as u64);
            for (result, derefs) in &flow.results {
                w.uvarint(u64::from(*result));
                w.u8(*derefs);
            }
        }
        w.buf
    }
    /// Reads what [`Summary::encode`] has written; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Summary> {
        let mut r = ByteReader::new(bytes);
        let uintptr_escapes = r.u8()? != 0;
        let mut flows = Vec::new();
        while r.offset() < bytes.len() {
            let heap = r.u8()?.checked_sub(1);
            let mut flow = ParamFlow { heap, results: Vec::new() };
            for _ in 0..r.uvarint()? {
                flow.results.push((u16::try_from(r.uvarint()?).ok()?, r.u8()?));
            }
            flows.push(flow);
        }
        let params = flows.split_off(1.min(flows.len()));
        Some(Summary { params, closure: flows.pop()?, uintptr_escapes })
    }
}

/// `p0 heap 1, p0 r2 0, closure heap 0`: who, where, after how many dereferences.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = (0..self.params.len()).map(|n| format!("p{n}")).chain(["closure".to_owned()]);
        let flows = self.params.iter().chain([&self.closure]);
        let mut words: Vec<String> = Vec::new();
        for (name, flow) in names.zip(flows) {
            words.extend(flow.heap.map(|d| format!("{name} heap {d}")));
            words.extend(flow.results.iter().map(|(r, d)| format!("{name} r{r} {d}")));
        }
        words.extend(self.uintptr_escapes.then(|| "numbers heap".to_owned()));
        f.write_str(&words.join(", "))
    }
}

/// Summaries by function.
pub trait Callees: Sync {
    /// The summary of a function, or `None` where nothing is known.
    fn summary(&self, callee: &ExtSym) -> Option<Arc<Summary>>;
}

/// Summaries of all functions compiled so far, for all threads.
#[derive(Debug, Default)]
pub struct SummaryTable {
    map: RwLock<FxHashMap<Arc<str>, Arc<Summary>>>,
}

impl SummaryTable {
    /// An empty table.
    pub fn new() -> SummaryTable {
        SummaryTable::default()
    }
    /// Adds what is known of some functions.
    pub fn add(&self, more: impl IntoIterator<Item = (Arc<str>, Arc<Summary>)>) {
        self.map.write().unwrap_or_else(|e| e.into_inner()).extend(more);
    }
    /// The summary of a symbol.
    pub fn get(&self, symbol: &str) -> Option<Arc<Summary>> {
        self.map.read().unwrap_or_else(|e| e.into_inner()).get(symbol).cloned()
    }
    /// Puts an entry back as it was, or takes it out.
    pub fn restore(&self, symbol: &str, entry: Option<Arc<Summary>>) {
        let mut map = self.map.write().unwrap_or_else(|e| e.into_inner());
        match entry {
            Some(summary) => _ = map.insert(symbol.into(), summary),
            None => _ = map.remove(symbol),
        }
    }
    /// All entries by symbol, for writing them down.
    pub fn entries(&self) -> Vec<(Arc<str>, Arc<Summary>)> {
        let map = self.map.read().unwrap_or_else(|e| e.into_inner());
        let mut all: Vec<_> = map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }
}

impl Callees for SummaryTable {
    fn summary(&self, callee: &ExtSym) -> Option<Arc<Summary>> {
        self.get(&callee.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_come_back() {
        let flow = |heap, results: &[(u16, u8)]| ParamFlow { heap, results: results.to_vec() };
        let full = Summary {
            params: vec![flow(Some(0), &[]), flow(None, &[(0, 1), (300, 4)]), flow(None, &[])],
            closure: flow(Some(4), &[(1, 0)]),
            uintptr_escapes: true,
        };
        for summary in [full, Summary::noescape()] {
            let bytes = summary.encode();
            assert_eq!(Summary::decode(&bytes), Some(summary));
        }
        assert_eq!(Summary::decode(&[]), None);
        assert_eq!(Summary::decode(&[0]), None);
        assert_eq!(Summary::decode(&[0, 1, 200]), None);
    }
}

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
use std::sync::Arc;

/// Dereferences are not told apart from here on.
pub const MAX_DEREFS: u8 = 4;

/// Where one argument value of a call goes.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ParamFlow {
    /// After how many dereferences it may outlive the call; `None`: it does not.
    pub heap: Option<u8>,
    /// To which result value (counted as [`ssa::Op::Ret`]'s arguments), after how many.
    pub results: Vec<(u16, u8)>,
    /// After how many it becomes a number, which nobody follows; `None`: it does not.
    pub hidden: Option<u8>,
    /// After how many it is an address that is written to; `None`: it is not.
    pub written: Option<u8>,
}

impl ParamFlow {
    /// Nothing known.
    pub fn unknown() -> ParamFlow {
        ParamFlow { heap: Some(0), ..ParamFlow::default() }
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
    /// All results are known from its body, as opposed to a directive's promise.
    pub has_body: bool,
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
    /// flow is the dereferences to the heap and one (0: none), those to numbers and to writes likewise, then pairs of result
    /// and dereferences.
    pub fn encode(&self) -> Vec<u8> {
        let mut w = ByteWriter::new();
        w.u8(u8::from(self.uintptr_escapes) | u8::from(self.has_body) << 1);
        for flow in [&self.closure].into_iter().chain(&self.params) {
            w.u8(flow.heap.map_or(0, |d| d + 1));
            w.u8(flow.hidden.map_or(0, |d| d + 1));
            w.u8(flow.written.map_or(0, |d| d + 1));
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
        let bits = r.u8()?;
        let (uintptr_escapes, has_body) = (bits & 1 != 0, bits & 2 != 0);
        let mut flows = Vec::new();
        while r.offset() < bytes.len() {
            let [heap, hidden, written] = [r.u8()?, r.u8()?, r.u8()?].map(|n| n.checked_sub(1));
            let mut flow = ParamFlow { heap, results: Vec::new(), hidden, written };
            for _ in 0..r.uvarint()? {
                flow.results.push((u16::try_from(r.uvarint()?).ok()?, r.u8()?));
            }
            flows.push(flow);
        }
        let params = flows.split_off(1.min(flows.len()));
        Some(Summary { params, closure: flows.pop()?, uintptr_escapes, has_body })
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
            words.extend(flow.written.map(|d| format!("{name} written {d}")));
            words.extend(flow.hidden.map(|d| format!("{name} hidden {d}")));
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

/// What is known of the functions in one package's object, by symbol. Complete and never changed
/// once the package is analysed.
#[derive(Clone, Debug, Default)]
pub struct Summaries {
    /// The beginning of the names of the package's own symbols, without the dot.
    prefix: Arc<str>,
    map: FxHashMap<Arc<str>, Arc<Summary>>,
}

impl Summaries {
    /// Nothing known yet of the package whose symbols begin with `prefix` and a dot.
    pub fn new(prefix: impl Into<Arc<str>>) -> Summaries {
        Summaries { prefix: prefix.into(), map: FxHashMap::default() }
    }
    /// The summary of a symbol.
    pub fn get(&self, symbol: &str) -> Option<&Arc<Summary>> {
        self.map.get(symbol)
    }
    /// Sets what is known of a symbol.
    pub fn insert(&mut self, symbol: Arc<str>, summary: Arc<Summary>) {
        self.map.insert(symbol, summary);
    }
    /// Whether a symbol bears the package's name.
    pub fn is_own(&self, symbol: &str) -> bool {
        symbol.strip_prefix(&*self.prefix).is_some_and(|rest| rest.starts_with('.'))
    }
    /// The same without some symbols.
    pub fn without(mut self, symbols: &[String]) -> Summaries {
        symbols.iter().for_each(|symbol| _ = self.map.remove(&**symbol));
        self
    }
    /// All entries by symbol, for writing them down.
    pub fn entries(&self) -> Vec<(&Arc<str>, &Arc<Summary>)> {
        let mut all: Vec<_> = self.map.iter().collect();
        all.sort_by_key(|(symbol, _)| *symbol);
        all
    }
}

impl Extend<(Arc<str>, Arc<Summary>)> for Summaries {
    fn extend<I: IntoIterator<Item = (Arc<str>, Arc<Summary>)>>(&mut self, more: I) {
        self.map.extend(more);
    }
}

/// The summaries of the packages below one, shared and read only. A symbol is looked up in the
/// package whose name it bears; copies of it in other objects (instances, wrappers) say the same of
/// their own making and are not asked.
#[derive(Clone, Debug, Default)]
pub struct Below {
    by_prefix: FxHashMap<Arc<str>, Arc<Summaries>>,
}

impl FromIterator<Arc<Summaries>> for Below {
    fn from_iter<I: IntoIterator<Item = Arc<Summaries>>>(packages: I) -> Below {
        Below { by_prefix: packages.into_iter().map(|s| (s.prefix.clone(), s)).collect() }
    }
}

impl Below {
    /// The summary of a symbol.
    pub fn get(&self, symbol: &str) -> Option<&Arc<Summary>> {
        self.by_prefix.get(package_of(symbol))?.get(symbol)
    }
}

/// The package whose name a symbol bears, as symbols spell it: everything before the first dot
/// behind the last slash, type arguments and receivers left aside. Dots in the last element of a path
/// are escaped in symbols.
fn package_of(symbol: &str) -> &str {
    let plain = symbol.split(['[', '(']).next().unwrap_or(symbol);
    let last = plain.rfind('/').map_or(0, |slash| slash + 1);
    plain[last..].find('.').map_or("", |dot| &plain[..last + dot])
}

/// What the functions of a package may rely on while it is analysed: what is known of itself so
/// far, over the packages below.
pub(crate) struct Overlay<'a> {
    pub(crate) own: Summaries,
    pub(crate) below: &'a Below,
}

impl Callees for Overlay<'_> {
    fn summary(&self, callee: &ExtSym) -> Option<Arc<Summary>> {
        self.own.get(&callee.name).or_else(|| self.below.get(&callee.name)).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_come_back() {
        let flow = |heap, results: &[(u16, u8)]| ParamFlow {
            heap,
            results: results.to_vec(),
            hidden: heap.map(|h| h / 2),
            written: heap,
        };
        let full = Summary {
            params: vec![flow(Some(0), &[]), flow(None, &[(0, 1), (300, 4)]), flow(None, &[])],
            closure: flow(Some(4), &[(1, 0)]),
            uintptr_escapes: true,
            has_body: true,
        };
        for summary in [full, Summary::noescape()] {
            let bytes = summary.encode();
            assert_eq!(Summary::decode(&bytes), Some(summary));
        }
        assert_eq!(Summary::decode(&[]), None);
        assert_eq!(Summary::decode(&[0]), None);
        assert_eq!(Summary::decode(&[0, 1, 200]), None);
    }

    #[test]
    fn symbols_bear_the_name_of_their_package() {
        let names = [
            ("fmt.Println", "fmt"),
            ("a.b/c.F[x/y.T]", "a.b/c"),
            ("gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml%2ev3"),
            ("a/b.T.M-fm", "a/b"),
            ("type:.eq.[2]a/b.T", "type:"),
            ("memmove", ""),
        ];
        names.iter().for_each(|(symbol, package)| assert_eq!(package_of(symbol), *package, "{symbol}"));
    }

    #[test]
    fn own_summaries_lie_over_those_below() {
        let one = |prefix: &str, symbols: &[&str], heap| {
            let summary =
                Arc::new(Summary { params: vec![ParamFlow { heap, ..ParamFlow::default() }], ..Summary::default() });
            let mut all = Summaries::new(prefix);
            all.extend(symbols.iter().map(|s| (Arc::from(*s), summary.clone())));
            all
        };
        // The copy of an instance in another package's object is not asked.
        let below = [one("a", &["a.F", "a.G"], Some(0)), one("b", &["b.F", "a.I[int]"], Some(1))];
        let below: Below = below.into_iter().map(Arc::new).collect();
        let known = Overlay { own: one("c", &["c.F", "a.G"], None), below: &below };
        let named = |symbol: &str| ExtSym { name: symbol.into(), abi: obj::Abi::Internal };
        let heap = |symbol: &str| Some(known.summary(&named(symbol))?.param(0).heap);
        assert_eq!(heap("a.F"), Some(Some(0)));
        assert_eq!(heap("a.G"), Some(None));
        assert_eq!(heap("b.F"), Some(Some(1)));
        assert_eq!(heap("a.I[int]"), None);
        assert!(known.own.is_own("c.F") && !known.own.is_own("cc.F") && !known.own.is_own("a.G"));
        let left = known.own.without(&["a.G".to_owned()]);
        assert_eq!(left.entries().iter().map(|(s, _)| &***s).collect::<Vec<_>>(), ["c.F"]);
    }
}

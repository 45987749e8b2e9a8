//! Import cycles: files of a crate that can only be read together. In: the tokens of all files of a crate. Out: groups of
//! files that lead to each other by paths that begin with `crate` or `super`.
//!
//! A path leads to the deepest module it names; a name that a module re-exports leads to where it is from. What a file
//! declares below itself (`mod x;`, then `x::f()`) is its own and no import, so a file may use its parts, and they may
//! look at it by `super`. Methods are not followed: `impl Checker` may stand in many files.

use super::source::{Kind, Token};
use std::collections::{BTreeMap, BTreeSet};

/// A module's path within its crate; the crate's root is empty.
type Module = Vec<String>;

/// The files of a crate.
#[derive(Default)]
pub(super) struct Modules {
    /// For each file: the paths in it that begin with `crate` or `super`, without that, and where they begin.
    paths: BTreeMap<Module, Vec<(Module, Vec<String>)>>,
    /// Names that files re-export, with their paths.
    exported: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Modules {
    /// Adds a file by its path below `src`.
    pub(super) fn add(&mut self, path: &str, tokens: &[Token<'_>]) {
        let module = module_of(path);
        let (mut paths, mut exported) = (Vec::new(), BTreeMap::new());
        for at in 0..tokens.len() {
            if begins_path(tokens, at) {
                let (base, from) = base_of(&module, tokens, at);
                let mut cursor = Cursor { tokens, at: from };
                paths.extend(cursor.tree().into_iter().map(|path| (base.clone(), path)));
            }
            if is_public_use(tokens, at) {
                let mut cursor = Cursor { tokens, at: at + 1 };
                let named = cursor.tree().into_iter().filter_map(|path| Some((path.last()?.clone(), path)));
                exported.extend(named);
            }
        }
        self.paths.insert(module.clone(), paths);
        self.exported.insert(module, exported);
    }

    /// Groups of files that lead to each other, each in order.
    pub(super) fn cycles(&self) -> Vec<Vec<String>> {
        let names: Vec<&Module> = self.paths.keys().collect();
        let index: BTreeMap<&Module, usize> = names.iter().enumerate().map(|(n, m)| (*m, n)).collect();
        let targets = |from: usize| {
            let all = self.paths[names[from]].iter().map(|(base, path)| index[&self.resolve(base.clone(), path, 0)]);
            all.filter(|&to| to != from).collect::<BTreeSet<usize>>()
        };
        let edges: Vec<BTreeSet<usize>> = (0..names.len()).map(targets).collect();
        let reached: Vec<BTreeSet<usize>> = (0..names.len()).map(|n| reachable(&edges, n)).collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for n in 0..names.len() {
            let group: Vec<usize> = reached[n].iter().copied().filter(|&m| reached[m].contains(&n)).collect();
            if group.len() > 1 && seen.insert(group[0]) {
                found.push(group.into_iter().map(|m| shown(names[m])).collect());
            }
        }
        found
    }

    /// The file that a path leads to.
    fn resolve(&self, base: Module, path: &[String], depth: usize) -> Module {
        /// Chains of re-exports are shorter.
        const DEEPEST: usize = 8;
        let mut at = base;
        for (n, name) in path.iter().enumerate() {
            let below = [&at[..], std::slice::from_ref(name)].concat();
            if self.paths.contains_key(&below) {
                at = below;
                continue;
            }
            let exported = self.exported.get(&at).and_then(|names| names.get(name));
            let Some(target) = exported.filter(|_| depth < DEEPEST) else { break };
            let rest = [&target[..], &path[n + 1..]].concat();
            return match rest.first().map(|first| &**first) {
                Some("crate") => self.resolve(Vec::new(), &rest[1..], depth + 1),
                Some("super") => self.resolve(at[..at.len().saturating_sub(1)].to_vec(), &rest[1..], depth + 1),
                Some("self") => self.resolve(at, &rest[1..], depth + 1),
                Some(first) if self.paths.contains_key(&[&at[..], &[first.to_owned()]].concat()) => {
                    self.resolve(at, &rest, depth + 1)
                }
                _ => at,
            };
        }
        at
    }
}

/// The module of a file.
fn module_of(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if matches!(path, "lib" | "main" | "mod") { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn shown(module: &Module) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("::") }
}

fn is(tokens: &[Token<'_>], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|t| t.kind != Kind::Text && t.text == text)
}

/// Whether `crate::` or `super::` begins here.
fn begins_path(tokens: &[Token<'_>], at: usize) -> bool {
    let first = is(tokens, at, "crate") || is(tokens, at, "super");
    first && is(tokens, at + 1, "::") && (at == 0 || !is(tokens, at - 1, "::"))
}

/// The module where such a path begins, and the token behind that beginning.
fn base_of(module: &Module, tokens: &[Token<'_>], at: usize) -> (Module, usize) {
    if is(tokens, at, "crate") {
        return (Vec::new(), at + 2);
    }
    let (mut base, mut at) = (module.clone(), at);
    while is(tokens, at, "super") && is(tokens, at + 1, "::") {
        base.pop();
        at += 2;
    }
    (base, at)
}

/// Whether `use` stands here behind `pub` or `pub(…)`.
fn is_public_use(tokens: &[Token<'_>], at: usize) -> bool {
    let behind_pub = at > 0 && is(tokens, at - 1, "pub");
    let behind_group = at > 3 && is(tokens, at - 1, ")") && is(tokens, at - 4, "pub");
    is(tokens, at, "use") && (behind_pub || behind_group)
}

/// Reads the tree of a path: `a::{b, c::D}`.
struct Cursor<'a, 't> {
    tokens: &'t [Token<'a>],
    at: usize,
}

impl Cursor<'_, '_> {
    /// All paths of the tree that begins here.
    fn tree(&mut self) -> Vec<Vec<String>> {
        if is(self.tokens, self.at, "{") {
            return self.group();
        }
        let Some(first) = self.tokens.get(self.at).filter(|t| t.kind == Kind::Word || t.text == "*") else {
            return vec![Vec::new()];
        };
        self.at += 1;
        let mut rest = vec![Vec::new()];
        if is(self.tokens, self.at, "::") {
            self.at += 1;
            rest = self.tree();
        }
        rest.iter_mut().for_each(|path| path.insert(0, first.text.to_owned()));
        rest
    }
    fn group(&mut self) -> Vec<Vec<String>> {
        let mut all = Vec::new();
        self.at += 1;
        while self.at < self.tokens.len() && !is(self.tokens, self.at, "}") {
            let before = self.at;
            all.extend(self.tree());
            while self.at < self.tokens.len() && !is(self.tokens, self.at, ",") && !is(self.tokens, self.at, "}") {
                self.at += 1;
            }
            if is(self.tokens, self.at, ",") || self.at == before {
                self.at += 1;
            }
        }
        self.at += 1;
        all
    }
}

fn reachable(edges: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let (mut seen, mut work) = (BTreeSet::new(), vec![from]);
    while let Some(n) = work.pop() {
        work.extend(edges[n].iter().copied().filter(|&m| seen.insert(m)));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::super::source::tokens;
    use super::*;

    fn cycles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let mut modules = Modules::default();
        files.iter().for_each(|(path, text)| modules.add(path, &tokens(text)));
        modules.cycles()
    }

    #[test]
    fn files_that_lead_to_each_other_are_found() {
        let planted = [
            ("lib.rs", "mod a; mod b; mod c; pub use c::Third;"),
            ("a.rs", "use crate::{b::{self, First}, x};"),
            ("b.rs", "fn f() -> crate::Third { todo() }"),
            ("c/mod.rs", "mod d; use super::a::Second;"),
            ("c/d.rs", "use super::super::b;"),
        ];
        assert_eq!(cycles(&planted), [["a", "b", "c"]]);
        let mended = planted.map(|(path, text)| (path, if path == "c/mod.rs" { "mod d; d::f();" } else { text }));
        assert_eq!(cycles(&mended), Vec::<Vec<String>>::new());
    }

    #[test]
    fn parts_may_look_at_what_they_are_parts_of() {
        assert_eq!(cycles(&[("a.rs", "mod b; use b::X;"), ("a/b.rs", "use super::*;")]), Vec::<Vec<String>>::new());
        let by_name = [("a.rs", "mod b; use crate::a::b::X;"), ("a/b.rs", "use super::Y;")];
        assert_eq!(cycles(&by_name), [["a", "a::b"]]);
        let in_tests = [("a.rs", "use crate::b::X;"), ("b.rs", "#[cfg(test)]\nmod tests { use crate::a::Y; }")];
        assert_eq!(cycles(&in_tests), Vec::<Vec<String>>::new());
    }
}

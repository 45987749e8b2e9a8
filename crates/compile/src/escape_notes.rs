//! What escape analysis found, for people (`-m`): parameters that outlive a call, variables on the heap,
//! what becomes of function literals, `new`, `make` and addresses of literals. In: the bodies of a
//! package, their functions after the analysis, its summaries. Out: messages in the official
//! compiler's words, by position.
//!
//! A site that is gone from its function is in the frame. Which sites there were is looked up before
//! the analysis ([`sites`]). Not spoken of: conversions to interfaces and strings, arguments of variadic
//! calls, function literals without captured variables, and `new`, `make` and literals that stand on
//! another line than their statement begins on.
//! Authority: `finish`, `paramTag` and `reportLeaks` in GOROOT `cmd/compile/internal/escape`.

use crate::world::BodyRef;
use base::{Id, Loc, Pos};
use opt::{ParamFlow, Summaries, Summary};
use ssa::{Func, Imm, InstId, Op, PassMode, SigItem};
use ssagen::{Instance, PackageCx};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use types::body::{Body, Closure, ClosureId, LocalId};

/// What is said of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscapeNote {
    /// The place.
    pub at: Loc,
    /// The message.
    pub text: String,
    /// What copying a function that can be inlined costs, in the inliner's units.
    pub cost: Option<u32>,
}

/// Allocation sites of a function.
type Sites = Vec<InstId>;

/// The allocation sites of every function, before the analysis takes some away.
pub(crate) fn sites(funcs: &[Func]) -> HashMap<String, Sites> {
    funcs.iter().map(|f| (f.name.to_string(), present(f))).collect()
}

/// The sites that are still there.
fn present(func: &Func) -> Sites {
    let is_site = |op| matches!(op, Op::AllocNew | Op::AllocSlice | Op::AllocMap | Op::AllocChan | Op::AllocClosure);
    let insts = func.order.iter().flat_map(|&b| &func.blocks[b].insts).copied();
    // A slice with memory in the frame stays to have its length checked.
    let in_frame = |i: InstId| func.insts[i].op == Op::AllocSlice && func.insts[i].args.len() > 2;
    insts.filter(|&i| is_site(func.insts[i].op) && !in_frame(i)).collect()
}

/// All messages about the functions with these bodies.
pub(crate) fn notes(
    cx: &PackageCx<'_>,
    functions: &[(BodyRef<'_>, Instance)],
    funcs: &[Func],
    before: &HashMap<String, Sites>,
    learned: &Summaries,
) -> Vec<EscapeNote> {
    let by_name: HashMap<&str, &Func> = funcs.iter().map(|f| (&*f.name, f)).collect();
    let mut out = BTreeSet::new();
    for (body, instance) in functions.iter().filter(|(_, i)| i.targs.is_empty()) {
        let symbols = ssagen::function_symbols(body.body, instance);
        for id in body.body.funcs.ids() {
            let symbol = &symbols[id.index()];
            let Some(&func) = by_name.get(symbol.as_str()) else { continue };
            let about = About { cx, body: body.body, id, func, symbols: &symbols };
            let moved = about.sites(before.get(symbol).map_or(&[], |s| s), &mut out);
            about.params(&moved, &learned.get(symbol).cloned().unwrap_or_default(), &mut out);
        }
    }
    let note = |(pos, text): (Pos, String)| Some(EscapeNote { at: cx.sources.loc(pos)?, text, cost: None });
    out.into_iter().filter_map(note).collect()
}

/// One function.
struct About<'a> {
    cx: &'a PackageCx<'a>,
    body: &'a Body,
    id: ClosureId,
    func: &'a Func,
    symbols: &'a [String],
}

impl About<'_> {
    fn closure(&self) -> &Closure {
        &self.body.funcs[self.id]
    }
    fn name(&self, local: LocalId) -> &str {
        let s = self.cx.session;
        self.body.locals[local].obj.map_or("", |obj| s.text(s.obj(obj).name))
    }

    /// What became of allocation sites. Returns the variables on the heap.
    fn sites(&self, before: &[InstId], out: &mut BTreeSet<(Pos, String)>) -> HashSet<LocalId> {
        let stays: HashSet<InstId> = present(self.func).into_iter().collect();
        let how = |site| if stays.contains(&site) { "escapes to heap" } else { "does not escape" };
        let mut moved = HashSet::new();
        let mut lines: BTreeMap<u32, Vec<InstId>> = BTreeMap::new();
        for &site in before {
            let inst = &self.func.insts[site];
            if let Some(name) = self.func.variables.get(&site) {
                if let Some(local) = self.variable(site, name).filter(|_| stays.contains(&site)) {
                    moved.insert(local);
                    out.insert((self.body.locals[local].pos, format!("moved to heap: {name}")));
                }
            } else if let (Op::AllocClosure, Imm::TypeSym(_, code)) = (inst.op, &inst.imm) {
                let made = self.symbols.iter().position(|s| **s == *self.func.syms[*code].name);
                let pos = made.map(|n| self.body.funcs[ClosureId::new(n)].pos);
                out.extend(pos.map(|pos| (pos, format!("func literal {}", how(site)))));
            } else {
                lines.entry(self.line_of(site)).or_default().push(site);
            }
        }
        for (line, sites) in lines {
            let found = self.expressions(line).unwrap_or_default();
            // Sites have the line of their statement. Where numbers differ, which is which is not clear.
            if found.len() == sites.len() {
                out.extend(
                    found.into_iter().zip(sites).map(|((pos, what), site)| (pos, format!("{what} {}", how(site)))),
                );
            }
        }
        moved
    }

    /// The variable that a site makes: of those with its name the one declared on its line.
    fn variable(&self, site: InstId, name: &str) -> Option<LocalId> {
        let line = self.line_of(site);
        let declared = |l: LocalId| self.cx.sources.loc(self.body.locals[l].pos).map(|at| at.line);
        let own = |&l: &LocalId| self.body.locals[l].func == self.id && self.name(l) == name;
        let all: Vec<LocalId> = self.body.locals.ids().filter(own).collect();
        all.iter().copied().find(|&l| declared(l) == Some(line)).or(all.first().copied())
    }

    fn line_of(&self, site: InstId) -> u32 {
        self.func.start_line.saturating_add_signed(self.func.insts[site].pos.line)
    }

    /// The expressions on a line that allocate, in order, with their places.
    fn expressions(&self, line: u32) -> Option<Vec<(Pos, String)>> {
        let file = self.cx.sources.file(self.closure().pos)?;
        let start = *file.line_starts().get(line.checked_sub(1)? as usize)?;
        let rest = std::str::from_utf8(file.text.get(start as usize..)?).ok()?;
        let found = written(rest.split('\n').next()?);
        Some(found.into_iter().map(|(at, what)| (file.base.offset(start + at as u32), what)).collect())
    }

    /// Where parameters go.
    fn params(&self, moved: &HashSet<LocalId>, summary: &Summary, out: &mut BTreeSet<(Pos, String)>) {
        let (f, sig) = (self.closure(), &self.func.sigs[self.func.sig]);
        if f.is_range_body {
            return;
        }
        let mut next = 0;
        for (&local, item) in f.params.iter().zip(&sig.params) {
            let values = next..next + values(item);
            next = values.end;
            let name = self.name(local);
            if !matches!(name, "" | "_") && item.layout.has_pointers() && !moved.contains(&local) {
                let flow = self.flow(values.map(|n| summary.param(n)));
                let pos = self.body.locals[local].pos;
                out.extend(self.leaks(name, &flow).into_iter().map(|text| (pos, text)));
            }
        }
    }

    /// All flows of a parameter's values, to numbers of results.
    fn flow(&self, values: impl Iterator<Item = ParamFlow>) -> ParamFlow {
        let mut all = ParamFlow::default();
        for flow in values {
            all.heap = [all.heap, flow.heap].into_iter().flatten().min();
            for (value, derefs) in flow.results {
                let Some(result) = self.result_of(value) else { continue };
                match all.results.iter_mut().find(|r| r.0 == result) {
                    Some(r) => r.1 = r.1.min(derefs),
                    None => all.results.push((result, derefs)),
                }
            }
        }
        all.results.retain(|r| all.heap.is_none_or(|heap| r.1 < heap));
        all.results.sort_unstable();
        all
    }

    /// The result that a value returned belongs to.
    fn result_of(&self, value: u16) -> Option<u16> {
        let mut end = 0;
        let results = &self.func.sigs[self.func.sig].results;
        let of = |item: &SigItem| {
            end += values(item);
            usize::from(value) < end
        };
        results.iter().position(of).and_then(|n| u16::try_from(n).ok())
    }

    fn leaks(&self, name: &str, flow: &ParamFlow) -> Vec<String> {
        if flow.is_none() {
            return vec![format!("{name} does not escape")];
        }
        let heap = flow.heap.map(|derefs| match derefs {
            0 => format!("leaking param: {name}"),
            _ => format!("leaking param content: {name}"),
        });
        let result = |&(n, level): &(u16, u8)| {
            let named = self.closure().results.get(usize::from(n)).map_or("", |&l| self.name(l));
            let result = if matches!(named, "" | "_") { format!("~r{n}") } else { named.to_owned() };
            format!("leaking param: {name} to result {result} level={level}")
        };
        heap.into_iter().chain(flow.results.iter().map(result)).collect()
    }
}

/// How many values a parameter or result is.
fn values(item: &SigItem) -> usize {
    match item.mode {
        PassMode::Leaves => item.layout.leaves(usize::MAX).map_or(0, |l| l.len()),
        PassMode::Memory => 1,
    }
}

/// The calls of `new` and `make` and the addresses of literals on a line, as messages show them: with
/// the offset of the parenthesis or `&`.
fn written(line: &str) -> Vec<(usize, String)> {
    let code = line.split("//").next().unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = Vec::new();
    for (at, c) in code.char_indices() {
        let (before, rest) = code.split_at(at);
        let found = match c {
            '&' if !before.ends_with('&') => address_of_literal(rest, is_word),
            '(' => ["new", "make"].into_iter().find_map(|name| {
                let is_call = before.strip_suffix(name).is_some_and(|b| !b.ends_with(|c| is_word(c) || c == '.'));
                is_call.then(|| arguments(rest)).flatten().map(|args| format!("{name}{args}"))
            }),
            _ => None,
        };
        out.extend(found.map(|what| (at, what)));
    }
    out
}

/// `&T{...}` at the start of a text.
fn address_of_literal(rest: &str, is_word: impl Fn(char) -> bool) -> Option<String> {
    let brace = rest.find('{')?;
    let name = rest.get(1..brace).filter(|n| !n.is_empty() && n.chars().all(|c| is_word(c) || ".[]*".contains(c)))?;
    Some(format!("&{name}{}", if rest[brace..].starts_with("{}") { "{}" } else { "{...}" }))
}

/// A list in parentheses at the start of a text.
fn arguments(rest: &str) -> Option<&str> {
    let mut depth = 0i32;
    for (i, c) in rest.char_indices() {
        depth += match c {
            '(' | '[' | '{' => 1,
            ')' | ']' | '}' => -1,
            _ => 0,
        };
        if depth == 0 {
            return rest.get(..=i);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_as_messages_show_them() {
        let all = |line: &str| written(line).into_iter().map(|(at, what)| format!("{at} {what}")).collect::<Vec<_>>();
        assert_eq!(all("x := new(int); y := make([]T, f(1), 2)"), ["8 new(int)", "24 make([]T, f(1), 2)"]);
        assert_eq!(all("z := &T{a: 1}; w := &p.T{} // new(int)"), ["5 &T{...}", "20 &p.T{}"]);
        assert_eq!(all("if a && T{} == f(&x) { renew(1); s.make(2) }"), Vec::<String>::new());
    }
}

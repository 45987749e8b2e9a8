//! Which action is carried out next. In: a plan, and what came of each action when that is known. Out: actions whose
//! turn it is, and texts to print in the order of the plan.
//!
//! A package is *importable* before its archive is made: then those that import it in the same process begin, and everything
//! else that waits for it does not. What they come to counts only when all that they began with is finished, so that after a
//! failure nothing is said of what needs the failed package, whatever was carried out meanwhile.

use crate::package::PackageId;
use crate::plan::{Action, Plan, Work};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

/// Packages that one compiler compiles: those that are no variants, or those that are made for the tests of one package.
pub(crate) type Group = Option<String>;

/// The state of a plan that is being carried out; `T` is what an action makes.
#[derive(Debug)]
pub(crate) struct Schedule<T> {
    actions: Vec<State<T>>,
    ready: BinaryHeap<Reverse<usize>>,
    unfinished: usize,
    /// Whether anything failed.
    pub(crate) failed: bool,
    /// All actions below have their texts printed.
    printed: usize,
    /// Texts that were given out.
    given: HashSet<String>,
}

#[derive(Debug)]
struct State<T> {
    /// Compiles a package, together with others of the group: it may begin when what it imports of those is importable.
    group: Option<Group>,
    follows_failure: bool,
    /// Those that wait for it.
    triggers: Vec<usize>,
    /// How many of those it waits for keep it from beginning.
    waiting: usize,
    /// How many of those it waits for are importable and not finished.
    unproven: usize,
    /// Whether those that import it may have begun.
    importable: bool,
    /// Whether one of those it waits for failed.
    doomed: bool,
    /// What came of it, as long as something it began with is not finished.
    held: Option<Result<T, String>>,
    /// What there is to print of it, once it is finished.
    said: Option<String>,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Carry out an action.
    Begin(usize),
    /// An action fails without a word, since something it needs has.
    Pass(usize),
    /// Wait for another action.
    Wait,
    /// Everything is finished.
    End,
}

impl<T> Schedule<T> {
    /// Nothing is begun; `group` is asked of packages.
    pub(crate) fn new(plan: &Plan, group: impl Fn(PackageId) -> Group) -> Schedule<T> {
        let state = |a: &Action| State::new(&a.work, a.waits_for.len(), &group);
        let mut actions: Vec<State<T>> = plan.actions.iter().map(state).collect();
        for (i, action) in plan.actions.iter().enumerate() {
            action.waits_for.iter().for_each(|&w| actions[w].triggers.push(i));
        }
        let ready = (0..actions.len()).filter(|&i| actions[i].waiting == 0).map(Reverse).collect();
        Schedule { unfinished: actions.len(), actions, ready, failed: false, printed: 0, given: HashSet::new() }
    }

    /// Takes the earliest action of the plan that may begin.
    pub(crate) fn next(&mut self) -> Turn {
        match self.ready.pop() {
            Some(Reverse(i)) if self.actions[i].doomed && !self.actions[i].follows_failure => Turn::Pass(i),
            Some(Reverse(i)) => Turn::Begin(i),
            None if self.unfinished == 0 => Turn::End,
            None => Turn::Wait,
        }
    }

    /// Whether an action is left.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.unfinished > 0
    }

    /// A package can be imported, though its archive is not made yet.
    pub(crate) fn importable(&mut self, index: usize) {
        self.actions[index].importable = true;
        for next in self.actions[index].triggers.clone() {
            if self.begins_early(index, next) {
                self.actions[next].unproven += 1;
                self.release(next);
            }
        }
    }

    /// An action was carried out; an error is a text to print. `settled` is told of everything that is finished by
    /// that, before anything that waits for it can begin: this action, and those that were only waiting for it.
    pub(crate) fn finish(
        &mut self,
        index: usize,
        outcome: Result<T, String>,
        settled: &mut dyn FnMut(usize, Option<T>),
    ) {
        let mut todo = vec![(index, outcome)];
        while let Some((index, outcome)) = todo.pop() {
            if self.actions[index].unproven > 0 {
                self.actions[index].held = Some(outcome);
                continue;
            }
            let passed_over = self.actions[index].doomed && !self.actions[index].follows_failure;
            let outcome = if passed_over { Err(String::new()) } else { outcome };
            let failed = outcome.is_err();
            let (made, text) = match outcome {
                Ok(made) => (Some(made), String::new()),
                Err(text) => (None, text),
            };
            settled(index, made);
            self.actions[index].said = Some(text);
            self.unfinished -= 1;
            self.failed |= failed;
            for next in self.actions[index].triggers.clone() {
                self.actions[next].doomed |= failed;
                if !(self.actions[index].importable && self.begins_early(index, next)) {
                    self.release(next);
                    continue;
                }
                self.actions[next].unproven -= 1;
                let held = if self.actions[next].unproven == 0 { self.actions[next].held.take() } else { None };
                todo.extend(held.map(|outcome| (next, outcome)));
            }
        }
    }

    /// Takes the texts that can be printed now. What several actions say alike, such as that the profile of their packages
    /// is not there, is said once.
    pub(crate) fn texts(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        while let Some(text) = self.actions.get_mut(self.printed).and_then(|a| a.said.take()) {
            self.printed += 1;
            if !text.is_empty() && self.given.insert(text.clone()) {
                texts.push(text);
            }
        }
        texts
    }

    /// Whether an action only needs that what it waits for is importable.
    fn begins_early(&self, awaited: usize, waiting: usize) -> bool {
        let group = &self.actions[waiting].group;
        group.is_some() && *group == self.actions[awaited].group
    }

    /// An action waits for one less.
    fn release(&mut self, index: usize) {
        self.actions[index].waiting -= 1;
        if self.actions[index].waiting == 0 {
            self.ready.push(Reverse(index));
        }
    }
}

impl<T> State<T> {
    fn new(work: &Work, waiting: usize, group: &impl Fn(PackageId) -> Group) -> State<T> {
        State {
            group: if let Work::Compile(id) = work { Some(group(*id)) } else { None },
            follows_failure: work.follows_failure(),
            triggers: Vec::new(),
            waiting,
            unproven: 0,
            importable: false,
            doomed: false,
            held: None,
            said: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Goal;

    /// `main` imports `b`, which imports `a`; the program is linked.
    fn chain(group: impl Fn(PackageId) -> Group) -> Schedule<&'static str> {
        let compile = |n, waits_for| Action { work: Work::Compile(PackageId(n)), waits_for };
        let link = Action { work: Work::Link(PackageId(2), Goal::Check), waits_for: vec![0, 1, 2] };
        let actions = vec![compile(0, vec![]), compile(1, vec![0]), compile(2, vec![0, 1]), link];
        Schedule::new(&Plan::of_actions(actions), group)
    }

    fn finish(s: &mut Schedule<&'static str>, i: usize, outcome: Result<&'static str, &str>) -> Vec<(usize, bool)> {
        let mut settled = Vec::new();
        s.finish(i, outcome.map_err(str::to_owned), &mut |i, made| settled.push((i, made.is_some())));
        settled
    }

    #[test]
    fn importers_begin_early_and_programs_do_not() {
        let mut s = chain(|_| None);
        assert_eq!((s.next(), s.next()), (Turn::Begin(0), Turn::Wait));
        s.importable(0);
        assert_eq!((s.next(), s.next()), (Turn::Begin(1), Turn::Wait));
        s.importable(1);
        assert_eq!(s.next(), Turn::Begin(2));
        assert_eq!(finish(&mut s, 2, Ok("main")), []);
        assert_eq!(finish(&mut s, 1, Ok("b")), []);
        assert_eq!(s.next(), Turn::Wait);
        assert_eq!(finish(&mut s, 0, Ok("a")), [(0, true), (1, true), (2, true)]);
        assert_eq!(s.next(), Turn::Begin(3));
        assert_eq!(finish(&mut s, 3, Ok("p")), [(3, true)]);
        assert_eq!((s.next(), s.failed), (Turn::End, false));
    }

    #[test]
    fn nothing_is_said_of_what_needs_a_failed_package() {
        let mut s = chain(|_| None);
        assert_eq!(s.next(), Turn::Begin(0));
        s.importable(0);
        assert_eq!(s.next(), Turn::Begin(1));
        assert_eq!(finish(&mut s, 1, Err("b is wrong\n")), []);
        assert_eq!(s.texts(), [""; 0]);
        assert_eq!(finish(&mut s, 0, Err("a is too large\n")), [(0, false), (1, false)]);
        assert_eq!((s.next(), s.texts()), (Turn::Pass(2), vec!["a is too large\n".to_owned()]));
        assert_eq!(finish(&mut s, 2, Err("")), [(2, false)]);
        assert_eq!(s.next(), Turn::Pass(3));
        assert_eq!(finish(&mut s, 3, Err("")), [(3, false)]);
        assert_eq!((s.next(), s.failed), (Turn::End, true));
    }

    #[test]
    fn what_is_alike_is_said_once() {
        let compile = |n| Action { work: Work::Compile(PackageId(n)), waits_for: Vec::new() };
        let mut s = Schedule::new(&Plan::of_actions((0..3).map(compile).collect()), |_| None);
        assert_eq!((s.next(), s.next(), s.next()), (Turn::Begin(0), Turn::Begin(1), Turn::Begin(2)));
        for (i, text) in [(2, "no profile\n"), (1, "other\n"), (0, "no profile\n")] {
            finish(&mut s, i, Err(text));
        }
        assert_eq!(s.texts(), ["no profile\n", "other\n"]);
    }

    /// `b` is compiled anew for a test, by a compiler that reads archives of what is not.
    #[test]
    fn variants_wait_for_archives() {
        let mut s = chain(|id| (id.0 > 0).then(|| "b".to_owned()));
        assert_eq!(s.next(), Turn::Begin(0));
        s.importable(0);
        assert_eq!(s.next(), Turn::Wait);
        assert_eq!(finish(&mut s, 0, Ok("a")), [(0, true)]);
        assert_eq!(s.next(), Turn::Begin(1));
        s.importable(1);
        assert_eq!(s.next(), Turn::Begin(2));
    }

    #[test]
    fn without_early_imports_each_waits_for_the_one_before() {
        let mut s = chain(|_| None);
        for i in 0..4 {
            assert_eq!((s.next(), s.next()), (Turn::Begin(i), Turn::Wait));
            assert_eq!(finish(&mut s, i, Ok("")), [(i, true)]);
        }
        assert_eq!(s.next(), Turn::End);
    }
}

//! Texts of functions on their way, as `-d` asks for them. In: what passes and code generation report of one
//! function. Out: the texts, each under a line that names step and function; those of SSA are what `ssa::parse`
//! reads.

use machine::STEPS;
use ssa::{Func, Snapshots};
use std::fmt::{Display, Write};

/// What is to be shown of which functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) what: What,
    /// A symbol, with or without the package in front of it; none: all functions.
    pub(crate) function: Option<String>,
}

/// What is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// SSA text behind a pass, or behind every one.
    Ssa(Option<&'static str>),
    /// Machine code, before and after register allocation.
    Code,
    /// Frame and stack maps.
    Maps,
}

impl View {
    fn is_of(&self, package: &str, symbol: &str) -> bool {
        let Some(wanted) = &self.function else { return true };
        let in_package = symbol.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'));
        symbol == wanted || in_package == Some(wanted)
    }
}

/// Watches one function.
pub(crate) struct Watch {
    symbol: String,
    wanted: Vec<What>,
    /// What there is to print.
    pub(crate) text: String,
}

impl Watch {
    /// For a function of a package; `package` is as symbols have it.
    pub(crate) fn new(views: &[View], package: &str, symbol: &str) -> Watch {
        let wanted = views.iter().filter(|v| v.is_of(package, symbol)).map(|v| v.what).collect();
        Watch { symbol: symbol.to_owned(), wanted, text: String::new() }
    }
    fn show(&mut self, step: &str, form: &dyn Display) {
        let _ = write!(self.text, "; {} after {step}\n{form}\n", self.symbol);
    }
}

impl Snapshots for Watch {
    fn after(&mut self, step: &'static str, func: &Func) {
        if self.wanted.iter().any(|w| matches!(w, What::Ssa(only) if only.is_none_or(|only| only == step))) {
            self.show(step, func);
        }
    }
    fn machine(&mut self, step: &'static str, form: &dyn Display) {
        let [_, _, frame] = STEPS;
        let what = if step == frame { What::Maps } else { What::Code };
        if self.wanted.contains(&what) {
            self.show(step, form);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_by_name() {
        let view = |name: &str| View { what: What::Maps, function: Some(name.to_owned()) };
        assert!(view("f").is_of("main", "main.f") && view("main.f").is_of("main", "main.f"));
        assert!(view("(*T).M").is_of("a/b", "a/b.(*T).M") && view("f.func1").is_of("p", "p.f.func1"));
        assert!(!view("f").is_of("main", "main.ff") && !view("f").is_of("p", "q.f"));
    }

    #[test]
    fn texts_are_read_back() {
        let source = "func \"p.f\" abi1(i64) -> (i64) file \"a.go\" line 3 {\nb0(v0: i64):\n  v1: i64 = add v0, v0\n  ret v1\n}\n";
        let mut func = ssa::parse::parse_func(source).expect("a function");
        let mut watch = Watch::new(&[View { what: What::Ssa(None), function: None }], "p", "p.f");
        opt::pipeline_watched(&mut func, &opt::PassCx::default(), &mut watch);
        let all = ssa::parse::parse_funcs(&watch.text).expect("functions");
        assert_eq!(all.len(), 1 + opt::pass_names().count());
        assert_eq!(all.last().map(ToString::to_string), Some(func.to_string()));
    }
}

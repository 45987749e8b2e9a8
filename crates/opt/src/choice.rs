//! Which optional passes run on which functions: all of them, but for those that are switched off by name or
//! by a cut. All pairs of a function and a pass have an order that depends on nothing but their
//! names: by a hash of the function, then by the place of the pass in the pipeline. A [`Cut`] is a place in that
//! order, from which on nothing runs. So every function is optimized wholly, or not at all, or (one of
//! them) up to some pass, whatever else is compiled and by how many threads; and a pair whose pass spoils
//! its function is found by halving.

use std::fmt;
use std::str::FromStr;

/// Bits of a place that number the pass.
const PASS_BITS: u32 = 8;

/// A place in the order of all pairs of function and pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut(u64);

impl Cut {
    /// In front of everything.
    pub const FIRST: Cut = Cut(0);

    /// The place of a pair.
    pub(crate) fn at(function: &str, pass: usize) -> Cut {
        Cut(hash(function) << PASS_BITS | pass as u64)
    }
    /// The place behind this one.
    #[must_use]
    pub fn next(self) -> Cut {
        Cut(self.0.saturating_add(1))
    }
}

/// FNV-1a, folded to the bits that are left of a place.
fn hash(function: &str) -> u64 {
    let full =
        function.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    (full ^ full >> (u64::BITS - PASS_BITS)) & (u64::MAX >> PASS_BITS)
}

/// 16 hexadecimal digits.
impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Cut {
    type Err = String;
    fn from_str(text: &str) -> Result<Cut, String> {
        let bad = || format!("{text:?} is no place of an optimization: 16 hexadecimal digits are expected");
        let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| digits).map(Cut).ok_or_else(bad)
    }
}

/// Which optional passes run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Nothing runs from here on.
    pub cut: Option<Cut>,
    /// A bit for each pass that is switched off, by its place in the pipeline.
    off: u64,
}

impl Choice {
    /// Switches a pass off by name; false: there is none.
    pub fn leave_out(&mut self, name: &str) -> bool {
        let place = crate::pass_names().position(|n| n == name);
        place.map(|n| self.off |= 1 << n).is_some()
    }
    /// The choice for one function.
    pub(crate) fn of(self, function: &str) -> ChoiceOf {
        let function = if self.cut.is_some() { Cut::at(function, 0) } else { Cut::FIRST };
        ChoiceOf { choice: self, function }
    }
}

/// Which optional passes run on one function.
#[derive(Clone, Copy)]
pub(crate) struct ChoiceOf {
    choice: Choice,
    /// The place of its first pass.
    function: Cut,
}

impl ChoiceOf {
    /// Whether the pass at a place of the pipeline runs.
    pub(crate) fn has(self, pass: usize) -> bool {
        let is_off = self.choice.off >> pass & 1 == 1;
        !is_off && self.choice.cut.is_none_or(|cut| Cut(self.function.0 + pass as u64) < cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A choice has one bit for each pass.
    #[test]
    fn a_cut_leaves_a_beginning_of_each_pipeline() {
        let count = crate::pass_names().count();
        assert!(count < 64);
        for function in ["main.f", "main.g", "p.(*T).M", ""] {
            for stop in 0..=count {
                let choice = Choice { cut: Some(Cut::at(function, stop)), off: 0 }.of(function);
                let runs: Vec<bool> = (0..count).map(|n| choice.has(n)).collect();
                assert_eq!(runs, (0..count).map(|n| n < stop).collect::<Vec<_>>());
            }
        }
        assert!(!Choice { cut: Some(Cut::FIRST), off: 0 }.of("f").has(0));
    }

    #[test]
    fn text_and_names() {
        let place = Cut::at("main.f", 3);
        assert_eq!(place.to_string().parse(), Ok(place));
        assert!(["", "xyz", "1", "-000000000000001"].iter().all(|t| t.parse::<Cut>().is_err()));
        let mut choice = Choice::default();
        assert!(choice.leave_out("cse") && !choice.leave_out("no such pass"));
        let names: Vec<_> = crate::pass_names().enumerate().filter(|(n, _)| !choice.of("f").has(*n)).collect();
        assert_eq!(names.iter().map(|n| n.1).collect::<Vec<_>>(), ["cse"]);
    }
}

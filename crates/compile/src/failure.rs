//! Why a package has no object. The program may be wrong, or we are: that differs in wording and exit code,
//! and only the second leaves a reproducer behind.

use base::bug::{Bug, REPORT};
use std::fmt;

/// Why there is no object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The program is wrong, or asks for something that cannot be compiled: lines as the official compiler
    /// prints them, in its order.
    User(Vec<String>),
    /// We are wrong: at least one bug.
    Bug(Vec<Bug>),
}

impl Failure {
    /// What went wrong, if anything did. With errors in the program bugs may follow from those, and say nothing.
    pub(crate) fn of(errors: Vec<String>, bugs: Vec<Bug>) -> Result<(), Failure> {
        match (errors.is_empty(), bugs.is_empty()) {
            (true, true) => Ok(()),
            (true, false) => Err(Failure::Bug(bugs)),
            (false, _) => Err(Failure::User(errors)),
        }
    }
    /// The lines to be printed.
    pub fn into_lines(self) -> Vec<String> {
        match self {
            Failure::User(lines) => lines,
            Failure::Bug(bugs) => bugs.iter().map(ToString::to_string).chain([REPORT.to_owned()]).collect(),
        }
    }
}

impl From<String> for Failure {
    fn from(line: String) -> Failure {
        Failure::User(vec![line])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.clone().into_lines().join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_program_come_first() {
        let bug = || vec![Bug { subject: "f".into(), message: "no".into(), ..Bug::default() }];
        assert_eq!(Failure::of(Vec::new(), Vec::new()), Ok(()));
        assert_eq!(Failure::of(vec!["a".into()], bug()), Err(Failure::User(vec!["a".into()])));
        let failure = Failure::of(Vec::new(), bug()).expect_err("a bug");
        assert_eq!(failure.to_string(), format!("internal compiler error: 'f': no\n{REPORT}"));
    }
}

//! What `go test -json` says. In: its lines; lines of another form are passed over, since tests may print anything.
//! Out: how each test and each package ended.

use serde_json::Value;
use std::collections::BTreeMap;

/// How something ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Pass,
    Fail,
    Skip,
}

/// The outcome of one command.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// By package and test.
    pub tests: BTreeMap<(String, String), Action>,
    /// By package.
    pub packages: BTreeMap<String, Action>,
}

impl Results {
    /// Reads the lines.
    pub fn parse(text: &str) -> Results {
        let mut out = Results::default();
        for event in text.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()) {
            let action = match event["Action"].as_str() {
                Some("pass") => Action::Pass,
                Some("fail") => Action::Fail,
                Some("skip") => Action::Skip,
                _ => continue,
            };
            let Some(package) = event["Package"].as_str() else { continue };
            // A test's package may be followed by the one that is tested: `p [p.test]`.
            let package = package.split(' ').next().unwrap_or(package).to_owned();
            match event["Test"].as_str() {
                Some(test) => drop(out.tests.insert((package, test.to_owned()), action)),
                None => drop(out.packages.insert(package, action)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_and_packages_are_told_apart() {
        let text = "noise\n{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"A\"}\n\
                    {\"Action\":\"pass\",\"Package\":\"p\",\"Test\":\"A\"}\n\
                    {\"Action\":\"fail\",\"Package\":\"p [p.test]\"}\n{\"Action\":\"skip\",\"Package\":\"q\"}\n";
        let results = Results::parse(text);
        assert_eq!(results.tests[&("p".to_owned(), "A".to_owned())], Action::Pass);
        assert_eq!(results.packages.len(), 2);
        assert_eq!(results.packages["p"], Action::Fail);
    }
}

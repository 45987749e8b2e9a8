//! Language versions (`go1.N`). A package has one from its module, a file may ask for another
//! with a `//go:build go1.N` line. Authority: Go spec and release notes for what came when;
//! go command documentation, "Build constraints".

use release::Release;
use std::fmt;

/// A language version of Go 1; `Version::NONE` allows everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

#[allow(missing_docs, reason = "the names say it")]
impl Version {
    pub const NONE: Version = Version(u32::MAX);
    pub const GO1_0: Version = Version(0);
    pub const GO1_9: Version = Version(9);
    pub const GO1_13: Version = Version(13);
    pub const GO1_14: Version = Version(14);
    pub const GO1_17: Version = Version(17);
    pub const GO1_18: Version = Version(18);
    pub const GO1_20: Version = Version(20);
    pub const GO1_21: Version = Version(21);
    pub const GO1_22: Version = Version(22);
    pub const GO1_23: Version = Version(23);
    pub const GO1_26: Version = Version(26);
    pub const GO1_27: Version = Version(27);
    /// The newest one that a release knows.
    pub fn newest(release: Release) -> Version {
        Version(release.minor)
    }

    /// Whether a release has a language feature, in files whose version allows it.
    pub fn is_known(self, release: Release) -> bool {
        Version::newest(release).allows(self)
    }

    /// The version in `go1`, `go1.22`, `go1.22.3`, `go1.23rc1`; `NONE` for anything else.
    pub fn parse(text: &str) -> Version {
        let Some(rest) = text.strip_prefix("go1") else { return Version::NONE };
        if rest.is_empty() {
            return Version::GO1_0;
        }
        let Some(rest) = rest.strip_prefix('.') else { return Version::NONE };
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (minor, tail) = rest.split_at(digits);
        let tail_ok = tail.is_empty() || tail.starts_with(['.', 'r', 'b']);
        match minor.parse() {
            Ok(n) if tail_ok && n < u32::MAX => Version(n),
            _ => Version::NONE,
        }
    }
    /// Whether it is a version at all.
    pub fn is_valid(self) -> bool {
        self != Version::NONE
    }
    /// Whether features of `feature` may be used; `NONE` allows all.
    pub fn allows(self, feature: Version) -> bool {
        self >= feature
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Version::NONE => Ok(()),
            Version(0) => f.write_str("go1"),
            Version(n) => write!(f, "go1.{n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_minor() {
        assert!(Version::parse("go1.9.2") < Version::parse("go1.13"));
        assert_eq!(Version::parse("go1.21rc2"), Version::GO1_21);
        assert!(!Version::parse("1.21").is_valid() && Version::NONE.allows(Version::GO1_23));
    }
}

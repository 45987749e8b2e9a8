//! Flags for single packages: the values of `-gcflags`, `-asmflags` and `-ldflags`, each
//! `[pattern=]flags`. Without a pattern they hold for the packages named on the command line;
//! of several that match, the last wins. Authority: `go help build`.

use crate::package::Package;
use crate::pattern;
use std::path::{Path, PathBuf};

/// The values of one flag.
#[derive(Clone, Debug, Default)]
pub struct PackageFlags {
    values: Vec<(Matcher, Vec<String>)>,
    /// The last value as given.
    pub raw: Option<String>,
}

/// Which packages a value holds for.
#[derive(Clone, Debug)]
enum Matcher {
    Named,
    /// Those that a pattern names, seen from a folder.
    Pattern(String, PathBuf),
}

impl PackageFlags {
    /// Adds a value of the command line.
    pub fn add(&mut self, value: &str, cwd: &Path) -> Result<(), String> {
        self.raw = Some(value.to_owned());
        let text = value.trim();
        let (matcher, flags) = match text.strip_prefix('-').is_some() || text.is_empty() {
            true => (Matcher::Named, text),
            false => {
                let (pattern, flags) = text.split_once('=').ok_or("missing =<value> in <pattern>=<value>")?;
                if pattern.is_empty() {
                    return Err("missing <pattern> in <pattern>=<value>".to_owned());
                }
                if let Some(quote) = pattern.chars().next().filter(|c| matches!(c, '\'' | '"')) {
                    return Err(format!("parameter may not start with quote character {quote}"));
                }
                (Matcher::Pattern(pattern.trim().to_owned(), cwd.to_owned()), flags)
            }
        };
        self.values.push((matcher, split_quoted(flags)?));
        Ok(())
    }
    /// Adds a flag for every package that a value holds for, and for those named on the command line.
    pub fn add_to_all(&mut self, flag: &str) {
        self.values.insert(0, (Matcher::Named, Vec::new()));
        self.values.iter_mut().for_each(|(_, flags)| flags.push(flag.to_owned()));
    }
    /// The flags for a package.
    pub fn of(&self, package: &Package) -> &[String] {
        let last = self.values.iter().rev().find(|(m, _)| m.matches(package));
        last.map_or(&[], |(_, flags)| flags)
    }
}

impl Matcher {
    fn matches(&self, package: &Package) -> bool {
        match self {
            Matcher::Named => package.is_root,
            Matcher::Pattern(pattern, cwd) => pattern::names_package(pattern, cwd, package),
        }
    }
}

/// Splits a text at spaces; parts may be in single or double quotes, without escapes.
pub fn split_quoted(text: &str) -> Result<Vec<String>, String> {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut out = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' => {
                let inner = &rest[1..];
                let end = inner.find(first).ok_or_else(|| format!("unterminated {first} string"))?;
                out.push(inner[..end].to_owned());
                end + 2
            }
            _ => {
                let end = rest.find(is_space).unwrap_or(rest.len());
                out.push(rest[..end].to_owned());
                end
            }
        };
        rest = rest[end..].trim_start_matches(is_space);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(split_quoted(" -X 'main.a=b c' \"d\"e\n").unwrap(), ["-X", "main.a=b c", "d", "e"]);
        assert_eq!(split_quoted("'a"), Err("unterminated ' string".to_owned()));
    }

    #[test]
    fn a_flag_for_all_leaves_the_others() {
        let mut flags = PackageFlags::default();
        flags.add_to_all("-w");
        flags.add("-X a.b=c", Path::new("/w")).unwrap();
        flags.add_to_all("-s");
        let shown: Vec<String> = flags.values.iter().map(|(_, flags)| flags.join(" ")).collect();
        assert_eq!(shown, ["-s", "-w -s", "-X a.b=c -s"]);
    }

    #[test]
    fn patterns_need_a_name_and_a_value() {
        let mut flags = PackageFlags::default();
        let mut add = |v: &str| flags.add(v, Path::new("/w"));
        assert!(add("-N -l").is_ok() && add("all=-S").is_ok() && add("a/...=-S").is_ok() && add("").is_ok());
        assert_eq!(add("all"), Err("missing =<value> in <pattern>=<value>".to_owned()));
        assert_eq!(add("=-N"), Err("missing <pattern> in <pattern>=<value>".to_owned()));
        assert_eq!(add("'a'=b"), Err("parameter may not start with quote character '".to_owned()));
    }
}

//! `GODEBUG` settings in sources and `go.mod` files. In: `//go:debug` directives, `godebug` lines. Out: what is wrong
//! with them. Authority: the Go reference on GODEBUG; wording: GOROOT `cmd/go/internal/{modload/init,load/godebug}.go`.

use crate::pathcheck::is_go_version;
use release::Release;
use std::fmt::Write;
use std::path::Path;

/// Where something is written: `file:line:column`, the file by its name in the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

/// A `//go:debug` directive: what stands behind the word, and where.
pub type Directive = (String, Place);

/// Whether a setting is one of a release; `version` is the exact one. `verb`: how unknown ones are called.
pub(crate) fn check((release, version): (Release, &str), verb: &str, setting: &str) -> Result<(), String> {
    let (key, value) = setting.split_once('=').ok_or("missing key=value")?;
    let spaces = [' ', '\t'];
    match key {
        _ if key.contains(spaces) => Err("key contains space".to_owned()),
        _ if value.contains(spaces) => Err("value contains space".to_owned()),
        _ if key.contains(',') => Err("key contains comma".to_owned()),
        _ if value.contains(',') => Err("value contains comma".to_owned()),
        "default" => default(version, value),
        _ if release.godebugs.iter().any(|g| g.name == key) => Ok(()),
        _ => Err(format!("unknown {verb} {key:?}")),
    }
}

/// `default=go1.21`: the settings of another release.
fn default(running: &str, value: &str) -> Result<(), String> {
    let version = value.strip_prefix("go").filter(|version| *version == "1" || is_go_version(version));
    let Some(version) = version else { return Err("value for default= must be goVERSION".to_owned()) };
    let own = running.trim_start_matches("go");
    match crate::gomod::is_newer(version, own) {
        true => Err(format!("default={value} too new (toolchain is go{own})")),
        false => Ok(()),
    }
}

/// What is wrong with the directives of a program in `dir`: lines, or nothing.
pub(crate) fn check_directives((release, version): (Release, &str), dir: &Path, directives: &[Directive]) -> String {
    let shown = |place: &Place| format!("{}:{}:{}", dir.join(&place.file).display(), place.line, place.column);
    let (mut out, mut seen) = (String::new(), Vec::<(&str, &Place)>::new());
    for (setting, place) in directives {
        if let Err(why) = check((release, version), "//go:debug setting", setting) {
            _ = writeln!(out, "{}: invalid //go:debug: {why}", shown(place));
            continue;
        }
        let key = setting.split('=').next().unwrap_or_default();
        match seen.iter().find(|(other, _)| *other == key) {
            Some((_, first)) => {
                let (at, first) = (shown(place), shown(first));
                _ = writeln!(out, "{at}: repeated //go:debug for {key}\n\t{first}: previous //go:debug");
            }
            None => seen.push((key, place)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings() {
        let of = |setting: &str| check((Release::default(), "go1.23.9"), "godebug", setting).err().unwrap_or_default();
        assert_eq!((of("panicnil=1"), of("default=go1.21"), of("http2debug=2")), Default::default());
        assert_eq!((of("x"), of("nosuch=1")), ("missing key=value".into(), "unknown godebug \"nosuch\"".into()));
        assert_eq!(of("default=1.21"), "value for default= must be goVERSION");
        assert_eq!(of("default=go1.99"), "default=go1.99 too new (toolchain is go1.23.9)");
    }
}

//! By which name this binary was called. As `go` it is the `go` command, texts included; by the
//! name of a tool or program of a Go installation it is that one; by any other name it is `oxigo`.
//! In a view of a source tree (`sysroot::view`) all names are links to this binary.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What this process is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// The `oxigo` command.
    Oxigo,
    /// The `go` command.
    Go,
    /// A tool, or a program like `gofmt`.
    Tool(String),
}

/// What this process is.
pub(crate) fn called() -> Called {
    as_what(&first_argument())
}

/// The command's name in texts.
pub(crate) fn name() -> &'static str {
    match called() {
        Called::Go => "go",
        _ => "oxigo",
    }
}

/// The view of a source tree in which the link lies by which this process was called.
pub(crate) fn view() -> Option<PathBuf> {
    let path = PathBuf::from(first_argument());
    let folder = path.is_absolute().then_some(path.parent()?)?;
    let root = match folder.ends_with("bin") {
        true => folder.parent()?,
        false => Path::new(folder.to_str()?.strip_suffix(sysroot::view::TOOLS)?.strip_suffix('/')?),
    };
    sysroot::view::origin(root).map(|_| root.to_owned())
}

fn first_argument() -> OsString {
    std::env::args_os().next().unwrap_or_default()
}

fn as_what(first: &OsString) -> Called {
    let name = Path::new(first).file_name().unwrap_or_default().to_string_lossy();
    match &*name {
        "go" => Called::Go,
        name if crate::tool::is_link(name) => Called::Tool(name.to_owned()),
        _ => Called::Oxigo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let what = |s: &str| as_what(&OsString::from(s));
        assert_eq!(what("/x/bin/go"), Called::Go);
        assert_eq!(what("gofmt"), Called::Tool("gofmt".into()));
        assert_eq!(what("/x/pkg/tool/linux_amd64/asm"), Called::Tool("asm".into()));
        assert!([what("oxigo"), what("/x/go1"), what("mixed"), what("")].iter().all(|c| *c == Called::Oxigo));
    }
}

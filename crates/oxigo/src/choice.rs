//! Which release of Go a command line uses, as the official command chooses its toolchain. In: `GOTOOLCHAIN`, the
//! release of the tree that is used when nothing else is said ("own"), and the `go` and `toolchain` lines of the
//! workspace or main module. Out: that tree, another release of ours, or upstream's `go`, which fetches
//! toolchains that we do not have where the user asks for them. Authority: `go help toolchain`,
//! GOROOT `cmd/go/internal/toolchain/select.go`.
//!
//! We have one version of each release, so a file that asks for a version gets the oldest one that is not older.

use crate::called::{Called, called};
use base::seen;
use build::gomod;
use release::Release;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use sysroot::{Environment, Tree};
use target::Settings;

/// What is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The tree that is used when nothing else is said.
    Own,
    /// The tree of a release.
    Other(Release),
    /// What upstream's `go` chooses.
    Upstream,
    /// Nothing: a file asks for what does not exist here. One sentence for the user.
    Nothing(String),
}

/// What a file asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    file: PathBuf,
    /// The version of its `go` line, `1.24`.
    go: Option<String>,
    /// The name of its `toolchain` line, `go1.24.1`.
    toolchain: Option<String>,
}

/// What holds in a folder. `own` is the tree that is used when nothing else is said, as far as there is one.
pub(crate) fn in_folder(settings: &Settings, own: Option<&Tree>, dir: &Path) -> Choice {
    // Tools are of the tree from which they are called.
    if let Called::Tool(_) = called() {
        return Choice::Own;
    }
    let version = own.map_or(Release::default().version, |tree| tree.version.as_str());
    let chosen = settings.chosen("GOTOOLCHAIN");
    let of_tree = own.and_then(|tree| settings.clone().with_tree(&tree.root).get("GOTOOLCHAIN").map(str::to_owned));
    let setting = chosen.map(str::to_owned).or(of_tree).unwrap_or_else(|| "auto".to_owned());
    choose(&setting, chosen.is_some(), version, asked(settings, dir).as_ref())
}

fn choose(setting: &str, by_user: bool, own: &str, asked: Option<&Asked>) -> Choice {
    let (base, mode) = match setting {
        "auto" | "path" => ("local", setting),
        _ => setting.split_once('+').unwrap_or((setting, "")),
    };
    if !matches!(mode, "" | "auto" | "path") || (setting.contains('+') && mode.is_empty()) {
        return Choice::Upstream;
    }
    let base = if base == "local" { own } else { base };
    let mut wanted = base.to_owned();
    let asked = asked.filter(|_| !mode.is_empty()).cloned().unwrap_or_default();
    let go = asked.go.as_ref().map(|go| format!("go{go}"));
    for name in [go.as_ref(), asked.toolchain.as_ref()].into_iter().flatten() {
        if gomod::is_newer_toolchain(name, &wanted) {
            wanted.clone_from(name);
        }
    }
    if wanted == own {
        return Choice::Own;
    }
    let fits = |r: &Release| match wanted == base {
        true => r.version == wanted,
        false => !gomod::is_newer_toolchain(&wanted, r.version),
    };
    match Release::all().find(fits) {
        Some(release) => Choice::Other(release),
        None if by_user => Choice::Upstream,
        None => go.filter(|go| gomod::is_newer_toolchain(go, own)).map_or(Choice::Own, |go| {
            let newest = Release::all().last().unwrap_or_default().version;
            let (file, go) = (asked.file.display(), go.trim_start_matches("go"));
            Choice::Nothing(format!("{file} requires go >= {go}, and the newest release that oxigo has is {newest}"))
        }),
    }
}

/// What the file that holds for a folder asks for.
fn asked(settings: &Settings, dir: &Path) -> Option<Asked> {
    if settings.get("GO111MODULE") == Some("off") {
        return None;
    }
    let nearest = |name: &str| dir.ancestors().map(|d| d.join(name)).find(|f| seen::is_file(f));
    let file = match settings.get("GOWORK") {
        Some("off") => nearest("go.mod"),
        Some(file) => Some(file.into()),
        None => nearest("go.work").or_else(|| nearest("go.mod")),
    }?;
    let text = seen::read_to_string(&file).ok()?;
    let mut asked = Asked { file, ..Asked::default() };
    for line in text.lines() {
        match line.split_ascii_whitespace().collect::<Vec<_>>()[..] {
            ["go", version, ..] => asked.go = Some(version.to_owned()),
            ["toolchain", name, ..] => asked.toolchain = Some(name.to_owned()),
            _ => {}
        }
    }
    Some(asked)
}

/// Makes what a command line uses ready: another release is fetched if it is not there and may be. True if the
/// whole command line is upstream's, as it is where `GOROOT` names a folder in which there is nothing to compile. The error is one line.
pub(crate) fn settle(args: &[OsString]) -> Result<bool, String> {
    let settings = Settings::of_process();
    let dir = gomod::join(&crate::goroot::working_dir()?, &folder_flag(args));
    let own = crate::goroot::own(&settings);
    if own.as_ref().is_err_and(|e| crate::goroot::hollow(e).is_some()) {
        return Ok(true);
    }
    match in_folder(&settings, own.ok().as_ref(), &dir) {
        Choice::Own => Ok(false),
        Choice::Upstream => Ok(true),
        Choice::Nothing(why) => Err(format!("go: {why}")),
        Choice::Other(release) => {
            let environment = Environment { goroot: None, release, ..Environment::of_process() };
            if sysroot::find(&environment).is_ok() {
                return Ok(false);
            }
            let version = release.version;
            if settings.get("GOTOOLCHAIN").is_some_and(|set| set == "path" || set.ends_with("+path")) {
                return Err(format!("go: {version} is not installed; 'oxigo sysroot install {version}' installs it"));
            }
            eprintln!("go: downloading {version} ({})", base::host::PLATFORM);
            crate::sysroot_command::install(release).map_err(|e| format!("go: download {version}: {e}"))?;
            Ok(false)
        }
    }
}

/// The value of a flag `-C`, which can only be the first one.
fn folder_flag(args: &[OsString]) -> String {
    let mut words = args.iter().map(|a| a.to_string_lossy());
    let first = words.next().unwrap_or_default();
    match first.trim_start_matches('-') {
        "C" if first.starts_with('-') => words.next().unwrap_or_default().into_owned(),
        flag => flag.strip_prefix("C=").unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(setting: &str, own: &str, go: &str, toolchain: &str) -> String {
        let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        let asked = Asked { file: "go.mod".into(), go: some(go), toolchain: some(toolchain) };
        let (setting, by_user) = if setting.is_empty() { ("auto", false) } else { (setting, true) };
        match choose(setting, by_user, own, Some(&asked)) {
            Choice::Own => "own".to_owned(),
            Choice::Other(release) => release.version.to_owned(),
            Choice::Upstream => "upstream".to_owned(),
            Choice::Nothing(why) => why,
        }
    }

    #[test]
    fn lines_of_files_ask_for_newer_ones_only() {
        let rows = [
            ("", "1.21", "", "own"),
            ("", "1.23.9", "", "own"),
            ("", "1.24", "", "go1.24.11"),
            ("", "1.24.3", "", "go1.24.11"),
            ("", "1.23", "go1.24.1", "go1.24.11"),
            ("", "1.23", "default", "own"),
            // A toolchain line is a wish, which is not ours to fulfil if there is no such release.
            ("", "1.23", "go1.99.1", "own"),
            ("auto", "1.23", "go1.99.1", "upstream"),
            ("local", "1.24", "", "own"),
            ("path", "1.24", "", "go1.24.11"),
            ("local+auto", "1.24", "", "go1.24.11"),
            ("go1.24.11", "1.99", "", "go1.24.11"),
            ("go1.24.11+auto", "1.21", "", "go1.24.11"),
            ("go1.24.11+path", "1.99", "", "upstream"),
            ("go1.23.9", "", "", "own"),
            ("go1.24.3", "", "", "upstream"),
            ("go1.21.0", "", "", "upstream"),
            ("nonsense", "", "", "upstream"),
            ("go1.24.11+", "", "", "upstream"),
        ];
        for (setting, go, toolchain, expected) in rows {
            assert_eq!(of(setting, "go1.23.9", go, toolchain), expected, "{setting} {go} {toolchain}");
        }
        let why = of("", "go1.23.9", "1.99", "");
        assert!(why.starts_with("go.mod requires go >= 1.99, and the newest release that oxigo has is go1."), "{why}");
    }

    #[test]
    fn a_named_tree_is_own() {
        assert_eq!(of("", "go1.24.2", "1.24.1", ""), "own");
        assert_eq!(of("", "go1.24.2", "1.24.3", ""), "go1.24.11");
        assert_eq!(of("go1.23.9", "go1.24.2", "", ""), "go1.23.9");
    }
}

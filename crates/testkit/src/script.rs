//! Scripts: commands that the official command and ours are given one after the other, each in a folder of
//! its own. In: a text with commands behind `$ ` and files behind lines `-- name --`. Out: a failed assertion where
//! both print something else, end with another code or leave other files.
//!
//! A command is the arguments of `go`, or `git …`, or `./program …`; words may be quoted by `'`, and
//! `NAME=value` before it sets a variable. `DIR` in values and arguments stands for the folder.

use crate::{official_go, reference, run, set_environment, temp_dir};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Who runs `go` commands: takes the arguments.
pub type Go<'a> = &'a dyn Fn(&[&str]) -> Command;

/// A command of ours: the binary with its arguments, the reference's tree, and a build cache below `scratch` that
/// all tests share, since the library takes a while.
pub fn ours(binary: &str, scratch: &str, args: &[&str]) -> Command {
    let mut command = Command::new(binary);
    set_environment(&mut command, reference());
    let goroot = reference().goroot.canonicalize().expect("the reference is there");
    command.args(args).env("GOROOT", goroot).env("GOCACHE", Path::new(scratch).join("gocache"));
    command
}

/// Writes a script's files below `dir` and gives its commands.
pub fn unpack(script: &str, dir: &Path) -> Vec<String> {
    let mut parts = script.split("\n-- ");
    let commands = parts.next().unwrap_or_default().lines().filter_map(|l| l.strip_prefix("$ "));
    let commands = commands.map(str::to_owned).collect();
    for part in parts {
        // An empty file is a name alone.
        let named = part.split_once(" --\n").map(|(name, text)| (name, format!("{text}\n")));
        let (name, text) =
            named.or_else(|| Some((part.strip_suffix(" --")?, String::new()))).expect("a file has a name");
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().expect("it is in a folder")).expect("the folder can be made");
        std::fs::write(&path, text).expect("the file can be written");
    }
    commands
}

/// Runs the script in `file` with the official command and with ours.
pub fn compare(file: &Path, ours: Go<'_>) {
    let name = file.display();
    let script = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{name}: {e}"));
    if let Some(Difference { command, ours, official }) = difference(&script, ours) {
        assert_eq!(ours, official, "{name}: {command}");
    }
}

/// What came of a command: its exit code, what it printed, the files that are there then.
pub type Outcome = (Option<i32>, String, String, Vec<String>);

/// A command of a script with two outcomes.
#[derive(Debug)]
pub struct Difference {
    /// The command.
    pub command: String,
    /// What came of it with ours.
    pub ours: Outcome,
    /// What came of it with the official one.
    pub official: Outcome,
}

/// The first command of a script after which both differ.
pub fn difference(script: &str, ours: Go<'_>) -> Option<Difference> {
    let folders = (temp_dir(), temp_dir());
    let plain = |dir: &crate::TempDir| dir.path().canonicalize().expect("the folder is there");
    let (own, other) = (plain(&folders.0), plain(&folders.1));
    let commands = unpack(script, &own);
    unpack(script, &other);
    assert!(!commands.is_empty(), "a script has commands");
    let both = commands.into_iter().map(|command| Difference {
        ours: outcome(self::command(&command, &own, ours), &own),
        official: outcome(self::command(&command, &other, &|args| official_go(args)), &other),
        command,
    });
    both.into_iter().find(|both| both.ours != both.official)
}

/// The command that a line stands for.
fn command(line: &str, dir: &Path, go: Go<'_>) -> Command {
    let words: Vec<String> = words(line).iter().map(|w| w.replace("DIR", &dir.to_string_lossy())).collect();
    let is_setting = |w: &&String| {
        w.split_once('=')
            .is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit()))
    };
    let settings = words.iter().take_while(is_setting).count();
    let args: Vec<&str> = words[settings..].iter().map(String::as_str).collect();
    let mut command = match args[0] {
        "git" => git(&args[1..]),
        name if name.starts_with("./") => Command::new(dir.join(name)),
        _ => go(&args),
    };
    command.envs(words[..settings].iter().filter_map(|w| w.split_once('=')));
    command
}

/// Splits a line at spaces outside of quotes.
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let (mut quoted, mut is_word) = (false, false);
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                is_word = true;
            }
            ' ' if !quoted => {
                if is_word {
                    out.push(String::new());
                }
                is_word = false;
            }
            c => {
                out.last_mut().expect("there is a word").push(c);
                is_word = true;
            }
        }
    }
    if !is_word {
        out.pop();
    }
    out
}

/// Git as somebody who always commits the same.
fn git(args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "a").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        command.env(format!("GIT_{who}_DATE"), "2024-02-29T12:34:56+02:00");
    }
    command
}

/// What came of a command, without the name of the folder.
fn outcome(mut command: Command, dir: &Path) -> Outcome {
    let done = run(command.current_dir(dir).env_remove("PWD"), b"", Duration::from_secs(900));
    let plain = |text: String| text.replace(&dir.display().to_string(), "DIR").replace("oxigo ", "go ");
    (done.code(), plain(done.out()), in_order(&plain(done.err())), files(dir))
}

/// Errors with the blocks of packages (`# path`) in order: the official command prints those of
/// packages that do not depend on each other as they come.
fn in_order(text: &str) -> String {
    let marked = text.replace("\n# ", "\n\0# ");
    let mut blocks: Vec<&str> = marked.split('\0').collect();
    if text.starts_with("# ") {
        blocks.sort_unstable();
    } else {
        blocks[1..].sort_unstable();
    }
    blocks.concat()
}

/// Names of all files below a folder.
pub fn files(dir: &Path) -> Vec<String> {
    let mut out = Vec::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
            match entry.file_type().is_ok_and(|t| t.is_dir()) {
                true => todo.push(entry.path()),
                false => out.extend(entry.path().strip_prefix(dir).map(|p| p.display().to_string())),
            }
        }
    }
    out.sort();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_to_words() {
        assert_eq!(words("A=b build  -tags 'a b' ''"), ["A=b", "build", "-tags", "a b", ""]);
        let made = command("GOOS=x GOFLAGS='-a -b' list DIR/y", Path::new("/d"), &|args| {
            let mut go = Command::new("go");
            go.args(args);
            go
        });
        assert_eq!(format!("{made:?}"), "GOFLAGS=\"-a -b\" GOOS=\"x\" \"go\" \"list\" \"/d/y\"");
    }
}

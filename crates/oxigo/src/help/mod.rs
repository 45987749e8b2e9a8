//! `oxigo help [COMMAND|TOPIC [SUBCOMMAND]]`, and what is made of the same texts: completion for shells
//! ([`complete`]) and manual pages ([`manual`]). In: the files of the folder `help`, one per command or topic,
//! of this form: a line that says what the page is about; an empty line; usage lines; paragraphs, among
//! them the flags (a tab, `-name value`, and behind it lines with two tabs); for commands with
//! subcommands one section each, headed `## NAME`.

pub(crate) mod complete;
pub(crate) mod manual;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// One page of help.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) name: &'static str,
    /// The whole file.
    text: &'static str,
}

macro_rules! pages {
    ($($name:literal)*) => {
        &[$(Page { name: $name, text: include_str!(concat!("../../help/", $name, ".txt")) }),*]
    };
}

/// Pages about commands, in the order of the list of commands.
const COMMANDS: &[Page] = pages! {
    "bug" "build" "check" "clean" "completion" "doc" "env" "explore" "fix" "fmt" "generate" "get" "install" "list" "mod" "run"
    "sysroot" "telemetry" "test" "tool" "toolexec" "version" "vet" "work"
};

/// Pages about everything else.
const TOPICS: &[Page] = pages! {
    "buildconstraint" "buildmode" "c" "cache" "compile" "environment" "filetype" "go.mod" "gopath" "goproxy" "importpath"
    "module-auth" "modules" "packages" "private" "testflag" "testfunc" "vcs"
};

/// One flag, or several that share a description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flag {
    /// Names without dashes.
    pub(crate) names: Vec<&'static str>,
    /// What stands behind the last name.
    pub(crate) value: &'static str,
    /// The description in one line.
    pub(crate) description: String,
}

impl Page {
    /// What the page is about, in a few words.
    pub(crate) fn summary(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default()
    }
    /// What is printed.
    fn body(&self) -> &'static str {
        self.text.split_once("\n\n").map_or(self.text, |(_, body)| body)
    }
    /// What is printed of one subcommand.
    fn section(&self, name: &str) -> Option<&'static str> {
        self.sections().find(|(n, _)| *n == name).map(|(_, text)| text)
    }
    /// Subcommands and their texts.
    pub(crate) fn sections(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.split("\n## ").skip(1).filter_map(|part| part.split_once('\n'))
    }
    /// The flags that the page describes.
    pub(crate) fn flags(&self) -> Vec<Flag> {
        let mut flags: Vec<Flag> = Vec::new();
        for line in self.text.lines() {
            if let Some(head) = line.strip_prefix('\t').filter(|l| l.starts_with('-')) {
                flags.push(flag(head));
            } else if let (Some(more), Some(last)) = (line.strip_prefix("\t\t"), flags.last_mut()) {
                let space = if last.description.is_empty() { "" } else { " " };
                last.description.push_str(space);
                last.description.push_str(more.trim());
            }
        }
        flags
    }
}

/// The head of a description of flags, like `-race, -msan, -asan` or `-p n`.
fn flag(head: &'static str) -> Flag {
    let names = head.split(", ").filter_map(|part| part.strip_prefix('-'));
    let names: Vec<&str> = names.map(|part| part.split([' ', '=']).next().unwrap_or_default()).collect();
    let last = head.rsplit(", -").next().unwrap_or_default();
    Flag { names, value: last.split_once(' ').map_or("", |(_, value)| value), description: String::new() }
}

/// Prints what the arguments ask for.
pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let words: Vec<String> = args.iter().map(|a| a.to_string_lossy().into_owned()).collect();
    if let [flag, folder] = &words[..]
        && flag == "-man"
    {
        return manual::write(std::path::Path::new(folder));
    }
    let Some((name, rest)) = words.split_first() else {
        return written(&overview());
    };
    let Some(page) = COMMANDS.iter().chain(TOPICS).find(|p| p.name == name) else {
        let names = COMMANDS.iter().chain(TOPICS).map(|p| p.name);
        eprintln!("oxigo help {name}: unknown help topic.{} Run 'oxigo help'.", meant(name, names));
        return ExitCode::from(2);
    };
    match rest {
        [] => written(&whole(page)),
        [part] => match page.section(part) {
            Some(text) => written(&format!("{}\n", text.trim_end())),
            None => unknown_part(page, part),
        },
        [part, ..] => unknown_part(page, part),
    }
}

fn unknown_part(page: &Page, part: &str) -> ExitCode {
    let meant = meant(part, page.sections().map(|(name, _)| name));
    eprintln!("oxigo help {} {part}: unknown help topic.{meant} Run 'oxigo help {}'.", page.name, page.name);
    ExitCode::from(2)
}

/// A page without the marks of its form.
fn whole(page: &Page) -> String {
    let lines = page.body().lines().filter(|line| !line.starts_with("## "));
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    text.replace("\n\n\n", "\n\n")
}

/// The list of commands and topics.
pub(crate) fn overview() -> String {
    let mut text = String::from(
        "oxigo is a toolchain for Go programs.\n\nUsage:\n\n\toxigo <command> [arguments]\n\nThe commands are:\n\n",
    );
    let rows = |pages: &[Page]| pages.iter().map(|p| format!("\t{:<16}{}\n", p.name, p.summary())).collect::<String>();
    text.push_str(&rows(COMMANDS));
    text.push_str("\n'oxigo help <command>' says more about one. There is also help about:\n\n");
    text.push_str(&rows(TOPICS));
    text
}

/// " Did you mean 'X'?" where one of the names is close to what was written.
pub(crate) fn meant<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    let close = names.map(|name| (strsim::damerau_levenshtein(word, name), name));
    let allowed = if word.chars().count() < 4 { 1 } else { 2 };
    let best = close.filter(|(distance, _)| *distance <= allowed).min();
    best.map_or_else(String::new, |(_, name)| format!(" Did you mean '{name}'?"))
}

/// Writes to standard output. A reader that went away early is no failure.
fn written(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            eprintln!("oxigo: standard output: {e}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> impl Iterator<Item = &'static Page> {
        COMMANDS.iter().chain(TOPICS)
    }

    /// Every flag of our own commands is described, and no page has a form that is not understood.
    #[test]
    fn pages_describe_all_flags() {
        let described = |page: &str, flag: &str| {
            let page = pages().find(|p| p.name == page);
            page.is_some_and(|p| p.flags().iter().any(|f| f.names.contains(&flag)))
        };
        for (flag, _) in crate::build_flags::SHARED {
            assert!(described("build", flag), "-{flag} is not in the page about build");
        }
        for (name, command) in crate::shared_commands() {
            for (flag, _) in command.flags {
                let pages = [name, "testflag"];
                assert!(pages.iter().any(|p| described(p, flag)), "-{flag} is not in the page about {name}");
            }
        }
        for page in pages() {
            assert!(page.text.lines().nth(1) == Some(""), "{}: the second line must be empty", page.name);
            assert!(page.text.lines().all(|l| l.chars().count() <= 118), "{}: a line is too long", page.name);
            assert!(page.flags().iter().all(|f| !f.description.is_empty()), "{}: a flag is not described", page.name);
        }
    }

    #[test]
    fn every_command_has_a_page_and_usage() {
        for name in crate::command_names() {
            let page = COMMANDS.iter().find(|p| p.name == name).unwrap_or_else(|| panic!("no page about {name}"));
            assert!(page.body().starts_with("usage: oxigo "), "{name}: the page must begin with its usage");
        }
        assert!(COMMANDS.iter().all(|p| crate::command_names().any(|n| n == p.name)), "a page has no command");
    }

    #[test]
    fn slips_of_the_pen_are_understood() {
        assert_eq!(meant("biuld", COMMANDS.iter().map(|p| p.name)), " Did you mean 'build'?");
        assert_eq!(meant("frobnicate", COMMANDS.iter().map(|p| p.name)), "");
    }

    #[test]
    fn heads_of_flags() {
        let names = |head| flag(head).names;
        assert_eq!(names("-race, -msan, -asan"), ["race", "msan", "asan"]);
        assert_eq!((names("-p n"), flag("-p n").value), (vec!["p"], "n"));
        assert_eq!(names("-covermode set,count,atomic"), ["covermode"]);
    }
}

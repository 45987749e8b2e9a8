//! `oxigo completion SHELL`: scripts that complete commands, subcommands and flags. In: the pages of help.
//! Out: a script on standard output; everything else is left to the shell's completion of file names.

use super::{COMMANDS, Flag, Page, written};
use std::ffi::OsString;
use std::process::ExitCode;

/// Commands that take the flags of builds beside their own.
const BUILDING: &[&str] = &["clean", "generate", "get", "install", "list", "run", "test", "vet"];

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let shell = args.first().map(|a| a.to_string_lossy()).unwrap_or_default();
    let script = match (&*shell, args.len()) {
        ("bash", 1) => bash(),
        ("zsh", 1) => zsh(),
        ("fish", 1) => fish(),
        _ => {
            eprintln!("usage: oxigo completion bash|zsh|fish\nRun 'oxigo help completion' for details.");
            return ExitCode::from(2);
        }
    };
    written(&script)
}

/// The flags of a command, those of builds among them; each name once.
fn flags_of(page: &Page) -> Vec<Flag> {
    let more: &[&str] = match page.name {
        "test" => &["testflag", "build"],
        name if BUILDING.contains(&name) => &["build"],
        _ => &[],
    };
    let others = more.iter().filter_map(|name| super::COMMANDS.iter().chain(super::TOPICS).find(|p| p.name == *name));
    let mut flags: Vec<Flag> = Vec::new();
    for mut flag in page.flags().into_iter().chain(others.flat_map(Page::flags)) {
        flag.names.retain(|n| !flags.iter().any(|f| f.names.contains(n)));
        if !flag.names.is_empty() {
            flags.push(flag);
        }
    }
    flags
}

/// All words that may follow a command: its subcommands and flags.
fn words(page: &Page) -> String {
    let parts = page.sections().map(|(name, _)| name.to_owned());
    let flags = flags_of(page).into_iter().flat_map(|f| f.names).map(|name| format!("-{name}"));
    parts.chain(flags).collect::<Vec<_>>().join(" ")
}

fn names() -> String {
    let names: Vec<&str> = COMMANDS.iter().map(|p| p.name).chain(["help"]).collect();
    names.join(" ")
}

fn bash() -> String {
    let mut script =
        String::from("# Completion of oxigo for bash.\n_oxigo() {\n  local word=${COMP_WORDS[COMP_CWORD]} words=\n");
    script.push_str("  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
    script.push_str(&format!("    words='{}'\n  else\n    case ${{COMP_WORDS[1]}} in\n", names()));
    for page in COMMANDS {
        script.push_str(&format!("      {}) words='{}' ;;\n", page.name, words(page)));
    }
    script.push_str(&format!("      help) words='{}' ;;\n    esac\n  fi\n", help_words()));
    script.push_str("  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -o default -F _oxigo oxigo\n");
    script
}

fn help_words() -> String {
    let names: Vec<&str> = COMMANDS.iter().chain(super::TOPICS).map(|p| p.name).collect();
    names.join(" ")
}

fn zsh() -> String {
    let quoted = |text: &str| text.replace('\'', "'\\''");
    let row = |name: &str, text: &str| format!("'{}:{}'", name, quoted(text));
    // The array of candidates must not be called `words`: that is the command line.
    let mut script = String::from("#compdef oxigo\nlocal -a found\nif (( CURRENT == 2 )); then\n  found=(\n");
    COMMANDS.iter().for_each(|p| script.push_str(&format!("    {}\n", row(p.name, p.summary()))));
    script.push_str("  )\n  _describe command found\n  return\nfi\ncase ${words[2]} in\n");
    for page in COMMANDS {
        script.push_str(&format!("  {})\n    found=(\n", page.name));
        page.sections().for_each(|(name, _)| script.push_str(&format!("      {name}\n")));
        for flag in flags_of(page) {
            let rows = flag.names.iter().map(|n| format!("      {}\n", row(&format!("-{n}"), &flag.description)));
            script.extend(rows);
        }
        script.push_str("    ) ;;\n");
    }
    script.push_str(&format!("  help) found=({}) ;;\nesac\n", help_words()));
    script.push_str("_describe word found\n_files\n");
    script
}

fn fish() -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
    let mut script = String::from("# Completion of oxigo for fish.\n");
    let first = "__fish_use_subcommand";
    for page in COMMANDS {
        script.push_str(&format!("complete -c oxigo -n {first} -f -a {} -d '{}'\n", page.name, quoted(page.summary())));
    }
    script.push_str(&format!("complete -c oxigo -n {first} -f -a help -d 'say more about a command'\n"));
    for page in COMMANDS {
        let here = format!("complete -c oxigo -n '__fish_seen_subcommand_from {}'", page.name);
        page.sections().for_each(|(name, _)| script.push_str(&format!("{here} -f -a {name}\n")));
        for flag in flags_of(page) {
            let takes = if flag.value.is_empty() { "" } else { " -r" };
            for name in &flag.names {
                script.push_str(&format!("{here} -o {name}{takes} -d '{}'\n", quoted(&flag.description)));
            }
        }
    }
    script.push_str(&format!("complete -c oxigo -n '__fish_seen_subcommand_from help' -f -a '{}'\n", help_words()));
    script
}

//! `oxigo help -man FOLDER`: manual pages for `man`, one per command, made of the pages of help. Sections:
//! name, synopsis (the usage lines) and description, whose lines stand as they are.

use super::{COMMANDS, Page};
use roff::{Roff, bold, roman};
use std::path::Path;
use std::process::ExitCode;

/// Writes all manual pages into a folder, which is made if need be.
pub(crate) fn write(folder: &Path) -> ExitCode {
    let written = std::fs::create_dir_all(folder).and_then(|()| {
        let overview = page("oxigo", "a toolchain for Go programs", &super::overview());
        std::fs::write(folder.join("oxigo.1"), overview)?;
        COMMANDS.iter().try_for_each(|p| std::fs::write(folder.join(format!("oxigo-{}.1", p.name)), of(p)))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("oxigo: {}: {e}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn of(p: &Page) -> String {
    page(&format!("oxigo-{}", p.name), p.summary(), &super::whole(p))
}

fn page(name: &str, summary: &str, body: &str) -> String {
    let mut roff = Roff::new();
    roff.control("TH", [&*name.to_uppercase(), "1"]);
    roff.control("SH", ["NAME"]).text([bold(name), roman(format!(" - {summary}"))]);
    let usage: Vec<&str> = body.lines().take_while(|l| !l.is_empty()).collect();
    let (synopsis, rest) = match body.starts_with("usage: ") {
        true => (usage.join("\n").replace("usage: ", "").replace("       ", ""), &body[usage.join("\n").len()..]),
        false => (format!("{name} <command> [arguments]"), body),
    };
    roff.control("SH", ["SYNOPSIS"]);
    verbatim(&mut roff, &synopsis);
    roff.control("SH", ["DESCRIPTION"]);
    verbatim(&mut roff, rest.trim_matches('\n'));
    roff.render()
}

/// Lines as they are.
fn verbatim(roff: &mut Roff, text: &str) {
    roff.control("nf", []);
    text.lines().for_each(|line| {
        roff.text([roman(line.replace('\t', "    "))]);
    });
    roff.control("fi", []);
}

//! Broken programs, one per file of `xtask/testdata/broken`: files behind lines `-- name --`. The
//! official command and oxigo build each (`build -o app .`); messages and exit codes must be the
//! same, and there must be no output. A text in front of the files is what the case is about; its
//! line `words: …` gives other words for the command.

use super::{limited, oxigo};
use crate::accept::Context;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::{Finished, official_go};

/// See the module text.
pub fn programs(cx: &Context) -> Result<String, String> {
    let folder = cx.root.join("xtask/testdata/broken");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(&folder).map_err(|e| e.to_string())?.flatten().map(|e| e.path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        wrong.extend(one(cx, case, &name).err().map(|e| format!("{name}: {e}")));
    }
    let count = cases.len();
    match wrong.is_empty() && count > 0 {
        true => Ok(format!("{count} programs are refused in the same words, with the same codes, without output")),
        false => Err(format!("{} of {count} differ\n{}", wrong.len(), wrong.join("\n"))),
    }
}

fn one(cx: &Context, case: &Path, name: &str) -> Result<(), String> {
    let text = fs::read_to_string(case).map_err(|e| e.to_string())?;
    let head = text.split("\n-- ").next().unwrap_or_default();
    let words = head.lines().find_map(|l| l.strip_prefix("words: ")).unwrap_or("build -o app .");
    let words: Vec<&str> = words.split(' ').collect();
    let mut outcomes = Vec::new();
    for who in ["oxigo", "official"] {
        let dir = cx.work.join("broken").join(name).join(who);
        let _ = fs::remove_dir_all(&dir);
        unpack(&text, &dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        let mut command: Command = if who == "oxigo" { oxigo(cx, &words) } else { official_go(&words) };
        let done = limited(command.current_dir(&dir).env("PWD", &dir), 300);
        if dir.join("app").exists() {
            return Err(format!("{who} leaves an output"));
        }
        outcomes.push((done.code(), messages(&done, &dir)));
    }
    let (have, want) = (&outcomes[0], &outcomes[1]);
    if want.0 == Some(0) {
        return Err("the official command has nothing to say against it".to_owned());
    }
    match have == want {
        true => Ok(()),
        false => Err(format!("{:?}\n{}instead of {:?}\n{}", have.0, have.1, want.0, want.1)),
    }
}

/// What was printed, without names of folders and of the command.
fn messages(done: &Finished, dir: &Path) -> String {
    (done.out() + &done.err()).replace(&dir.display().to_string(), "DIR").replace("oxigo ", "go ")
}

fn unpack(text: &str, dir: &Path) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    for part in text.split("\n-- ").skip(1) {
        let Some((name, contents)) = part.split_once(" --\n") else { continue };
        let file = dir.join(name);
        fs::create_dir_all(file.parent().unwrap_or(dir))?;
        fs::write(&file, format!("{contents}\n"))?;
    }
    Ok(())
}

//! What is changed in a tree: one row per kind of edit.

use super::around;
use super::tree::MARK;
use super::write::{self, Edit, Way};
use crate::programs::Random;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const EDITS: &[(usize, Edit)] = &[
    (30, |root, random| {
        let way = write::any(random);
        number(root, random, way)
    }),
    (8, lines),
    (5, field),
    (5, swap_contents),
    (5, rename_away),
    (4, extra_file),
    (4, break_file),
    (4, language),
    (3, swap_packages),
    (3, commit),
    (2, |root, random| {
        let file = any_file(root, random)?;
        let text = fs::read(&file)?;
        fs::write(&file, text).map(|()| format!("touch {}", file.display()))
    }),
];

/// Does one edit; in so many of a hundred cases of what is around the tree.
pub(super) fn edit(root: &mut PathBuf, around: usize, random: &mut Random) -> io::Result<String> {
    if random.chance(3) {
        return move_tree(root);
    }
    if random.chance(around) {
        return random.weighted(around::EDITS)(root, random);
    }
    random.weighted(EDITS)(root, random)
}

/// Another number of the same length.
pub(super) fn number(root: &Path, random: &mut Random, way: Way) -> io::Result<String> {
    let file = any_file(root, random)?;
    let mut text = fs::read_to_string(&file)?;
    let places: Vec<usize> = text.match_indices(MARK).map(|(at, _)| at + MARK.len()).collect();
    if places.is_empty() {
        return Ok(format!("{} has no number", file.display()));
    }
    let at = *random.pick(&places);
    text.replace_range(at..at + 4, &format!("{}", 1000 + random.below(9000)));
    // What a test read is known by size and time, here as in the official command.
    let is_read = file.parent().is_some_and(|p| p.ends_with("testdata"));
    let way = if is_read && way != Way::Link { Way::InPlace } else { way };
    write::write(&file, &text, way)?;
    Ok(format!("number at {at} of {}: {way:?}", file.display()))
}

/// Lines come or go, so that others move.
fn lines(root: &Path, random: &mut Random) -> io::Result<String> {
    let file = any_go_file(root, random)?;
    let text = fs::read_to_string(&file)?;
    let new = match random.below(3) {
        0 => text.replacen("\n\nfunc", "\n\n// A comment.\nfunc", 1),
        1 => text.replacen("// A comment.\n", "", 1),
        _ => text.replacen("\n\nfunc", "\n\n\nfunc", 1),
    };
    write::write(&file, &new, write::any(random))?;
    Ok(format!("lines of {}", file.display()))
}

/// A field comes or goes.
fn field(root: &Path, random: &mut Random) -> io::Result<String> {
    let file = root.join("a/a.go");
    let Ok(text) = fs::read_to_string(&file) else { return Ok("no a/a.go".into()) };
    let new = match text.contains("\tz int64\n") {
        true => text.replace("\tz int64\n", ""),
        false => text.replace("\tx int64\n", "\tx int64\n\tz int64\n"),
    };
    write::write(&file, &new, write::any(random))?;
    Ok("a field of a.T".into())
}

/// Two files of a folder change names.
fn swap_contents(root: &Path, random: &mut Random) -> io::Result<String> {
    let pairs = [("a/on.go", "a/off.go"), ("a/a.go", "a/asm.go"), ("b/b.go", "dep/dep.go"), ("main.go", "b/b.go")];
    // The last ones are of different packages.
    let (one, two) = if random.chance(80) { *random.pick(&pairs[..2]) } else { *random.pick(&pairs[2..]) };
    swap(&root.join(one), &root.join(two))?;
    Ok(format!("{one} and {two} change names"))
}

fn swap(one: &Path, two: &Path) -> io::Result<()> {
    let between = one.with_extension("swap~");
    if one.exists() && two.exists() {
        fs::rename(one, &between)?;
        fs::rename(two, one)?;
        fs::rename(&between, two)?;
    }
    Ok(())
}

/// A file takes a name that builds pass over, or its first one again.
fn rename_away(root: &Path, random: &mut Random) -> io::Result<String> {
    const NAMES: &[&str] = &["a/on.go", "a/off.go", "a/asm_amd64.s", "a/a_test.go", "b/b_test.go", "b/data/text.txt"];
    let name = *random.pick(NAMES);
    let file = root.join(name);
    let plain = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = file.parent().unwrap_or(root);
    let names = [format!("_{plain}"), format!(".{plain}"), plain.replace('.', "_windows."), format!("x{plain}")];
    let old = names.iter().map(|n| folder.join(n)).find(|p| p.exists());
    match old {
        Some(old) => fs::rename(old, &file)?,
        None if file.exists() => fs::rename(&file, folder.join(random.pick(&names)))?,
        None => {}
    }
    Ok(format!("{name} is renamed"))
}

/// A file more, or one less.
fn extra_file(root: &Path, random: &mut Random) -> io::Result<String> {
    let folder = *random.pick(&["a", "b", "dep"]);
    let file = root.join(folder).join("extra.go");
    if file.exists() {
        fs::remove_file(&file)?;
        return Ok(format!("{folder}/extra.go goes"));
    }
    let text =
        format!("package {folder}\n\nfunc init() {{ println(\"init\", {MARK}{}) }}\n", 1000 + random.below(9000));
    fs::write(&file, text)?;
    Ok(format!("{folder}/extra.go comes"))
}

/// A mistake comes into a file, or goes.
fn break_file(root: &Path, random: &mut Random) -> io::Result<String> {
    const MISTAKES: &[&str] = &[
        "\nfunc (\n",
        "\nvar Wrong int = \"wrong\"\n",
        "\nimport \"m/nowhere\"\n",
        "\nfunc body()\n",
        "\nvar v = 1\nvar v = 2\n",
    ];
    let file = any_go_file(root, random)?;
    let text = fs::read_to_string(&file)?;
    let found = MISTAKES.iter().find(|m| text.contains(**m));
    let new = match found {
        Some(mistake) => text.replace(mistake, ""),
        None => text + *random.pick(MISTAKES),
    };
    write::write(&file, &new, write::any(random))?;
    Ok(format!("a mistake in {} {}", file.display(), if found.is_some() { "goes" } else { "comes" }))
}

/// `go.mod` names another language, or says something of debug settings.
fn language(root: &Path, random: &mut Random) -> io::Result<String> {
    let (file, text) = match random.chance(70) {
        true => (root.join("go.mod"), *random.pick(&["1.21", "1.22", "1.23", "1.23\n\ngodebug panicnil=1"])),
        false => (root.join("dep/go.mod"), *random.pick(&["1.17", "1.21", "1.22", "1.25"])),
    };
    let Ok(old) = fs::read_to_string(&file) else { return Ok("no go.mod".into()) };
    let rest = old.lines().filter(|l| !l.starts_with("go ") && !l.starts_with("godebug "));
    let new = rest.map(|l| format!("{l}\n")).collect::<String>() + "go " + text + "\n";
    write::write(&file, &new, write::any(random))?;
    Ok(format!("{} says go {text:?}", file.display()))
}

/// Two folders change names.
fn swap_packages(root: &Path, random: &mut Random) -> io::Result<String> {
    let (one, two) = *random.pick(&[("a", "b"), ("b", "dep")]);
    swap(&root.join(one), &root.join(two))?;
    Ok(format!("folders {one} and {two} change names"))
}

/// The tree moves, or moves back.
fn move_tree(root: &mut PathBuf) -> io::Result<String> {
    let other = match root.ends_with("m") {
        true => root.with_file_name("moved"),
        false => root.with_file_name("m"),
    };
    let _ = fs::remove_dir_all(&other);
    fs::rename(&*root, &other)?;
    *root = other;
    Ok(format!("the tree is {}", root.display()))
}

/// Everything is committed.
pub(super) fn commit(root: &Path, random: &mut Random) -> io::Result<String> {
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(args).current_dir(root);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output()
    };
    git(&["init", "-q"])?;
    git(&["add", "-A"])?;
    git(&["commit", "-qm", "all"])?;
    if random.chance(30) {
        git(&["tag", "-f", "v1.0.0"])?;
    }
    Ok("everything is committed".into())
}

fn any_go_file(root: &Path, random: &mut Random) -> io::Result<PathBuf> {
    let all = files(root)?;
    let all: Vec<&PathBuf> = all.iter().filter(|f| f.extension().is_some_and(|e| e == "go")).collect();
    Ok((*random.pick(&all)).clone())
}

fn any_file(root: &Path, random: &mut Random) -> io::Result<PathBuf> {
    Ok(random.pick(&files(root)?).clone())
}

/// All files of a tree in order, but for those of git. Links to folders are followed unless they lead up.
fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = Vec::new();
    let mut todo = vec![root.to_owned()];
    while let Some(folder) = todo.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let leads_up =
                || fs::canonicalize(&path).is_ok_and(|to| path.is_symlink() && folder_of(&path).starts_with(to));
            match path.is_dir() {
                true if path.ends_with(".git") || leads_up() => {}
                true => todo.push(path),
                false if path.is_file() => out.push(path),
                false => {}
            }
        }
    }
    out.sort();
    Ok(out)
}

/// Where the folder of a path really is.
fn folder_of(path: &Path) -> PathBuf {
    path.parent().and_then(|folder| fs::canonicalize(folder).ok()).unwrap_or_default()
}

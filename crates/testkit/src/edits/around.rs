//! What is changed around a tree's sources: the library, workspaces, vendored modules, the user's file of variables,
//! profiles, git's state, the user's settings of git, modules inside and above, things that are no plain files, and the
//! program that the last build left. One row per kind of edit.

use super::tree::MARK;
use super::write::{self, Edit};
use crate::programs::Random;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{FileExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user's file of variables, as trees see it.
pub(super) const ENV_FILE: &str = "../variables";

/// Packages of the library that trees import and that are quickly compiled. Upstream's `go`, which is compiled from the
/// same library to explain what cannot be built, imports none of them.
const LIBRARY: &[&str] = &["image"];

/// The user's folder, beside a tree.
pub(super) const HOME: &str = "home";

pub(super) const EDITS: &[(usize, Edit)] = &[
    (4, git),
    (3, program),
    (2, workspace),
    (2, vendor),
    (2, env_file),
    (2, link_folder),
    (1, profile),
    (1, home),
    (2, module),
    (2, no_file),
    (1, mode),
];

/// A copy of a library in which [`LIBRARY`] may be changed; the rest of it are links.
pub(super) fn copy_library(from: &Path, to: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(to);
    fs::create_dir_all(to.join("src"))?;
    let links = |folder: &str, except: &[&str]| {
        for entry in fs::read_dir(from.join(folder))? {
            let entry = entry?;
            if !except.iter().any(|name| entry.file_name() == *name) {
                symlink(entry.path(), to.join(folder).join(entry.file_name()))?;
            }
        }
        io::Result::Ok(())
    };
    links("", &["src"])?;
    links("src", LIBRARY)?;
    LIBRARY.iter().try_for_each(|name| copy_files(&from.join("src").join(name), &to.join("src").join(name)))
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        match entry.file_type()?.is_file() {
            true => fs::copy(entry.path(), copy).map(drop)?,
            false => symlink(entry.path(), copy)?,
        }
    }
    Ok(())
}

/// A file of the library changes, comes or goes.
pub(super) fn library(library: &Path, random: &mut Random) -> io::Result<String> {
    let package = *random.pick(LIBRARY);
    let folder = library.join("src").join(package);
    let (file, extra) = (folder.join(format!("{package}.go")), folder.join("extra.go"));
    if random.chance(40) {
        if extra.exists() {
            fs::remove_file(&extra)?;
            return Ok(format!("the library's {package} has a file less"));
        }
        fs::write(&extra, format!("package {package}\n\nfunc init() {{ println(\"{package}\", 1) }}\n"))?;
        return Ok(format!("the library's {package} has a file more"));
    }
    let text = fs::read_to_string(&file)?;
    let own = text.split("\nfunc init() {").next().unwrap_or_default().to_owned();
    let line = format!("\nfunc init() {{ println({MARK}{}) }}\n", 1000 + random.below(9000));
    let new = if random.chance(80) { own + &line } else { own };
    let way = write::any(random);
    write::write(&file, &new, way)?;
    Ok(format!("the library's {package} is another: {way:?}"))
}

/// A workspace comes, above the tree or in it, or goes.
fn workspace(root: &Path, random: &mut Random) -> io::Result<String> {
    let above = root.with_file_name("go.work");
    let name = root.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let (file, dir) = if random.chance(50) { (above, name) } else { (root.join("go.work"), ".".to_owned()) };
    if file.exists() {
        fs::remove_file(&file)?;
        return Ok(format!("{} goes", file.display()));
    }
    let debug = if random.chance(30) { "godebug panicnil=1\n" } else { "" };
    let dep = if random.chance(50) { format!("use ./{dir}/dep\n") } else { String::new() };
    fs::write(&file, format!("go 1.23\n\nuse ./{dir}\n{dep}{debug}"))?;
    Ok(format!("{} comes", file.display()))
}

/// The module beside the tree's is vendored, or no longer.
fn vendor(root: &Path, random: &mut Random) -> io::Result<String> {
    let folder = root.join("vendor");
    let list = folder.join("modules.txt");
    match (folder.exists(), random.below(3)) {
        (false, _) => {
            copy_files(&root.join("dep"), &folder.join("dep"))?;
            fs::write(&list, "# dep v0.0.0 => ./dep\n## explicit; go 1.22\ndep\n")?;
            Ok("dep is vendored".into())
        }
        (true, 0) => {
            let text = fs::read_to_string(&list)?;
            let new =
                if text.contains("go 1.22") { text.replace("1.22", "1.21") } else { text.replace("1.21", "1.22") };
            write::write(&list, &new, write::any(random))?;
            Ok("vendor/modules.txt changes".into())
        }
        _ => {
            fs::remove_dir_all(&folder)?;
            Ok("nothing is vendored".into())
        }
    }
}

/// The user's file of variables says something else.
fn env_file(root: &Path, random: &mut Random) -> io::Result<String> {
    let text =
        *random.pick(&["", "GOFLAGS=-tags=special\n", "GOFLAGS=-trimpath\n", "GOFLAGS=-ldflags=-X=main.stamp=file\n"]);
    let file = root.join(ENV_FILE);
    match text.is_empty() && file.exists() {
        true => fs::remove_file(&file)?,
        false => write::write(&file, text, if file.exists() { write::any(random) } else { write::Way::InPlace })?,
    }
    Ok(format!("variables are {text:?}"))
}

/// A profile comes, changes or goes.
fn profile(root: &Path, random: &mut Random) -> io::Result<String> {
    let file = root.join("default.pgo");
    if file.exists() && random.chance(60) {
        fs::remove_file(&file)?;
        return Ok("no profile".into());
    }
    // A file without contents is the profile of nothing.
    let text = *random.pick(&["", "no profile\n"]);
    fs::write(&file, text)?;
    Ok(format!("the profile is {text:?}"))
}

/// A folder moves out of the tree, with a link in its place, or comes back.
fn link_folder(root: &Path, random: &mut Random) -> io::Result<String> {
    let name = *random.pick(&["a", "dep"]);
    let (folder, outside) = (root.join(name), root.with_file_name(format!("outside-{name}")));
    let is_link = fs::symlink_metadata(&folder).is_ok_and(|m| m.is_symlink());
    match is_link {
        true if outside.exists() => {
            fs::remove_file(&folder)?;
            fs::rename(&outside, &folder)?;
        }
        false if folder.exists() => {
            let _ = fs::remove_dir_all(&outside);
            fs::rename(&folder, &outside)?;
            symlink(&outside, &folder)?;
        }
        _ => {}
    }
    Ok(format!("{name} is {}", if is_link { "a folder" } else { "a link to a folder" }))
}

/// The user's settings of git, or what they say is ignored.
fn home(root: &Path, random: &mut Random) -> io::Result<String> {
    const TEXTS: &[(&str, &[&str])] = &[
        (".gitconfig", &["[core]\n\tautocrlf = true\n", "[status]\n\tshowUntrackedFiles = no\n", "\n"]),
        (".config/git/config", &["[core]\n\texcludesFile = ../ignored\n", "[core]\n\tfileMode = false\n"]),
        (".config/git/ignore", &["notes\n", "docs\n"]),
        (".config/git/attributes", &["*.txt text eol=crlf\n", "*.go filter=none\n"]),
    ];
    let (name, texts) = random.pick(TEXTS);
    come_or_go(&root.with_file_name(HOME).join(name), random.pick::<&str>(texts), random)
}

/// A module comes or goes inside the tree or above it; the tree's own goes.
fn module(root: &Path, random: &mut Random) -> io::Result<String> {
    let name = *random.pick(&["a/go.mod", "b/data/go.mod", "../go.mod", "go.mod", "dep/go.mod"]);
    let text = if name == "go.mod" {
        "module m\n\ngo 1.22\n\nrequire dep v0.0.0\n\nreplace dep => ./dep\n"
    } else {
        "module other\n"
    };
    come_or_go(&root.join(name), text, random)
}

/// A folder, a link that leads nowhere or one to itself has the name of a source file, or no longer.
fn no_file(root: &Path, random: &mut Random) -> io::Result<String> {
    let name = *random.pick(&["a/more.go", "b/data/more", "more.go", "go.sum", "b/more.s", "dep/more_test.go"]);
    let path = root.join(name);
    if fs::symlink_metadata(&path).is_ok() {
        return fs::remove_file(&path)
            .or_else(|_| fs::remove_dir(&path))
            .map(|()| format!("{name} goes"))
            .or_else(|e| Ok(e.to_string()));
    }
    let Some(folder) = path.parent().filter(|f| f.is_dir()) else { return Ok(format!("no place for {name}")) };
    match random.below(4) {
        0 => fs::create_dir(&path)?,
        1 => symlink("nowhere", &path)?,
        2 => symlink(&path, &path)?,
        _ => symlink(folder, &path)?,
    }
    Ok(format!("{name} is no file"))
}

/// A file may be executed, or no longer.
fn mode(root: &Path, random: &mut Random) -> io::Result<String> {
    let name = *random.pick(&["main.go", "a/a.go", "b/data/text.txt"]);
    let Ok(meta) = fs::metadata(root.join(name)) else { return Ok(format!("no {name}")) };
    let mode = meta.permissions().mode() ^ 0o111;
    fs::set_permissions(root.join(name), fs::Permissions::from_mode(mode))?;
    Ok(format!("{name} has mode {mode:o}"))
}

/// A file comes, changes or goes.
fn come_or_go(file: &Path, text: &str, random: &mut Random) -> io::Result<String> {
    if file.exists() && random.chance(50) {
        fs::remove_file(file)?;
        return Ok(format!("{} goes", file.display()));
    }
    let Some(folder) = file.parent() else { return Ok("no place".into()) };
    let made = fs::create_dir_all(folder).and_then(|()| fs::write(file, text));
    Ok(format!("{} comes with {text:?}: {}", file.display(), made.is_ok()))
}

/// What the last build left is damaged, or something else.
fn program(root: &Path, random: &mut Random) -> io::Result<String> {
    let program = root.with_file_name("program");
    let Ok(meta) = fs::metadata(&program) else { return Ok("no program".into()) };
    let open = || File::options().write(true).open(&program);
    let what = match random.below(5) {
        0 => {
            let file = open()?;
            file.write_all_at(b"damaged", meta.len() / 2)?;
            file.set_modified(meta.modified()?)?;
            "damaged"
        }
        1 => {
            open()?.set_len(meta.len() / 2)?;
            "cut"
        }
        2 => {
            fs::write(&program, "no program")?;
            "a text"
        }
        3 => {
            fs::remove_file(&program)?;
            "gone"
        }
        _ => {
            let copy = program.with_extension("copy");
            fs::copy(&program, &copy)?;
            fs::rename(&copy, &program)?;
            "a copy"
        }
    };
    Ok(format!("the program is {what}"))
}

/// Something happens in the repository.
fn git(root: &Path, random: &mut Random) -> io::Result<String> {
    const COMMANDS: &[&str] = &[
        "commit -q --amend --allow-empty -m again",
        "commit -q --allow-empty -m more",
        "checkout -q -B other",
        "checkout -q -B main HEAD~1",
        "checkout -q --detach",
        "checkout -q -- .",
        "pack-refs --all",
        "rm -q --cached main.go",
        "add main.go",
        "config status.showUntrackedFiles no",
        "config status.showUntrackedFiles normal",
        "config core.excludesFile ../ignored",
        "config core.fileMode false",
        "update-index --assume-unchanged main.go",
        "update-index --no-assume-unchanged main.go",
        "replace --graft HEAD",
        "stash -q",
        "gc -q",
    ];
    if random.chance(40) {
        return untracked(root, random);
    }
    if !root.join(".git").is_dir() {
        return Ok("no repository".into());
    }
    let command = *random.pick(COMMANDS);
    let mut git = Command::new("git");
    // Another repository may be around the tree.
    git.args(["--git-dir=.git", "--work-tree=."]);
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]).args(command.split(' ')).current_dir(root);
    let done = git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output()?;
    Ok(format!("git {command}: {}", done.status))
}

/// Files that git does not track come and go, and what it ignores changes.
fn untracked(root: &Path, random: &mut Random) -> io::Result<String> {
    const FILES: &[&str] = &[
        "notes",
        "docs/notes",
        "docs/deep/notes",
        ".gitignore",
        "docs/.gitignore",
        ".git/info/exclude",
        ".gitattributes",
    ];
    let ignored: PathBuf = root.with_file_name("ignored");
    let name = *random.pick(FILES);
    let file = if random.chance(15) { ignored } else { root.join(name) };
    if file.exists() && random.chance(60) {
        fs::remove_file(&file)?;
        return Ok(format!("{} goes", file.display()));
    }
    if name.starts_with(".git/") && !root.join(".git/info").exists() {
        return Ok("no repository".into());
    }
    fs::create_dir_all(file.parent().unwrap_or(root))?;
    fs::write(&file, random.pick(&["notes\n", "docs\n", "*\n", "*.go\n", "\n"]))?;
    Ok(format!("{} comes", file.display()))
}

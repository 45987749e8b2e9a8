//! `cargo xtask package`: what is handed out. In: the sources. Out, in `target/package`: an archive with the
//! optimised binary, manual pages, completion for shells and the licences, and a Debian package of the same files.
//! Authority: Debian policy manual, chapters 5 (control files) and 12 (documentation).

use std::path::{Path, PathBuf};
use std::process::Command;

/// Files of the repository that belong to what is handed out.
const TEXTS: &[&str] = &["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// Shells, and where their packages keep completion for a command.
const SHELLS: &[(&str, &str)] = &[
    ("bash", "usr/share/bash-completion/completions/oxigo"),
    ("zsh", "usr/share/zsh/vendor-completions/_oxigo"),
    ("fish", "usr/share/fish/vendor_completions.d/oxigo.fish"),
];

/// Builds the binary and makes both packages; prints their names.
pub fn package() -> Result<bool, String> {
    let root = std::env::current_dir().map_err(|e| e.to_string())?;
    run(Command::new("cargo").current_dir(&root).args(["build", "--release", "-p", "oxigo"]))?;
    let folder = root.join("target/package");
    let name = format!("oxigo-{}-linux-amd64", env!("CARGO_PKG_VERSION"));
    let tree = folder.join(&name);
    if tree.exists() {
        std::fs::remove_dir_all(&tree).map_err(|e| format!("{}: {e}", tree.display()))?;
    }
    stage(&root, &tree)?;
    let archive = folder.join(format!("{name}.tar.gz"));
    run(Command::new("tar").current_dir(&folder).args(["--owner=0", "--group=0", "-czf"]).arg(&archive).arg(&name))?;
    println!("{}", archive.display());
    let package = folder.join(format!("oxigo_{}_amd64.deb", env!("CARGO_PKG_VERSION")));
    control(&tree)?;
    run(Command::new("dpkg-deb").args(["--root-owner-group", "--build"]).arg(&tree).arg(&package))?;
    println!("{}", package.display());
    Ok(true)
}

/// Lays out all files as they are installed.
fn stage(root: &Path, tree: &Path) -> Result<(), String> {
    let binary = root.join("target/release/oxigo");
    copy(&binary, &tree.join("usr/bin/oxigo"))?;
    for text in TEXTS {
        copy(&root.join(text), &tree.join("usr/share/doc/oxigo").join(text))?;
    }
    run(Command::new(&binary).args(["help", "-man"]).arg(tree.join("usr/share/man/man1")))?;
    for (shell, place) in SHELLS {
        let script = output(Command::new(&binary).args(["completion", shell]))?;
        write(&tree.join(place), &script)?;
    }
    Ok(())
}

/// What makes the tree a Debian package.
fn control(tree: &Path) -> Result<(), String> {
    let text = format!(
        "Package: oxigo\nVersion: {}\nArchitecture: amd64\nMaintainer: The oxigo developers <maintainers@oxigo.example>\nSection: devel\n\
         Priority: optional\nDepends: libc6, libgcc-s1\nRecommends: python3-pip\nDescription: toolchain for Go programs\n \
         oxigo compiles, links, runs and tests Go programs. It takes the place of the\n go command.\n",
        env!("CARGO_PKG_VERSION"),
    );
    write(&tree.join("DEBIAN/control"), text.as_bytes())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make_parent(to)?;
    std::fs::copy(from, to).map(|_| ()).map_err(|e| format!("{}: {e}", from.display()))
}

fn write(file: &PathBuf, bytes: &[u8]) -> Result<(), String> {
    make_parent(file)?;
    std::fs::write(file, bytes).map_err(|e| format!("{}: {e}", file.display()))
}

fn make_parent(file: &Path) -> Result<(), String> {
    let parent = file.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))
}

/// Runs a command that prints for people.
fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|e| format!("{}: {e}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(format!("{}: {status}", command.get_program().display())) }
}

/// What a command prints.
fn output(command: &mut Command) -> Result<Vec<u8>, String> {
    let done = command.output().map_err(|e| format!("{}: {e}", command.get_program().display()))?;
    match done.status.success() {
        true => Ok(done.stdout),
        false => Err(format!("{}: {}", command.get_program().display(), String::from_utf8_lossy(&done.stderr))),
    }
}

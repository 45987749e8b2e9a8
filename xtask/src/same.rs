//! `cargo xtask same-output OLD NEW`: does a change of structure leave what the compiler makes alone? In: two binaries.
//! Both compile all packages of the library and the toolchain into caches of their own, and link some programs; out: the
//! packages and programs that are not byte for byte the same.
//!
//! An archive knows who made it: build identifications of the package and of its object, the stamp of the binary in
//! front of our export data, and the fingerprint at the end of the export data, which counts the stamp. These are left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use testkit::{reference, run, set_environment};

/// What is compiled.
const PACKAGES: [&str; 2] = ["std", "cmd"];

/// What is linked: small, large, and one with much assembly below it.
const PROGRAMS: [&str; 4] = ["cmd/addr2line", "cmd/compile", "cmd/go", "cmd/pprof"];

/// Compares what two binaries make; whether it is the same.
pub fn same_output(old: &Path, new: &Path) -> Result<bool, String> {
    let work = tempfile::tempdir().map_err(|e| e.to_string())?;
    let binaries = [("old", old), ("new", new)].map(|(name, binary)| Maker {
        binary: binary.to_path_buf(),
        cache: work.path().join(name),
        programs: work.path().join(name).join("programs"),
    });
    let [old, new] = binaries.map(|maker| maker.make());
    let (old, new) = (old?, new?);
    let mut different = 0;
    for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
        let found = match (old.get(name), new.get(name)) {
            (Some(a), Some(b)) => compare(&read(a)?, &read(b)?),
            _ => Some("is made by one of them only".to_owned()),
        };
        if let Some(found) = found {
            different += 1;
            println!("{name}: {found}");
        }
    }
    println!("same-output: {} packages and programs, {different} differ", old.len());
    Ok(different == 0)
}

/// How long a command may take.
const LIMIT: Duration = Duration::from_secs(1800);

struct Maker {
    binary: PathBuf,
    cache: PathBuf,
    programs: PathBuf,
}

impl Maker {
    /// Compiles and links; the files by package or program.
    fn make(&self) -> Result<BTreeMap<String, PathBuf>, String> {
        let mut list = self.command();
        list.args(["list", "-export", "-f", "{{.ImportPath}} {{.Export}}"]).args(PACKAGES);
        let listed = output(&mut list)?;
        let pairs = listed.lines().filter_map(|line| line.split_once(' ')).filter(|pair| !pair.1.is_empty());
        let mut made: BTreeMap<String, PathBuf> = pairs.map(|(name, at)| (name.to_owned(), at.into())).collect();
        for program in PROGRAMS {
            let out = self.programs.join(program);
            let mut build = self.command();
            build.args(["build", "-ldflags=-buildid=", "-o"]).arg(&out).arg(program);
            output(&mut build)?;
            made.insert(format!("program {program}"), out);
        }
        Ok(made)
    }
    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        set_environment(&mut command, reference());
        command.env("GOCACHE", &self.cache);
        command
    }
}

/// What a command prints, which has to succeed.
fn output(command: &mut Command) -> Result<String, String> {
    let finished = run(command, &[], LIMIT);
    if finished.ok() { Ok(finished.out()) } else { Err(finished.summary()) }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// How two files differ beside who made them.
fn compare(old: &[u8], new: &[u8]) -> Option<String> {
    if old.len() != new.len() {
        return Some(format!("{} bytes, {} before", new.len(), old.len()));
    }
    let (old, new) = (anonymous(old), anonymous(new));
    let first = old.iter().zip(&new).position(|(a, b)| a != b)?;
    Some(format!("{} bytes differ, the first at {first}", old.iter().zip(&new).filter(|(a, b)| a != b).count()))
}

/// A file without what says who made it.
fn anonymous(file: &[u8]) -> Vec<u8> {
    const ID: &[u8] = b"build id \"";
    const STAMP: &[u8] = b"oxigo.x\n";
    const END: &[u8] = b"\n$$\n";
    let mut out = file.to_vec();
    let places = |mark: &'static [u8]| (0..file.len()).filter(move |&at| file[at..].starts_with(mark));
    for at in places(ID).map(|at| at + ID.len()) {
        let end = file[at..].iter().position(|&b| b == b'"').map_or(at, |n| at + n);
        out[at..end].fill(0);
    }
    for at in places(STAMP).map(|at| at + STAMP.len()) {
        let end = file.len().min(at + 16);
        out[at..end].fill(0);
    }
    for at in places(END) {
        out[at.saturating_sub(8)..at].fill(0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_made_a_file_does_not_count() {
        let file = |id: &str, stamp: &str, print: &str, code: &str| {
            format!("go object\nbuild id \"{id}\"\n$$B\noxigo.x\n{stamp}types{print}\n$$\n{code}").into_bytes()
        };
        let old = file("a/b", "0123456789abcdef", "01234567", "code");
        assert_eq!(compare(&old, &file("c/d", "fedcba9876543210", "76543210", "code")), None);
        assert_eq!(
            compare(&old, &file("a/b", "0123456789abcdef", "01234567", "cope")).unwrap().split(',').next(),
            Some("1 bytes differ")
        );
        assert!(compare(&old, &file("a/b", "0123456789abcdef", "01234567", "longer")).is_some());
    }
}

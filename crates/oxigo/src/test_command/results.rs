//! Results of tests in the cache. In: what a program was made from, its arguments, the log of what it
//! looked at. Out: what it printed then, if it passed and all it looked at is as it was.
//!
//! The look-up has two steps. Under the program and its arguments lies the log of its last run: variables
//! and files. Under that key together with their state of today lies the output. The same result is stored
//! under what the program was linked from and under what it holds, so that neither linking again nor
//! other inputs with the same outcome make a test run again. Authority: `go help test`, GOROOT
//! `cmd/go/internal/test/test.go`, `testing/internal/testdeps/deps.go`.

use base::hex;
use build::Cache;
use build::cache::ActionId;
use build::hashes::sha256;
use std::fmt::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The first line of a log.
const MAGIC: &[u8] = b"# test log\n";
/// A file younger than this may change once more without its time telling.
const REST: Duration = Duration::from_secs(2);
/// Flags that do not keep a result from being used again.
const CACHEABLE: [&str; 10] =
    ["benchtime", "cpu", "list", "parallel", "run", "short", "timeout", "failfast", "v", "fullpath"];

/// The results in a cache.
pub(super) struct Results<'a> {
    cache: &'a Cache,
    /// What the programs are called with.
    key: String,
    /// Older results do not count, in nanoseconds since 1970.
    expired: u64,
}

/// Where a test runs, and the tree whose files count.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) dir: &'a Path,
    pub(super) root: &'a Path,
}

/// Whether results of runs with these arguments may be used again.
pub(super) fn are_cacheable(args: &[String]) -> bool {
    args.iter().all(|arg| {
        let flag = arg.strip_prefix("-test.").and_then(|a| a.split_once('='));
        flag.is_some_and(|(name, _)| CACHEABLE.contains(&name))
    })
}

impl<'a> Results<'a> {
    /// Results of runs with these arguments, through the program that `-exec` names.
    pub(super) fn new(cache: &'a Cache, args: &[String], exec: &str) -> Results<'a> {
        let text = std::fs::read_to_string(cache.dir().join("testexpire.txt")).unwrap_or_default();
        let expired = text.strip_suffix('\n').and_then(|t| t.parse().ok()).unwrap_or(0);
        Results { cache, key: format!("args {args:?} exec {exec:?}"), expired }
    }

    /// The key of a program, named by what it was linked from or what it holds.
    /// `blocks` names what it is told of other packages.
    pub(super) fn key(&self, program: &str, blocks: &str) -> ActionId {
        let text = format!("oxigo test result 2\nprogram {program}\n{}\nblocks {blocks}\n", self.key);
        ActionId(sha256(text.as_bytes()))
    }

    /// What the program printed when it last passed, the time replaced.
    pub(super) fn get(&self, key: &ActionId, place: Place<'_>) -> Option<Vec<u8>> {
        let log = self.cache.get(key)?;
        let output = self.cache.get(&key.subkey(&inputs(&log.bytes, place)?))?;
        if output.stored < self.expired {
            return None;
        }
        with_mark(&output.bytes)
    }

    /// Stores what a program printed.
    pub(super) fn put(&self, keys: &[ActionId], log: &[u8], place: Place<'_>, output: &[u8]) {
        let Some(inputs) = inputs(log, place) else { return };
        for key in keys {
            // A result that cannot be stored is found anew.
            let _ = self.cache.put(key, log).and_then(|_| self.cache.put(&key.subkey(&inputs), output));
        }
    }
}

/// The output with `(cached)` for the time in its last line.
fn with_mark(output: &[u8]) -> Option<Vec<u8>> {
    let text = output.strip_suffix(b"\n")?;
    let last = text.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    let package = output[last..].strip_prefix(b"ok  \t")?;
    let tab = package.iter().position(|&b| b == b'\t')?;
    let (before, time) = output.split_at(output.len() - package.len() + tab + 1);
    let end = time.iter().position(|b| !matches!(b, b'0'..=b'9' | b'.' | b's')).unwrap_or(time.len());
    Some([before, b"(cached)", &time[end..]].concat())
}

/// The state of all that a log names, as the name of a key; `None` where that is not to be relied on.
fn inputs(log: &[u8], place: Place<'_>) -> Option<String> {
    let log = std::str::from_utf8(log.strip_prefix(MAGIC)?).ok()?;
    if !log.is_empty() && !log.ends_with('\n') {
        return None;
    }
    let mut dir = place.dir.to_owned();
    // The runtime reads this one itself.
    let mut text = format!("getenv GODEBUG {:?}\n", std::env::var_os("GODEBUG"));
    for line in log.lines().filter(|l| !l.is_empty()) {
        let (what, name) = line.split_once(' ')?;
        let path = build::gomod::join(&dir, name);
        let counts = path.starts_with(place.root);
        let state = match what {
            "getenv" => format!("{:?}", std::env::var_os(name)),
            "chdir" => {
                dir = PathBuf::from(name);
                looked_at(&path)
            }
            "stat" if counts => looked_at(&path),
            "open" if counts => opened(&path)?,
            "stat" | "open" => continue,
            _ => return None,
        };
        _ = writeln!(text, "{what} {name} {state}");
    }
    Some(format!("inputs:{}", hex(&sha256(text.as_bytes()))))
}

/// What `stat` and `lstat` tell of a file.
fn looked_at(path: &Path) -> String {
    format!("{} {}", state(std::fs::metadata(path)), state(std::fs::symlink_metadata(path)))
}

/// What reading a file or a directory may have told; `None` for a file that is too new.
fn opened(path: &Path) -> Option<String> {
    let meta = std::fs::metadata(path);
    let mut text = String::new();
    if let Ok(meta) = &meta {
        let age = meta.modified().ok().and_then(|t| SystemTime::now().duration_since(t).ok());
        if meta.is_file() && age.is_none_or(|age| age < REST) {
            return None;
        }
        if meta.is_dir() {
            let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
            let mut entries: Vec<String> =
                entries.map(|e| format!(" {:?} {}", e.file_name(), state(e.metadata()))).collect();
            entries.sort();
            text = entries.concat();
        }
    }
    Some(state(meta) + &text)
}

fn state(meta: std::io::Result<std::fs::Metadata>) -> String {
    match meta {
        Ok(m) => format!("{} {:o} {}.{}", m.size(), m.mode(), m.mtime(), m.mtime_nsec()),
        Err(e) => format!("error {:?}", e.kind()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_time_changes() {
        let cached = |text: &str| with_mark(text.as_bytes()).map(|b| String::from_utf8(b).unwrap());
        assert_eq!(cached("ok  \tp\t0.01s\n").as_deref(), Some("ok  \tp\t(cached)\n"));
        let noisy = "=== RUN   A\nPASS\nok  \tp\t0.01s [no tests to run]\n";
        assert_eq!(cached(noisy).as_deref(), Some("=== RUN   A\nPASS\nok  \tp\t(cached) [no tests to run]\n"));
        assert_eq!((cached("FAIL\n"), cached("ok  \tp\t0.01s"), cached("")), (None, None, None));
    }

    #[test]
    fn files_and_variables_decide() {
        let dir = tempfile::tempdir().unwrap();
        let place = Place { dir: dir.path(), root: dir.path() };
        let file = dir.path().join("data");
        let key = |log: &str| inputs(format!("# test log\n{log}").as_bytes(), place);
        let write = |text: &str| {
            std::fs::write(&file, text).unwrap();
            let old = SystemTime::now() - Duration::from_secs(60);
            std::fs::File::options().append(true).open(&file).unwrap().set_modified(old).unwrap();
        };
        write("one");
        let (open, stat) = (key("open data\n"), key("getenv HOME\nstat data\n"));
        assert!(open.is_some() && stat.is_some() && open == key("open data\n"));
        write("three");
        assert!(open != key("open data\n") && stat != key("getenv HOME\nstat data\n"));
        std::fs::write(&file, "new").unwrap();
        assert_eq!(key("open data\n"), None);
        assert!(key("open /etc/passwd\n") == key("") && key("read x\n").is_none() && key("open data").is_none());
    }

    #[test]
    fn some_flags_keep_results_from_being_used() {
        let are = |args: &[&str]| are_cacheable(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>());
        assert!(are(&[]) && are(&["-test.run=X", "-test.timeout=10m0s"]));
        assert!(!are(&["-test.count=1"]) && !are(&["-test.run=X", "x"]) && !are(&["-v=true"]));
    }
}

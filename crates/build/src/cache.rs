//! The build cache: results by what they were made from. In: an [`ActionId`], a hash over
//! everything a result depends on. Out: the bytes that were stored under it.
//!
//! Layout and file forms are those of the official cache, so that both can share a directory:
//! `xx/<id>-a` is one line naming an output by its SHA-256, `xx/<hash>-d` is that output, `xx`
//! the first two digits. A file appears by a rename, so that readers never see half of one; an
//! output is only handed out after its hash was checked (once, as long as the file is not
//! touched: `hashes`), so that a damaged one is as good as absent and made again. Authority: GOROOT `cmd/go/internal/cache/cache.go`.

use crate::hashes::{Hashes, sha256};
use base::hex;
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a result was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ActionId(pub [u8; 32]);

impl ActionId {
    /// The id of something else that belongs to the same action, such as its messages.
    pub fn subkey(&self, name: &str) -> ActionId {
        let mut hash = Sha256::new();
        hash.update(b"subkey:");
        hash.update(self.0);
        hash.update(name.as_bytes());
        ActionId(hash.finalize().into())
    }
    /// The form in build ids: 20 characters.
    pub fn text(&self) -> String {
        objtool::buildid::hash_text(&self.0)
    }
}

/// A cache directory.
#[derive(Debug)]
pub struct Cache {
    dir: PathBuf,
    /// Entries that were not used for so long are removed.
    kept: Duration,
    temporaries: AtomicU64,
    hashes: Hashes,
}

/// An output in the cache whose hash was checked.
#[derive(Debug)]
pub struct Output {
    /// Its file.
    pub file: PathBuf,
    /// Its bytes.
    pub bytes: goobj::MappedFile,
    /// When it was stored under this id, in nanoseconds since 1970.
    pub stored: u64,
}

/// Why there is no cache.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// `GOCACHE=off`.
    #[error("build cache is disabled by GOCACHE=off, but required as of Go 1.12")]
    Off,
    /// No directory is known.
    #[error("build cache is required, but could not be located: {0}")]
    Unknown(String),
    /// The directory cannot be made or written.
    #[error("failed to initialize build cache at {path}: {reason}")]
    Unusable {
        /// The directory.
        path: String,
        /// What the system said.
        reason: String,
    },
}

const README: &str = "This directory holds cached build artifacts from the Go build system.\n\
Run \"go clean -cache\" if the directory is getting too large.\n\
Run \"go clean -fuzzcache\" to delete the fuzz cache.\n\
See golang.org to learn more about Go.\n";

/// How old the time of use of an entry may get before it is set anew.
const USE_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How often old entries are looked for.
const TRIM_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);
/// Entries of builds that were not used for so long are removed.
const TRIM_LIMIT: Duration = Duration::from_secs(5 * 24 * 60 * 60);
/// Length of an entry's line: `v1 <64> <64> <20> <20>\n`.
const ENTRY_LEN: usize = 2 + 1 + 64 + 1 + 64 + 1 + 20 + 1 + 20 + 1;

/// The line of an entry.
struct Entry {
    output: [u8; 32],
    size: u64,
    stored: u64,
}

impl Cache {
    /// Opens the directory that the environment names, making it if need be.
    pub fn open(dir: &str) -> Result<Cache, CacheError> {
        Cache::open_keeping(dir, TRIM_LIMIT)
    }
    /// A directory of that form for something else than builds, in which entries may stay
    /// unused for so long.
    pub fn open_keeping(dir: &str, kept: Duration) -> Result<Cache, CacheError> {
        if dir == "off" {
            return Err(CacheError::Off);
        }
        if dir.is_empty() {
            return Err(CacheError::Unknown(
                "GOCACHE is not defined and neither $XDG_CACHE_HOME nor $HOME are defined".to_owned(),
            ));
        }
        if !dir.starts_with('/') {
            return Err(CacheError::Unknown("GOCACHE is not an absolute path".to_owned()));
        }
        let path = PathBuf::from(dir);
        let unusable =
            |e: io::Error| CacheError::Unusable { path: dir.to_owned(), reason: crate::io_text("mkdir", &path, &e) };
        std::fs::create_dir_all(&path).map_err(unusable)?;
        let readme = path.join("README");
        if !readme.exists() {
            // A cache that cannot be written is one to read from.
            let _ = std::fs::write(&readme, README);
            // Programs look at the folders to see that there is a cache.
            (0..=255u8).for_each(|n| _ = std::fs::create_dir(path.join(hex(&[n]))));
        }
        let hashes = Hashes::open(&path);
        Ok(Cache { dir: path, kept, temporaries: AtomicU64::new(0), hashes })
    }
    /// Its directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
    /// The file of an entry (`a`) or an output (`d`).
    fn path(&self, hash: &[u8; 32], kind: char) -> PathBuf {
        let name = hex(hash);
        self.dir.join(&name[..2]).join(format!("{name}-{kind}"))
    }
    /// The output stored under an id. Absent, damaged and unreadable ones are all `None`.
    pub fn get(&self, id: &ActionId) -> Option<Output> {
        let entry_file = self.path(&id.0, 'a');
        let entry = parse_entry(&std::fs::read(&entry_file).ok()?, id)?;
        let file = self.path(&entry.output, 'd');
        let bytes = goobj::MappedFile::open(&file).ok()?;
        let is_known = self.hashes.is_known(&file, &entry.output);
        let right = bytes.len() as u64 == entry.size && (is_known || sha256(&bytes) == entry.output);
        if !right {
            // Nobody else should stumble over it; whoever makes the output again stores it again.
            let _ = std::fs::remove_file(&file);
            return None;
        }
        used(&entry_file);
        used(&file);
        if !is_known {
            self.hashes.set(&file, entry.output);
        }
        Some(Output { file, bytes, stored: entry.stored })
    }
    /// Stores an output under an id; returns its file.
    pub fn put(&self, id: &ActionId, bytes: &[u8]) -> io::Result<PathBuf> {
        let output = sha256(bytes);
        let file = self.path(&output, 'd');
        let there = std::fs::metadata(&file).is_ok_and(|m| m.len() == bytes.len() as u64)
            && std::fs::read(&file).is_ok_and(|old| old == bytes);
        if !there {
            self.write(&file, bytes)?;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        self.hashes.set(&file, output);
        let line = format!("v1 {} {} {:20} {now:20}\n", hex(&id.0), hex(&output), bytes.len());
        self.write(&self.path(&id.0, 'a'), line.as_bytes())?;
        Ok(file)
    }
    /// What is known of files that did not change.
    pub fn hashes(&self) -> &Hashes {
        &self.hashes
    }
    /// Where an output with these bytes lies, whether or not it is there.
    pub fn place_of(&self, bytes: &[u8]) -> PathBuf {
        self.path(&sha256(bytes), 'd')
    }
    /// Writes a file under a name of its own and renames it.
    pub(crate) fn write(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let folder = file.parent().unwrap_or(&self.dir);
        let number = self.temporaries.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!("tmp-{}-{number}", std::process::id()));
        let write = || {
            let mut out = match std::fs::File::create(&temporary) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => {
                    std::fs::create_dir_all(folder)?;
                    std::fs::File::create(&temporary)?
                }
                other => other?,
            };
            out.write_all(bytes)?;
            drop(out);
            std::fs::rename(&temporary, file)
        };
        write().map_err(|e| {
            let _ = std::fs::remove_file(&temporary);
            io::Error::new(e.kind(), crate::io_text("write", file, &e))
        })
    }
    /// Removes what was not used for days, once a day.
    pub fn trim(&self) {
        let now = SystemTime::now();
        let mark = self.dir.join("trim.txt");
        let last = std::fs::read_to_string(&mark).ok().and_then(|t| t.trim().parse::<u64>().ok());
        let age = last.and_then(|s| now.duration_since(UNIX_EPOCH + Duration::from_secs(s)).ok());
        if age.is_some_and(|age| age < TRIM_INTERVAL) {
            return;
        }
        for folder in self.folders() {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            for entry in entries {
                let old = entry
                    .metadata()
                    .and_then(|m| m.modified())
                    .is_ok_and(|t| now.duration_since(t).is_ok_and(|age| age > self.kept + USE_INTERVAL));
                if old {
                    let _ = std::fs::remove_file(entry.path());
                }
            }
        }
        let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let _ = std::fs::write(mark, seconds.to_string());
    }
    /// The folders `00` to `ff` that exist.
    pub fn folders(&self) -> Vec<PathBuf> {
        folders(&self.dir)
    }
}

/// The folders `00` to `ff` that exist in a cache directory.
pub fn folders(dir: &Path) -> Vec<PathBuf> {
    (0..256).map(|i| dir.join(format!("{i:02x}"))).filter(|f| f.is_dir()).collect()
}

fn parse_entry(line: &[u8], id: &ActionId) -> Option<Entry> {
    let text = std::str::from_utf8(line).ok().filter(|t| t.len() == ENTRY_LEN && t.ends_with('\n'))?;
    let mut fields = text.split_ascii_whitespace();
    let (version, key, output) = (fields.next()?, fields.next()?, fields.next()?);
    let size = fields.next()?.parse().ok()?;
    let stored = fields.next()?.parse::<u64>().ok()?;
    let right = version == "v1" && unhex(key)? == id.0;
    right.then_some(Entry { output: unhex(output)?, size, stored })
}

/// Sets the time of a file to now, unless that was done recently.
fn used(file: &Path) {
    let now = SystemTime::now();
    let modified = std::fs::metadata(file).and_then(|m| m.modified());
    if modified.is_ok_and(|t| now.duration_since(t).is_ok_and(|age| age < USE_INTERVAL)) {
        return;
    }
    if let Ok(f) = std::fs::File::options().append(true).open(file) {
        let _ = f.set_modified(now);
    }
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (i, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ActionId {
        ActionId(sha256(text.as_bytes()))
    }

    fn cache() -> (tempfile::TempDir, Cache) {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path().to_str().unwrap()).unwrap();
        (dir, cache)
    }

    #[test]
    fn what_is_put_can_be_got() {
        let (_dir, cache) = cache();
        assert!(cache.get(&id("a")).is_none());
        let file = cache.put(&id("a"), b"contents").unwrap();
        assert_eq!(cache.put(&id("b"), b"contents").unwrap(), file);
        assert_eq!(cache.get(&id("a")).unwrap().bytes[..], *b"contents");
        assert!(cache.get(&id("a").subkey("stdout")).is_none());
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(name, format!("{}-d", hex(&sha256(b"contents"))));
    }

    #[test]
    fn damage_is_absence() {
        let (_dir, cache) = cache();
        let file = cache.put(&id("a"), b"contents").unwrap();
        for damaged in [&b"contentz"[..], b"conten", b""] {
            std::fs::write(&file, damaged).unwrap();
            assert!(cache.get(&id("a")).is_none());
            cache.put(&id("a"), b"contents").unwrap();
            assert_eq!(cache.get(&id("a")).unwrap().bytes[..], *b"contents");
        }
        let entry = cache.path(&id("a").0, 'a');
        let line = std::fs::read(&entry).unwrap();
        for cut in 0..line.len() {
            std::fs::write(&entry, &line[..cut]).unwrap();
            assert!(cache.get(&id("a")).is_none(), "{cut}");
        }
        std::fs::write(&entry, &line).unwrap();
        assert!(cache.get(&id("a")).is_some());
        // An entry under another's name does not count.
        std::fs::create_dir_all(cache.path(&id("b").0, 'a').parent().unwrap()).unwrap();
        std::fs::copy(&entry, cache.path(&id("b").0, 'a')).unwrap();
        assert!(cache.get(&id("b")).is_none());
    }

    #[test]
    fn old_entries_go_once_a_day() {
        let (dir, cache) = cache();
        let old = cache.put(&id("a"), b"old").unwrap();
        let new = cache.put(&id("b"), b"new").unwrap();
        let before = SystemTime::now() - Duration::from_secs(6 * 24 * 3600);
        std::fs::File::options().append(true).open(&old).unwrap().set_modified(before).unwrap();
        cache.trim();
        assert!(!old.exists() && new.exists());
        cache.put(&id("a"), b"old").unwrap();
        std::fs::File::options().append(true).open(&old).unwrap().set_modified(before).unwrap();
        cache.trim();
        assert!(old.exists(), "only once a day");
        std::fs::write(dir.path().join("trim.txt"), "1").unwrap();
        cache.trim();
        assert!(!old.exists());
    }

    #[test]
    fn places_that_are_none() {
        assert!(matches!(Cache::open("off"), Err(CacheError::Off)));
        assert!(matches!(Cache::open("relative"), Err(CacheError::Unknown(_))));
        assert!(matches!(Cache::open("/dev/null/x"), Err(CacheError::Unusable { .. })));
    }
}

//! Hashes of files that have not changed since they were last read. In: paths. Out: SHA-256 of
//! what they hold, from the table of earlier builds where a file's inode, size and times are those
//! it had then.
//!
//! A file that was changed less than two seconds before it was hashed is not remembered: it may be
//! changed again without its time telling. The table is one file in the cache, replaced
//! by a rename; what is damaged, and what another version wrote, is no table at all.

use base::bytes::{ByteReader, ByteWriter};
use base::seen::{self, State, rests, state};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

const MAGIC: &[u8; 16] = b"oxigo files 1\0\0\0";
/// Rows of files that were not asked for are dropped when there are more than this.
const MAX_ROWS: usize = 50_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    state: State,
    hash: [u8; 32],
}

/// The table.
#[derive(Debug)]
pub struct Hashes {
    file: PathBuf,
    /// Rows of earlier builds, by path.
    old: BTreeMap<PathBuf, Row>,
    /// What was asked for.
    now: Mutex<BTreeMap<PathBuf, Row>>,
}

impl Hashes {
    /// The table in a cache directory.
    pub fn open(cache: &Path) -> Hashes {
        let file = cache.join("oxigo-files");
        let old = std::fs::read(&file).ok().and_then(|bytes| decode(&bytes)).unwrap_or_default();
        Hashes { file, old, now: Mutex::default() }
    }
    /// The hash of a file.
    pub fn of(&self, path: &Path) -> io::Result<[u8; 32]> {
        let before = seen::of_file(path)?;
        let row = Row { state: state(&before), hash: [0; 32] };
        if let Some(known) = self.old.get(path).filter(|known| known.state == row.state) {
            self.note(path, *known);
            return Ok(known.hash);
        }
        let now = SystemTime::now();
        let hash = sha256(&seen::read(path)?);
        if rests(&before, now) {
            self.note(path, Row { hash, ..row });
        }
        Ok(hash)
    }
    /// Whether a file of the cache holds what `hash` says, as far as that is known without
    /// reading it.
    pub fn is_known(&self, path: &Path, hash: &[u8; 32]) -> bool {
        let same = |meta: std::fs::Metadata| {
            self.old.get(path).filter(|row| row.hash == *hash && row.state == state(&meta)).copied()
        };
        let row = std::fs::metadata(path).ok().and_then(same);
        if let Some(row) = row {
            self.note(path, row);
        }
        row.is_some()
    }
    /// Remembers the hash of a file of the cache, where files are never changed in place.
    pub fn set(&self, path: &Path, hash: [u8; 32]) {
        if let Ok(meta) = std::fs::metadata(path) {
            self.note(path, Row { state: state(&meta), hash });
        }
    }
    fn note(&self, path: &Path, row: Row) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), row);
    }
    /// Writes the table, if it has changed. It is only there to save time: errors are none.
    pub fn save(&self) {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.iter().all(|(path, row)| self.old.get(path) == Some(row)) {
            return;
        }
        let mut rows = now.clone();
        if self.old.len() <= MAX_ROWS {
            let rest = self.old.iter().filter(|(path, _)| !now.contains_key(*path));
            rows.extend(rest.map(|(path, row)| (path.clone(), *row)));
        }
        let temporary = self.file.with_extension(std::process::id().to_string());
        let written = std::fs::write(&temporary, encode(&rows)).and_then(|()| std::fs::rename(&temporary, &self.file));
        if written.is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
    }
}

fn encode(rows: &BTreeMap<PathBuf, Row>) -> Vec<u8> {
    let mut w = ByteWriter::new();
    for (path, row) in rows {
        let path = path.as_os_str().as_bytes();
        w.u32(path.len() as u32);
        w.bytes(path);
        row.state.iter().for_each(|&n| w.u64(n));
        w.bytes(&row.hash);
    }
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&crc32fast::hash(&w.buf).to_le_bytes());
    out.extend_from_slice(&w.buf);
    out
}

fn decode(bytes: &[u8]) -> Option<BTreeMap<PathBuf, Row>> {
    let mut r = ByteReader::new(bytes);
    let right = r.take(MAGIC.len())? == MAGIC && r.u32()? == crc32fast::hash(r.rest());
    let mut out = BTreeMap::new();
    while right && !r.rest().is_empty() {
        let len = usize::try_from(r.u32()?).ok()?;
        let path = PathBuf::from(std::ffi::OsStr::from_bytes(r.take(len)?));
        let mut row = Row { state: [0; 7], hash: [0; 32] };
        for n in &mut row.state {
            *n = r.u64()?;
        }
        row.hash = r.take(32)?.try_into().ok()?;
        out.insert(path, row);
    }
    right.then_some(out)
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn write(path: &Path, text: &str, age: u64) {
        std::fs::write(path, text).unwrap();
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
    }

    #[test]
    fn tables_are_written_and_read() {
        let row = |n: u8| Row { state: [u64::from(n); 7], hash: [n; 32] };
        let rows: BTreeMap<PathBuf, Row> = [("/a b".into(), row(1)), ("/c".into(), row(2))].into();
        let bytes = encode(&rows);
        assert_eq!(decode(&bytes), Some(rows));
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn files_that_changed_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x");
        write(&file, "one", 3600);
        let table = Hashes::open(dir.path());
        assert_eq!(table.of(&file).unwrap(), sha256(b"one"));
        // Its status was changed just now, so that it is not remembered.
        assert!(table.now.lock().unwrap().is_empty());
        table.set(&file, sha256(b"remembered"));
        table.save();
        let table = Hashes::open(dir.path());
        assert_eq!(table.of(&file).unwrap(), sha256(b"remembered"));
        assert!(table.is_known(&file, &sha256(b"remembered")) && !table.is_known(&file, &sha256(b"one")));
        write(&file, "two", 3600);
        assert_eq!(table.of(&file).unwrap(), sha256(b"two"));
        assert!(!table.is_known(&file, &sha256(b"remembered")));
        assert!(table.of(&dir.path().join("absent")).is_err());
    }
}

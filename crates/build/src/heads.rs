//! What the heads of files say, from the table of earlier builds where a file's inode, size and times are those it had
//! then. In: paths. Out: [`Facts`]. Most of the time of a build that has nothing to do would otherwise go into reading
//! the files of the library again.
//!
//! The table is one file in the cache, replaced by a rename. Only the binary that wrote it reads it, since what is
//! in it is our parser's work; what is damaged is no table at all. As with [`crate::hashes`], a file that was
//! changed within the last two seconds is not remembered.
//!
//! | part | holds |
//! |---|---|
//! | mark | 16 bytes, then the 16 of the binary's stamp |
//! | check | CRC-32 of all that follows |
//! | index | number of rows; for each, in order, hash of its path and where it begins |
//! | rows | path, state, facts |

use crate::context::Head;
use crate::hashes::sha256;
use crate::scan::{At, Facts, GoHead, facts};
use base::bytes::{ByteReader, ByteWriter};
use base::seen::{State, rests, state};
use base::{FxHashMap, Interner, seen};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

const MAGIC: &[u8; 16] = b"oxigo heads 1\0\0\0";
/// Bytes before the index: mark, stamp, check.
const PREFIX: usize = 16 + 16 + 4;
/// Bytes of a row of the index.
const ENTRY: usize = 8 + 4;
/// Older rows are dropped when there are more than this.
const MAX_ROWS: usize = 50_000;

/// The heads of files; without a table by default.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    table: Option<Arc<Table>>,
}

#[derive(Debug)]
struct Table {
    file: PathBuf,
    stamp: [u8; 16],
    /// The table of earlier builds, empty where there is none.
    old: Vec<u8>,
    /// What had to be read, by path: the row without the path.
    new: Mutex<FxHashMap<PathBuf, Vec<u8>>>,
}

impl Heads {
    /// The table in a cache directory, as the binary with this stamp wrote it.
    pub fn open(cache: &Path, stamp: [u8; 16]) -> Heads {
        let file = cache.join("oxigo-heads");
        let old = std::fs::read(&file).ok().filter(|bytes| is_whole(bytes, &stamp)).unwrap_or_default();
        Heads { table: Some(Arc::new(Table { file, stamp, old, new: Mutex::default() })) }
    }

    /// What the head of a file says.
    pub(crate) fn of(&self, path: &Path, interner: &Interner) -> io::Result<Facts> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(table) = &self.table else { return Ok(facts(&name, seen::read(path)?, interner)) };
        let meta = seen::of_file(path)?;
        let now = state(&meta);
        if let Some(known) = table.known(path, &now) {
            return Ok(known);
        }
        let time = SystemTime::now();
        let facts = facts(&name, seen::read(path)?, interner);
        if rests(&meta, time) {
            let mut row = ByteWriter::new();
            now.iter().for_each(|&n| row.u64(n));
            write_facts(&mut row, &facts);
            table.new.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), row.buf);
        }
        Ok(facts)
    }

    /// Writes the table, if anything is new. It is only there to save time: errors are none.
    pub fn save(&self) {
        let Some(table) = &self.table else { return };
        let new = std::mem::take(&mut *table.new.lock().unwrap_or_else(PoisonError::into_inner));
        if new.is_empty() {
            return;
        }
        let mut rows: FxHashMap<&Path, &[u8]> = FxHashMap::default();
        if count(&table.old) <= MAX_ROWS {
            rows.extend((0..count(&table.old)).filter_map(|i| row(&table.old, i)));
        }
        rows.extend(new.iter().map(|(path, row)| (path.as_path(), row.as_slice())));
        let bytes = encode(&table.stamp, rows);
        let temporary = table.file.with_extension(std::process::id().to_string());
        let written = std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, &table.file));
        if written.is_err() {
            let _ = std::fs::remove_file(&temporary);
        }
    }
}

impl Table {
    /// The row of a file that has not changed since.
    fn known(&self, path: &Path, now: &State) -> Option<Facts> {
        let hash = path_hash(path);
        let (mut low, mut high) = (0, count(&self.old));
        while low < high {
            let middle = low.midpoint(high);
            if entry(&self.old, middle)?.0 < hash { low = middle + 1 } else { high = middle }
        }
        for i in low.. {
            if entry(&self.old, i)?.0 != hash {
                return None;
            }
            let (name, rest) = row(&self.old, i)?;
            let mut reader = ByteReader::new(rest);
            if name == path && now.iter().all(|&n| reader.u64() == Some(n)) {
                return read_facts(&mut reader);
            }
        }
        None
    }
}

fn path_hash(path: &Path) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = sha256(path.as_os_str().as_bytes());
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

fn is_whole(bytes: &[u8], stamp: &[u8; 16]) -> bool {
    let mut r = ByteReader::new(bytes);
    let is_ours = r.take(16) == Some(MAGIC) && r.take(16) == Some(stamp);
    is_ours && r.u32() == Some(crc32fast::hash(r.rest()))
}

/// The number of rows.
fn count(bytes: &[u8]) -> usize {
    ByteReader::at(bytes, PREFIX).u32().map_or(0, |n| n as usize)
}

/// A row of the index.
fn entry(bytes: &[u8], i: usize) -> Option<(u64, usize)> {
    if i >= count(bytes) {
        return None;
    }
    let mut r = ByteReader::at(bytes, PREFIX + 4 + i * ENTRY);
    Some((r.u64()?, r.u32()? as usize))
}

/// The path of a row and what follows.
fn row(bytes: &[u8], i: usize) -> Option<(&Path, &[u8])> {
    let mut r = ByteReader::at(bytes, entry(bytes, i)?.1);
    let path = take(&mut r)?;
    Some((Path::new(std::ffi::OsStr::from_bytes(path)), take(&mut r)?))
}

fn encode(stamp: &[u8; 16], rows: FxHashMap<&Path, &[u8]>) -> Vec<u8> {
    let mut rows: Vec<(u64, &Path, &[u8])> = rows.into_iter().map(|(path, row)| (path_hash(path), path, row)).collect();
    rows.sort_unstable();
    let (mut index, mut body) = (ByteWriter::new(), ByteWriter::new());
    index.u32(rows.len() as u32);
    let first = PREFIX + 4 + rows.len() * ENTRY;
    for (hash, path, row) in rows {
        index.u64(hash);
        index.u32((first + body.len()) as u32);
        put(&mut body, path.as_os_str().as_bytes());
        put(&mut body, row);
    }
    index.bytes(&body.buf);
    let check = crc32fast::hash(&index.buf).to_le_bytes();
    [MAGIC, &stamp[..], &check, &index.buf].concat()
}

fn write_facts(w: &mut ByteWriter, facts: &Facts) {
    match &facts.head {
        Err(message) => {
            w.u8(1);
            put(w, message.as_bytes());
        }
        Ok(head) => {
            w.u8(0);
            put_list(w, head.go_build.as_slice(), |w, line| put(w, line.as_bytes()));
            put_list(w, &head.plus_build, |w, line| put(w, line.as_bytes()));
            put_list(w, &head.debug, |w, (text, line)| {
                put(w, text.as_bytes());
                w.uvarint(u64::from(*line));
            });
        }
    }
    put_list(w, facts.go.as_slice(), |w, go| {
        put(w, go.package.as_bytes());
        put_list(w, &go.imports, |w, (text, at)| put_placed(w, text, *at));
        put_list(w, &go.embeds, |w, (text, at)| put_placed(w, text, *at));
        put_list(w, go.error.as_slice(), |w, (at, text)| put_placed(w, text, *at));
    });
}

fn read_facts(r: &mut ByteReader<'_>) -> Option<Facts> {
    let head = match r.u8()? {
        0 => Ok(Head {
            go_build: list(r, text)?.pop(),
            plus_build: list(r, text)?,
            debug: list(r, |r| Some((text(r)?, number(r)?)))?,
        }),
        _ => Err(text(r)?),
    };
    let go = list(r, |r| {
        let (package, imports, embeds) = (text(r)?, list(r, placed)?, list(r, placed)?);
        let error = list(r, placed)?.pop().map(|(text, at)| (at, text));
        Some(GoHead { package, imports, embeds, error })
    });
    Some(Facts { head, go: go?.pop() })
}

fn put(w: &mut ByteWriter, bytes: &[u8]) {
    w.uvarint(bytes.len() as u64);
    w.bytes(bytes);
}

fn put_placed(w: &mut ByteWriter, text: &str, (line, column): At) {
    put(w, text.as_bytes());
    w.uvarint(u64::from(line));
    w.uvarint(u64::from(column));
}

fn put_list<T>(w: &mut ByteWriter, items: &[T], mut each: impl FnMut(&mut ByteWriter, &T)) {
    w.uvarint(items.len() as u64);
    items.iter().for_each(|item| each(w, item));
}

fn take<'a>(r: &mut ByteReader<'a>) -> Option<&'a [u8]> {
    let len = usize::try_from(r.uvarint()?).ok()?;
    r.take(len)
}

fn text(r: &mut ByteReader<'_>) -> Option<String> {
    String::from_utf8(take(r)?.to_vec()).ok()
}

fn number(r: &mut ByteReader<'_>) -> Option<u32> {
    u32::try_from(r.uvarint()?).ok()
}

fn placed(r: &mut ByteReader<'_>) -> Option<(String, At)> {
    Some((text(r)?, (number(r)?, number(r)?)))
}

fn list<T>(r: &mut ByteReader<'_>, mut each: impl FnMut(&mut ByteReader<'_>) -> Option<T>) -> Option<Vec<T>> {
    (0..r.uvarint()?).map(|_| each(r)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const STAMP: [u8; 16] = [7; 16];

    fn write(path: &Path, text: &str) {
        std::fs::write(path, text).unwrap();
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(3600)).unwrap();
    }

    fn read(heads: &Heads, path: &Path) -> Facts {
        heads.of(path, &Interner::new()).unwrap()
    }

    /// Puts a row into the table that no reading would give, so that it shows where facts come from.
    fn plant(heads: &Heads, path: &Path, facts: &Facts) {
        let mut row = ByteWriter::new();
        state(&std::fs::metadata(path).unwrap()).iter().for_each(|&n| row.u64(n));
        write_facts(&mut row, facts);
        heads.table.as_ref().unwrap().new.lock().unwrap().insert(path.to_owned(), row.buf);
        heads.save();
    }

    #[test]
    fn facts_are_written_and_read() {
        let texts = [
            "//go:build linux\n//go:debug a=1\n\npackage p\n\nimport (\n\t\"a\"\n\t_ \"embed\"\n)\n\n//go:embed x \"y z\"\nvar v string\n",
            "// +build ignore\n// +build !b\n\npackage p // é\n",
            "//go:build a\n//go:build b\npackage p\n",
            "package p\nimport a\n",
            "",
        ];
        for text in texts {
            for name in ["a.go", "a.s"] {
                let facts = facts(name, text.as_bytes().to_vec(), &Interner::new());
                let mut w = ByteWriter::new();
                write_facts(&mut w, &facts);
                assert_eq!(read_facts(&mut ByteReader::new(&w.buf)).as_ref(), Some(&facts));
                for cut in 0..w.len() {
                    assert_ne!(read_facts(&mut ByteReader::new(&w.buf[..cut])), Some(facts.clone()), "{cut}");
                }
            }
        }
    }

    #[test]
    fn files_that_changed_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("one.go"), dir.path().join("two.go"));
        write(&one, "package one\n");
        write(&two, "package two\n");
        let planted = Facts { head: Err("planted".into()), go: None };
        plant(&Heads::open(dir.path(), STAMP), &one, &planted);
        let heads = Heads::open(dir.path(), STAMP);
        assert_eq!(read(&heads, &one), planted);
        assert_eq!(read(&heads, &two).go.unwrap().package, "two");
        // Another binary trusts none of it, and neither does this one when the file is another.
        assert_eq!(read(&Heads::open(dir.path(), [8; 16]), &one).go.unwrap().package, "one");
        plant(&heads, &two, &planted);
        let heads = Heads::open(dir.path(), STAMP);
        assert_eq!((read(&heads, &one), read(&heads, &two)), (planted.clone(), planted));
        write(&one, "package new\n");
        assert_eq!(read(&heads, &one).go.unwrap().package, "new");
    }

    #[test]
    fn damaged_tables_are_none() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("one.go");
        write(&file, "package one\n");
        plant(&Heads::open(dir.path(), STAMP), &file, &Facts { head: Err("planted".into()), go: None });
        let table = dir.path().join("oxigo-heads");
        let whole = std::fs::read(&table).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            for bytes in [&damaged[..], &whole[..at]] {
                std::fs::write(&table, bytes).unwrap();
                assert_eq!(read(&Heads::open(dir.path(), STAMP), &file).go.unwrap().package, "one", "{at}");
            }
        }
    }
}

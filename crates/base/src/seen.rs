//! What a run has seen of the file system, so that a later run can tell whether it would see the same. In: the
//! questions of whoever finds out what is to be built, asked through the functions here instead of those of
//! [`std::fs`]. Out: [`Seen`], one [`Fact`] per path and kind of question.
//!
//! Nothing is noted unless [`begin`] was called, and nothing but [`end`] reads what was noted: no answer depends on it.
//! So the one record of the process, like the place that a panic's hook keeps (`bug`), is not a state that anything is
//! computed from, and the many places that ask need not be handed it.
//!
//! * Each fact is taken *before* the contents are read that it stands for. What changes in between is noticed later, since the fact is of before.
//! * A file or folder that was changed less than two seconds before may be changed again without its times telling
//!   (clocks tick). Its fact holds a hash of what was read as well.
//! * Two answers to one question that differ, and errors other than that something is absent, spoil the record:
//!   there is no later run to which it would say anything.
//!
//! Builds with debug assertions leave out facts that [`LEFT_OUT`] names, so that tests can show that it is noticed.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{DirEntry, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How long a file must have rested for its times to tell whether it was changed since.
const REST: Duration = Duration::from_secs(2);

/// The variable that names facts to be left out: their kind, a colon, the end of their paths (`File:/go.mod`).
pub const LEFT_OUT: &str = "OXIGO_LEAVE_OUT";

/// What tells that a file was not changed: device, inode, size, time of change of contents and of
/// status in seconds and nanoseconds.
pub type State = [u64; 7];

/// What tells that a thing is still the same, whatever became of its contents: device, inode, mode, user, group.
pub type Identity = [u64; 5];

/// SHA-256.
pub type Hash = [u8; 32];

/// What was seen at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Nothing, or a link that leads nowhere.
    Absent,
    /// Not even a link.
    NoEntry,
    /// Something, of which no more was asked than what it is.
    Thing(Identity),
    /// The same without following a link.
    Link(Identity),
    /// A file, with a hash if it was young.
    File(State, Option<Hash>),
    /// A folder, with a hash of its entries' names and kinds if it was young.
    Folder(State, Option<Hash>),
    /// Where it really lies.
    Real(PathBuf),
    /// A link that leads to this text.
    Target(PathBuf),
}

impl Fact {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Fact::Absent => "Absent",
            Fact::NoEntry => "NoEntry",
            Fact::Thing(_) => "Thing",
            Fact::Link(_) => "Link",
            Fact::File(..) => "File",
            Fact::Folder(..) => "Folder",
            Fact::Real(_) => "Real",
            Fact::Target(_) => "Target",
        }
    }
}

/// Which question a fact answers. Several may be asked of one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Thing,
    Link,
    File,
    Folder,
    Real,
    Target,
}

/// What a record holds for one question.
#[derive(Clone, Debug)]
struct Row {
    fact: Fact,
    /// Whether the fact tells of changes.
    is_firm: bool,
    /// Of a folder, the hash of its entries, whether or not the fact needs it.
    entries: Option<Hash>,
}

/// What was seen, in order of paths.
pub type Seen = Vec<(PathBuf, Fact)>;

/// A record of questions and answers.
#[derive(Debug, Default)]
struct Record {
    rows: BTreeMap<(PathBuf, Question), Row>,
    /// Why it is of no use.
    spoilt: Option<String>,
}

static IS_ON: AtomicBool = AtomicBool::new(false);
static RECORD: Mutex<Option<Record>> = Mutex::new(None);

/// Begins a record.
pub fn begin() {
    *lock() = Some(Record::default());
    IS_ON.store(true, Ordering::Release);
}

/// Ends the record. The error says why it is of no use.
pub fn end() -> Result<Seen, String> {
    IS_ON.store(false, Ordering::Release);
    lock().take().ok_or_else(|| "nothing was recorded".to_owned())?.finish()
}

/// Says that an answer depends on what no fact tells.
pub fn spoil(why: impl Into<String>) {
    note(|record| _ = record.spoilt.get_or_insert(why.into()));
}

fn lock() -> std::sync::MutexGuard<'static, Option<Record>> {
    RECORD.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note(what: impl FnOnce(&mut Record)) {
    if IS_ON.load(Ordering::Acquire)
        && let Some(record) = &mut *lock()
    {
        what(record);
    }
}

/// Whether there is a record.
pub fn is_on() -> bool {
    IS_ON.load(Ordering::Acquire)
}

/// [`std::fs::read`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    if !is_on() {
        return std::fs::read(path);
    }
    let before = std::fs::metadata(path);
    let now = SystemTime::now();
    let bytes = std::fs::read(path);
    note(|record| match (&before, &bytes) {
        (Ok(meta), Ok(bytes)) => {
            let hash = (!rests(meta, now)).then(|| sha256(bytes));
            record.add(path, Question::File, Fact::File(state(meta), hash), true);
        }
        (Err(e), Err(_)) => record.error(path, Question::File, e),
        _ => record.spoil(path, "came or went, or cannot be read"),
    });
    bytes
}

/// [`std::fs::read_to_string`].
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "stream did not contain valid UTF-8");
    String::from_utf8(read(path)?).map_err(not_text)
}

/// What the system says of a file whose contents an answer depends on. If they are young they have to be [`read`], too.
pub fn of_file(path: &Path) -> io::Result<Metadata> {
    let found = std::fs::metadata(path);
    let now = SystemTime::now();
    note(|record| match &found {
        Ok(meta) => record.add(path, Question::File, Fact::File(state(meta), None), rests(meta, now)),
        Err(e) => record.error(path, Question::File, e),
    });
    found
}

/// Says that an answer depends on the contents of a file, which somebody else will read.
pub fn contents(path: &Path) {
    if of_file(path).is_ok_and(|meta| meta.is_file() && !rests(&meta, SystemTime::now())) {
        let _ = read(path);
    }
}

/// [`std::fs::read_link`].
pub fn read_link(path: &Path) -> io::Result<PathBuf> {
    let found = std::fs::read_link(path);
    note(|record| match &found {
        Ok(target) => record.add(path, Question::Target, Fact::Target(target.clone()), true),
        Err(e) => record.error(path, Question::Target, e),
    });
    found
}

/// [`std::fs::metadata`], of which only what kind of thing is there may be used.
pub fn kind(path: &Path) -> io::Result<Metadata> {
    let found = std::fs::metadata(path);
    note(|record| match &found {
        Ok(meta) => record.add(path, Question::Thing, Fact::Thing(identity(meta)), true),
        Err(e) => record.error(path, Question::Thing, e),
    });
    found
}

/// [`std::fs::symlink_metadata`], of which only what kind of thing is there may be used.
pub fn own_kind(path: &Path) -> io::Result<Metadata> {
    let found = std::fs::symlink_metadata(path);
    note(|record| match &found {
        Ok(meta) => record.add(path, Question::Link, Fact::Link(identity(meta)), true),
        Err(e) => record.error(path, Question::Link, e),
    });
    found
}

/// [`Path::is_file`].
pub fn is_file(path: &Path) -> bool {
    kind(path).is_ok_and(|meta| meta.is_file())
}

/// [`Path::is_dir`].
pub fn is_dir(path: &Path) -> bool {
    kind(path).is_ok_and(|meta| meta.is_dir())
}

/// The entries of a folder, in no order.
pub fn read_dir(path: &Path) -> io::Result<Vec<DirEntry>> {
    let before = if is_on() { Some(std::fs::metadata(path)) } else { None };
    let now = SystemTime::now();
    let entries: io::Result<Vec<DirEntry>> = std::fs::read_dir(path).and_then(Iterator::collect);
    let Some(before) = before else { return entries };
    note(|record| match (&before, &entries) {
        (Ok(meta), Ok(entries)) => record.folder(path, meta, now, hash_of_entries(entries)),
        (Err(e), Err(_)) => record.error(path, Question::Folder, e),
        _ => record.spoil(path, "came or went, or is no folder that can be read"),
    });
    entries
}

/// Says that this process has put a file into the place of another. Its folder is as it was seen but for its times, if its
/// entries are.
pub fn replaced(file: &Path) {
    let Some(folder) = file.parent().filter(|_| is_on()) else { return };
    let (Ok(meta), now) = (std::fs::metadata(folder), SystemTime::now()) else { return };
    let entries: io::Result<Vec<DirEntry>> = std::fs::read_dir(folder).and_then(Iterator::collect);
    let Ok(hash) = entries.map(|entries| hash_of_entries(&entries)) else { return };
    note(|record| {
        let key = (folder.to_owned(), Question::Folder);
        if record.rows.get(&key).is_some_and(|row| row.entries == Some(hash)) {
            record.rows.remove(&key);
            record.folder(folder, &meta, now, hash);
        }
    });
}

/// [`std::fs::canonicalize`].
pub fn canonicalize(path: &Path) -> io::Result<PathBuf> {
    let found = std::fs::canonicalize(path);
    note(|record| match &found {
        Ok(real) => record.add(path, Question::Real, Fact::Real(real.clone()), true),
        Err(e) => record.error(path, Question::Real, e),
    });
    found
}

/// The state of a file.
pub fn state(meta: &Metadata) -> State {
    let [mtime, mtime_ns] = [meta.mtime(), meta.mtime_nsec()].map(i64::cast_unsigned);
    let [ctime, ctime_ns] = [meta.ctime(), meta.ctime_nsec()].map(i64::cast_unsigned);
    [meta.dev(), meta.ino(), meta.size(), mtime, mtime_ns, ctime, ctime_ns]
}

/// Whether a file was left alone for a while.
pub fn rests(meta: &Metadata, now: SystemTime) -> bool {
    let before = now.checked_sub(REST).and_then(|t| t.duration_since(SystemTime::UNIX_EPOCH).ok());
    before.is_some_and(|t| {
        let t = i64::try_from(t.as_secs()).unwrap_or(0);
        meta.mtime() < t && meta.ctime() < t
    })
}

fn identity(meta: &Metadata) -> Identity {
    [meta.dev(), meta.ino(), u64::from(meta.mode()), u64::from(meta.uid()), u64::from(meta.gid())]
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// A hash of the names and kinds of a folder's entries.
pub fn hash_of_entries(entries: &[DirEntry]) -> Hash {
    let kind = |entry: &DirEntry| match entry.file_type() {
        Ok(t) if t.is_dir() => b'd',
        Ok(t) if t.is_symlink() => b'l',
        Ok(t) if t.is_file() => b'f',
        Ok(t) if t.is_fifo() || t.is_socket() || t.is_block_device() || t.is_char_device() => b's',
        _ => b'?',
    };
    let mut all: Vec<_> = entries.iter().map(|entry| (entry.file_name(), kind(entry))).collect();
    all.sort();
    let mut hash = Sha256::new();
    for (name, kind) in all {
        hash.update([kind]);
        hash.update(name.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

impl Record {
    fn folder(&mut self, path: &Path, meta: &Metadata, now: SystemTime, entries: Hash) {
        let hash = (!rests(meta, now)).then_some(entries);
        self.add(path, Question::Folder, Fact::Folder(state(meta), hash), true);
        if let Ok(path) = std::path::absolute(path)
            && let Some(row) = self.rows.get_mut(&(path, Question::Folder))
        {
            row.entries.get_or_insert(entries);
        }
    }
    fn add(&mut self, path: &Path, question: Question, fact: Fact, is_firm: bool) {
        let Ok(path) = std::path::absolute(path) else { return self.spoil(path, "has no absolute path") };
        let new = Row { fact, is_firm, entries: None };
        match self.rows.entry((path, question)) {
            Entry::Vacant(place) => _ = place.insert(new),
            Entry::Occupied(mut place) => match joined(place.get(), new) {
                Some(row) => _ = place.insert(row),
                None => {
                    let path = place.key().0.clone();
                    self.spoil(&path, "was changed meanwhile");
                }
            },
        }
    }
    fn error(&mut self, path: &Path, question: Question, e: &io::Error) {
        match e.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                let fact =
                    if matches!(question, Question::Link | Question::Target) { Fact::NoEntry } else { Fact::Absent };
                self.add(path, question, fact, true);
            }
            _ => self.spoil(path, "cannot be looked at"),
        }
    }
    fn spoil(&mut self, path: &Path, why: &str) {
        self.spoilt.get_or_insert_with(|| format!("{} {why}", path.display()));
    }
    fn finish(mut self) -> Result<Seen, String> {
        let loose = self.rows.iter().find(|(_, row)| !row.is_firm).map(|((path, _), _)| path.clone());
        if let Some(path) = loose {
            self.spoil(&path, "is too young");
        }
        match self.spoilt {
            Some(why) => Err(why),
            None => Ok(without_planted(without_implied(&self.rows))),
        }
    }
}

/// What two answers to one question say together; nothing if they differ. Only one of them may have a hash.
fn joined(old: &Row, new: Row) -> Option<Row> {
    let agreed = |a: &Option<Hash>, b: Option<Hash>| a.is_none() || b.is_none() || *a == b;
    let is_firm = old.is_firm || new.is_firm;
    let fact = match (&old.fact, new.fact) {
        (Fact::File(state, a), Fact::File(now, b)) if *state == now && agreed(a, b) => Fact::File(now, a.or(b)),
        (Fact::Folder(state, a), Fact::Folder(now, b)) if *state == now && agreed(a, b) => Fact::Folder(now, a.or(b)),
        (Fact::File(..) | Fact::Folder(..), _) => return None,
        (old, new) => (*old == new).then_some(new)?,
    };
    Some(Row { fact, is_firm, entries: old.entries })
}

/// The facts without those that others of the same path imply: what is unchanged is the same thing.
fn without_implied(rows: &BTreeMap<(PathBuf, Question), Row>) -> Seen {
    let has = |path: &PathBuf, question| rows.contains_key(&(path.clone(), question));
    let is_implied = |path: &PathBuf, question| match question {
        Question::Thing => has(path, Question::File) || has(path, Question::Folder),
        _ => false,
    };
    let kept = rows.iter().filter(|((path, question), _)| !is_implied(path, *question));
    kept.map(|((path, _), row)| (path.clone(), row.fact.clone())).collect()
}

/// The facts without those that are left out on purpose.
fn without_planted(mut seen: Seen) -> Seen {
    let named = if cfg!(debug_assertions) { std::env::var(LEFT_OUT).ok() } else { None };
    if let Some((kind, end)) = named.as_deref().and_then(|text| text.split_once(':')) {
        seen.retain(|(path, fact)| fact.kind() != kind || !path.to_string_lossy().ends_with(end));
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: State = [1; 7];
    const NEW: State = [2; 7];

    fn record(facts: &[(&str, Question, Fact, bool)]) -> Result<Seen, String> {
        let mut record = Record::default();
        facts.iter().for_each(|(path, q, fact, firm)| record.add(Path::new(path), *q, fact.clone(), *firm));
        record.finish()
    }

    #[test]
    fn one_answer_per_question() {
        let file = |state, hash| ("/f", Question::File, Fact::File(state, hash), true);
        let all = record(&[file(OLD, None), file(OLD, Some([3; 32])), file(OLD, None)]);
        assert_eq!(all, Ok(vec![("/f".into(), Fact::File(OLD, Some([3; 32])))]));
        assert!(record(&[file(OLD, None), file(NEW, None)]).is_err());
        assert!(record(&[file(OLD, Some([3; 32])), file(OLD, Some([4; 32]))]).is_err());
        let thing = ("/f", Question::Thing, Fact::Thing([1; 5]), true);
        assert_eq!(record(&[thing, file(OLD, None)]).map(|all| all.len()), Ok(1));
        let absent = ("/f", Question::File, Fact::Absent, true);
        assert!(record(&[absent, file(OLD, None)]).is_err());
    }

    #[test]
    fn what_is_young_has_to_be_read() {
        let loose = ("/f", Question::File, Fact::File(OLD, None), false);
        assert_eq!(record(std::slice::from_ref(&loose)), Err("/f is too young".into()));
        let read = ("/f", Question::File, Fact::File(OLD, Some([3; 32])), true);
        assert!(record(&[loose, read]).is_ok());
    }

    #[test]
    fn entries_count_by_name_and_kind() {
        let dir = std::env::temp_dir().join(format!("oxigo-seen-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("a")).unwrap();
        let hash = || hash_of_entries(&read_dir(&dir).unwrap());
        let before = hash();
        std::fs::write(dir.join("b"), "").unwrap();
        let with_file = hash();
        std::fs::remove_file(dir.join("b")).unwrap();
        assert_eq!(before, hash());
        std::fs::remove_dir(dir.join("a")).unwrap();
        std::fs::write(dir.join("a"), "").unwrap();
        assert!(before != hash() && before != with_file);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

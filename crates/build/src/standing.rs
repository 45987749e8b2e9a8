//! Whether facts about the file system still stand (`base::seen`). In: facts; later, the bytes they were written as.
//! Out: the first path of which a fact does not stand. This is all that a build with nothing to do waits for, so facts
//! are grouped by folder: each is opened once, what is in it is asked for by name, and groups are shared among threads.
//!
//! | part | holds |
//! |---|---|
//! | count | of groups, then of facts |
//! | group | path, NUL; number of facts; bytes of its facts |
//! | fact | tag, name, NUL, then what the tag asks for |
//!
//! Strings have their length before them, NUL included; so the system is given them as they are.

use base::bytes::{ByteReader, ByteWriter};
use base::seen::{self, Fact, Hash, Seen};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// A thread for so many facts: they take half a millisecond, ten times as long as the thread's start.
const FACTS_PER_THREAD: usize = 700;

/// What kind of fact follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Tag {
    Absent,
    NoEntry,
    Thing,
    Link,
    File,
    YoungFile,
    Folder,
    YoungFolder,
    Real,
    Target,
}

const TAGS: [Tag; 10] = [
    Tag::Absent,
    Tag::NoEntry,
    Tag::Thing,
    Tag::Link,
    Tag::File,
    Tag::YoungFile,
    Tag::Folder,
    Tag::YoungFolder,
    Tag::Real,
    Tag::Target,
];

/// Writes facts, those of one folder together.
pub(crate) fn encode(seen: &Seen) -> Vec<u8> {
    let mut placed: Vec<(&Path, &OsStr, &Fact)> = seen.iter().map(|(path, fact)| place(path, fact)).collect();
    placed.sort_by_key(|&(folder, name, _)| (folder, name));
    let groups: Vec<_> = placed.chunk_by(|a, b| a.0 == b.0).collect();
    let mut w = ByteWriter::new();
    w.u32(groups.len() as u32);
    w.u32(placed.len() as u32);
    for group in groups {
        let mut facts = ByteWriter::new();
        group.iter().for_each(|(_, name, fact)| put_fact(&mut facts, name, fact));
        put_text(&mut w, group[0].0.as_os_str());
        w.u32(group.len() as u32);
        w.u32(facts.len() as u32);
        w.bytes(&facts.buf);
    }
    w.buf
}

/// The folder in which a fact's path is asked for, and by which name. A folder is asked in itself.
fn place<'s>(path: &'s Path, fact: &'s Fact) -> (&'s Path, &'s OsStr, &'s Fact) {
    let inside = (path, OsStr::new("."), fact);
    match (fact, path.parent(), path.file_name()) {
        (Fact::Folder(..), ..) => inside,
        (_, Some(parent), Some(name)) => (parent, name, fact),
        _ => inside,
    }
}

fn put_fact(w: &mut ByteWriter, name: &OsStr, fact: &Fact) {
    let (tag, numbers, hash): (Tag, &[u64], Option<&Hash>) = match fact {
        Fact::Absent => (Tag::Absent, &[], None),
        Fact::NoEntry => (Tag::NoEntry, &[], None),
        Fact::Thing(identity) => (Tag::Thing, identity, None),
        Fact::Link(identity) => (Tag::Link, identity, None),
        Fact::File(state, None) => (Tag::File, state, None),
        Fact::File(state, Some(hash)) => (Tag::YoungFile, state, Some(hash)),
        Fact::Folder(state, None) => (Tag::Folder, state, None),
        Fact::Folder(state, Some(hash)) => (Tag::YoungFolder, state, Some(hash)),
        Fact::Real(_) => (Tag::Real, &[], None),
        Fact::Target(_) => (Tag::Target, &[], None),
    };
    w.u8(tag as u8);
    put_text(w, name);
    numbers.iter().for_each(|&n| w.u64(n));
    w.bytes(hash.map_or(&[], |h| h));
    if let Fact::Real(path) | Fact::Target(path) = fact {
        put_text(w, path.as_os_str());
    }
}

fn put_text(w: &mut ByteWriter, text: &OsStr) {
    w.u32(text.len() as u32 + 1);
    w.bytes(text.as_bytes());
    w.u8(0);
}

fn text<'d>(r: &mut ByteReader<'d>) -> Option<&'d CStr> {
    let len = r.u32()? as usize;
    CStr::from_bytes_with_nul(r.take(len)?).ok()
}

/// The facts of one folder.
struct Group<'d> {
    path: &'d CStr,
    count: usize,
    facts: &'d [u8],
}

/// The first path whose fact does not stand, or that cannot be read. `threads`: how many the machine has.
pub(crate) fn changed(bytes: &[u8], threads: usize) -> Option<PathBuf> {
    let unreadable = || Some(PathBuf::from("what was written down"));
    let Some((groups, count)) = groups(bytes) else { return unreadable() };
    let shares = (count / FACTS_PER_THREAD).clamp(1, threads.max(1));
    if shares == 1 {
        return groups.iter().find_map(|group| group.changed());
    }
    let (stop, parts) = (AtomicBool::new(false), split(&groups, count / shares + 1));
    let walk = |part: &[Group<'_>]| {
        let found = part.iter().take_while(|_| !stop.load(Ordering::Relaxed)).find_map(Group::changed);
        stop.fetch_or(found.is_some(), Ordering::Relaxed);
        found
    };
    std::thread::scope(|scope| {
        let (own, others) = parts.split_last()?;
        let walk = &walk;
        let others: Vec<_> = others.iter().map(|part| scope.spawn(move || walk(part))).collect();
        let own = walk(own);
        let others = others.into_iter().map(|t| t.join().unwrap_or_else(|_| unreadable()));
        others.fold(own, Option::or)
    })
}

fn groups(bytes: &[u8]) -> Option<(Vec<Group<'_>>, usize)> {
    let mut r = ByteReader::new(bytes);
    let (groups, count) = (r.u32()? as usize, r.u32()? as usize);
    let mut out = Vec::with_capacity(groups.min(bytes.len()));
    for _ in 0..groups {
        let path = text(&mut r)?;
        let (count, len) = (r.u32()? as usize, r.u32()? as usize);
        out.push(Group { path, count, facts: r.take(len)? });
    }
    r.rest().is_empty().then_some((out, count))
}

/// Groups in shares of about so many facts.
fn split<'g, 'd>(groups: &'g [Group<'d>], share: usize) -> Vec<&'g [Group<'d>]> {
    let mut out = Vec::new();
    let (mut from, mut facts) = (0, 0);
    for (i, group) in groups.iter().enumerate() {
        facts += group.count;
        if facts >= share || i + 1 == groups.len() {
            out.push(&groups[from..=i]);
            (from, facts) = (i + 1, 0);
        }
    }
    out
}

impl Group<'_> {
    fn path(&self) -> &Path {
        Path::new(OsStr::from_bytes(self.path.to_bytes()))
    }
    /// The first path of this folder whose fact does not stand.
    fn changed(&self) -> Option<PathBuf> {
        let folder =
            match rustix::fs::openat(CWD, self.path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
            {
                Ok(fd) => Some(fd),
                Err(e) if is_absent(e) => None,
                Err(_) => return Some(self.path().to_owned()),
            };
        let mut r = ByteReader::new(self.facts);
        for _ in 0..self.count {
            let at = r;
            if self.stands(&mut r, folder.as_ref()) != Some(true) {
                return Some(self.path().join(name(at).unwrap_or_default()));
            }
        }
        None
    }
    /// Whether the next fact stands; `None` where it cannot be read.
    fn stands(&self, r: &mut ByteReader<'_>, folder: Option<&OwnedFd>) -> Option<bool> {
        let tag = *TAGS.get(usize::from(r.u8()?))?;
        let name = text(r)?;
        let follow = if matches!(tag, Tag::Link | Tag::NoEntry) { AtFlags::SYMLINK_NOFOLLOW } else { AtFlags::empty() };
        let found = folder.map_or(Err(Errno::NOENT), |fd| look(fd, name, follow));
        Some(match tag {
            Tag::Absent | Tag::NoEntry => found.is_err_and(is_absent),
            Tag::Thing | Tag::Link => numbers(r)? == identity(&found.ok()?),
            Tag::File | Tag::Folder => numbers(r)? == state(&found.ok()?),
            Tag::YoungFile | Tag::YoungFolder => {
                let same = numbers(r)? == state(&found.ok()?);
                let hash: &[u8] = r.take(32)?;
                let path = self.path().join(OsStr::from_bytes(name.to_bytes()));
                same && hash_of(tag, &path)? == hash
            }
            Tag::Real | Tag::Target => {
                let expected = text(r)?;
                let path = self.path().join(OsStr::from_bytes(name.to_bytes()));
                let found = if tag == Tag::Real { std::fs::canonicalize(path) } else { std::fs::read_link(path) };
                found.ok()?.as_os_str().as_bytes() == expected.to_bytes()
            }
        })
    }
}

/// What the fact at a place is about.
fn name(mut r: ByteReader<'_>) -> Option<&OsStr> {
    r.u8()?;
    Some(OsStr::from_bytes(text(&mut r)?.to_bytes()))
}

fn hash_of(tag: Tag, path: &Path) -> Option<Hash> {
    if tag == Tag::YoungFile {
        return Some(seen::sha256(&std::fs::read(path).ok()?));
    }
    let entries: std::io::Result<Vec<_>> = std::fs::read_dir(path).ok()?.collect();
    Some(seen::hash_of_entries(&entries.ok()?))
}

fn look(folder: &OwnedFd, name: &CStr, flags: AtFlags) -> Result<Stat, Errno> {
    rustix::fs::statat(folder, name, flags)
}

fn is_absent(e: Errno) -> bool {
    e == Errno::NOENT || e == Errno::NOTDIR
}

fn numbers<const N: usize>(r: &mut ByteReader<'_>) -> Option<[u64; N]> {
    let mut out = [0; N];
    for n in &mut out {
        *n = r.u64()?;
    }
    Some(out)
}

/// As [`seen::state`] has it.
fn state(s: &Stat) -> seen::State {
    let [mtime, ctime] = [s.st_mtime, s.st_ctime].map(i64::cast_unsigned);
    [s.st_dev, s.st_ino, s.st_size.cast_unsigned(), mtime, s.st_mtime_nsec, ctime, s.st_ctime_nsec]
}

/// As `seen` has it.
fn identity(s: &Stat) -> seen::Identity {
    [s.st_dev, s.st_ino, u64::from(s.st_mode), u64::from(s.st_uid), u64::from(s.st_gid)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::time::{Duration, SystemTime};

    /// What is done to a tree, and the path that is found to have changed, below it.
    type Change = (fn(&Path), Option<&'static str>);

    const CHANGES: &[Change] = &[
        (|_| {}, None),
        (|t| fs::write(t.join("file"), "FILE").unwrap(), Some("file")),
        (|t| set_age(&t.join("file"), 7200), Some("file")),
        (|t| fs::write(t.join("young"), "YOUNG").unwrap(), Some("young")),
        (|t| fs::write(t.join("folder/new"), "").unwrap(), Some("folder")),
        (|t| fs::remove_file(t.join("folder/in")).unwrap(), Some("folder")),
        (|t| fs::write(t.join("absent"), "").unwrap(), Some("absent")),
        (|t| fs::create_dir_all(t.join("no/where")).unwrap(), None),
        (|t| std::os::unix::fs::symlink("nowhere", t.join("nothing")).unwrap(), Some("nothing")),
        // What is not there when links are followed is not there behind a link that leads nowhere.
        (|t| std::os::unix::fs::symlink("nowhere", t.join("absent")).unwrap(), None),
        (|t| fs::rename(t.join("file"), t.join("thing")).unwrap(), Some("file")),
        (|t| fs::write(t.join("thing"), "other contents").unwrap(), None),
        (|t| fs::write(t.join("folder/in"), "other contents").unwrap(), None),
        (
            |t| {
                fs::remove_file(t.join("link")).unwrap();
                std::os::unix::fs::symlink("thing", t.join("link")).unwrap();
            },
            Some("link"),
        ),
    ];

    fn set_age(path: &Path, seconds: u64) {
        let file = fs::File::open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    }

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("folder")).unwrap();
        for name in ["file", "young", "thing", "folder/in"] {
            fs::write(at(name), name).unwrap();
        }
        std::os::unix::fs::symlink("file", at("link")).unwrap();
        dir
    }

    fn facts(tree: &Path) -> Seen {
        let meta = |name: &str| fs::metadata(tree.join(name)).unwrap();
        let identity = |m: fs::Metadata| {
            use std::os::unix::fs::MetadataExt;
            [m.dev(), m.ino(), u64::from(m.mode()), u64::from(m.uid()), u64::from(m.gid())]
        };
        let link = fs::symlink_metadata(tree.join("link")).unwrap();
        let facts = [
            ("file", Fact::File(seen::state(&meta("file")), None)),
            ("young", Fact::File(seen::state(&meta("young")), Some(seen::sha256(b"young")))),
            ("folder", Fact::Folder(seen::state(&meta("folder")), None)),
            ("thing", Fact::Thing(identity(meta("thing")))),
            ("link", Fact::Link(identity(link))),
            ("link", Fact::Target("file".into())),
            ("link", Fact::Real(tree.join("file").canonicalize().unwrap())),
            ("absent", Fact::Absent),
            ("no/where/file", Fact::Absent),
            ("nothing", Fact::NoEntry),
        ];
        facts.into_iter().map(|(name, fact)| (tree.join(name), fact)).collect()
    }

    #[test]
    fn every_kind_of_change_is_found() {
        for (i, (change, expected)) in CHANGES.iter().enumerate() {
            let dir = tree();
            let bytes = encode(&facts(dir.path()));
            assert_eq!(changed(&bytes, 1), None);
            change(dir.path());
            let found = changed(&bytes, 1).map(|path| path.strip_prefix(dir.path()).unwrap().to_owned());
            let found = found.map(|path| path.to_string_lossy().trim_end_matches("/.").to_owned());
            assert_eq!(found.as_deref(), expected.map(|e| e.trim_end_matches("/.")), "change {i}");
        }
    }

    #[test]
    fn young_contents_are_compared() {
        let dir = tree();
        let mut all = facts(dir.path());
        for (_, fact) in &mut all {
            if let Fact::File(_, Some(hash)) = fact {
                *hash = [0; 32];
            }
        }
        assert_eq!(changed(&encode(&all), 1), Some(dir.path().join("young")));
    }

    #[test]
    fn threads_share_the_work() {
        let dir = tempfile::tempdir().unwrap();
        let mut seen: Seen = Vec::new();
        for i in 0..3000 {
            let folder = dir.path().join(format!("{}", i / 100));
            fs::create_dir_all(&folder).unwrap();
            seen.push((folder.join(format!("{i}")), Fact::Absent));
        }
        let bytes = encode(&seen);
        assert_eq!(changed(&bytes, 4), None);
        for i in [0, 1500, 2999] {
            let file = dir.path().join(format!("{}/{i}", i / 100));
            fs::write(&file, "").unwrap();
            assert_eq!(changed(&bytes, 4), Some(file.clone()));
            fs::remove_file(file).unwrap();
        }
    }

    #[test]
    fn half_of_the_bytes_stand_for_nothing() {
        let dir = tree();
        let bytes = encode(&facts(dir.path()));
        assert!((0..bytes.len()).all(|cut| changed(&bytes[..cut], 1).is_some()));
    }
}

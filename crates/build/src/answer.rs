//! Requests whose answer is known: builds that had nothing to say, and would have nothing to do if they were asked for
//! again. In: a request; later, what was seen of the file system while it was carried out (`base::seen`), and the programs
//! it left. Out: whether all of that still stands. Then the ordinary way would come to the same end, and is not gone.
//!
//! A request is known by a hash of all that is handed to a process: words, working folder, environment, binary. What it
//! left is one file in the cache, replaced by a rename; a damaged one is none. Only the states of the programs, whose
//! times are set whenever they are found to be up to date, are written in place, each with a check of its own.
//!
//! | part | holds |
//! |---|---|
//! | mark | 16 bytes |
//! | check | CRC-32 of all behind the states |
//! | states | number of programs; for each CRC-32 and state |
//! | time | seconds since 1970; threads that the machine has |
//! | programs | path, place of the build id, build id |
//! | facts | `standing` |

use crate::cache::{ActionId, Cache};
use crate::standing;
use base::bytes::{ByteReader, ByteWriter};
use base::seen::{Seen, State, state};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const MAGIC: &[u8; 16] = b"oxigo answer 1\0\0";
/// Bytes before the states: mark, check, number.
const PREFIX: usize = 16 + 4 + 4;
/// Bytes of a program's state with its check.
const SLOT: usize = 4 + 7 * 8;
/// For so long an answer is given. Entries of the cache that stand behind it are marked as used by ordinary builds alone.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// A build id lies near the beginning of a program.
const HEAD: usize = 64 << 10;
/// More young files are not read again and again; the next build will find them older.
const MAX_YOUNG: usize = 64;

/// Variables that shells, terminals and what measures programs change from one command to the next, and that nothing here reads.
const IDLE: &[&str] = &[
    "_",
    "COLUMNS",
    "HYPERFINE_ITERATION",
    "HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET",
    "LINES",
    "OLDPWD",
    "SHLVL",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "SSH_TTY",
    "STY",
    "TERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "WINDOW",
    "WINDOWID",
    "XDG_SESSION_ID",
];

/// A request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    id: ActionId,
}

/// Why an answer is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// There is none that can be read, or it is too old.
    None,
    /// This path is not what it was.
    Changed(PathBuf),
}

/// A program that a request left, with the build id that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it lies.
    pub file: PathBuf,
    /// What it was linked from, and what it holds.
    pub build_id: String,
}

impl Request {
    /// The request of a process: its words, the first of which is its name, its working folder as it is shown, what tells its
    /// binary from others, and its environment.
    pub fn new(
        words: &[OsString],
        cwd: &Path,
        binary: (&Path, State),
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Request {
        let mut variables: Vec<_> = environment.filter(|(name, _)| !IDLE.iter().any(|idle| name == idle)).collect();
        variables.sort();
        Request { id: ActionId::of("answer", &(words, cwd, binary, variables)) }
    }
    fn file(&self, cache: &Path) -> PathBuf {
        let name = base::hex(&self.id.0);
        cache.join(&name[..2]).join(format!("{name}-r"))
    }
    /// Whether the answer of an earlier process would be this one's. If so, the programs are as they would be afterwards.
    pub fn is_answered(&self, cache: &Path) -> Result<(), Unknown> {
        let file = self.file(cache);
        let bytes = std::fs::read(&file).map_err(|_| Unknown::None)?;
        let answer = Answer::read(&bytes).filter(|a| a.is_fresh(SystemTime::now())).ok_or(Unknown::None)?;
        let programs: Result<Vec<File>, PathBuf> = answer.programs.iter().map(Left::find).collect();
        let programs = programs.map_err(Unknown::Changed)?;
        if let Some(path) = standing::changed(answer.facts, answer.threads) {
            return Err(Unknown::Changed(path));
        }
        for (i, program) in programs.iter().enumerate() {
            // Where it is not written the next build takes the long way.
            if let Some(slot) = touch(program).ok().flatten().map(slot)
                && let Ok(file) = File::options().write(true).open(&file)
            {
                let _ = file.write_all_at(&slot, (PREFIX + i * SLOT) as u64);
            }
        }
        Ok(())
    }
    /// Keeps the answer to this request: that nothing is to be said, and that these programs are left. The error says why
    /// that cannot be.
    pub fn keep(&self, cache: &Cache, seen: &Seen, programs: &[Program]) -> Result<(), String> {
        use base::seen::Fact::{File, Folder};
        let young = seen.iter().filter(|(_, fact)| matches!(fact, File(_, Some(_)) | Folder(_, Some(_)))).count();
        if young > MAX_YOUNG {
            return Err(format!("{young} files are young"));
        }
        let (mut states, mut rest) = (ByteWriter::new(), ByteWriter::new());
        rest.u64(seconds(SystemTime::now()));
        rest.u32(std::thread::available_parallelism().map_or(1, |n| n.get() as u32));
        for program in programs {
            let found = program.found().map_err(|e| format!("{}: {e}", program.file.display()))?;
            let (at, state) = found.ok_or_else(|| format!("{} cannot be recognised", program.file.display()))?;
            states.bytes(&slot(state));
            put(&mut rest, program.file.as_os_str().as_bytes());
            rest.u32(at);
            put(&mut rest, program.build_id.as_bytes());
        }
        rest.bytes(&standing::encode(seen));
        let mut w = ByteWriter::new();
        w.bytes(MAGIC);
        w.u32(crc32fast::hash(&rest.buf));
        w.u32(programs.len() as u32);
        w.bytes(&states.buf);
        w.bytes(&rest.buf);
        cache.write(&self.file(cache.dir()), &w.buf).map_err(|e| e.to_string())
    }
}

impl Program {
    /// Where its id is, and its state after its times were set; nothing if it is not the program it should be, or if its
    /// times cannot tell that.
    fn found(&self) -> io::Result<Option<(u32, State)>> {
        if !std::fs::metadata(&self.file)?.is_file() {
            return Ok(None);
        }
        let file = File::open(&self.file)?;
        let mut head = vec![0; HEAD.min(usize::try_from(file.metadata()?.len()).unwrap_or(HEAD))];
        file.read_exact_at(&mut head, 0)?;
        let id = self.build_id.as_bytes();
        let at = head.windows(id.len().max(1)).position(|w| w == id);
        let Some(at) = at.filter(|_| !id.is_empty()) else { return Ok(None) };
        Ok(touch(&file)?.map(|state| (at as u32, state)))
    }
}

/// Sets the time of a file as the ordinary way does. The state says later that nothing was written since: writing would
/// set the time of the last tick of the kernel's clock, and the time set here lies between two ticks. Nothing if the file
/// system does not keep it exactly.
fn touch(file: &File) -> io::Result<Option<State>> {
    let now = SystemTime::now();
    file.set_modified(now)?;
    let meta = file.metadata()?;
    let state = state(&meta);
    let is_between = state[3..5] != state[5..7];
    Ok((meta.modified()? == now && is_between).then_some(state))
}

/// An answer as it was written.
struct Answer<'d> {
    time: u64,
    threads: usize,
    programs: Vec<Left<'d>>,
    facts: &'d [u8],
}

/// A program of which more is known.
struct Left<'d> {
    file: &'d Path,
    state: State,
    at: u32,
    build_id: &'d [u8],
}

impl<'d> Answer<'d> {
    fn read(bytes: &'d [u8]) -> Option<Answer<'d>> {
        let mut r = ByteReader::new(bytes);
        let is_ours = r.take(MAGIC.len())? == MAGIC;
        let (check, count) = (r.u32()?, r.u32()? as usize);
        let slots = r.take(count.checked_mul(SLOT)?)?;
        if !is_ours || crc32fast::hash(r.rest()) != check {
            return None;
        }
        let (time, threads) = (r.u64()?, r.u32()? as usize);
        let mut programs = Vec::new();
        for slot in slots.chunks_exact(SLOT) {
            let state = of_slot(slot)?;
            let file = Path::new(OsStr::from_bytes(take(&mut r)?));
            programs.push(Left { file, state, at: r.u32()?, build_id: take(&mut r)? });
        }
        Some(Answer { time, threads, programs, facts: r.rest() })
    }
    fn is_fresh(&self, now: SystemTime) -> bool {
        seconds(now).checked_sub(self.time).is_some_and(|age| age < KEPT.as_secs())
    }
}

impl Left<'_> {
    /// The program, if it is as it was left.
    fn find(&self) -> Result<File, PathBuf> {
        let changed = |_| self.file.to_owned();
        let file = File::open(self.file).map_err(changed)?;
        let mut id = vec![0; self.build_id.len()];
        file.read_exact_at(&mut id, u64::from(self.at)).map_err(changed)?;
        let is_same = id == self.build_id && state(&file.metadata().map_err(changed)?) == self.state;
        if is_same { Ok(file) } else { Err(self.file.to_owned()) }
    }
}

fn slot(state: State) -> [u8; SLOT] {
    let mut out = [0; SLOT];
    for (to, n) in out[4..].chunks_exact_mut(8).zip(state) {
        to.copy_from_slice(&n.to_le_bytes());
    }
    let check = crc32fast::hash(&out[4..]).to_le_bytes();
    out[..4].copy_from_slice(&check);
    out
}

fn of_slot(slot: &[u8]) -> Option<State> {
    let mut r = ByteReader::new(slot);
    let is_whole = r.u32()? == crc32fast::hash(r.rest());
    let mut state = [0; 7];
    for n in &mut state {
        *n = r.u64()?;
    }
    is_whole.then_some(state)
}

fn put(w: &mut ByteWriter, bytes: &[u8]) {
    w.u32(bytes.len() as u32);
    w.bytes(bytes);
}

fn take<'d>(r: &mut ByteReader<'d>) -> Option<&'d [u8]> {
    let len = r.u32()? as usize;
    r.take(len)
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::seen::Fact;
    use std::fs;

    const ID: &str = "action/main/content";

    struct Place {
        dir: tempfile::TempDir,
        cache: Cache,
        request: Request,
    }

    /// A program that was left with one fact.
    fn place() -> Place {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path().join("cache").to_str().unwrap()).unwrap();
        fs::write(dir.path().join("program"), format!("....{ID}....")).unwrap();
        let place = Place { request: request(&["build"], &[]), dir, cache };
        place.keep().unwrap();
        place
    }

    fn request(words: &[&str], variables: &[(&str, &str)]) -> Request {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let variables = variables.iter().map(|(k, v)| (OsString::from(k), OsString::from(v)));
        Request::new(&words, Path::new("/m"), (Path::new("/bin/oxigo"), [0; 7]), variables)
    }

    impl Place {
        fn program(&self) -> PathBuf {
            self.dir.path().join("program")
        }
        fn keep(&self) -> Result<(), String> {
            let seen = vec![(self.dir.path().join("absent"), Fact::Absent)];
            let program = Program { file: self.program(), build_id: ID.to_owned() };
            self.request.keep(&self.cache, &seen, &[program])
        }
        fn ask(&self) -> Result<(), Unknown> {
            self.request.is_answered(self.cache.dir())
        }
        fn written(&self) -> PathBuf {
            self.request.file(self.cache.dir())
        }
    }

    #[test]
    fn answers_stand_until_something_changes() {
        let place = place();
        let time = || fs::metadata(place.program()).unwrap().modified().unwrap();
        for _ in 0..3 {
            let before = time();
            assert_eq!(place.ask(), Ok(()));
            assert!(time() > before, "its time is set");
        }
        fs::write(place.dir.path().join("absent"), "").unwrap();
        assert_eq!(place.ask(), Err(Unknown::Changed(place.dir.path().join("absent"))));
        fs::remove_file(place.dir.path().join("absent")).unwrap();
        assert_eq!(place.ask(), Ok(()));
        fs::remove_file(place.program()).unwrap();
        assert_eq!(place.ask(), Err(Unknown::Changed(place.program())));
    }

    #[test]
    fn programs_changed_in_place_are_noticed_within_a_tick() {
        for _ in 0..50 {
            let place = place();
            assert_eq!(place.ask(), Ok(()));
            let file = File::options().write(true).open(place.program()).unwrap();
            file.write_all_at(b"!", 0).unwrap();
            assert_eq!(place.ask(), Err(Unknown::Changed(place.program())));
        }
    }

    #[test]
    fn another_program_in_its_place_is_noticed() {
        let place = place();
        let old = fs::metadata(place.program()).unwrap().modified().unwrap();
        fs::write(place.program(), "....action/main/another....").unwrap();
        File::open(place.program()).unwrap().set_modified(old).unwrap();
        assert!(place.ask().is_err());
        assert!(place.keep().unwrap_err().ends_with("cannot be recognised"));
    }

    #[test]
    fn damage_is_no_answer() {
        let place = place();
        let whole = fs::read(place.written()).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(place.written(), bytes).unwrap();
            assert_eq!(place.ask(), Err(Unknown::None), "{at}");
            fs::write(place.written(), &whole[..at]).unwrap();
            assert_eq!(place.ask(), Err(Unknown::None), "{at}");
        }
        fs::write(place.written(), whole).unwrap();
        assert_eq!(place.ask(), Ok(()));
    }

    #[test]
    fn answers_get_old() {
        let answer = Answer { time: 1000, threads: 1, programs: Vec::new(), facts: &[] };
        let at = |n: u64| UNIX_EPOCH + Duration::from_secs(n);
        assert!(answer.is_fresh(at(1000)) && answer.is_fresh(at(80_000)));
        assert!(!answer.is_fresh(at(999)), "the clock went back");
        assert!(!answer.is_fresh(at(1000 + 24 * 60 * 60)));
    }

    #[test]
    fn requests_differ_by_all_that_counts() {
        let one = request(&["build"], &[("GOFLAGS", "-v"), ("A", "b")]);
        assert_eq!(one, request(&["build"], &[("A", "b"), ("GOFLAGS", "-v"), ("SHLVL", "3")]));
        assert_ne!(one, request(&["build"], &[("A", "b")]));
        assert_ne!(one, request(&["build", "."], &[("GOFLAGS", "-v"), ("A", "b")]));
        assert_ne!(request(&[], &[("A", "b")]), request(&[], &[("Ab", "")]));
    }
}

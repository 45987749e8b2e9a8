//! The builder's hands: the work directory, the files in it, and the printed form of what is done.
//! With `-x` every step is printed as a command that a shell could repeat, the work directory
//! as `$WORK`; with `-n` it is only printed. Authority: GOROOT `cmd/go/internal/work/shell.go`.

use crate::paths::short_path;
use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Prints steps and carries out the small ones.
#[derive(Debug, Default)]
pub struct Shell {
    work: PathBuf,
    shows: bool,
    dry: bool,
    keeps_work: bool,
    quiet: bool,
    /// Takes the printed commands instead of standard error.
    noted: Option<Mutex<Vec<Noted>>>,
    /// The step of the build that commands belong to, if they are noted; none is begun at first.
    step: AtomicUsize,
    /// Whether anything was printed.
    spoke: AtomicBool,
    state: Mutex<State>,
}

/// A command that was noted instead of printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The step of the build, by its place in the plan; none: it stands before all steps.
    pub step: Option<usize>,
    /// Its lines.
    pub text: String,
}

#[derive(Debug, Default)]
struct State {
    /// The directory that the printed commands are in.
    script_dir: PathBuf,
    /// Directories that are made.
    made: HashSet<PathBuf>,
}

/// Whether a work directory can be made in `tmp`. The error is a line.
pub fn check_work_dir(tmp: &Path) -> Result<(), String> {
    Shell::new(tmp, false, false, false).map(|shell| shell.close())
}

impl Shell {
    /// Makes the work directory below `tmp`.
    pub fn new(tmp: &Path, shows: bool, dry: bool, keeps_work: bool) -> Result<Shell, String> {
        Shell::with(tmp, Shell { shows, dry, keeps_work, ..Shell::default() })
    }
    /// One that carries out nothing and notes what it would print; one step at a time may be begun.
    pub(crate) fn noting(tmp: &Path) -> Result<Shell, String> {
        Shell::with(
            tmp,
            Shell { shows: true, dry: true, quiet: true, noted: Some(Mutex::default()), ..Shell::default() },
        )
    }
    fn with(tmp: &Path, shell: Shell) -> Result<Shell, String> {
        let _ = base::seen::kind(tmp);
        let made = tempfile::Builder::new().prefix("go-build").rand_bytes(10).tempdir_in(tmp);
        let made = made.map_err(|e| format!("go: creating work dir: {}", crate::io_text("mkdir", tmp, &e)))?;
        let work = made.keep();
        let shell = Shell { work, ..shell };
        let line = format!("WORK={}\n", shell.work.display());
        match (&shell.noted, shell.shows || shell.keeps_work) {
            (Some(_), _) => shell.say(line),
            (None, true) => shell.print(&line),
            (None, false) => {}
        }
        Ok(shell)
    }
    /// From here on commands belong to this step.
    pub(crate) fn begin(&self, step: usize) {
        self.step.store(step + 1, Ordering::Relaxed);
    }
    /// What was noted.
    pub(crate) fn noted(&self) -> Vec<Noted> {
        let noted = self.noted.as_ref().map(|n| n.lock().unwrap_or_else(PoisonError::into_inner).clone());
        noted.unwrap_or_default()
    }
    /// Prints or notes a command.
    fn say(&self, text: String) {
        let Some(noted) = &self.noted else {
            let _ = io::stderr().lock().write_all(text.as_bytes());
            return;
        };
        let step = self.step.load(Ordering::Relaxed).checked_sub(1);
        noted.lock().unwrap_or_else(PoisonError::into_inner).push(Noted { step, text });
    }
    /// The same, saying nothing of what fails.
    pub fn quiet(self, quiet: bool) -> Shell {
        Shell { quiet, ..self }
    }
    /// The work directory.
    pub fn work(&self) -> &Path {
        &self.work
    }
    /// Writes text to standard error, whole.
    pub fn print(&self, text: &str) {
        if self.quiet {
            return;
        }
        let _guard = self.state();
        self.spoke.fetch_or(!text.is_empty(), Ordering::Relaxed);
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
    /// Whether anything was printed.
    pub(crate) fn spoke(&self) -> bool {
        self.spoke.load(Ordering::Relaxed)
    }
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
    /// Prints a command that runs in `dir`; `None` where that does not matter.
    pub fn show(&self, dir: Option<&Path>, command: &str) {
        if !self.shows {
            return;
        }
        let mut state = self.state();
        let mut out = String::new();
        let mut text = match command.starts_with("cat ") {
            true => command.to_owned(),
            false => self.shorten(command),
        };
        if let Some(dir) = dir.filter(|d| *d != Path::new("/")) {
            let shown = dir.to_string_lossy();
            if state.script_dir != dir {
                out += &self.shorten(&format!("cd {shown}\n"));
                state.script_dir = dir.to_owned();
            }
            text = format!(" {text}").replace(&format!(" {shown}"), " .")[1..].to_owned();
        }
        out += &text;
        out.push('\n');
        self.say(out);
    }
    fn shorten(&self, text: &str) -> String {
        text.replace(&*self.work.to_string_lossy(), "$WORK")
    }
    /// Makes a directory and those above it.
    pub fn mkdir(&self, dir: &Path) -> io::Result<()> {
        if !self.state().made.insert(dir.to_owned()) {
            return Ok(());
        }
        let shown = dir.to_string_lossy();
        let slash = if dir.starts_with(&self.work) { "/" } else { "" };
        self.show(None, &format!("mkdir -p {shown}{slash}"));
        match self.dry {
            true => Ok(()),
            false => std::fs::create_dir_all(dir).map_err(|e| named("mkdir", dir, e)),
        }
    }
    /// Writes a file.
    pub fn write(&self, file: &Path, text: &[u8]) -> io::Result<()> {
        if self.shows {
            let (name, shown) = (file.display(), String::from_utf8_lossy(text));
            let command = match shown.find('\n') {
                None if text.is_empty() => format!("echo -n > {name} # internal"),
                Some(at) if at + 1 == shown.len() => format!("echo '{}' > {name} # internal", &shown[..at]),
                _ => format!("cat >{name} << 'EOF' # internal\n{shown}EOF"),
            };
            self.show(None, &command);
        }
        match self.dry {
            true => Ok(()),
            false => self.write_quietly(file, text),
        }
    }
    /// Writes a file that a tool would write.
    pub fn write_quietly(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        std::fs::write(file, bytes).map_err(|e| named("write", file, e))
    }
    /// Moves a finished program to its place.
    pub fn install(&self, from: &Path, to: &Path, shown_to: &str) -> io::Result<()> {
        if self.dry {
            self.show(None, &format!("mv {} {shown_to}", from.display()));
            return Ok(());
        }
        let special = std::fs::metadata(to).is_ok_and(|m| !m.is_file());
        if !special && std::fs::rename(from, to).is_ok() {
            self.show(None, &format!("mv {} {shown_to}", from.display()));
            return Ok(());
        }
        // The official command looks only where it copies.
        if !special && is_foreign(to) {
            let text = format!("build output {shown_to:?} already exists and is not an object file");
            return Err(io::Error::other(text));
        }
        self.show(None, &format!("cp {} {shown_to}", from.display()));
        let temporary = match special {
            true => to.to_owned(),
            false => to.with_file_name(format!(".{}.{}", file_name(to), std::process::id())),
        };
        let copy = std::fs::copy(from, &temporary).and_then(|_| match special {
            true => Ok(()),
            false => std::fs::rename(&temporary, to),
        });
        copy.map_err(|e| {
            if !special {
                let _ = std::fs::remove_file(&temporary);
            }
            named("open", to, e)
        })
    }
    /// Removes a directory of the work directory, unless it is to be kept.
    pub fn remove(&self, dir: &Path) {
        if self.keeps_work {
            return;
        }
        if self.shows && self.state().made.contains(dir) {
            self.show(None, &format!("rm -rf {}/", dir.display()));
        }
        let _ = std::fs::remove_dir_all(dir);
    }
    /// Removes the work directory, unless it is to be kept.
    pub fn close(&self) {
        if !self.keeps_work {
            let _ = std::fs::remove_dir_all(&self.work);
        }
    }
    /// What a tool printed about a package, under the package's name and with short file names.
    pub fn report(&self, description: &str, dir: &Path, cwd: &Path, text: &str) -> String {
        let mut text = text.to_owned();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let mut text = replace_prefix(&text, &self.work.to_string_lossy(), "$WORK");
        for dir in dir.ancestors() {
            let short = if dir == cwd { ".".to_owned() } else { short_path(dir, cwd) };
            let full = dir.to_string_lossy();
            if short != full {
                text = replace_prefix(&text, &full, &short);
            }
        }
        format!("# {description}\n{text}")
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned())
}

/// An error with what was done and where, in Go's words.
fn named(what: &str, path: &Path, e: io::Error) -> io::Error {
    io::Error::new(e.kind(), crate::io_text(what, path, &e))
}

/// Replaces `old` where it stands at the beginning of a line or behind a space.
fn replace_prefix(text: &str, old: &str, new: &str) -> String {
    if !text.contains(old) {
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for before in [" ", "\n", "\n\t"] {
        text = text.replace(&format!("{before}{old}"), &format!("{before}{new}"));
    }
    match text.strip_prefix(old) {
        Some(rest) => format!("{new}{rest}"),
        None => text,
    }
}

/// The arguments of a command as one line, in quotes where a shell would split them.
pub fn joined<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let plain = |w: &str| w.chars().all(|c| c.is_ascii_alphanumeric() || "-_./=+:,@%^$".contains(c)) && !w.is_empty();
    let quote = |w: &str| match plain(w) {
        true => w.to_owned(),
        false => constant::quote(w.as_bytes()),
    };
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// Whether a file has contents that no tool of ours writes.
pub(crate) fn is_foreign(file: &Path) -> bool {
    let Ok(meta) = std::fs::metadata(file) else { return false };
    let mut head = [0; 8];
    let _ = std::fs::File::open(file).and_then(|mut f| io::Read::read(&mut f, &mut head));
    let is_object = [&b"\x7fELF"[..], b"!<arch>\n", b"go obje"].iter().any(|mark| head.starts_with(mark));
    meta.is_file() && meta.len() > 0 && !is_object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_get_short() {
        let dir = tempfile::tempdir().unwrap();
        let shell = Shell::new(dir.path(), false, false, false).unwrap();
        let report = |text: &str| shell.report("p", Path::new("/a/b/c"), Path::new("/a/b"), text);
        assert_eq!(report("/a/b/c/x.go:1:2: see /a/b/c/y.go"), "# p\nc/x.go:1:2: see c/y.go\n");
        // The relative name of /a is not shorter.
        assert_eq!(report("/a/b/x.go:1\n\t/a/d/y.go\n"), "# p\n./x.go:1\n\t/a/d/y.go\n");
        shell.close();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn words_that_a_shell_would_split_are_quoted() {
        assert_eq!(joined(["-o", "$WORK/a", "x=>", "a b"]), "-o $WORK/a \"x=>\" \"a b\"");
    }
}

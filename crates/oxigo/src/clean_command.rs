//! `oxigo clean [-cache] [-testcache] [-modcache] [-fuzzcache] [-i] [-n] [-x] [packages]`: removes the
//! build cache or the module cache. What other commands leave in packages' directories is removed by upstream's `go`.
//! Authority: `go help clean`, GOROOT `cmd/go/internal/clean/clean.go`.

use crate::build_flags::{BuildFlags, Command, Refused};
use base::goflag::Shape;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) const COMMAND: Command = Command {
    usage: "oxigo clean [-i] [-r] [-cache] [-testcache] [-modcache] [-fuzzcache] [build flags] [packages]",
    flags: &[
        ("i", Shape::Bool),
        ("r", Shape::Bool),
        ("cache", Shape::Bool),
        ("testcache", Shape::Bool),
        ("modcache", Shape::Bool),
        ("fuzzcache", Shape::Bool),
    ],
};

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    match clean(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => refused.report(),
    }
}

/// Removes things, or says so.
struct Remover {
    show: bool,
    dry: bool,
    failed: Option<String>,
}

impl Remover {
    fn remove(&mut self, path: &Path) {
        if self.show || self.dry {
            println!("rm -rf {}", path.display());
        }
        if self.dry {
            return;
        }
        let is_dir = std::fs::symlink_metadata(path).is_ok_and(|m| m.is_dir());
        let done = if is_dir { remove_tree(path) } else { std::fs::remove_file(path) };
        if let Err(e) = done.or_else(|e| if e.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(e) }) {
            self.failed.get_or_insert(format!("go: {}", build::io_text("remove", path, &e)));
        }
    }
}

/// Removes a directory whose folders may be read-only, as those of the module cache are.
fn remove_tree(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let Err(_) = std::fs::remove_dir_all(path) else { return Ok(()) };
    let mut todo = vec![path.to_owned()];
    while let Some(dir) = todo.pop() {
        let _ = std::fs::set_permissions(&dir, std::fs::Permissions::from_mode(0o755));
        let entries = std::fs::read_dir(&dir).into_iter().flatten().flatten();
        todo.extend(entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir())).map(|e| e.path()));
    }
    std::fs::remove_dir_all(path)
}

fn clean(args: &[OsString]) -> Result<(), Refused> {
    let flags = BuildFlags::parse(&COMMAND, args)?;
    let caches = ["cache", "testcache", "modcache", "fuzzcache"].iter().any(|f| flags.is_on(f));
    if !flags.rest.is_empty() || !caches || flags.is_on("i") || flags.is_on("r") {
        return Err(flags.explained("go: what lies in packages' directories is upstream's to clean"));
    }
    let mut remover = Remover { show: flags.options.show, dry: flags.options.dry, failed: None };
    let cache = PathBuf::from(&flags.options.cache);
    if flags.is_on("cache") && flags.options.cache != "off" {
        build::cache::folders(&cache).iter().for_each(|f| remover.remove(f));
    }
    if flags.is_on("fuzzcache") && flags.options.cache != "off" {
        remover.remove(&cache.join("fuzz"));
    }
    if flags.is_on("testcache") && flags.options.cache != "off" && !flags.options.dry {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_nanos());
        let _ = std::fs::write(cache.join("testexpire.txt"), format!("{now}\n"));
    }
    if flags.is_on("modcache") {
        let modules = flags.variables.value("GOMODCACHE");
        if modules.is_empty() {
            return Err(Refused::failed("go: cannot clean -modcache without a module cache"));
        }
        remover.remove(Path::new(&modules));
    }
    match remover.failed {
        Some(message) => Err(Refused::failed(message)),
        None => Ok(()),
    }
}

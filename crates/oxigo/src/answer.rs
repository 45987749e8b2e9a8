//! Builds that have nothing to do: `oxigo build` asks first whether an earlier process with the same request was
//! answered, and whether all that it saw still stands (`build::answer`). Otherwise what this process sees is recorded, and kept if
//! it has nothing to say.

use build::answer::{Program, Request, Unknown};
use build::builder::Results;
use build::{Cache, Goal, PackageId};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;

/// What this process was asked for, as long as what it sees is recorded. Like that record it belongs to the process, and no
/// answer depends on it.
static REQUEST: OnceLock<Request> = OnceLock::new();

/// Says on standard error why the ordinary way is gone, or why it will be gone the next time, too.
const EXPLAINS: &str = "OXIGO_EXPLAIN_ANSWER";

/// Whether nothing is left to do of a command line. If not, a record begins.
pub(crate) fn is_known(args: &[OsString]) -> bool {
    if args.first().is_none_or(|name| name != "build") {
        return false;
    }
    let Some((request, cache)) = request() else { return false };
    let unknown = match request.is_answered(&cache) {
        Ok(()) => return true,
        Err(unknown) => unknown,
    };
    explain(&match unknown {
        Unknown::None => "nothing is known of this request".to_owned(),
        Unknown::Changed(path) => format!("{} has changed", path.display()),
    });
    let _ = REQUEST.set(request);
    base::seen::begin();
    false
}

/// What this process was asked for, and where an answer would be.
fn request() -> Option<(Request, PathBuf)> {
    let cwd = crate::goroot::working_dir().ok()?;
    let binary = std::fs::read_link("/proc/self/exe").ok()?;
    let state = base::seen::state(&std::fs::metadata("/proc/self/exe").ok()?);
    let words: Vec<OsString> = std::env::args_os().collect();
    let request = Request::new(&words, &cwd, (&binary, state), std::env::vars_os());
    Some((request, crate::env::build_cache()?))
}

/// Keeps that a build had nothing to say.
pub(crate) fn keep(cache: &Cache, goals: &[(PackageId, Goal)], results: &Results) {
    let kept = programs(goals, results).and_then(|programs| {
        let seen = base::seen::end()?;
        let request = REQUEST.get().ok_or("the request is unknown")?;
        request.keep(cache, &seen, &programs).map_err(|e| e.to_string())
    });
    if let Err(why) = kept {
        explain(&format!("this will not be known: {why}"));
    }
}

/// The programs that a build left.
fn programs(goals: &[(PackageId, Goal)], results: &Results) -> Result<Vec<Program>, String> {
    if results.failed {
        return Err("something failed".to_owned());
    }
    let mut out = Vec::new();
    for (id, goal) in goals {
        match goal {
            Goal::Check | Goal::Archive => {}
            Goal::Program(file, _) => {
                let built = results.linked(*id).ok_or("a program is missing")?;
                base::seen::replaced(file);
                out.push(Program { file: file.clone(), build_id: built.build_id.clone() });
            }
            _ => return Err("more is left than programs".to_owned()),
        }
    }
    Ok(out)
}

fn explain(why: &str) {
    if std::env::var_os(EXPLAINS).is_some() {
        eprintln!("oxigo: {why}");
    }
}

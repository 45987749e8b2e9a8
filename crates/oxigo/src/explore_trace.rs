//! A trace of a program's own run, for the explorer. In: a package and the flags of its build, or a trace that is there.
//! Out: the events, as the official trace reader prints them. A file that starts the trace is compiled with the package's own, so nothing of
//! the user's is changed. It lets the trace end where the program does, by a hook that the runtime offers its own
//! packages alone; the linker is told to allow that.

use crate::build_flags::{BuildFlags, Refused};
use crate::explore_build::run_builder;
use crate::toolchain::InProcess;
use build::Options;
use explore::Traced;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What names the file of the trace to the program.
const VARIABLE: &str = "OXIGO_TRACE";
/// What the added file imports.
const IMPORTS: [&str; 4] = ["os", "runtime/trace", "sync", "time"];
/// The trace ends after this, and the program a little later.
const SECONDS: u64 = 5;

/// The most bytes of a trace that are read: as text they are ten times as many.
const MAX_TRACE: u64 = 64 << 20;

/// What the linker is told.
pub(crate) const LINKER_FLAG: &str = "-checklinkname=0";

/// What makes a runtime trace its allocations (GOROOT `runtime/traceallocfree.go`), alone and behind other words.
const ALLOCATIONS: &str = "traceallocfree=1";
const SEPARATED: &str = ",traceallocfree=1";

const STARTER: &str = r#"package main

import (
	"os"
	"runtime/trace"
	"sync"
	"time"
	_ "unsafe"
)

type oxigoExitHook struct {
	F            func()
	RunOnFailure bool
}

//go:linkname oxigoAddExitHook internal/runtime/exithook.Add
func oxigoAddExitHook(oxigoExitHook)

func init() {
	name := os.Getenv("OXIGO_TRACE")
	if name == "" {
		return
	}
	file, err := os.Create(name)
	if err != nil || trace.Start(file) != nil {
		return
	}
	var once sync.Once
	stop := func() { once.Do(func() { trace.Stop(); file.Close() }) }
	oxigoAddExitHook(oxigoExitHook{stop, true})
	time.AfterFunc(SECONDS*time.Second, stop)
}
"#;

/// Builds and runs the program; gives the events. `flags` are those of the build with
/// [`LINKER_FLAG`] for the linker. The error is a line.
pub(crate) fn events(flags: &BuildFlags, patterns: &[String], what: Traced) -> Result<String, String> {
    let options = &flags.options;
    let made = tempfile::Builder::new().prefix("oxigo-trace").tempdir_in(&options.tmp);
    let folder = made.map_err(|e| build::io_text("mkdir", &options.tmp, &e))?;
    let folder = folder.path();
    let program = build(flags, patterns, folder).map_err(|why| format!("cannot be traced: {}", why.message))?;
    let trace = folder.join("trace.out");
    run(&program, &options.cwd, &trace, what)?;
    read(&flags.options, folder, &trace)
}

/// The events of a trace; `folder` is where the reader may put its files. The error is a line.
pub(crate) fn read(options: &Options, folder: &Path, trace: &Path) -> Result<String, String> {
    let size = trace.metadata().map_err(|e| build::io_text("open", trace, &e))?.len();
    if size > MAX_TRACE {
        return Err(format!("the trace has {} MB; more than {} are not read", size >> 20, MAX_TRACE >> 20));
    }
    // Later releases want a word.
    let mode = if options.target.release.minor <= 23 { "-d=1" } else { "-d=parsed" };
    let args = [mode.to_owned(), trace.to_string_lossy().into_owned()];
    let text = crate::upstream::tool_output("trace", folder, &args)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn build(flags: &BuildFlags, patterns: &[String], folder: &Path) -> Result<PathBuf, Refused> {
    let write = |name: &str, bytes: &[u8]| {
        let file = folder.join(name);
        let failed = |e: std::io::Error| Refused::failed(build::io_text("open", &file, &e));
        std::fs::write(&file, bytes).map_err(failed).map(|()| file.clone())
    };
    if patterns.iter().any(|p| p.ends_with(".go")) {
        return Err(Refused::failed("files that are named one by one; name their folder"));
    }
    // Packages come behind those they import, so these are named first.
    let all: Vec<String> = IMPORTS.iter().map(|p| (*p).to_owned()).chain(patterns.iter().cloned()).collect();
    let mut graph = crate::build_command::load(flags, &all)?;
    let Some(&root) = graph.roots.last() else { return Err(Refused::failed("there is no package")) };
    let named = |path: &str| graph.packages.iter_enumerated().find(|(_, p)| p.import_path == path).map(|(id, _)| id);
    let deps: Vec<_> = IMPORTS.iter().filter_map(|path| Some(((*path).to_owned(), named(path)?))).collect();
    let starter = write("oxigo_trace.go", STARTER.replace("SECONDS", &SECONDS.to_string()).as_bytes())?;
    // A function without a body needs a file of assembly beside it.
    let empty = write("oxigo_trace.s", b"")?;
    let package = &mut graph.packages[root];
    package.go_files.push(starter.to_string_lossy().into_owned());
    package.s_files.push(empty.to_string_lossy().into_owned());
    for (path, id) in deps {
        if id != root && !package.deps.contains(&id) {
            package.deps.push(id);
            package.imports.push(path);
        }
    }
    let toolchain = InProcess::new(&graph, &flags.options);
    let executable = run_builder(&graph, &flags.options, &toolchain, root)?.1;
    let executable = executable.ok_or_else(|| Refused::failed("it is no program"))?;
    let program = write("program", &executable)?;
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(&program, mode).map_err(|e| Refused::failed(build::io_text("chmod", &program, &e)))?;
    Ok(program)
}

/// Runs the program to its end, or ends it.
fn run(program: &Path, cwd: &Path, trace: &Path, what: Traced) -> Result<(), String> {
    let mut command = Command::new(program);
    command.current_dir(cwd).env(VARIABLE, trace);
    if what == Traced::Allocations {
        let mut debug = std::env::var_os("GODEBUG").unwrap_or_default();
        debug.push(if debug.is_empty() { ALLOCATIONS } else { SEPARATED });
        command.env("GODEBUG", debug);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| format!("cannot run the program: {e}"))?;
    let deadline = Instant::now() + Duration::from_secs(SECONDS + 2);
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(10)),
            _ => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    match trace.metadata() {
        Ok(file) if file.len() > 0 => Ok(()),
        _ => Err("the program left no trace".to_owned()),
    }
}

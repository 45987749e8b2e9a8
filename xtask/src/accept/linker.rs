//! Acceptance of the object layer and the linker: objects come back byte for byte; programs and
//! library tests linked by us behave like official ones; executables are the same by structure;
//! other tools read them; damage is refused.

use crate::accept::programs::same_behaviour;
use crate::accept::{Check, Context};
use crate::diff;
use ::release::{DebugFormat, Release};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The checks in the order in which they run.
pub const CHECKS: &[Check] = &[
    Check { name: "objects", about: "every object of the library is written back byte for byte", run: objects },
    Check { name: "tools", about: "nm, buildid, pack agree with the official tools", run: tools },
    Check { name: "damage", about: "1,000 seeded mutations are refused cleanly", run: damage },
    Check {
        name: "errors",
        about: "undefined and duplicate symbols, nosplit overflow in the official wording",
        run: errors,
    },
    Check { name: "programs", about: "programs linked by us behave like official ones", run: programs },
    Check { name: "threads", about: "links with 1 and 2 threads are byte-identical", run: threads },
    Check { name: "differ", about: "executables equal the official linker's", run: differ },
    Check { name: "readers", about: "gdb, readelf and the official tools read our files", run: readers },
    Check { name: "library-tests", about: "test binaries of ten library packages pass", run: library_tests },
    Check { name: "experiments", about: "experiments about ELF, symbols, boot and gdb", run: experiments },
    Check { name: "speed", about: "not slower and not larger than the official linker", run: speed },
];

/// Packages whose tests are linked by us.
const LIBRARY: &[(&str, bool)] = &[
    ("runtime", true),
    ("reflect", false),
    ("net/http", true),
    ("encoding/json", false),
    ("text/template", false),
    ("go/types", false),
    ("os", false),
    ("sync", false),
    ("time", false),
    ("fmt", false),
];

/// Experiments about the executable file, the start of a program, memory in the debugger, and
/// objects and symbols after the link.
const EXPERIMENTS: &str = "E31,E32,E33,E34,E35,E36,E37,E38,E4*,E5*,E146,E147,E148,E6*,E70,E71,E94,E95,E97,E98,E99,E100,E101,E102,E103,E104,E105,E106,E107,E108";

fn objects(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-goobj"])
}

fn tools(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo", "--test", "tools"])
}

fn damage(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo", "--test", "damage"])
}

fn errors(cx: &Context) -> Result<String, String> {
    cx.cargo_test(&["-p", "oxigo-link"])
}

fn programs(cx: &Context) -> Result<String, String> {
    same_behaviour(cx, "link")
}

/// The link of one program, captured so that it can be repeated.
struct Captured {
    dir: PathBuf,
    importcfg: String,
    main: String,
}

/// Lets the official `go` build a program and keeps what the linker was given.
fn capture(cx: &Context, name: &str, package: &str) -> Result<Captured, String> {
    let dir = cx.work.join("links").join(name);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let source = cx.root.join("xtask/testdata/programs").join(format!("{package}.go"));
    let target = if source.is_file() { source.to_string_lossy().into_owned() } else { package.to_string() };
    let mut command = testkit::official_go(["build", "-work", "-o", "official", &target]);
    command.env("GOTMPDIR", &dir).current_dir(&dir);
    let built = testkit::run(&mut command, b"", Duration::from_secs(900));
    let work = built.err().lines().find_map(|l| l.strip_prefix("WORK=").map(str::to_string));
    let Some(work) = work.filter(|_| built.ok()) else { return Err(built.summary()) };
    let importcfg = format!("{work}/b001/importcfg.link");
    let text = fs::read_to_string(&importcfg).map_err(|e| format!("{importcfg}: {e}"))?;
    let main = text.lines().find_map(|l| l.strip_prefix("packagefile ")?.split_once('=').map(|p| p.1.to_string()));
    let packed = PathBuf::from(format!("{work}/b001/_pkg_.a"));
    let main = if packed.is_file() { packed.to_string_lossy().into_owned() } else { main.unwrap_or_default() };
    Ok(Captured { dir, importcfg, main })
}

/// The arguments of a link of a captured program.
fn link_args<'a>(captured: &'a Captured, out: &'a str) -> [&'a str; 7] {
    ["-o", out, "-importcfg", &captured.importcfg, "-buildmode=exe", "-buildid=a/b/c/d", &captured.main]
}

fn link(cx: &Context, captured: &Captured, out: &str, threads: &str) -> Result<Duration, String> {
    let mut command = Command::new(&cx.oxigo);
    command.args(["tool", "link"]).args(link_args(captured, out)).current_dir(&captured.dir);
    command.env("RAYON_NUM_THREADS", threads).env("GOROOT", &cx.reference.goroot);
    let done = testkit::run(&mut command, b"", Duration::from_secs(300));
    if done.ok() { Ok(done.elapsed) } else { Err(done.summary()) }
}

fn official_link(cx: &Context, captured: &Captured, out: &str) -> Result<Duration, String> {
    let mut command = Command::new(cx.reference.tool("link"));
    testkit::official::set_environment(&mut command, cx.reference);
    command.args(link_args(captured, out)).current_dir(&captured.dir);
    let done = testkit::run(&mut command, b"", Duration::from_secs(300));
    if done.ok() { Ok(done.elapsed) } else { Err(done.summary()) }
}

fn threads(cx: &Context) -> Result<String, String> {
    for name in ["goroutines", "httpserver"] {
        let captured = capture(cx, name, name)?;
        link(cx, &captured, "one", "1")?;
        link(cx, &captured, "two", "2")?;
        let read = |f: &str| fs::read(captured.dir.join(f)).map_err(|e| e.to_string());
        if read("one")? != read("two")? {
            return Err(format!("{name}: 1 and 2 threads give different files"));
        }
    }
    Ok("2 programs identical".into())
}

pub(super) fn differ(cx: &Context) -> Result<String, String> {
    let mut report = Vec::new();
    for name in ["goroutines", "httpserver", "templates"] {
        let captured = capture(cx, name, name)?;
        link(cx, &captured, "ours", "2")?;
        official_link(cx, &captured, "theirs")?;
        let differences = diff::files(&captured.dir.join("ours"), &captured.dir.join("theirs"))?;
        if let Some(bad) = differences.iter().find(|d| d.accepted.is_none()) {
            return Err(format!("{name}: {} differences, the first: {bad}", differences.len()));
        }
        report.push(format!("{name}: {} accepted differences", differences.len()));
    }
    report.push(planted(&cx.work.join("links/goroutines/ours"), release(cx)?.debug_format())?);
    Ok(report.join("; "))
}

/// The release that is compared with.
fn release(cx: &Context) -> Result<Release, String> {
    cx.go.as_deref().map_or(Ok(Release::default()), |go| sysroot::named(go).map_err(|e| e.to_string()))
}

/// Changes single bytes of debugging information: each change must be noticed.
fn planted(path: &std::path::Path, format: DebugFormat) -> Result<String, String> {
    let file = fs::read(path).map_err(|e| e.to_string())?;
    let sound = diff::dwarf::sections(&object::File::parse(&*file).map_err(|e| e.to_string())?)?;
    Ok(format!("{} planted changes noticed", planted_in(&sound, format)?))
}

/// The same in these sections, of which none may be missing; gives the number of changes.
fn planted_in(sound: &diff::dwarf::Sections, format: DebugFormat) -> Result<usize, String> {
    const PLACES: usize = 8;
    let names = diff::dwarf::sections_of(format);
    for name in names {
        let len = sound.get(*name).map_or(0, Vec::len);
        if len == 0 {
            return Err(format!("there is no {name}"));
        }
        for place in 0..PLACES {
            let mut damaged = sound.clone();
            let at = len * (2 * place + 1) / (2 * PLACES);
            damaged.entry((*name).to_owned()).and_modify(|bytes| bytes[at] ^= 1);
            let mut found = Vec::new();
            diff::dwarf::compare(&mut found, &damaged, sound);
            if found.iter().all(|what| diff::accepted(what).is_some()) {
                return Err(format!("a change of {name} at {at:#x} is not noticed: {found:?}"));
            }
        }
    }
    Ok(PLACES * names.len())
}

fn readers(cx: &Context) -> Result<String, String> {
    let captured = capture(cx, "readers", "goroutines")?;
    link(cx, &captured, "ours", "2")?;
    let dir = &captured.dir;
    let expect = |done: testkit::Finished, wanted: &[&str]| {
        let text = done.out() + &done.err();
        match wanted.iter().find(|w| !text.contains(**w)) {
            None if done.ok() => Ok(()),
            missing => Err(format!("{missing:?} not shown: {}\n{text}", done.summary())),
        }
    };
    expect(
        cx.command("readelf", &["-a", "-W", "ours"], dir, 60),
        &["_rt0_amd64_linux", ".gopclntab", ".note.go.buildid"],
    )?;
    expect(cx.command("nm", &["ours"], dir, 60), &[" T main.main"])?;
    expect(cx.go("", &["version", "-m", "ours"], dir, 60), &["go1.23.9", "path\tcommand-line-arguments"])?;
    expect(cx.go("", &["tool", "nm", "ours"], dir, 60), &[" T main.main"])?;
    expect(cx.go("", &["tool", "objdump", "-s", "^main.main$", "ours"], dir, 60), &["TEXT main.main(SB)", "CALL "])?;
    expect(cx.go("", &["tool", "buildid", "ours"], dir, 60), &["a/b/c/d"])?;
    let script = [
        "-batch",
        "-nx",
        "-ex",
        "break main.main",
        "-ex",
        "run",
        "-ex",
        "backtrace",
        "-ex",
        "info symbol main.main",
        "ours",
    ];
    expect(cx.command("gdb", &script, dir, 120), &["Breakpoint 1", "goroutines.go:", "main.main in section .text"])?;
    Ok("readelf, nm, gdb, go version, go tool nm, objdump, buildid".into())
}

fn library_tests(cx: &Context) -> Result<String, String> {
    cx.library_tests("link", LIBRARY)
}

fn experiments(cx: &Context) -> Result<String, String> {
    cx.experiments("link", EXPERIMENTS)
}

/// Medians of five links each; peak memory is measured by the benchmark script.
fn speed(cx: &Context) -> Result<String, String> {
    let mut report = Vec::new();
    let mut slower = false;
    for (name, package) in [("hello", "goroutines"), ("http", "httpserver"), ("compile", "cmd/compile")] {
        let captured = capture(cx, name, package)?;
        let median = |mut times: Vec<Duration>| {
            times.sort();
            times[times.len() / 2].as_secs_f64()
        };
        let ours: Vec<_> = (0..5).map(|_| link(cx, &captured, "ours", "2")).collect::<Result<_, _>>()?;
        let theirs: Vec<_> = (0..5).map(|_| official_link(cx, &captured, "theirs")).collect::<Result<_, _>>()?;
        let (ours, theirs) = (median(ours), median(theirs));
        slower |= ours > theirs;
        report.push(format!("{name} {ours:.3} s to {theirs:.3} s: ratio {:.2}", ours / theirs));
    }
    if slower { Err(report.join("; ")) } else { Ok(report.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_section_is_noticed() {
        let sections = [".debug_info", ".debug_line", ".debug_loc"].map(|name| (name.to_owned(), vec![1; 16]));
        let judged = planted_in(&diff::dwarf::Sections::from(sections), DebugFormat::Dwarf4);
        assert_eq!(judged, Err("there is no .debug_ranges".to_owned()));
    }
}

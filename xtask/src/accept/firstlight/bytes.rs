//! Same bytes: programs built twice, on one thread and on several, in two directories with
//! `-trimpath`, each time with an empty cache. And large programs of the official source tree,
//! built by us, that must work as the official ones do: the compiler, whose objects must be the
//! official ones byte for byte, the formatter, the assembler.

use super::{limited, oxigo};
use crate::accept::Context;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Programs to build: a name, and what is built.
const PROGRAMS: &[(&str, &str)] =
    &[("hello", "mixed/hello.go"), ("nethttp", "firstlight/nethttp.go"), ("compile", "cmd/compile")];

/// See the module text.
pub fn same(cx: &Context) -> Result<String, String> {
    let mut figures = Vec::new();
    for (name, what) in PROGRAMS {
        let mut sums: Vec<(String, usize, String)> = Vec::new();
        for (folder, threads) in [("one", "1"), ("one", "1"), ("one", "2"), ("other/and/deeper", "2")] {
            let (sum, size) = build(cx, name, what, folder, threads)?;
            sums.push((sum, size, format!("{folder}, {threads} threads")));
        }
        if let Some(other) = sums.iter().find(|s| s.0 != sums[0].0) {
            return Err(format!("{name}: {} differs from {}", other.2, sums[0].2));
        }
        figures.push(format!("{name} {} bytes", sums[0].1));
    }
    Ok(format!("{}: 4 builds each, same bytes", figures.join(", ")))
}

fn build(cx: &Context, name: &str, what: &str, folder: &str, threads: &str) -> Result<(String, usize), String> {
    let dir = cx.work.join("bytes").join(folder);
    let fail = |e: std::io::Error| format!("{}: {e}", dir.display());
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("tmp")).map_err(fail)?;
    let mut command = oxigo(cx, &["build", "-trimpath", "-p", threads, "-o", name]);
    if what.ends_with(".go") {
        fs::copy(cx.root.join("xtask/testdata").join(what), dir.join("main.go")).map_err(fail)?;
        command.arg("main.go");
    } else {
        command.arg(what);
    }
    command.env("GOCACHE", dir.join("cache")).env("TMPDIR", dir.join("tmp")).env("RAYON_NUM_THREADS", threads);
    let done = limited(command.current_dir(&dir), 3600);
    if !done.ok() {
        return Err(done.summary());
    }
    let data = fs::read(dir.join(name)).map_err(fail)?;
    let sum = Sha256::digest(&data).iter().map(|b| format!("{b:02x}")).collect();
    Ok((sum, data.len()))
}

/// See the module text.
pub fn large(cx: &Context) -> Result<String, String> {
    let dir = cx.work.join("large");
    fs::create_dir_all(&dir).map_err(|e| e.to_string())?;
    let tool = |name: &str| -> Result<PathBuf, String> {
        let exe = dir.join(name);
        let mut command = oxigo(cx, &["build", "-o"]);
        let done = limited(command.arg(&exe).arg(format!("cmd/{name}")).current_dir(&dir), 3600);
        if done.ok() { Ok(exe) } else { Err(done.summary()) }
    };
    let mut figures = Vec::new();
    figures.push(formatted(cx, &tool("gofmt")?)?);
    for name in ["compile", "asm"] {
        figures.push(as_tool(&dir, name, &tool(name)?)?);
    }
    Ok(figures.join("; "))
}

/// Our formatter has nothing to change in the library, and says the same of damaged files.
fn formatted(cx: &Context, gofmt: &Path) -> Result<String, String> {
    let src = cx.reference.goroot.join("src");
    let ours = limited(Command::new(gofmt).args(["-l", "-s", "."]).current_dir(&src), 900);
    let official = cx.reference.goroot.join("bin/gofmt");
    let want = limited(Command::new(official).args(["-l", "-s", "."]).current_dir(&src), 900);
    match ours.code() == want.code() && ours.out() == want.out() && ours.err() == want.err() {
        true => Ok(format!("gofmt -l -s on the library: the same {} lines", want.out().lines().count())),
        false => Err(format!("gofmt: {}\ninstead of\n{}", ours.summary(), want.summary())),
    }
}

/// The library built by the official command with one tool exchanged: every archive the same.
fn as_tool(dir: &Path, name: &str, tool: &Path) -> Result<String, String> {
    use std::os::unix::fs::PermissionsExt;
    let cache = dir.join(format!("cache-{name}"));
    let _ = fs::remove_dir_all(&cache);
    let script = dir.join(format!("with-{name}"));
    // Asked for its version the tool would name its own contents, which keys of the cache have.
    let text = format!(
        "#!/bin/sh\ntool=$1; shift\ncase \"$tool $1\" in\n*/{name}\\ -V*) ;;\n*/{name}\\ *) tool='{}' ;;\nesac\nexec \"$tool\" \"$@\"\n",
        tool.display()
    );
    let written = fs::write(&script, text);
    written
        .and_then(|()| fs::set_permissions(&script, fs::Permissions::from_mode(0o755)))
        .map_err(|e| e.to_string())?;
    let listed = |flags: Option<String>| -> Result<String, String> {
        let mut command = testkit::official_go(["list", "-export", "-f", "{{.ImportPath}} {{.BuildID}}", "std"]);
        command.envs(flags.map(|f| ("GOFLAGS", f))).current_dir(dir);
        if command.get_envs().any(|(k, v)| k == "GOFLAGS" && v.is_some_and(|v| !v.is_empty())) {
            command.env("GOCACHE", &cache);
        }
        let done = limited(&mut command, 3600);
        if done.ok() { Ok(done.out()) } else { Err(done.summary()) }
    };
    let have = listed(Some(format!("-toolexec={}", script.display())))?;
    let want = listed(None)?;
    // A build id ends with a hash of the contents; the part before it names what was put in.
    let contents = |text: &str| -> Vec<(String, String)> {
        let line =
            |l: &str| l.split_once(' ').map(|(p, id)| (p.to_owned(), id.rsplit('/').next().unwrap_or("").to_owned()));
        text.lines().filter_map(line).collect()
    };
    let (have, want) = (contents(&have), contents(&want));
    let different: Vec<&str> = have.iter().zip(&want).filter(|(h, w)| h != w).map(|(h, _)| h.0.as_str()).collect();
    match different.is_empty() && have.len() == want.len() && want.len() > 200 {
        true => Ok(format!("{name} made by us makes the {} official archives of std", want.len())),
        false => Err(format!("{name}: {} of {} archives differ: {}", different.len(), want.len(), different.join(" "))),
    }
}

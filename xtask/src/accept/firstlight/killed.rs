//! Builds that are killed. A build of hello with an empty cache is killed at a random moment, then
//! built again: the program must be the one an undisturbed build gives, byte for byte, and what
//! the killed build left must not be half an output.

use super::oxigo;
use crate::accept::Context;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Instant;

/// How often.
const KILLS: u32 = 50;

/// See the module text.
pub fn builds(cx: &Context) -> Result<String, String> {
    let dir = cx.work.join("killed");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join("tmp")).map_err(|e| e.to_string())?;
    fs::copy(cx.root.join("xtask/testdata/mixed/hello.go"), dir.join("hello.go")).map_err(|e| e.to_string())?;
    let start = Instant::now();
    let want = whole_build(cx, &dir)?;
    let whole = start.elapsed();
    let (mut killed, mut state) = (0, 0x9e37_79b9_7f4a_7c15u64);
    for round in 0..KILLS {
        let _ = fs::remove_dir_all(dir.join("cache"));
        let _ = fs::remove_file(dir.join("hello"));
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut child = command(cx, &dir).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn();
        let child = child.as_mut().map_err(|e| e.to_string())?;
        sleep(whole.mul_f64((state >> 33) as f64 / f64::from(1u32 << 31)));
        let alive = child.try_wait().map_err(|e| e.to_string())?.is_none();
        child.kill().and_then(|()| child.wait()).map_err(|e| e.to_string())?;
        killed += u32::from(alive);
        if let Ok(left) = fs::read(dir.join("hello"))
            && left != want
        {
            return Err(format!("round {round}: a killed build left another program of {} bytes", left.len()));
        }
        if whole_build(cx, &dir)? != want {
            return Err(format!("round {round}: the build after the kill gives another program"));
        }
    }
    match killed * 2 > KILLS {
        true => {
            Ok(format!("{KILLS} rounds, {killed} killed before their end ({:.1} s), all right", whole.as_secs_f64()))
        }
        false => Err(format!("only {killed} of {KILLS} builds were still running when they were killed")),
    }
}

fn command(cx: &Context, dir: &Path) -> Command {
    let mut command = oxigo(cx, &["build", "-o", "hello", "hello.go"]);
    command.env("GOCACHE", dir.join("cache")).env("TMPDIR", dir.join("tmp")).current_dir(dir);
    command
}

fn whole_build(cx: &Context, dir: &Path) -> Result<Vec<u8>, String> {
    let done = super::limited(&mut command(cx, dir), 900);
    if !done.ok() {
        return Err(done.summary());
    }
    fs::read(dir.join("hello")).map_err(|e| e.to_string())
}

//! `cargo xtask bisect -- COMMAND`: which optimization spoils a program? The command has to build and test it with
//! oxigo, and to succeed exactly if all is well; it runs again and again with other values of `$GOCOMPILEDEBUG`,
//! which oxigo makes part of the keys of its cache.

use std::path::Path;
use std::process::{Command, Stdio};

/// Finds the function and the pass; whether they were found.
pub fn bisect(command: &[String], verbose: bool) -> Result<bool, String> {
    let Some((program, args)) = command.split_first() else { return Err("no command".to_owned()) };
    let own = std::env::var("GOCOMPILEDEBUG").unwrap_or_default();
    let list = Path::new(&std::env::temp_dir()).join(format!("oxigo-bisect-{}", std::process::id()));
    let mut runs = 0;
    let mut run = |debug: &str| {
        let output = || if verbose { Stdio::inherit() } else { Stdio::null() };
        let value = if own.is_empty() { debug.to_owned() } else { format!("{own},{debug}") };
        let status = Command::new(program)
            .args(args)
            .env("GOCOMPILEDEBUG", value)
            .stdin(Stdio::null())
            .stdout(output())
            .stderr(output())
            .status();
        let good = status.as_ref().is_ok_and(std::process::ExitStatus::success);
        runs += 1;
        eprintln!("{} with {debug}", if good { "succeeds" } else { "fails" });
        good
    };
    let found = testkit::bisect::bisect(&list, &mut run);
    let _ = std::fs::remove_file(&list);
    let found = found?;
    println!("{} runs: it fails from {} on {} on", runs, found.pass, found.function);
    println!(
        "see it with GOCOMPILEDEBUG=ssa={}; leave the pass out with ssa/{}/off",
        found.function,
        found.pass.replace(' ', "_")
    );
    Ok(true)
}

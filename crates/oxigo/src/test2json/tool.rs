//! `oxigo tool test2json [-p pkg] [-t] [./pkg.test -test.v=test2json]`: converts what a program prints, or
//! standard input. Authority: `go doc test2json`.

use super::Converter;
use base::goflag::{Given, Shape, parse};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};

const USAGE: &str = "usage: go tool test2json [-p pkg] [-t] [./pkg.test -test.v]";

pub(crate) fn run(args: &[OsString]) -> ExitCode {
    let (given, rest) = match parse(&[("p", Shape::Value), ("t", Shape::Bool)], args) {
        Ok(parsed) => parsed,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let last = |name: &str| given.iter().rev().find(|g| g.name == name);
    let package = last("p").map(Given::text).unwrap_or_default();
    let emit = |line: &str| _ = std::io::stdout().lock().write_all(line.as_bytes());
    let mut converter = Converter::new(&package, last("t").is_some_and(Given::on), emit);
    let code = match rest.split_first() {
        None => {
            pump(std::io::stdin().lock(), &mut converter);
            ExitCode::SUCCESS
        }
        Some((program, args)) => match execute(program, args, &mut converter) {
            Ok(code) => code,
            Err(e) => {
                converter.write(format!("test2json: {e}\n").as_bytes());
                converter.exited(false);
                ExitCode::FAILURE
            }
        },
    };
    converter.close();
    code
}

/// Runs a program; its output and errors are converted.
fn execute<F: FnMut(&str)>(program: &OsString, args: &[OsString], to: &mut Converter<F>) -> std::io::Result<ExitCode> {
    let (reader, writer) = std::io::pipe()?;
    let mut command = Command::new(program);
    command.args(args).stdin(Stdio::inherit()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn()?;
    drop(command); // with its ends of the pipe
    pump(reader, to);
    let status = child.wait()?;
    to.exited(status.success());
    Ok(ExitCode::from(status.code().map_or(1, |c| c as u8)))
}

fn pump<F: FnMut(&str)>(mut from: impl Read, to: &mut Converter<F>) {
    let mut buffer = vec![0; 32 << 10];
    loop {
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => return,
            Ok(n) => to.write(&buffer[..n]),
        }
    }
}

//! `tool addr2line FILE`: reads addresses from standard input, one a line in hexadecimal, and prints
//! function and place of each (`go doc cmd/addr2line`).

use crate::cli;
use crate::pclntab::Pclntab;
use std::ffi::OsString;
use std::fmt::Write;
use std::io::Read;
use std::process::ExitCode;

const USAGE: &str = "usage: addr2line binary\nreads addresses from standard input and writes two lines for each:\n\tfunction name\n\tfile:line\n";

/// Runs the tool.
pub fn run(args: &[OsString]) -> ExitCode {
    let [file] = args else { return cli::usage("", USAGE) };
    if file.to_str().is_some_and(|f| f.starts_with('-')) {
        return cli::usage("", USAGE);
    }
    let mut input = String::new();
    let _ = std::io::stdin().read_to_string(&mut input);
    match cli::read(file).and_then(|data| lines(&data, &input).map_err(|e| format!("{}: {e}", file.to_string_lossy())))
    {
        Ok(text) => {
            cli::print(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(e) => cli::fail("addr2line", e),
    }
}

/// Two lines for each address.
pub fn lines(data: &[u8], addresses: &str) -> Result<String, String> {
    let file = object::File::parse(data).map_err(|_| "unrecognized object file".to_owned())?;
    let table = Pclntab::of(&file).ok_or("reading: no pclntab")?;
    let mut out = String::new();
    for line in addresses.lines() {
        let digits = line.trim().trim_start_matches("0x");
        let place = u64::from_str_radix(digits, 16).ok().and_then(|a| table.place(a));
        let _ = match place {
            Some(p) => writeln!(out, "{}\n{}:{}", p.function, p.file, p.line),
            None => writeln!(out, "?\n?:0"),
        };
    }
    Ok(out)
}

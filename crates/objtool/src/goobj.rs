//! Stub.
use std::ffi::OsString;
use std::process::ExitCode;

/// Not there yet.
pub fn run(_args: &[OsString]) -> ExitCode {
    eprintln!("oxigo: goobj is not there yet");
    ExitCode::FAILURE
}

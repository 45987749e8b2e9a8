//! The linker as a command of its own, for measuring: for the release of the tree in `GOROOT`, if that is set.

use release::Release;

fn main() -> std::process::ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    let version = std::env::var("GOROOT").and_then(|root| {
        std::fs::read_to_string(format!("{root}/VERSION")).map_err(|_| std::env::VarError::NotPresent)
    });
    let release = version.ok().and_then(|text| Release::of_version(text.lines().next()?)).unwrap_or_default();
    link::run(&args, &link::flags::Environment::of_process(&target::Target::of(release)))
}

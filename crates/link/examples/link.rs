//! The linker as a command of its own, for measuring.
fn main() -> std::process::ExitCode {
    let args: Vec<_> = std::env::args_os().skip(1).collect();
    link::run(&args, &link::flags::Environment::of_process(&target::Target::default()))
}

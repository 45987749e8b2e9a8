//! The linker as a command of its own, for measuring.
fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    link::run(&args, "link version go1.23.9")
}

//! How fast code is generated: compiles the functions of the files given, over and over, and
//! prints bytes of machine code per second on one core, with and without the passes before.

use amd64_codegen::compile_func;
use machine::Config;
use std::time::Instant;

fn main() {
    let mut funcs = Vec::new();
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{file}: {e}"));
        funcs.extend(ssa::parse::parse_funcs(&text).unwrap_or_else(|e| panic!("{file}: {e}")));
    }
    let cx = opt::PassCx::default();
    let lowered: Vec<ssa::Func> = funcs
        .iter()
        .map(|f| {
            let mut f = f.clone();
            opt::pipeline(&mut f, &cx);
            f
        })
        .collect();
    measure("code generation", || lowered.iter().map(|f| compile_func(f.clone(), Config::default()).code.len()).sum());
    measure("with passes", || {
        funcs
            .iter()
            .map(|f| {
                let mut f = f.clone();
                opt::pipeline(&mut f, &cx);
                compile_func(f, Config::default()).code.len()
            })
            .sum()
    });
}

fn measure(what: &str, mut work: impl FnMut() -> usize) {
    let start = Instant::now();
    let (mut bytes, mut rounds) = (0, 0);
    while start.elapsed().as_secs_f64() < 3.0 {
        bytes += work();
        rounds += 1;
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.0} kB/s ({rounds} rounds of {} bytes)", bytes as f64 / seconds / 1e3, bytes / rounds.max(1));
}

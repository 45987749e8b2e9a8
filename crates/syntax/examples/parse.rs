//! Parses Go files and prints their diagnostics: `cargo run --example parse -- FILE|DIR...`.
//! `--trip` also prints, parses again and compares, and compares skipped bodies; `--time`
//! measures parsing alone.
use base::{Interner, Sources};
use std::path::{Path, PathBuf};
use syntax::{Config, Token, dump, parse_body, parse_file, print};

fn files(path: &Path, out: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> = std::fs::read_dir(path).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        entries.iter().for_each(|e| files(e, out));
    } else if path.extension().is_some_and(|e| e == "go") {
        out.push(path.to_owned());
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let flag = |f: &str| args.iter().any(|a| a == f);
    let mut all = Vec::new();
    args.iter().filter(|a| !a.starts_with("--")).for_each(|a| files(Path::new(a), &mut all));
    let names = Interner::new();
    let config = Config { check_branches: !flag("--no-branches"), ..Config::default() };
    let (mut bytes, mut errors, mut trips) = (0, 0, 0);
    let mut time = std::time::Duration::ZERO;
    let _ = Token::Eof;
    for path in &all {
        let text = std::fs::read(path).unwrap();
        bytes += text.len();
        let mut sources = Sources::new();
        sources.add(path.to_string_lossy(), text).unwrap();
        let source = &sources.files()[0];
        let start = std::time::Instant::now();
        let parsed = parse_file(source, &names, Config { skip_bodies: flag("--skip"), ..config });
        time += start.elapsed();
        if flag("--oracle") {
            println!("FILE {}", path.display());
        }
        for d in &parsed.diagnostics {
            if flag("--oracle") {
                let (l, c) = source.line_column(d.pos);
                println!("{l}:{c}: {}", d.message);
                continue;
            }
            println!("{}: {}", source.loc(d.pos), d.message);
        }
        errors += usize::from(!parsed.diagnostics.is_empty());
        if flag("--trip") && parsed.diagnostics.is_empty() {
            trips += 1;
            let eager = |id| parsed.file.bodies[id].parsed.clone().unwrap();
            let text = print::file(&parsed.file, &names, eager);
            let mut again = Sources::new();
            again.add("printed", text.clone().into_bytes()).unwrap();
            let second = parse_file(&again.files()[0], &names, config);
            let eager2 = |id| second.file.bodies[id].parsed.clone().unwrap();
            let (a, b) =
                (dump::file(&parsed.file, &names, eager, false), dump::file(&second.file, &names, eager2, false));
            if a != b {
                println!("{}: printed text parses differently", path.display());
                for d in second.diagnostics.iter().take(3) {
                    println!("   {}: {}", again.loc(d.pos).unwrap(), d.message);
                }
                if let Some((x, y)) = a.lines().zip(b.lines()).find(|(x, y)| x != y) {
                    println!("   {x}\n   {y}");
                }
            }
            let skipped = parse_file(source, &names, Config { skip_bodies: true, ..config });
            let lazy = |id| parse_body(source, &skipped.file, id, &names, config).0;
            if dump::file(&parsed.file, &names, eager, true) != dump::file(&skipped.file, &names, lazy, true) {
                println!("{}: skipped bodies differ", path.display());
            }
        }
    }
    println!(
        "{} files, {bytes} bytes, {errors} with errors, {trips} round trips; {time:?}: {:.1} MB/s",
        all.len(),
        bytes as f64 / 1e6 / time.as_secs_f64()
    );
}

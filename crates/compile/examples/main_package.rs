//! Compiles the program in a folder to an archive, its imports being type-checked from source:
//! `main_package [-N] GOROOT DIR IMPORTCFG OUT`. The archive can take the place of the official one
//! in a link; import fingerprints come from the archives that the configuration names.

#[path = "../tests/support/mod.rs"]
#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use std::path::Path;

fn main() {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let no_opt = args.first().is_some_and(|a| a == "-N");
    args.drain(..usize::from(no_opt));
    let mode = compile::Mode { no_opt, ..Default::default() };
    let [goroot, dir, importcfg, out] = &args[..] else { panic!("usage: main_package [-N] GOROOT DIR IMPORTCFG OUT") };
    let text = std::fs::read_to_string(importcfg).unwrap();
    let files = text.lines().filter_map(|l| l.strip_prefix("packagefile ")?.split_once('='));
    let archives: Vec<_> = files.map(|(path, file)| (path.to_owned(), file.into())).collect();
    match support::compile_main(Path::new(goroot), Path::new(dir), &archives, &mode) {
        Ok(bytes) => std::fs::write(out, bytes).unwrap(),
        Err(errors) => {
            errors.iter().for_each(|e| eprintln!("{e}"));
            std::process::exit(1);
        }
    }
}

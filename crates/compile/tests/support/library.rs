//! Assembly of library packages, assembled in the process.

use asm::command::{Environment, assemble};
use asm::flags::Flags;
use build::Package;
use compile::SymAbis;

/// What a package's assembly defines and refers to.
pub fn symabis(package: &Package) -> Result<SymAbis, Vec<String>> {
    if package.s_files.is_empty() {
        return Ok(SymAbis::default());
    }
    let dir = testkit::temp_dir();
    std::fs::write(dir.path().join("go_asm.h"), "").expect("a header is written");
    let text = run(package, dir.path(), true)?;
    let text = String::from_utf8(text).expect("symabis are text");
    SymAbis::parse(&text, "symabis").map_err(|e| vec![e])
}

/// The object of a package's assembly, if it has any.
pub fn assembled(package: &Package, header: &str) -> Result<Option<Vec<u8>>, Vec<String>> {
    if package.s_files.is_empty() {
        return Ok(None);
    }
    let dir = testkit::temp_dir();
    std::fs::write(dir.path().join("go_asm.h"), header).expect("a header is written");
    run(package, dir.path(), false).map(Some)
}

fn run(package: &Package, headers: &std::path::Path, symabis: bool) -> Result<Vec<u8>, Vec<String>> {
    let goroot = &testkit::reference().goroot;
    let text = |p: &std::path::Path| p.display().to_string();
    let flags = Flags {
        path: package.import_path.clone(),
        include_dirs: vec![text(&package.dir), text(headers), text(&goroot.join("pkg/include"))],
        defines: ["GOOS_linux", "GOARCH_amd64", "GOAMD64_v1"].map(str::to_owned).to_vec(),
        symabis,
        files: package.s_files.iter().map(|f| text(&package.dir.join(f))).collect(),
        ..Flags::default()
    };
    let env = Environment { dir: text(&package.dir), goroot: text(goroot), ..Environment::default() };
    let outcome = assemble(&flags, &env);
    outcome.file.ok_or_else(|| outcome.messages.iter().map(|m| format!("{m:?}")).collect())
}

//! Instrumenting a package: the `cover` tool writes every file anew, with counters, and one more with the
//! counters' variables. In: a package that is counted. Out: the files to compile, what the compiler is told of the
//! variables, and the list of the package's blocks where that is wanted.
//! Authority: GOROOT `cmd/go/internal/work/exec.go` (`cover2`), `internal/coverage/cmddefs`.

use super::Step;
use crate::builder::{Failed, Run};
use crate::covering::CoverMode;
use crate::hashes::sha256;
use crate::package::{COMMAND_LINE, Package};
use crate::shell::joined;
use base::hex;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// An instrumented package.
#[derive(Debug)]
pub(crate) struct Instrumented {
    /// Go files, absolute where they are not the package's own.
    pub(crate) files: Vec<String>,
    /// The text of `-coveragecfg`.
    pub(crate) config: String,
    /// The list of blocks; empty if there are none.
    pub(crate) meta: Option<Vec<u8>>,
}

/// What the tool is told of a package.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PackageConfig<'a> {
    out_config: &'a Path,
    pkg_path: &'a str,
    pkg_name: &'a str,
    granularity: &'a str,
    module_path: &'a str,
    /// Files have their full names in profiles.
    local: bool,
    emit_meta_file: PathBuf,
}

/// What the compiler is told of a program that runs tests: nothing is counted in it.
const TEST_MAIN: &str = r#"{"MetaVar":"","MetaLen":0,"MetaHash":"00000000000000000000000000000000","Strategy":"normal",
"CounterPrefix":"\u0000","PkgIdVar":"","CounterMode":"testmain","CounterGranularity":"perblock"}"#;

/// Whether files of a package have their full names in profiles.
pub(crate) fn is_local(package: &Package) -> bool {
    package.import_path == COMMAND_LINE
}

/// The name by which a file with a package's blocks is known to those who read it.
pub fn meta_file_name(path: &str) -> String {
    format!("covmeta.{}", hex(&sha256(path.as_bytes())))
}

impl Run<'_, '_> {
    /// Instruments a package, if it is to be counted and has anything that can be.
    pub(crate) fn instrument(&self, step: &Step<'_>) -> Result<Option<Instrumented>, Failed> {
        let Some(cover) = step.package.cover else { return Ok(None) };
        let own = &step.package.go_files;
        if cover.mode == CoverMode::TestMain {
            self.write_config(step, TEST_MAIN)?;
            return Ok(Some(Instrumented { files: own.clone(), config: TEST_MAIN.to_owned(), meta: None }));
        }
        let counted: Vec<&String> = step.package.counted_files().collect();
        if counted.is_empty() {
            return Ok(None);
        }
        let out = |name: &str| step.dir.join(name).to_string_lossy().into_owned();
        let covered = |name: &String| out(&format!("{}.cover.go", name.strip_suffix(".go").unwrap_or(name)));
        let mut outputs = vec![out("covervars.go")];
        outputs.extend(counted.iter().map(|f| covered(f)));
        let meta = step.dir.join(meta_file_name(&step.package.import_path));
        self.run_cover(step, cover.mode, &counted, &outputs, if cover.meta { &meta } else { Path::new("") })?;
        let file = |name: &String| if name.ends_with("_test.go") { name.clone() } else { covered(name) };
        let files = outputs[..1].iter().cloned().chain(own.iter().map(file)).collect();
        if self.builder.options.dry {
            return Ok(Some(Instrumented { files, config: String::new(), meta: None }));
        }
        let config = read(&step.dir.join("coveragecfg"))?;
        let config = String::from_utf8(config).map_err(|e| Failed(format!("coveragecfg: {e}\n")))?;
        let meta = cover.meta.then(|| read(&meta)).transpose()?;
        Ok(Some(Instrumented { files, config, meta }))
    }

    fn write_config(&self, step: &Step<'_>, text: &str) -> Result<(), Failed> {
        let file = step.dir.join("coveragecfg");
        if self.builder.keeps_files() {
            self.builder.shell.write(&file, text.as_bytes())?;
        }
        Ok(())
    }

    fn run_cover(
        &self,
        step: &Step<'_>,
        mode: CoverMode,
        inputs: &[&String],
        outputs: &[String],
        meta: &Path,
    ) -> Result<(), Failed> {
        let (b, package) = (self.builder, step.package);
        let config = PackageConfig {
            out_config: &step.dir.join("coveragecfg"),
            pkg_path: &package.import_path,
            pkg_name: &package.name,
            granularity: "perblock",
            module_path: package.module.as_ref().map_or("", |m| &m.path),
            local: is_local(package),
            emit_meta_file: meta.to_owned(),
        };
        let config = serde_json::to_string(&config).map_err(|e| Failed(format!("{e}\n")))?;
        let [config_file, list] = ["pkgcfg.txt", "coveroutfiles.txt"].map(|name| step.dir.join(name));
        b.shell.write(&config_file, format!("{config}\n").as_bytes())?;
        b.shell.write(&list, (outputs.join("\n") + "\n").as_bytes())?;
        let prefix = format!("goCover_{}_", &hex(&sha256(package.import_path.as_bytes()))[..12]);
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let mut args =
            ["-pkgcfg", &text(&config_file), "-mode", mode.name(), "-var", &prefix].map(str::to_owned).to_vec();
        args.extend(["-outfilelist".to_owned(), text(&list)]);
        args.extend(inputs.iter().map(|name| text(&package.dir.join(name))));
        let tool = b.tool("cover");
        b.shell.show(None, &joined([&*tool].into_iter().chain(args.iter().map(String::as_str))));
        if b.options.dry {
            return Ok(());
        }
        let report = |t: &str| b.shell.report(&package.description(), &package.dir, &b.options.cwd, t);
        b.toolchain.cover(&step.dir, &args).map_err(|t| Failed(report(&t)))
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failed> {
    std::fs::read(file).map_err(|e| Failed(crate::io_text("open", file, &e) + "\n"))
}

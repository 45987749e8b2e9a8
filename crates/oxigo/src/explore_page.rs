//! The page of a function that `GOSSAFUNC` names. In: the variable's value and a package. Out: who follows the function
//! while the package is compiled, and then a page about it as one file, with the line that says where it is. The
//! value is `F`, `pkg.F`, `last/part.F`, each also with `,0` or `,1` (`<0>`, `<1>`) behind it for an ABI, then perhaps `:` and
//! names of passes, which mean nothing here, and last `+`, which prints every pass, too. Facts:
//! `cmd/compile/internal/ssagen/ssa.go`.

use build::CompilerDebug;
use compile::Recorder;
use explore::record::{Recorded, Recording};
use explore::{Exploration, Inputs};
use obj::Abi;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the page is called if no folder is named (`GOSSADIR`).
const FILE: &str = "ssa.html";

/// A function as the variable names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Symbols in the package that are named so.
    symbols: Vec<String>,
    abi: Option<Abi>,
    /// Whether the passes are printed, too.
    pub(crate) is_printed: bool,
}

impl Wanted {
    /// What is wanted of a package; nothing without the variable.
    pub(crate) fn of(debug: &CompilerDebug, package: &str) -> Option<Wanted> {
        let value = debug.function.as_str();
        if value.is_empty() {
            return None;
        }
        let (value, is_printed) = value.strip_suffix('+').map_or((value, false), |rest| (rest, true));
        let value = value.split(':').next().unwrap_or_default();
        let (name, abi) = without_abi(value);
        let starts = std::iter::once(0).chain(package.match_indices('/').map(|(at, _)| at + 1));
        let in_package = |at: usize| name.strip_prefix(&package[at..])?.strip_prefix('.');
        let prefix = obj::name::path_prefix(package);
        let names = std::iter::once(name).chain(starts.filter_map(in_package));
        let symbols = names.filter(|name| !name.is_empty()).map(|name| format!("{prefix}.{name}")).collect();
        Some(Wanted { symbols, abi, is_printed })
    }

    /// The symbols that are wanted.
    pub(crate) fn symbols(&self) -> &[String] {
        &self.symbols
    }

    /// Follows the functions.
    pub(crate) fn following(self) -> Following {
        Following { recording: Recording::new(Some(self.symbols.clone())), wanted: self }
    }

    /// Those of the recorded functions that were named; what else was recorded are their closures.
    fn found(&self, recorded: &Recorded) -> Vec<(String, Abi)> {
        let is_it = |symbol: &String, abi: Abi| self.symbols.contains(symbol) && self.abi.is_none_or(|a| a == abi);
        let found = recorded.functions.iter().filter(|f| is_it(&f.symbol, f.abi));
        found.map(|f| (f.symbol.clone(), f.abi)).collect()
    }
}

/// A name and the ABI that stands behind it.
fn without_abi(value: &str) -> (&str, Option<Abi>) {
    const ENDS: [(&str, Abi); 4] =
        [(",0", Abi::Abi0), (",1", Abi::Internal), ("<0>", Abi::Abi0), ("<1>", Abi::Internal)];
    let cut = |(end, abi): &(&str, Abi)| value.strip_suffix(end).map(|name| (name, Some(*abi)));
    ENDS.iter().find_map(cut).unwrap_or((value, None))
}

/// Follows the wanted functions of a package that is compiled.
pub(crate) struct Following {
    wanted: Wanted,
    recording: Recording,
}

/// Where a page is written, and what it needs.
pub(crate) struct Place<'p> {
    /// Path of the package.
    pub(crate) package: &'p str,
    /// `GOSSADIR`, or nothing.
    pub(crate) folder: &'p str,
    /// The current folder.
    pub(crate) cwd: &'p Path,
    pub(crate) goroot: &'p Path,
}

impl Following {
    /// Who is told.
    pub(crate) fn recorder(&self) -> &dyn Recorder {
        &self.recording
    }

    /// Writes the page, if the package has such a function; gives what there is to say. The error is a line.
    pub(crate) fn write(self, archive: &[u8], place: &Place<'_>) -> Result<String, String> {
        let recorded = Arc::new(self.recording.finish());
        let found = self.wanted.found(&recorded);
        let Some((focus, _)) = found.first().cloned() else { return Ok(String::new()) };
        let closures = recorded.functions.iter().map(|f| f.symbol.clone()).filter(|name| *name != focus);
        let names: Vec<String> = std::iter::once(focus.clone()).chain(closures).collect();
        let exploration = Exploration::new(Inputs {
            title: place.package.to_owned(),
            focus: Some(focus),
            recorded: recorded.clone(),
            archive: Some(Arc::from(archive)),
            goroot: place.goroot.to_owned(),
            ..Inputs::default()
        })?;
        let page = explore::report::report(&exploration, &names)?;
        found.iter().map(|(symbol, abi)| place.write(symbol, *abi, &page)).collect()
    }
}

impl Place<'_> {
    fn write(&self, symbol: &str, abi: Abi, page: &str) -> Result<String, String> {
        let prefix = obj::name::path_prefix(self.package);
        let name = symbol.strip_prefix(&format!("{prefix}.")).unwrap_or(symbol);
        let name = format!("{name},{}", if abi == Abi::Internal { 1 } else { 0 });
        let file = match self.folder {
            "" => self.cwd.join(FILE),
            folder => self.cwd.join(folder).join(format!("{}.{name}.html", self.package)),
        };
        let failed = |e: std::io::Error| build::io_text("open", &file, &e);
        let folder: PathBuf = file.parent().unwrap_or(Path::new("")).to_owned();
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&file, page)).map_err(failed)?;
        Ok(format!("dumped SSA for {name} to {}\n", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(value: &str, package: &str) -> Vec<String> {
        let debug = CompilerDebug { function: value.to_owned(), ..CompilerDebug::default() };
        Wanted::of(&debug, package).map(|w| w.symbols).unwrap_or_default()
    }

    #[test]
    fn functions_by_all_their_names() {
        for value in ["F", "b.c.F", "a/b.c.F", "F,1", "F<1>", "F+", "F:lower-opt", "b.c.F,0:lower+"] {
            assert!(symbols(value, "a/b.c").contains(&"a/b%2ec.F".to_owned()), "{value}");
        }
        assert_eq!(symbols("(*T).M", "main"), ["main.(*T).M"]);
        for (value, package) in [("c.F", "a/bc"), ("hello.main", "main"), ("", "main"), ("main.", "main")] {
            assert!(!symbols(value, package).iter().any(|s| s.ends_with(".F") && !s.ends_with("c.F")), "{value}");
        }
        assert_eq!(symbols("", "main"), [""; 0]);
        assert_eq!(without_abi("F<0>"), ("F", Some(Abi::Abi0)));
    }
}

//! Where facts stand in the sources of a release, and how they are taken out. In: a tree. Out: lines. Go's sources are
//! formatted by `gofmt`, so lines and braces are enough to find what is wanted; a form that is not known gives
//! nothing, which the comparison takes for an error.

use super::signatures;
use release::RtFn;
use std::path::Path;

/// A source tree.
pub(super) struct Sources<'a> {
    /// Its root.
    pub(super) goroot: &'a Path,
}

type Lines = Result<Vec<String>, String>;

impl Sources<'_> {
    fn read(&self, file: &str) -> Result<String, String> {
        let path = self.goroot.join("src").join(file);
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        // Comments say nothing to us. No string of the files that are read has two slashes, but for link names.
        Ok(text
            .lines()
            .map(|l| l.split(" // ").next().unwrap_or(l))
            .filter(|l| !is_comment(l))
            .collect::<Vec<_>>()
            .join("\n"))
    }
    /// The lines of a file between one that begins with `start` and the next that is `end`.
    fn between(&self, file: &str, start: &str, end: &str) -> Lines {
        let text = self.read(file)?;
        let behind = text.lines().skip_while(|line| !line.starts_with(start)).skip(1);
        Ok(behind.take_while(|line| *line != end).map(|line| line.trim().to_owned()).collect())
    }
    /// All strings in such lines.
    fn strings(&self, file: &str, start: &str, end: &str) -> Lines {
        Ok(self.between(file, start, end)?.iter().flat_map(|line| quoted(line)).collect())
    }
    /// The same in order.
    fn sorted_strings(&self, file: &str, start: &str, end: &str) -> Lines {
        let mut all = self.strings(file, start, end)?;
        all.sort();
        Ok(all)
    }
    /// The names of a block of constants that count up.
    fn constants(&self, file: &str, first: &str) -> Lines {
        let text = self.read(file)?;
        let block = text.lines().skip_while(|line| !line.trim().starts_with(first)).take_while(|line| *line != ")");
        let names = block.filter_map(|line| line.split_whitespace().next());
        Ok(names.map(str::to_owned).collect())
    }
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// The strings of a line.
fn quoted(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// All experiments, in the order of their fields.
pub(super) fn experiments(sources: &Sources<'_>) -> Lines {
    let fields = sources.between("internal/goexperiment/flags.go", "type Flags struct {", "}")?;
    Ok(fields.iter().filter_map(|f| f.strip_suffix(" bool")).map(|f| f.trim().to_lowercase()).collect())
}

/// Those that are on for linux/amd64.
pub(super) fn baseline(sources: &Sources<'_>) -> Lines {
    let rows = sources.between("internal/buildcfg/exp.go", "\tbaseline := goexperiment.Flags{", "\t}")?;
    let rows = rows.iter().filter_map(|row| row.strip_suffix(',')?.split_once(':'));
    let mut names: Vec<String> = rows.filter(|(_, on)| on.trim() != "false").map(|(n, _)| n.to_lowercase()).collect();
    names.sort();
    Ok(names)
}

/// Kinds of symbols, by number.
pub(super) fn symbol_kinds(sources: &Sources<'_>) -> Lines {
    sources.constants("cmd/internal/objabi/symkind.go", "Sxxx ")
}

/// Types of relocations, by number from 1.
pub(super) fn relocations(sources: &Sources<'_>) -> Lines {
    let names = sources.constants("cmd/internal/objabi/reloctype.go", "R_ADDR ")?;
    Ok(names.into_iter().filter(|name| name.starts_with("R_")).collect())
}

/// Runtime symbols that objects name by number.
pub(super) fn builtins(sources: &Sources<'_>) -> Lines {
    let rows = sources.between("cmd/internal/goobj/builtinlist.go", "var builtins = ", "}")?;
    let row = |row: &String| {
        let (name, abi) = row.strip_prefix("{\"")?.strip_suffix("},")?.split_once("\", ")?;
        Some(format!("{name} {abi}"))
    };
    Ok(rows.iter().filter_map(row).collect())
}

/// Functions of the runtime and their numbers, by name.
pub(super) fn function_numbers(sources: &Sources<'_>) -> Lines {
    let numbers = sources.constants("internal/abi/symtab.go", "FuncIDNormal ")?;
    let rows = sources.between("cmd/internal/objabi/funcid.go", "var funcIDs = ", "}")?;
    let row = |row: &String| {
        let (name, constant) = row.strip_suffix(',')?.split_once(':')?;
        let number = numbers.iter().position(|n| Some(n.as_str()) == constant.trim().strip_prefix("abi."))?;
        Some(format!("{} {number}", name.trim_matches('"')))
    };
    let mut all: Vec<String> = rows.iter().filter_map(row).collect();
    all.sort();
    Ok(all)
}

/// The first word of the table of lines, which the runtime looks at first.
pub(super) fn pclntab_magic(sources: &Sources<'_>) -> Lines {
    let text = sources.read("runtime/symtab.go")?;
    let row = text.lines().find_map(|line| line.trim().strip_prefix("if hdr.magic != "));
    let Some(magic) = row.and_then(|rest| rest.split_whitespace().next()) else { return Ok(Vec::new()) };
    // A constant may be defined by another one.
    let constants = sources.read("internal/abi/symtab.go")?;
    let definition = |name: &str| {
        let lines = constants.lines().filter(|l| l.split_whitespace().next() == Some(name));
        lines.filter_map(|l| l.split_once('=')).map(|(_, is)| is.trim().to_owned()).next()
    };
    let first = magic.strip_prefix("abi.").unwrap_or(magic).to_owned();
    Ok(std::iter::successors(Some(first), |name| definition(name)).last().into_iter().collect())
}

const SPECIAL: &str = "cmd/internal/objabi/pkgspecial.go";

/// Packages that are compiled in runtime mode.
pub(super) fn runtime_packages(sources: &Sources<'_>) -> Lines {
    sources.sorted_strings(SPECIAL, "var runtimePkgs = ", "}")
}

/// Packages whose assembly may name ABIs.
pub(super) fn asm_abi(sources: &Sources<'_>) -> Lines {
    sources.sorted_strings(SPECIAL, "var allowAsmABIPkgs = ", "}")
}

/// Packages with functions that others define.
pub(super) fn incomplete(sources: &Sources<'_>) -> Lines {
    let lines = sources.between("cmd/go/internal/work/gc.go", "\t\tswitch p.ImportPath {", "\t\t}")?;
    let mut all: Vec<String> =
        lines.iter().filter(|line| line.starts_with("case ")).flat_map(|line| quoted(line)).collect();
    all.sort();
    Ok(all)
}

/// Packages, and prefixes of packages, whose functions come first in executables.
pub(super) fn text_first(sources: &Sources<'_>) -> Lines {
    let file = "cmd/link/internal/ld/data.go";
    let body = sources.between(file, "func isRuntimeDepPkg(", "}")?;
    if body.iter().any(|line| line.contains("LookupPkgSpecial(pkg).Runtime")) {
        return runtime_packages(sources);
    }
    let mut all: Vec<String> = body.iter().flat_map(|line| quoted(line)).filter(|text| text != "_test").collect();
    all.sort();
    Ok(all)
}

/// Packages with fixed numbers in coverage data, in the order of these.
pub(super) fn coverage_fixed(sources: &Sources<'_>) -> Lines {
    sources.strings("internal/coverage/pkid.go", "var rtPkgs = ", "}")
}

/// Symbols and the one package that may refer to them.
pub(super) fn blocked_linknames(sources: &Sources<'_>) -> Lines {
    let rows = sources.between("cmd/link/internal/loader/loader.go", "var blockedLinknames = ", "}")?;
    let rows = rows.iter().map(|row| quoted(row)).filter(|words| words.len() > 1);
    let mut all: Vec<String> = rows.map(|words| words.join(" ")).collect();
    all.sort();
    Ok(all)
}

/// Settings of `GODEBUG`: name, and if the default changed, when and from what.
pub(super) fn godebugs(sources: &Sources<'_>) -> Lines {
    let rows = sources.between("internal/godebugs/table.go", "var All = ", "}")?;
    let row = |row: &String| {
        let fields = row.strip_prefix('{')?.strip_suffix("},")?;
        let field = |name: &str| {
            let found = fields.split(", ").find_map(|f| f.strip_prefix(name)?.strip_prefix(": "));
            found.map(|value| value.trim_matches('"').to_owned())
        };
        let name = field("Name")?;
        Some(match field("Changed") {
            Some(minor) => format!("{name} {minor} {}", field("Old").unwrap_or_default()),
            None => name,
        })
    };
    Ok(rows.iter().filter_map(row).collect())
}

/// Signatures of functions of the runtime that we call by name, where the compiler's list has them.
pub(super) fn runtime_functions(sources: &Sources<'_>) -> Lines {
    let text = sources.read("cmd/compile/internal/typecheck/_builtin/runtime.go")?;
    let declarations = text.lines().filter_map(|line| line.strip_prefix("func "));
    let signatures = declarations.filter_map(signatures::letters);
    let known = signatures.filter(|s| RtFn::from_text(&s.name).is_some());
    Ok(known.map(|s| format!("{} {} -> {}", s.name, s.params, s.results)).collect())
}

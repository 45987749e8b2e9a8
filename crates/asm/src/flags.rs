//! The command line of `tool asm`. Authority: `cmd/asm/internal/flags/flags.go`,
//! `cmd/internal/objabi/flag.go` (response files).

use base::goflag::{self, Shape};
use std::ffi::OsString;

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `-o`, or the first file's name with `.o`.
    pub output: String,
    /// `-p`: import path.
    pub path: String,
    /// `-I`, in order.
    pub include_dirs: Vec<String>,
    /// `-D`, in order.
    pub defines: Vec<String>,
    /// `-gensymabis`
    pub symabis: bool,
    /// `-S`, as often as given.
    pub listing: u32,
    /// `-trimpath`
    pub trim: String,
    /// `-e`: all errors.
    pub all_errors: bool,
    /// `-shared`
    pub shared: bool,
    /// `-dynlink`
    pub dynlink: bool,
    /// Files to assemble.
    pub files: Vec<String>,
    /// Part of the standard library.
    pub std: bool,
}

/// Why there is nothing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Wrong usage: a line about it, if there is one, then the usage text; exit code 2.
    Usage(String),
    /// An error of its own; exit code 1.
    Failed(String),
    /// A setting that oxigo does not have; exit code 2.
    Unsupported(String),
}

const TABLE: &[(&str, Shape)] = &[
    ("D", Shape::Value),
    ("I", Shape::Value),
    ("S", Shape::Optional),
    ("V", Shape::Optional),
    ("compiling-runtime", Shape::Bool),
    ("d", Shape::Value),
    ("debug", Shape::Bool),
    ("dynlink", Shape::Bool),
    ("e", Shape::Bool),
    ("gensymabis", Shape::Bool),
    ("importcfg", Shape::Value),
    ("linkshared", Shape::Bool),
    ("o", Shape::Value),
    ("p", Shape::Value),
    ("shared", Shape::Bool),
    ("spectre", Shape::Value),
    ("std", Shape::Bool),
    ("trimpath", Shape::Value),
    ("v", Shape::Bool),
];

/// The text behind "usage:".
pub const USAGE: &str = "usage: asm [options] file.s ...
Flags:
  -D value
    \tpredefined symbol with optional simple value -D=identifier=value; can be set multiple times
  -I value
    \tinclude directory; can be set multiple times
  -S\tprint assembly and machine code
  -V\tprint version and exit
  -d value
    \tenable debugging settings; try -d help
  -debug
    \tdump instructions as they are parsed
  -dynlink
    \tsupport references to Go symbols defined in other shared libraries
  -e\tno limit on number of errors reported
  -gensymabis
    \twrite symbol ABI information to output file, don't assemble
  -linkshared
    \tgenerate code that will be linked against Go shared libraries
  -o string
    \toutput file; default foo.o for /a/b/c/foo.s as first argument
  -p string
    \tset expected package import to path (default \"<unlinkable>\")
  -shared
    \tgenerate code that can be linked into a shared library
  -spectre list
    \tenable spectre mitigations in list (all, ret)
  -trimpath string
    \tremove prefix from recorded source file paths
  -v\tprint debug output
";

/// Reads the arguments behind `asm`.
pub fn parse(args: &[OsString]) -> Result<Flags, Refusal> {
    let args = goflag::expand_response_files(args).map_err(|e| Refusal::Failed(format!("asm: {e}")))?;
    let (given, rest) = goflag::parse(TABLE, &args).map_err(Refusal::Usage)?;
    let mut flags = Flags { path: "<unlinkable>".to_string(), ..Flags::default() };
    for flag in given {
        match flag.name {
            "D" => flags.defines.push(flag.text()),
            "I" => flags.include_dirs.push(flag.text()),
            "S" => flags.listing = count(flags.listing, &flag.text())?,
            "dynlink" => flags.dynlink = flag.on(),
            "e" => flags.all_errors = flag.on(),
            "gensymabis" => flags.symabis = flag.on(),
            "linkshared" if flag.on() => return Err(unsupported("-linkshared")),
            "o" => flags.output = flag.text(),
            "p" => flags.path = flag.text(),
            "shared" => flags.shared = flag.on(),
            "spectre" => spectre(&flag.text())?,
            // Since go1.27; the linker asks it of who refers to symbols that are open to the library alone.
            "std" => flags.std = flag.on(),
            "trimpath" => flags.trim = flag.text(),
            "d" if flag.text().contains("maymorestack") => return Err(unsupported("-d=maymorestack")),
            // What is left only prints more, or names files that assembly does not need.
            _ => {}
        }
    }
    flags.files = rest.into_iter().map(|f| f.to_string_lossy().into_owned()).collect();
    match &flags.files[..] {
        [] => return Err(Refusal::Usage(String::new())),
        [only] if flags.output.is_empty() => {
            let name = only.rsplit('/').next().unwrap_or(only);
            flags.output = format!("{}.o", name.strip_suffix(".s").unwrap_or(name));
        }
        _ if flags.output.is_empty() => return Err(Refusal::Usage(String::new())),
        _ => {}
    }
    Ok(flags)
}

fn unsupported(what: &str) -> Refusal {
    Refusal::Unsupported(format!("asm: {what} is not supported"))
}

fn count(now: u32, value: &str) -> Result<u32, Refusal> {
    match value {
        "true" => Ok(now + 1),
        "false" => Ok(0),
        n => n.parse().map_err(|_| Refusal::Usage(format!("invalid value {n:?} for flag -S: invalid count {n:?}"))),
    }
}

fn spectre(value: &str) -> Result<(), Refusal> {
    match value {
        "" | "index" => Ok(()),
        "all" | "ret" => Err(unsupported(&format!("-spectre={value}"))),
        _ => Err(Refusal::Unsupported(format!("asm: unknown setting -spectre={value}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &str) -> Result<Flags, Refusal> {
        parse(&args.split_whitespace().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn output_follows_the_only_file() {
        assert_eq!(
            parsed("-p fmt -S -S a/b.s").map(|f| (f.output, f.path, f.listing)),
            Ok(("b.o".into(), "fmt".into(), 2))
        );
        assert_eq!(parsed("-o x a.s b.s").map(|f| f.files.len()), Ok(2));
        assert_eq!(parsed("a.s b.s").map(|f| f.files), Err(Refusal::Usage(String::new())));
    }

    #[test]
    fn what_is_refused_says_so() {
        assert_eq!(
            parsed("-spectre=ret a.s").map(|_| ()),
            Err(Refusal::Unsupported("asm: -spectre=ret is not supported".into()))
        );
        assert!(
            matches!(parsed("-spectre=x a.s"), Err(Refusal::Unsupported(m)) if m == "asm: unknown setting -spectre=x")
        );
        assert!(parsed("-spectre=index a.s").is_ok());
        assert!(matches!(parsed("-q a.s"), Err(Refusal::Usage(m)) if m.contains("not defined: -q")));
    }
}

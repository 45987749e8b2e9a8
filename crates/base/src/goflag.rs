//! Command-line flags in the syntax of Go's `flag` package, which scripts rely on: `-o x`,
//! `-o=x`, `--o=x`, `-v`, `-v=false`; flags end at `--` or at the first other argument. In: a
//! table of flags. Out: the flags in the order given, then the rest. Messages are Go's.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// How a flag takes its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `-v`, `-v=true`, `-v=0`; the value given on is `true` or `false`.
    Bool,
    /// `-o x` or `-o=x`.
    Value,
    /// `-V` or `-V=full`, never `-V full`; without `=` the value is `true`.
    Optional,
}

/// One flag given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<'t> {
    /// Name without dashes, from the table.
    pub name: &'t str,
    /// Its value.
    pub value: OsString,
}

impl Given<'_> {
    /// Whether a boolean flag was switched on.
    pub fn on(&self) -> bool {
        self.value == "true"
    }
    /// The value as text, other bytes replaced.
    pub fn text(&self) -> String {
        self.value.to_string_lossy().into_owned()
    }
}

/// Replaces every `@FILE` by the arguments in that file, one a line, in which `\n` stands for the end of
/// a line and `\\` for `\`. The error is one line.
pub fn expand_response_files(args: &[OsString]) -> Result<Vec<OsString>, String> {
    expand(args, 0)
}

fn expand(args: &[OsString], depth: usize) -> Result<Vec<OsString>, String> {
    let mut out = Vec::with_capacity(args.len());
    for arg in args {
        let Some(path) = arg.to_str().and_then(|a| a.strip_prefix('@')) else {
            out.push(arg.clone());
            continue;
        };
        if depth > 10 {
            return Err("response files nested too deeply".to_owned());
        }
        let text = std::fs::read_to_string(path).map_err(|e| open_error(path, &e))?.replace('\r', "");
        let decode = |line: &str| line.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', "\\");
        let lines: Vec<OsString> = text.trim().split('\n').map(|line| decode(line).into()).collect();
        out.extend(expand(&lines, depth + 1)?);
    }
    Ok(out)
}

/// Why a file cannot be opened, in Go's words.
pub fn open_error(path: impl AsRef<Path>, e: &io::Error) -> String {
    let why = match e.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a directory".to_owned(),
        _ => e.to_string(),
    };
    format!("open {}: {why}", path.as_ref().display())
}

/// Splits `args` by the table `flags`; the error is one line.
pub fn parse<'t>(flags: &[(&'t str, Shape)], args: &[OsString]) -> Result<(Vec<Given<'t>>, Vec<OsString>), String> {
    let mut given = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.as_slice().first() {
        let bytes = arg.as_bytes();
        if bytes.len() < 2 || bytes[0] != b'-' {
            break;
        }
        rest.next();
        if bytes == b"--" {
            break;
        }
        let body = if bytes[1] == b'-' { &bytes[2..] } else { &bytes[1..] };
        if body.is_empty() || body[0] == b'-' || body[0] == b'=' {
            return Err(format!("bad flag syntax: {}", arg.to_string_lossy()));
        }
        let equals = body.iter().position(|&b| b == b'=');
        let name = String::from_utf8_lossy(&body[..equals.unwrap_or(body.len())]);
        let value = equals.map(|i| OsString::from_vec(body[i + 1..].to_vec()));
        let &(name, shape) =
            flags.iter().find(|f| f.0 == name).ok_or_else(|| format!("flag provided but not defined: -{name}"))?;
        let value = match (shape, value) {
            (Shape::Bool, Some(v)) => boolean(name, &v)?,
            (Shape::Bool | Shape::Optional, None) => "true".into(),
            (_, Some(v)) => v,
            (Shape::Value, None) => rest.next().ok_or_else(|| format!("flag needs an argument: -{name}"))?.clone(),
        };
        given.push(Given { name, value });
    }
    Ok((given, rest.as_slice().to_vec()))
}

/// Whether this is what [`parse`] says of `-h` or `-help` where the table has no such flag: then the usage is
/// printed, and nothing is wrong to be told of.
pub fn asks_for_help(message: &str) -> bool {
    matches!(message.strip_prefix("flag provided but not defined: -"), Some("h" | "help"))
}

/// The value of `-name=v` for a boolean flag.
pub fn boolean(name: &str, v: &OsStr) -> Result<OsString, String> {
    match v.as_bytes() {
        b"1" | b"t" | b"T" | b"true" | b"TRUE" | b"True" => Ok("true".into()),
        b"0" | b"f" | b"F" | b"false" | b"FALSE" | b"False" => Ok("false".into()),
        _ => Err(format!("invalid boolean value {v:?} for -{name}: parse error")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn try_it(args: &str) -> String {
        let table = [("o", Shape::Value), ("v", Shape::Bool), ("V", Shape::Optional)];
        let args: Vec<OsString> = args.split_whitespace().map(OsString::from).collect();
        match parse(&table, &args) {
            Err(e) => e,
            Ok((given, rest)) => {
                let given: Vec<_> = given.iter().map(|g| format!("{}={}", g.name, g.text())).collect();
                format!(
                    "{} | {}",
                    given.join(" "),
                    rest.iter().map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ")
                )
            }
        }
    }

    #[test]
    fn forms() {
        assert_eq!(try_it("-o x -v --o=y -V=full a -v"), "o=x v=true o=y V=full | a -v");
        assert_eq!(try_it("-v=0 -V -- -o"), "v=false V=true | -o");
        assert_eq!(try_it("- -o"), " | - -o");
        assert_eq!(try_it("-x"), "flag provided but not defined: -x");
        assert_eq!(try_it("-o"), "flag needs an argument: -o");
        assert_eq!(try_it("-v=maybe"), "invalid boolean value \"maybe\" for -v: parse error");
        assert_eq!(try_it("--=x"), "bad flag syntax: --=x");
    }
}

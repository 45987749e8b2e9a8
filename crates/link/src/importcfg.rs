//! The import configuration: a text file with a directive a line, `packagefile path=file`,
//! `packageshlib path=file`, `modinfo "…"`; `#` begins a comment (fact:
//! `cmd/link/internal/ld/go.go`).

use crate::error::{LinkError, Result};
use base::FxHashMap;
use std::path::{Path, PathBuf};

/// What the file says, or where archives are looked for without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportCfg {
    /// Archive of each package by import path.
    pub packages: FxHashMap<String, PathBuf>,
    /// Whether there is a file: then nothing else counts.
    pub is_given: bool,
    /// `-L`: folders with archives named by import paths.
    pub folders: Vec<PathBuf>,
    /// Contents for `runtime.modinfo`.
    pub modinfo: Option<Vec<u8>>,
}

impl ImportCfg {
    /// The archive of a package.
    pub fn file(&self, path: &str) -> Option<PathBuf> {
        if self.is_given {
            return self.packages.get(path).cloned();
        }
        goobj::archive::in_folders(&self.folders, path)
    }
    /// Reads the file.
    pub fn read(file: &Path) -> Result<ImportCfg> {
        let text = std::fs::read(file).map_err(|e| {
            let reason = match e.kind() {
                std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
                _ => e.to_string(),
            };
            LinkError::new(format!("-importcfg: open {}: {reason}", file.display()))
        })?;
        ImportCfg::parse(&file.display().to_string(), &String::from_utf8_lossy(&text))
    }
    /// Reads the text of the file called `name`.
    pub fn parse(name: &str, text: &str) -> Result<ImportCfg> {
        let mut cfg = ImportCfg { is_given: true, ..ImportCfg::default() };
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                cfg.directive(line).map_err(|e| LinkError::new(format!("{name}:{}: {e}", number + 1)))?;
            }
        }
        Ok(cfg)
    }
    fn directive(&mut self, line: &str) -> std::result::Result<(), String> {
        let (verb, args) = line.split_once(' ').map_or((line, ""), |(v, a)| (v, a.trim()));
        let pair = args.split_once('=').filter(|(k, v)| !k.is_empty() && !v.is_empty());
        match (verb, pair) {
            ("packagefile", Some((path, file))) => {
                self.packages.insert(path.to_owned(), PathBuf::from(file));
            }
            ("packageshlib", Some(_)) => return Err("packageshlib: shared libraries are not supported".to_owned()),
            ("packagefile" | "packageshlib", None) => {
                return Err(format!("invalid {verb}: syntax is \"{verb} path=filename\""));
            }
            ("modinfo", _) => {
                self.modinfo = Some(unquote(args).ok_or_else(|| "invalid modinfo: invalid syntax".to_owned())?);
            }
            _ => return Err(format!("unknown directive {verb:?}")),
        }
        Ok(())
    }
}

/// The bytes of a Go string literal in double quotes.
pub fn unquote(text: &str) -> Option<Vec<u8>> {
    let body = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body.chars();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\n' => return None,
            '\\' => escape(&mut rest, &mut out)?,
            _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    Some(out)
}

fn escape(rest: &mut std::str::Chars<'_>, out: &mut Vec<u8>) -> Option<()> {
    let kind = rest.next()?;
    let digits = |rest: &mut std::str::Chars<'_>, first: u32, n: usize, radix: u32| {
        (0..n).try_fold(first, |v, _| Some(v * radix + rest.next()?.to_digit(radix)?))
    };
    let byte = match kind {
        'a' => 7,
        'b' => 8,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' | '"' => kind as u8,
        'x' => digits(rest, 0, 2, 16)? as u8,
        '0'..='7' => u8::try_from(digits(rest, kind.to_digit(8)?, 2, 8)?).ok()?,
        'u' | 'U' => {
            let c = char::from_u32(digits(rest, 0, if kind == 'u' { 4 } else { 8 }, 16)?)?;
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(());
        }
        _ => return None,
    };
    out.push(byte);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        let cfg = ImportCfg::parse("c", "# x\npackagefile a/b=/f\nmodinfo \"0w\\xaf\\t\\u00e9\"\n").unwrap();
        assert_eq!(cfg.packages["a/b"], PathBuf::from("/f"));
        assert_eq!(cfg.modinfo.as_deref(), Some(&b"0w\xaf\t\xc3\xa9"[..]));
        let error = |t: &str| ImportCfg::parse("c", t).unwrap_err().to_string();
        assert_eq!(error("\npackagefile a\n"), "c:2: invalid packagefile: syntax is \"packagefile path=filename\"");
        assert_eq!(error("frob x"), "c:1: unknown directive \"frob\"");
        assert_eq!(error("modinfo \"\\q\""), "c:1: invalid modinfo: invalid syntax");
    }
}

//! Checksums of modules: what `go.sum` files say, and whether what lies in the module cache is that. In: the files, a
//! module of the cache. Out: nothing, or what is missing or wrong. Hashes of archives were taken when they were
//! unpacked and lie beside them; those of `go.mod` files are taken here.
//! Authority: the Go modules reference, "go.sum files", "Module cache"; wording: GOROOT `cmd/go/internal/modfetch`.

use crate::gomod::{ModuleVersion, escape};
use base::{base64, hex, seen};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The lines of `go.sum` files: sums by path and version with a space between; the version of a `go.mod` file
/// ends in `/go.mod`.
#[derive(Clone, Debug, Default)]
pub struct Sums {
    lines: BTreeMap<String, Vec<String>>,
}

/// What is wrong with a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SumError {
    /// There is no sum of its files.
    NoFiles,
    /// There is no sum of its `go.mod` file.
    NoModFile,
    /// What is there has another sum: the whole message.
    Mismatch(String),
}

impl Sums {
    /// Reads files; those that do not exist say nothing. The error is for the user.
    pub(crate) fn read(files: &[PathBuf]) -> Result<Sums, String> {
        let mut sums = Sums::default();
        for file in files {
            let text = seen::read_to_string(file).unwrap_or_default();
            for (number, line) in text.lines().enumerate() {
                match line.split_ascii_whitespace().collect::<Vec<_>>()[..] {
                    [] => {}
                    [path, version, sum] => {
                        sums.lines.entry(format!("{path} {version}")).or_default().push(sum.to_owned());
                    }
                    ref fields => {
                        let (file, number, count) = (file.display(), number + 1, fields.len());
                        return Err(format!("malformed go.sum:\n{file}:{number}: wrong number of fields {count}"));
                    }
                }
            }
        }
        Ok(sums)
    }

    /// The first sum of a module's files.
    pub fn of(&self, path: &str, version: &str) -> Option<&str> {
        self.lines.get(&format!("{path} {version}"))?.first().map(String::as_str)
    }

    /// Whether a module of the cache is what it has to be. `must_be_there`: a missing sum is an error.
    pub(crate) fn check(&self, module: &ModuleVersion, cache: &Path, must_be_there: bool) -> Result<(), SumError> {
        let versions = cache.join("cache/download").join(escape(&module.path)).join("@v");
        let file = |extension: &str| versions.join(format!("{}.{extension}", escape(&module.version)));
        let zip = seen::read_to_string(&file("ziphash")).ok().map(|hash| hash.trim().to_owned());
        self.compare(module, "", zip, must_be_there.then_some(SumError::NoFiles))?;
        self.check_mod_file(module, cache, must_be_there)
    }

    /// The same for its `go.mod` file alone.
    pub(crate) fn check_mod_file(
        &self,
        module: &ModuleVersion,
        cache: &Path,
        must_be_there: bool,
    ) -> Result<(), SumError> {
        let file = crate::module::cached_mod(module, cache);
        let mod_file = seen::read(&file).ok().map(|text| sum_of_mod_file(&text));
        self.compare(module, "/go.mod", mod_file, must_be_there.then_some(SumError::NoModFile))
    }

    fn compare(
        &self,
        module: &ModuleVersion,
        what: &str,
        found: Option<String>,
        missing: Option<SumError>,
    ) -> Result<(), SumError> {
        let (path, version) = (&module.path, &module.version);
        let known = self.lines.get(&format!("{path} {version}{what}")).map_or(&[][..], Vec::as_slice);
        // Of several the first counts.
        let first = known.iter().find(|sum| sum.starts_with("h1:"));
        let Some(first) = first else { return missing.map_or(Ok(()), Err) };
        match found {
            Some(found) if *first != found => Err(SumError::Mismatch(format!(
                "verifying {path}@{version}{what}: checksum mismatch\n\tdownloaded: {found}\n\tgo.sum:     {first}\n{SECURITY}"
            ))),
            _ => Ok(()),
        }
    }
}

const SECURITY: &str = "
SECURITY ERROR
This download does NOT match an earlier download recorded in go.sum.
The bits may have been replaced on the origin server, or an attacker may
have intercepted the download attempt.

For more information, see 'go help module-auth'.";

/// The sum of a module that has one file, `go.mod`: the hash of the line that names it with its own hash.
fn sum_of_mod_file(text: &[u8]) -> String {
    let line = format!("{}  go.mod\n", hex(&Sha256::digest(text)));
    format!("h1:{}", base64(&Sha256::digest(line.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sums() {
        let text = b"module ex.org/u\n\ngo 1.17\n";
        assert_eq!(sum_of_mod_file(text).len(), "h1:".len() + 44);
    }
}

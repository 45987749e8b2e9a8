//! The hash of a folder: SHA-256 over one line per regular file, `<hex SHA-256>  <path>\n`,
//! in byte order of the paths; the form `sha256sum` prints, so that it can be checked by hand.
//! Symbolic links, folders as such, `.complete` marks and Python's caches do not count.

use crate::{Error, at};
use base::hex;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// What [`tree_hash`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeHash {
    /// The hash in hex.
    pub hex: String,
    /// Number of files.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// Hashes the files below `root`, or below the given `parts` of it.
pub fn tree_hash(root: &Path, parts: &[&str]) -> Result<TreeHash, Error> {
    let mut paths = Vec::new();
    for part in if parts.is_empty() { &[""][..] } else { parts } {
        collect(root, part, &mut paths)?;
    }
    paths.sort_unstable();
    let lines: Vec<(String, u64)> = paths
        .par_iter()
        .map(|path| {
            let data = fs::read(root.join(path)).map_err(at(root.join(path)))?;
            Ok((format!("{}  {path}\n", hex(&Sha256::digest(&data))), data.len() as u64))
        })
        .collect::<Result<_, Error>>()?;
    let mut all = Sha256::new();
    lines.iter().for_each(|(line, _)| all.update(line));
    Ok(TreeHash { hex: hex(&all.finalize()), files: lines.len(), bytes: lines.iter().map(|(_, bytes)| bytes).sum() })
}

/// Lists the regular files at or below `root/part`, as paths relative to `root`.
fn collect(root: &Path, part: &str, out: &mut Vec<String>) -> Result<(), Error> {
    let mut todo = vec![part.to_string()];
    while let Some(relative) = todo.pop() {
        let path = root.join(&relative);
        let meta = fs::symlink_metadata(&path).map_err(at(&path))?;
        if meta.is_file() {
            out.push(relative);
        } else if meta.is_dir() {
            for entry in fs::read_dir(&path).map_err(at(&path))? {
                let name = entry.map_err(at(&path))?.file_name();
                let name = name.to_string_lossy();
                if name == ".complete" || name == "__pycache__" {
                    continue;
                }
                todo.push(if relative.is_empty() { name.into_owned() } else { format!("{relative}/{name}") });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_files_in_order() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("b")).unwrap();
        fs::write(dir.path().join("b/x"), "x").unwrap();
        fs::write(dir.path().join("a"), "").unwrap();
        fs::write(dir.path().join(".complete"), "ignored").unwrap();
        let all = tree_hash(dir.path(), &[]).unwrap();
        let empty = hex(&Sha256::digest(b""));
        let x = hex(&Sha256::digest(b"x"));
        let lines = format!("{empty}  a\n{x}  b/x\n");
        assert_eq!((all.hex, all.files, all.bytes), (hex(&Sha256::digest(&lines)), 2, 1));
        assert_eq!(tree_hash(dir.path(), &["b"]).unwrap().files, 1);
        assert!(tree_hash(dir.path(), &["c"]).is_err());
    }
}

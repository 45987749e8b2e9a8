#![allow(unsafe_code, reason = "mapping a file is unsafe by nature; this leaf module is the only place")]
//! Files mapped read-only into memory. In: a path. Out: bytes that live as long as the map.
//! An empty file is an empty slice. The tools' inputs are archives in a build cache or work
//! directory that nobody rewrites in place; rewriting one while it is mapped is outside what
//! any linker defends against.

use crate::error::Error;
use std::fs::File;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// A file's bytes.
#[derive(Debug)]
pub struct MappedFile {
    path: PathBuf,
    map: Option<memmap2::Mmap>,
}

impl MappedFile {
    /// Maps the file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref().to_path_buf();
        let fail = |source| Error::Io { file: path.clone(), source };
        let file = File::open(&path).map_err(fail)?;
        let meta = file.metadata().map_err(fail)?;
        if meta.is_dir() {
            return Err(fail(std::io::Error::other("is a directory")));
        }
        let map = match meta.len() {
            0 => None,
            // SAFETY: the map is private and read-only; see the module text for why nobody
            // is expected to change the file under it.
            _ => Some(unsafe { memmap2::Mmap::map(&file) }.map_err(fail)?),
        };
        Ok(MappedFile { path, map })
    }
    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Deref for MappedFile {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.map.as_deref().unwrap_or(&[])
    }
}

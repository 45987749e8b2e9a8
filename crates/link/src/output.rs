#![allow(unsafe_code, reason = "mapping the output file is unsafe by nature; this leaf module is the only place")]
//! The output file: mapped memory under a temporary name, renamed when the link has succeeded and
//! removed when it has not. Where the output is no regular file (a device), its bytes are
//! collected in memory and written at the end.

use crate::error::{LinkError, Result};
use memmap2::MmapMut;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

enum Bytes {
    Mapped { map: MmapMut, file: File, temporary: PathBuf },
    Memory(Vec<u8>),
}

/// An output file being written.
pub struct Output {
    path: PathBuf,
    bytes: Option<Bytes>,
}

impl Output {
    /// Makes room for `size` bytes of the file `path`.
    pub fn create(path: &Path, size: u64) -> Result<Output> {
        let fail = |e: std::io::Error| LinkError::new(format!("cannot create {}: {}", path.display(), reason(&e)));
        let special = std::fs::metadata(path).is_ok_and(|m| !m.is_file());
        if special {
            if path.is_dir() {
                return Err(LinkError::new(format!("cannot create {}: is a directory", path.display())));
            }
            let bytes = Some(Bytes::Memory(vec![0; size as usize]));
            return Ok(Output { path: path.to_path_buf(), bytes });
        }
        let temporary = temporary_name(path);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o775)
            .open(&temporary)
            .map_err(fail)?;
        // From here on dropping the value removes the file.
        let guard = RemoveOnDrop(Some(temporary));
        file.set_len(size).map_err(fail)?;
        // SAFETY: the file was just created under a name of this process, nobody else maps or
        // truncates it.
        let map = unsafe { MmapMut::map_mut(&file) }.map_err(fail)?;
        Ok(Output { path: path.to_path_buf(), bytes: Some(Bytes::Mapped { map, file, temporary: guard.keep() }) })
    }
    /// The bytes to fill.
    pub fn bytes(&mut self) -> &mut [u8] {
        match &mut self.bytes {
            Some(Bytes::Mapped { map, .. }) => map,
            Some(Bytes::Memory(bytes)) => bytes,
            None => &mut [],
        }
    }
    /// Puts the file in its place.
    pub fn commit(mut self) -> Result<()> {
        let fail =
            |path: &Path, e: std::io::Error| LinkError::new(format!("cannot write {}: {}", path.display(), reason(&e)));
        match self.bytes.take() {
            Some(Bytes::Mapped { map, file, temporary }) => {
                drop((map, file));
                std::fs::rename(&temporary, &self.path).map_err(|e| {
                    drop(RemoveOnDrop(Some(temporary)));
                    fail(&self.path, e)
                })
            }
            Some(Bytes::Memory(bytes)) => {
                let file = OpenOptions::new().write(true).open(&self.path);
                file.and_then(|mut f| f.write_all(&bytes)).map_err(|e| fail(&self.path, e))
            }
            None => Ok(()),
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        if let Some(Bytes::Mapped { temporary, .. }) = self.bytes.take() {
            drop(RemoveOnDrop(Some(temporary)));
        }
    }
}

struct RemoveOnDrop(Option<PathBuf>);

impl RemoveOnDrop {
    fn keep(mut self) -> PathBuf {
        self.0.take().unwrap_or_default()
    }
}

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // Nothing can be done about a failure here, and an error is being reported already.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A name beside `path` that belongs to this process.
fn temporary_name(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.link-{}", std::process::id()))
}

fn reason(e: &std::io::Error) -> String {
    match e.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => e.to_string(),
    }
}

impl std::fmt::Debug for Output {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Output({})", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_without_commit() {
        let dir = std::env::temp_dir().join(format!("oxigo-output-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("a.out");
        Output::create(&path, 10).unwrap().bytes()[0] = 1;
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
        let mut out = Output::create(&path, 3).unwrap();
        out.bytes().copy_from_slice(b"abc");
        out.commit().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 1);
        assert!(Output::create(&dir, 1).is_err());
        std::fs::remove_dir_all(&dir).unwrap();
    }
}

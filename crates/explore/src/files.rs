//! Source files by the names that tables of lines have for them. In: names, in a fixed order, with the texts of those
//! the compiler has read. Out: numbers, and the texts. Only files that are in the list can be read through it.

use crate::model::{FileRow, Id};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The files of an exploration.
#[derive(Default)]
pub struct Files {
    names: Vec<FileRow>,
    texts: HashMap<u32, Vec<u8>>,
    numbers: HashMap<String, u32>,
    goroot: PathBuf,
}

impl Files {
    /// No files; `goroot` stands for `$GOROOT` in names.
    pub(crate) fn new(goroot: PathBuf) -> Files {
        Files { goroot, ..Files::default() }
    }
    /// The name under which a file is known: those of the library occur with and without `$GOROOT`.
    fn known_as(&self, name: &str) -> String {
        let rest = Path::new(name).strip_prefix(&self.goroot).ok().and_then(Path::to_str);
        rest.filter(|_| !self.goroot.as_os_str().is_empty()).map_or_else(|| name.to_owned(), |r| format!("$GOROOT/{r}"))
    }
    /// Adds a file unless it is there.
    pub(crate) fn add(&mut self, name: &str, text: Option<Vec<u8>>) -> u32 {
        let name = &self.known_as(name);
        let next = self.names.len() as u32;
        let number = *self.numbers.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.names.push(FileRow { name: name.to_owned(), own: text.is_some() });
        }
        if let Some(text) = text {
            self.texts.insert(number, text);
        }
        number
    }
    /// The id of a line; of file `u32::MAX` where the file is not known.
    pub(crate) fn line(&self, file: &str, line: u32) -> Id {
        Id::Line(self.number(file).unwrap_or(u32::MAX), line)
    }
    /// The number of a file.
    pub(crate) fn number(&self, file: &str) -> Option<u32> {
        self.numbers.get(file).or_else(|| self.numbers.get(&self.known_as(file))).copied()
    }
    pub(crate) fn rows(&self) -> &[FileRow] {
        &self.names
    }
    /// Name and text of a file. The error is a line.
    pub(crate) fn text(&self, number: u32) -> Result<(&str, Vec<u8>), String> {
        let row = self.names.get(number as usize).ok_or("there is no such file")?;
        if let Some(text) = self.texts.get(&number) {
            return Ok((&row.name, text.clone()));
        }
        let path = match row.name.strip_prefix("$GOROOT/") {
            Some(rest) => self.goroot.join(rest),
            None => PathBuf::from(&row.name),
        };
        // A file of an executable is shown only if it can be one of Go's.
        if !matches!(path.extension().and_then(|e| e.to_str()), Some("go" | "s")) {
            return Err(format!("{}: no source file", row.name));
        }
        std::fs::read(&path).map(|text| (&*row.name, text)).map_err(|e| format!("{}: {e}", row.name))
    }
}

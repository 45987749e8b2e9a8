//! What of a package may matter to what is made of its importers. In: rows and bodies as they are
//! written. Out: a hash that names the package's interface.
//!
//! Importers are compiled again only if this changes, so it leaves out what moves with every
//! edit: positions. They are for messages, with one exception: the lines of a body that becomes
//! code of an importer (one of a generic function) stand in the importer's line tables. Those are
//! counted as file, line and column, so that they change no sooner than they must.

use base::{Pos, Sources};
use sha2::{Digest, Sha256};

/// The part of a row or body that counts, while it is written.
#[derive(Default)]
pub(crate) struct Part {
    bytes: Vec<u8>,
    /// How much of the row is taken care of.
    done: usize,
    /// Places of the positions met, if they count.
    places: Option<Vec<Pos>>,
}

impl Part {
    /// A part in which positions count.
    pub(crate) fn with_places() -> Part {
        Part { places: Some(Vec::new()), ..Part::default() }
    }
    /// Takes in what was written of the row since the last position.
    pub(crate) fn extend(&mut self, row: &[u8]) {
        self.bytes.extend_from_slice(row.get(self.done..).unwrap_or_default());
        self.done = row.len();
    }
    /// Passes over a position that was just written.
    pub(crate) fn place(&mut self, pos: Pos, row: &[u8]) {
        self.done = row.len();
        if let Some(places) = &mut self.places {
            places.push(pos);
        }
    }
}

/// The hash of all that counts, in the order of writing.
#[derive(Default)]
pub(crate) struct Interface {
    sum: Sha256,
}

impl Interface {
    /// Takes in bytes as they are.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.sum.update((bytes.len() as u64).to_le_bytes());
        self.sum.update(bytes);
    }
    /// Takes in a row or body that is finished.
    pub(crate) fn part(&mut self, mut part: Part, row: &[u8], sources: &Sources) {
        part.extend(row);
        for pos in part.places.unwrap_or_default() {
            let found = sources.file_index(pos).map(|i| (i, sources.files()[i].line_column(pos)));
            let (file, (line, column)) = found.unwrap_or_default();
            for n in [file as u32, line, column] {
                part.bytes.extend_from_slice(&n.to_le_bytes());
            }
        }
        self.add(&part.bytes);
    }
    /// Takes in what places are shown as: the names of files and `//line` directives.
    pub(crate) fn files(&mut self, sources: &Sources, shown: &dyn Fn(&str) -> String) {
        for file in sources.files() {
            self.add(shown(&file.name).as_bytes());
            for d in file.directives.get().into_iter().flatten() {
                let (line, column) = file.line_column(file.base.offset(d.offset));
                self.add(d.file.as_bytes());
                [line, column, d.line, d.column].iter().for_each(|n| self.sum.update(n.to_le_bytes()));
            }
        }
    }
    /// The name of the interface.
    pub(crate) fn finish(self) -> [u8; 16] {
        let digest = self.sum.finalize();
        std::array::from_fn(|i| digest[i])
    }
}

//! Positions. The files of one package stand one behind the other in a single 32-bit space
//! ([`Sources`]), in the order the package lists them; a [`Pos`] is a byte offset in it plus
//! one. Positions so depend on the package's own text alone, whatever else is loaded. Lines
//! and columns are found on demand; `//line` directives move only what is *shown*.

use std::sync::{Arc, OnceLock};

/// A byte position in the sources of one package; 0 is "no position".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pos(pub u32);

impl Pos {
    /// No position.
    pub const NONE: Pos = Pos(0);
    /// Whether there is a position.
    pub fn is_known(self) -> bool {
        self.0 != 0
    }
    /// The position `n` bytes on.
    #[must_use]
    pub fn offset(self, n: u32) -> Pos {
        Pos(self.0 + n)
    }
}

impl std::fmt::Debug for Pos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "@{}", self.0)
    }
}

/// Where a position is, for people and line tables.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Loc {
    /// File name as given to the compiler, or as a `//line` directive says.
    pub file: Arc<str>,
    /// Line, from 1; 0 where unknown.
    pub line: u32,
    /// Column in bytes, from 1; 0 where a `//line` directive leaves it out.
    pub column: u32,
}

impl std::fmt::Display for Loc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.column {
            0 => write!(f, "{}:{}", self.file, self.line),
            c => write!(f, "{}:{}:{}", self.file, self.line, c),
        }
    }
}

/// What a `//line file:line:col` directive says of the text behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineDirective {
    /// Offset in the file from which it holds (the start of the following line, or the byte
    /// behind a `/*line*/` comment).
    pub offset: u32,
    /// File name to show.
    pub file: Arc<str>,
    /// Line of the byte at `offset`.
    pub line: u32,
    /// Column of the byte at `offset`; 0: columns are not shown.
    pub column: u32,
}

/// One source file of a package.
#[derive(Debug)]
pub struct SourceFile {
    /// Name as the user or the driver gave it.
    pub name: Arc<str>,
    /// The text; empty where only the places of its lines are known.
    pub text: Arc<[u8]>,
    len: u32,
    /// Lengths of the lines with their ends, as unsigned LEB128, where there is no text.
    outline: Option<Arc<[u8]>>,
    /// Position of the first byte.
    pub base: Pos,
    /// Directives in ascending order of offset; set once, by the parser.
    pub directives: OnceLock<Vec<LineDirective>>,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// The position just behind the last byte.
    pub fn end(&self) -> Pos {
        self.base.offset(self.len)
    }
    /// Offsets of the first byte of every line.
    pub fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            if let Some(outline) = &self.outline {
                return self.starts_of(outline);
            }
            let newlines = memchr::memchr_iter(b'\n', &self.text);
            std::iter::once(0).chain(newlines.map(|i| i as u32 + 1)).collect()
        })
    }
    fn starts_of(&self, outline: &[u8]) -> Vec<u32> {
        let mut reader = crate::bytes::ByteReader::new(outline);
        let mut starts = vec![0u32];
        while let Some(n) = reader.uvarint() {
            let last = starts.last().copied().unwrap_or(0);
            let next = u32::try_from(n).ok().and_then(|n| last.checked_add(n)).filter(|&at| at <= self.len);
            starts.extend(next.filter(|&at| at > last));
        }
        starts
    }
    /// The lengths of the lines but the last, in the form [`Sources::add_outline`] takes.
    pub fn outline(&self) -> Vec<u8> {
        let mut writer = crate::bytes::ByteWriter::new();
        for pair in self.line_starts().windows(2) {
            writer.uvarint(u64::from(pair[1] - pair[0]));
        }
        writer.buf
    }
    /// Line and column (both from 1) in the file itself, whatever directives say.
    pub fn line_column(&self, pos: Pos) -> (u32, u32) {
        let offset = pos.0 - self.base.0;
        let starts = self.line_starts();
        let line = starts.partition_point(|&s| s <= offset);
        (line as u32, offset - starts[line - 1] + 1)
    }
    /// Where `pos` is to be shown, directives applied.
    pub fn loc(&self, pos: Pos) -> Loc {
        let (line, column) = self.line_column(pos);
        let offset = pos.0 - self.base.0;
        let directives = self.directives.get().map_or(&[][..], |v| v);
        let Some(d) = directives[..directives.partition_point(|d| d.offset <= offset)].last() else {
            return Loc { file: self.name.clone(), line, column };
        };
        let (from_line, from_column) = self.line_column(self.base.offset(d.offset));
        let same_line = line == from_line;
        let shown = match (d.column, same_line) {
            (0, _) => 0,
            (c, true) => c + column - from_column,
            (_, false) => column,
        };
        Loc { file: d.file.clone(), line: d.line + line - from_line, column: shown }
    }
}

/// The sources of one package, in the order of its file list.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a file behind the others and returns its index. Errors when the package passes 4 GiB.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Arc<[u8]>>) -> Result<usize, SourcesFull> {
        let text = text.into();
        let len = text.len();
        self.push(name.into(), text, len, None)
    }
    /// Adds a file of which only length and lines are known; see [`SourceFile::outline`].
    pub fn add_outline(&mut self, name: impl Into<Arc<str>>, len: u32, outline: &[u8]) -> Result<usize, SourcesFull> {
        self.push(name.into(), Arc::default(), len as usize, Some(outline.into()))
    }
    fn push(
        &mut self,
        name: Arc<str>,
        text: Arc<[u8]>,
        len: usize,
        outline: Option<Arc<[u8]>>,
    ) -> Result<usize, SourcesFull> {
        let base = self.files.last().map_or(1, |f| u64::from(f.end().0) + 1);
        if base + len as u64 >= u64::from(u32::MAX) {
            return Err(SourcesFull);
        }
        self.files.push(SourceFile {
            name,
            text,
            len: len as u32,
            outline,
            base: Pos(base as u32),
            directives: OnceLock::new(),
            lines: OnceLock::new(),
        });
        Ok(self.files.len() - 1)
    }
    /// All files in order.
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }
    /// The index of the file `pos` lies in; `None` for [`Pos::NONE`].
    pub fn file_index(&self, pos: Pos) -> Option<usize> {
        let n = self.files.partition_point(|f| f.base <= pos);
        (pos.is_known() && n > 0).then(|| n - 1)
    }
    /// The file `pos` lies in.
    pub fn file(&self, pos: Pos) -> Option<&SourceFile> {
        self.file_index(pos).map(|i| &self.files[i])
    }
    /// Where `pos` is to be shown; `None` for [`Pos::NONE`].
    pub fn loc(&self, pos: Pos) -> Option<Loc> {
        self.file(pos).map(|f| f.loc(pos))
    }
}

/// The sources of a package pass the 4 GiB that positions can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourcesFull;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_columns_and_directives() {
        let mut s = Sources::new();
        s.add("a.go", &b"ab\ncd\n"[..]).unwrap();
        let i = s.add("b.go", &b"x\ny\nz"[..]).unwrap();
        let base = s.files()[i].base;
        assert_eq!(s.loc(Pos(5)).unwrap().to_string(), "a.go:2:2");
        assert_eq!(s.loc(base.offset(2)).unwrap().to_string(), "b.go:2:1");
        let d = LineDirective { offset: 2, file: "gen.y".into(), line: 10, column: 0 };
        s.files()[i].directives.set(vec![d]).unwrap();
        assert_eq!(s.loc(base).unwrap().to_string(), "b.go:1:1");
        assert_eq!(s.loc(base.offset(4)).unwrap().to_string(), "gen.y:11");
        assert!(s.loc(Pos::NONE).is_none());
    }

    #[test]
    fn an_outline_has_the_same_lines() {
        let (mut s, mut o) = (Sources::new(), Sources::new());
        s.add("a.go", &b"ab\n\ncd\nx"[..]).unwrap();
        let outline = s.files()[0].outline();
        o.add_outline("a.go", 8, &outline).unwrap();
        assert_eq!(o.files()[0].line_starts(), s.files()[0].line_starts());
        assert_eq!(o.files()[0].end(), s.files()[0].end());
        o.add_outline("bad", 3, &[9, 0xff, 1, 0x80]).unwrap();
        assert!(o.files()[1].line_starts().iter().all(|&at| at <= 3));
    }
}

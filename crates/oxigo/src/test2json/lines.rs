//! Bytes to lines. In: bytes as they come. Out: whole lines with their ends, and pieces of lines that
//! are longer than the buffer or must not wait. A line ends behind `\n`, or before a mark that does
//! not begin it; no character of several bytes is cut.

/// What begins lines that package `testing` writes for tools.
pub(super) const MARK: u8 = 0x16;

/// A piece of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'b> {
    /// A whole line.
    Line(&'b [u8]),
    /// Part of a line.
    Part(&'b [u8]),
}

/// Splits what it is given.
#[derive(Debug)]
pub(super) struct Splitter {
    buffer: Vec<u8>,
    capacity: usize,
    /// The beginning of the current line was handed on.
    is_within: bool,
}

impl Splitter {
    /// With a buffer of so many bytes; longer lines come in parts.
    pub(super) fn new(capacity: usize) -> Splitter {
        Splitter { buffer: Vec::with_capacity(capacity), capacity, is_within: false }
    }

    /// Takes bytes in; hands on what is complete.
    pub(super) fn write(&mut self, mut bytes: &[u8], sink: &mut impl FnMut(Piece<'_>)) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(self.capacity - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            let mut used = self.lines(sink);
            if used == 0 && self.buffer.len() == self.capacity {
                used = whole_characters(&self.buffer);
                sink(Piece::Part(&self.buffer[..used]));
                self.is_within = true;
            }
            self.buffer.drain(..used);
        }
    }

    /// Hands on the lines in the buffer; gives their length.
    fn lines(&mut self, sink: &mut impl FnMut(Piece<'_>)) -> usize {
        let mut at = 0;
        loop {
            let rest = &self.buffer[at..];
            if let Some(len) = line_len(rest) {
                let is_within = std::mem::take(&mut self.is_within);
                sink(if is_within { Piece::Part(&rest[..len]) } else { Piece::Line(&rest[..len]) });
                at += len;
                continue;
            }
            if let Some(len) = benchmark_len(rest).filter(|_| !self.is_within) {
                sink(Piece::Part(&rest[..len]));
                self.is_within = true;
                at += len;
            }
            return at;
        }
    }

    /// Hands on what is left.
    pub(super) fn flush(&mut self, sink: &mut impl FnMut(Piece<'_>)) {
        if !self.buffer.is_empty() {
            sink(Piece::Part(&self.buffer));
            self.buffer.clear();
        }
    }
}

/// The length of the first line.
fn line_len(text: &[u8]) -> Option<usize> {
    let at = text.iter().enumerate().position(|(i, &b)| b == b'\n' || b == MARK && i > 0)?;
    Some(if text[at] == b'\n' { at + 1 } else { at })
}

/// The name of a benchmark is shown while it runs: its length with the tab behind it.
fn benchmark_len(text: &[u8]) -> Option<usize> {
    let tab = text.iter().position(|&b| b == b'\t')?;
    let name = text[..tab].strip_prefix(b"Benchmark")?;
    let name = String::from_utf8_lossy(name);
    let next = name.trim_end_matches(' ').chars().next();
    next.is_none_or(|c| !c.is_lowercase()).then_some(tab + 1)
}

/// The length of a text without a character whose last bytes are still to come.
fn whole_characters(text: &[u8]) -> usize {
    for back in 1..=text.len().min(4) {
        let first = text[text.len() - back];
        let wanted = match first {
            0xc0..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf7 => 4,
            0x80..=0xbf => continue,
            _ => 1,
        };
        return if back < wanted { text.len() - back } else { text.len() };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(capacity: usize, writes: &[&[u8]]) -> Vec<String> {
        let mut out = Vec::new();
        let mut splitter = Splitter::new(capacity);
        let mut sink = |piece: Piece<'_>| {
            out.push(match piece {
                Piece::Line(text) => format!("line {}", text.escape_ascii()),
                Piece::Part(text) => format!("part {}", text.escape_ascii()),
            });
        };
        writes.iter().for_each(|w| splitter.write(w, &mut sink));
        splitter.flush(&mut sink);
        out
    }

    #[test]
    fn lines_and_parts() {
        assert_eq!(pieces(8, &[b"a\nb", b"c\nd"]), ["line a\\n", "line bc\\n", "part d"]);
        assert_eq!(pieces(8, &[b"0123456789\nab\n"]), ["part 01234567", "part 89\\n", "line ab\\n"]);
        assert_eq!(pieces(8, &[b"x\x16=== RU\n"]), ["line x", "line \\x16=== RU\\n"]);
        assert_eq!(pieces(8, "abcdefgä\n".as_bytes().chunks(1).collect::<Vec<_>>().as_slice()).len(), 2);
        assert_eq!(pieces(8, &["abcdefgä\n".as_bytes()]), ["part abcdefg", "part \\xc3\\xa4\\n"]);
    }

    #[test]
    fn names_of_benchmarks_do_not_wait() {
        assert_eq!(pieces(64, &[b"BenchmarkA-2  \t", b" 5\n"]), ["part BenchmarkA-2  \\t", "part  5\\n"]);
        assert_eq!(pieces(64, &[b"Benchmarks\t", b"5\n"]), ["line Benchmarks\\t5\\n"]);
    }
}

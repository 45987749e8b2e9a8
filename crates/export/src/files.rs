//! The files of a package: their names, lengths, lines and `//line` directives, so that
//! positions can be shown without the texts.

use crate::format::Damaged;
use base::Sources;
use base::bytes::{ByteReader, ByteWriter};
use base::pos::LineDirective;
use std::sync::Arc;

/// Largest line and column a directive may name.
const MAX_LINE: u32 = 1 << 30;

/// Writes them. What stands behind the last declaration of the last file moves no position and is
/// left out, so that a remark there changes nothing for importers.
pub(crate) fn encode(sources: &Sources, shown: &dyn Fn(&str) -> String) -> Vec<u8> {
    let mut w = ByteWriter::new();
    w.uvarint(sources.files().len() as u64);
    for (i, file) in sources.files().iter().enumerate() {
        let is_last = i + 1 == sources.files().len();
        let len = if is_last { without_remarks(&file.text) } else { None };
        let len = len.unwrap_or(file.end().0 - file.base.0);
        put(&mut w, shown(&file.name).as_bytes());
        w.uvarint(u64::from(len));
        put(&mut w, &outline(file.line_starts(), len));
        let directives = file.directives.get().map_or(&[][..], |d| d);
        w.uvarint(directives.len() as u64);
        for d in directives {
            w.uvarint(u64::from(d.offset));
            put(&mut w, d.file.as_bytes());
            w.uvarint(u64::from(d.line));
            w.uvarint(u64::from(d.column));
        }
    }
    w.buf
}

/// Bytes of a text up to the end of its last line that is neither empty nor a `//` comment.
fn without_remarks(text: &[u8]) -> Option<u32> {
    let mut end = text.len();
    while end > 0 {
        let start = text[..end - 1].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        let line = text[start..end].trim_ascii();
        if !line.is_empty() && !line.starts_with(b"//") {
            return u32::try_from(end).ok();
        }
        end = start;
    }
    None
}

/// The lengths of the lines within the first `len` bytes.
fn outline(starts: &[u32], len: u32) -> Vec<u8> {
    let mut writer = ByteWriter::new();
    for pair in starts.windows(2).take_while(|pair| pair[1] <= len) {
        writer.uvarint(u64::from(pair[1] - pair[0]));
    }
    writer.buf
}

/// Reads them. Where the lines begin is found out when it is asked for.
pub(crate) fn decode(data: &[u8]) -> Result<Sources, Damaged> {
    let bad = Damaged("the list of files");
    let mut r = ByteReader::new(data);
    let mut out = Sources::new();
    for _ in 0..r.uvarint().ok_or(bad)? {
        let name = text(&mut r)?;
        let len = number(&mut r, u32::MAX)?;
        let outline = take(&mut r)?;
        let i = out.add_outline(name, len, outline).map_err(|_| bad)?;
        let mut directives: Vec<LineDirective> = Vec::new();
        for _ in 0..r.uvarint().ok_or(bad)? {
            let d = LineDirective {
                offset: number(&mut r, len)?,
                file: text(&mut r)?,
                line: number(&mut r, MAX_LINE)?,
                column: number(&mut r, MAX_LINE)?,
            };
            if directives.last().is_some_and(|last| last.offset > d.offset) {
                return Err(bad);
            }
            directives.push(d);
        }
        if !directives.is_empty() {
            let _ = out.files()[i].directives.set(directives);
        }
    }
    Ok(out)
}

fn put(w: &mut ByteWriter, bytes: &[u8]) {
    w.uvarint(bytes.len() as u64);
    w.bytes(bytes);
}

fn take<'a>(r: &mut ByteReader<'a>) -> Result<&'a [u8], Damaged> {
    let bad = Damaged("the list of files");
    let len = usize::try_from(r.uvarint().ok_or(bad)?).map_err(|_| bad)?;
    r.take(len).ok_or(bad)
}

fn text(r: &mut ByteReader<'_>) -> Result<Arc<str>, Damaged> {
    Ok(std::str::from_utf8(take(r)?).map_err(|_| Damaged("a file name"))?.into())
}

fn number(r: &mut ByteReader<'_>, max: u32) -> Result<u32, Damaged> {
    let n = r.uvarint().and_then(|n| u32::try_from(n).ok()).filter(|&n| n <= max);
    n.ok_or(Damaged("the list of files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_at_the_end_do_not_count() {
        let encoded = |last: &str| {
            let mut s = Sources::new();
            s.add("a.go", &b"package p\n// a\n"[..]).unwrap();
            s.add("b.go", last.as_bytes()).unwrap();
            encode(&s, &str::to_owned)
        };
        let plain = encoded("package p\nvar x = 1\n");
        assert_eq!(encoded("package p\nvar x = 1\n\n// a remark\n  // another"), plain);
        assert_ne!(encoded("package p\n\nvar x = 1\n"), plain);
        let read = decode(&plain).unwrap();
        assert_eq!(encode(&read, &str::to_owned), plain);
    }
}

//! The files of a package: their names, lengths, lines and `//line` directives, so that
//! positions can be shown without the texts.

use crate::format::Damaged;
use base::Sources;
use base::bytes::{ByteReader, ByteWriter};
use base::pos::LineDirective;
use std::sync::Arc;

/// Largest line and column a directive may name.
const MAX_LINE: u32 = 1 << 30;

/// Writes them.
pub(crate) fn encode(sources: &Sources) -> Vec<u8> {
    let mut w = ByteWriter::new();
    w.uvarint(sources.files().len() as u64);
    for file in sources.files() {
        put(&mut w, file.name.as_bytes());
        w.uvarint(u64::from(file.end().0 - file.base.0));
        put(&mut w, &file.outline());
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

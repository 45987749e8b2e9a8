//! `runtime.findfunctab`: for every 4096 bytes of code the index of the first function there and
//! for each of their 16 parts the distance from it (fact: `runtime/symtab.go`, `findfuncbucket`).

use super::put;
use crate::symbols::{Sym, Symbols};

const PARTS: usize = 16;
const BUCKET: u64 = 4096;
const PART: u64 = BUCKET / PARTS as u64;

fn extent(symbols: &Symbols<'_>, text: &[Sym]) -> (u64, u64) {
    match (text.first(), text.last()) {
        (Some(&first), Some(&last)) => (symbols.values[first], symbols.values[last] + symbols.size(last)),
        _ => (0, 0),
    }
}

/// Bytes of the table.
pub(super) fn size(symbols: &Symbols<'_>, text: &[Sym]) -> u64 {
    let (start, end) = extent(symbols, text);
    4 * (end - start).div_ceil(BUCKET) + (end - start).div_ceil(PART)
}

/// Writes the table.
pub(super) fn write(symbols: &Symbols<'_>, text: &[Sym], out: &mut [u8]) {
    let (start, end) = extent(symbols, text);
    let parts = first_functions(symbols, text, start, end);
    for (bucket, parts) in parts.chunks(PARTS).enumerate() {
        let at = bucket * (4 + PARTS);
        put(out, at, &parts[0].to_le_bytes());
        for (i, &func) in parts.iter().enumerate() {
            // Functions are at least 16 bytes apart, so at most 255 begin in a bucket.
            put(out, at + 4 + i, &[(func - parts[0]) as u8]);
        }
    }
}

/// For each part of the text the index of the function that covers its first byte.
fn first_functions(symbols: &Symbols<'_>, text: &[Sym], start: u64, end: u64) -> Vec<u32> {
    let count = (end - start).div_ceil(PART) as usize;
    let mut parts = vec![u32::MAX; count];
    for (i, &func) in text.iter().enumerate() {
        let from = symbols.values[func] - start;
        let to = text.get(i + 1).map_or(end, |&n| symbols.values[n]) - start;
        let last = to.saturating_sub(1).max(from) / PART;
        for part in &mut parts[(from / PART) as usize..count.min(last as usize + 1)] {
            *part = (*part).min(i as u32);
        }
    }
    parts
}

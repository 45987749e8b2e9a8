//! The cryptographic module (`crypto/internal/fips140`): its code and data stand together between marks, and the
//! program checks their hash when it starts. In: symbols before what is reachable is known. Out: the marks and
//! `go:fipsinfo`; in the end, when the file is written, the hash in it (facts: `cmd/link/internal/ld/fips140.go`).
//!
//! ```text
//! go:fipsinfo { magic [16], sum [32], self ptr, [4]{ start ptr, end ptr } }   text, rodata, noptrdata, data
//! sum: HMAC-SHA-256, key of 32 zeros, of "go fips object v1\n" and four times { length u64 big-endian, bytes }
//! ```

use crate::error::{LinkError, Result};
use crate::kind::Kind;
use crate::sections::Sections;
use crate::symbols::{Attr, Sym, Symbols};
use sha2::{Digest, Sha256};

const MAGIC: &[u8; 16] = b"\xff Go fipsinfo \xff\0";
const SUM: usize = 32;
const HEAD: &[u8] = b"go fips object v1\n";

/// The marks, in the order of the record.
const MARKS: [(&str, Kind); 8] = [
    ("go:textfipsstart", Kind::TextFipsStart),
    ("go:textfipsend", Kind::TextFipsEnd),
    ("go:rodatafipsstart", Kind::RoDataFipsStart),
    ("go:rodatafipsend", Kind::RoDataFipsEnd),
    ("go:noptrdatafipsstart", Kind::NoPtrDataFipsStart),
    ("go:noptrdatafipsend", Kind::NoPtrDataFipsEnd),
    ("go:datafipsstart", Kind::DataFipsStart),
    ("go:datafipsend", Kind::DataFipsEnd),
];

/// What the linker adds for the module.
#[derive(Debug)]
pub struct Fips {
    info: Sym,
    marks: [Sym; 8],
}

impl Fips {
    /// The marks around the module's functions.
    pub fn around_text(&self) -> [Sym; 2] {
        [self.marks[0], self.marks[1]]
    }
}

/// Makes the record and the marks, in releases that have such a module.
pub fn symbols(symbols: &mut Symbols<'_>) -> Option<Fips> {
    if !symbols.release.fips {
        return None;
    }
    let info = symbols.create("go:fipsinfo");
    let synth = symbols.update(info);
    synth.clear();
    synth.kind = Some(Kind::FipsInfo);
    synth.bytes(MAGIC);
    synth.bytes(&[0; SUM]);
    synth.addr(info, 0);
    let marks = MARKS.map(|(name, kind)| {
        let mark = symbols.create(name);
        let synth = symbols.update(mark);
        synth.clear();
        (synth.kind, synth.size) = (Some(kind), 1);
        symbols.attrs[mark].insert(Attr::LOCAL);
        mark
    });
    let synth = symbols.update(info);
    marks.iter().for_each(|&mark| synth.addr(mark, 0));
    Some(Fips { info, marks })
}

/// Hashes the module in the finished file and writes the sum into the record.
pub fn seal(fips: &Fips, symbols: &Symbols<'_>, sections: &Sections, file: &mut [u8]) -> Result<()> {
    let place = |sym: Sym| sections.file_offset(symbols.sections[sym], symbols.values[sym]) as usize;
    let mut sum = Hmac::new();
    sum.update(HEAD);
    for pair in fips.marks.chunks_exact(2) {
        let (start, end) = (place(pair[0]), place(pair[1]));
        let part = file.get(start..end).ok_or_else(|| {
            LinkError::new(format!(
                "{}: the marks around the cryptographic module are in disorder",
                symbols.name(pair[0])
            ))
        })?;
        sum.update(&(part.len() as u64).to_be_bytes());
        sum.update(part);
    }
    let at = place(fips.info) + MAGIC.len();
    file[at..at + SUM].copy_from_slice(&sum.finish());
    Ok(())
}

/// HMAC-SHA-256 with a key of zeros.
struct Hmac(Sha256);

impl Hmac {
    const BLOCK: usize = 64;

    fn new() -> Hmac {
        Hmac(Sha256::new_with_prefix([0x36; Hmac::BLOCK]))
    }
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
    fn finish(self) -> [u8; SUM] {
        Sha256::new_with_prefix([0x5c; Hmac::BLOCK]).chain_update(self.0.finalize()).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_of_nothing() {
        // The published value for an empty key and an empty message; zeros at the end of a key do not count.
        let hex: String = Hmac::new().finish().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    }
}

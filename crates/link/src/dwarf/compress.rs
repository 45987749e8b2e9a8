//! Compressed sections: a header (type, size, alignment), then zlib data. A section that would
//! not get smaller stays as it is (facts: the ELF specification's `Elf64_Chdr`; the official
//! linker for the choice of the fastest level).

use super::DwarfSection;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rayon::prelude::*;
use std::io::Write;

const ELFCOMPRESS_ZLIB: u32 = 1;

/// Compresses every section that gets smaller, in parallel, if asked to.
pub fn all(sections: Vec<DwarfSection>, compress: bool) -> Vec<DwarfSection> {
    if !compress {
        return sections;
    }
    let one = |s: DwarfSection| match smaller(&s.data) {
        Some(data) => DwarfSection { data, compressed: true, ..s },
        None => s,
    };
    sections.into_par_iter().map(one).collect()
}

fn smaller(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut head = Vec::with_capacity(24 + bytes.len() / 2);
    head.extend(ELFCOMPRESS_ZLIB.to_le_bytes());
    head.extend(0u32.to_le_bytes());
    head.extend((bytes.len() as u64).to_le_bytes());
    head.extend(1u64.to_le_bytes());
    let mut z = ZlibEncoder::new(head, Compression::fast());
    z.write_all(bytes).expect("writing to memory cannot fail");
    let out = z.finish().expect("writing to memory cannot fail");
    (out.len() < bytes.len()).then_some(out)
}

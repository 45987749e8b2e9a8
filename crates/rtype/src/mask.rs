//! Which words hold pointers. In: a type. Out: a bit per word, or, for types too large for a
//! mask, a program that makes the bits (facts: `runtime/mbitmap.go`; types above
//! [`MAX_MASK_WORDS`] use programs).

use crate::layout::{Layouts, RType};
use base::bytes::ByteWriter;
use types::TypeKind;

/// Types with more leading words than this are described by a program.
pub const MAX_MASK_WORDS: u64 = 2048 * 8;

/// What a visitor is told: a run of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    /// Words of which the bits are given, least significant first.
    Bits(u8, u32),
    /// The last `n` bits once more, `count` times.
    Repeat(u64, u64),
}

impl Layouts<'_> {
    /// Whether the type is described by a program.
    pub fn uses_program(&self, t: RType) -> bool {
        self.of(t).ptrdata / 8 > MAX_MASK_WORDS
    }
    /// The mask, padded to whole words.
    pub fn mask(&self, t: RType) -> Vec<u8> {
        let words = self.of(t).ptrdata / 8;
        let mut mask = vec![0; words.div_ceil(64) as usize * 8];
        self.fill(t, 0, &mut |word| mask[(word / 8) as usize] |= 1 << (word % 8));
        mask
    }
    /// Calls `set` with the number of every word that holds a pointer, ascending; `at` is the
    /// byte offset of the value.
    pub fn fill(&self, t: RType, at: u64, set: &mut dyn FnMut(u64)) {
        let layout = self.of(t);
        if layout.ptrdata == 0 {
            return;
        }
        if let RType::Go(id) | RType::NoAlg(id) = t {
            let s = self.session;
            match s.kind(s.under(id)) {
                TypeKind::Struct(_) => {}
                TypeKind::Array(elem, len) => {
                    let elem = self.go(*elem);
                    let size = self.of(elem).size;
                    return (0..len.unwrap_or(0)).for_each(|i| self.fill(elem, at + i * size, set));
                }
                TypeKind::Interface(_) => {
                    // The first word points to a type or itab; these are never collected.
                    return set(at / 8 + 1);
                }
                _ => return set(at / 8),
            }
        }
        self.parts(t).iter().for_each(|p| self.fill(p.ty, at + p.offset, set));
    }

    /// The program: its length in four bytes, then instructions, ended by zero. Instruction
    /// `n < 128`: n bits follow; `128 + n`: repeat the last n bits, count follows (n = 0: n
    /// follows as varint before the count).
    pub fn program(&self, t: RType) -> Vec<u8> {
        let mut runs = Vec::new();
        self.runs(t, &mut runs);
        let mut w = ByteWriter::new();
        for run in runs {
            match run {
                Run::Bits(bits, n) => {
                    w.u8(n as u8);
                    w.u8(bits);
                }
                Run::Repeat(n, count) => {
                    if n < 128 {
                        w.u8(0x80 | n as u8);
                    } else {
                        w.u8(0x80);
                        w.uvarint(n);
                    }
                    w.uvarint(count);
                }
            }
        }
        w.u8(0);
        let mut out = (w.len() as u32).to_le_bytes().to_vec();
        out.extend(w.buf);
        out
    }

    /// The runs of a whole value, up to its last pointer where nothing follows.
    fn runs(&self, t: RType, out: &mut Vec<Run>) {
        let words = self.of(t).size / 8;
        match t {
            RType::Go(id) | RType::NoAlg(id) if words > 128 => {
                if let TypeKind::Array(elem, Some(len)) = *self.session.kind(self.session.under(id)) {
                    let elem = self.go(elem);
                    self.runs(elem, out);
                    return out.push(Run::Repeat(self.of(elem).size / 8, len - 1));
                }
                let mut at = 0;
                for part in self.parts(t).iter() {
                    zeros(part.offset / 8 - at, out);
                    self.runs(part.ty, out);
                    at = part.offset / 8 + self.of(part.ty).size / 8;
                }
                zeros(words - at, out);
            }
            _ => {
                let mut bits = vec![false; words as usize];
                self.fill(t, 0, &mut |w| bits[w as usize] = true);
                for chunk in bits.chunks(8) {
                    let byte = chunk.iter().enumerate().fold(0, |b, (i, &set)| b | u8::from(set) << i);
                    out.push(Run::Bits(byte, chunk.len() as u32));
                }
            }
        }
    }
}

fn zeros(n: u64, out: &mut Vec<Run>) {
    match n {
        0 => {}
        1..=8 => out.push(Run::Bits(0, n as u32)),
        _ => out.extend([Run::Bits(0, 1), Run::Repeat(1, n - 1)]),
    }
}

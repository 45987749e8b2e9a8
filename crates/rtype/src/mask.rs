//! Which words hold pointers. In: a type. Out: a bit per word, or, for types too large for a
//! mask, a program that makes the bits (facts: `runtime/mbitmap.go`; which types are too large differs between
//! releases, and newer ones make masks of large types when they are needed).

use crate::layout::{BUCKET, Layouts, RType};
use base::bytes::ByteWriter;
use types::{TypeId, TypeKind};

impl Layouts<'_> {
    /// Whether the type is too large for a mask that the compiler makes.
    pub fn is_without_mask(&self, t: RType) -> bool {
        self.of(t).ptrdata / 8 > self.session.release.pointer_masks.max_words()
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
        if let RType::Slots(key, elem) = t {
            let size = self.of(RType::Slot(key, elem)).size;
            return (0..BUCKET).for_each(|i| self.fill(RType::Slot(key, elem), at + i * size, set));
        }
        self.parts(t).iter().for_each(|p| self.fill(p.ty, at + p.offset, set));
    }

    /// The program: its length in four bytes, then instructions, ended by zero. And the words it
    /// describes: up to the last pointer, or to the end of the repeated array that has it.
    pub fn program(&self, t: RType) -> (Vec<u8>, u64) {
        let mut program = Program::default();
        self.describe(t, 0, &mut program);
        program.flush();
        program.out.u8(0);
        let mut out = (program.out.len() as u32).to_le_bytes().to_vec();
        out.extend(program.out.buf);
        (out, program.words)
    }

    /// The pointers of a value that begins at word `at`.
    fn describe(&self, t: RType, at: u64, program: &mut Program) {
        if self.of(t).ptrdata == 0 {
            return;
        }
        if let RType::Go(id) | RType::NoAlg(id) = t {
            match *self.session.kind(self.session.under(id)) {
                TypeKind::Struct(_) => {}
                TypeKind::Array(elem, Some(len)) => return self.describe_array(elem, len, at, program),
                _ => return self.fill(t, at * 8, &mut |word| program.pointer(word)),
            }
        }
        self.parts(t).iter().for_each(|p| self.describe(p.ty, at + p.offset / 8, program));
    }

    /// Arrays of arrays count as one; short ones are spelled out.
    fn describe_array(&self, mut elem: TypeId, mut len: u64, at: u64, program: &mut Program) {
        while let TypeKind::Array(inner, Some(n)) = *self.session.kind(self.session.under(elem)) {
            (elem, len) = (inner, len * n);
        }
        let elem = self.go(elem);
        let words = self.of(elem).size / 8;
        if len == 1 || len * words <= MIN_REPEAT {
            return (0..len).for_each(|i| self.describe(elem, at + i * words, program));
        }
        self.describe(elem, at, program);
        program.zeros_until(at + words);
        program.repeat(words, len - 1);
    }
}

/// From more words than this on a repetition is shorter than bits.
const MIN_REPEAT: u64 = 32;

/// A program being written. Instruction `n < 128`: n bits follow, least significant first;
/// `128 + n`: repeat the last n bits, a varint says how often (n = 0: a varint before it says n).
#[derive(Default)]
struct Program {
    out: ByteWriter,
    bits: Vec<bool>,
    words: u64,
}

impl Program {
    fn bit(&mut self, bit: bool) {
        if self.bits.len() == 127 {
            self.flush();
        }
        self.bits.push(bit);
        self.words += 1;
    }
    fn pointer(&mut self, word: u64) {
        self.zeros_until(word);
        self.bit(true);
    }
    fn zeros_until(&mut self, word: u64) {
        let count = word - self.words;
        if count < MIN_REPEAT {
            (0..count).for_each(|_| self.bit(false));
            return;
        }
        self.bit(false);
        self.repeat(1, count - 1);
    }
    fn repeat(&mut self, words: u64, count: u64) {
        self.flush();
        match u8::try_from(words) {
            Ok(n @ 1..128) => self.out.u8(0x80 | n),
            _ => {
                self.out.u8(0x80);
                self.out.uvarint(words);
            }
        }
        self.out.uvarint(count);
        self.words += words * count;
    }
    fn flush(&mut self) {
        if self.bits.is_empty() {
            return;
        }
        self.out.u8(self.bits.len() as u8);
        for byte in self.bits.chunks(8) {
            self.out.u8(byte.iter().rev().fold(0, |v, &b| v << 1 | u8::from(b)));
        }
        self.bits.clear();
    }
}

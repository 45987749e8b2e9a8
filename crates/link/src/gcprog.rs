//! Which words of the data sections hold pointers, as a program of bits for the collector
//! (fact: `runtime/mbitmap.go`): a byte 1..127 is followed by that many literal bits, least
//! significant first; a byte 128 + n (n = 0: a varint follows) repeats the last n bits, a varint
//! says how often; 0 ends.

use crate::gotype;
use crate::symbols::{Sym, Symbols};
use base::bytes::{ByteReader, ByteWriter};
use goobj::AuxKind;
use release::PointerMasks;

const MAX_LITERAL: usize = 127;
/// Deeper than types of programs are nested.
const MAX_DEPTH: u32 = 1000;
/// From this many zero bits on a repetition is shorter than literals.
const MIN_REPEAT: u64 = 32;

/// Builds a program.
#[derive(Debug, Default)]
pub struct GcProg {
    out: ByteWriter,
    literal: Vec<bool>,
    index: u64,
}

impl GcProg {
    /// A program of no bits.
    pub fn new() -> Self {
        Self::default()
    }
    /// The pointers of a variable whose first word has number `word`; an error message where its
    /// type cannot say.
    pub fn add(&mut self, symbols: &Symbols<'_>, var: Sym, word: u64) -> Result<(), String> {
        let missing = || {
            let (name, size) = (symbols.name(var), symbols.size(var));
            format!("missing Go type information for global symbol {name}: size {size}")
        };
        let ty = symbols.aux(var, AuxKind::GoType).ok_or_else(missing)?;
        if let PointerMasks::OnDemand { .. } = symbols.release.pointer_masks {
            return self
                .add_type(symbols, ty, word, 0)
                .ok_or_else(|| format!("{}: type descriptor is malformed", symbols.describe_place(ty)));
        }
        let bad = || format!("{}: pointer mask is malformed", symbols.describe_place(ty));
        let data = symbols.data(ty);
        let words = gotype::ptr_data(data).ok_or_else(bad)? / 8;
        let mask = gotype::gc_data(symbols, ty).map_or(&[][..], |m| symbols.data(m));
        if word < self.index || words > symbols.size(var) / 8 {
            return Err(bad());
        }
        if gotype::uses_gc_prog(data) {
            self.zero_until(word);
            let body = mask.get(4..).and_then(|p| p.split_last()).filter(|(end, _)| **end == 0);
            return body.filter(|(_, p)| bits(p) == Some(words)).map(|(_, p)| self.append(p, words)).ok_or_else(bad);
        }
        for i in 0..words {
            if mask.get(i as usize / 8).ok_or_else(bad)? >> (i % 8) & 1 != 0 {
                self.zero_until(word + i);
                self.bit(true);
            }
        }
        Ok(())
    }
    /// The pointers of a value whose first word has number `word`: of arrays by those of one element, of structs by
    /// those of the fields, so that no large type needs a mask. `None` if a descriptor is malformed.
    fn add_type(&mut self, symbols: &Symbols<'_>, ty: Sym, word: u64, depth: u32) -> Option<()> {
        let data = symbols.data(ty);
        let words = gotype::ptr_data(data)? / 8;
        if depth > MAX_DEPTH || word < self.index {
            return None;
        }
        match gotype::parts(symbols, ty)? {
            gotype::Parts::Array(elem, count) => {
                self.add_type(symbols, elem, word, depth + 1)?;
                if count > 1 {
                    let size = gotype::size(symbols.data(elem))? / 8;
                    self.zero_until(word + size);
                    self.repeat(size, count - 1);
                }
            }
            gotype::Parts::Struct(fields) => {
                for (field, offset) in fields {
                    if gotype::ptr_data(symbols.data(field))? > 0 {
                        self.add_type(symbols, field, word + offset / 8, depth + 1)?;
                    }
                }
            }
            gotype::Parts::Whole => {
                let mask = gotype::gc_data(symbols, ty).map_or(&[][..], |m| symbols.data(m));
                for i in 0..words {
                    if mask.get(i as usize / 8)? >> (i % 8) & 1 != 0 {
                        self.zero_until(word + i);
                        self.bit(true);
                    }
                }
            }
        }
        Some(())
    }
    /// The last `bits` bits `count` times more.
    fn repeat(&mut self, bits: u64, count: u64) {
        self.flush();
        match u8::try_from(bits) {
            Ok(0) => return,
            Ok(n @ 1..128) => self.out.u8(0x80 | n),
            _ => {
                self.out.u8(0x80);
                self.out.uvarint(bits);
            }
        }
        self.out.uvarint(count);
        self.index += bits * count;
    }
    /// The finished program for `words` words.
    pub fn finish(mut self, words: u64) -> Vec<u8> {
        self.zero_until(words);
        self.flush();
        self.out.u8(0);
        self.out.buf
    }
    fn bit(&mut self, bit: bool) {
        if self.literal.len() == MAX_LITERAL {
            self.flush();
        }
        self.literal.push(bit);
        self.index += 1;
    }
    fn zero_until(&mut self, index: u64) {
        let count = index.saturating_sub(self.index);
        if count < MIN_REPEAT {
            (0..count).for_each(|_| self.bit(false));
            return;
        }
        self.bit(false);
        self.flush();
        self.out.u8(0x80 | 1);
        self.out.uvarint(count - 1);
        self.index += count - 1;
    }
    fn append(&mut self, program: &[u8], bits: u64) {
        self.flush();
        self.out.bytes(program);
        self.index += bits;
    }
    fn flush(&mut self) {
        if self.literal.is_empty() {
            return;
        }
        self.out.u8(self.literal.len() as u8);
        for byte in self.literal.chunks(8) {
            self.out.u8(byte.iter().rev().fold(0, |v, &b| v << 1 | u8::from(b)));
        }
        self.literal.clear();
    }
}

/// How many bits a program without its end mark makes.
fn bits(program: &[u8]) -> Option<u64> {
    let mut r = ByteReader::new(program);
    let mut total = 0u64;
    while !r.rest().is_empty() {
        let op = r.u8()?;
        total = total.checked_add(match (op & 0x80, op & 0x7f) {
            (0, 0) => return None,
            (0, n) => {
                r.take(usize::from(n).div_ceil(8))?;
                u64::from(n)
            }
            (_, 0) => r.uvarint()?.checked_mul(r.uvarint()?)?,
            (_, n) => u64::from(n).checked_mul(r.uvarint()?)?,
        })?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs() {
        let mut p = GcProg::new();
        p.bit(true);
        p.zero_until(3);
        p.bit(true);
        p.zero_until(100);
        let program = p.finish(100);
        // Five literal bits 1 0 0 1 0, then 95 times the last one.
        assert_eq!(program, [5, 0b01001, 0x81, 95, 0]);
        assert_eq!(bits(&program[..4]), Some(100));
        assert_eq!(bits(&[5]), None);
    }
}

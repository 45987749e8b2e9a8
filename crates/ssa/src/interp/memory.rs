//! Memory as objects. In: accesses by address; out: bytes, or a fault. An address holds the number of
//! its object, counted from 1, above 32 bits of offset; what is below a page is nil.

use super::{Failure, Outcome, fail};

/// The guard page at address 0.
const PAGE: i64 = 4096;

/// Objects by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    objects: Vec<Vec<u8>>,
}

impl Memory {
    /// A new object of zeros; its address.
    pub fn allocate(&mut self, size: usize) -> i64 {
        self.objects.push(vec![0; size]);
        (self.objects.len() as i64) << 32
    }
    /// The contents of the object with a number, from 0 in the order of allocation.
    pub fn object(&self, n: usize) -> Option<&[u8]> {
        self.objects.get(n).map(Vec::as_slice)
    }
    fn bytes(&mut self, address: i64, size: usize) -> Result<&mut [u8], Outcome> {
        if (0..PAGE).contains(&address) {
            return fail(Failure::Nil);
        }
        let offset = (address & 0xffff_ffff) as usize;
        let object = usize::try_from((address >> 32) - 1).ok().and_then(|n| self.objects.get_mut(n));
        let range = object.and_then(|o| o.get_mut(offset..offset.checked_add(size)?));
        range.ok_or(Outcome::Failed(Failure::Fault))
    }
    /// A number of up to 8 bytes.
    pub fn load(&mut self, address: i64, size: usize) -> Result<i64, Outcome> {
        let mut bits = [0; 8];
        bits[..size].copy_from_slice(self.bytes(address, size)?);
        Ok(i64::from_le_bytes(bits))
    }
    /// Puts a number there.
    pub fn store(&mut self, address: i64, size: usize, value: i64) -> Result<(), Outcome> {
        self.bytes(address, size)?.copy_from_slice(&value.to_le_bytes()[..size]);
        Ok(())
    }
    /// Copies bytes.
    pub fn copy(&mut self, to: i64, from: i64, size: usize) -> Result<(), Outcome> {
        let bytes = self.bytes(from, size)?.to_vec();
        self.bytes(to, size)?.copy_from_slice(&bytes);
        Ok(())
    }
    /// Sets bytes.
    pub fn fill(&mut self, to: i64, size: usize, byte: u8) -> Result<(), Outcome> {
        self.bytes(to, size)?.fill(byte);
        Ok(())
    }
}

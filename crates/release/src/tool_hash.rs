//! Hashes by which the toolchain names contents. All are SHA-256 in disguise, so that nobody takes them for a
//! secure hash of something else (facts: `cmd/internal/notsha256`, `cmd/internal/hash`).

use sha2::{Digest, Sha256};

/// The disguise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToolHash {
    /// Every bit of the sum is turned over; short sums are its beginning.
    Inverted,
    /// Streams begin with a byte 1. Sums of one piece of data have one bit turned over instead, and short ones begin
    /// behind the start of the sum.
    Marked,
    /// As `Marked`, but all bits of the first byte are turned over, and short sums are the beginning.
    MarkedWhole,
}

impl ToolHash {
    /// The sum of one piece of data.
    pub fn sum32(self, data: &[u8]) -> [u8; 32] {
        let mut sum: [u8; 32] = Sha256::digest(data).into();
        match self {
            ToolHash::Inverted => sum.iter_mut().for_each(|b| *b = !*b),
            ToolHash::Marked => sum[0] ^= 1,
            ToolHash::MarkedWhole => sum[0] ^= 0xff,
        }
        sum
    }
    /// The short sum of one piece of data that names its contents.
    pub fn sum16(self, data: &[u8]) -> [u8; 16] {
        self.piece(data, 8)
    }
    /// The sum of 20 bytes of one piece of data.
    pub fn sum20(self, data: &[u8]) -> [u8; 20] {
        self.piece(data, 4)
    }
    /// A stream that data is added to.
    pub fn begin(self) -> Stream {
        let mut sha = Sha256::new();
        if self != ToolHash::Inverted {
            sha.update([1]);
        }
        Stream { sha, hash: self }
    }
    /// `N` bytes of the sum; from `from` on where short sums do not begin at the start.
    fn piece<const N: usize>(self, data: &[u8], from: usize) -> [u8; N] {
        let from = if self == ToolHash::Marked { from } else { 0 };
        let mut out = [0; N];
        out.copy_from_slice(&self.sum32(data)[from..from + N]);
        out
    }
}

/// Data that is being hashed.
#[derive(Clone, Debug)]
pub struct Stream {
    sha: Sha256,
    hash: ToolHash,
}

impl Stream {
    /// Adds data.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.sha.update(data);
    }
    /// The sum.
    pub fn finish(self) -> [u8; 32] {
        let mut sum: [u8; 32] = self.sha.finalize().into();
        if self.hash == ToolHash::Inverted {
            sum.iter_mut().for_each(|b| *b = !*b);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises() {
        let plain: [u8; 32] = Sha256::digest(b"abc").into();
        let (old, new) = (ToolHash::Inverted, ToolHash::Marked);
        assert!(old.sum32(b"abc").iter().zip(plain).all(|(a, b)| *a == !b));
        assert_eq!(old.sum16(b"abc")[..], old.sum32(b"abc")[..16]);
        assert_eq!(old.sum20(b"abc")[..], old.sum32(b"abc")[..20]);
        assert_eq!(new.sum32(b"abc")[1..], plain[1..]);
        assert_eq!(new.sum32(b"abc")[0], plain[0] ^ 1);
        assert_eq!((&new.sum20(b"abc")[..], &new.sum16(b"abc")[..]), (&plain[4..24], &plain[8..24]));
        let whole = ToolHash::MarkedWhole;
        assert_eq!((whole.sum32(b"abc")[0], &whole.sum32(b"abc")[1..]), (plain[0] ^ 0xff, &plain[1..]));
        assert_eq!((&whole.sum20(b"abc")[1..], &whole.sum16(b"abc")[1..]), (&plain[1..20], &plain[1..16]));
        assert_eq!(whole.begin().finish(), new.begin().finish());
        let mut stream = new.begin();
        stream.update(b"abc");
        assert_eq!(stream.finish(), <[u8; 32]>::from(Sha256::digest(b"\x01abc")));
    }
}

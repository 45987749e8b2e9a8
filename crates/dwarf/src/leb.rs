//! LEB128 integers, the variable-length form of DWARF.

/// Appends an unsigned LEB128 integer.
pub fn uleb(out: &mut Vec<u8>, mut v: u64) {
    while v >= 0x80 {
        out.push(v as u8 | 0x80);
        v >>= 7;
    }
    out.push(v as u8);
}

/// Bytes of an unsigned LEB128 integer.
pub fn uleb_len(v: u64) -> usize {
    (u64::BITS - (v | 1).leading_zeros()).div_ceil(7) as usize
}

/// Appends a signed LEB128 integer.
pub fn sleb(out: &mut Vec<u8>, mut v: i64) {
    loop {
        let byte = v as u8 & 0x7f;
        v >>= 7;
        let done = (v == 0 && byte & 0x40 == 0) || (v == -1 && byte & 0x40 != 0);
        out.push(if done { byte } else { byte | 0x80 });
        if done {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gimli::read::{EndianSlice, Reader};

    #[test]
    fn gimli_reads_them_back() {
        for v in [0i64, 1, -1, 63, 64, -64, -65, 1 << 40, i64::MIN, i64::MAX] {
            let mut out = Vec::new();
            sleb(&mut out, v);
            uleb(&mut out, v as u64);
            let mut r = EndianSlice::new(&out, gimli::LittleEndian);
            assert_eq!(r.read_sleb128().unwrap(), v);
            let before = r.len();
            assert_eq!(r.read_uleb128().unwrap(), v as u64);
            assert_eq!(before - r.len(), uleb_len(v as u64));
        }
    }
}

//! Jumps and conditional branches within a function, short and long, for assembler and code generator alike. In: a
//! condition by its number in encodings (none: a jump) and a distance. Out: bytes. Authority: Intel's manual, volume 2
//! (Jcc, JMP).

/// Bytes of a short branch.
pub const SHORT: u8 = 2;

/// Bytes of a long branch.
pub fn long(condition: Option<u8>) -> u8 {
    if condition.is_some() { 6 } else { 5 }
}

/// Whether a short branch leads so many bytes from its end.
pub fn reaches(distance: i64) -> bool {
    i8::try_from(distance).is_ok()
}

/// Appends a branch of so many bytes, which leads `distance` bytes from its end.
pub fn write<T: Extend<u8>>(out: &mut T, condition: Option<u8>, size: u8, distance: i64) {
    match (condition, size) {
        (None, SHORT) => out.extend([0xeb, distance as u8]),
        (Some(c), SHORT) => out.extend([0x70 | c, distance as u8]),
        (None, _) => out.extend([0xe9]),
        (Some(c), _) => out.extend([0x0f, 0x80 | c]),
    }
    if size != SHORT {
        out.extend((distance as i32).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_have_the_size_that_is_promised() {
        for condition in [None, Some(0), Some(15)] {
            for size in [SHORT, long(condition)] {
                let mut out = Vec::new();
                write(&mut out, condition, size, -5);
                assert_eq!(out.len(), usize::from(size));
                // The lowest byte of the distance: of one, or of four.
                let at = if size == SHORT { out.len() - 1 } else { out.len() - 4 };
                assert_eq!(out[at], 0xfb);
            }
        }
        assert!(reaches(-128) && reaches(127) && !reaches(128));
    }
}

//! Sets of small numbers as bits, for the dataflow problems behind the allocator. The sets of one
//! problem all have the same number of places; operations on two sets take 64 places at a time.

/// A set of numbers below a bound.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Places for `n` numbers, all of them in the set or none.
    pub fn new(n: usize, full: bool) -> Bits {
        Bits(vec![if full { u64::MAX } else { 0 }; n.div_ceil(64)])
    }
    /// Whether the number is in the set.
    pub fn get(&self, n: usize) -> bool {
        self.0[n / 64] >> (n % 64) & 1 != 0
    }
    /// Puts the number in or takes it out.
    pub fn set(&mut self, n: usize, on: bool) {
        let bit = 1 << (n % 64);
        if on { self.0[n / 64] |= bit } else { self.0[n / 64] &= !bit }
    }
    /// Keeps what is in the other set too; whether that is less than before.
    pub fn and(&mut self, other: &Bits) -> bool {
        self.combine(other, |a, b| a & b)
    }
    /// Adds what is in the other set; whether that is more than before.
    pub fn or(&mut self, other: &Bits) -> bool {
        self.combine(other, |a, b| a | b)
    }
    fn combine(&mut self, other: &Bits, op: impl Fn(u64, u64) -> u64) -> bool {
        let mut changed = false;
        for (a, &b) in self.0.iter_mut().zip(&other.0) {
            let new = op(*a, b);
            changed |= new != *a;
            *a = new;
        }
        changed
    }
    /// The greatest member.
    pub fn last(&self) -> Option<usize> {
        let at = self.0.iter().rposition(|&word| word != 0)?;
        Some(at * 64 + 63 - self.0[at].leading_zeros() as usize)
    }
    /// As bytes, lowest numbers first, cut or filled to `n` of them.
    pub fn to_bytes(&self, n: usize) -> Vec<u8> {
        let mut out: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        out.resize(n, 0);
        out
    }
    /// The members, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let n = (rest != 0).then(|| at * 64 + rest.trailing_zeros() as usize);
                rest &= rest.wrapping_sub(1);
                n
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_in_order_and_changes_are_told() {
        let mut a = Bits::new(200, false);
        [199, 3, 64].into_iter().for_each(|n| a.set(n, true));
        assert_eq!(a.iter().collect::<Vec<_>>(), [3, 64, 199]);
        assert_eq!((a.last(), a.to_bytes(9), a.to_bytes(1)), (Some(199), vec![8, 0, 0, 0, 0, 0, 0, 0, 1], vec![8]));
        let mut b = Bits::new(200, true);
        assert!(!a.and(&b) && !b.or(&a) && b.and(&a) && a.get(64) && !a.get(65));
        a.set(64, false);
        assert!(a.or(&b) && a == b);
    }
}

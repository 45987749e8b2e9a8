//! Everything that differs between Go releases, in one place: version names, magic numbers,
//! tables of names and numbers.

pub mod dist;

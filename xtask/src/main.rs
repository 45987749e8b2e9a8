//! Development tasks: `cargo xtask tidy | reference | accept NAME`.
fn main() {}

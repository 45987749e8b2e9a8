//! The `oxigo` command.
fn main() {}

//! See ARCHITECTURE.md for what the crate `dwarf` holds.

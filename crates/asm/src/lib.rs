//! See ARCHITECTURE.md for what the crate `asm` holds.

//! See ARCHITECTURE.md for what the crate `ssa` holds.

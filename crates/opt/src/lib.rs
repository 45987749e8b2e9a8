//! See ARCHITECTURE.md for what the crate `opt` holds.

//! See ARCHITECTURE.md for what the crate `constant` holds.

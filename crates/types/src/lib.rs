//! See ARCHITECTURE.md for what the crate `types` holds.

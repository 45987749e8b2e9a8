//! See ARCHITECTURE.md for what the crate `export` holds.

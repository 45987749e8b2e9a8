//! See ARCHITECTURE.md for what the crate `link` holds.

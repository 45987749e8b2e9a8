//! See ARCHITECTURE.md for what the crate `build` holds.

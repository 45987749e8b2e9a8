//! See ARCHITECTURE.md for what the crate `compile` holds.

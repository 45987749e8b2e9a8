//! See ARCHITECTURE.md for what the crate `amd64` holds.

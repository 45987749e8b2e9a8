//! See ARCHITECTURE.md for what the crate `ssagen` holds.

//! See ARCHITECTURE.md for what the crate `goobj` holds.

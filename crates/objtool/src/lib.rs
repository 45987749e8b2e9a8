//! See ARCHITECTURE.md for what the crate `objtool` holds.

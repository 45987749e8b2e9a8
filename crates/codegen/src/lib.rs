//! See ARCHITECTURE.md for what the crate `codegen` holds.

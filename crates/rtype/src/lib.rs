//! See ARCHITECTURE.md for what the crate `rtype` holds.

//! See ARCHITECTURE.md for what the crate `testkit` holds.

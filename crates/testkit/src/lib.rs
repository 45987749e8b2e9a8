//! What tests and development commands share: the reference toolchain, running commands with
//! a time limit, golden files. Development only; nothing of it is in the product.

pub mod bisect;
pub mod browser;
pub mod command;
pub mod commands;
pub mod edits;
pub mod golden;
pub mod official;
pub mod order;
pub mod programs;
pub mod reference;
pub mod script;
pub mod shapes;

pub use browser::Browser;
pub use command::{Finished, run};
pub use golden::check_golden;
pub use official::{archives_below, official_go, set_environment, std_archives};
pub use reference::{Reference, choose_reference, fetch_reference, installed_references, reference};
pub use shapes::{all_shapes, shapes_program};
pub use tempfile::TempDir;

/// A fresh folder that disappears when dropped.
pub fn temp_dir() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

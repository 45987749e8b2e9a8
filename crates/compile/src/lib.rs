//! One package through the compiler. Its front end ([`front`]): files to a typed package, or to
//! errors as the official compiler prints them ([`report`]). Its back end ([`package`]): a typed
//! package to a linkable unit, with the bodies of generic functions from its [`world`]. Both together,
//! with what importers read ([`exported`]), are [`compile_package`]: the one way to an archive.

pub mod abi;
pub mod archive;
pub mod asmhdr;
mod boxes;
pub mod debug_keys;
pub mod directives;
pub mod embed;
pub mod exported;
pub mod failure;
pub mod front;
pub mod job;
pub mod linknames;
pub mod package;
pub mod placement;
pub mod record;
pub mod report;
pub mod symabis;
pub mod world;

mod arch;
mod coverage;
mod data;
mod debug;
mod decisions;
mod equality;
mod escape_notes;
mod globals;
mod inline_notes;
mod inlining;
mod package_init;
mod staticinit;
mod summaries;
mod views;
mod wrappers;

pub use asmhdr::asm_header;
pub use coverage::Coverage;
pub use debug_keys::{DebugOptions, KeyError};
pub use decisions::Decision;
pub use directives::Mode;
pub use escape_notes::EscapeNote;
pub use failure::Failure;
pub use front::{Bodies, Front, FrontConfig, FrontInput};
pub use job::{Artifact, Importable, Job, compile_package};
pub use package::{PackageInput, compile_data};
pub use record::Recorder;
pub use symabis::SymAbis;
pub use world::World;

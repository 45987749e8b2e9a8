//! One package through the compiler. Its front end ([`front`]): files to a typed package, or to
//! errors as the official compiler prints them ([`report`]). Its back end ([`package`]): a typed
//! package to a linkable unit, with the bodies of generic functions from its [`world`].

pub mod abi;
pub mod archive;
pub mod asmhdr;
pub mod directives;
pub mod embed;
pub mod front;
pub mod package;
pub mod placement;
pub mod report;
pub mod world;

mod debug;
mod equality;
mod escape_notes;
mod globals;
mod listing;
mod package_init;
mod staticinit;
mod summaries;
mod wrappers;

pub use abi::SymAbis;
pub use asmhdr::asm_header;
pub use directives::Mode;
pub use escape_notes::EscapeNote;
pub use front::{Bodies, Front, FrontConfig, FrontInput};
pub use listing::listing;
pub use package::{Compiled, PackageInput, compile, compile_data, compile_noted};
pub use world::World;

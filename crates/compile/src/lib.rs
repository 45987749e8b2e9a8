//! One package through the compiler. So far its front end ([`front`]): files to a typed
//! package, or to errors as the official compiler prints them ([`report`]).

pub mod front;
pub mod placement;
pub mod report;

pub use front::{Front, FrontConfig, FrontInput};

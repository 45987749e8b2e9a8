//! The explorer: a program's whole way, from a line of source to the bytes of the executable. In: what the compiler
//! told of a package while it was compiled ([`record`]), its object, the executable. Out: views as JSON
//! ([`Exploration::answer`]), a page that shows them, served on a loopback port ([`server`]) or as one file
//! ([`report`]). The compiler knows nothing of this crate: it reports to traits of its own.

mod arch;
mod model;

mod callees;
mod frames;
mod machine;
mod steps;

pub mod record;
mod typefacts;

mod code;
mod files;
mod pclntab;

mod ptrace;
mod traced;

mod boot;
mod calls;
mod compare;
mod functions;
mod growth;
mod objects;
mod program;
mod reasons;
mod schedule;
mod source;

mod exploration;
mod page;
pub mod report;
pub mod server;

pub use exploration::{Commands, Exploration, Inputs, OtherInputs, Question, Trace, Traced};
pub use model::{CommandRow, StepRow};

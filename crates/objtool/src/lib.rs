//! Tools that read objects, archives and executables. Each module is one tool: its `run`
//! takes the arguments of the official tool of that name and answers with an exit code.

pub mod buildid;
pub mod goobj;
pub mod nm;
pub mod pack;
pub mod version;

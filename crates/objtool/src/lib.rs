//! Tools that read objects, archives and executables. Each module is one tool: its `run`
//! takes the arguments of the official tool of that name and answers with an exit code; the
//! function beside it does the work on bytes, so that tests need no files.

pub mod addr2line;
mod arch;
pub mod buildid;
mod cli;
mod columns;
pub mod goobj;
pub mod nm;
pub mod objdump;
pub mod pack;
mod pclntab;
pub mod version;

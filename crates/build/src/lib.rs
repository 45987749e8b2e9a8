//! Packages and builds. So far loading: arguments to a graph of packages with their files,
//! imports, modules and language versions ([`load`]), as the `go` command would see them.

pub mod context;
pub mod dir;
pub mod gomod;
pub mod load;
pub mod modules;
pub mod package;
pub mod pattern;
pub mod syslist;
mod variants;

pub use context::Context;
pub use load::{LoadConfig, load};
pub use modules::{Module, ModuleEnv, Modules};
pub use package::{Graph, Kind, Package, PackageError, PackageId};

//! `oxigo.x`: a checked package on disk, as its importers need it. In: a package with its typed
//! bodies. Out: bytes that are a function of the package's text and of the packages it imports,
//! whatever the threads did; read back lazily into any session.
//!
//! Everything at package level is in it, exported or not, since bodies and types of others may
//! come to mention it: constants with exact values, variables, functions, types with methods,
//! type parameters and constraints, aliases, struct tags, what directives say, places in the
//! sources, bodies of generic functions, and tables that later stages fill ([`SideTables`]).
//!
//! Other packages are referred to by path and name. So whoever reads needs the packages that
//! are mentioned, which are among those imported, directly or not; they are opened when an
//! object of theirs is first asked for ([`Library`]).
//!
//! [`unified`] writes what official tools read instead: types alone, in the official form.
//!
//! Reading order: `format` (layout), `code` (how values are spelled, both directions in one
//! place), `value`, `parts`, `body`, then `write`, `read`, `library`.

mod body;
mod code;
pub mod dump;
mod files;
mod format;
mod interface;
mod library;
mod parts;
mod read;
mod side;
mod types_read;
mod types_write;
pub mod unified;
mod value;
mod write;

pub use format::{Damaged, OpenError, Stamp, content, fingerprint, is_ours};
pub use library::{Data, Importer, Library, Locate};
pub use read::Reader;
pub use side::SideTables;
pub use write::{Input, generic_bodies, may_be_inlined, write};

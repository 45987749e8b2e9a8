//! What the running program knows of types. In: types of the checker's session. Out: type
//! descriptors, itabs, pointer masks and the function values for equality and hashing, as
//! definitions of an [`obj::Unit`]; and the list of functions (wrappers, equality, hashing)
//! that somebody has to generate because a descriptor names them.
//!
//! Authority: `internal/abi/type.go` for the records, `cmd/compile/internal/reflectdata` and
//! `types/fmt.go` for names, flags and which package emits what.

pub mod alg;
pub mod data;
pub mod descriptor;
pub mod emitter;
pub mod itab;
pub mod layout;
pub mod mask;
pub mod method;
pub mod name;

pub use emitter::{Emitter, Needed};
pub use layout::{Alg, Layout, Layouts, RType};
pub use name::Names;

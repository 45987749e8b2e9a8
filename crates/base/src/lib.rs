//! Foundations every other crate stands on: typed ids, interned names, positions,
//! diagnostics, byte readers and writers, stage timings. Nothing here knows Go.

pub mod bug;
pub mod bytes;
pub mod diag;
pub mod digits;
pub mod goflag;
pub mod host;
pub mod ids;
pub mod intern;
pub mod paths;
pub mod pos;
pub mod seen;
pub mod stack;
pub mod timings;
pub mod unique;

pub use diag::{Diagnostic, Severity};
pub use digits::{base64, hex};
pub use ids::{Id, IdVec};
pub use intern::{Interner, Name};
pub use pos::{Loc, Pos, SourceFile, Sources};
pub use unique::Unique;

/// Hash maps of the whole project: fast, deterministic hashing. Iteration order must
/// never reach any output.
pub type FxHashMap<K, V> = rustc_hash::FxHashMap<K, V>;
/// See [`FxHashMap`].
pub type FxHashSet<K> = rustc_hash::FxHashSet<K>;

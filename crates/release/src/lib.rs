//! Everything that differs between Go releases, in one place: version names, magic numbers,
//! tables of names and numbers.

pub mod builtins;
pub mod dist;
pub mod experiments;
pub mod fields;
pub mod funcdata;
pub mod funcid;
pub mod godebugs;
pub mod object;
pub mod packages;
pub mod rt;

pub use builtins::{BUILTINS, Builtin, builtin_index};
pub use funcdata::{FuncData, PcData};
pub use rt::{RtFn, RtInfo, RtKind};

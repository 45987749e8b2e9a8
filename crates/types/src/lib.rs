//! The type checker: from syntax trees to typed packages. Authority: Go spec; for the wording
//! and places of errors the official compiler's checker (`cmd/compile/internal/types2`).
//!
//! Reading order: the tables (`session`, `types`, `objects`, `package`), what is asked of
//! types (`under`, `identical`, `typeset`, `lookup`, `subst`, `instances`), then the checker
//! (`package_cx`, `checker`, declarations and types, expressions and statements).

pub mod builtin;
pub mod codes;
mod common_type;
mod cycles;
pub mod directives;
pub mod facts;
pub mod lazy;
pub mod objects;
pub mod operand;
pub mod package;
pub mod recorded;
pub mod scope;
pub mod session;
pub mod types;
pub mod universe;
pub mod version;

pub mod identical;
pub mod instances;
mod local_types;
pub mod lookup;
pub mod predicates;
pub mod sizes;
pub mod subst;
mod terms;
mod type_key;
pub mod typeset;
pub mod typestring;
pub mod under;

pub mod check;
pub mod checker;
mod info;
pub mod package_cx;
pub mod receivers;
mod resolver;

mod decl;
mod implements;
mod infer;
mod interface;
mod limits;
mod mono;
mod mono_graph;
mod signature;
mod struct_type;
mod typexpr;
mod unify;
mod validtype;

mod assignments;
mod bodies;
pub mod body;
mod builtins;
mod call;
mod const_expr;
mod conversions;
mod errtext;
mod expr;
mod index;
pub mod initorder;
mod labels;
mod literals;
mod operators;
mod range;
mod returns;
mod selector;
mod stmt;
mod switches;

pub use builtin::Builtin;
pub use check::{CheckInput, CheckedPackage, check_package};
pub use checker::{BodyTask, Checker, Env};
pub use codes::Code;
pub use facts::{Directives, Facts, Linkname};
pub use lazy::LazyPackage;

pub use objects::{Color, ObjId, ObjKind, Object, VarRole};
pub use operand::Operand;
pub use package::{Package, PkgId};
pub use package_cx::{Config, DeclIdx, DeclInfo, DeclSource, Importer, Initializer, LanguageExperiments, PackageCx};
pub use recorded::{ArenaId, Mode};
pub use scope::{Scope, ScopeId};
pub use session::Session;
pub use types::{Basic, BasicInfo, ChanDir, LocalType, Signature, Term, TypeId, TypeKind};
pub use version::Version;

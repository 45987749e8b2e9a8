//! From typed bodies to SSA in dialect Go. In: a [`types::body::Body`] that was checked, with
//! the type arguments of the instance to generate. Out: one [`ssa::Func`] for the function and
//! each of its closures, the small functions that `go`, `defer` and method values need, and the
//! list of what they refer to and somebody has to provide ([`Needs`]).
//!
//! Where variables live ([`storage`]): a variable of at most four scalars whose address nobody
//! takes is SSA variables; a larger one is a slot; one whose address is taken or that a closure
//! captures by reference is an allocation site, which escape analysis may turn into a slot.
//! Values of at most four scalars are one SSA value a scalar; larger ones are the address of
//! memory that nobody else changes before the value is used ([`value::Val`]).
//!
//! Generating is a function of the body alone: it may run in any order on any thread.

mod arch;
mod arith;
mod bench_loops;
mod builtins;
mod calls;
mod closure_names;
mod compare;
mod compose;
mod consts;
mod convert;
mod debug;
mod defers;
mod escapes;
mod exprs;
mod func;
mod iface;
mod init;
mod intrinsics;
mod late;
mod layouts;
mod loops;
mod map_lits;
mod marks;
mod needs;
mod order;
mod package;
mod places;
mod print;
mod promises;
mod range_func;
mod ranges;
mod select;
mod state;
mod static_lits;
mod stmts;
mod storage;
mod switches;
mod symbols;
mod thunks;
mod val;
mod value;
mod walk;

pub use calls::{IfaceMethod, iface_method};
pub use closure_names::init_closure_names;
pub use consts::string_symbol;
pub use func::{Output, function_symbols, gen_func};
pub use iface::itab_symbol;
pub use init::{InitBody, InitStep, StaticPlace, gen_closures, gen_init};
pub use intrinsics::func_pc_symbol;
pub use layouts::SsaLayouts;
pub use marks::{ReflectLookup, reflect_lookup};
pub use needs::{Needs, StaticData, Unsupported};
pub use package::{GenConfig, Instance, PackageCx};
pub use symbols::{
    declared_symbol, directives, func_abi, func_symbol, generic_method_symbol, global_symbol, method_symbol,
};

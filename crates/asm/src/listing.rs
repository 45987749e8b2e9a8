//! The listing of `-S`: functions in the order of the sources, then data; with `-S -S` the DWARF
//! pieces of functions follow. What a symbol looks like is written in [`amd64::listing`].

use crate::arch::{Assembled, Function, InstId, Listed, Listing};
use crate::module::Module;

/// Functions as they were assembled.
type Functions = [(Function, Assembled)];

/// Appends the listing of everything the module defines to `out`. `level`: how often `-S` was
/// given.
pub fn list(module: &Module, functions: &Functions, level: u32, out: &mut String) {
    let listing = Listing { unit: &module.unit, names: module, level };
    for (func, code) in functions {
        let (flags, frame, placed) = (code.flags, code.locals, &code.placed);
        let pc = |to: InstId| placed.get(to.0 as usize).map_or(0, |p| p.pc);
        listing.function(out, &Listed { sym: func.sym, flags, line: func.line, frame, placed }, &pc);
    }
    listing.all_data(out);
    if level > 1 {
        functions.iter().for_each(|(func, _)| listing.pieces(out, func.sym));
    }
}

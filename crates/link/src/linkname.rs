//! Which references by `//go:linkname` are allowed: the standard library's own symbols only
//! where their definition is marked too, a few of them only from one package (facts:
//! `checkLinkname` and its table in `cmd/link/internal/loader/loader.go`).

use crate::error::{LinkError, Result};
use crate::load::{Inputs, LibId};
use crate::symbols::{Sym, Symbols};
use goobj::{LocalSym, ObjectFlags};
use obj::SymFlags;

/// Checks the reference to `sym`, called `name`, from a package.
pub fn check(inputs: &Inputs<'_>, symbols: &Symbols<'_>, from: LibId, name: &str, sym: Sym) -> Result<()> {
    let path = &inputs.libs[from].path;
    let refused = || Err(LinkError::new(format!("link: {path}: invalid reference to {name}")));
    if let Some((_, allowed)) = symbols.release.blocked_linknames.iter().find(|b| b.0 == name) {
        return if path == *allowed { Ok(()) } else { refused() };
    }
    let place = symbols.places[sym];
    if place.unit.is_none() {
        return Ok(());
    }
    let unit = &symbols.units[place.unit];
    let marked = SymFlags::LINKNAME | SymFlags::ABI_WRAPPER;
    let fine = !unit.flags.contains(ObjectFlags::STD)
        || unit.lib == from
        || unit.object.sym(LocalSym(place.index)).flags().intersects(marked);
    if fine { Ok(()) } else { refused() }
}

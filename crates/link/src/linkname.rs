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
    let from_std = || symbols.units.iter().any(|u| u.lib == from && u.flags.contains(ObjectFlags::STD));
    let path = &inputs.libs[from].path;
    let refused = || Err(LinkError::new(format!("link: {path}: invalid reference to {name}")));
    let mut allowed = symbols.release.blocked_linknames.iter().filter(|b| b.0 == name).map(|b| b.1).peekable();
    if allowed.peek().is_some() {
        return if allowed.any(|package| package == path) { Ok(()) } else { refused() };
    }
    let place = symbols.places[sym];
    if place.unit.is_none() {
        return Ok(());
    }
    let unit = &symbols.units[place.unit];
    let flags = unit.object.sym(LocalSym(place.index)).flags();
    let fine = !unit.flags.contains(ObjectFlags::STD)
        || unit.lib == from
        || flags.intersects(SymFlags::LINKNAME | SymFlags::ABI_WRAPPER)
        || (flags.contains(SymFlags::LINKNAME_STD) && from_std());
    if fine { Ok(()) } else { refused() }
}

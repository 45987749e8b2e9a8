//! Which references by `//go:linkname` are allowed: the standard library's own symbols only
//! where their definition is marked too, a few of them only from one package. Releases that know marks for the
//! library alone also check what assembly refers to, and let no wrapper between ABIs stand for a mark (facts:
//! `checkLinkname` and its table in `cmd/link/internal/loader/loader.go`).

use crate::error::{LinkError, Result};
use crate::load::{Inputs, UnitId};
use crate::symbols::{ABI_INTERNAL, ABI0, Place, Sym, Symbols};
use goobj::{LocalSym, ObjectFlags};
use obj::SymFlags;

/// Whether a reference by name with these flags has to be checked.
pub fn is_checked(symbols: &Symbols<'_>, from: UnitId, flags: SymFlags) -> bool {
    let from_assembly = symbols.units[from].flags.contains(ObjectFlags::FROM_ASSEMBLY);
    flags.intersects(SymFlags::LINKNAME | SymFlags::LINKNAME_STD) || (symbols.release.linkname_std && from_assembly)
}

/// Checks the reference to `sym`, called `name`, from a unit.
pub fn check(inputs: &Inputs<'_>, symbols: &Symbols<'_>, from: UnitId, name: &str, sym: Sym) -> Result<()> {
    let path = &inputs.libs[inputs.units[from].lib].path;
    let refused = || Err(LinkError::new(format!("link: {path}: invalid reference to {name}")));
    let mut allowed = symbols.release.blocked_linknames.iter().filter(|b| b.0 == name).map(|b| b.1).peekable();
    if allowed.peek().is_some() {
        let package = unfrozen(path);
        return if allowed.any(|p| p == path || p == package) { Ok(()) } else { refused() };
    }
    let place = symbols.places[sym];
    if place.unit.is_none() {
        return Ok(());
    }
    let unit = &symbols.units[place.unit];
    let is_free = !unit.flags.contains(ObjectFlags::STD) || unit.lib == symbols.units[from].lib;
    let fine = is_free
        || match symbols.release.linkname_std {
            false => flags(symbols, place).intersects(SymFlags::LINKNAME | SymFlags::ABI_WRAPPER),
            true => is_open(symbols, from, path, name, place),
        };
    if fine { Ok(()) } else { refused() }
}

/// The path of a package of the cryptographic module, also of one that is frozen under a version.
fn unfrozen(path: &str) -> String {
    const MODULE: &str = "crypto/internal/fips140/";
    match path.strip_prefix(MODULE).filter(|rest| rest.starts_with('v')).and_then(|rest| rest.split_once('/')) {
        Some((_version, rest)) => format!("{MODULE}{rest}"),
        None => path.to_owned(),
    }
}

fn flags(symbols: &Symbols<'_>, place: Place) -> SymFlags {
    symbols.units[place.unit].object.sym(LocalSym(place.index)).flags()
}

/// Whether a symbol of the library is open to a unit of another package. What assembly defines has no marks of its
/// own: those of its wrapper count.
fn is_open(symbols: &Symbols<'_>, from: UnitId, path: &str, name: &str, place: Place) -> bool {
    let marks = SymFlags::LINKNAME | SymFlags::LINKNAME_STD;
    let mut found = flags(symbols, place);
    if symbols.units[place.unit].flags.contains(ObjectFlags::FROM_ASSEMBLY) && !found.intersects(marks) {
        // It is named after the package that uses it, or meant for other languages.
        if name.starts_with(path) || !name.contains('.') {
            return true;
        }
        let abi = symbols.units[place.unit].object.sym(LocalSym(place.index)).raw_abi();
        let other = if abi == obj::Abi::Abi0.to_u16() { ABI_INTERNAL } else { ABI0 };
        if let Some(wrapper) = symbols.lookup(name, other).and_then(|w| symbols.definition_place(w)) {
            found = flags(symbols, wrapper);
        }
    }
    let from_std = symbols.units[from].flags.contains(ObjectFlags::STD);
    found.contains(SymFlags::LINKNAME) || (found.contains(SymFlags::LINKNAME_STD) && from_std)
}

//! Marks on symbols for the linker, which says who may use what by `//go:linkname`. In: the directives kept by the
//! checker, the unit of a package. Out: flags of its symbols, defined or referred to. Facts: GOROOT
//! `cmd/compile/internal/noder/reader.go` (`linkname`), `cmd/internal/obj/sym.go`, `cmd/link/internal/loader`.

use base::FxHashSet;
use obj::{Abi, SymFlags, SymId, Unit};
use ssagen::PackageCx;
use syntax::directives::PragmaFlags;
use types::{Linkname, ObjId, PkgId, Session, TypeId, TypeKind};

/// Marks the symbols of the package's own directives.
pub fn mark(unit: &mut Unit, cx: &PackageCx<'_>) {
    for obj in crate::abi::package_objects(cx.session, cx.pkg) {
        let Some(d) = ssagen::directives(cx, obj).filter(|d| d.linkname(obj) != Linkname::None) else { continue };
        let symbol = ssagen::global_symbol(cx, obj);
        let flags = d.flags(obj);
        let mark = match flags.contains(PragmaFlags::LINKNAME_STD) {
            true => SymFlags::LINKNAME_STD,
            false => SymFlags::LINKNAME,
        };
        for id in marked(unit, cx, obj, flags, &symbol) {
            let is_imported = || is_imported_method(cx.session, d.named_imports(), &symbol);
            match &mut unit.symbols[id].def {
                Some(def) => def.flags |= mark,
                None if is_imported() => {}
                None => unit.symbols[id].ref_flags |= mark,
            }
        }
    }
}

/// The symbols of a function or variable that have the mark.
fn marked(unit: &Unit, cx: &PackageCx<'_>, obj: ObjId, flags: PragmaFlags, symbol: &str) -> Vec<SymId> {
    let abis: &[Abi] = match (cx.session.obj(obj).is_var(), flags.contains(PragmaFlags::CGO_UNSAFE_ARGS)) {
        (true, _) => &[Abi::Abi0],
        (false, false) => &[Abi::Internal],
        (false, true) => &[Abi::Internal, Abi::Abi0],
    };
    let mut marked: Vec<SymId> = abis.iter().filter_map(|&abi| unit.lookup(symbol, abi)).collect();
    if cx.session.release.linkname_std {
        // The linker checks what assembly refers to, so wrappers are marked, too.
        let is_wrapper =
            |id: &SymId| unit.symbols[*id].def.as_ref().is_some_and(|def| def.flags.contains(SymFlags::ABI_WRAPPER));
        marked.extend(unit.lookup(symbol, Abi::Abi0).filter(|id| is_wrapper(id) && !marked.contains(id)));
    }
    marked
}

/// Whether a symbol is a method of a type that the package knows by what it imports. The official compiler refers to what
/// it has read of other packages by number, and the linker asks about references by name alone, so that such a method may
/// be used without leave. It reads what the package uses, and with a type all that the type is made of and its methods;
/// here everything counts that the imported packages export.
fn is_imported_method(s: &Session, imports: &[PkgId], symbol: &str) -> bool {
    let Some((path, name)) = receiver(symbol) else { return false };
    let is_receiver = |t: ObjId| {
        let obj = s.obj(t);
        s.text(obj.name) == name && !obj.pkg.is_none() && &*s.pkg(obj.pkg).path == path
    };
    let mut seen = FxHashSet::default();
    let exported = |&p: &PkgId| s.package_objects(p).into_iter().filter(|(name, _)| s.is_exported(*name));
    let mut work: Vec<TypeId> = imports.iter().flat_map(exported).map(|(_, obj)| s.obj_type(obj)).collect();
    while let Some(t) = work.pop() {
        if !seen.insert(t) {
            continue;
        }
        if s.as_named(t).is_some_and(|named| is_receiver(named.obj)) {
            return true;
        }
        parts(s, t, &mut work);
    }
    false
}

/// Package and type name of a method's symbol, `path.(*T).m` or `path.T.m`.
fn receiver(symbol: &str) -> Option<(&str, &str)> {
    let last = symbol.rfind('/').map_or(0, |slash| slash + 1);
    let dot = last + symbol[last..].find('.')?;
    let (recv, _) = symbol[dot + 1..].rsplit_once('.')?;
    let name = recv.strip_prefix("(*").and_then(|r| r.strip_suffix(')')).unwrap_or(recv);
    Some((&symbol[..dot], name))
}

/// The types that a type is made of, and those of its methods.
fn parts(s: &Session, t: TypeId, out: &mut Vec<TypeId>) {
    let types = |objects: &[ObjId]| objects.iter().map(|&o| s.obj_type(o)).collect::<Vec<_>>();
    match s.kind(t) {
        TypeKind::Basic(_) => {}
        TypeKind::Pointer(elem) | TypeKind::Slice(elem) | TypeKind::Array(elem, _) | TypeKind::Chan(_, elem) => {
            out.push(*elem);
        }
        TypeKind::Map(key, elem) => out.extend([*key, *elem]),
        TypeKind::Tuple(vars) => out.extend(types(vars)),
        TypeKind::Struct(st) => out.extend(types(&st.fields)),
        TypeKind::Signature(sig) => {
            out.extend(sig.recv_tparams.iter().chain(&sig.tparams));
            out.extend(types(&sig.params).into_iter().chain(types(&sig.results)));
        }
        TypeKind::Interface(i) => out.extend(types(&i.methods).into_iter().chain(i.embedded.iter().map(|e| e.0))),
        TypeKind::Union(terms) => out.extend(terms.iter().map(|term| term.typ)),
        TypeKind::TypeParam(p) => out.push(p.bound.get()),
        TypeKind::Named(n) => {
            let declared = s.declared(n);
            out.extend(n.origin.into_iter().chain(n.targs.iter().copied()));
            out.extend(types(declared.methods));
            out.extend((!declared.rhs.is_none()).then_some(declared.rhs));
        }
        TypeKind::Alias(a) => out.extend(a.targs.iter().copied().chain([a.from_rhs.get()])),
    }
}

#[cfg(test)]
mod tests {
    use super::receiver;

    #[test]
    fn methods_are_told_from_functions() {
        assert_eq!(receiver("crypto/tls.(*Conn).expand"), Some(("crypto/tls", "Conn")));
        assert_eq!(receiver("a.b/c.T.m"), Some(("a.b/c", "T")));
        assert_eq!(receiver("sync.runtime_Semacquire"), None);
        assert_eq!(receiver("_cgo_init"), None);
    }
}

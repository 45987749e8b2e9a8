//! What directives say about the functions and package-level variables of a package. In: the
//! parsed files and the objects they declare. Out: [`Directives`].
//! Facts: GOROOT `cmd/compile/internal/noder`, `writer.go` and `noder.go`.

use crate::facts::{Directives, Facts, Linkname};
use crate::objects::{ObjId, ObjKind};
use crate::package::PkgId;
use crate::package_cx::{DeclSource, PackageCx};
use base::FxHashSet;
use syntax::ast::DeclKind;
use syntax::directives::PragmaFlags;

/// Reads the directives of a package whose objects are declared.
pub(crate) fn collect(cx: &PackageCx<'_>) -> Directives {
    let (embeds, named_imports, of_c) = (embeds(cx), named_imports(cx), symbols_of_c(cx));
    let out = Directives { embeds, named_imports, of_c, ..Directives::default() };
    for &(obj, d) in &cx.decl_objs {
        let DeclSource::Func(id) = cx.decls[d].kind else { continue };
        let ast = &cx.files[cx.decls[d].file].ast;
        let flags = ast[id].pragma.some().map_or(PragmaFlags::empty(), |p| ast[p].flags);
        let bodyless = matches!(ast[id].kind, DeclKind::Func { body, .. } if body.is_none());
        if bodyless || !flags.is_empty() {
            out.record(obj, Facts { flags, bodyless, ..Facts::default() });
        }
    }
    for linkname in cx.files.iter().flat_map(|f| &f.linknames) {
        // Of several directives for one name, which is an error, the first counts.
        if let Some(obj) = cx.s.package_object(cx.pkg, linkname.local) {
            let mut facts = out.facts.entry(obj).or_default();
            if facts.linkname == Linkname::None {
                facts.linkname = linkname.remote.map_or(Linkname::Own, Linkname::Named);
                facts.flags.set(PragmaFlags::LINKNAME_STD, linkname.std);
            }
        }
    }
    out
}

fn named_imports(cx: &PackageCx<'_>) -> Vec<PkgId> {
    let named = cx.imports.iter().map(|&obj| cx.s.obj(obj)).filter(|import| import.name != cx.s.blank);
    named
        .filter_map(|import| if let ObjKind::PkgName { imported, .. } = import.kind { Some(imported) } else { None })
        .collect()
}

fn symbols_of_c(cx: &PackageCx<'_>) -> FxHashSet<String> {
    let directives = cx.files.iter().flat_map(|file| &file.cgo_directives);
    let symbol = |fields: &Vec<String>| match &fields[..] {
        [verb, symbol] if verb == "cgo_import_static" => Some(symbol.clone()),
        _ => None,
    };
    directives.filter_map(symbol).collect()
}

/// Variables declared behind `//go:embed`.
fn embeds(cx: &PackageCx<'_>) -> Vec<(ObjId, Vec<String>)> {
    let mut out = Vec::new();
    for file in cx.files {
        for decl in file.decls.iter().map(|&d| &file.ast[d]) {
            let Some(pragma) = decl.pragma.some().map(|p| &file.ast[p]) else { continue };
            let DeclKind::Var { names, .. } = decl.kind else { continue };
            let patterns: Vec<String> = pragma.embeds.iter().flat_map(|(_, list)| list.iter().cloned()).collect();
            if !patterns.is_empty()
                && let Some(name) = file.ast.idents(names).first()
                && let Some(obj) = cx.s.package_object(cx.pkg, name.name)
            {
                out.push((obj, patterns));
            }
        }
    }
    out
}

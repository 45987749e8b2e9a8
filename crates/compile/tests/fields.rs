//! What the compiler knows of the runtime's structures is what the runtime of each release has, as our checker lays
//! its types out from its sources. Releases other than the default one are compared where their reference stands
//! (`cargo xtask reference VERSION`).

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use release::Release;
use release::fields::{COMMON, Field, Size};
use rtype::{Layouts, RType};
use std::path::Path;
use target::Target;
use testkit::{Reference, installed_references};
use types::Session;

#[test]
fn fields_are_where_the_runtime_has_them() {
    for (release, reference) in installed_references() {
        let program = runtime_of(release, &reference);
        let layouts = Layouts::new(&program.session);
        let fields = release.fields().filter_map(|field| moved(&program, &layouts, field));
        let sizes = release.sizes();
        let sizes = sizes.iter().filter_map(|size| resized(&program, &layouts, size));
        let wrong: Vec<String> = fields.chain(sizes).collect();
        assert!(wrong.is_empty(), "{release:?}: {}", wrong.join("\n"));
        // The comparison notices.
        let field = Field { offset: COMMON[0].offset + 8, ..COMMON[0] };
        assert!(moved(&program, &layouts, &field).is_some());
        let size = Size { bytes: release.sizes()[0].bytes + 8, ..release.sizes()[0] };
        assert!(resized(&program, &layouts, &size).is_some());
    }
}

fn runtime_of(release: Release, reference: &Reference) -> support::Program {
    let runtime = ["runtime".to_owned()];
    support::check_program_for(&Target::of(release), &reference.goroot, Path::new("/"), &runtime)
        .expect("the runtime is right")
}

fn moved(program: &support::Program, layouts: &Layouts<'_>, field: &Field) -> Option<String> {
    let Field { package, structure, field: name, offset } = *field;
    let parts = structure_of(program, layouts, package, structure).map(|t| layouts.parts(t)).unwrap_or_default();
    let found = parts.iter().find(|part| part.name == name).and_then(|part| i32::try_from(part.offset).ok());
    (found != Some(offset)).then(|| format!("{package}.{structure}.{name} is at {found:?}, not at {offset}"))
}

fn resized(program: &support::Program, layouts: &Layouts<'_>, size: &Size) -> Option<String> {
    let Size { package, structure, bytes } = *size;
    let found = structure_of(program, layouts, package, structure).map(|t| layouts.of(t).size);
    (found != Some(bytes)).then(|| format!("{package}.{structure} has {found:?} bytes, not {bytes}"))
}

fn structure_of(program: &support::Program, layouts: &Layouts<'_>, package: &str, name: &str) -> Option<RType> {
    let s: &Session = &program.session;
    let (_, pkg) = program.packages.iter().find(|(p, _)| p.import_path == package)?;
    let scope = s.pkg(*pkg).scope.get()?;
    let (_, &obj) = scope.iter().find(|(text, _)| s.text(**text) == name)?;
    Some(layouts.go(s.obj_type(obj)))
}

//! Offsets that the compiler knows of the runtime's structures are those of the runtime's own types, as our checker
//! lays them out from its sources.

#[allow(dead_code, reason = "each user needs a part of it")]
mod support;

use release::fields::{FIELDS, Field};
use rtype::Layouts;
use std::path::Path;
use testkit::reference;
use types::Session;

#[test]
fn fields_are_where_the_runtime_has_them() {
    let runtime = ["runtime".to_owned()];
    let program = support::check_program(&reference().goroot, Path::new("/"), &runtime).expect("the runtime is right");
    let layouts = Layouts::new(&program.session);
    let wrong: Vec<String> = FIELDS.iter().filter_map(|field| difference(&program, &layouts, field)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The comparison notices.
    let moved = Field { offset: FIELDS[0].offset + 8, ..FIELDS[0] };
    assert!(difference(&program, &layouts, &moved).is_some());
}

fn difference(program: &support::Program, layouts: &Layouts<'_>, field: &Field) -> Option<String> {
    let Field { package, structure, field: name, offset } = *field;
    let found = actual(program, layouts, field);
    (found != Some(offset)).then(|| format!("{package}.{structure}.{name} is at {found:?}, not at {offset}"))
}

fn actual(program: &support::Program, layouts: &Layouts<'_>, field: &Field) -> Option<i32> {
    let s: &Session = &program.session;
    let (_, pkg) = program.packages.iter().find(|(package, _)| package.import_path == field.package)?;
    let scope = s.pkg(*pkg).scope.get()?;
    let (_, &obj) = scope.iter().find(|(name, _)| s.text(**name) == field.structure)?;
    let parts = layouts.parts(layouts.go(s.obj_type(obj)));
    let part = parts.iter().find(|part| part.name == field.field)?;
    i32::try_from(part.offset).ok()
}

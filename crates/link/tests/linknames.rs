//! Who may refer by name to symbols of the library, for each release whose toolchain is on the machine: packages are
//! compiled by the official toolchain and linked by its linker and by ours, which say the same.

mod common;

use common::{link_built, officially_built};

/// A target that package main pulls as a function without body, with what it imports.
const FUNCTIONS: &[(&str, &str)] = &[
    // In assembly: without a mark, with one, without a declaration in Go, for other languages.
    ("hash/crc32.castagnoliSSE42", "hash/crc32"),
    ("runtime.memmove", "unsafe"),
    ("runtime.gogo", "unsafe"),
    ("math/big.addVV", "math/big"),
    ("reflect.makeFuncStub", "reflect"),
    ("internal/bytealg.IndexByte", "unsafe"),
    ("math.archFloor", "math"),
    ("crosscall2", "unsafe"),
    // In Go: with a mark, without one, marked for the library alone, reserved, missing.
    ("runtime.nanotime", "unsafe"),
    ("runtime.schedinit", "unsafe"),
    ("runtime.fatal", "unsafe"),
    ("runtime.coroswitch", "unsafe"),
    ("runtime.nothingOfThis", "unsafe"),
];

/// Variables.
const VARIABLES: &[&str] = &["runtime.zerobase", "runtime.ncpu", "internal/bytealg.MaxLen", "runtime..inittask"];

/// What assembly of package main does.
const ASSEMBLY: &[(&str, &str)] = &[
    ("CALL runtime·memmove(SB)", "unsafe"),
    ("CALL hash∕crc32·castagnoliSSE42(SB)", "hash/crc32"),
    ("CALL runtime·gogo(SB)", "unsafe"),
    ("CALL runtime·nanotime(SB)", "unsafe"),
    ("CALL runtime·schedinit(SB)", "unsafe"),
    ("CALL runtime·morestack_noctxt(SB)", "unsafe"),
    ("CALL crosscall2(SB)", "unsafe"),
    ("CALL math·Floor(SB)", "math"),
    ("CALL math∕big·addVV(SB)", "math/big"),
    ("MOVQ $runtime·zerobase(SB), AX", "unsafe"),
    ("MOVQ $internal∕bytealg·MaxLen(SB), AX", "unsafe"),
    ("MOVQ $runtime·ncpu(SB), AX", "unsafe"),
];

/// Definitions under names of the library.
const PUSHES: &[&str] = &[
    "//go:linkname f runtime.memhash\nfunc f() {}\nfunc main() { f() }",
    "//go:linkname f example.com/x.f\nfunc f() {}\nfunc main() { f() }",
    "//go:linkname f runtime.notThere\nfunc f() {}\nfunc main() { f() }",
    "//go:linkname f runtime.ncpu\nvar f int32 = 7\nfunc main() { println(f) }",
];

/// Packages: main.go and main.s.
fn packages() -> Vec<(String, String)> {
    let head = |import: &str| format!("package main\n\nimport (\n\t_ \"{import}\"\n\t_ \"unsafe\"\n)\n\n");
    let head = |import: &str| head(import).replace("\t_ \"unsafe\"\n\t_ \"unsafe\"\n", "\t_ \"unsafe\"\n");
    let functions = FUNCTIONS.iter().map(|(target, import)| {
        format!("{}//go:linkname f {target}\nfunc f()\n\nfunc main() {{ f() }}\n", head(import))
    });
    let variables = VARIABLES.iter().map(|target| {
        format!("{}//go:linkname v {target}\nvar v int\n\nfunc main() {{ println(&v) }}\n", head("unsafe"))
    });
    let pushes = PUSHES.iter().map(|text| format!("{}{text}\n", head("unsafe")));
    let plain = functions.chain(variables).chain(pushes).map(|go| (go, String::new()));
    let assembly = ASSEMBLY.iter().map(|(instruction, import)| {
        let go = format!("{}func g()\n\nfunc main() {{ g() }}\n", head(import));
        (go, format!("#include \"textflag.h\"\n\nTEXT ·g(SB), NOSPLIT, $64-0\n\t{instruction}\n\tRET\n"))
    });
    plain.chain(assembly).collect()
}

#[test]
fn references_by_name_are_judged_as_officially() {
    let packages = packages();
    let (mut wrong, mut refused) = (Vec::new(), 0);
    for (release, reference) in testkit::installed_references() {
        let dir = testkit::temp_dir();
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        write("go.mod", "module m\n\ngo 1.23\n");
        for (go, assembly) in &packages {
            write("main.go", go);
            write("main.s", assembly);
            let (official, work) = officially_built(&reference, dir.path());
            let ours = link_built(release, &reference, &work);
            refused += usize::from(official.contains("invalid reference"));
            if ours.trim_end() != official {
                wrong.push(format!("{}:\n{go}{assembly}ours: {ours}\nofficial: {official}", release.version));
            }
            std::fs::remove_dir_all(work).unwrap();
        }
    }
    assert!(refused > 8, "{refused}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

//! Passes on text: the first line of `testdata/*.ssa` names the passes run, the `.txt` beside it
//! holds what they leave.

use std::path::Path;

#[test]
fn passes_leave_what_they_should() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "ssa"));
    files.sort();
    assert!(!files.is_empty());
    let cx = opt::PassCx { verify: true, callees: Some(&Unknown), ..Default::default() };
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut funcs = ssa::parse::parse_funcs(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let head = text.lines().next().unwrap_or_default().trim_start_matches("; opt:");
        for name in head.split(',').map(str::trim) {
            funcs.iter_mut().for_each(|f| assert!(opt::run_pass(name, f, &cx), "no pass {name}"));
        }
        let out: String = funcs.iter().map(|f| f.to_string()).collect();
        testkit::check_golden(&file.with_extension("txt"), &out);
    }
}

/// No function has a summary.
struct Unknown;

impl opt::Callees for Unknown {
    fn summary(&self, _callee: &ssa::ExtSym) -> Option<std::sync::Arc<opt::Summary>> {
        None
    }
}

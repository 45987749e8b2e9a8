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
    let cx = opt::PassCx { verify: true, ..Default::default() };
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut funcs = ssa::parse::parse_funcs(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let head = text.lines().next().unwrap_or_default().trim_start_matches("; opt:");
        let mut notes = String::new();
        for name in head.split(',').map(str::trim) {
            match name {
                // Looks at all functions together.
                "escape" => notes += &escape(&mut funcs),
                "inline" => inline(&mut funcs),
                _ => funcs.iter_mut().for_each(|f| assert!(opt::run_pass(name, f, &cx), "no pass {name}")),
            }
        }
        let out: String = funcs.iter().map(|f| f.to_string()).chain([notes]).collect();
        testkit::check_golden(&file.with_extension("txt"), &out);
    }
}

/// Inlines calls.
fn inline(funcs: &mut [ssa::Func]) {
    let all = 0..funcs.len();
    opt::inline_package(funcs, all, &opt::Summaries::new("main"), &opt::NoForeign);
    funcs.iter().for_each(|f| ssa::verify::assert_valid(f, ssa::Dialect::Go, "inline"));
}

/// Runs the analysis; gives the summaries as comments.
fn escape(funcs: &mut [ssa::Func]) -> String {
    let mut declared = opt::Summaries::new("main");
    declared.insert("main.noescape".into(), std::sync::Arc::new(opt::Summary::noescape()));
    let learned = opt::escape_package(funcs, declared, &opt::Below::default());
    funcs.iter().for_each(|f| ssa::verify::assert_valid(f, ssa::Dialect::Go, "escape"));
    learned.entries().iter().map(|(name, summary)| format!("; {name}: {summary}\n")).collect()
}

//! The checker of stack maps notices every single missing word.

use codegen::{Config, compile_func};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[test]
fn a_missing_spilled_pointer_is_noticed() {
    let funcs = ssa::parse::parse_funcs(include_str!("../testdata/run/gc.ssa")).unwrap();
    let spill = funcs.iter().find(|f| &*f.name == "main.spill").unwrap();
    let checked = |n| Config { check_maps: true, drop_map_word: n, ..Config::default() };
    compile_func(spill.clone(), checked(0));
    // Six pointers live across the first call, five across the second, three across the third.
    for n in 1..=14 {
        let failed = catch_unwind(AssertUnwindSafe(|| compile_func(spill.clone(), checked(n)))).is_err();
        assert!(failed, "word {n} left out and not noticed");
    }
}

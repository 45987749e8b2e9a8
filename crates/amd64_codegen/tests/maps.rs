//! The checker of stack maps notices every single missing word.

use amd64_codegen::compile_func;
use machine::Config;
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

/// Three slots in use at the same time, by name and by address.
const SLOTS: &str = r#"
func "main.f" abi1(i64) -> (i64) file "f.go" line 1 {
  slot s0 "a" {i64, i64}
  slot s1 "b" {i64, i64}
  slot s2 "c" {i64, i64}
  sig1 abi1(ptr) -> ()
b0(v0: i64):
  slot_def s0
  v1: ptr = slot_addr s0
  store +0 v1, v0
  slot_def s1
  v2: ptr = slot_addr s1
  store +0 v2, v0
  slot_def s2
  v3: ptr = slot_addr s2
  call sig1 "main.use"<1> v3
  call sig1 "main.use"<1> v2
  v4: i64 = load +0 v1
  call sig1 "main.use"<1> v3
  ret v4
}
"#;

#[test]
fn slots_that_share_wrongly_are_noticed() {
    let func = ssa::parse::parse_func(SLOTS).unwrap();
    let checked = |n| Config { check_maps: true, optimized: true, drop_overlap: n, ..Config::default() };
    compile_func(func.clone(), checked(0));
    for n in 1..=3 {
        let failed = catch_unwind(AssertUnwindSafe(|| compile_func(func.clone(), checked(n)))).is_err();
        assert!(failed, "pair {n} forgotten and not noticed");
    }
}

/// Slots of two branches, of which one is still in use, by a parameter, where both meet.
const BRANCHES: &str = r#"
func "main.g" abi1(i64) -> (i64) file "g.go" line 1 {
  slot s0 "a" {i64, i64}
  slot s1 "b" {i64, i64}
  slot s2 "c" {i64, i64}
  sig1 abi1(ptr) -> ()
b0(v0: i64):
  v1: i64 = iconst 1
  v2: i8 = icmp eq v0, v1
  v3: ptr = nil
  br none v2 -> b1, b2
b1:
  slot_def s0
  v4: ptr = slot_addr s0
  call sig1 "main.use"<1> v4
  jump -> b3(v4)
b2:
  slot_def s1
  v5: ptr = slot_addr s1
  call sig1 "main.use"<1> v5
  jump -> b3(v3)
b3(v6: ptr):
  slot_def s2
  v7: ptr = slot_addr s2
  call sig1 "main.use"<1> v7
  call sig1 "main.use"<1> v6
  call sig1 "main.use"<1> v7
  ret v0
}
"#;

#[test]
fn a_way_on_which_a_slot_never_lived_does_not_spoil_it() {
    let func = ssa::parse::parse_func(BRANCHES).unwrap();
    let checked = |n| Config { check_maps: true, optimized: true, drop_overlap: n, ..Config::default() };
    compile_func(func.clone(), checked(0));
    let failed = catch_unwind(AssertUnwindSafe(|| compile_func(func.clone(), checked(1)))).is_err();
    assert!(failed, "the parameter's slot shares its place and nobody notices");
}

#[test]
fn pointers_that_live_across_a_rare_call_are_in_its_map() {
    let func = ssa::parse::parse_func(include_str!("../testdata/asm/rare.ssa")).unwrap();
    let checked = |n| Config { check_maps: true, check_allocation: true, drop_map_word: n, ..Config::default() };
    compile_func(func.clone(), checked(0));
    let failed = catch_unwind(AssertUnwindSafe(|| compile_func(func, checked(1)))).is_err();
    assert!(failed, "the only pointer left out and not noticed");
}

//! Every row of the table of clobbers that says something to the allocator is needed: left out, and with dead registers
//! destroyed, a program shows it, although neither a collection nor a callee touches the registers.

mod support;

use amd64_codegen::clobbers::Actor;
use machine::Config;

const GO: &str = r#"package main

type node struct{ next *node }

func barrier(p, q *node, d float64) float64
func call(n int) int
func call0(n int) int

//go:noinline
func nothing() {}

func main() {
	println(barrier(&node{}, &node{}, 7.5) == 7.5, call(42) == 42, call0(43) == 43)
}
"#;

const TEXT: &str = r#"; run
func "main.barrier" abi1(ptr, ptr, f64) -> (f64) file "x.ssa" line 1 {
b0(v0: ptr, v1: ptr, v2: f64):
  store_wb [0] v0, v1
  ret v2
}

func "main.call" abi1(i64) -> (i64) file "x.ssa" line 2 {
  sig1 abi1() -> ()
b0(v0: i64):
  call sig1 "main.nothing"<1>
  ret v0
}

func "main.call0" abi1(i64) -> (i64) file "x.ssa" line 3 {
  sig1 abi0(i32) -> ()
b0(v0: i64):
  v1: i32 = iconst 1
  call sig1 "runtime.procyield" v1
  ret v0
}
"#;

#[test]
fn a_missing_row_is_noticed() {
    let all = Config { clobber_dead_regs: true, ..support::CHECKED };
    let rows = [
        (None, "true true true\n"),
        (Some(Actor::WriteBarrier), "false true true\n"),
        (Some(Actor::Call), "true false true\n"),
        (Some(Actor::Call0), "true true false\n"),
    ];
    for (forget, expected) in rows {
        // The checkers know the truth only from the same table.
        let row = forget.map(|actor: Actor| actor as u8);
        let config = Config { forget: row, check_maps: forget.is_none(), ..all };
        assert_eq!(support::build_and_run(GO, TEXT, config), expected, "{forget:?}");
    }
}

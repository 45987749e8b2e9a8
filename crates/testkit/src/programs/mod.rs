//! Random Go programs: functions with guards, loops and arithmetic around indexing and slicing, and
//! most of the rest of the language, called with values near the limits of their types; results and
//! panics are printed. In: a seed. Out: a file of package `main` that begins all its names with a
//! prefix, so that many programs make one executable; [`support`] is the file beside them.
//!
//! A program's output is determined by the language, with the exception of which of several panics of
//! one statement comes first: the generator avoids statements with several. Nothing in it takes long:
//! loops without small bounds and calls in loops use up fuel, whose end is a panic.
//! The authority is the Go specification; where it leaves a choice, the program does without.

mod calls;
mod decls;
mod exprs;
mod loops;
mod random;
mod stmts;
mod types;
mod writer;

pub use random::Random;

/// The file of one program; its entry is [`entry`].
pub fn generate(seed: u64, prefix: &str) -> String {
    let mut writer = writer::Writer::new(seed, prefix);
    let functions = 2 + writer.r.below(3);
    writer.program(functions)
}

/// The name of the function that runs the program with a prefix.
pub fn entry(prefix: &str) -> String {
    format!("{prefix}main")
}

/// The prefix of the program with a seed.
pub fn prefix(seed: u64) -> String {
    format!("p{seed}_")
}

/// The line before the output of the program with a seed.
pub fn heading(seed: u64) -> String {
    format!("== program {seed}")
}

/// The file `main.go` that runs the programs with some seeds after each other.
pub fn support(seeds: &[u64]) -> String {
    let entries: Vec<(String, String)> = seeds.iter().map(|&s| (heading(s), entry(&prefix(s)))).collect();
    support_with(&entries)
}

/// The same for functions with the headings of their output.
pub fn support_with(entries: &[(String, String)]) -> String {
    let calls: String = entries.iter().map(|(heading, entry)| format!("\trun({heading:?}, {entry})\n")).collect();
    format!("{SUPPORT}\nfunc main() {{\n{calls}}}\n")
}

const SUPPORT: &str = r#"package main

import (
	"bufio"
	"fmt"
	"os"
)

var (
	out  = bufio.NewWriterSize(os.Stdout, 1<<16)
	fuel int
)

var edgeInts = []int{0, 1, -1, 2, 3, 5, 8, 9, -2, 1<<63 - 1, -1 << 63, 1<<63 - 2, -1<<63 + 1, 1 << 31, 1 << 32, 7, 64}

var edgeStrings = []string{"", "a", "abc", "0123456789", "z\u00e4\xff", "hello, world", "\u65e5\u672c"}

type number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr | ~float32 | ~float64
}

//go:noinline
func tick() {
	if fuel--; fuel < 0 {
		panic("out of fuel")
	}
}

func lim(s string) string {
	return s[:min(len(s), 48)]
}

func toInt(f float64) int {
	if f > -1e15 && f < 1e15 {
		return int(f)
	}
	return 7
}

func ptr[T any](x T) *T { return &x }

func clip[T any](s []T) []T { return s[:len(s):len(s)] }

func pick[T any](list []T, n int) T { return list[n%len(list)] }

func mapped[T, U any](list []T, f func(T) U) []U {
	var out []U
	for _, x := range list {
		out = append(out, f(x))
	}
	return clip(out)
}

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }

func (s *stack[T]) pop() T {
	last := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return last
}

func show(values ...any) {
	for _, v := range values {
		fmt.Fprintf(out, "%v ", v)
	}
	fmt.Fprintln(out)
}

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Fprintln(out, "panic:", e)
		}
	}()
	fuel = 200
	f()
}

func run(heading string, f func()) {
	fmt.Fprintln(out, heading)
	try(f)
	out.Flush()
}
"#;

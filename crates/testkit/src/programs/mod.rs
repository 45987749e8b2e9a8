//! Random Go programs: functions with guards, loops and arithmetic around indexing and slicing, and
//! most of the rest of the language, called with values near the limits of their types; results and
//! panics are printed. In: a seed. Out: a file of package `main` that begins all its names with a
//! prefix, so that many programs make one executable; [`support`] is the file beside them. Two functions of each
//! are about values that share memory (`aliases`).
//!
//! A program's output is determined by the language, with the exception of which of several panics of
//! one statement comes first: the generator avoids statements with several. Nothing in it takes long:
//! loops without small bounds and calls in loops use up fuel, whose end is a panic.
//! The authority is the Go specification; where it leaves a choice, the program does without.

mod aliases;
mod calls;
mod decls;
mod exprs;
mod loops;
mod packages;
mod patterns;
mod random;
mod stmts;
mod types;
mod writer;

pub use packages::files;
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
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"
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

func cut[T string | []byte](x T, n int) T { return x[min(n, len(x)):] }

//go:noinline
func same[T any](x T) T { return x }

//go:noinline
func either[T any](first bool, x, y T) T {
	if first {
		return x
	}
	return y
}

type box struct{ b []byte }

func (x box) set(i int, c byte)  { x.b[i] = c }
func (x *box) put(i int, c byte) { x.b[i] = c }

type outer struct {
	box
	n int
}

type deep struct{ in *box }

type setter interface{ set(i int, c byte) }

//go:noinline
func invoke(f func()) { f() }

//go:noinline
func invokeWith(f func(int, byte), i int, c byte) { f(i, c) }

//go:noinline
func writeAt(b []byte, i int, c byte) { b[i] = c }

func writeNear(b []byte, i int, c byte) { b[i] = c }

//go:noinline
func writeBehind(b *[]byte, i int, c byte) { (*b)[i] = c }

//go:noinline
func writeDeep(d *deep, i int, c byte) { d.in.b[i] = c }

//go:noinline
func tail(b []byte) []byte { return b[1:] }

func near(b []byte) []byte { return b }

func raw(b []byte) []byte { return unsafe.Slice(unsafe.SliceData(b), len(b)) }

func reverse[T any](list []T) { slices.Reverse(list) }

func order(b []byte) { slices.Sort(b) }

func assign[T ~[]E, E any](list T, i int, x E) { list[i] = x }

//go:noinline
func assignFar[T ~[]E, E any](list T, i int, x E) { list[i] = x }

func each[E any](list []E) func(func(int, *E) bool) {
	return func(yield func(int, *E) bool) {
		for i := range list {
			if !yield(i, &list[i]) {
				return
			}
		}
	}
}

func upTo(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i++ {
		}
	}
}

//go:noinline
func sum(b []byte) (n int) {
	for _, c := range b {
		n = n*7 + int(c)
	}
	return n
}

//go:noinline
func sumText(s string) int {
	n := len(s)
	for i := range len(s) {
		n = n*5 + int(s[i])
	}
	return n
}

type link struct {
	next, other *link
	b           []byte
	n           int
	f           func() int
}

func (l *link) inner() *link {
	if l == nil {
		return nil
	}
	return l.other
}

//go:noinline
func (l *link) outer() *link {
	if l == nil {
		return nil
	}
	return l.next
}

//go:noinline
func sumLink(l *link, depth int) int {
	if l == nil || depth < 0 {
		return depth
	}
	return l.n + 3*sum(l.b) + 5*sumLink(l.other, depth-1) + 7*sumLink(l.next, depth-1)
}

type record struct {
	a    [6]int
	self *record
	s    string
}

//go:noinline
func newRecordOf(n int) record { return record{a: [6]int{n, n + 1, n * 2, 3, 4, n}, s: edgeStrings[n&3]} }

func newRecord(n int) *record {
	r := newRecordOf(n)
	r.self = &r
	return &r
}

//go:noinline
func sumRecord(r *record) (n int) {
	if r == nil {
		return 9
	}
	for _, a := range r.a {
		n = n*3 + a
	}
	if r.self != nil {
		n += r.self.a[0]
	}
	return n + sumText(r.s)
}

//go:noinline
func spread(b []byte, n int) (x int, c []byte, r record, l *link, d [2][]byte) {
	return n + 1, b, newRecordOf(n), &link{n: n, b: b}, [2][]byte{b, b[:1]}
}

type once = sync.Once

type cell = atomic.Pointer[box]

type table = sync.Map

type guard struct {
	sync.Mutex
	n int
}

func (g *guard) add(b []byte, i int, c byte) {
	g.Lock()
	defer g.Unlock()
	b[i] += c
	g.n += int(b[i])
}

// Runs both beside each other.
func together(f, g func()) {
	var both sync.WaitGroup
	for _, one := range []func(){f, g} {
		both.Add(1)
		go func() {
			defer both.Done()
			one()
		}()
	}
	both.Wait()
}

func pass(b []byte) []byte {
	there, back := make(chan []byte), make(chan []byte)
	go func() { back <- <-there }()
	there <- b
	return <-back
}

var collections int

//go:noinline
func collect() {
	if collections++; collections%8 == 0 {
		runtime.GC()
	}
}

// Moves the stack now and then, and overwrites what lies below the caller.
//
//go:noinline
func deepen(n int) int {
	var a [64]int
	for i := range a {
		a[i] = -n - i
	}
	if n > 0 {
		return deepen(n-1) + a[n]
	}
	return a[3]
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

package main

import "runtime"

type node struct {
	next *node
	val  int
}

type stringer interface{ String() string }

type num int

func (n num) String() string { return "num" }

type odd struct {
	p *int
	s string
	f float32
}

func appendAll(s []*node, n int) []*node
func appendInts(n int) []int
func concat(a, b string, n int) string
func equal(a, b string) bool
func mapSum(m map[int]string, k int) (string, bool, int)
func fillMap(n int) map[int]string
func closure(n int, p *int) func() int
func body() int
func boxes(i int, s string, b byte, p *int) (any, any, any, any)
func method(s stringer) string
func chans(n int) int
func spawn(f func())
func rethrow(v any)
func classify(n int) int
func goLoop(f func(int) int, n int) int
func strs(s string) ([]byte, string, []rune, int)
func copyInts(d, s []int) int
func divs(a int, b uint) (int, int, uint, uint, int)
func itab(s stringer) bool
func moveOdd(d, s *odd)
func deferOpen(f func()) int

var dummy []byte

func churn() {
	for i := 0; i < 20; i++ {
		dummy = make([]byte, 5000)
	}
	runtime.GC()
}

//go:noinline
func mk(v int) *node { return &node{val: v} }

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			println("panic:", e.(string))
		}
	}()
	f()
}

func main() {
	var s []*node
	for i := 0; i < 100; i++ {
		s = appendAll(s, i)
	}
	churn()
	t := 0
	for _, n := range s {
		t += n.val
	}
	println("append", len(s), t, len(appendInts(20)), appendInts(20)[19])
	println(concat("foo", "bar", 3), equal("abc", "abc"), equal("abc", "abd"), equal("a", "ab"))
	m := fillMap(50)
	churn()
	println(len(m), m[7])
	println(mapSum(m, 7))
	println(mapSum(m, 77))
	println(mapSum(nil, 0))
	x := 5
	f := closure(37, &x)
	churn()
	println("closure", f())
	a, b, c, d := boxes(1000, "str", 7, &x)
	churn()
	println(a.(int), b.(string), c.(byte), d.(odd).s, *d.(odd).p, d.(odd).f)
	println(method(num(3)))
	try(func() { defer func() { panic(recover().(error).Error()) }(); method(nil) })
	println("chans", chans(10))
	done := make(chan int)
	spawn(func() { churn(); done <- 1 })
	println("spawned", <-done)
	try(func() { rethrow("again") })
	for i := -1; i < 12; i++ {
		print(classify(i*7), " ")
	}
	println(classify(1 << 40))
	println(goLoop(func(i int) int { return i * i }, 10))
	bs, s2, rs, n := strs("héllo")
	println(len(bs), s2, len(rs), n, rs[1])
	dst := make([]int, 3)
	println(copyInts(dst, []int{1, 2, 3, 4}), dst[2])
	println(divs(-17, 17))
	println(itab(nil), itab(num(1)))
	var o odd
	moveOdd(&o, &odd{&x, "moved", 2.5})
	println(*o.p, o.s, o.f)
	println(deferOpen(func() { println("open", recover() != nil) }))
	_ = map[int]string{1: ""}
}

// Output:
// append 100 4950 20 361
// foobarfoobarfoobarbarfoo true false false
// 50 H
// H true 50
//  false 50
//  false 0
// closure 42
// 1000 str 7 str 5 +1.500000e+000
// num
// panic: runtime error: invalid memory address or nil pointer dereference
// chans 55
// spawned 1
// panic: again
// -1 100 101 102 103 104 104 106 -1 -1 -1 -1 -1 107
// 285
// 6 héllo 5 5 233
// 3 3
// -3 -2 2 1 -595
// false true
// 5 moved +2.500000e+000
// open true
// 11

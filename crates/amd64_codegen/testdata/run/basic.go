package main

import "runtime"

func sum(s []int) int
func div(a, b int, c int8) (int, uint, int8)
func keep(p *int, n int) (*int, int)
func floats(a, b float64, u uint64) (float64, bool, uint64, float64)
func shifts(a int64, n uint8) (int64, int64, int64, int8)
func bits(a uint64) (int, int, uint64, uint64)
func many(a, b, c, d, e, f, g, h, i, j, k, l int) int

func use(p *int) int {
	runtime.GC()
	return *p
}

type big struct{ a, b, c, d, e int }

func bigArg(b big, x int) (big, int)

type huge struct{ a [40]int }

func hugeArg(h *huge) huge

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			println("panic:", e.(error).Error())
		}
	}()
	f()
}

//go:noinline
func mk(n int) *int { p := new(int); *p = n; return p }

func main() {
	println(sum([]int{1, 2, 3, 4}), sum(nil))
	println(div(-7, 2, 3))
	println(div(-9223372036854775808, -1, 3))
	try(func() { div(1, 0, 0) })
	p, n := keep(mk(42), 8)
	println(*p, n)
	println(floats(1.5, 2.25, 1<<63+1024))
	println(shifts(-5, 1))
	println(shifts(-5, 200))
	println(bits(40))
	println(bits(0))
	println(many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	b, x := bigArg(big{1, 2, 3, 4, 5}, 10)
	println(b.a, b.b, b.c, b.d, b.e, x)
	var h huge
	for i := range h.a {
		h.a[i] = i
	}
	g := hugeArg(&h)
	println(g.a[0], g.a[20], g.a[39])
	try(func() { hugeArg(nil) })
}

// Output:
// 10 0
// -3 1 12
// -9223372036854775808 9223372036854775808 0
// panic: runtime error: integer divide by zero
// 42 50
// -4.375000e+000 true 9223372036854775808 +3.037000e+009
// -10 9223372036854775805 -3 -3
// 0 0 -1 -1
// 6 3 8646911284551352320 0
// 0 64 0 0
// 43
// 1 2 13 4 5 13
// 0 7 39
// panic: runtime error: invalid memory address or nil pointer dereference

// Variables captured by reference and by value, per-iteration loop variables, recursion.
package main

import "fmt"

func counter(step int) (next func() int, reset func()) {
	n := 0
	return func() int { n += step; return n }, func() { n = 0 }
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func main() {
	next, reset := counter(3)
	next()
	fmt.Println(next(), next())
	reset()
	fmt.Println(next())
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	for _, f := range fs {
		fmt.Println(f(), f())
	}
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		return fib(n-1) + fib(n-2)
	}
	fmt.Println(fib(15), compose(fib, func(x int) int { return x * x })(7))
	func(s string) { fmt.Println("called", s) }("at once")
	for i := range 3 {
		defer func() { fmt.Println("late", i, s(i)) }()
	}
}

var s = func(i int) string { return string(rune('a' + i)) }

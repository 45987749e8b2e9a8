// Closures and generic functions: map, filter, fold, composition, iterators, memory.
package main

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

func apply[A, B any](s []A, f func(A) B) []B {
	out := make([]B, 0, len(s))
	for _, x := range s {
		out = append(out, f(x))
	}
	return out
}

func keep[A any](s []A, f func(A) bool) (out []A) {
	for _, x := range s {
		if f(x) {
			out = append(out, x)
		}
	}
	return out
}

func fold[A, B any](s []A, b B, f func(B, A) B) B {
	for _, x := range s {
		b = f(b, x)
	}
	return b
}

func compose(fs ...func(int) int) func(int) int {
	return func(x int) int {
		for _, f := range fs {
			x = f(x)
		}
		return x
	}
}

func count(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func where(s iter.Seq[int], f func(int) bool) iter.Seq[int] {
	return func(yield func(int) bool) {
		for x := range s {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}

func counter() (func(), func() int) {
	n := 0
	return func() { n++ }, func() int { return n }
}

func main() {
	numbers := slices.Collect(count(100_000))
	total := 0
	for round := 0; round < 80; round++ {
		squares := apply(numbers, func(x int) int { return x*x + round })
		odd := keep(squares, func(x int) bool { return x%3 == 1 })
		total += fold(odd, 0, func(a, x int) int { return a ^ x })
		f := compose(func(x int) int { return x + 1 }, func(x int) int { return x * 3 }, func(x int) int { return x ^ round })
		for _, x := range numbers {
			total += f(x)
		}
		for x := range where(count(200_000), func(x int) bool { return x&5 == round&5 }) {
			total += x
		}
		up, value := counter()
		for i := 0; i < 100_000; i++ {
			up()
		}
		total += value()
	}
	var memo map[int]int
	var fib func(int) int
	fib = func(n int) int {
		if n < 2 {
			return n
		}
		if v, ok := memo[n]; ok {
			return v
		}
		v := fib(n-1) + fib(n-2)
		memo[n] = v
		return v
	}
	for i := 0; i < 3000; i++ {
		memo = map[int]int{}
		total += fib(40)
	}
	fmt.Println(total, slices.Max(slices.Collect(maps.Values(memo))))
}

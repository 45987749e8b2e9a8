package main

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

func gen(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer fmt.Println("gen done")
		for i := range n {
			if !yield(i * i) {
				return
			}
		}
	}
}

func filter[T any](s iter.Seq[T], f func(T) bool) iter.Seq[T] {
	return func(yield func(T) bool) {
		for x := range s {
			if f(x) && !yield(x) {
				return
			}
		}
	}
}

func zip[A, B any](a iter.Seq[A], b iter.Seq[B]) iter.Seq2[A, B] {
	return func(yield func(A, B) bool) {
		next, stop := iter.Pull(b)
		defer stop()
		for x := range a {
			y, ok := next()
			if !ok || !yield(x, y) {
				return
			}
		}
	}
}

func main() {
	next, stop := iter.Pull(gen(5))
	fmt.Println(next())
	fmt.Println(next())
	stop()
	fmt.Println(next())
	for a, b := range zip(gen(3), slices.Values(strings.Fields("a b c d"))) {
		fmt.Println(a, b)
	}
	m := map[string]int{"x": 1, "y": 2, "z": 3}
	keys := slices.Sorted(maps.Keys(m))
	fmt.Println(keys, slices.Collect(filter(gen(10), func(i int) bool { return i%2 == 0 })))
	c := maps.Clone(m)
	delete(c, "x")
	fmt.Println(maps.Equal(m, c), len(c), slices.Max(slices.Collect(maps.Values(m))))
	xs := []string{"pear", "fig", "apple"}
	slices.SortFunc(xs, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	i, found := slices.BinarySearchFunc(xs, 4, func(s string, n int) int { return cmp.Compare(len(s), n) })
	fmt.Println(xs, i, found, slices.Index(xs, "fig"), slices.Contains(xs, "kiwi"))
	for c := range slices.Chunk([]int{1, 2, 3, 4, 5}, 2) {
		fmt.Print(c)
	}
	for i, x := range slices.Backward(xs) {
		fmt.Print(i, x)
	}
	fmt.Println()
	next2, stop2 := iter.Pull2(maps.All(map[int]string{1: "one"}))
	fmt.Println(next2())
	fmt.Println(next2())
	stop2()
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		n, s := iter.Pull(func(yield func(int) bool) { yield(1); panic("inside") })
		defer s()
		fmt.Println(n())
		n()
	}()
	once := sync.OnceValue(func() int { fmt.Println("once"); return 7 })
	fmt.Println(once(), once())
	var p atomic.Pointer[string]
	s := "v"
	p.Store(&s)
	fmt.Println(*p.Load(), p.CompareAndSwap(&s, nil), p.Load())
	var sm sync.Map
	sm.Store(1, "a")
	sm.Range(func(k, v any) bool { fmt.Println(k, v); return true })
}

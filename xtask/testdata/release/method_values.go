// go1.27
package main

import "fmt"

// Generic methods as functions of receivers that are not exactly theirs.

type List[T any] struct{ items []T }

func (l List[T]) Map[U any](f func(T) U) []U {
	var out []U
	for _, x := range l.items {
		out = append(out, f(x))
	}
	return out
}

func (l *List[T]) Add[S ~[]T](more S) int {
	l.items = append(l.items, more...)
	return len(l.items)
}

type big struct{ a, b, c, d, e int }

func (b big) Pick[K comparable](m map[K]int, k K) (big, int, error) {
	return b, m[k] + b.e, nil
}

type inner struct {
	pad int
	List[string]
	*big
}

type outer struct {
	n int
	inner
}

var global = outer.Map[int]

var byPointer = (*List[int]).Map[string]

type words []string

func main() {
	o := outer{1, inner{2, List[string]{[]string{"a", "bcd"}}, &big{e: 7}}}
	size := func(s string) int { return len(s) }
	fmt.Println(global(o, size), outer.Map[int](o, size), (*outer).Map[string](&o, func(s string) string { return s + "!" }))
	fmt.Println(byPointer(&List[int]{[]int{1, 2}}, func(i int) string { return fmt.Sprint(i * i) }))
	add := (*outer).Add[words]
	fmt.Println(add(&o, words{"x", "y"}), o.items)
	pick := outer.Pick[string]
	b, n, err := pick(o, map[string]int{"k": 5}, "k")
	fmt.Println(b, n, err)
	bound := o.Map[int]
	o.items = nil
	fmt.Println(bound(size), inner.Pick[int] != nil)
	defer func() { fmt.Println(recover()) }()
	(*List[int]).Map[int](nil, nil)
}

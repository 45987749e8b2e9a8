// Generic functions and types with methods, constraints, type sets, inference.
package main

import "fmt"

type Number interface {
	~int | ~int64 | ~float64
}

type Meters float64

func Sum[T Number](list ...T) (sum T) {
	for _, x := range list {
		sum += x
	}
	return sum
}

func Map[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

type Stack[T any] struct{ items []T }

func (s *Stack[T]) Push(x T) { s.items = append(s.items, x) }
func (s *Stack[T]) Pop() (x T, ok bool) {
	if len(s.items) == 0 {
		return x, false
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) String() string { return fmt.Sprintf("<%v=%v>", p.Key, p.Val) }

type Tree[T any] struct {
	left, right *Tree[T]
	val         T
}

func (t *Tree[T]) Insert(v T, less func(a, b T) bool) *Tree[T] {
	switch {
	case t == nil:
		return &Tree[T]{val: v}
	case less(v, t.val):
		t.left = t.left.Insert(v, less)
	default:
		t.right = t.right.Insert(v, less)
	}
	return t
}

func (t *Tree[T]) Walk(f func(T)) {
	if t != nil {
		t.left.Walk(f)
		f(t.val)
		t.right.Walk(f)
	}
}

func Index[T comparable](list []T, x T) int {
	for i, y := range list {
		if x == y {
			return i
		}
	}
	return -1
}

func main() {
	fmt.Println(Sum(1, 2, 3), Sum(1.5, 2), Sum[Meters](1, 2.25), Sum[int64]())
	fmt.Println(Map([]int{1, 2, 3}, func(i int) string { return fmt.Sprint(i * i) }))
	var s Stack[string]
	s.Push("a")
	s.Push("b")
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	fmt.Println(s.Pop())
	var p fmt.Stringer = Pair[string, int]{"k", 1}
	fmt.Println(p, Pair[int, []int]{2, []int{3}})
	fmt.Printf("%T %T\n", p, s)
	var t *Tree[int]
	for _, v := range []int{5, 2, 8, 1, 9} {
		t = t.Insert(v, func(a, b int) bool { return a < b })
	}
	t.Walk(func(v int) { fmt.Print(v, " ") })
	fmt.Println(Index([]string{"x", "y"}, "y"), Index([]Pair[int, int]{{1, 2}}, Pair[int, int]{1, 3}))
}

// go1.27
package main

import (
	"fmt"
	"sort"
)

type Num interface{ ~int | ~float64 }

type Box[T any] struct{ v []T }

func (b *Box[T]) Map[U any](f func(T) U) *Box[U] {
	out := &Box[U]{}
	for _, x := range b.v {
		out.v = append(out.v, f(x))
	}
	return out
}
func (b Box[T]) Fold[A any](a A, f func(A, T) A) A {
	for _, x := range b.v {
		a = f(a, x)
	}
	return a
}

type Plain struct{ n int }

func (p Plain) Add[N Num](n N) N     { return N(p.n) + n }
func (p *Plain) Set[S ~[]int](s S) S { p.n = len(s); return append(s, p.n) }

type Outer struct {
	Plain
	*Box[string]
}

func (g Plain) Self[P fmt.Stringer](p P) string { return "<" + p.String() + ">" }

type S string

func (s S) String() string { return string(s) }

func gen[T Num](p Plain, x T) T { return p.Add(x) + p.Add[T](x) }

func main() {
	b := &Box[int]{[]int{1, 2, 3}}
	fmt.Println(b.Map(func(i int) string { return fmt.Sprint(i * i) }).v)
	fmt.Println(b.Map[float64](func(i int) float64 { return float64(i) / 2 }).v)
	fmt.Println(b.Fold("", func(s string, i int) string { return s + fmt.Sprint(i) }))
	p := Plain{4}
	fmt.Println(p.Add(3), p.Add(1.5), p.Add[float64](2))
	f := p.Add[int]
	p.n = 100
	fmt.Println(f(1), gen(p, 2), gen(p, 2.5))
	g := (*Plain).Set[sort.IntSlice]
	fmt.Println(g(&p, sort.IntSlice{5, 6}), p.n, Plain.Add[int](p, 7))
	o := Outer{Plain{9}, &Box[string]{[]string{"a", "b"}}}
	fmt.Println(o.Add(1), o.Map(func(s string) int { return len(s) }).v, o.Set([]int{1}))
	h := o.Fold[int]
	fmt.Println(h(0, func(n int, s string) int { return n + len(s) }), p.Self(S("x")))
	var e any = p
	_, ok := e.(interface{ Add(int) int })
	fmt.Println(ok)
	defer fmt.Println(p.Add(1))

}



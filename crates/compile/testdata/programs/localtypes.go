package main

import "fmt"

type I interface{ M() string }

func mk[P any](p P) any {
	type L struct{ p P }
	type A = []L
	a := A{{p}, {p}}
	f := func() any {
		type L struct{ q, r P }
		return L{p, p}
	}
	fmt.Printf("%T %T %v %v\n", a, f(), a, f())
	var x any = a[0]
	if _, ok := x.(L); !ok {
		panic("not L")
	}
	return a[0]
}

func one() any {
	type T struct{ x int }
	return T{1}
}
func two() any {
	type T struct{ x int }
	return T{1}
}

type G[P any] struct{ p P }

func (g G[P]) Make() any {
	type In struct{ g G[P] }
	return In{g}
}

func own[A any]() any {
	type T[B any] struct{ b B }
	type U[_ any] int
	return T[U[A]]{}
}

func main() {
	fmt.Printf("%T %T\n", own[int](), own[string]())
	fmt.Println(own[int]() == own[string](), own[int]() == own[int]())
	fmt.Println(mk(1) == mk(1), mk("a") == mk(1), mk("a") == mk("a"))
	fmt.Println(one() == two(), one() == one())
	fmt.Printf("%T %T\n", one(), two())
	fmt.Printf("%T %v\n", G[int]{3}.Make(), G[string]{"x"}.Make())
	fmt.Println(G[int]{3}.Make() == G[int]{3}.Make())
}

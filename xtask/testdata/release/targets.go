// go1.27
package main

import "fmt"

// Generic functions take their type arguments from wherever they are assigned to.

type Op[T any] func(T, T) T

func first[T any](a, b T) T  { return a }
func second[T any](a, b T) T { return b }
func show[T any](x T) string { return fmt.Sprintf("%T %v", x, x) }

type pair struct {
	left  Op[int]
	right func(string) string
}

func through[F func(float64) string](f F) string {
	table := []F{show, f}
	byName := map[string]F{"show": show}
	return table[0](1.5) + table[1](2.5) + byName["show"](3.5) + F(show)(4.5)
}

func send(c chan func(bool) string) string {
	go func() { c <- show }()
	return (<-c)(true)
}

type named struct{}

func (named) value() int { return 41 }

// The method is declared behind this use.
func ask[T any](x interface{ later() T }) T { return x.later() }

var asked = ask(named{})

func (n named) later() int { return n.value() + 1 }

func main() {
	p := pair{left: first, right: show}
	q := pair{second, show}
	fmt.Println(p.left(1, 2), q.left(1, 2), p.right("s"), q.right("t"))
	ops := [...]Op[string]{first, 2: second}
	fmt.Println(ops[0]("a", "b"), ops[1] == nil, ops[2]("a", "b"))
	fmt.Println(Op[int](second)(3, 4), through(show[float64]))
	fmt.Println(send(make(chan func(bool) string)), asked)
	nested := map[string][]func(rune) string{"x": {show, show}}
	fmt.Println(nested["x"][1]('r'))
}

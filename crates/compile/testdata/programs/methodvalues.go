// Method values and expressions of values, pointers, interfaces and embedded fields.
package main

import (
	"fmt"
	"runtime"
)

type point struct{ x, y int }

func (p point) add(q point) point { return point{p.x + q.x, p.y + q.y} }
func (p *point) move(dx int)      { p.x += dx }

type adder interface{ add(point) point }

type named struct {
	*point
	name string
}

type fn func(int) int

func (f fn) twice(x int) int { return f(f(x)) }

func apply(f func(int), n int) { f(n) }

func (p point) less(q point) bool { return p.x < q.x }

//go:noinline
func smallest(less func(point) bool, n int) int {
	for less(point{n, 0}) {
		n--
	}
	return n
}

func first(p point) int { return smallest(p.less, 10) }

func second(p point) int { return smallest(p.less, 20) }

// The values of methods here die with the calls they are given to, in both functions.
func allocations() bool {
	const turns = 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range turns {
		if first(point{5, 0}) != second(point{5, i}) {
			panic("not the same")
		}
	}
	runtime.ReadMemStats(&after)
	return after.Mallocs-before.Mallocs >= turns
}

func main() {
	fmt.Println(allocations())
	p := point{1, 2}
	add, move := p.add, p.move
	p.x = 100
	move(5)
	fmt.Println(p, add(point{10, 10}))
	var a adder = p
	bound := a.add
	a = nil
	fmt.Println(bound(point{1, 1}))
	fmt.Println(point.add(p, p), (*point).add(&p, p), adder.add(p, point{}))
	(*point).move(&p, -5)
	n := named{&p, "n"}
	apply(n.move, 7)
	fmt.Println(p, n.add(point{0, 1}), named.add(n, point{0, 2}))
	f := fn(func(x int) int { return x*x + 1 })
	fmt.Println(f.twice(2), fn.twice(f, 3))
	fs := map[string]func(point) point{"add": p.add}
	fmt.Println(fs["add"](point{1, 1}))
	defer p.move(1)
	defer func() { fmt.Println(recover() != nil) }()
	fmt.Println(a.add)
}

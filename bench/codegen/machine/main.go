// An interpreter of a stack machine, a threaded one of closures, and a tree walked through an interface.
package main

import "fmt"

const (
	push = iota
	load
	store
	add
	sub
	mul
	less
	jump
	unless
	halt
)

type op struct {
	code byte
	arg  int32
}

func run(code []op, vars []int) int {
	var stack []int
	steps := 0
	for pc := 0; ; steps++ {
		o := code[pc]
		pc++
		switch o.code {
		case push:
			stack = append(stack, int(o.arg))
		case load:
			stack = append(stack, vars[o.arg])
		case store:
			vars[o.arg] = stack[len(stack)-1]
			stack = stack[:len(stack)-1]
		case add, sub, mul, less:
			a, b := stack[len(stack)-2], stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			r := 0
			switch o.code {
			case add:
				r = a + b
			case sub:
				r = a - b
			case mul:
				r = a * b
			case less:
				if a < b {
					r = 1
				}
			}
			stack[len(stack)-1] = r
		case jump:
			pc = int(o.arg)
		case unless:
			if stack[len(stack)-1] == 0 {
				pc = int(o.arg)
			}
			stack = stack[:len(stack)-1]
		case halt:
			return steps
		}
	}
}

type expr interface{ eval(env []int) int }
type number int
type variable int
type sum struct{ a, b expr }
type product struct{ a, b expr }
type choice struct{ c, a, b expr }

func (n number) eval([]int) int       { return int(n) }
func (v variable) eval(env []int) int { return env[v] }
func (s *sum) eval(env []int) int     { return s.a.eval(env) + s.b.eval(env) }
func (p *product) eval(env []int) int { return p.a.eval(env) * p.b.eval(env) }
func (c *choice) eval(env []int) int {
	if c.c.eval(env)&1 != 0 {
		return c.a.eval(env)
	}
	return c.b.eval(env)
}

type compiled func(env []int) int

func compile(e expr) compiled {
	switch e := e.(type) {
	case number:
		return func([]int) int { return int(e) }
	case variable:
		return func(env []int) int { return env[e] }
	case *sum:
		a, b := compile(e.a), compile(e.b)
		return func(env []int) int { return a(env) + b(env) }
	case *product:
		a, b := compile(e.a), compile(e.b)
		return func(env []int) int { return a(env) * b(env) }
	case *choice:
		c, a, b := compile(e.c), compile(e.a), compile(e.b)
		return func(env []int) int {
			if c(env)&1 != 0 {
				return a(env)
			}
			return b(env)
		}
	}
	panic("unknown")
}

func main() {
	code := []op{{load, 0}, {push, 4_000_000}, {less, 0}, {unless, 14}, {load, 1}, {load, 0}, {push, 3}, {mul, 0}, {add, 0}, {store, 1},
		{load, 0}, {push, 1}, {add, 0}, {jump, 16}, {halt, 0}, {halt, 0}, {store, 0}, {jump, 0}}
	vars := make([]int, 2)
	steps := run(code, vars)
	var e expr = variable(0)
	for i := 0; i < 12; i++ {
		e = &choice{e, &sum{e, number(i)}, &product{number(3), &sum{variable(1), variable(0)}}}
	}
	f, total, env := compile(e), 0, make([]int, 2)
	for i := 0; i < 60_000; i++ {
		env[0], env[1] = i, i/3
		total += e.eval(env) - 2*f(env)
	}
	fmt.Println(steps, vars[1], total)
}

// A stack machine: a dense switch, type switches, interface calls, closures.
package main

import "fmt"

type op byte

const (
	push op = iota
	add
	sub
	mul
	dup
	swap
	over
	drop
	less
	jumpIf
	jump
	inc
	dec
	load
	store
	halt
)

type inst struct {
	op  op
	arg int
}

func run(code []inst, stack []int) int {
	var vars [4]int
	sp, pc := 0, 0
	for {
		in := code[pc]
		pc++
		switch in.op {
		case push:
			stack[sp] = in.arg
			sp++
		case add:
			sp--
			stack[sp-1] += stack[sp]
		case sub:
			sp--
			stack[sp-1] -= stack[sp]
		case mul:
			sp--
			stack[sp-1] *= stack[sp]
		case dup:
			stack[sp] = stack[sp-1]
			sp++
		case swap:
			stack[sp-1], stack[sp-2] = stack[sp-2], stack[sp-1]
		case over:
			stack[sp] = stack[sp-2]
			sp++
		case drop:
			sp--
		case less:
			sp--
			if stack[sp-1] < stack[sp] {
				stack[sp-1] = 1
			} else {
				stack[sp-1] = 0
			}
		case jumpIf:
			sp--
			if stack[sp] != 0 {
				pc = in.arg
			}
		case jump:
			pc = in.arg
		case inc:
			stack[sp-1]++
		case dec:
			stack[sp-1]--
		case load:
			stack[sp] = vars[in.arg]
			sp++
		case store:
			sp--
			vars[in.arg] = stack[sp]
		case halt:
			return stack[sp-1]
		}
	}
}

type shape interface{ area() int }
type square struct{ side int }
type rect struct{ w, h int }
type circle struct{ r int }

func (s square) area() int      { return s.side * s.side }
func (r *rect) area() int       { return r.w * r.h }
func (c circle) area() int      { return 3 * c.r * c.r }
func (c circle) String() string { return "circle" }

func kind(v any) int {
	switch v := v.(type) {
	case int:
		return v
	case string:
		return len(v)
	case square:
		return v.side
	case fmt.Stringer:
		return 7
	case shape:
		return 9
	case nil:
		return 11
	}
	return 0
}

func word(s string) int {
	switch s {
	case "break", "case", "chan", "const", "continue", "default", "defer", "else":
		return 1
	case "fallthrough", "for", "func", "go", "goto", "if", "import", "interface":
		return 2
	case "map", "package", "range", "return", "select", "struct", "switch", "type", "var":
		return 3
	}
	return 0
}

func compose(n int) func(int) int {
	f := func(x int) int { return x + 1 }
	for i := 0; i < n; i++ {
		g := f
		f = func(x int) int { return g(x) ^ i }
	}
	return f
}

func main() {
	code := []inst{
		{push, 0}, {store, 0}, {push, 0}, {store, 1},
		{load, 0}, {load, 1}, {dup, 0}, {mul, 0}, {add, 0}, {push, 1023}, {swap, 0}, {over, 0}, {sub, 0}, {swap, 0}, {drop, 0}, {store, 0},
		{load, 1}, {inc, 0}, {dup, 0}, {store, 1}, {push, 4000000}, {less, 0}, {jumpIf, 4},
		{load, 0}, {halt, 0},
	}
	fmt.Println(run(code, make([]int, 64)))
	shapes := []shape{square{3}, &rect{2, 5}, circle{4}, square{7}}
	values := []any{1, "two", square{3}, circle{4}, &rect{1, 2}, nil, 2.5}
	names := []string{"range", "x", "continue", "switch", "string", "if", "package", "value"}
	f := compose(20)
	sum := 0
	for i := 0; i < 6000000; i++ {
		sum += shapes[i&3].area() + kind(values[i%7]) + word(names[i&7])
		if i&15 == 0 {
			sum += f(i)
		}
	}
	fmt.Println(sum)
}

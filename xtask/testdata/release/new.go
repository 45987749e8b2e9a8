// go1.26
package main

import "fmt"

type A struct{ X, Y int }
type B struct {
	A
	Z string
}
type C struct {
	B
	W []int
}

func f(s string, i int) int { fmt.Print(s, " "); return i }

func main() {
	p := new(42)
	q := new(f("x", 7))
	s := new("abc")
	e := new(error(nil))
	a := A{1, 2}
	b := new(a)
	a.X = 9
	fmt.Println(*p, *q, *s, *e, *b, a)
	var u = new(uint8(200))
	fmt.Printf("%T %v\n", u, *u)
}

// go1.27
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

func say(s string, i int) int {
	fmt.Print(s, " ")
	return i
}

func main() {
	fmt.Println(B{X: 1, Z: "z"}, &C{Z: "z", Y: 5}, []B{{X: 1}, {Z: "q"}})
	// Values are evaluated as they are written, wherever they go.
	c := C{X: say("X", 1), W: []int{say("W", 2)}, Y: say("Y", 3), Z: fmt.Sprint(say("Z", 4))}
	fmt.Println(c)
}

// Panics of many kinds, recovered; the last one ends the program with a traceback.
package main

import (
	"errors"
	"fmt"
	"os"
)

type node struct{ next *node }

//go:noinline
func index(a []int, i int) int { return a[i] }

//go:noinline
func divide(a, b int) int { return a / b }

//go:noinline
func deref(n *node) *node { return n.next.next }

//go:noinline
func convert(x any) string { return x.(string) }

func try(name string, f func()) {
	defer func() {
		r := recover()
		if e, ok := r.(error); ok {
			var pathError *os.PathError
			fmt.Println(name, "error:", e, errors.As(e, &pathError))
			return
		}
		fmt.Println(name, "value:", r)
	}()
	f()
}

func nested(depth int) {
	if depth == 0 {
		panic(fmt.Errorf("at the bottom: %w", os.ErrNotExist))
	}
	defer func() {
		if depth == 2 {
			panic("again")
		}
	}()
	nested(depth - 1)
}

func main() {
	try("index", func() { index([]int{1}, 5) })
	try("divide", func() { divide(1, 0) })
	try("nil", func() { deref(&node{}) })
	try("type", func() { convert(3) })
	try("nilmap", func() { var m map[string]int; m["a"] = 1 })
	try("close", func() { var c chan int; close(c) })
	try("slice", func() { n := 9; _ = make([]int, 3)[n:] })
	try("custom", func() { panic(os.ErrClosed) })
	try("nested", func() { nested(3) })
	try("none", func() {})
	deref(nil)
}

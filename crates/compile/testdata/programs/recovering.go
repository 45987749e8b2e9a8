// Deferred calls, their order and arguments; recovered panics and named results.
package main

import (
	"errors"
	"fmt"
	"runtime"
)

func guard(f func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("runtime: %w", r)
		case error:
			err = r
		default:
			err = fmt.Errorf("value %v", r)
		}
	}()
	f()
	return nil
}

func order() (n int) {
	for i := 0; i < 3; i++ {
		defer func(k int) { n = n*10 + k }(i)
	}
	n = 7
	return n
}

func nested() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

var sentinel = errors.New("sentinel")

func main() {
	var m map[string]int
	var p *struct{ x int }
	a, zero := []int{1, 2}, 0
	var e any = "text"
	fmt.Println(guard(func() { m["a"] = 1 }))
	fmt.Println(guard(func() { p.x = 1 }))
	fmt.Println(guard(func() { a[len(a)+zero] = 1 }))
	fmt.Println(guard(func() { a[0] /= zero }))
	fmt.Println(guard(func() { _ = a[2 : 1+zero] }))
	fmt.Println(guard(func() { _ = e.(int) }))
	fmt.Println(guard(func() { panic(sentinel) }) == sentinel)
	fmt.Println(guard(func() { panic(42) }), guard(func() {}))
	fmt.Println(order())
	nested()
}

// Panics, defers and recovers.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

type myError struct{ code int }

func (e *myError) Error() string { return fmt.Sprint("code ", e.code) }

func try(name string, f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			fmt.Println(name, "returned")
		case runtime.Error:
			fmt.Println(name, "runtime error:", r)
		case error:
			fmt.Println(name, "error:", r)
		default:
			fmt.Printf("%s %T: %v\n", name, r, r)
		}
	}()
	f()
}

func order() (s string) {
	defer func() { s += "!" }()
	for i := 0; i < 3; i++ {
		defer func() { s += fmt.Sprint(i) }()
	}
	return "order "
}

func many(n int) (total int) {
	for i := 0; i < n; i++ {
		defer func(k int) { total += k }(i)
	}
	return 0
}

func conditional(a, b bool) (out []string) {
	if a {
		defer func() { out = append(out, "a") }()
	}
	if b {
		defer func() { out = append(out, "b") }()
	}
	return []string{"body"}
}

func nested() {
	defer func() {
		fmt.Println("outer recovers", recover())
	}()
	defer func() {
		defer func() { fmt.Println("inner recovers", recover()) }()
		panic("second")
	}()
	panic("first")
}

func replaced() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("replaced: %w", r.(error))
		}
	}()
	defer func() { panic(&myError{2}) }()
	panic(&myError{1})
}

func goexit() {
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("goexit ", recover()) }()
		runtime.Goexit()
	}()
	for s := range done {
		fmt.Println(s)
	}
}

type resource struct{ name string }

func (r *resource) Close() { fmt.Println("close", r.name) }

func closing() {
	a, b := &resource{"a"}, &resource{"b"}
	defer a.Close()
	defer b.Close()
	a = nil
	fmt.Println("in use", a == nil)
}

func recursive(n int) int {
	defer func() {
		if r := recover(); r != nil {
			if n%10 != 0 {
				panic(r)
			}
		}
	}()
	if n == 95 {
		panic("deep")
	}
	return recursive(n+1) + 1
}

var zero int

func main() {
	var m map[string]int
	var p *myError
	var i interface{} = "text"
	var e error
	list := []int{1, 2, 3}
	try("index", func() { fmt.Println(list[zero+5]) })
	try("slice", func() { fmt.Println(list[zero+3 : 2]) })
	try("slice3", func() { fmt.Println(list[0:2:9+zero]) })
	try("array", func() { fmt.Println((*[4]int)(list)) })
	try("divide", func() { fmt.Println(1 / zero) })
	try("shift", func() { fmt.Println(1 << (zero - 1)) })
	try("nil map", func() { m["a"] = 1 })
	try("nil pointer", func() { fmt.Println(p.code) })
	try("nil func", func() { var f func(); f() })
	try("nil interface", func() { fmt.Println(e.Error()) })
	try("assertion", func() { fmt.Println(i.(int)) })
	try("interface", func() { fmt.Println(i.(error)) })
	try("compare", func() { var f, g any = []int{}, []int{}; fmt.Println(f == g) })
	try("makeslice", func() { fmt.Println(make([]int, zero-1)) })
	try("close nil", func() { var c chan int; close(c) })
	try("close twice", func() { c := make(chan int); close(c); close(c) })
	try("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("custom", func() { panic(&myError{7}) })
	try("value", func() { panic(struct{ A, B int }{1, 2}) })
	try("nil panic", func() { panic(nil) })
	try("fine", func() {})
	fmt.Println(order(), many(100), conditional(true, false), conditional(true, true), conditional(false, false))
	nested()
	err := replaced()
	var me *myError
	fmt.Println(err, errors.As(err, &me), me.code)
	goexit()
	closing()
	fmt.Println(recursive(0))
	if len(os.Args) == 1 {
		defer fmt.Println("deferred before the end")
		defer func() {
			panic(fmt.Sprint("again after ", recover()))
		}()
		panic(errors.New("the end"))
	}
}

package main

import (
	"runtime"
	"strings"
	"unsafe"
)

type eface struct{ typ, data unsafe.Pointer }

func index(s []int, i int) int
func slice(i, n int) int
func deferring(f, g func()) (int, string)
func deferStack(f func(), p *int) int
func nested(s []int) int
func wrapperCall(f func()) int
func abi0(a int, p *int) (int, *int)
func callABI0(p *int) int
func nilDeref(p *[10]int) int

func try(f func()) {
	defer func() {
		if e := recover(); e != nil {
			if err, ok := e.(error); ok {
				println("panic:", err.Error())
			} else {
				println("panic:", e.(string))
			}
		}
	}()
	f()
}

func trace() {
	var pcs [20]uintptr
	n := runtime.Callers(0, pcs[:])
	frames := runtime.CallersFrames(pcs[:n])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "main.") {
			println("  ", f.Function, f.Line)
		}
		if !more {
			break
		}
	}
}

func fault() {
	var p *int
	*p = 1
}

func main() {
	println(index([]int{5, 6, 7}, 2))
	try(func() { index([]int{5, 6, 7}, 3) })
	try(func() { index(nil, -1) })
	try(func() { slice(5, 3) })
	try(func() { nilDeref(nil) })
	println("nested")
	try(func() { nested(nil) })
	n, s := deferring(func() { println("deferred") }, func() {})
	println(n, s)
	n, s = deferring(func() { println("recovered", recover() != nil); runtime.GC() }, func() { panic("oops") })
	println(n, s)
	n, s = deferring(func() { println("recovered", recover() != nil) }, fault)
	println(n, s)
	x := 1
	println(deferStack(func() { x++ }, &x), x)
	println(deferStack(func() { recover(); x++ }, nil), x)
	try(func() { deferStack(func() { println("not recovered") }, nil) })
	y := 9
	r, p := abi0(4, &y)
	println(r, *p)
	println(callABI0(&y))
	try(func() { wrapperCall(func() { panic("through a wrapper") }) })
}

// Output:
// 7
// panic: runtime error: index out of range [3] with length 3
// panic: runtime error: index out of range [-1]
// panic: runtime error: slice bounds out of range [:5] with length 3
// panic: runtime error: invalid memory address or nil pointer dereference
// nested
//    main.trace 36
//    main.nested 33
//    main.main.func5 61
//    main.try 31
//    main.main 61
// panic: runtime error: index out of range [7] with length 0
// deferred
// 2
// recovered true
// 1
// recovered true
// 1
// 6 2
// 5 3
// not recovered
// panic: runtime error: invalid memory address or nil pointer dereference
// 13 9
// 58
// panic: through a wrapper

package main

import (
	"fmt"
	"runtime"
	"unsafe"
)

// Pointers that are arguments as numbers, evaluated long before the call, stay good while it runs.

type handler func(*writer, int)

type writer = state

type waiting struct{ run func(*writer, int) }

type state struct{ owner *server }

type server struct{ queue []waiting }

// The alias is met within the type it stands for.
func (s *server) add(run func(*writer, int)) { s.queue = append(s.queue, waiting{run: run}) }

var gone = make(chan string, 8)

func tracked(name string) unsafe.Pointer {
	text := name
	p := &text
	runtime.SetFinalizer(p, func(p *string) { gone <- *p; *p = "gone" })
	return unsafe.Pointer(p)
}

//go:noinline
//go:uintptrescapes
func look(p, q uintptr, rest ...uintptr) string {
	for range 3 {
		runtime.GC()
	}
	out := *(*string)(unsafe.Pointer(p)) + *(*string)(unsafe.Pointer(q))
	for _, r := range rest {
		out += *(*string)(unsafe.Pointer(r))
	}
	return out
}

type looker struct{}

//go:noinline
//go:uintptrescapes
func (looker) look(p uintptr) string {
	runtime.GC()
	return *(*string)(unsafe.Pointer(p))
}

func other(s string) string { runtime.GC(); return s }

func main() {
	fmt.Println(look(uintptr(tracked("a")), uintptr(tracked("b")), uintptr(tracked("c"))))
	fmt.Println(look(uintptr(tracked("d")), uintptr(tracked("e"))) + other("f"))
	fmt.Println(other("g") + looker{}.look(uintptr(tracked("h"))) + looker{}.look(uintptr(tracked("i"))))
	func() {
		defer func() { fmt.Println("deferred", <-gone != "") }()
		defer look(uintptr(tracked("j")), uintptr(tracked("k")))
	}()
	var s server
	s.add(func(*writer, int) { fmt.Println("run") })
	var h handler = s.queue[0].run
	h(nil, 1)
	fmt.Println(len(gone) > 0)
}

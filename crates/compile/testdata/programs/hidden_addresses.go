package main

import (
	"fmt"
	"unsafe"
)

// Programs hide addresses from escape analysis in good faith that what a large function gives back is on the heap. It
// stays there where the function is inlined.

type num struct {
	next  *num
	words [2]uint
}

type pair struct{ a, b *num }

type worder interface{ bits() []uint }

func hide(p unsafe.Pointer) unsafe.Pointer {
	x := uintptr(p)
	return unsafe.Pointer(x ^ 0)
}

func (n *num) bits() []uint { return (*[2]uint)(hide(unsafe.Pointer(&n.words)))[:] }

//go:noinline
func (n *num) set(s string) bool {
	for _, c := range s {
		n.words[0] = n.words[0]*10 + uint(c-'0')
	}
	n.words[1] = uint(len(s))
	return len(s) > 0
}

//go:noinline
func (n *num) check() {
	if n.next != nil {
		panic("linked")
	}
}

func parse(s string) *num {
	var n num
	if !n.set(s) {
		panic("no number: " + s)
	}
	n.check()
	return &n
}

func maybe(s string) *num {
	n := new(num)
	if !n.set(s) {
		return nil
	}
	n.check()
	return n
}

func both(s, t string) pair { return pair{parse(s), parse(t)} }

func boxed(s string) *pair {
	n := new(num)
	n.set(s)
	n.check()
	return &pair{a: n, b: n}
}

func dynamic(s string) worder { return parse(s) }

//go:noinline
func direct(s string) []uint { return parse(s).bits() }

//go:noinline
func chosen(s string) []uint {
	if n := maybe(s); n != nil {
		return n.bits()
	}
	return nil
}

//go:noinline
func parts(s string) ([]uint, []uint) {
	p := both(s, s+"0")
	return p.a.bits(), p.b.bits()
}

//go:noinline
func inside(s string) []uint { return boxed(s).b.bits() }

//go:noinline
func called(s string) []uint { return dynamic(s).bits() }

// Nothing is hidden by numbers that a pointer is made of at once.

//go:noinline
func tagged(s string) *num {
	var n num
	n.set(s)
	return (*num)(unsafe.Pointer(uintptr(unsafe.Pointer(&n)) ^ 8 ^ 8))
}

//go:noinline
func rounded(s string) *num {
	var n num
	n.set(s)
	return (*num)(unsafe.Pointer(uintptr(unsafe.Pointer(&n)) / 8 * 8))
}

//go:noinline
func clobber(n int) int {
	var a [64]int
	for i := range a {
		a[i] = n * i
	}
	if n == 0 {
		return a[7]
	}
	return clobber(n-1) + a[n%64]
}

func main() {
	one, two := direct("123"), chosen("456")
	three, four := parts("78")
	five, six := inside("910"), called("1112")
	seven, eight := tagged("13"), rounded("14")
	fmt.Println(clobber(20))
	fmt.Println(one, two, three, four, five, six, seven.words, eight.words)
}

// What stays in the frame: large variables, slices with a bound on their capacity, texts and lists for them, and bytes of
// strings that nobody changes.
package main

import (
	"fmt"
	"testing"
)

var (
	sink any
	n    = 3
)

type complexes complex64

//go:noinline
func write(p []byte) { p[0] = '!' }

//go:noinline
func sum(p []byte) (n int) {
	for _, c := range p {
		n += int(c)
	}
	return n
}

//go:noinline
func keep(p []byte) []byte { return p }

//go:noinline
func change(p *[]byte) { (*p)[1] = 'x' }

//go:noinline
func text(n int) string { return "a text of more than thirty-two bytes, so that no buffer serves"[n:] }

func report(name string, f func()) { fmt.Println(name, testing.AllocsPerRun(10, f)) }

func main() {
	report("complex constant", func() { sink = 5i })
	report("smaller one", func() { sink = complexes(2 + 3i) })
	fmt.Println(sink)
	report("six strings", func() {
		s := text(60)
		if s+"b"+s+"c"+s+"d" == "q" {
			println()
		}
	})
	report("many strings kept", func() { sink = text(n) + "b" + text(n) + "c" + text(n) + "d" })
	report("variable length", func() {
		b := make([]int, n, 40)
		b[1] = 7
		b = append(b, 1, 2)
		if len(b) != 5 || cap(b) != 40 || b[0] != 0 {
			println("wrong")
		}
	})
	report("large variable", func() {
		var x [1 << 20]byte
		write(x[n:])
	})
	report("large new", func() {
		p := new([100 << 10]byte)
		p[n] = 1
	})
	report("bytes looked at", func() {
		b := []byte(text(n))
		if sum(b) == 1 || cap(b) != len(b) {
			println("wrong")
		}
	})
	report("bytes changed", func() {
		b := []byte(text(n))
		b[0]++
	})
	report("by a callee", func() { write([]byte(text(n))) })
	report("through a result", func() { keep([]byte(text(n)))[0] = 1 })
	report("through an address", func() {
		b := []byte(text(n))
		change(&b)
	})
	report("by a closure", func() {
		b := []byte(text(n))
		func() { b[2] = 1 }()
	})
	report("by copy", func() {
		b := []byte(text(n))
		copy(b, "xyz")
	})
	report("by clear", func() {
		b := []byte(text(n))
		clear(b[1:])
	})
	empty := []byte(text(62))
	fmt.Println(text(n), empty == nil, len(empty))
	for _, length := range []int{-1, 41, 40, 1 << 40} {
		fmt.Println(tooLong(length))
	}
}

//go:noinline
func tooLong(length int) (s string) {
	defer func() {
		if r := recover(); r != nil {
			s = fmt.Sprint(r)
		}
	}()
	b := make([]int, length, 40)
	for i := range b {
		b[i] += i
	}
	return fmt.Sprint(len(b), cap(b))
}

// What is not allocated, since functions of other packages are seen through.
package main

import (
	"fmt"
	"m/h"
	"testing"
	"time"
	"unique"
)

type large struct {
	b [100000]byte
	p *int
}

var (
	sink   any
	handle unique.Handle[string]
	bytes  = []byte("bytes that are longer than any buffer in a frame is")
	zero   = new(large)
)

func report(what string, f func()) { fmt.Println(what, testing.AllocsPerRun(10, f)) }

func boxed[T any](t T) any { return t }

//go:noinline
func isZero(l *large) bool { return *l == (large{}) }

func main() {
	number, text, seconds, fraction := 2000, "abc", time.Second, float32(2.5)
	var none *int
	report("captured constants", func() {
		sink = number
		sink = text
		sink = seconds
		sink = fraction
		sink = none
	})
	report("constants given to callees", func() {
		sink = boxed(2000)
		sink = boxed("abc")
		sink = boxed(fraction > 0 || number < 0)
	})
	report("other numbers", func() {
		number := number
		for range 3 {
			number += 1000
		}
		sink = number
	})
	sink = nil
	kept := func() (any, any, any, any) { return number, text, seconds, fraction }
	fmt.Println(kept())
	report("an assertion", func() {
		s := h.New()
		s.Add(bytes)
		b := s.(h.Marshaler).Marshal()
		if len(b) != s.(h.Marshaler).Len()/len(bytes) {
			panic("wrong")
		}
	})
	_, ok := h.New().(fmt.Stringer)
	_, is := h.New().(interface{ Len() int })
	_, other := h.New().(interface{ Len() string })
	fmt.Println(ok, is, other)
	report("a constructor with a call", func() {
		k, err := h.NewKey(bytes[:32])
		if err != nil || k.Bytes()[16] != 'b' {
			panic("wrong")
		}
	})
	_, err := h.NewKey(nil)
	fmt.Println(err)
	report("a unique text", func() { handle = unique.Make(string(bytes)) })
	bytes[0] = 'B'
	fmt.Println(handle.Value(), unique.Make(string(bytes)).Value())
	report("a large zero", func() { sink = isZero(zero) })
	zero.b[99999] = 1
	fmt.Println(sink, isZero(zero))
	if s, ok := sink.(fmt.Stringer); ok {
		fmt.Println(s)
	}
}

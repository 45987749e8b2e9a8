package main

import (
	"fmt"
	"reflect"
	"runtime"
	"unsafe"
)

// Slices and strings put together in reflect's headers: what their fields Data are given may be a pointer.

type data struct{ words []uint16 }

func halves(b []byte) (result []uint16) {
	from := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	to := (*reflect.SliceHeader)(unsafe.Pointer(&result))
	to.Data = from.Data
	to.Len = from.Len / 2
	to.Cap = from.Cap / 2
	runtime.KeepAlive(&b)
	return
}

func several(b []byte) (result []uint16) {
	from := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	to := (*reflect.SliceHeader)(unsafe.Pointer(&result))
	to.Len, to.Data, to.Cap = from.Len/2, from.Data, from.Cap/2
	runtime.KeepAlive(&b)
	return
}

func text(b []byte) (s string) {
	type header = reflect.StringHeader
	to := (*header)(unsafe.Pointer(&s))
	to.Data = uintptr(unsafe.Pointer(&b[0])) + 1
	to.Len = len(b) - 1
	runtime.KeepAlive(&b)
	return s
}

func moved(b []byte) []byte {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data += 2
	h.Len, h.Cap = h.Len-2, h.Cap-2
	return b
}

func bytesOf(s string) (b []byte) {
	h := (*reflect.SliceHeader)(unsafe.Pointer(&b))
	h.Data = (*reflect.StringHeader)(unsafe.Pointer(&s)).Data
	h.Len, h.Cap = len(s), len(s)
	return b
}

//go:noinline
func fill(b []byte, from byte) {
	for i := range b {
		b[i] = from + byte(i)
	}
}

func one() *data {
	b := make([]byte, 4)
	fill(b, 1)
	return &data{halves(b)}
}

func two() *data {
	b := make([]byte, 4)
	fill(b, 2)
	return &data{several(b)}
}

func three() string {
	b := make([]byte, 4)
	fill(b, 'a')
	return text(b)
}

func four() []byte {
	b := make([]byte, 4)
	fill(b, 'd')
	return moved(b)
}

func five() []byte {
	b := make([]byte, 4)
	fill(b, 'x')
	return bytesOf(string(b))
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
	a, b, c, d, e := one(), two(), three(), four(), five()
	fmt.Println(clobber(20))
	fmt.Println(a.words, b.words, c, d, string(e))
}

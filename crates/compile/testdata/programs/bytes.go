// Words put together from bytes and taken apart again, in both orders, by index, by array, by field, and what looks
// almost like that.
package main

import (
	"encoding/binary"
	"fmt"
)

type packed struct {
	a, b, c, d uint8
	e, f       uint16
	g          uint32
	h, i       int8
}

func le16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func be16(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 }
func le32(b []byte) uint32 {
	return uint32(b[3])<<24 + uint32(b[2])<<16 + uint32(b[1])<<8 + uint32(b[0])
}
func be32(b []byte) uint32 {
	return uint32(b[0])<<24 ^ uint32(b[1])<<16 ^ uint32(b[2])<<8 ^ uint32(b[3])
}
func half(b []byte) uint64 {
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24
}
func signed(b []byte) int64 { return int64(int8(b[1]))<<8 | int64(b[0]) }
func at(b []byte, i int) uint32 {
	return uint32(b[i])<<24 | uint32(b[i+1])<<16 | uint32(b[i+2])<<8 | uint32(b[i+3])
}
func window(b []byte, i int) uint32 {
	b = b[i : i+4 : len(b)]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}
func mixed(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[3])<<24
}
func hole(b []byte) uint32           { return uint32(b[0]) | uint32(b[2])<<8 }
func twice(b []byte) uint32          { return uint32(b[0]) + uint32(b[0])<<8 }
func overlap(b []byte) uint32        { return uint32(b[0]) + uint32(b[1])<<7 }
func other(b, c []byte) uint32       { return uint32(b[0]) | uint32(c[1])<<8 }
func more(b []byte, x uint32) uint32 { return x | uint32(b[0]) | uint32(b[1])<<8 }
func three(b []byte) uint32          { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
func between(b []byte) uint16 {
	x := uint16(b[0])
	b[1] = 77
	return x | uint16(b[1])<<8
}
func array(a *[8]byte) uint64 {
	return uint64(a[0]) | uint64(a[1])<<8 | uint64(a[2])<<16 | uint64(a[3])<<24 | uint64(a[4])<<32 | uint64(a[5])<<40 | uint64(a[6])<<48 | uint64(a[7])<<56
}
func words(s []uint16) uint64 {
	return uint64(s[0]) | uint64(s[1])<<16 | uint64(s[2])<<32 | uint64(s[3])<<48
}
func wordsTurned(s []uint16) uint32 { return uint32(s[0])<<16 | uint32(s[1]) }
func field(p *packed) uint32        { return uint32(p.a) | uint32(p.b)<<8 | uint32(p.c)<<16 | uint32(p.d)<<24 }
func text(s string) uint32 {
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func fill(p *packed, x uint32) {
	p.a, p.b, p.c, p.d = 1, 2, 0xff, 0x80
	p.e, p.f = 0xffff, 7
	p.g = x
	p.h, p.i = -1, 5
}
func put(b []byte, x uint64) {
	b[0], b[1], b[2], b[3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
	b[4], b[5], b[6], b[7] = byte(x>>56), byte(x>>48), byte(x>>40), byte(x>>32)
}
func putMiddle(b []byte, x uint64) {
	_ = b[3]
	b[0], b[1] = byte(x>>24), byte(x>>32)
	b[2], b[3] = byte(x>>16), byte(x>>8)
}
func putSigned(b []byte, x int32) {
	_ = b[3]
	b[3] = byte(x >> 24)
	b[2] = byte(x >> 16)
	b[1] = byte(x >> 8)
	b[0] = byte(x)
}
func putOver(b []byte, x uint16) {
	_ = b[2]
	b[0] = byte(x)
	b[1] = byte(x >> 8)
	b[1] = byte(x >> 4)
	b[2] = byte(x >> 8)
}
func putTwo(b, c []byte, x uint16) {
	_, _ = b[1], c[1]
	b[0] = byte(x)
	c[1] = byte(x >> 8)
	b[1] = byte(x >> 8)
}
func putAt(b []byte, i int, x uint32) {
	b[i] = byte(x)
	b[i+1] = byte(x >> 8)
	b[i+2] = byte(x >> 16)
	b[i+3] = byte(x >> 24)
}

// failing prints why a function fails.
func failing(f func()) {
	defer func() { out(recover().(error).Error()) }()
	f()
}

func main() {
	b := make([]byte, 32)
	for i := range b {
		b[i] = byte(i*37 + 129)
	}
	for i := 0; i < 4; i++ {
		c := b[i:]
		out(le16(c), be16(c), le32(c), be32(c), half(c), signed(c), at(b, i), window(b, i), mixed(c), hole(c))
		out(twice(c), overlap(c), other(c, b), more(c, 1<<20), three(c), array((*[8]byte)(c)), text(string(c)))
		out(binary.LittleEndian.Uint64(c), binary.BigEndian.Uint64(c), binary.BigEndian.Uint16(c), binary.LittleEndian.Uint32(c[3:]))
	}
	out(between(b), words([]uint16{1, 0xfffe, 3, 0x8004}), wordsTurned([]uint16{1, 0xfffe}))
	var p packed
	fill(&p, 1<<31)
	out(field(&p), p.a, p.b, p.c, p.d, p.e, p.f, p.g, p.h, p.i)
	x := uint64(0x8123456789abcdef)
	for i, f := range []func(){
		func() { put(b, x) }, func() { putMiddle(b, x) }, func() { putSigned(b, -0x12345678) }, func() { putOver(b, 0xabcd) },
		func() { putTwo(b, b[1:], 0x1234) }, func() { putTwo(b[1:], b, 0x1234) }, func() { putAt(b, 3, uint32(x)) },
		func() { binary.BigEndian.PutUint64(b, x) }, func() { binary.LittleEndian.PutUint16(b[5:], 0xfedc) },
	} {
		clear(b)
		f()
		out(i, string(appendHex(nil, b[:12])))
	}
	clear(b)
	failing(func() { putAt(b[:6], 4, 0x01020304) })
	out(string(appendHex(nil, b[:8])))
	failing(func() { put(b[:7], x) })
	out(string(appendHex(nil, b[:8])))
	failing(func() { out(at(b[:6], 3)) })
	failing(func() { out(window(b, -1)) })
	failing(func() { out(le32(nil)) })
	failing(func() { out(array(nil)) })
	failing(func() { out(field(nil)) })
	failing(func() { fill(nil, 1) })
	index := 9
	failing(func() {
		var a *[8]byte
		out(uint16(a[index&7]) | uint16(a[index])<<8)
	})
}

func appendHex(to, b []byte) []byte {
	for _, x := range b {
		to = append(to, "0123456789abcdef"[x>>4], "0123456789abcdef"[x&15])
	}
	return to
}

// out prints to standard output.
func out(values ...any) { fmt.Println(values...) }

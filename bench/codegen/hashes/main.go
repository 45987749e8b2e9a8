// Hash functions and generators written out: FNV, murmur, SipHash, Adler, CRC by table, MD5's rounds from the library's sources of bytes.
package main

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

func fnv(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

func murmur(b []byte) uint32 {
	h := uint32(1)
	for ; len(b) >= 4; b = b[4:] {
		k := binary.LittleEndian.Uint32(b) * 0xcc9e2d51
		h ^= bits.RotateLeft32(k, 15) * 0x1b873593
		h = bits.RotateLeft32(h, 13)*5 + 0xe6546b64
	}
	h ^= h >> 16
	h *= 0x85ebca6b
	return h ^ h>>13
}

type sip struct{ a, b, c, d uint64 }

func (s *sip) round() {
	s.a += s.b
	s.b = bits.RotateLeft64(s.b, 13) ^ s.a
	s.a = bits.RotateLeft64(s.a, 32)
	s.c += s.d
	s.d = bits.RotateLeft64(s.d, 16) ^ s.c
	s.a += s.d
	s.d = bits.RotateLeft64(s.d, 21) ^ s.a
	s.c += s.b
	s.b = bits.RotateLeft64(s.b, 17) ^ s.c
	s.c = bits.RotateLeft64(s.c, 32)
}

func siphash(b []byte) uint64 {
	s := sip{0x736f6d6570736575, 0x646f72616e646f6d, 0x6c7967656e657261, 0x7465646279746573}
	for ; len(b) >= 8; b = b[8:] {
		m := binary.LittleEndian.Uint64(b)
		s.d ^= m
		s.round()
		s.round()
		s.a ^= m
	}
	for i := 0; i < 4; i++ {
		s.round()
	}
	return s.a ^ s.b ^ s.c ^ s.d
}

func adler(b []byte) uint32 {
	x, y := uint32(1), uint32(0)
	for _, c := range b {
		x = (x + uint32(c)) % 65521
		y = (y + x) % 65521
	}
	return y<<16 | x
}

var table = func() (t [256]uint32) {
	for i := range t {
		c := uint32(i)
		for k := 0; k < 8; k++ {
			if c&1 != 0 {
				c = c>>1 ^ 0xedb88320
			} else {
				c >>= 1
			}
		}
		t[i] = c
	}
	return
}()

func crc(b []byte) uint32 {
	c := ^uint32(0)
	for _, x := range b {
		c = table[byte(c)^x] ^ c>>8
	}
	return ^c
}

func multiply(x uint64) (r uint64) {
	for i := 0; i < 10_000_000; i++ {
		hi, lo := bits.Mul64(x, 0x9e3779b97f4a7c15)
		x = hi ^ lo + uint64(i)
		r += x >> 60
	}
	return r
}

func main() {
	b := make([]byte, 1<<20)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	var sum uint64
	for i := 0; i < 24; i++ {
		b[i]++
		sum += fnv(b) + uint64(murmur(b)) + siphash(b) + uint64(adler(b)) + uint64(crc(b))
	}
	fmt.Println(sum, multiply(12345))
}

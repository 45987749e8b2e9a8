package main

import (
	"fmt"
	"math"
)

type float interface{ float32 | float64 }

type integer interface {
	int8 | int16 | int32 | int64 | int | uint8 | uint16 | uint32 | uint64 | uint | uintptr
}

//go:noinline
func to[I integer, F float](f F) I { return I(f) }

func all[F float](f F) []any {
	return []any{to[int8](f), to[int16](f), to[int32](f), to[int64](f), to[int](f), to[uint8](f), to[uint16](f),
		to[uint32](f), to[uint64](f), to[uint](f), to[uintptr](f)}
}

// Numbers that do not fit have no value in the language; these are the machine's, and programs print them.
func main() {
	values := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -math.NaN(),
		0.0, -0.0, 0.9, -0.9, 127.5, 128, -129, 255.9,
		256, 32768, 65536, -32769, 2147483647.5, 2147483648, -2147483649, 4294967295,
		4294967296, 1e18, 9223372036854774784, 9223372036854775807, 9223372036854775808, 9223372036854777856, -9223372036854775808, -9223372036854777856,
		18446744073709549568, 18446744073709551615, 18446744073709551616, -1e19, -1.8e19, 1e20, -1e20, 3e38,
		-3e38,
	}
	for _, v := range values {
		fmt.Println(v, all(v))
		fmt.Println(float32(v), all(float32(v)))
	}
	known()
}

// The same with values the compiler knows.
func known() {
	d0, s0 := float64(1e20), float32(1e20)
	fmt.Println(int8(d0), int16(d0), int32(d0), int64(d0), uint8(d0), uint16(d0), uint32(d0), uint64(d0))
	fmt.Println(int8(s0), int16(s0), int32(s0), int64(s0), uint8(s0), uint16(s0), uint32(s0), uint64(s0))
	d1, s1 := float64(-1.5), float32(-1.5)
	fmt.Println(int8(d1), int16(d1), int32(d1), int64(d1), uint8(d1), uint16(d1), uint32(d1), uint64(d1))
	fmt.Println(int8(s1), int16(s1), int32(s1), int64(s1), uint8(s1), uint16(s1), uint32(s1), uint64(s1))
	d2, s2 := float64(18446744073709551616), float32(18446744073709551616)
	fmt.Println(int8(d2), int16(d2), int32(d2), int64(d2), uint8(d2), uint16(d2), uint32(d2), uint64(d2))
	fmt.Println(int8(s2), int16(s2), int32(s2), int64(s2), uint8(s2), uint16(s2), uint32(s2), uint64(s2))
	d3, s3 := float64(-9223372036854777856), float32(-9223372036854777856)
	fmt.Println(int8(d3), int16(d3), int32(d3), int64(d3), uint8(d3), uint16(d3), uint32(d3), uint64(d3))
	fmt.Println(int8(s3), int16(s3), int32(s3), int64(s3), uint8(s3), uint16(s3), uint32(s3), uint64(s3))
	d4, s4 := float64(4294967296), float32(4294967296)
	fmt.Println(int8(d4), int16(d4), int32(d4), int64(d4), uint8(d4), uint16(d4), uint32(d4), uint64(d4))
	fmt.Println(int8(s4), int16(s4), int32(s4), int64(s4), uint8(s4), uint16(s4), uint32(s4), uint64(s4))
	d5, s5 := float64(2147483648), float32(2147483648)
	fmt.Println(int8(d5), int16(d5), int32(d5), int64(d5), uint8(d5), uint16(d5), uint32(d5), uint64(d5))
	fmt.Println(int8(s5), int16(s5), int32(s5), int64(s5), uint8(s5), uint16(s5), uint32(s5), uint64(s5))
	d6, s6 := float64(300), float32(300)
	fmt.Println(int8(d6), int16(d6), int32(d6), int64(d6), uint8(d6), uint16(d6), uint32(d6), uint64(d6))
	fmt.Println(int8(s6), int16(s6), int32(s6), int64(s6), uint8(s6), uint16(s6), uint32(s6), uint64(s6))
	big := math.MaxFloat64
	inf := big * 2
	nan := inf - inf
	fmt.Println(int8(inf), int32(inf), int64(inf), uint8(inf), uint32(inf), uint64(inf))
	fmt.Println(int8(nan), int32(nan), int64(nan), uint8(nan), uint32(nan), uint64(nan))
	fmt.Println(int32(-inf), int64(-inf), uint32(-inf), uint64(-inf), uint64(float32(inf)))
}

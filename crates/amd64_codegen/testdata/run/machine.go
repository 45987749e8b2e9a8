package main

import (
	"math"
	"math/bits"
	"runtime"
	"unsafe"
)

func atomics32(p *uint32, a, b uint32) (loaded, old, sum uint32, swapped, again bool, last uint32)
func atomics64(p *uint64, a, b uint64) (loaded, old, sum uint64, swapped, again bool, last uint64)
func atomics8(p *[2]uint8, or, and uint8) (uint8, uint8)
func wide(a, b, c uint64) (hi, lo, his, hiu, sum, carry, diff, borrow uint64)
func divide(hi, lo, by uint64) (q, r uint64)
func mul32(a, b uint32) (his, hiu, rot uint32)
func bitops(a uint64, n uint64) (ones, ones8, ctz32, ctz8, len16, swap16, swap32, rot uint64)
func rounds(x float64) (floor, ceil, trunc, even, abs float64)
func floats(x, y, z float64) (fma, sign float64, n uint64, same float64, f float32, n32 uint32, g float64)
func around(n int) (pc, sp uintptr, g unsafe.Pointer, gw uintptr)

func check(what string, ok bool) {
	if !ok {
		println("wrong:", what)
	}
}

func atomics() {
	x := uint32(0xfffffff0)
	println(atomics32(&x, 0x7fffffff, 5))
	println(x)
	y := uint64(0xfffffffffffffff0)
	println(atomics64(&y, 0x7fffffffffffffff, 5))
	println(y)
	z := [2]uint8{0x81, 0x55}
	println(atomics8(&z, 0x42, 0xf0))
}

func numbers() {
	for _, t := range [][3]uint64{{3, 5, 1}, {1 << 63, 1<<63 + 7, 0}, {math.MaxUint64, math.MaxUint64, 1}, {0, 1, 1}} {
		hi, lo, his, hiu, sum, carry, diff, borrow := wide(t[0], t[1], t[2])
		h, l := bits.Mul64(t[0], t[1])
		s, c := bits.Add64(t[0], t[1], t[2])
		d, b := bits.Sub64(t[0], t[1], t[2])
		signed := h
		if int64(t[0]) < 0 {
			signed -= t[1]
		}
		if int64(t[1]) < 0 {
			signed -= t[0]
		}
		check("wide", hi == h && lo == l && hiu == h && his == signed)
		check("carry", sum == s && carry == c && diff == d && borrow == b)
	}
	q, r := divide(5, 77, 9)
	wq, wr := bits.Div64(5, 77, 9)
	check("divide", q == wq && r == wr)
	println(mul32(0x80000001, 0xfffffff0))
	println(bitops(0xf0f0_1234_0000_8100, 68))
	println(bitops(0, 3))
}

func main() {
	atomics()
	numbers()
	for _, x := range []float64{2.5, -2.5, 1e300, -0.4, math.Inf(-1)} {
		floor, ceil, trunc, even, abs := rounds(x)
		check("rounds", floor == math.Floor(x) && ceil == math.Ceil(x) && trunc == math.Trunc(x) && even == math.RoundToEven(x) && abs == math.Abs(x))
	}
	fma, sign, n, same, f, n32, g := floats(1.1, -3.3, 0.7)
	check("fma", fma == math.FMA(1.1, -3.3, 0.7) && sign == -1.1 && n == math.Float64bits(1.1) && same == 1.1)
	check("f32", f == 1.1 && n32 == math.Float32bits(f) && g == float64(f))
	pc, sp, gp, gw := around(1)
	here := runtime.FuncForPC(pc)
	println(here != nil, sp%8 == 0, uintptr(gp) == gw, gw != 0)
}
// Output:
// 4294967280 4294967280 2147483652 true false 2147483637
// 2147483637
// 18446744073709551600 18446744073709551600 9223372036854775812 true false 9223372036854775797
// 9223372036854775797
// 192 133
// 7 2147483640 98304
// 15 0 8 8 16 129 8454144 1081184143331037199
// 0 0 32 8 0 0 0 0
// true true true true

package main

import "math"

type data struct {
	a, b, c, d int64
	e, f, g    int8
	_          int8
	x          float64
	h          int64
	i          int32
}

func pick8(x int8) int64
func pick64(x, y int64) int64
func fold(d *data, n int64, x float64) (int64, int64, bool, bool, bool, float64, int64)
func order(p, q *[2]int64) (int64, int64)
func div(a int64, b int32, c int8) (q, r, r8 int64, q32 int32, r32 uint32, q8 int8, u uint64)

func change(p *[2]int64) { p[1] = 1000 }

func main() {
	for x := -128; x < 128; x++ {
		if n := pick8(int8(x)); n != 5 {
			print(x, ":", n, " ")
		}
	}
	println()
	for _, x := range []int64{99, 100, 101, 102, 103, 104, 105, 106, 107, 108, -1, 1 << 32, 1<<32 + 100, math.MinInt64} {
		print(pick64(x, 7), " ")
	}
	println()
	d := data{3, 5, 11, 20, -5, -128, 126, 0, 0.25, 0xff00, 400}
	println(fold(&d, 10, 1.5))
	println(d.g, d.h, d.i)
	println(fold(&d, 30, -1))
	p := &[2]int64{1, 2}
	println(order(p, p))
	for _, a := range []int64{0, 1, 9, 10, 79, -1, -9, -10, -15, math.MaxInt64, math.MinInt64} {
		q, r, r8, q32, r32, q8, u := div(a, int32(a), int8(a))
		i, b := int32(a), int8(a)
		if q != a/10 || r != a%-7 || r8 != a%8 || q32 != i/100 || r32 != uint32(i)%100 || q8 != b/7 || u != uint64(a)/10 {
			println("wrong", a, q, r, r8, q32, r32, q8, u)
		}
	}
}
// Output:
// -3:1 -2:2 -1:3 0:4 1:1 2:2 3:3 5:4 9:1
// -1 100 7 -1 7 104 -1 -1 107 -1 -1 -1 -1 -1
// 35 77 false true false +1.250000e+000 -128
// -127 65290 -600
// 135 77 true true true -1.250000e+000 -128
// 8 1005

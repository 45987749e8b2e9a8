// go1.24
package main

import (
	"fmt"
	"math"
	"testing"
)

// What the loop of a benchmark computes anew in each turn is computed, though nobody uses it and the calls are inlined.

func roots(x float64) float64 {
	x = math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(x))))))
	return math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(math.Sqrt(x))))))
}

func both(x float64) (float64, string) { return roots(x), "s" }

func isMeasured(f func(b *testing.B)) bool {
	r := testing.Benchmark(f)
	return float64(r.T.Nanoseconds())/float64(r.N) > 12
}

func nothing(x float64, more ...float64) {}

func main() {
	testing.Init()
	fmt.Println(isMeasured(func(b *testing.B) {
		x := float64(b.N)
		for b.Loop() {
			x++
			roots(x)
		}
	}), isMeasured(func(b *testing.B) {
		x := float64(b.N)
		for b.Loop() {
			x++
			_ = roots(x)
		}
	}), isMeasured(func(b *testing.B) {
		x := float64(b.N)
		for b.Loop() {
			x++
			if x >= 0 {
				y, s := both(x)
				_, _ = y, s
			}
		}
	}), isMeasured(func(b *testing.B) {
		x := float64(b.N)
		for b.Loop() {
			x++
			nothing(roots(x))
		}
	}), isMeasured(func(b *testing.B) {
		x := float64(b.N)
		for b.Loop() {
			x++
			nothing(0, 1, roots(x))
		}
	}))
}

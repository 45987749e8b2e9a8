// Complex numbers: the fast Fourier transform and a convolution by it.
package main

import (
	"fmt"
	"math"
	"math/bits"
	"math/cmplx"
)

func transform(a []complex128, sign float64) {
	n := len(a)
	shift := 64 - uint(bits.TrailingZeros(uint(n)))
	for i := range a {
		if j := int(bits.Reverse64(uint64(i)) >> shift); i < j {
			a[i], a[j] = a[j], a[i]
		}
	}
	for size := 2; size <= n; size *= 2 {
		turn := cmplx.Rect(1, sign*2*math.Pi/float64(size))
		for start := 0; start < n; start += size {
			w := complex(1, 0)
			low, high := a[start:start+size/2], a[start+size/2:start+size]
			for k := range low {
				t := w * high[k]
				high[k] = low[k] - t
				low[k] += t
				w *= turn
			}
		}
	}
}

func main() {
	a := make([]complex128, 1<<16)
	for i := range a {
		a[i] = complex(float64(i%1000), float64(i%7))
	}
	for round := 0; round < 40; round++ {
		transform(a, 1)
		for i := range a {
			a[i] *= complex(1/float64(len(a)), 0)
		}
		transform(a, -1)
	}
	fmt.Printf("%.3f %.3f\n", real(a[999]), imag(a[6]))
}

// Floating point: the Mandelbrot set as a bitmap, once with complex numbers.
package main

import "fmt"

func bitmap(n, most int) (sum uint32) {
	for y := 0; y < n; y++ {
		var bits byte
		ci := 2*float64(y)/float64(n) - 1
		for x := 0; x < n; x++ {
			cr := 2*float64(x)/float64(n) - 1.5
			var zr, zi, tr, ti float64
			i := 0
			for ; i < most && tr+ti <= 4; i++ {
				zi = 2*zr*zi + ci
				zr = tr - ti + cr
				tr = zr * zr
				ti = zi * zi
			}
			bits <<= 1
			if i == most {
				bits |= 1
			}
			if x&7 == 7 {
				sum = sum*31 + uint32(bits)
			}
		}
	}
	return sum
}

func inside(c complex128, most int) int {
	z := complex(0, 0)
	for i := 0; i < most; i++ {
		z = z*z + c
		if real(z)*real(z)+imag(z)*imag(z) > 4 {
			return i
		}
	}
	return most
}

func main() {
	total := 0
	for y := -1.0; y < 1; y += 0.01 {
		for x := -1.5; x < 0.5; x += 0.01 {
			total += inside(complex(x, y), 200)
		}
	}
	fmt.Println(bitmap(1200, 60), total)
}

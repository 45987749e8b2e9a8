// The planets' movement, the spectral norm of a matrix and a product of matrices.
package main

import (
	"fmt"
	"math"
)

type body struct{ x, y, z, vx, vy, vz, mass float64 }

func system() []body {
	const year = 365.24
	sun := 4 * math.Pi * math.Pi
	return []body{
		{mass: sun},
		{4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * year, 0.00769901118419740425 * year, -0.0000690460016972063023 * year, 0.000954791938424326609 * sun},
		{8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411 * year, 0.00499852801234917238 * year, 0.0000230417297573763929 * year, 0.000285885980666130812 * sun},
		{12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * year, 0.00237847173959480950 * year, -0.0000296589568540237556 * year, 0.0000436624404335156298 * sun},
		{15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * year, 0.00162824170038242295 * year, -0.0000951592254519715870 * year, 0.0000515138902046611451 * sun},
	}
}

func advance(bodies []body, dt float64) {
	for i := range bodies {
		a := &bodies[i]
		for j := i + 1; j < len(bodies); j++ {
			b := &bodies[j]
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			d2 := dx*dx + dy*dy + dz*dz
			mag := dt / (d2 * math.Sqrt(d2))
			a.vx -= dx * b.mass * mag
			a.vy -= dy * b.mass * mag
			a.vz -= dz * b.mass * mag
			b.vx += dx * a.mass * mag
			b.vy += dy * a.mass * mag
			b.vz += dz * a.mass * mag
		}
	}
	for i := range bodies {
		b := &bodies[i]
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func times(v, u []float64, transposed bool) {
	for i := range v {
		var sum float64
		for j := range u {
			r, c := i, j
			if transposed {
				r, c = j, i
			}
			sum += u[j] / float64((r+c)*(r+c+1)/2+r+1)
		}
		v[i] = sum
	}
}

func norm(n int) float64 {
	u, v, t := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for i := 0; i < 6; i++ {
		times(t, u, false)
		times(v, t, true)
		times(t, v, false)
		times(u, t, true)
	}
	var vBv, vv float64
	for i := range u {
		vBv += u[i] * v[i]
		vv += v[i] * v[i]
	}
	return math.Sqrt(vBv / vv)
}

func product(a, b, c [][]float64) {
	for i := range a {
		for k, x := range a[i] {
			row := b[k]
			out := c[i]
			for j := range row {
				out[j] += x * row[j]
			}
		}
	}
}

func matrix(n int, f func(i, j int) float64) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = f(i, j)
		}
	}
	return m
}

func main() {
	bodies := system()
	for i := 0; i < 1200000; i++ {
		advance(bodies, 0.01)
	}
	fmt.Printf("%.9f %.9f\n", bodies[0].x, bodies[4].vz)
	fmt.Printf("%.9f\n", norm(1000))
	const n = 300
	a := matrix(n, func(i, j int) float64 { return float64(i*j%7) + 0.5 })
	b := matrix(n, func(i, j int) float64 { return float64(i+j) / n })
	c := matrix(n, func(i, j int) float64 { return 0 })
	for i := 0; i < 6; i++ {
		product(a, b, c)
	}
	fmt.Printf("%.6f\n", c[17][n-1])
}

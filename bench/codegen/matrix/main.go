// Dense matrices: products of floats and integers, elimination, transposition.
package main

import "fmt"

func product(a, b [][]float64) [][]float64 {
	n := len(a)
	c := make([][]float64, n)
	for i := range c {
		c[i] = make([]float64, n)
		for k, x := range a[i] {
			row := b[k]
			for j := range row {
				c[i][j] += x * row[j]
			}
		}
	}
	return c
}

type grid struct {
	cells []int32
	w     int
}

func (g *grid) at(i, j int) int32     { return g.cells[i*g.w+j] }
func (g *grid) set(i, j int, v int32) { g.cells[i*g.w+j] = v }

func (g *grid) times(o *grid) *grid {
	r := &grid{make([]int32, g.w*g.w), g.w}
	for i := 0; i < g.w; i++ {
		for j := 0; j < g.w; j++ {
			sum := int32(0)
			for k := 0; k < g.w; k++ {
				sum += g.at(i, k) * o.at(k, j)
			}
			r.set(i, j, sum)
		}
	}
	return r
}

func determinant(m [][]float64) float64 {
	det := 1.0
	for c := range m {
		p := c
		for r := c; r < len(m); r++ {
			if m[r][c]*m[r][c] > m[p][c]*m[p][c] {
				p = r
			}
		}
		m[c], m[p] = m[p], m[c]
		det *= m[c][c] / 10
		for r := c + 1; r < len(m); r++ {
			f := m[r][c] / m[c][c]
			for k := c; k < len(m); k++ {
				m[r][k] -= f * m[c][k]
			}
		}
	}
	return det
}

func main() {
	const n = 300
	a, b := make([][]float64, n), make([][]float64, n)
	g := &grid{make([]int32, n*n), n}
	for i := range a {
		a[i], b[i] = make([]float64, n), make([]float64, n)
		for j := range a[i] {
			a[i][j] = float64((i*7+j*3)%11) / 3
			b[i][j] = float64((i*5+j*2)%13) / 7
			g.set(i, j, int32(i*j%17-3))
		}
	}
	for i := range a {
		a[i][i] += 20
	}
	c, h := product(a, b), g.times(g)
	for k := 0; k < 4; k++ {
		c = product(a, b)
		h = h.times(g)
	}
	fmt.Printf("%.3f %d %.6g\n", c[17][n-1], h.at(3, 4), determinant(a))
}

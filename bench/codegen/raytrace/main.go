// Structs by value and interfaces: a small ray tracer.
package main

import (
	"fmt"
	"math"
)

type V struct{ X, Y, Z float64 }

func (a V) Add(b V) V       { return V{a.X + b.X, a.Y + b.Y, a.Z + b.Z} }
func (a V) Sub(b V) V       { return V{a.X - b.X, a.Y - b.Y, a.Z - b.Z} }
func (a V) Mul(f float64) V { return V{a.X * f, a.Y * f, a.Z * f} }
func (a V) Dot(b V) float64 { return a.X*b.X + a.Y*b.Y + a.Z*b.Z }
func (a V) Unit() V         { return a.Mul(1 / math.Sqrt(a.Dot(a))) }

type Ray struct{ From, Dir V }

type Shape interface {
	Hit(r Ray) (float64, bool)
	Normal(at V) V
	Color() V
}

type Ball struct {
	Center V
	R      float64
	Tint   V
}

type Floor struct{ Y float64 }

func (b *Ball) Hit(r Ray) (float64, bool) {
	o := r.From.Sub(b.Center)
	h, c := o.Dot(r.Dir), o.Dot(o)-b.R*b.R
	d := h*h - c
	if d < 0 {
		return 0, false
	}
	t := -h - math.Sqrt(d)
	return t, t > 1e-4
}
func (b *Ball) Normal(at V) V { return at.Sub(b.Center).Unit() }
func (b *Ball) Color() V      { return b.Tint }

func (f Floor) Hit(r Ray) (float64, bool) {
	if r.Dir.Y == 0 {
		return 0, false
	}
	t := (f.Y - r.From.Y) / r.Dir.Y
	return t, t > 1e-4
}
func (f Floor) Normal(V) V { return V{0, 1, 0} }
func (f Floor) Color() V   { return V{0.5, 0.5, 0.5} }

func trace(all []Shape, r Ray, depth int) V {
	best, found := math.Inf(1), Shape(nil)
	for _, s := range all {
		if t, ok := s.Hit(r); ok && t < best {
			best, found = t, s
		}
	}
	if found == nil {
		return V{0.3, 0.5, 0.9}.Mul(0.5 * (r.Dir.Y + 1))
	}
	at := r.From.Add(r.Dir.Mul(best))
	n := found.Normal(at)
	light := math.Max(0, n.Dot(V{0.5, 0.7, -0.5}.Unit()))
	c := found.Color().Mul(0.2 + 0.6*light)
	if depth > 0 {
		away := r.Dir.Sub(n.Mul(2 * n.Dot(r.Dir)))
		c = c.Add(trace(all, Ray{at, away}, depth-1).Mul(0.3))
	}
	return c
}

func main() {
	all := []Shape{Floor{-1}}
	for i := 0; i < 8; i++ {
		f := float64(i)
		all = append(all, &Ball{V{f - 4, math.Sin(f), 3 + f/2}, 0.7, V{f / 8, 1 - f/8, 0.5}})
	}
	var sum V
	const n = 1300
	for y := 0; y < n; y++ {
		for x := 0; x < n; x++ {
			d := V{float64(x)/n - 0.5, 0.5 - float64(y)/n, 1}.Unit()
			sum = sum.Add(trace(all, Ray{V{0, 0.3, -2}, d}, 3))
		}
	}
	fmt.Printf("%.4f %.4f %.4f\n", sum.X, sum.Y, sum.Z)
}

// Floating point: bodies that attract each other, structs in a slice.
package main

import (
	"fmt"
	"math"
)

type vec struct{ x, y, z float64 }

type body struct {
	at, speed vec
	mass      float64
}

func (v vec) minus(o vec) vec     { return vec{v.x - o.x, v.y - o.y, v.z - o.z} }
func (v vec) times(f float64) vec { return vec{v.x * f, v.y * f, v.z * f} }
func (v vec) square() float64     { return v.x*v.x + v.y*v.y + v.z*v.z }
func (v *vec) add(o vec)          { v.x += o.x; v.y += o.y; v.z += o.z }
func (b *body) kinetic() float64  { return b.mass * b.speed.square() / 2 }

func step(all []body, dt float64) {
	for i := range all {
		a := &all[i]
		for j := i + 1; j < len(all); j++ {
			b := &all[j]
			d := a.at.minus(b.at)
			far := d.square() + 1e-9
			pull := dt / (far * math.Sqrt(far))
			a.speed.add(d.times(-b.mass * pull))
			b.speed.add(d.times(a.mass * pull))
		}
	}
	for i := range all {
		all[i].at.add(all[i].speed.times(dt))
	}
}

func main() {
	var all []body
	for i := 0; i < 6; i++ {
		f := float64(i)
		all = append(all, body{vec{f * 1.5, math.Sin(f) * 3, math.Cos(f) * 2}, vec{f / 10, -f / 20, 0.1}, 1 / (f + 1)})
	}
	for i := 0; i < 1_500_000; i++ {
		step(all, 0.001)
	}
	energy := 0.0
	for i := range all {
		energy += all[i].kinetic()
	}
	fmt.Printf("%.9f\n", energy)
}

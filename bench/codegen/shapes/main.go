// Interfaces: method calls, type switches, assertions, embedding, errors, conversions to empty interfaces.
package main

import (
	"errors"
	"fmt"
)

type shape interface {
	area() float64
	scale(f float64)
}

type named interface{ name() string }

type base struct{ id int }

func (b *base) name() string { return "base" }

type rect struct {
	base
	w, h float64
}

type circle struct {
	base
	r float64
}

type group struct{ parts []shape }

func (r *rect) area() float64     { return r.w * r.h }
func (r *rect) scale(f float64)   { r.w *= f; r.h *= f }
func (c *circle) area() float64   { return 3 * c.r * c.r }
func (c *circle) scale(f float64) { c.r *= f }
func (c *circle) name() string    { return "circle" }
func (g *group) scale(f float64) {
	for _, p := range g.parts {
		p.scale(f)
	}
}
func (g *group) area() (sum float64) {
	for _, p := range g.parts {
		sum += p.area()
	}
	return sum
}

func kind(x any) int {
	switch v := x.(type) {
	case int:
		return v
	case string:
		return len(v)
	case *rect:
		return v.id
	case *circle:
		return 2 * v.id
	case named:
		return 7
	case error:
		return 11
	case nil:
		return 13
	}
	return 17
}

var errOdd = errors.New("odd")

type wrapped struct{ n int }

func (w wrapped) Error() string { return "wrapped" }
func (w wrapped) Unwrap() error { return errOdd }

func check(n int) error {
	switch {
	case n%5 == 0:
		return wrapped{n}
	case n%2 == 1:
		return errOdd
	}
	return nil
}

func main() {
	var all []shape
	for i := 0; i < 1000; i++ {
		switch i % 3 {
		case 0:
			all = append(all, &rect{base{i}, float64(i), 2})
		case 1:
			all = append(all, &circle{base{i}, float64(i)})
		case 2:
			all = append(all, &group{all[i-2 : i : i]})
		}
	}
	things := []any{1, "two", &rect{}, &circle{base{3}, 1}, &base{4}, errOdd, nil, 2.5, wrapped{}}
	sum, total := 0.0, 0
	for round := 0; round < 3000; round++ {
		for _, s := range all {
			sum += s.area()
			if n, ok := s.(named); ok {
				total += len(n.name())
			}
		}
		for i := 0; i < 1000; i++ {
			total += kind(things[i%len(things)]) + kind(i)
			var w wrapped
			if err := check(i & 7); errors.Is(err, errOdd) {
				total++
			} else if errors.As(err, &w) {
				total += w.n
			}
		}
		all[round%1000].scale(1.001)
	}
	fmt.Printf("%.6g %d\n", sum, total)
}

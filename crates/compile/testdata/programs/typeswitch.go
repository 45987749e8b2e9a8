// Type switches and assertions over concrete types, interfaces and nil.
package main

import (
	"errors"
	"fmt"
)

type shape interface{ area() float64 }
type square struct{ side float64 }
type circle float64

func (s square) area() float64  { return s.side * s.side }
func (c *circle) area() float64 { return 3 * float64(*c) * float64(*c) }
func (s square) String() string { return "square" }

func kind(x any) string {
	switch x := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", x)
	case string:
		return "string " + x
	case []byte:
		return fmt.Sprint("bytes ", len(x))
	case func(int) int:
		return fmt.Sprint("func ", x(3))
	case error:
		return "error " + x.Error()
	case shape:
		if s, ok := x.(fmt.Stringer); ok {
			return fmt.Sprint(s.String(), " ", x.area())
		}
		return fmt.Sprint("shape ", x.area())
	case map[string]int:
		return fmt.Sprint("map ", x["a"])
	case *int:
		*x++
		return fmt.Sprint("pointer ", *x)
	case struct{ a, b int }:
		return fmt.Sprint("struct ", x.a+x.b)
	case chan<- int:
		return "chan"
	}
	return fmt.Sprintf("other %T", x)
}

func main() {
	c, n := circle(2), 6
	list := []any{nil, 1, int64(2), "s", []byte("abc"), func(i int) int { return i * n }, errors.New("e"),
		square{2}, &c, map[string]int{"a": 4}, &n, struct{ a, b int }{3, 4}, make(chan<- int), c, [2]int{}}
	for _, x := range list {
		fmt.Println(kind(x))
	}
	var s shape = square{3}
	_, isSquare := s.(square)
	_, isCircle := s.(*circle)
	_, isStringer := any(&c).(fmt.Stringer)
	fmt.Println(isSquare, isCircle, isStringer)
	defer func() { fmt.Println(recover()) }()
	fmt.Println(any(s).(error))
}

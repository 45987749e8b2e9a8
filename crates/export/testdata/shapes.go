// Everything an importer can meet, in one package.
package shapes

import "unsafe"

const (
	Big      = 1 << 200
	Third    = 1.0 / 3
	Huge     = 1e1000
	Tiny     = 1e-20000
	Complex  = 3 + Third*1i
	Text     = "a\x00\xffb"
	hidden   = 'x'
	Typed    Celsius = -273.15
	Yes      = !false
)

type Celsius float64

func (c Celsius) String() string { return "" }

type (
	Any    = any
	Pair   = struct {
		X, y int `json:"x"`
		*List[string]
	}
	Fn     func(a, b int, rest ...Pair) (r Celsius, err error)
	Chans  struct{ In <-chan int; Out chan<- byte; Both chan []rune }
	Matrix [3][4]map[string]*Matrix
)

type List[T any] struct {
	head *node[T]
	len  int
}

type node[T any] struct {
	next  *node[T]
	value T
}

func (l *List[T]) Push(v T) {
	l.head = &node[T]{l.head, v}
	l.len++
}

func (l *List[T]) All() func(yield func(int, T) bool) {
	return func(yield func(int, T) bool) {
		i := 0
		for n := l.head; n != nil; n = n.next {
			if !yield(i, n.value) {
				return
			}
			i++
		}
	}
}

type Number interface {
	~int | ~int64 | ~float64
	comparable
}

type Ordered[T any] interface {
	Less(T) bool
	unexported() *List[T]
}

func Sum[S ~[]E, E Number](s S) (total E) {
	type acc struct{ value E }
	var a acc
	for _, x := range s {
		a.value += x
	}
	return a.value + E(bonus())
}

func Min[T Ordered[T]](a, b T) T {
	if b.Less(a) {
		return b
	}
	return a
}

func bonus() int { return limit }

var limit = 7

var Table = map[string]func() (interface{ Less(Celsius) bool }, error){}

//go:noinline
func Raw(p unsafe.Pointer) uintptr { return uintptr(p) }

//go:linkname renamed shapes.other
func renamed()

type Tree struct {
	Left, Right *Tree
	Walker
}

type Walker interface {
	Walk(func(*Tree) error) error
	error
}

func Kinds(v any) (n int) {
	defer func() { recover() }()
	switch v := v.(type) {
	case int, string:
		n = 1
	case Walker:
		_ = v.Walk(nil)
	}
	return
}

func Each[K comparable, V any](m map[K]V, f func(K, V)) {
outer:
	for k, v := range m {
		switch {
		case any(k) == nil:
			continue outer
		default:
			f(k, v)
			break outer
		}
	}
	c := make(chan V, len(m))
	select {
	case v, ok := <-c:
		_, _ = v, ok
	default:
	}
	go func() { close(c) }()
}

// Package shapes has what export data can hold.
package shapes

import (
	"example.com/shapes/lib"
	"unsafe"
)

const (
	Untyped          = 1 << 200
	Rune             = 'x'
	Half             = 0.5
	Huge             = 1e4000
	Tiny     float64 = 5e-324
	Third            = 1.0 / 3
	Whole    float32 = 3
	Imag             = 1 + 2i
	Real     complex64 = 7
	Negative int8    = -128
	Big      uint64  = 1<<64 - 1
	Text             = "a\x00\xff"
	Yes      Flag    = true
	Irrational       = 3.14159265358979323846264338327950288419716939937510582097494459230781640628620899 / 1e300 / 1e300 * 1e1000
)

type Flag bool

type Tree[T interface{ Less(T) bool }] struct {
	left, right *Tree[T]
	Walk        func(visit func(*Tree[T]) (more bool)) map[string][]T
}

func (t *Tree[E]) Insert(e E, _ ...E) (ok, _ bool) { return }

type Set[T comparable] map[T]struct{}

func (Set[_]) Len() int { return 0 }

type Constraint[T any] interface {
	~[]T | ~[4]T | map[string]T
	comparable
	Do(T) *T
}

type Any any
type Failure error
type Same comparable
type Alias = lib.Pair[int32, uint8]
type Predeclared = error
type Chans struct {
	in   <-chan int
	Out  chan<- struct{}
	Both chan (<-chan any)
	_    int
	raw unsafe.Pointer
	*lib.Ints
	Alias
}

type Recursive interface {
	lib.Number
	interface{ private(Set[int]) Set[Flag] }
}

type Methods interface {
	Z()
	A(a, b int, rest ...string) (err error)
	error
}

func Map[K comparable, V any, S ~[]V](s S, f func(V) K) map[K]lib.Pair[K, V] { return nil }
func Sum[T lib.Number](...T) (sum T)                                        { return }
func Inline[P interface{ *T }, T any](P)                                    {}
func Cyclic[A ~[]B, B ~[]A](A, B)                                           {}

var (
	Unnamed  func(int, ...lib.Bytes) (string, error)
	Found, _ = lib.Hidden()
	Instance lib.Pair[struct {
		A int `tag:"x"`
		b chan<- [2]int32
	}, interface{ M(int) }]
	Nested Tree[*item]
	Fn     = Map[string, int, []int]
	Empty  interface{}
	Struct struct{}
)

type item struct{ Tree[*item] }

func (*item) Less(*item) bool { return false }

//line elsewhere.go:100
func Moved() (local int) {
	type local2 struct{ x int }
	return local2{}.x
}

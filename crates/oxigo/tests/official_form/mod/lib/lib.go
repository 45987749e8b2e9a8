// Package lib is imported by the one that is compared, so that its types are described there too.
package lib

type Number interface {
	~int | ~int64 | ~float64
}

type hidden struct{ n, m int }

func (h *hidden) Sum() int { return h.n + h.m }

type Pair[K comparable, V any] struct {
	Key  K `json:"key"`
	Val  V
	next *Pair[K, V]
	hidden
}

func (p *Pair[A, _]) Next() *Pair[A, func(A) bool] { return nil }
func (p Pair[K, V]) Each(yield func(K, V) bool)   {}

type Bytes = []byte
type Ints = Pair[string, []int]

func Hidden() (*hidden, error) { return nil, nil }

// Small is copied by importers, large is called by it; unused is nobody's.
func Small(n int) int { return large(n) + 1 }

var count int

func large(n int) (sum int) {
	for i := range n {
		for j := range i {
			sum += i*j ^ sum
		}
		defer println(sum)
	}
	return sum
}

func unused() { count++ }

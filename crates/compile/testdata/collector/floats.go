package main

import (
	"fmt"
	"runtime"
)

// Values of all kinds stay alive across pointer stores while the collector marks all the time, so that the barriers'
// buffer runs full at every place.

type node struct {
	next, other *node
	text        string
	list        []*node
	n           int
}

//go:noinline
func set(n, m *node, a, b float64, c float32, i, j, k int) (float64, float64, float32, int, int, int) {
	n.next = m
	n.other, m.other = m, n
	n.text = m.text
	n.list = m.list
	return a, b, c, i, j, k
}

//go:noinline
func sum(n *node, ms []*node) float64 {
	total, scale := 0.0, 1.0
	for i, m := range ms {
		n.next = m
		m.next = nil
		total += scale * float64(i)
		scale *= 2
		n = m
	}
	return total
}

//go:noinline
func whole(to, from *node, a, b float64) float64 {
	*to = *from
	*from = node{n: to.n}
	return a - b
}

func main() {
	stop := make(chan bool)
	go func() {
		for {
			select {
			case <-stop:
				return
			default:
				runtime.GC()
			}
		}
	}()
	n, bad := &node{}, 0
	ms := make([]*node, 20)
	for i := 0; i < 500000; i++ {
		m := &node{text: "text", list: ms}
		a, b, c, x, y, z := set(n, m, 1.5, -2.5, 3.5, i, -i, 7)
		if a != 1.5 || b != -2.5 || c != 3.5 || x != i || y != -i || z != 7 {
			bad++
		}
		if i%20 == 0 {
			for j := range ms {
				ms[j] = &node{n: j}
			}
			if sum(n, ms) != 18874370 {
				bad++
			}
		}
		if whole(n, m, 4.5, 1.25) != 3.25 {
			bad++
		}
	}
	stop <- true
	fmt.Println("wrong:", bad)
}

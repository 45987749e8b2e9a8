// Deep recursion, stacks that grow, move and shrink, defers and panics far down: `stacks SEED ROUNDS`
// prints a checksum that follows from its arguments alone.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
)

type random uint64

func (r *random) next() uint64 {
	x := uint64(*r)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = random(x)
	return x
}

func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

// A frame with pointers to itself, to callers' frames and to the heap.
type frame struct {
	up    *frame
	self  *int
	value int
	heap  *int
	text  string
	list  []int
	any   any
}

// plunge keeps variables of every frame alive and reachable from below.
func plunge(r *random, depth int, up *frame) uint64 {
	var f frame
	f.value = depth
	f.self = &f.value
	f.up = up
	f.heap = new(int)
	*f.heap = depth * 3
	f.text = strconv.Itoa(depth)
	f.list = make([]int, 4)
	f.list[depth%4] = depth
	if depth%3 == 0 {
		f.any = f.heap
	} else {
		f.any = f.text
	}
	var sum uint64
	if depth > 0 {
		switch r.below(16) {
		case 0:
			sum = wide(r, depth-1, &f)
		case 1:
			func() {
				defer func() {
					sum = sum*31 + uint64(f.value)
				}()
				sum = plunge(r, depth-1, &f)
			}()
		case 2:
			sum = fall(r, depth-1, &f)
		default:
			sum = plunge(r, depth-1, &f)
		}
	}
	if depth%257 == 0 {
		runtime.Gosched()
	}
	if *f.self != depth || *f.heap != depth*3 || f.text != strconv.Itoa(depth) || f.list[depth%4] != depth {
		panic("a frame is damaged")
	}
	switch x := f.any.(type) {
	case *int:
		sum += uint64(*x)
	case string:
		sum += uint64(len(x))
	}
	if f.up != nil {
		if f.up.value != *f.up.self {
			panic("a caller's frame is damaged")
		}
		f.up.list[(depth+2)%4] ^= 0
		sum += uint64(f.up.value)
	}
	return sum*1099511628211 + uint64(depth)
}

// wide has a large frame.
func wide(r *random, depth int, up *frame) uint64 {
	var table [300]uint64
	var pointers [20]*uint64
	for i := range table {
		table[i] = uint64(i * depth)
	}
	for i := range pointers {
		pointers[i] = &table[i*7]
	}
	sum := plunge(r, depth, up)
	for i, p := range pointers {
		if *p != uint64(i*7*depth) {
			panic("a table moved away")
		}
		sum += *p
	}
	return sum
}

type fault struct{ sum uint64 }

// fall panics below and recovers.
func fall(r *random, depth int, up *frame) (sum uint64) {
	steps := depth / 2
	defer func() {
		if e := recover(); e != nil {
			sum ^= e.(*fault).sum
			sum += plunge(r, steps, up)
		}
	}()
	sum = 7
	sink(r, depth-steps, steps)
	return 0
}

func sink(r *random, n, mark int) {
	v := uint64(n)
	p := &v
	defer func() {
		if *p != uint64(n) {
			panic("a deferred closure sees another frame")
		}
	}()
	for i := range 3 {
		defer func(i int, q *uint64) { *q += uint64(i) - uint64(i) }(i, p)
	}
	if n == 0 {
		panic(&fault{uint64(mark) * 77})
	}
	sink(r, n-1, mark)
}

func main() {
	seed, _ := strconv.Atoi(os.Args[1])
	rounds, _ := strconv.Atoi(os.Args[2])
	total := uint64(14695981039346656037)
	for round := range rounds {
		sums := make([]uint64, 8)
		var group sync.WaitGroup
		for i := range sums {
			group.Add(1)
			go func() {
				defer group.Done()
				r := random(seed*1000003 + round*101 + i + 1)
				for range 3 {
					depth := 100 + r.below(3000)
					sums[i] = sums[i]*31 + plunge(&r, depth, nil)
					if i%2 == 0 {
						runtime.GC() // shrinks the stack that is not needed any more
					}
				}
			}()
		}
		group.Wait()
		for _, s := range sums {
			total = total*31 + s
		}
	}
	r := random(seed + 1)
	total += plunge(&r, 60000, nil)
	fmt.Printf("stacks %d %d: %016x\n", seed, rounds, total)
}

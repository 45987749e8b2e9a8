// Tight loops without calls beside a collector that wants to stop them: every loop must be
// preempted by a signal, with its pointers found. `loops SEED ROUNDS` prints a checksum.
package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type cell struct {
	next  *cell
	value uint64
	pad   [5]uint64
}

func ring(n int, seed uint64) *cell {
	first := &cell{value: seed}
	last := first
	for i := 1; i < n; i++ {
		last.next = &cell{value: seed * uint64(i)}
		last = last.next
	}
	last.next = first
	return first
}

//go:noinline
func chase(c *cell, steps int) (sum uint64) {
	for range steps {
		sum = sum*3 + c.value
		c = c.next
	}
	return sum
}

//go:noinline
func sieve(flags []bool) (count int) {
	for i := range flags {
		flags[i] = true
	}
	for i := 2; i < len(flags); i++ {
		if flags[i] {
			count++
			for j := 2 * i; j < len(flags); j += i {
				flags[j] = false
			}
		}
	}
	return count
}

//go:noinline
func floats(n int, x float64) float64 {
	a, b, c, d := x, x/2, x/3, x/4
	for i := range n {
		a, b, c, d = b+float64(i), c*0.5+a, d-a*0.25, a*0.125+1
	}
	return a + b + c + d
}

//go:noinline
func interior(text []byte, n int) (sum uint64) {
	for range n {
		part := text[len(text)/3:]
		for i := range part {
			p := &part[i]
			sum = sum*5 + uint64(*p)
		}
	}
	return sum
}

//go:noinline
func registers(a, b, c, d, e, f, g, h uint64, n int) uint64 {
	for i := range uint64(n) {
		a, b, c, d = b^i, c+a, d*3, a>>1
		e, f, g, h = f+d, g^b, h-c, e<<1|a&1
	}
	return a ^ b ^ c ^ d ^ e ^ f ^ g ^ h
}

//go:noinline
func swap(cells []*cell, n int) (sum uint64) {
	for i := range n {
		x, y := i%len(cells), i*7%len(cells)
		cells[x], cells[y] = cells[y], cells[x]
		sum += cells[x].value
	}
	return sum
}

//go:noinline
func spin(flag *atomic.Bool) (turns uint64) {
	for !flag.Load() {
		turns++
	}
	return turns
}

func main() {
	seed, _ := strconv.Atoi(os.Args[1])
	rounds, _ := strconv.Atoi(os.Args[2])
	var stop atomic.Bool
	var helpers sync.WaitGroup
	helpers.Add(2)
	go func() { // garbage, all the time
		defer helpers.Done()
		var keep [64]*cell
		for i := 0; !stop.Load(); i++ {
			keep[i%64] = ring(1+i%50, uint64(i))
			if i%200 == 0 {
				runtime.GC()
			}
		}
	}()
	go func() {
		defer helpers.Done()
		for !stop.Load() {
			time.Sleep(time.Millisecond)
		}
	}()
	total := uint64(seed)
	for round := range rounds {
		sums := make([]uint64, 6)
		s := uint64(seed + round)
		var group sync.WaitGroup
		work := []func() uint64{
			func() uint64 { return chase(ring(1000, s), 3_000_000) },
			func() uint64 { return uint64(sieve(make([]bool, 1_000_000))) },
			func() uint64 { return math.Float64bits(floats(5_000_000, float64(s))) },
			func() uint64 { return interior([]byte(fmt.Sprint("text of round ", s, " and some more of it")), 100_000) },
			func() uint64 { return registers(s, 1, 2, 3, 4, 5, 6, 7, 5_000_000) },
			func() uint64 {
				cells := make([]*cell, 999)
				for i := range cells {
					cells[i] = &cell{value: s + uint64(i)}
				}
				return swap(cells, 2_000_000)
			},
		}
		for i, f := range work {
			group.Add(1)
			go func() { defer group.Done(); sums[i] = f() }()
		}
		var flag atomic.Bool
		spinning := make(chan bool)
		go func() { spinning <- spin(&flag) > 0 }()
		group.Wait()
		time.Sleep(time.Millisecond)
		flag.Store(true)
		<-spinning
		for _, x := range sums {
			total = total*1099511628211 + x
		}
	}
	stop.Store(true)
	helpers.Wait()
	fmt.Printf("loops %d %d: %016x\n", seed, rounds, total)
}

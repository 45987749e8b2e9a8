// go1.24
package main

import (
	"fmt"
	"testing"
	"time"
)

// What the loop of a benchmark computes is computed, though nobody uses it.

func sum(n int) int {
	total := 0
	for i := range n {
		total += i * i
	}
	return total
}

func pair(n int) (int, string) { return sum(n), "s" }

func perTurn(f func(b *testing.B)) bool {
	r := testing.Benchmark(f)
	return r.N > 0 && r.T > 0 && time.Duration(r.NsPerOp()) > 100*time.Nanosecond
}

func main() {
	testing.Init()
	fmt.Println(perTurn(func(b *testing.B) {
		for b.Loop() {
			sum(2000)
		}
	}), perTurn(func(b *testing.B) {
		for b.Loop() {
			_ = sum(2000)
		}
	}), perTurn(func(b *testing.B) {
		for b.Loop() {
			if b.N >= 0 {
				_, s := pair(2000)
				_ = s
			}
		}
	}))
}

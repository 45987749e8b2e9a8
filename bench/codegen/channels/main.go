// Goroutines in a ring and in a pipeline, locks, atomics, select.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

func primes(n int) (sum int) {
	ch := make(chan int)
	go func() {
		for i := 2; ; i++ {
			ch <- i
		}
	}()
	for i := 0; i < n; i++ {
		prime := <-ch
		sum += prime
		next := make(chan int)
		go func(in <-chan int, out chan<- int) {
			for {
				if v := <-in; v%prime != 0 {
					out <- v
				}
			}
		}(ch, next)
		ch = next
	}
	return sum
}

func pool(workers, jobs int) int64 {
	var total atomic.Int64
	var mu sync.Mutex
	seen := map[int]bool{}
	in, done := make(chan int, 16), make(chan bool)
	for w := 0; w < workers; w++ {
		go func() {
			for n := range in {
				total.Add(int64(n))
				mu.Lock()
				seen[n%1000] = true
				mu.Unlock()
			}
			done <- true
		}()
	}
	for i := 0; i < jobs; i++ {
		in <- i
	}
	close(in)
	for w := 0; w < workers; w++ {
		<-done
	}
	return total.Load() + int64(len(seen))
}

func selects(n int) (sum int) {
	a, b, stop := make(chan int), make(chan int, 4), make(chan struct{})
	go func() {
		for i := 0; i < n; i++ {
			if i%3 == 0 {
				a <- i
			} else {
				b <- i
			}
		}
		close(stop)
	}()
	for {
		select {
		case v := <-a:
			sum += v
		case v := <-b:
			sum -= v
		case <-stop:
			for len(b) > 0 {
				sum -= <-b
			}
			return sum
		}
	}
}

func main() {
	fmt.Println(primes(350), pool(4, 400000), selects(400000))
}

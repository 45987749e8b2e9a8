// Synchronization: mutexes, atomics, pools, wait groups, once, a pipeline and a select.
package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

type account struct {
	mu    sync.RWMutex
	total int
}

func (a *account) add(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total += n
}

func (a *account) get() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.total
}

func main() {
	var a account
	var hits atomic.Int64
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	var all sync.WaitGroup
	for w := 0; w < 4; w++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for i := 0; i < 500_000; i++ {
				a.add(i & 3)
				if a.get() >= 0 {
					hits.Add(1)
				}
				b := pool.Get().(*[64]byte)
				b[i&63]++
				pool.Put(b)
			}
		}()
	}
	all.Wait()
	var m sync.Map
	for i := 0; i < 200_000; i++ {
		m.Store(i&1023, i)
		if v, ok := m.Load(i & 511); ok {
			hits.Add(int64(v.(int) & 1))
		}
	}
	in, out, stop := make(chan int, 16), make(chan int), make(chan bool)
	go func() {
		for x := range in {
			out <- x * 2
		}
		close(stop)
	}()
	go func() {
		for i := 0; i < 300_000; i++ {
			in <- i
		}
		close(in)
	}()
	sum := 0
	for done := false; !done; {
		select {
		case x := <-out:
			sum += x
		case <-stop:
			done = true
		}
	}
	fmt.Println(a.get(), hits.Load(), sum)
}

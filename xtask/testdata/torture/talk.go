// Goroutines that talk: channels of all kinds, select, timers, tickers, mutexes, conditions, contexts,
// pools, panics that cross goroutines as values. `talk SEED ROUNDS` prints a checksum.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type message struct {
	id    int
	text  string
	reply chan<- *message
	parts [3]any
}

// pipeline sends numbers through stages; the order stays.
func pipeline(n, stages int) (sum uint64) {
	in := make(chan *message)
	first := in
	for s := range stages {
		out := make(chan *message, s%3)
		go func(in <-chan *message, out chan<- *message) {
			defer close(out)
			for m := range in {
				out <- &message{id: m.id + s, text: m.text + strconv.Itoa(s), parts: [3]any{m.id, m.text, m}}
			}
		}(in, out)
		in = out
	}
	go func() {
		for i := range n {
			first <- &message{id: i, text: "m"}
		}
		close(first)
	}()
	for m := range in {
		before := m.parts[2].(*message)
		sum = sum*31 + uint64(m.id) + uint64(len(m.text)) + uint64(before.id) + uint64(len(m.parts[1].(string)))
	}
	return sum
}

// exchange lets clients ask servers through select in both directions.
func exchange(clients, questions int) (sum uint64) {
	ask := make(chan message)
	done := make(chan struct{})
	stats := make([]uint64, 3)
	var servers, group sync.WaitGroup
	for s := range stats {
		servers.Add(1)
		go func() {
			defer servers.Done()
			tick := time.NewTicker(200 * time.Microsecond)
			defer tick.Stop()
			for {
				select {
				case m := <-ask:
					m.reply <- &message{id: m.id * 2, text: m.text + "!"}
					atomic.AddUint64(&stats[s], 1)
				case <-tick.C:
					runtime.Gosched()
				case <-done:
					return
				}
			}
		}()
	}
	sums := make([]uint64, clients)
	for c := range clients {
		group.Add(1)
		go func() {
			defer group.Done()
			reply := make(chan *message)
			for q := range questions {
				var timeout <-chan time.Time
				if q%10 == 0 {
					timeout = time.After(time.Minute)
				}
				out := ask
				for waiting := true; waiting; {
					select {
					case out <- message{id: q, text: strconv.Itoa(c), reply: reply}:
						out = nil
					case m := <-reply:
						sums[c] = sums[c]*31 + uint64(m.id) + uint64(len(m.text))
						waiting = false
					case <-timeout:
						panic("no answer")
					}
				}
			}
		}()
	}
	group.Wait()
	close(done)
	servers.Wait()
	for _, s := range sums {
		sum = sum*31 + s
	}
	return sum + stats[0] + stats[1] + stats[2]
}

// locks guards a map by mutexes and conditions.
func locks(workers, turns int) uint64 {
	var lock sync.RWMutex
	var once sync.Once
	queue := sync.NewCond(&sync.Mutex{})
	shared := map[string]int{}
	var items []*int
	var group sync.WaitGroup
	pool := sync.Pool{New: func() any { return new([128]byte) }}
	for w := range workers {
		group.Add(2)
		go func() {
			defer group.Done()
			for t := range turns {
				once.Do(func() { shared["once"]++ })
				buffer := pool.Get().(*[128]byte)
				buffer[t%128] = byte(w)
				pool.Put(buffer)
				lock.Lock()
				shared[strconv.Itoa(t%13)] += w
				lock.Unlock()
				lock.RLock()
				_ = shared["7"]
				lock.RUnlock()
				queue.L.Lock()
				items = append(items, &t)
				queue.L.Unlock()
				queue.Signal()
			}
		}()
		go func() {
			defer group.Done()
			for range turns {
				queue.L.Lock()
				for len(items) == 0 {
					queue.Wait()
				}
				lock.Lock()
				shared["sum"] += *items[len(items)-1]
				lock.Unlock()
				items = items[:len(items)-1]
				queue.L.Unlock()
			}
		}()
	}
	group.Wait()
	sum := uint64(len(items))
	for k, v := range shared {
		sum += uint64(len(k) * v)
	}
	return sum
}

var errStop = errors.New("stop")

// cancel runs trees of contexts; values, causes and deadlines come through.
func cancel(n int) (sum uint64) {
	type key int
	root, stop := context.WithCancelCause(context.Background())
	results := make(chan uint64)
	for i := range n {
		go func() {
			cx, free := context.WithTimeout(context.WithValue(root, key(i), fmt.Sprint(i)), time.Hour)
			defer free()
			defer func() {
				if e := recover(); e != nil {
					results <- uint64(len(e.(error).Error()))
				}
			}()
			<-cx.Done()
			if context.Cause(cx) != errStop || cx.Value(key(i)) != strconv.Itoa(i) {
				results <- 0
				return
			}
			panic(fmt.Errorf("%d: %w", i, context.Cause(cx)))
		}()
	}
	time.AfterFunc(time.Millisecond, func() { stop(errStop) })
	for range n {
		sum += <-results
	}
	return sum
}

// timers must fire in the order of their times, and stopped ones never.
func timers(n int) (sum uint64) {
	var fired atomic.Int64
	var list []*time.Timer
	for i := range n {
		t := time.AfterFunc(time.Duration(i%5)*time.Millisecond, func() { fired.Add(1) })
		if i%3 == 0 {
			if !t.Stop() {
				sum++
				fired.Add(-1)
			}
		} else {
			list = append(list, t)
		}
	}
	timer := time.NewTimer(time.Hour)
	for range 20 {
		timer.Reset(100 * time.Microsecond)
		<-timer.C
	}
	for fired.Load() < int64(len(list)) {
		time.Sleep(time.Millisecond)
	}
	return uint64(len(list))
}

func main() {
	seed, _ := strconv.Atoi(os.Args[1])
	rounds, _ := strconv.Atoi(os.Args[2])
	go func() {
		for {
			runtime.GC()
			time.Sleep(100 * time.Microsecond)
		}
	}()
	total := uint64(seed)
	for round := range rounds {
		n := (seed + round*7) % 50
		total = total*31 + pipeline(50+n, 3+n%9)
		total = total*31 + exchange(4, 50+n)
		total = total*31 + locks(4, 50+n)
		total = total*31 + cancel(20+n)
		total = total*31 + timers(50+n)
	}
	fmt.Printf("talk %d %d: %016x\n", seed, rounds, total)
}

// Channels, timers and select.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

func pipeline() {
	numbers := make(chan int)
	squares := make(chan int, 3)
	go func() {
		defer close(numbers)
		for i := range 10 {
			numbers <- i
		}
	}()
	go func() {
		defer close(squares)
		for n := range numbers {
			squares <- n * n
		}
	}()
	total := 0
	for s := range squares {
		total += s
	}
	fmt.Println("pipeline", total)
}

func workers() {
	jobs, results := make(chan int, 100), make(chan int, 100)
	var wg sync.WaitGroup
	for w := 0; w < 8; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range jobs {
				if j%7 == 0 {
					runtime.Gosched()
				}
				results <- j * 2
			}
		}()
	}
	go func() {
		for i := 1; i <= 1000; i++ {
			jobs <- i
		}
		close(jobs)
		wg.Wait()
		close(results)
	}()
	sum, n := 0, 0
	for r := range results {
		sum += r
		n++
	}
	fmt.Println("workers", n, sum)
}

func selects() {
	a, b, quit := make(chan int), make(chan string), make(chan struct{})
	go func() {
		for i := 0; i < 5; i++ {
			a <- i
		}
		for i := 0; i < 5; i++ {
			b <- fmt.Sprint("s", i)
		}
		close(quit)
	}()
	var ints, strings int
	for done := false; !done; {
		select {
		case v, ok := <-a:
			ints += v
			if !ok {
				fmt.Println("closed?")
			}
		case s := <-b:
			strings += len(s)
		case <-quit:
			done = true
		}
	}
	select {
	case a <- 1:
		fmt.Println("nobody receives")
	default:
		fmt.Println("selects", ints, strings)
	}
	var none chan int
	select {
	case <-none:
	case none <- 1:
	case <-time.After(5 * time.Millisecond):
		fmt.Println("timeout")
	}
}

func timers() {
	start := time.Now()
	ticker := time.NewTicker(3 * time.Millisecond)
	for range 4 {
		<-ticker.C
	}
	ticker.Stop()
	fired := make(chan string, 4)
	stopped := time.AfterFunc(time.Hour, func() { fired <- "never" })
	time.AfterFunc(2*time.Millisecond, func() { fired <- "func" })
	fmt.Println(<-fired, stopped.Stop(), stopped.Stop())
	t := time.NewTimer(time.Hour)
	t.Reset(time.Millisecond)
	<-t.C
	elapsed := time.Since(start)
	fmt.Println("timers", elapsed > 14*time.Millisecond, elapsed < 30*time.Second, time.Duration(1500)*time.Millisecond)
	day := time.Date(2024, time.February, 28, 23, 0, 0, 0, time.UTC).Add(2 * time.Hour)
	fmt.Println(day.Format(time.RFC1123), day.Weekday(), day.YearDay(), day.Unix())
	parsed, err := time.Parse("2006-01-02 15:04", "2023-10-05 07:08")
	fmt.Println(parsed, err)
}

func locks() {
	var mu sync.Mutex
	var rw sync.RWMutex
	var once sync.Once
	var count int
	var hits atomic.Int64
	var wg sync.WaitGroup
	cond := sync.NewCond(&mu)
	for i := range 50 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				mu.Lock()
				count++
				mu.Unlock()
				rw.RLock()
				hits.Add(1)
				rw.RUnlock()
			}
			once.Do(func() { rw.Lock(); hits.Add(1000); rw.Unlock() })
			if i == 0 {
				mu.Lock()
				cond.Broadcast()
				mu.Unlock()
			}
		}()
	}
	mu.Lock()
	for count < 100 {
		cond.Wait()
	}
	mu.Unlock()
	wg.Wait()
	var m sync.Map
	pool := sync.Pool{New: func() any { return new([64]byte) }}
	for i := range 100 {
		m.Store(i, pool.Get())
		pool.Put(new([64]byte))
	}
	n := 0
	m.Range(func(k, v any) bool { n += k.(int); return true })
	fmt.Println("locks", count, hits.Load(), n)
}

func spin() {
	var stop atomic.Bool
	go func() {
		time.Sleep(10 * time.Millisecond)
		stop.Store(true)
	}()
	turns := 0
	for !stop.Load() {
		turns++
	}
	busy := make(chan int)
	go func() {
		x := 0
		for i := 0; i < 300_000_000; i++ {
			x += i & 3
		}
		busy <- x
	}()
	runtime.GC()
	fmt.Println("spin", turns > 0, <-busy)
}

func main() {
	pipeline()
	workers()
	selects()
	timers()
	locks()
	spin()
	deadlock := make(chan int)
	defer fmt.Println("not reached")
	<-deadlock
}

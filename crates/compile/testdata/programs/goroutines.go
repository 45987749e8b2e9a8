// Goroutines, channels of both kinds, select in all its forms, mutual exclusion.
package main

import (
	"fmt"
	"sync"
)

func produce(n int) <-chan int {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := range n {
			ch <- i
		}
	}()
	return ch
}

type counter struct {
	sync.Mutex
	n int
}

func (c *counter) add(k int, wg *sync.WaitGroup) {
	defer wg.Done()
	c.Lock()
	defer c.Unlock()
	c.n += k
}

func main() {
	sum := 0
	for v := range produce(100) {
		sum += v
	}
	fmt.Println(sum)
	var wg sync.WaitGroup
	var c counter
	for i := 1; i <= 50; i++ {
		wg.Add(1)
		go c.add(i, &wg)
	}
	wg.Wait()
	fmt.Println(c.n)
	buffered := make(chan string, 2)
	for _, s := range []string{"a", "b", "c"} {
		select {
		case buffered <- s:
			fmt.Println("sent", s)
		default:
			fmt.Println("full at", s, len(buffered), cap(buffered))
		}
	}
	close(buffered)
	x, ok := <-buffered
	fmt.Println(x, ok)
	<-buffered
	x, ok = <-buffered
	fmt.Printf("%q %v\n", x, ok)
	left, right, quit := produce(5), produce(7), make(chan struct{})
	total := 0
	for left != nil || right != nil {
		select {
		case v, ok := <-left:
			if !ok {
				left = nil
				continue
			}
			total += v
		case v, ok := <-right:
			if !ok {
				right = nil
				break
			}
			total += 100 * v
		case <-quit:
			panic("nobody quits")
		}
	}
	fmt.Println(total)
	var once sync.Once
	for range 3 {
		once.Do(func() { fmt.Println("once") })
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		close(buffered)
	}()
}

// Goroutines, channels, a select and a wait group; output in a fixed order.
package main

import (
	"fmt"
	"sync"
	"time"
)

func square(in <-chan int, out chan<- int, wg *sync.WaitGroup) {
	defer wg.Done()
	for n := range in {
		out <- n * n
	}
}

func main() {
	in, out := make(chan int), make(chan int, 100)
	var wg sync.WaitGroup
	for i := 0; i < 4; i++ {
		wg.Add(1)
		go square(in, out, &wg)
	}
	for i := 1; i <= 100; i++ {
		in <- i
	}
	close(in)
	wg.Wait()
	close(out)
	sum := 0
	for n := range out {
		sum += n
	}
	fmt.Println("sum of squares:", sum)
	done := make(chan string)
	go func() { done <- "hello from a goroutine" }()
	select {
	case s := <-done:
		fmt.Println(s)
	case <-time.After(10 * time.Second):
		fmt.Println("too late")
	}
}

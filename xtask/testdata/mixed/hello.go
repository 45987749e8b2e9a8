// Prints, starts a goroutine and sleeps.
package main

import (
	"fmt"
	"os"
	"sync"
	"time"
)

func main() {
	start := time.Now()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		time.Sleep(20 * time.Millisecond)
		fmt.Println("hello from a goroutine")
	}()
	fmt.Println("hello from main")
	wg.Wait()
	if d := time.Since(start); d < 20*time.Millisecond || d > 20*time.Second {
		fmt.Println("slept for", d)
	}
	fmt.Fprintf(os.Stdout, "%d %5.2f %q %v %+v\n", 42, 3.14159, "text", []string{"a", "b"}, struct{ X, Y int }{1, 2})
	if len(os.Args) > 5 {
		os.Exit(3)
	}
}

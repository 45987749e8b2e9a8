// Ways to die, by argument; what is printed has to be what the official toolchain's program prints.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

type S struct{ a, b int }

type Err struct{ S }

func (e Err) Error() string { return fmt.Sprint("err", e.a) }

//go:noinline
func div(a, b int) int { return a / b }

//go:noinline
func conv(x any) string {
	return x.(string)
}

//go:noinline
func callnil(f func(int) int) int {
	x := f(3)
	return x
}

type I interface{ M() }

func (s S) M() { println(s.a) }

func method(i I) { i.M() }

//go:noinline
func slice(xs []int, i, j int) []int {
	return xs[i:j]
}

func rec(n int) {
	if n == 0 {
		panic(errors.New("bottom"))
	}
	defer func() {
		if n == 2 {
			panic(fmt.Sprintf("re %d", n))
		}
	}()
	rec(n - 1)
}

func main() {
	var z int
	switch os.Args[1] {
	case "div":
		div(1, z)
	case "conv":
		conv(3)
	case "callnil":
		callnil(nil)
	case "nilptr":
		var p *S
		p.M()
	case "nilmeth":
		var p *S
		method(p)
	case "nilif":
		method(nil)
	case "slice":
		slice(make([]int, 3), 4, 2)
	case "rec":
		rec(4)
	case "err":
		panic(Err{S{1, 2}})
	case "custom":
		panic(S{1, 2})
	case "deadlock":
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	case "chan":
		<-make(chan int)
	case "select":
		select {
		case <-make(chan int):
		}
	case "selectsend":
		select {
		case make(chan int) <- 1:
		}
	case "goexit":
		defer fmt.Println("x")
		runtime.Goexit()
	case "close":
		c := make(chan int)
		close(c)
		close(c)
	case "map":
		var m map[any]int
		_ = m[[]int{1}]
		m = map[any]int{}
		m[func() {}] = 1
	case "go":
		go div(1, z)
		time.Sleep(time.Second)
	case "gometh":
		var p *S
		go p.M()
		time.Sleep(time.Second)
	case "goclos":
		go func(a int) {
			div(a, z)
		}(3)
		time.Sleep(time.Second)
	case "defer":
		defer div(1, z)
	case "defermeth":
		var i I
		defer i.M()
	case "all":
		go func() { select {} }()
		go func() { time.Sleep(time.Hour) }()
		var wg sync.WaitGroup
		wg.Add(1)
		go func() { wg.Wait() }()
		time.Sleep(50 * time.Millisecond)
		panic("all")
	case "arr":
		var a [4]int
		i := 7 + z
		a[i]++
	case "makeneg":
		_ = make([]int, z-1)
	case "unlock":
		var mu sync.Mutex
		mu.Unlock()
	case "cond":
		if z == 0 &&
			div(2, 3) == 0 &&
			div(4,
				z) == 1 {
			println()
		}
	}
}

// Loop variables are new in every turn, and the post statement sees the new one.
package main

import (
	"fmt"
	"testing"
)

type cursor struct {
	words [6]int
	at    int
}

//go:noinline
func (c *cursor) next(step int) int {
	c.at += step
	c.words[c.at%6]++
	return c.at
}

func captured() {
	var list []func() int
	for i := 0; i < 4; i++ {
		list = append(list, func() int { i += 10; return i })
	}
	for _, f := range list {
		fmt.Print(f(), " ", f(), " ")
	}
	fmt.Println()
}

func postCaptures() {
	var list []func() int
	keep := func(f func() int) { list = append(list, f) }
	for i := 0; i < 3; keep(func() int { i++; return i }) {
		i++
	}
	for _, f := range list {
		fmt.Print(f(), " ")
	}
	fmt.Println()
}

func condCaptures() {
	var at []*int
	see := func(p *int) bool { at = append(at, p); return *p < 3 }
	for i := 0; see(&i); i++ {
		if i == 1 {
			continue
		}
		i += 0
	}
	for _, p := range at {
		fmt.Print(*p, " ")
	}
	fmt.Println(len(at), at[0] != at[1])
}

func inMemory() {
	var kept []*cursor
	for c, n := (cursor{at: 1}), 0; n < 9; n = c.next(2) {
		kept = append(kept, &c)
		c.words[0] += n
	}
	for _, c := range kept {
		fmt.Print(*c, " ")
	}
	fmt.Println()
}

func jumps() {
	n := 0
outer:
	for i, p := 0, &n; i < 5; i, p = i+1, &i {
		*p += 1
		for j := i; ; j++ {
			q := &j
			*q++
			if *q > 6 {
				continue outer
			}
			if *q == 5 && i == 3 {
				break outer
			}
		}
	}
	fmt.Println(n)
}

func noPost() {
	sum := 0
	for i := 0; i < 3; {
		f := func() { i++; sum += i }
		f()
	}
	for i := 0; ; {
		p := &i
		*p++
		if i > 3 {
			sum += i
			break
		}
	}
	fmt.Println(sum)
}

func never() int {
	for i := 7; ; i++ {
		p := &i
		return *p
	}
}

//go:noinline
func inFrame(n int) (sum int) {
	for c, at := (cursor{}), 0; at < n; at = c.next(1) {
		sum += c.words[0]
		c.next(0)
	}
	for i := 0; i < n; i++ {
		add := func(by int) { i += by; sum += i }
		add(1)
	}
	return sum
}

func main() {
	captured()
	postCaptures()
	condCaptures()
	inMemory()
	jumps()
	noPost()
	fmt.Println(never(), inFrame(20))
	fmt.Println(testing.AllocsPerRun(10, func() { inFrame(20) }))
}

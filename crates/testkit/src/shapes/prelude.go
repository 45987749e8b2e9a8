package main

import (
	"fmt"
	"os"
	"reflect"
)

var (
	cell  = 7
	some  = []int{6, 7}
	fails = 0
	tests = 0
	table = map[string]int{"a": 3}
	queue = make(chan int)
	never chan int
)

type failure struct{ n int }

func (f *failure) Error() string { return "failure" }

var problem error = &failure{2}

func nine() int { return 9 }

// A check knows the type and the value under test; every claim is counted.
type check struct {
	of string
	m  int
}

//go:noinline
func (c check) ok(what string, good bool) {
	tests++
	if !good {
		fails++
		if fails < 50 {
			fmt.Printf("%s value %d: %s\n", c.of, c.m, what)
		}
	}
}

//go:noinline
func id[T any](v T) T { return v }

type pair[T any] struct {
	n int8
	v T
}

//go:noinline
func (p pair[T]) second() T { return p.v }

func through[T any](v T) (w T) {
	c := make(chan pair[T], 2)
	c <- pair[T]{1, v}
	m := map[int8]pair[T]{}
	p := <-c
	m[p.n] = p
	return m[1].second()
}

//go:noinline
func keep(v any) any { return v }

//go:noinline
func look(v any) bool { return v != nil }

func main() {
	run()
	fmt.Println(tests > 0, fails)
	if fails > 0 {
		os.Exit(1)
	}
}

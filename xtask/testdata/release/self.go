// go1.26
package main

import "fmt"

type Ordered[T Ordered[T]] interface{ Less(T) bool }

type Int int

func (a Int) Less(b Int) bool { return a < b }

func least[T Ordered[T]](list ...T) T {
	out := list[0]
	for _, x := range list {
		if x.Less(out) {
			out = x
		}
	}
	return out
}

func main() { fmt.Println(least(Int(3), 1, 2)) }

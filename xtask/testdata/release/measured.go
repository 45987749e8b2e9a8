// go1.25
package main

import "fmt"

//go:noinline
func p() *[4]int { return nil }

var v *[4]int

func try(n int, f func()) {
	defer func() { fmt.Println(n, recover()) }()
	f()
}

func main() {
	try(1, func() { _ = len(*p()) })
	try(2, func() { _ = len(p()) })
	try(3, func() { _ = len(*v) })
	try(4, func() { _ = len(v) })
	try(5, func() {
		for range *p() {
		}
	})
	try(6, func() {
		for range p() {
		}
	})
	try(7, func() {
		for range *v {
		}
	})
	try(8, func() {
		for range v {
		}
	})
	try(9, func() {
		for i := range *p() {
			_ = i
		}
	})
	try(10, func() {
		for i := range p() {
			_ = i
		}
	})
	try(11, func() { x := cap(*p()); _ = x })
}

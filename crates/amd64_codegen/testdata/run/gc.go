package main

import "runtime"

type node struct {
	next *node
	val  int
}

type pair struct {
	a, b *node
	n    int
}

func build(n int) *node
func spill(a, b, c, d, e, f *node) int
func object(n *node) int
func grow(n int, p *int) int
func store(p *pair, a, b *node)
func callClosure(f func(int) int, x int) int
func stackArgs(a [2]*node, b [2]*node) *node
func loopSlot(n int) int
func bigFrame(n int, p *int) int
func midFrame(n int, p *int) int
func wide(a, b, c, d, e, f, g, h, i, j *node) *node

var sink []byte

func churn() {
	for i := 0; i < 50; i++ {
		sink = make([]byte, 1000+i*100)
	}
	runtime.GC()
}

//go:noinline
func mk(v int) *node { return &node{val: v} }

func fill(p *pair, n *node) {
	p.a = n
	p.b = mk(n.val + 1)
	churn()
}

func deep(n int) int {
	var buf [128]byte
	if n == 0 {
		churn()
		return int(buf[3])
	}
	return deep(n-1) + int(buf[n%128])
}

func main() {
	s := 0
	for p := build(1000); p != nil; p = p.next {
		s += p.val
	}
	println("list", s)
	println("spill", spill(mk(1), mk(2), mk(3), mk(4), mk(5), mk(6)))
	println("object", object(mk(10)))
	x := 5
	println("grow", grow(3000, &x), x)
	done := make(chan bool)
	go func() {
		x := 7
		println("grow", grow(2000, &x), x)
		done <- true
	}()
	<-done
	for i := 0; i < 2000; i++ {
		p := &pair{}
		store(p, mk(i), mk(i+1))
		if i%100 == 0 {
			churn()
		}
		if p.a.val != i || p.b.val != i+1 || p.n != 3 {
			println("bad", i)
		}
	}
	k := 100
	println("closure", callClosure(func(x int) int { churn(); k++; return x + k }, 5), k)
	println("stack args", stackArgs([2]*node{mk(1), mk(2)}, [2]*node{mk(3), mk(4)}).val)
	println("loop slot", loopSlot(50))
	println("wide", wide(mk(1), mk(2), mk(3), mk(4), mk(5), mk(6), mk(7), mk(8), mk(9), mk(10)).val)
	go func() {
		x := 1
		println("big frames", bigFrame(40, &x), midFrame(100, &x))
		done <- true
	}()
	<-done
	var keep []any
	keep = append(keep, node{}, pair{})
	_ = keep
}

// Output:
// list 500500
// spill 123456
// object 1011
// grow 6001 6
// grow 4001 8
// closure 314 102
// stack args 4
// loop slot 2450
// wide 7
// big frames 821 5051

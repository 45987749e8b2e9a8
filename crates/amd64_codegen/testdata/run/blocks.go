package main

import "runtime"

type rec struct {
	a *int
	n int
	b *int
	c [3]*int
	m int
}

func move(dst, src *rec, n int) int
func clear(p *rec, n int) int

//go:noinline
func mk(n int) *int { return &n }

var sink []byte

func main() {
	stop := make(chan bool)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stop <- true
				return
			default:
				sink = make([]byte, 1<<16)
				runtime.GC()
			}
		}
	}()
	recs := make([]*rec, 64)
	for i := range recs {
		recs[i] = &rec{m: 1}
	}
	bad := 0
	for i := 0; i < 200000; i++ {
		from := &rec{mk(i), i, mk(i + 1), [3]*int{nil, mk(i + 2), mk(i + 3)}, 7}
		to := recs[i%len(recs)]
		if move(to, from, i) != i+7 {
			bad++
		}
		other := recs[(i*7)%len(recs)]
		if other.a != nil && (*other.a != other.n || *other.b != other.n+1 || *other.c[2] != other.n+3) {
			bad++
		}
		if i%5 == 0 && clear(other, i) != i {
			bad++
		}
	}
	stop <- true
	<-stop
	println("bad", bad, recs[3].m < 8)
	func() {
		defer func() { println(recover().(error).Error()) }()
		move(nil, recs[0], 0)
	}()
	println(any(rec{}) != nil)
}
// Output:
// bad 0 true
// runtime error: invalid memory address or nil pointer dereference
// true

// Garbage, finalizers and a live structure that must survive many collections.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

type tree struct {
	left, right *tree
	value       int
	text        string
	any         interface{}
}

func build(depth, value int) *tree {
	if depth == 0 {
		return &tree{value: value, text: fmt.Sprint(value), any: value}
	}
	return &tree{left: build(depth-1, 2*value), right: build(depth-1, 2*value+1), value: value, any: &value}
}

func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	return t.value + len(t.text) + t.left.sum() + t.right.sum()
}

var finalized atomic.Int64

func main() {
	keep := build(14, 1)
	want := keep.sum()
	for i := 0; i < 200; i++ {
		garbage := build(6, i)
		runtime.SetFinalizer(garbage, func(*tree) { finalized.Add(1) })
		m := map[string]*tree{}
		for j := 0; j < 50; j++ {
			m[fmt.Sprint(j)] = garbage
		}
	}
	deadline := time.Now().Add(20 * time.Second)
	for finalized.Load() < 190 && time.Now().Before(deadline) {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	fmt.Println(keep.sum() == want, finalized.Load() >= 190, stats.NumGC > 10)
	runtime.KeepAlive(keep)
}

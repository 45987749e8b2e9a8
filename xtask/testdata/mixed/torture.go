// A collector torture: run it with GOGC=1 and GODEBUG=clobberfree=1,gccheckmark=1.
package main

import (
	"fmt"
	"runtime"
	"strconv"
	"sync"
)

type node struct {
	left, right *node
	key         int
	payload     []byte
	any         any
}

func build(depth, key int) *node {
	n := &node{key: key, payload: make([]byte, depth+1), any: key}
	for i := range n.payload {
		n.payload[i] = byte(key + i)
	}
	if depth > 0 {
		n.left, n.right = build(depth-1, 2*key), build(depth-1, 2*key+1)
		n.any = n.left
	}
	return n
}

func (n *node) check() (sum int) {
	if n == nil {
		return 0
	}
	for i, b := range n.payload {
		if b != byte(n.key+i) {
			panic(fmt.Sprintf("node %d: byte %d is %d", n.key, i, b))
		}
	}
	switch x := n.any.(type) {
	case int:
		sum += x
	case *node:
		sum += x.key
	}
	return sum + n.left.check() + n.right.check()
}

type list struct {
	next *list
	s    string
}

func chain(n int) *list {
	var head *list
	for i := range n {
		head = &list{head, "item " + strconv.Itoa(i)}
	}
	return head
}

func (l *list) length() (n int) {
	for ; l != nil; l = l.next {
		n += len(l.s)
	}
	return n
}

func deep(n int, p *int) int {
	var pad [40]int
	pad[n%40] = *p
	if n == 0 {
		runtime.GC()
		return *p
	}
	q := new(int)
	*q = *p + 1
	return deep(n-1, q) + pad[n%40] - *p
}

func closures(n int) (total int) {
	var fs []func(int) int
	for i := range n {
		s := make([]int, 3)
		s[0] = i
		fs = append(fs, func(k int) int { s[1] += k; return s[0] + s[1] })
	}
	for k, f := range fs {
		total += f(k) + f(1)
	}
	return total
}

func texts(n int) int {
	m := map[string][]string{}
	for i := range n {
		k := fmt.Sprintf("key%d", i%37)
		m[k] = append(m[k], k+strconv.Itoa(i))
	}
	total := 0
	for k, v := range m {
		for _, s := range v {
			if s[:len(k)] != k {
				panic("damaged: " + s)
			}
			total += len(s)
		}
	}
	return total
}

func finalized() int {
	var mu sync.Mutex
	n := 0
	for range 50 {
		p := &node{key: 1}
		runtime.SetFinalizer(p, func(*node) { mu.Lock(); n++; mu.Unlock() })
	}
	for range 100 {
		runtime.GC()
		runtime.Gosched()
		mu.Lock()
		done := n > 40
		mu.Unlock()
		if done {
			return 1
		}
	}
	return 0
}

func main() {
	tree := build(9, 1)
	want := tree.check()
	var wg sync.WaitGroup
	results := make([]int, 6)
	for g := range results {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 4 {
				own := build(6, g+1)
				x := g
				results[g] += own.check() + chain(200).length() + closures(60) + texts(300) + deep(50*(i+1), &x)
				if tree.check() != want {
					panic("the tree changed")
				}
			}
		}()
	}
	wg.Wait()
	fmt.Println(want, results, finalized())
	ch := make(chan *list)
	go func() {
		for i := range 200 {
			ch <- chain(i % 20)
		}
		close(ch)
	}()
	total := 0
	for l := range ch {
		total += l.length()
	}
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	fmt.Println(total, tree.check() == want, ms.NumGC > 5)
}

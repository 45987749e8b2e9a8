// A generic B-tree: insertion, search, iteration.
package main

import (
	"cmp"
	"fmt"
)

const most = 31

type node[K cmp.Ordered, V any] struct {
	n        int
	keys     [most]K
	values   [most]V
	children *[most + 1]*node[K, V]
}

type tree[K cmp.Ordered, V any] struct {
	root *node[K, V]
	size int
}

func (n *node[K, V]) find(k K) (int, bool) {
	lo, hi := 0, n.n
	for lo < hi {
		m := (lo + hi) / 2
		switch c := cmp.Compare(n.keys[m], k); {
		case c == 0:
			return m, true
		case c < 0:
			lo = m + 1
		default:
			hi = m
		}
	}
	return lo, false
}

func (n *node[K, V]) split(i int) {
	c := n.children[i]
	r := &node[K, V]{n: most / 2}
	copy(r.keys[:], c.keys[most/2+1:])
	copy(r.values[:], c.values[most/2+1:])
	if c.children != nil {
		r.children = new([most + 1]*node[K, V])
		copy(r.children[:], c.children[most/2+1:])
	}
	c.n = most / 2
	copy(n.keys[i+1:], n.keys[i:n.n])
	copy(n.values[i+1:], n.values[i:n.n])
	copy(n.children[i+2:], n.children[i+1:n.n+1])
	n.keys[i], n.values[i], n.children[i+1] = c.keys[most/2], c.values[most/2], r
	n.n++
}

func (t *tree[K, V]) set(k K, v V) {
	if t.root == nil {
		t.root = &node[K, V]{}
	}
	if t.root.n == most {
		old := t.root
		t.root = &node[K, V]{children: &[most + 1]*node[K, V]{old}}
		t.root.split(0)
	}
	n := t.root
	for {
		i, ok := n.find(k)
		if ok {
			n.values[i] = v
			return
		}
		if n.children == nil {
			copy(n.keys[i+1:], n.keys[i:n.n])
			copy(n.values[i+1:], n.values[i:n.n])
			n.keys[i], n.values[i] = k, v
			n.n++
			t.size++
			return
		}
		if n.children[i].n == most {
			n.split(i)
			continue
		}
		n = n.children[i]
	}
}

func (t *tree[K, V]) get(k K) (v V, ok bool) {
	for n := t.root; n != nil; {
		i, ok := n.find(k)
		if ok {
			return n.values[i], true
		}
		if n.children == nil {
			break
		}
		n = n.children[i]
	}
	return v, false
}

func (n *node[K, V]) each(f func(K, V) bool) bool {
	for i := 0; i < n.n; i++ {
		if n.children != nil && !n.children[i].each(f) || !f(n.keys[i], n.values[i]) {
			return false
		}
	}
	return n.children == nil || n.children[n.n].each(f)
}

func main() {
	var t tree[int, int32]
	var s tree[string, int]
	x := uint32(1)
	sum := 0
	for i := 0; i < 400_000; i++ {
		x = x*1664525 + 1013904223
		t.set(int(x>>4), int32(i))
		if i%4 == 0 {
			s.set(fmt.Sprint(x>>10), i)
		}
		if v, ok := t.get(int(x >> 5)); ok {
			sum += int(v)
		}
	}
	t.root.each(func(k int, v int32) bool { sum ^= k; return true })
	s.root.each(func(k string, v int) bool { sum += len(k) + v; return true })
	fmt.Println(t.size, s.size, sum)
}

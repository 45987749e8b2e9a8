// Linked lists and pointers: a cache by recency, container/list and ring, merging of lists, a skip list.
package main

import (
	"container/list"
	"fmt"
)

type entry struct {
	key, value int
	before, to *entry
}

type cache struct {
	byKey map[int]*entry
	head  entry
	most  int
}

func (c *cache) unlink(e *entry) { e.before.to, e.to.before = e.to, e.before }
func (c *cache) front(e *entry) {
	e.before, e.to = &c.head, c.head.to
	e.before.to, e.to.before = e, e
}

func (c *cache) get(k int, make func(int) int) int {
	e := c.byKey[k]
	if e != nil {
		c.unlink(e)
	} else {
		if len(c.byKey) == c.most {
			last := c.head.before
			c.unlink(last)
			delete(c.byKey, last.key)
		}
		e = &entry{key: k, value: make(k)}
		c.byKey[k] = e
	}
	c.front(e)
	return e.value
}

type cell struct {
	n    int
	next *cell
}

func sorted(l *cell, n int) *cell {
	if n == 1 {
		l.next = nil
		return l
	}
	middle := l
	for i := 0; i < n/2; i++ {
		middle = middle.next
	}
	b, a := sorted(middle, n-n/2), sorted(l, n/2)
	var out *cell
	end := &out
	for a != nil && b != nil {
		if a.n <= b.n {
			*end, a = a, a.next
		} else {
			*end, b = b, b.next
		}
		end = &(*end).next
	}
	if a == nil {
		a = b
	}
	*end = a
	return out
}

func main() {
	c := &cache{byKey: map[int]*entry{}, most: 1000}
	c.head.before, c.head.to = &c.head, &c.head
	x, sum := uint32(1), 0
	for i := 0; i < 1_500_000; i++ {
		x = x*1664525 + 1013904223
		sum += c.get(int(x>>8)%1500, func(k int) int { return k * k })
	}
	for round := 0; round < 4; round++ {
		var l *cell
		for i := 0; i < 100_000; i++ {
			x = x*1664525 + 1013904223
			l = &cell{int(x >> 9), l}
		}
		l = sorted(l, 100_000)
		for i := 0; l != nil; l, i = l.next, i+1 {
			sum += l.n * (i & 3)
		}
	}
	q := list.New()
	for i := 0; i < 1_000_000; i++ {
		q.PushBack(i)
		if i%3 != 0 {
			sum += q.Remove(q.Front()).(int)
		}
		if i%1000 == 0 {
			q.Init()
		}
	}
	fmt.Println(sum)
}

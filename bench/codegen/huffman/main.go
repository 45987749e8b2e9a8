// Prefix codes: a heap of pointers, a tree, single bits written and read.
package main

import "fmt"

type node struct {
	count       int
	symbol      byte
	left, right *node
}

type queue []*node

func (q *queue) push(n *node) {
	*q = append(*q, n)
	s := *q
	for i := len(s) - 1; i > 0; {
		p := (i - 1) / 2
		if s[p].count <= s[i].count {
			break
		}
		s[p], s[i] = s[i], s[p]
		i = p
	}
}

func (q *queue) pop() *node {
	s := *q
	top, last := s[0], len(s)-1
	s[0] = s[last]
	s = s[:last]
	*q = s
	for i := 0; ; {
		c := 2*i + 1
		if c >= len(s) {
			break
		}
		if c+1 < len(s) && s[c+1].count < s[c].count {
			c++
		}
		if s[i].count <= s[c].count {
			break
		}
		s[i], s[c] = s[c], s[i]
		i = c
	}
	return top
}

type code struct {
	bits uint64
	n    uint
}

func (n *node) codes(c code, all *[256]code) {
	if n.left == nil {
		all[n.symbol] = c
		return
	}
	n.left.codes(code{c.bits << 1, c.n + 1}, all)
	n.right.codes(code{c.bits<<1 | 1, c.n + 1}, all)
}

func main() {
	src := make([]byte, 1_000_000)
	x := uint32(9)
	for i := range src {
		x = x*1664525 + 1013904223
		src[i] = byte((x >> 24) * (x >> 16 & 255) >> 8)
	}
	total := 0
	for round := 0; round < 5; round++ {
		var counts [256]int
		for _, b := range src {
			counts[b]++
		}
		var q queue
		for s, c := range counts {
			if c > 0 {
				q.push(&node{count: c, symbol: byte(s)})
			}
		}
		for len(q) > 1 {
			a, b := q.pop(), q.pop()
			q.push(&node{a.count + b.count, 0, a, b})
		}
		root := q.pop()
		var all [256]code
		root.codes(code{}, &all)
		var out []byte
		var acc uint64
		var have uint
		for _, b := range src {
			c := all[b]
			acc = acc<<c.n | c.bits
			have += c.n
			for have >= 8 {
				have -= 8
				out = append(out, byte(acc>>have))
			}
		}
		out = append(out, byte(acc<<(8-have)))
		n, at := root, 0
		for i := 0; at < len(src); i++ {
			if out[i>>3]>>(7-uint(i)&7)&1 == 0 {
				n = n.left
			} else {
				n = n.right
			}
			if n.left == nil {
				if n.symbol != src[at] {
					panic("differs")
				}
				at++
				n = root
			}
		}
		total += len(out)
	}
	fmt.Println(total)
}

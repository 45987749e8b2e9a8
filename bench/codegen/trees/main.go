// Allocation: binary trees that live short and long, linked lists, growing slices.
package main

import "fmt"

type node struct{ left, right *node }

func build(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{build(depth - 1), build(depth - 1)}
}

func (n *node) check() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.check() + n.right.check()
}

type item struct {
	next  *item
	name  string
	value int
}

func list(n int) (sum int) {
	var head *item
	for i := 0; i < n; i++ {
		head = &item{next: head, name: "item", value: i}
	}
	for it := head; it != nil; it = it.next {
		sum += it.value + len(it.name)
	}
	return sum
}

func main() {
	const depth = 16
	long := build(depth)
	for d := 4; d <= depth; d += 4 {
		n := 1 << (depth - d + 4)
		total := 0
		for i := 0; i < n; i++ {
			total += build(d).check()
		}
		fmt.Println(n, d, total)
	}
	total := 0
	for i := 0; i < 40; i++ {
		total += list(20000)
		var all []*node
		for j := 0; j < 20000; j++ {
			all = append(all, long)
		}
		total += len(all)
	}
	fmt.Println(long.check(), total)
}

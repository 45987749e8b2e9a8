// Allocation and collection of many small objects.
package main

import "fmt"

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	const most = 17
	kept := grow(most)
	sum := 0
	for depth := 4; depth <= most; depth += 3 {
		for i := 0; i < 1<<(most-depth+2); i++ {
			sum += grow(depth).count()
		}
	}
	fmt.Println(sum, kept.count())
}

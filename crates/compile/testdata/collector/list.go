// Lists, trees, maps and closures that must stay alive across many collections.
package main

import "fmt"

type node struct {
	next  *node
	val   any
	words []string
}

type tree struct{ left, right *tree }

func build(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{build(depth - 1), build(depth - 1)}
}

func (t *tree) count() int {
	if t == nil {
		return 0
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	var head *node
	index := map[string]*node{}
	var later []func() int
	for i := range 20000 {
		name := fmt.Sprint("n", i)
		head = &node{next: head, val: i, words: []string{name, name + "!"}}
		if i%100 == 0 {
			index[name] = head
			later = append(later, func() int { return len(name) + i })
		}
	}
	sum, letters := 0, 0
	for n := head; n != nil; n = n.next {
		sum += n.val.(int)
		letters += len(n.words[0]) + len(n.words[1])
	}
	fmt.Println(sum, letters, len(index), index["n300"].words)
	total := 0
	for _, f := range later {
		total += f()
	}
	fmt.Println(total, build(12).count())
}

// Variables, temporaries and buffers that are in use one after the other share places in frames; what is still reachable
// in whatever way does not.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

type node struct {
	next *node
	id   int
}

type block struct{ words [12]int }

//go:noinline
func fill(n int) (b block) {
	for i := range b.words {
		b.words[i] = n * i
	}
	return b
}

//go:noinline
func total(b *block) (n int) {
	for _, w := range b.words {
		n += w
	}
	runtime.GC()
	return n
}

//go:noinline
func itself(p *node) *node { return p }

//go:noinline
func link(to, what *node) { to.id += what.id }

//go:noinline
func oneAfterTheOther(n int) int {
	a := fill(n)
	x := total(&a)
	b := fill(x)
	y := total(&b)
	c := fill(y)
	return x + y + total(&c)
}

//go:noinline
func throughResult(n int) int {
	a := node{id: n}
	p := itself(&a)
	b := node{id: n + 1}
	q := itself(&b)
	c := node{id: n + 2}
	runtime.GC()
	return p.id*100 + q.id*10 + itself(&c).id
}

//go:noinline
func throughMemory(n int) int {
	var list *node
	a := node{id: n}
	list = &a
	b := node{list, n + 1}
	list = &b
	c := node{list, n + 2}
	x := fill(n)
	t := total(&x)
	for p := &c; p != nil; p = p.next {
		t = t*10 + p.id
	}
	return t
}

//go:noinline
func acrossTurns(n int) (t int) {
	var last *node
	for i := range n {
		x := fill(i)
		t += total(&x)
		if last != nil {
			t += last.id
		}
		if i%2 == 0 {
			one := node{id: i}
			last = itself(&one)
		} else {
			other := node{id: 10 * i}
			last = itself(&other)
		}
		y := fill(i + 1)
		t += total(&y)
	}
	return t
}

//go:noinline
func captured(n int) (t int) {
	a, b := node{id: n}, node{id: 2 * n}
	var p *node
	set := func(q *node) { p = q }
	set(&a)
	x := fill(n)
	t = total(&x)
	t += p.id
	set(&b)
	y := fill(n)
	t += total(&y)
	link(&a, p)
	return t + a.id
}

//go:noinline
func deferred(n int) (t int, err error) {
	a := node{id: n}
	defer func() {
		if r := recover(); r != nil {
			t += a.id
			err = errors.New(fmt.Sprint(r))
		}
	}()
	x := fill(n)
	t = total(&x)
	y := fill(n + 1)
	t += total(&y)
	a.id *= 3
	var none *node
	return none.id, nil
}

//go:noinline
func inLoop(names []string) (t int) {
	for _, name := range names {
		d := node{id: len(name)}
		defer func() { t += d.id }()
		x := fill(len(name))
		t += total(&x)
	}
	return t
}

//go:noinline
func texts(words []string) string {
	var out strings.Builder
	for _, w := range words {
		s := string([]byte(w)) + "/"
		fmt.Fprintf(&out, "%s%d", s, len(s))
		u := []rune(w)
		fmt.Fprintf(&out, "%v", string(u) < s)
		m := map[string]int{w: len(w)}
		fmt.Fprintln(&out, m[s[:len(s)-1]], strings.ToUpper(s+w))
	}
	return out.String()
}

//go:noinline
func indexed(n int) (t int) {
	var a [16]int
	for i := range a {
		a[i&15] += i + n
	}
	var p [8]*node
	for i := range p {
		p[(i+n)&7] = &node{id: a[i&15]}
	}
	runtime.GC()
	var b [16]byte
	for i := range b {
		b[(i*n)&15] += byte(i)
	}
	for i := range p {
		t = t*3 + p[i&7].id + int(b[(i+1)&15])
	}
	return t
}

type table struct {
	head *node
	ids  [20]int
	name string
}

//go:noinline
func built(n int) (t int) {
	var prev *table
	for i := range n {
		cur := table{head: &node{id: i}, ids: [20]int{1, 2, i, 4, 5, 6, 19: n}, name: "x"}
		if prev != nil {
			next := table{head: prev.head, ids: prev.ids, name: prev.name + cur.name}
			cur.ids[3] += next.ids[2]
			cur.name = next.name
			t += next.head.id
		}
		prev = &cur
		for _, v := range cur.ids {
			t += v
		}
		cur = table{ids: cur.ids, head: itself(cur.head), name: cur.name + "y"}
	}
	runtime.GC()
	return t + len(prev.name) + prev.ids[3]
}

//go:noinline
func half(p *node) (t table, err any) {
	defer func() { err = recover() }()
	t = table{name: "before"}
	x := table{name: "after", head: p.next.next, ids: [20]int{7: p.id}}
	return x, nil
}

func main() {
	for n := range 4 {
		fmt.Println(built(n + 1))
	}
	fmt.Println(half(&node{next: &node{}, id: 5}))
	fmt.Println(half(&node{id: 5}))
	for n := range 4 {
		fmt.Println(oneAfterTheOther(n), throughResult(n), throughMemory(n), acrossTurns(n+3), captured(n), indexed(n))
		fmt.Println(deferred(n))
	}
	fmt.Println(inLoop([]string{"a", "bcd", "ef"}))
	fmt.Print(texts([]string{"one", "thirty", "a longer word that fits in no buffer at all"}))
}

// Who sees what is written: bytes made of strings by every way they can be written to, and objects of earlier turns of
// a loop that are found by way of other objects.
package main

import (
	"fmt"
	"runtime"
	"sort"
	"strings"
	"unsafe"
)

type buffer struct{ data []byte }

func (b buffer) set()          { b.data[0] = 'X' }
func (b buffer) at(i int) byte { return b.data[i] }
func (b *buffer) swap()        { b.data[0], b.data[1] = b.data[1], b.data[0] }

type setter interface{ set() }

//go:noinline
func call(f func()) { f() }

//go:noinline
func write(b []byte) { b[0] = 'W' }

//go:noinline
func writeBehind(b *[]byte) { (*b)[0] = 'P' }

//go:noinline
func writeDeep(b *struct{ inner *buffer }) { b.inner.data[0] = 'D' }

//go:noinline
func part(b []byte) []byte { return b[1:] }

//go:noinline
func look(b []byte) (n int) {
	for _, c := range b {
		n = n*7 + int(c)
	}
	return n
}

func show(name string, b []byte, s string) { fmt.Printf("%s %q %s\n", name, string(b), s) }

//go:noinline
func boundMethod(s string) {
	x := buffer{[]byte(s)}
	call(x.set)
	show("bound", x.data, s)
}

//go:noinline
func boundMethodAgain(s string) {
	x := buffer{[]byte(s)}
	f := x.set
	f()
	defer x.set()
	show("bound again", x.data, s)
}

//go:noinline
func boundPointer(s string) {
	x := &buffer{[]byte(s)}
	f := x.swap
	call(f)
	g := (*buffer).swap
	g(x)
	g(x)
	show("bound pointer", x.data, s)
}

//go:noinline
func methodExpression(s string) {
	f := buffer.set
	x := buffer{[]byte(s)}
	f(x)
	show("expression", x.data, s)
}

//go:noinline
func byInterface(s string) {
	x := buffer{[]byte(s)}
	var i setter = x
	i.set()
	show("interface", x.data, s)
}

//go:noinline
func closures(s string) {
	b := []byte(s)
	func() { b[0] = 'C' }()
	f := func(c byte) { b[1] = c }
	f('c')
	call(func() { b[2] = 'k' })
	show("closures", b, s)
}

//go:noinline
func nestedClosures(s string) {
	b := []byte(s)
	call(func() {
		c := b[1:]
		call(func() { c[0] = 'N' })
	})
	show("nested", b, s)
}

//go:noinline
func goroutines(s string) {
	b, done := []byte(s), make(chan bool)
	go func() {
		b[0] = 'G'
		done <- true
	}()
	<-done
	show("goroutine", b, s)
}

//go:noinline
func deferred(s string) (out string) {
	b := []byte(s)
	defer func() { out = string(b) + s }()
	for i := range 2 {
		defer func() { b[i] = '0' + byte(i) }()
	}
	return ""
}

//go:noinline
func recovered(s string) (out string) {
	b := []byte(s)
	defer func() {
		recover()
		b[1] = 'R'
		out = string(b) + s
	}()
	b[len(s)] = 'x'
	return "no"
}

//go:noinline
func structs(s, t string) {
	var pair struct{ a, b []byte }
	pair.a, pair.b = []byte(s), []byte(t)
	p := &pair
	p.b[0] = 'S'
	show("struct a", pair.a, s)
	show("struct b", pair.b, t)
	x := struct{ inner *buffer }{&buffer{[]byte(s)}}
	writeDeep(&x)
	show("deep", x.inner.data, s)
}

//go:noinline
func arrays(s string, n int) {
	list := [3][]byte{[]byte(s), []byte(s), []byte(s)}
	list[n][0] = 'A'
	for i, b := range list {
		show(fmt.Sprint("array ", i), b, s)
	}
	rows := [][]byte{[]byte(s), []byte(s)}
	for _, row := range rows {
		row[1] = 'r'
	}
	show("rows", rows[1], s)
}

//go:noinline
func inMaps(s string) {
	m := map[string][]byte{s: []byte(s)}
	m[s][0] = 'M'
	for k, v := range m {
		v[1] = 'm'
		show("map "+k, v, s)
	}
}

//go:noinline
func calls(s string) {
	a, b, c := []byte(s), []byte(s), []byte(s)
	write(a)
	writeBehind(&b)
	part(c)[0] = 'T'
	show("call", a, s)
	show("pointer", b, s)
	show("part", c, s)
}

//go:noinline
func growing(s string) {
	a := []byte(s)
	a = append(a[:1], 'g')
	show("append", a, s)
	b := []byte(s)
	b = append(b, "more"...)
	b[0] = 'h'
	show("grown", b, s)
	c := []byte(s)
	d := c[:len(c):len(c)]
	d = append(d, '!')
	d[0] = 'd'
	show("full", c, s)
	copy(c[1:], "yz")
	show("copy", c, s)
	e := []byte(s)
	clear(e[:1])
	show("clear", e, s)
	f := []byte(s)
	sort.Slice(f, func(i, j int) bool { return f[i] > f[j] })
	show("sort", f, s)
}

//go:noinline
func assigned(s string) {
	b := []byte(s)
	for i, b[0] = range []byte{'1', '2'} {
	}
	show("range", b, s)
	b[0], b[1] = b[1], b[0]
	b[2]++
	b[3] ^= 0x20
	show("op", b, s)
	p := &b[1]
	*p = 'p'
	q := (*[2]byte)(b)
	q[0] = 'q'
	r := [2]byte(b)
	r[0] = 'r'
	show("element", b, s)
	u := unsafe.Slice(unsafe.SliceData(b), 2)
	u[1] = 'u'
	show("unsafe", b, s)
}

var i int

//go:noinline
func received(s string, c chan byte) {
	b := []byte(s)
	c <- 'c'
	b[0] = <-c
	c <- 'd'
	select {
	case b[1] = <-c:
	default:
	}
	show("received", b, s)
}

type bytes interface{ ~[]byte | ~string }

//go:noinline
func generic[T bytes](x T) []byte { return []byte(x) }

//go:noinline
func inPlace[T ~[]byte](x T) T { x[0] = 'I'; return x }

//go:noinline
func generics(s string) {
	b := []byte(s)
	c := generic(b)
	c[0] = 'Y'
	show("generic", b, s)
	d := generic(s)
	d[0] = 'Z'
	show("of string", d, s)
	e := []byte(s)
	inPlace(e)
	show("in place", e, s)
}

func each(b []byte) func(yield func(int, *byte) bool) {
	return func(yield func(int, *byte) bool) {
		for i := range b {
			if !yield(i, &b[i]) {
				return
			}
		}
	}
}

//go:noinline
func rangeFunc(s string) {
	b := []byte(s)
	for i, p := range each(b) {
		if i == 2 {
			break
		}
		*p = '0' + byte(i)
	}
	show("iterator", b, s)
}

//go:noinline
func readOnly(s string) int {
	b := []byte(s)
	c := b[1:]
	n := 0
	call(func() { n = look(c) })
	return n + look(b)
}

type T struct{ v int }
type node struct {
	t    *T
	self *node
	next *node
	v    int
}

//go:noinline
func (n *node) inner() *T { return n.t }

// What the last turn's object holds is another one than that of this turn.
//
//go:noinline
func heldByObject(n int) (sum int) {
	var p *node
	for i := 1; i <= n; i++ {
		var q *T
		if p != nil {
			q = p.t
		}
		t := &T{i}
		m := &node{t: t}
		if q != nil {
			sum = sum*10 + q.v
		}
		p = m
	}
	return sum
}

//go:noinline
func heldByItself(n int) (sum int) {
	var p *node
	for i := 1; i <= n; i++ {
		q := p
		if p != nil {
			q = p.self
		}
		m := &node{v: i}
		m.self = m
		if q != nil {
			sum = sum*10 + q.v
		}
		p = m
	}
	return sum
}

//go:noinline
func heldByMethod(n int) (sum int) {
	var p *node
	for i := 1; i <= n; i++ {
		var q *T
		if p != nil {
			q = p.inner()
		}
		m := &node{t: &T{i}}
		if q != nil {
			sum = sum*10 + q.v
		}
		p = m
	}
	return sum
}

//go:noinline
func heldByClosure(n int) (sum int) {
	var f func() int
	for i := 1; i <= n; i++ {
		t := &T{i}
		g := func() int { return t.v }
		if f != nil {
			sum = sum*10 + f()
		}
		f = g
	}
	return sum
}

//go:noinline
func heldByCopy(n int) (sum int) {
	var p *struct{ a [2]*T }
	for i := 1; i <= n; i++ {
		var copied [2]*T
		if p != nil {
			copied = p.a
		}
		m := &struct{ a [2]*T }{[2]*T{{i}, {i + 1}}}
		for _, t := range copied {
			if t != nil {
				sum = sum*10 + t.v
			}
		}
		p = m
	}
	return sum
}

//go:noinline
func heldBySlice(n int) (sum int) {
	var last []*T
	for i := 1; i <= n; i++ {
		old := last
		var q *T
		if len(old) > 0 {
			q = old[0]
		}
		last = []*T{{i}}
		if q != nil {
			sum = sum*10 + q.v
		}
	}
	return sum
}

//go:noinline
func texts(b []byte) string {
	last := ""
	var out strings.Builder
	for i := range b {
		s := string(b[i : i+1])
		t := s + last
		out.WriteString(t)
		last = t[:1]
		b[i] = '#'
	}
	return out.String() + last
}

func main() {
	s := strings.Repeat("abcdef", 1)
	boundMethod(s)
	boundMethodAgain(s)
	boundPointer(s)
	methodExpression(s)
	byInterface(s)
	closures(s)
	nestedClosures(s)
	goroutines(s)
	fmt.Println(deferred(s), recovered(s))
	structs(s, "other")
	arrays(s, 1)
	inMaps(s)
	calls(s)
	growing(s)
	assigned(s)
	received("literal", make(chan byte, 1))
	generics("constant")
	rangeFunc(s)
	boundMethod("literal")
	calls("literal")
	fmt.Println(readOnly(s))
	runtime.GC()
	fmt.Println(heldByObject(5), heldByItself(5), heldByMethod(5), heldByClosure(5), heldByCopy(5), heldBySlice(5))
	fmt.Println(texts([]byte("xyz")), s)
}

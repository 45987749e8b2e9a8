package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
)

func open(n int) (s string) {
	defer func() { s += "a" }()
	if n > 0 {
		defer func() { s += "b" }()
	}
	if n > 1 {
		defer func() { s += "c" }()
		if n > 2 {
			return "early "
		}
	}
	defer func() { s += "d" }()
	return "late "
}

func stack(n int) (list []int) {
	add := func(i int) { list = append(list, i) }
	defer add(0)
	defer add(1)
	defer add(2)
	defer add(3)
	switch n {
	case 0:
		return nil
	case 1:
		return nil
	case 2:
		return nil
	}
	defer add(4)
	return nil
}

func many() (s string) {
	put := func(x string) { s += x }
	defer put("1")
	defer put("2")
	defer put("3")
	defer put("4")
	defer put("5")
	defer put("6")
	defer put("7")
	defer put("8")
	defer put("9")
	return
}

func loops(n int) (s string) {
	defer func() { s += "." }()
	for i := 0; i < n; i++ {
		defer func() { s += fmt.Sprint(i) }()
	}
	i := 0
again:
	defer func(i int) { s += fmt.Sprint("g", i) }(i)
	if i++; i < 3 {
		goto again
	}
	return
}

type big struct {
	a, b, c, d, e int
	s             string
}

func (b big) show(x string, y big) { fmt.Println("show", x, b.s, y.e) }
func (b *big) set(s string) *big   { b.s = s; return b }

type shower interface{ show(string, big) }

func operands() {
	b := big{s: "old", e: 5}
	defer b.show("value", b)
	var i shower = b
	defer i.show("interface", b)
	f := func(s string, b big) { fmt.Println("closure", s, b.s) }
	defer f("x", b)
	defer (&b).set("a").set("b").set("c")
	defer fmt.Println("print", b.s, 1, 2.5)
	m := map[string]int{"k": 1, "l": 2}
	defer func() { fmt.Println(len(m)) }()
	defer delete(m, "k")
	c := make(chan int, 1)
	defer func() { _, ok := <-c; fmt.Println("closed", !ok) }()
	defer close(c)
	dst := make([]int, 3)
	defer func() { fmt.Println(dst) }()
	defer copy(dst, []int{1, 2, 3, 4})
	b.s = "new"
	f = nil
}

func results() (n int, b big, err error) {
	defer func() {
		if r := recover(); r != nil {
			n++
			b.e = 9
			err = fmt.Errorf("recovered: %v", r)
		}
	}()
	n = 41
	b.s = "kept"
	var p *big
	p.e = 1
	return
}

func plain() (int, string) {
	defer func() { recover() }()
	var m map[string]int
	m["x"] = 1
	return 5, "not"
}

func again() {
	defer func() { fmt.Println("outer", recover()) }()
	defer func() {
		defer func() { fmt.Println("inner", recover()) }()
		panic("second")
	}()
	panic("first")
}

func replaced() {
	defer func() { fmt.Println("recovered", recover()) }()
	defer func() { panic("replacement") }()
	panic("original")
}

func help() any { return recover() }

func indirect() {
	defer func() { fmt.Println("direct", recover()) }()
	defer func() { fmt.Println("helper", help()) }()
	panic("p")
}

func squelched() {
	defer fmt.Println("squelched")
	defer func() {
		defer recover()
	}()
	panic("squelch")
}

func unsquelched() {
	defer func() { fmt.Println("still", recover()) }()
	defer recover()
	panic("loud")
}

type wrapped struct{ *rec }
type rec struct{}

func (rec) recover1()  { fmt.Println("method", recover()) }
func (*rec) recover2() { fmt.Println("pointer method", recover()) }

type recoverer interface {
	recover1()
	recover2()
}

func wrappers(k int) {
	w := wrapped{&rec{}}
	var i recoverer = w
	switch k {
	case 0:
		defer w.recover1()
	case 1:
		defer w.recover2()
	case 2:
		defer i.recover1()
	case 3:
		defer i.recover2()
	case 4:
		f := i.recover1
		defer f()
	case 5:
		defer wrapped.recover1(w)
	case 6:
		defer recoverer.recover2(i)
	}
	panic(k)
}

func goexit() {
	done := make(chan string)
	go func() {
		defer close(done)
		defer func() { done <- fmt.Sprint("recovered ", recover()) }()
		func() {
			defer func() { done <- "inner" }()
			runtime.Goexit()
		}()
		done <- "not reached"
	}()
	for s := range done {
		fmt.Println(s)
	}
}

func deep(n int) (r int) {
	defer func() {
		if n == 0 {
			recover()
			r = 1
		} else {
			r++
		}
	}()
	if n == 0 {
		panic(errors.New("bottom"))
	}
	var pad [100]int
	pad[n%100] = n
	r = deep(n - 1)
	return r + pad[(n+1)%100]
}

func nilFunc() {
	defer func() { fmt.Println("nil func:", recover()) }()
	var f func()
	defer f()
	fmt.Println("f deferred")
}

func nilInterface() {
	defer func() { fmt.Println("nil interface:", recover() != nil) }()
	var i shower
	defer i.show("", big{})
	fmt.Println("not reached")
}

func conditional(k int) (s string) {
	defer func() { s += fmt.Sprint(recover()) }()
	if k&1 != 0 {
		defer func() { s += "1" }()
	}
	if k&2 != 0 {
		defer func() { s += "2" }()
		if k&4 != 0 {
			panic("p")
		}
	}
	if k&4 != 0 {
		var a []int
		_ = a[k]
	}
	return "ok"
}

func collected() (s string) {
	x := []byte("garbage")
	defer func() { s = string(x) + s }()
	for i := range 3 {
		y := []byte(fmt.Sprint(i))
		defer func() { s += string(y) }()
	}
	runtime.GC()
	return
}

func main() {
	for i := range 4 {
		fmt.Println(open(i), stack(i))
	}
	fmt.Println(many())
	fmt.Println(loops(3))
	operands()
	fmt.Println(results())
	fmt.Println(plain())
	again()
	replaced()
	indirect()
	squelched2()
	unsquelched()
	for k := range 7 {
		wrappers(k)
	}
	goexit()
	fmt.Println(deep(300))
	nilFunc()
	nilInterface()
	for k := range 8 {
		fmt.Println(conditional(k))
	}
	fmt.Println(collected())
	defer os.Exit(0)
	defer func() { fmt.Println("exiting") }()
	panic("at the end")
}

func squelched2() {
	defer func() { fmt.Println("after", recover()) }()
	squelched()
}

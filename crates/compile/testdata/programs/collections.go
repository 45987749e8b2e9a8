package main

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"time"
)

type K8 struct{ a, b int8; c int16 }
type Big [200]byte
type Fat [2000]byte
type S2 struct{ p *int; s string }

func maps() {
	m32 := map[int32]string{}
	m64 := map[uint64]int{}
	mp := map[*int]bool{}
	ms := map[string][]int{}
	mk := map[K8]int{}
	mf := map[float64]int{}
	mi := map[any]int{}
	mb := map[int]Big{}
	mfat := map[int]Fat{}
	mbk := map[Big]int{}
	ma := map[[2]string]S2{}
	mc := map[chan int]int{}
	mst := map[struct{}]int{}
	mbool := map[bool]int{true: 1}
	for i := range 100 {
		m32[int32(i%10)] += fmt.Sprint(i % 3)
		m64[uint64(i)<<40]++
		x := i
		mp[&x] = true
		ms[fmt.Sprint(i%7)] = append(ms[fmt.Sprint(i%7)], i)
		mk[K8{int8(i % 3), 1, int16(i % 2)}]++
		mf[float64(i%4)/2]++
		mf[math.NaN()] = i
		mi[i%5]++
		mi[fmt.Sprint(i%5)]++
		mb[i%3] = Big{0: byte(i)}
		mfat[i%3] = Fat{1999: byte(i)}
		mbk[Big{199: byte(i % 4)}] += i
		ma[[2]string{"a", fmt.Sprint(i % 2)}] = S2{&x, "v"}
		mc[make(chan int)]++
		mst[struct{}{}]++
		mbool[i%2 == 0]++
	}
	fmt.Println(m32, len(m64), len(mp), ms["3"], mk, mi)
	n := 0
	for k := range mf {
		if k != k {
			n++
		}
	}
	fmt.Println(len(mf), n, mf[0.5], mb[1][0], mfat[2][1999], mfat[5][1999], mbk[Big{199: 3}], len(ma), *ma[[2]string{"a", "1"}].p, len(mc), mst, mbool)
	delete(mf, math.NaN())
	fmt.Println(len(mf))
	clear(mf)
	fmt.Println(len(mf))
	v, ok := mfat[7]
	fmt.Println(len(v), ok)
	_, ok = mfat[0]
	fmt.Println(ok)
	delete(ms, "3")
	_, ok = ms["3"]
	fmt.Println(ok, len(ms))
	var nilm map[string]int
	fmt.Println(nilm["x"], len(nilm))
	delete(nilm, "x")
	for range nilm {
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		nilm["x"]++
	}()
	m := map[string]map[string]int{"a": {"b": 1}}
	m["a"]["b"]++
	m["a"]["c"] += 5
	fmt.Println(m)
	type T struct{ f func() int; xs []int }
	mt := map[string]T{"f": {f: func() int { return 3 }, xs: []int{1, 2}}}
	mt["f"].xs[1] = 9
	fmt.Println(mt["f"].f(), mt["f"].xs)
	sum := 0
	for k, v := range map[int]int{1: 10, 2: 20, 3: 30} {
		sum += k * v
		delete(map[int]int{}, k)
	}
	fmt.Println(sum)
	order := map[int]int{}
	for i := range 50 {
		order[i] = i
	}
	for k := range order {
		if k%2 == 0 {
			delete(order, k)
		}
		order[k+1000] = 1
		if len(order) > 200 {
			break
		}
	}
	fmt.Println(len(order) > 25)
}

func selects() {
	a, b := make(chan int, 1), make(chan string, 1)
	var none chan int
	quit := make(chan struct{})
	res := map[string]int{}
	go func() {
		defer close(quit)
		for i := range 20 {
			select {
			case a <- i:
			case b <- "s":
			}
		}
	}()
loop:
	for {
		select {
		case x, ok := <-a:
			if !ok {
				break
			}
			res["a"]++
			_ = x
			continue loop
		case s := <-b:
			res[s]++
		case <-none:
			panic("nil channel")
		case none <- 1:
			panic("nil channel")
		case <-quit:
			break loop
		}
	}
	fmt.Println(res["a"]+res["s"] >= 18)
	select {
	case x := <-none:
		fmt.Println(x)
	default:
		fmt.Println("default")
	}
	c := make(chan [10]int, 1)
	select {
	case c <- [10]int{9: 4}:
	default:
		panic("full")
	}
	select {
	case c <- [10]int{}:
		panic("not full")
	default:
	}
	var arr [3][10]int
	i := 1
	idx := func() int { i++; return i - 1 }
	select {
	case arr[idx()] = <-c:
	case arr[idx()] = <-make(chan [10]int):
	}
	fmt.Println(arr[1][9], i)
	close(c)
	m := map[string]bool{}
	var v [10]int
	select {
	case v, m["ok"] = <-c:
	}
	fmt.Println(v, m)
	t := time.NewTimer(time.Millisecond)
	select {
	case <-t.C:
		fmt.Println("timer")
	case <-time.After(5 * time.Second):
		fmt.Println("late")
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		select {
		case c <- v:
		}
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		close(c)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		close(none)
	}()
	fmt.Println(len(b), cap(b), len(none), cap(none))
	for x := range c {
		fmt.Println(x)
	}
}

func appends() {
	var s []int
	s = append(s)
	fmt.Println(s == nil)
	s = append(s, 1, 2, 3)
	s = append(s, s...)
	s = append(s[:1], s[2:]...)
	fmt.Println(s, len(s))
	bs := append([]byte("ab"), "cd"...)
	bs = append(bs, bs[1:3]...)
	fmt.Println(string(bs))
	type T struct {
		a, b, c, d, e int
		s string
	}
	ts := append([]T{}, T{a: 1}, T{e: 2, s: "x"})
	ts = append(ts, ts[1], ts[0])
	fmt.Println(ts)
	s = append(s, make([]int, 5)...)
	fmt.Println(s, cap(s) >= len(s))
	var z []struct{}
	z = append(z, struct{}{}, struct{}{})
	fmt.Println(len(z), copy(z, z))
	dst := make([]int, 3)
	fmt.Println(copy(dst, s), copy(dst[1:], dst), dst, copy(bs, "XYZ"), string(bs))
	ps := []*int{}
	for i := range 10 {
		ps = append(ps, &i)
		if i%3 == 0 {
			runtime.GC()
		}
	}
	fmt.Println(*ps[0], *ps[9])
	a := [5]int{1, 2, 3, 4, 5}
	b := a[1:3:4]
	b = append(b, 100)
	b = append(b, 200)
	fmt.Println(a, b, len(b), cap(a[2:4]), len(a[:0:0]))
	func() {
		defer func() { fmt.Println(recover()) }()
		i := 6
		_ = a[i%7:]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i, j := 3, 2
		_ = s[i:j]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := 100
		_ = s[:2:i]
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		i := -1
		_ = "abc"[i]
	}()
	clear(s)
	fmt.Println(s)
	x := [3][]int{{1}, nil, {2, 3}}
	x[1] = append(x[1], x[2]...)
	fmt.Println(x)
	arr := [...]string{2: "c", 0: "a", 5: "f"}
	fmt.Println(len(arr), arr)
	sl := []int{3: 1, 2, 1: 5}
	fmt.Println(sl)
	mm := map[[2]int]map[string][]T{{1, 2}: {"k": {{a: 1}}}}
	fmt.Println(mm)
}

func strs() {
	for i, r := range "aé\xff世\xe4\xb8z" {
		fmt.Print(i, ":", r, " ")
	}
	fmt.Println()
	for i := range "héé" {
		fmt.Print(i, " ")
	}
	fmt.Println()
	s := "x"
	for range 3 {
		s += s + "y"
	}
	fmt.Println(s, s[1:4], s[len(s)-1:], s[:0] == "")
	b := []byte("key")
	m := map[string]int{"key": 7}
	fmt.Println(m[string(b)], string(b) == "key", string(b) < "kez")
	switch s {
	case "a", "b", "c", "d", "e", "f":
		fmt.Println("no")
	case "xyxyyxyxyyy"[:11] + "":
		fmt.Println("computed")
	default:
		fmt.Println("default", len(s))
	}
	const big = 1 << 100
	fmt.Println(big>>98, 'a'+1.0, "c"+"d", 1/3.0, 5/2, -5%3, 07_7, 0x1p-2, 1e3)
}

type shape interface{ area() float64 }
type sq float64
type circ struct{ r float64 }

func (s sq) area() float64    { return float64(s * s) }
func (c *circ) area() float64 { return c.r }

func switches() {
	var nilShape shape
	for _, x := range []any{1, int8(2), "s", 2.5, nil, sq(2), &circ{3}, []int{1}, map[string]int{}, nilShape, struct{ a int }{5}, func() {}, make(chan int), [2]int{1, 2}, errT{}, complex(1, 2), uintptr(3), 'x', true} {
		switch y := x.(type) {
		case int, int8:
			fmt.Print("int ", y)
		case string:
			fmt.Print("string ", len(y))
		case nil:
			fmt.Print("nil ", y == nil)
		case shape:
			fmt.Print("shape ", y.area())
		case error:
			fmt.Print("error ", y.Error())
		case []int:
			fmt.Print("slice ", y[0])
		case struct{ a int }:
			fmt.Print("struct ", y.a)
		case [2]int:
			fmt.Print("array ", y[1])
		case func():
			fmt.Print("func ", y != nil)
		case float64, complex128:
			fmt.Printf("number %v", y)
		case bool:
			fmt.Print("bool ", !y)
		default:
			fmt.Printf("other %T", y)
		}
		fmt.Print("; ")
	}
	fmt.Println()
	for i := -2; i < 12; i++ {
		switch {
		case i < 0:
			fmt.Print("neg ")
			fallthrough
		case i == 100:
			fmt.Print("fall ")
		case i > 8:
			fmt.Print("big ")
		default:
			switch i {
			case 0, 1, 2:
				fmt.Print("small ")
				break
			case 3:
				fmt.Print("three ")
				if i == 3 {
					break
				}
				fmt.Print("not")
			case 4, 5, 6, 7:
				fmt.Print("mid ")
			}
		}
	}
	fmt.Println()
	var x any = 3
	if s, ok := x.(fmt.Stringer); !ok {
		fmt.Println(s == nil, ok)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = x.(string)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = x.(shape)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = nilShape.(sq)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var y shape = sq(1)
		_ = y.(*circ)
	}()
}

type errT struct{}

func (errT) Error() string { return "errT" }

func evalOrder() {
	var log []string
	f := func(s string, n int) int { log = append(log, s); return n }
	a := []int{0, 0, 0}
	m := map[int]int{}
	a[f("a", 0)], m[f("b", 1)] = f("c", 2), f("d", 3)
	_ = f("e", 1)+f("f", 2)*f("g", 3) > f("h", 4) && f("i", 0) == 0 || f("j", 1) == 1
	_ = []int{f("k", 1), 2: f("l", 2)}
	_ = map[int]int{f("m", 1): f("n", 2), f("o", 3): f("p", 4)}
	fmt.Println(log, a, m)
	x := 1
	inc := func() int { x++; return x }
	fmt.Println(x, inc(), x)
	y := x + inc()
	x += inc()
	arr := [3]int{x, inc(), x}
	fmt.Println(y, x, arr)
	i := 0
	i, a[i] = 2, 7
	fmt.Println(i, a)
	p := &struct{ n, k int }{1, 2}
	p.n, p.k, p = p.k, p.n, nil
	fmt.Println(p)
	s := []int{1, 2, 3}
	for i, v := range s {
		s = append(s, v*10)
		s[i] = 0
	}
	fmt.Println(s)
	ar := [3]int{1, 2, 3}
	for i, v := range ar {
		ar[2] = 100
		fmt.Print(i, v, " ")
	}
	for i, v := range &ar {
		ar[2] = 200
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	var fs []func()
	for i := 0; i < 3; i++ {
		fs = append(fs, func() { i += 10; fmt.Print(i, " ") })
		defer func() { fmt.Print("d", i, " ") }()
		i := i * 2
		_ = i
	}
	for _, f := range fs {
		f()
		f()
	}
	fmt.Println()
	func(xs ...any) { fmt.Println(len(xs), xs) }(1, "a", nil, []int{})
	func(xs ...int) { fmt.Println(len(xs), xs == nil) }()
	keys := []string{}
	for k := range map[string]int{"z": 1, "y": 2} {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(keys)
}

func main() {
	maps()
	selects()
	appends()
	strs()
	switches()
	evalOrder()
	fmt.Println()
}

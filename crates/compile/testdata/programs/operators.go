package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unsafe"
)

type Base struct{ id int }

func (b Base) ID() int        { return b.id }
func (b *Base) SetID(i int)   { b.id = i }

type Mid struct {
	*Base
	extra [3]int
}
type Top struct {
	Mid
	io.Writer
	name string
}

type IDer interface{ ID() int }
type Both interface {
	IDer
	SetID(int)
}

type Func func(string) string

func (f Func) Call(s string) string { return f(s) }

type Arr [4]int

func (a Arr) Sum() (n int)  { for _, x := range a { n += x }; return }
func (a *Arr) Add(x int)    { for i := range a { a[i] += x } }

type M map[string]int

func (m M) Inc(k string) int { m[k]++; return m[k] }

type Big struct{ a, b, c, d, e int }

func (b Big) E() int      { return b.e }
func (b *Big) PE() *int   { return &b.e }

type E struct{ Big; Arr }

func methods() {
	b := &Base{1}
	t := Top{Mid: Mid{Base: b}, name: "t"}
	t.SetID(5)
	f := t.ID
	b.id = 6
	g := t.SetID
	g(7)
	fmt.Println(f(), t.ID(), b.id)
	fmt.Println(Top.ID(t), (*Top).ID(&t), Mid.ID(t.Mid), (*Mid).ID(&t.Mid), Base.ID(*b), (*Base).ID(b))
	Top.SetID(t, 8)
	(*Top).SetID(&t, 9)
	var i Both = t
	var j IDer = i
	h := j.ID
	i.SetID(10)
	fmt.Println(h(), j.ID(), IDer.ID(j), Both.ID(i))
	fs := []func(IDer) int{IDer.ID, func(x IDer) int { return -x.ID() }}
	for _, f := range fs {
		fmt.Print(f(&t), " ")
	}
	fmt.Println()
	u := Func(strings.ToUpper)
	v := u.Call
	u = strings.ToLower
	fmt.Println(v("aB"), u.Call("aB"), Func.Call(strings.TrimSpace, " x "))
	a := Arr{1, 2, 3, 4}
	s := a.Sum
	a.Add(1)
	ad := a.Add
	ad(10)
	fmt.Println(s(), a.Sum(), Arr.Sum(a), a)
	m := M{}
	inc := m.Inc
	inc("k")
	fmt.Println(inc("k"), M.Inc(m, "k"))
	e := E{Big{}.fix(), Arr{1}}
	pe := e.PE
	*pe() = 42
	ee := e.E
	e.e = 1
	fmt.Println(ee(), e.E(), (*E).PE(&e) == &e.e, E.Sum(e))
	var np *Top
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = np.name
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var x IDer
		_ = x.ID
	}()
}

func (b Big) fix() Big { b.e = 3; return b }

func conversions() {
	s := []int{1, 2, 3, 4}
	a := [4]int(s)
	p := (*[2]int)(s[1:])
	p[0] = 20
	fmt.Println(a, *p, s, [0]int(s), (*[0]int)(nil) == nil, (*[0]int)([]int{}) != nil)
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = [5]int(s)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		_ = (*[3]int)(s[:2:2])
	}()
	fmt.Println(string([]rune{'a', 0x10ffff, -1, 0xd800}), []rune("aé\xff世"), []byte("é"), string(rune(65)), string([]byte{104, 105}))
	type bs []byte
	type str string
	fmt.Println(str(bs("x")), string(bs{65}), bs(str("yz")))
	var f32 float32 = 16777217
	f := 1e100
	var neg = -1.5
	fmt.Println(f32, float32(f), int64(neg), uint8(int(neg)), int32(math.MaxInt32)+int32(len(s)))
	var u64 uint64 = 1<<63 + 1025
	fmt.Println(float64(u64), float32(u64), uint64(float64(u64)), uint32(3e9), int8(-128)/int8(len(s)-5))
	var nan = math.NaN()
	_ = nan
	c := complex(1, 2)
	c64 := complex64(c)
	fmt.Println(c*c, c/complex(0, 1), real(c64), imag(c64), -c, c == complex128(c64), c64 != 1)
	z := complex(0, 0)
	fmt.Println(c/z, z/z, complex(math.Inf(1), 0)*z)
	var up uintptr = uintptr(unsafe.Pointer(&s[0]))
	fmt.Println(*(*int)(unsafe.Pointer(up + 8)), unsafe.Slice(&s[1], 2), unsafe.String(unsafe.StringData("hello"), 3), *(*int)(unsafe.Add(unsafe.Pointer(&s[0]), 16)))
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		_ = unsafe.Slice(&s[0], n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var q *int
		n := 1
		fmt.Println(unsafe.Slice(q, 0) == nil)
		_ = unsafe.Slice(q, n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := uint64(1) << 62
		_ = unsafe.Slice(&s[0], n)
	}()
}

func ints() {
	for _, x := range []int64{math.MinInt64, -7, -1, 0, 1, 7, math.MaxInt64} {
		for _, y := range []int64{math.MinInt64, -2, -1, 1, 2, math.MaxInt64} {
			fmt.Print(x/y, " ", x%y, " ")
		}
		fmt.Println(x>>1, x<<63, uint64(x)>>60, int32(x)/-1, int8(x)%-1, x/8, x%8, x/-8, x/10, x%10, uint64(x)/10, uint64(x)%7)
	}
	for _, n := range []uint{0, 1, 7, 8, 31, 32, 63, 64, 100} {
		x, y, z := int8(-100), uint16(0xf00f), int64(-1)
		fmt.Print(x>>n, x<<n, " ", y>>n, y<<n, " ", z>>n, z<<n, " ", 1<<n, uint32(1)<<n, "; ")
	}
	fmt.Println()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := -1
		fmt.Println(1 << n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		n := 0
		fmt.Println(1 / n)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var n uint8
		fmt.Println(uint8(1) % n)
	}()
	x := 0xf0
	x &^= 0x30
	x |= 1
	x ^= 0xff
	x <<= 2
	x >>= 1
	x %= 100
	fmt.Println(x, ^x, +x, -x, !(x > 3))
}

func compares() {
	type in struct {
		a any
		s string
	}
	type st struct {
		x int
		_ int
		f float64
		i any
		e error
		n in
		a [2]string
	}
	e := errors.New("e")
	a := st{1, 2, 3, "i", e, in{1, "s"}, [2]string{"p", "q"}}
	b := a
	b.a[1] = "r"
	fmt.Println(a == a, a == b, a.n == b.n, a != b)
	b.a[1] = "q"
	fmt.Println(a == b, any(a) == any(b))
	b.i = []int{1}
	c := b
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(b == c)
	}()
	b.x = 2
	fmt.Println(b == c)
	func() {
		defer func() { fmt.Println(recover()) }()
		m := map[any]int{1: 1}
		fmt.Println(m[1], m[1.0], m["x"])
		m[[]int{}] = 1
	}()
	var p, q *int
	var f func()
	var ch chan int
	var mm map[int]int
	var sl []int
	fmt.Println(p == q, f == nil, ch == nil, mm == nil, sl == nil, any(p) == any(q), any(p) == nil, e == nil)
	nan := math.NaN()
	fmt.Println(nan == nan, nan != nan, nan < 1, [1]float64{nan} == [1]float64{nan}, math.Copysign(0, -1) == 0)
	fmt.Println("a" < "b", "ab" > "abc", "" <= "", "é" >= "z", strings.Repeat("x", 100) == strings.Repeat("x", 100))
	var e0, e1 struct{}
	fmt.Println(e0 == e1, [0]int{} == [0]int{}, struct{ a, b int8 }{1, 2} == struct{ a, b int8 }{1, 2})
	fmt.Println(min(3, 1, 2), max(2.5, 1), min("b", "a"), min(0.0, math.Copysign(0, -1)), max(1, nan), min(nan, 1))
}

func main() {
	methods()
	conversions()
	ints()
	compares()
}

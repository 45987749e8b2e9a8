package main

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unsafe"
)

type T struct {
	a int
	p *int
	s string
	f float32
	c complex128
}

type M interface{ Name() string }

func (t *T) Name() string { return "T" + t.s }

type V int

func (v V) Name() string { return fmt.Sprint("V", int(v)) }

var x = 7
var arr [4]int
var addr = &arr[2]
var field = &t2.s
var errA = errors.New("a")
var wrapped = newT("w", 3)
var t1 = T{1, &x, "hello", 1.5, 2i}
var t2 = &T{a: 2, p: addr, s: "w"}
var fn = func() int { return x * 2 }
var nested = func() func() int { return func() int { return x + 1 } }
var mixed = []T{{1, nil, "k", 0, 0}, {a: 4}, {a: compute(), s: "dyn"}, {s: "last"}}
var iface any = T{5, nil, "iface", 0, 0}
var seven any = 7
var direct M = &T{s: "direct"}
var value M = V(9)
var table = [...]M{V(1), &T{s: "x"}, nil, V(2)}
var raw = []byte("bytes")
var small = map[string]int{"a": 1}
var large = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}
var unused = map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}
var _ = record("blank")
var method = (*T).Name
var viaIface = M.Name
var two, three = pair()
var word = uintptr(unsafe.Sizeof(T{}))
var ptr = unsafe.Pointer(&arr[1])
var copied = t1
var copiedArray = [2]T{t1, {s: "q"}}
var changed = setLate()
var late = 1
var afterwards = late
var dep = base + 1
var base = compute()
var concat = join("x", "y")
var empty = struct{}{}
var matrix = [3][2]int{{1, 2}, {3}, {compute(), 6}}
var typedNil any = (*T)(nil)
var log []string

func newT(s string, a int) *T       { return &T{s: s, a: a} }
func join(a, b string) string      { return a + "-" + b }
func pair() (int, int)             { return 2, 3 }
func compute() int                 { record("compute"); return 40 }
func setLate() int                 { late = 100; return late }
func record(s string) int          { log = append(log, s); return len(log) }

func bigSlice(n int) []int {
	return []int{1, 2, 3, n, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, n, 35}
}
func bigArray() [20]int16 { return [20]int16{1, -2, 3, 19: 20} }
func bigStrings() []string {
	return []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "", "t"}
}
func bigStruct(n int) struct {
	a, b, c, d, e, f int
	s          string
	t          [2]string
} {
	return struct {
		a, b, c, d, e, f int
		s          string
		t          [2]string
	}{1, 2, 3, 4, n, 6, "s", [2]string{"t", fmt.Sprint(n)}}
}

func main() {
	fmt.Println(x, *addr, *field, errA, *wrapped, t1.a, *t1.p, t1.s, t1.f, t1.c)
	arr[2] = 11
	fmt.Println(*t2.p, fn(), nested()(), len(mixed), mixed[2].a, mixed[2].s, mixed[3].s, mixed[0].s)
	fmt.Println(iface.(T).s, seven, direct.Name(), value.Name(), table[0].Name(), table[1].Name(), table[2], table[3].Name())
	raw[0] = 'B'
	fmt.Println(string(raw), cap(raw), small, large, len(log), log)
	fmt.Println(method(t2), viaIface(value), two, three, word, *(*int)(ptr))
	copied.s = "changed"
	fmt.Println(t1.s, copied.s, copiedArray[0].s, copiedArray[1].s)
	fmt.Println(changed, late, afterwards, dep, base, concat, empty, matrix, typedNil == nil)
	a, b := bigSlice(1), bigSlice(2)
	a[0] = 99
	fmt.Println(a, b)
	c := bigArray()
	c[1] = 5
	fmt.Println(c, bigArray())
	s := bigStrings()
	s[0] = strings.Repeat("z", 3)
	runtime.GC()
	fmt.Println(s, bigStrings(), bigStruct(5))
}

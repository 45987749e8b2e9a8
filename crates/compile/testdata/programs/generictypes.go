package main

import (
	"fmt"
	"math"
	"strings"
	"unsafe"
)

type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint32 | ~uint64 | ~float32 | ~float64
}

func conv[T, U Number](x T) U { return U(x) }

func sum[S ~[]E, E Number](s S) (t E) {
	for _, x := range s {
		t += x
	}
	return
}

type MyInt int

func (m MyInt) String() string  { return fmt.Sprintf("my%d", int(m)) }
func (m *MyInt) Inc()           { *m++ }

type Stringer interface{ String() string }

type PtrTo[T any] interface {
	*T
	Inc()
}

func incAll[T any, P PtrTo[T]](xs []T) {
	for i := range xs {
		P(&xs[i]).Inc()
	}
}

type Tree[K any, V any] struct {
	root *node[K, V]
	cmp  func(a, b K) int
	n    int
}
type node[K, V any] struct {
	key         K
	val         V
	left, right *node[K, V]
}

func (t *Tree[K, V]) Put(k K, v V) bool {
	p := &t.root
	for *p != nil {
		switch c := t.cmp(k, (*p).key); {
		case c < 0:
			p = &(*p).left
		case c > 0:
			p = &(*p).right
		default:
			(*p).val = v
			return false
		}
	}
	*p = &node[K, V]{key: k, val: v}
	t.n++
	return true
}
func (t *Tree[K, V]) All(yield func(K, V) bool) {
	t.root.walk(yield)
}
func (n *node[K, V]) walk(yield func(K, V) bool) bool {
	return n == nil || n.left.walk(yield) && yield(n.key, n.val) && n.right.walk(yield)
}

type Pair[A, B any] struct {
	a A
	b B
}

func (p Pair[A, B]) Swap() Pair[B, A] { return Pair[B, A]{p.b, p.a} }
func (p *Pair[A, B]) Set(a A)         { p.a = a }

func mk[A, B any](a A, b B) Pair[A, B] { return Pair[A, B]{a, b} }

func kind[T any](x T) string {
	switch any(x).(type) {
	case int:
		return "int"
	case string:
		return "string"
	case []T:
		return "slice"
	case Pair[T, T]:
		return "pair"
	case Stringer:
		return "stringer"
	case nil:
		return "nil"
	}
	var z any = *new(T)
	switch z := z.(type) {
	case fmt.Stringer:
		return z.String()
	default:
		return fmt.Sprintf("%T", z)
	}
}

func multi[T any, E error](x any) string {
	switch v := x.(type) {
	case T:
		return fmt.Sprintf("T %v", v)
	case E:
		return "E " + v.Error()
	case *T:
		return fmt.Sprintf("*T %v", *v)
	case map[string]T:
		return fmt.Sprintf("map %v", v["k"])
	case func(T) T:
		return fmt.Sprint("func ", v(*new(T)))
	case chan T:
		return fmt.Sprint("chan ", cap(v))
	}
	return "none"
}

type errT struct{ s string }

func (e errT) Error() string { return e.s }

func Map[T, U any](xs []T, f func(T) U) []U {
	out := make([]U, 0, len(xs))
	for _, x := range xs {
		out = append(out, f(x))
	}
	return out
}
func Compose[A, B, C any](f func(A) B, g func(B) C) func(A) C { return func(a A) C { return g(f(a)) } }

func counter[T Number](step T) (func() T, func()) {
	var n T
	return func() T { n += step; return n }, func() { n = 0 }
}

type List[T any] []T

func (l List[T]) Len() int          { return len(l) }
func (l *List[T]) Push(x ...T)      { *l = append(*l, x...) }
func (l List[T]) Each(f func(T))    { for _, x := range l { f(x) } }

type Embeds[T any] struct {
	*List[T]
	Pair[T, T]
	name string
}

type Seter[A any] interface{ Set(A) }

func bytesOf[T ~string | ~[]byte](x T) (n int) {
	for i := 0; i < len(x); i++ {
		n += int(x[i])
	}
	n += len(x[1:])
	return n + len(string(x)) + len([]byte(x))
}

func rng[T ~string](x T) (n int) {
	for i := range x {
		n += i
	}
	return
}

func ptrField[T any](p *Pair[T, int]) *int { return &p.b }

func chans[C ~chan E | ~<-chan E, E any](c C) (out []E) {
	for x := range c {
		out = append(out, x)
	}
	return
}

func maps[M ~map[K]V, K comparable, V any](m M, k K) (V, bool, int) {
	v, ok := m[k]
	delete(m, k)
	n := len(m)
	clear(m)
	return v, ok, n + len(m)
}

func eq[T comparable](a, b T) bool { return a == b }

func maxOf[T int | float64 | string](a T, b ...T) T {
	for _, x := range b {
		a = max(a, x)
	}
	return a
}

func recur[T any](n int, x T) string {
	if n == 0 {
		return fmt.Sprintf("%T", x)
	}
	return recur(n-1, x) + "."
}

type Rec[T any] struct {
	next *Rec[T]
	v    T
}

func (r *Rec[T]) depth() int {
	if r == nil {
		return 0
	}
	return 1 + r.next.depth()
}

func local[T any](x T) any {
	type in struct {
		x T
		n int
	}
	return in{x, int(unsafe.Sizeof(x))}
}

func arr[A ~[3]E, E any](a A) (out []E) {
	for _, x := range a {
		out = append(out, x)
	}
	return append(out, a[1])
}

func call[F ~func(A) R, A, R any](f F, a A) R { return f(a) }

type Fn func(int) string

func zero[T any]() (z T) { return }

func ptr[T any](x T) *T { return &x }

type Iface[T any] interface {
	Get() T
	comparable
}
type impl struct{ n int }

func (i impl) Get() int { return i.n }

func useIface[T any, I Iface[T]](a, b I) (T, bool) { return a.Get(), a == b }

func deferGen[T any](x T) (s string) {
	defer func(y T) { s += fmt.Sprint(y, x) }(x)
	return "r"
}

func goGen[T any](x T, c chan T) { go func() { c <- x }() }

func main() {
	fmt.Println(conv[int, uint8](300), conv[float64, int32](-3.9), conv[uint64, float32](1<<63), conv[int8, uint64](-1))
	fmt.Println(conv[float64, uint32](4e9), conv[float32, int8](-100.5), conv[MyInt, float64](7))
	fmt.Println(sum([]float64{1.5, 2.5}), sum(List[int8]{100, 100}))
	ms := []MyInt{1, 2}
	incAll(ms)
	fmt.Println(ms)
	t := Tree[string, int]{cmp: strings.Compare}
	for i, w := range strings.Fields("the quick brown fox jumps over the lazy dog") {
		t.Put(w, i)
	}
	for k, v := range t.All {
		fmt.Print(k, v, " ")
	}
	fmt.Println(t.n)
	p := mk("x", 2.5)
	q := p.Swap()
	q.Set(9)
	f := q.Swap
	g := Pair[float64, string].Swap
	h := (*Pair[float64, string]).Set
	h(&q, 1)
	fmt.Println(p, q, f(), g(q))
	fmt.Println(kind(1), kind("s"), kind(MyInt(3)), kind(2.5), kind([]int{}), kind(errT{"e"}), kind[any](nil), kind[any](1))
	n := 5
	for _, x := range []any{3, &n, errT{"bad"}, map[string]int{"k": 4}, func(i int) int { return i + 1 }, make(chan int, 6), "s"} {
		fmt.Print(multi[int, errT](x), "; ")
	}
	fmt.Println()
	fmt.Println(Map([]int{1, 2, 3}, func(i int) string { return strings.Repeat("z", i) }))
	fmt.Println(Compose(func(i int) float64 { return float64(i) / 2 }, math.Sqrt)(8))
	next, reset := counter(1.5)
	next()
	fmt.Println(next(), next())
	reset()
	fmt.Println(next())
	e := Embeds[int]{List: &List[int]{1}, name: "e"}
	e.Push(2, 3)
	e.Set(7)
	var st Seter[int] = &e
	st.Set(8)
	sw := e.Swap
	e.Each(func(i int) { fmt.Print(i, " ") })
	fmt.Println(e.Len(), e.a, sw(), e.Pair)
	fmt.Println(bytesOf("abc"), bytesOf([]byte("abc")), rng("aé"))
	pi := &Pair[string, int]{"a", 1}
	*ptrField(pi) = 5
	fmt.Println(*pi)
	c := make(chan string, 3)
	c <- "u"
	c <- "v"
	close(c)
	fmt.Println(chans(c))
	fmt.Println(maps(map[string][]int{"a": {1}, "b": nil}, "a"))
	fmt.Println(eq(1, 1), eq("a", "b"), eq[any](1, 1.0), eq(mk(1, "x"), mk(1, "x")), eq([2]string{"a"}, [2]string{"a", ""}), eq(math.NaN(), math.NaN()))
	fmt.Println(maxOf(1, 5, 3), maxOf(1.5, math.Inf(1)), maxOf("a", "c", "b"))
	fmt.Println(recur(3, mk(1, []string{})))
	fmt.Println((&Rec[int]{next: &Rec[int]{}}).depth())
	fmt.Printf("%v %v\n", local("x"), local(1.5))
	fmt.Println(local(1) == local(1), local(1) == any(2))
	fmt.Println(arr([3]string{"a", "b", "c"}))
	fmt.Println(call(Fn(func(i int) string { return fmt.Sprint(i * 2) }), 21))
	fmt.Printf("%v %q %v\n", zero[*int](), zero[string](), zero[Pair[int, bool]]())
	fmt.Println(*ptr(3), *ptr("s"), *ptr([]int{1}))
	fmt.Println(useIface(impl{3}, impl{3}))
	fmt.Println(deferGen("d"), deferGen(1.5))
	cc := make(chan Pair[int, string])
	goGen(mk(1, "go"), cc)
	fmt.Println(<-cc)
}

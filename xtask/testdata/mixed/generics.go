// Maps, generics and reflection.
package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
)

type number interface{ ~int | ~int64 | ~float64 }

func sum[T number](list []T) (total T) {
	for _, x := range list {
		total += x
	}
	return total
}

func mapped[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

type pair[K cmp.Ordered, V any] struct {
	Key   K `json:"key"`
	Value V
}

func (p pair[K, V]) String() string { return fmt.Sprintf("%v=>%v", p.Key, p.Value) }

type tree[K cmp.Ordered, V any] struct {
	left, right *tree[K, V]
	pair[K, V]
}

func (t *tree[K, V]) insert(k K, v V) *tree[K, V] {
	if t == nil {
		return &tree[K, V]{pair: pair[K, V]{k, v}}
	}
	switch cmp.Compare(k, t.Key) {
	case -1:
		t.left = t.left.insert(k, v)
	case 1:
		t.right = t.right.insert(k, v)
	default:
		t.Value = v
	}
	return t
}

func (t *tree[K, V]) walk(yield func(K, V) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.Key, t.Value) && t.right.walk(yield)
}

type shape interface {
	Area() float64
	Name() string
}

type circle struct{ R float64 }
type square struct {
	Side float64 `unit:"m"`
	tag  string
}

func (c circle) Area() float64  { return math.Pi * c.R * c.R }
func (c circle) Name() string   { return "circle" }
func (s *square) Area() float64 { return s.Side * s.Side }
func (s *square) Name() string  { return "square" }

func maps() {
	words := map[string]int{}
	for i := 0; i < 2000; i++ {
		words["w"+strconv.Itoa(i%700)] += i
	}
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	fmt.Println(len(words), keys[0], words[keys[0]], keys[len(keys)-1])
	for k := range words {
		if len(k) > 2 {
			delete(words, k)
		}
	}
	fmt.Println(words)
	type point struct{ x, y int }
	grid := map[point][]any{{1, 2}: {1, "a", nil}, {0, 0}: nil}
	grid[point{1, 2}] = append(grid[point{1, 2}], 2.5)
	fmt.Println(grid[point{1, 2}], len(grid[point{9, 9}]))
	anys := map[any]string{1: "int", "1": "string", 1.5: "float", point{1, 2}: "point", [2]int{1, 2}: "array"}
	fmt.Println(anys[1], anys["1"], anys[1.5], anys[point{1, 2}], anys[[2]int{1, 2}], anys[int64(1)] == "")
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		anys[[]int{1}] = "slice"
	}()
	nan := map[float64]int{math.NaN(): 1, math.NaN(): 2, math.Inf(1): 3}
	fmt.Println(len(nan), nan[math.NaN()], nan[math.Inf(1)])
	clear(nan)
	fmt.Println(len(nan))
	big := map[int64]*[3]uint64{}
	for i := int64(0); i < 5000; i++ {
		big[i*i] = &[3]uint64{uint64(i), 1, 2}
	}
	var total uint64
	for k, v := range big {
		total += uint64(k) ^ v[0]
	}
	fmt.Println(len(big), total)
}

func generics() {
	fmt.Println(sum([]int{1, 2, 3}), sum([]float64{0.5, 0.25}))
	type id int64
	fmt.Println(sum([]id{7, 8}), mapped([]int{1, 2, 3}, func(i int) string { return strconv.Itoa(i * i) }))
	var t *tree[string, []int]
	for i, w := range []string{"pear", "apple", "fig", "apple", "zebra"} {
		t = t.insert(w, []int{i})
	}
	t.walk(func(k string, v []int) bool { fmt.Print(k, v, " "); return k != "pear" })
	fmt.Println()
	fmt.Println(t.pair, &pair[int, error]{1, io.EOF}, reflect.TypeOf(t).Elem())
	list := []pair[string, int]{{"b", 1}, {"a", 2}, {"c", 0}}
	slices.SortFunc(list, func(a, b pair[string, int]) int { return cmp.Compare(a.Key, b.Key) })
	fmt.Println(list, slices.MaxFunc(list, func(a, b pair[string, int]) int { return a.Value - b.Value }))
	i, found := slices.BinarySearch([]int{1, 3, 5}, 3)
	fmt.Println(i, found, min(3, 1, 2), max("a", "b"), slices.Index([]rune("héllo"), 'l'))
}

func reflection() {
	shapes := []shape{circle{1}, &square{2, "t"}, &circle{3}}
	for _, s := range shapes {
		v := reflect.ValueOf(s)
		fmt.Printf("%T %v %.3f %d methods %v\n", s, v.Kind(), s.Area(), v.NumMethod(), v.MethodByName("Name").Call(nil)[0])
	}
	st := reflect.TypeOf(square{})
	for i := 0; i < st.NumField(); i++ {
		f := st.Field(i)
		fmt.Println(f.Name, f.Type, f.Tag.Get("unit"), f.IsExported(), f.Offset)
	}
	p := pair[string, int]{"k", 1}
	v := reflect.ValueOf(&p).Elem()
	v.Field(1).SetInt(99)
	fmt.Println(p, v.Type(), reflect.DeepEqual(p, pair[string, int]{"k", 99}))
	f := reflect.MakeFunc(reflect.TypeOf(func(int, string) (string, error) { return "", nil }), func(in []reflect.Value) []reflect.Value {
		s := in[1].String() + strconv.FormatInt(in[0].Int(), 2)
		return []reflect.Value{reflect.ValueOf(s), reflect.Zero(reflect.TypeOf((*error)(nil)).Elem())}
	})
	s, err := f.Interface().(func(int, string) (string, error))(5, "bits ")
	fmt.Println(s, err)
	m := reflect.MakeMap(reflect.TypeOf(map[string]int{}))
	m.SetMapIndex(reflect.ValueOf("x"), reflect.ValueOf(3))
	fmt.Println(m.Interface(), m.Len(), reflect.SliceOf(reflect.TypeOf(p)), reflect.PointerTo(st))
	ch := reflect.MakeChan(reflect.TypeOf(make(chan int)), 1)
	ch.Send(reflect.ValueOf(4))
	x, ok := ch.Recv()
	fmt.Println(x, ok, reflect.TypeFor[io.Reader](), reflect.TypeOf(os.Stdout).Implements(reflect.TypeFor[io.Reader]()))
}

func main() {
	maps()
	generics()
	reflection()
	err := fmt.Errorf("outer: %w", &os.PathError{Op: "open", Path: "x", Err: os.ErrNotExist})
	var pe *os.PathError
	fmt.Println(err, errors.Is(err, os.ErrNotExist), errors.As(err, &pe), pe.Path)
	_, err = strconv.Atoi("12x")
	fmt.Println(err, utf8.RuneCountInString("héllo, 世界"))
	fmt.Printf("%x %X %08b %e %g %t %c %U %p %v\n", "hex", 255, 5, 12345.678, 1e21, true, '世', 0x1F600, nil, complex(1, -2))
	n, rest := 0, ""
	fmt.Sscanf("17 apples", "%d %s", &n, &rest)
	fmt.Println(n, rest)
}

package main

import "fmt"

type Seq[V any] func(yield func(V) bool)
type Seq2[K, V any] func(yield func(K, V) bool)

func count(n int) Seq[int] {
	return func(yield func(int) bool) {
		defer func() { fmt.Print("<", n, ">") }()
		for i := 0; i < n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func pairs[K comparable, V any](keys []K, values []V) Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for i, k := range keys {
			if !yield(k, values[i]) {
				return
			}
		}
	}
}

type list[T any] struct {
	val  T
	next *list[T]
}

func (l *list[T]) all(yield func(T) bool) {
	for ; l != nil; l = l.next {
		if !yield(l.val) {
			return
		}
	}
}

func find(n int) (found int, ok bool) {
	for x := range count(10) {
		for y := range count(10) {
			if x*y == n {
				return x*100 + y, true
			}
		}
	}
	return -1, false
}

func named() (a, b string) {
	defer func() { a += "!" }()
	for range count(3) {
		a, b = "one", "two"
		if true {
			return b, a
		}
	}
	return
}

func unnamed() (int, [5]int, error) {
	for i := range count(4) {
		for j := range count(4) {
			if i+j == 5 {
				return i, [5]int{j, i, j, i, j}, fmt.Errorf("at %d", j)
			}
		}
	}
	return 0, [5]int{}, nil
}

func labels() {
outer:
	for x := range count(5) {
		for i := 0; i < 3; i++ {
			for y := range count(5) {
				switch {
				case y == 1:
					continue
				case y == 3:
					continue outer
				case x == 3:
					break outer
				case i == 1:
					break
				}
				fmt.Print(" ", x, i, y)
			}
		}
	}
	fmt.Println()
inner:
	for i := 0; i < 3; i++ {
		for x := range count(3) {
			for y := range count(3) {
				if i == 1 {
					continue inner
				}
				if x == 2 {
					break inner
				}
				fmt.Print(" ", i, x, y)
			}
		}
	}
	fmt.Println()
}

func gotos() {
	n := 0
again:
	for x := range count(3) {
		for y := range count(3) {
			n++
			if n < 3 {
				goto again
			}
			if y == 1 {
				goto next
			}
			fmt.Print(" ", x, y)
		next:
		}
		if x == 1 {
			goto done
		}
	}
done:
	fmt.Println(" n", n)
}

func deferred() (s string) {
	defer func() { fmt.Println("first", s) }()
	for i := range count(3) {
		defer func() { s += fmt.Sprint("d", i) }()
		for j := range count(2) {
			defer fmt.Println("deferred", i, j)
		}
	}
	defer func() { fmt.Println("last", s) }()
	return "r"
}

func recovers() (err error) {
	for i := range count(3) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("recovered %v at %d", r, i)
			}
		}()
		if i == 1 {
			panic("stop")
		}
	}
	return nil
}

func bad(yield func(int) bool) {
	yield(1)
	yield(2)
}

func swallow(yield func(int) bool) {
	defer func() { recover() }()
	yield(1)
}

var kept func(int) bool

func keep(yield func(int) bool) {
	kept = yield
	yield(1)
}

func misuse(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
	fmt.Println(name, "returned")
}

func captured() {
	var fs []func() int
	sum := 0
	for i := range count(4) {
		fs = append(fs, func() int { sum += i; return i * i })
	}
	for _, f := range fs {
		fmt.Print(" ", f())
	}
	fmt.Println(" sum", sum)
}

func assigned() {
	var a [3]int
	var i int
	m := map[string]int{}
	for i, a[i] = range pairs([]int{0, 1, 2}, []int{7, 8, 9}) {
	}
	for k := range pairs([]string{"x", "y"}, []int{1, 2}) {
		m[k]++
	}
	fmt.Println(a, i, m)
}

func nested() func() int {
	for x := range count(3) {
		f := func() int {
			for y := range count(3) {
				if y == 2 {
					return 10*x + y
				}
			}
			return -1
		}
		if x == 1 {
			return f
		}
	}
	return nil
}

func main() {
	for range count(2) {
		fmt.Print("tick ")
	}
	fmt.Println()
	for k, v := range pairs([]string{"a", "b"}, []float64{1.5, 2.5}) {
		fmt.Print(k, "=", v, " ")
	}
	fmt.Println()
	for s := range (&list[string]{"x", &list[string]{"y", nil}}).all {
		fmt.Print(s, " ")
	}
	fmt.Println()
	fmt.Println(find(42))
	fmt.Println(find(1000))
	fmt.Println(named())
	fmt.Println(unnamed())
	labels()
	gotos()
	fmt.Println(deferred())
	fmt.Println(recovers())
	misuse("continued", func() {
		for x := range bad {
			fmt.Println(x)
			break
		}
	})
	misuse("swallowed", func() {
		for range swallow {
			panic("hidden")
		}
	})
	misuse("kept", func() {
		for range keep {
		}
		kept(3)
	})
	misuse("panics", func() {
		for range count(3) {
			panic("seen")
		}
	})
	captured()
	assigned()
	fmt.Println(nested()())
	var none func(func() bool)
	misuse("nil", func() {
		for range none {
		}
	})
}

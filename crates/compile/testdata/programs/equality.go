// Equality of structs, arrays, interfaces, floats; struct and array keys of maps.
package main

import "fmt"

type inner struct {
	a  int8
	_  int32
	s  string
	f  float64
	in any
}

type outer struct {
	inner
	arr [2]inner
	p   *int
}

type plain struct{ a, b, c int32 }

func main() {
	n, m := 1, 1
	x := outer{inner: inner{a: 1, s: "s", in: 5}, p: &n}
	y := x
	fmt.Println(x == y)
	y.arr[1].s = "t"
	fmt.Println(x == y, x.inner == y.inner, x.arr == y.arr)
	y = x
	y.p = &m
	fmt.Println(x != y)
	zero := 0.0
	nan := inner{f: zero / zero}
	fmt.Println(nan == nan, inner{f: zero} == inner{f: -zero})
	fmt.Println(plain{1, 2, 3} == plain{1, 2, 3}, [3]plain{} == [3]plain{2: {c: 1}})
	var a, b any = plain{1, 2, 3}, plain{1, 2, 3}
	fmt.Println(a == b, a == any(1), a != nil, any(int8(1)) == any(int16(1)))
	keys := map[plain]string{{1, 2, 3}: "123"}
	keys[plain{1, 2, 4}] = "124"
	fmt.Println(keys[plain{1, 2, 3}], keys[a.(plain)], len(keys))
	arrays := map[[2]string]int{{"a", "b"}: 1}
	arrays[[2]string{"a", "b"}]++
	arrays[[2]string{"ab", ""}]++
	fmt.Println(arrays)
	ifaces := map[outer]int{x: 1}
	ifaces[x]++
	ifaces[y] = 7
	fmt.Println(ifaces[x], ifaces[y], len(ifaces))
	fmt.Println(struct{}{} == struct{}{}, "abc"[:2] == "ab", complex(1, 2) == complex(1, 2))
	defer func() { fmt.Println(recover()) }()
	a, b = []int{1}, []int{1}
	fmt.Println(a == b)
}

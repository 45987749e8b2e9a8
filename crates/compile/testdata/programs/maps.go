// Maps of several key kinds: insertion, lookup with ok, deletion, growth, iteration.
package main

import (
	"fmt"
	"math"
	"sort"
)

type key struct {
	name string
	n    int
}

type big struct{ a [40]int }

func main() {
	m := map[string]int{"one": 1, "two": 2}
	m["three"]++
	m["three"] += 2
	v, ok := m["none"]
	fmt.Println(len(m), m, v, ok)
	delete(m, "two")
	_, ok = m["two"]
	fmt.Println(ok, m)
	squares := make(map[int]int, 4)
	for i := 0; i < 1000; i++ {
		squares[i] = i * i
	}
	sum := 0
	for k, v := range squares {
		if k%2 == 0 {
			delete(squares, k)
		}
		sum += v
	}
	fmt.Println(sum, len(squares))
	byKey := map[key][]int{{"a", 1}: {1}, {"b", 2}: nil}
	byKey[key{"a", 1}] = append(byKey[key{"a", 1}], 5)
	fmt.Println(byKey[key{"a", 1}], len(byKey))
	byAny := map[any]string{1: "int", "1": "string", 1.0: "float", key{"k", 1}: "struct", nil: "nil"}
	fmt.Println(byAny[1], byAny["1"], byAny[float64(1)], byAny[key{"k", 1}], byAny[nil], byAny[int8(1)] == "")
	nan := map[float64]int{math.NaN(): 1, math.NaN(): 2, 0: 3}
	nan[math.Copysign(0, -1)]++
	fmt.Println(len(nan), nan[0])
	large := map[int]big{1: {}}
	b := large[1]
	b.a[3] = 4
	large[2] = b
	fmt.Println(large[2].a[3], large[1].a[3], large[9].a[0])
	var none map[string]bool
	fmt.Println(none["x"], len(none), none == nil)
	keys := []string{}
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	fmt.Println(keys)
	clear(m)
	fmt.Println(len(m))
	func() {
		defer func() { fmt.Println(recover()) }()
		byAny[[]int{1}] = "no"
	}()
}

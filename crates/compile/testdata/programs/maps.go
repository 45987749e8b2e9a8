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
	literals()
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

type point struct {
	x, y int
	name string
	next *point
}

var entries []string

func entry(s string) string { entries = append(entries, s); return s }

// Literals: constant entries come first, the others one after the other.
func literals() {
	one := "one"
	m := map[string]int{one: 1, "two": 2, entry("three"): 3}
	fmt.Println(len(m), m["one"], m["two"], m["three"])
	// An equal key that is computed wins, wherever it stands.
	fmt.Println(map[string]int{one: 1, "one": 2}["one"], map[string]int{"one": 1, one: 2}["one"])
	p := map[string]point{"a": {1, 2, "a", nil}, one: {x: 3}, entry("one"): {name: "later"}, "b": {y: 4}}
	fmt.Println(p["a"], p["one"], p["b"], len(p))
	q := map[string]*point{entry("c"): {1, 2, entry("d"), &point{x: 5}}, "e": {name: entry("f")}}
	fmt.Println(*q["c"].next, q["e"].name, entries)
	many := map[int]string{0: "a", 1: "b", 2: "c", 3: "d", 4: "e", 5: "f", 6: "g", 7: "h", 8: "i", 9: "j", 10: "k", 11: "l", 12: "m",
		13: "n", 14: "o", 15: "p", 16: "q", 17: "r", 18: "s", 19: "t", 20: "u", 21: "v", 22: "w", 23: "x", 24: "y", 25: "z", 26: one}
	fmt.Println(len(many), many[0], many[25], many[26])
	points := map[point]point{{0, 0, "a", nil}: {}, {1, 0, "", nil}: {}, {2, 0, "", nil}: {}, {3, 0, "", nil}: {}, {4, 0, "", nil}: {}, {5, 0, "", nil}: {},
		{6, 0, "", nil}: {}, {7, 0, "", nil}: {}, {8, 0, "", nil}: {}, {9, 0, "", nil}: {}, {10, 0, "", nil}: {}, {11, 0, "", nil}: {}, {12, 0, "", nil}: {},
		{13, 0, "", nil}: {}, {14, 0, "", nil}: {}, {15, 0, "", nil}: {}, {16, 0, "", nil}: {}, {17, 0, "", nil}: {}, {18, 0, "", nil}: {}, {19, 0, "", nil}: {},
		{20, 0, "", nil}: {}, {21, 0, "", nil}: {}, {22, 0, "", nil}: {}, {23, 0, "", nil}: {}, {24, 0, "", nil}: {}, {25, 0, "z", nil}: {25, 26, "zz", nil}}
	fmt.Println(len(points), points[point{25, 0, "z", nil}], points[point{x: 3}])
	empty := map[int]struct{}{0: {}, 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {}, 7: {}, 8: {}, 9: {}, 10: {}, 11: {}, 12: {}, 13: {}, 14: {},
		15: {}, 16: {}, 17: {}, 18: {}, 19: {}, 20: {}, 21: {}, 22: {}, 23: {}, 24: {}, 25: {}, 26: {}}
	_, has := empty[26]
	fmt.Println(len(empty), has)
	nested := map[string]map[string]point{"a": {"b": {x: 1}, entry("c"): {x: 2}}, entry("d"): {entry("e"): {x: 3}}}
	fmt.Println(nested, entries)
}

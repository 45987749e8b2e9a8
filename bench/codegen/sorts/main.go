// Sorting by interface, by function, by generic order; heaps; binary search; a merge sort of our own.
package main

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"sort"
)

type person struct {
	name string
	age  int
}

type byAge []person

func (b byAge) Len() int { return len(b) }
func (b byAge) Less(i, j int) bool {
	return b[i].age < b[j].age || b[i].age == b[j].age && b[i].name < b[j].name
}
func (b byAge) Swap(i, j int) { b[i], b[j] = b[j], b[i] }

type ints []int

func (h ints) Len() int           { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any)        { *h = append(*h, x.(int)) }
func (h *ints) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

func merge[T cmp.Ordered](a, room []T) {
	if len(a) < 2 {
		return
	}
	m := len(a) / 2
	merge(a[:m], room)
	merge(a[m:], room)
	copy(room, a[:m])
	i, j := 0, m
	for k := range a {
		if i < m && (j == len(a) || room[i] <= a[j]) {
			a[k] = room[i]
			i++
		} else if j < len(a) {
			a[k] = a[j]
			j++
		}
	}
}

func main() {
	const n = 100_000
	seed := uint32(1)
	next := func() int { seed = seed*1664525 + 1013904223; return int(seed >> 8) }
	people, numbers, floats := make([]person, n), make([]int, n), make([]float64, n)
	for i := range people {
		people[i] = person{fmt.Sprint(next()), next() % 1000}
		numbers[i] = next()
		floats[i] = float64(next()) / 3
	}
	sum := 0
	for round := 0; round < 2; round++ {
		p := slices.Clone(people)
		sort.Sort(byAge(p))
		sum += p[n/2].age
		slices.SortFunc(people, func(a, b person) int { return cmp.Or(cmp.Compare(a.name, b.name), a.age-b.age) })
		sort.Slice(people, func(i, j int) bool { return people[i].age > people[j].age })
		x := slices.Clone(numbers)
		slices.Sort(x)
		y := slices.Clone(floats)
		merge(y, make([]float64, n))
		z := slices.Clone(floats)
		sort.Float64s(z)
		for i := 0; i < n; i += 3 {
			at, _ := slices.BinarySearch(x, numbers[i])
			sum += at + sort.SearchFloat64s(z, y[i])
		}
		h := ints{}
		for _, v := range numbers {
			heap.Push(&h, v)
		}
		for i := 0; i < n/2; i++ {
			sum ^= heap.Pop(&h).(int)
		}
	}
	fmt.Println(sum)
}

// Sorting by slices and by interface, maps of integers and of strings.
package main

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
)

type pair struct {
	key string
	n   int
}

func numbers(n int) []int {
	out := make([]int, n)
	seed := uint32(42)
	for i := range out {
		seed = seed*1664525 + 1013904223
		out[i] = int(seed >> 4)
	}
	return out
}

func count(values []int) (int, int) {
	byNumber := make(map[int]int)
	byText := map[string]int{}
	for _, v := range values {
		byNumber[v%5003]++
		byText[strconv.Itoa(v%1009)] += v & 7
	}
	var pairs []pair
	for k, n := range byText {
		pairs = append(pairs, pair{k, n})
	}
	sort.Slice(pairs, func(i, j int) bool {
		if pairs[i].n != pairs[j].n {
			return pairs[i].n < pairs[j].n
		}
		return pairs[i].key < pairs[j].key
	})
	sum := 0
	for i, p := range pairs {
		sum += i * p.n
	}
	return len(byNumber), sum
}

func main() {
	values := numbers(400000)
	for round := 0; round < 4; round++ {
		a := slices.Clone(values)
		slices.Sort(a)
		b := sort.IntSlice(slices.Clone(values))
		sort.Sort(b)
		if !slices.Equal(a, b) {
			panic("sorts differ")
		}
		n, sum := count(values)
		fmt.Println(a[0], a[len(a)/2], n, sum)
	}
}

// Maps of keys of many kinds: lookup, insertion, deletion, iteration.
package main

import "fmt"

type point struct{ x, y int32 }

type mixed struct {
	name string
	n    int
}

func fill[K comparable](key func(int) K) (sum int) {
	m := map[K]int{}
	for round := 0; round < 6; round++ {
		for i := 0; i < 20_000; i++ {
			m[key(i)] += i
		}
		for i := 0; i < 20_000; i++ {
			if v, ok := m[key(i*3)]; ok {
				sum += v
			}
		}
		for i := 0; i < 20_000; i += 4 {
			delete(m, key(i))
		}
	}
	for _, v := range m {
		sum += v
	}
	return sum + len(m)
}

func main() {
	var names []string
	for i := 0; i < 60_000; i++ {
		names = append(names, fmt.Sprintf("key%07d", i*7))
	}
	fmt.Println(fill(func(i int) int { return i * 1023 }), fill(func(i int) uint32 { return uint32(i) << 5 }),
		fill(func(i int) string { return names[i] }), fill(func(i int) point { return point{int32(i), int32(-i)} }),
		fill(func(i int) mixed { return mixed{names[i], i} }), fill(func(i int) [3]int { return [3]int{i, 1, i} }),
		fill(func(i int) any {
			if i%2 == 0 {
				return i
			}
			return names[i]
		}), fill(func(i int) float64 { return float64(i) / 8 }))
	set := map[byte]struct{}{}
	seen := 0
	for i := 0; i < 3_000_000; i++ {
		if _, ok := set[byte(i*i)]; ok {
			seen++
		} else {
			set[byte(i*i)] = struct{}{}
		}
	}
	fmt.Println(seen)
}

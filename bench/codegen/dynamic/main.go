// Dynamic programming: longest common subsequence, edit distance, knapsack, chains of matrices.
package main

import "fmt"

func common(a, b string) int {
	t := make([][]int, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			if a[i-1] == b[j-1] {
				t[i][j] = t[i-1][j-1] + 1
			} else {
				t[i][j] = max(t[i-1][j], t[i][j-1])
			}
		}
	}
	return t[len(a)][len(b)]
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 0; i < len(a); i++ {
		before := row[0]
		row[0] = i + 1
		for j := 0; j < len(b); j++ {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}

func knapsack(weights, values []int, room int) int {
	best := make([]int, room+1)
	for i, w := range weights {
		for r := room; r >= w; r-- {
			if v := best[r-w] + values[i]; v > best[r] {
				best[r] = v
			}
		}
	}
	return best[room]
}

func chain(d []int) int {
	n := len(d) - 1
	var t [120][120]int
	for length := 2; length <= n; length++ {
		for i := 0; i+length <= n; i++ {
			j := i + length - 1
			t[i][j] = 1 << 62
			for k := i; k < j; k++ {
				if c := t[i][k] + t[k+1][j] + d[i]*d[k+1]*d[j+1]; c < t[i][j] {
					t[i][j] = c
				}
			}
		}
	}
	return t[0][n-1]
}

func main() {
	x := uint32(5)
	next := func(n int) int { x ^= x << 13; x ^= x >> 17; x ^= x << 5; return int(x>>3) % n }
	letters := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = 'a' + byte(next(4))
		}
		return string(b)
	}
	a, b := letters(3000), letters(3500)
	var weights, values, dims []int
	for i := 0; i < 300; i++ {
		weights, values = append(weights, 5+next(90)), append(values, next(1000))
	}
	for i := 0; i < 110; i++ {
		dims = append(dims, 10+next(90))
	}
	fmt.Println(common(a, b), distance(a, b), distance(b, a), knapsack(weights, values, 200_000), chain(dims))
}

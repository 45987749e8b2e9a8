// Small slices of integers: permutations and reversals of their heads.
package main

import "fmt"

func flips(p, q []int8) (n int) {
	copy(q, p)
	for {
		first := int(q[0])
		if first == 0 {
			return n
		}
		for i, j := 0, first; i < j; i, j = i+1, j-1 {
			q[i], q[j] = q[j], q[i]
		}
		n++
	}
}

func main() {
	const n = 9
	p, q, c := make([]int8, n), make([]int8, n), make([]int, n)
	for i := range p {
		p[i] = int8(i)
	}
	sum, most, even := 0, 0, true
	for turn := 0; turn < 9; turn++ {
		for i := 0; ; {
			f := flips(p, q)
			most = max(most, f)
			if even {
				sum += f
			} else {
				sum -= f
			}
			even = !even
			for i = 1; i < n; i++ {
				first := p[0]
				copy(p[:i], p[1:i+1])
				p[i] = first
				if c[i]++; c[i] <= i {
					break
				}
				c[i] = 0
			}
			if i == n {
				break
			}
		}
	}
	fmt.Println(sum, most)
}

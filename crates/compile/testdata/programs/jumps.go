// Labelled break and continue, goto, fallthrough, switches without tag.
package main

import "fmt"

func primes(n int) (out []int) {
next:
	for i := 2; i <= n; i++ {
		for j := 2; j*j <= i; j++ {
			if i%j == 0 {
				continue next
			}
		}
		out = append(out, i)
	}
	return
}

func find(grid [][]int, x int) (r, c int) {
search:
	for r = range grid {
		for c = range grid[r] {
			switch {
			case grid[r][c] == x:
				break search
			case grid[r][c] > x:
				continue search
			}
		}
	}
	return r, c
}

func collatz(n int) (steps int) {
again:
	if n == 1 {
		goto done
	}
	steps++
	if n%2 == 0 {
		n /= 2
		goto again
	}
	n = 3*n + 1
	goto again
done:
	return steps
}

func fall(n int) (s string) {
	switch n {
	case 1:
		s += "one "
		fallthrough
	case 2:
		s += "two "
		if n == 2 {
			break
		}
		fallthrough
	case 3:
		s += "three "
	default:
		s += "default "
	case 4, 5:
		s += "more "
	}
	return s
}

func grade(f float64) string {
	switch x := f * 2; {
	case x > 1.5:
		return "high"
	case x > 0.5:
		return "middle"
	}
	return "low"
}

func main() {
	fmt.Println(primes(30))
	fmt.Println(find([][]int{{1, 5, 9}, {2, 3, 4}, {7, 7, 8}}, 3))
	fmt.Println(collatz(27), fall(1), fall(2), fall(3), fall(4), fall(9))
	fmt.Println(grade(0.9), grade(0.3), grade(0))
	i := 0
loop:
	for {
		switch i++; i {
		case 3:
			continue loop
		case 6:
			break loop
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
}

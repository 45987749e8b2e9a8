// What a check proves holds behind it, not before: numbers that become lengths, indices,
// divisors and counts of shifts behind a test of them, called with numbers that fail the test.
package main

import (
	"fmt"
	"strings"
)

func sliced(s string, n int) int {
	if n >= 0 {
		k := s[:n]
		if k[0] == 'a' {
			return 1
		}
		return 2
	}
	return 3
}

func found(p string) string {
	i := strings.Index(p, "='")
	if i >= 0 {
		k := p[:i]
		if k[0] == '@' {
			return k[1:]
		}
		return "x"
	}
	return "none"
}

func made(n int) int {
	if n < 0 {
		return -1
	}
	r := make([]int, n)
	for i := range r {
		r[i] = i
	}
	return len(r)
}

func cases(ops []int, arg int) int {
	sum := 0
	for _, op := range ops {
		switch op {
		case 0:
			if arg < 0 {
				return -1
			}
			sum += arg
		case 1:
			r := make([]int, arg)
			r[0] = 1
			sum += r[0]
		}
	}
	return sum
}

func array(a *[8]int, n int) int {
	if n > 0 && n <= 8 {
		s := a[:n]
		return s[n-1]
	}
	if n < 0 {
		return -n
	}
	return 0
}

func three(s []int, n, m int) int {
	if m >= 0 {
		if n >= 0 {
			k := s[:n:m]
			return k[0] + cap(k[:m])
		}
		return -2
	}
	return -3
}

func capacity(n, m int) int {
	if m < 0 {
		return -1
	}
	if n < 0 {
		return -2
	}
	s := make([]byte, n, m)
	s = s[:m]
	return len(s) + int(s[0])
}

func later(s []int, n int) (out int) {
	defer func() {
		if r := recover(); r != nil {
			out = 100
		}
	}()
	for i := 0; i < 2; i++ {
		if i == 0 && n < 0 {
			out += 10
			continue
		}
		k := s[:n]
		out += k[0]
	}
	return out
}

func quotient(a, b int) int {
	if b == 0 {
		return -1
	}
	q := a / b
	if b < 0 {
		return q - 1
	}
	return q
}

func shifted(a, n int) int {
	if n < 0 {
		return -1
	}
	return a << n
}

func converted(s []int, n int) int {
	if n < 0 {
		return -1
	}
	k := s[:n]
	if len(k) < 4 {
		return -2
	}
	a := [4]int(k)
	return a[3]
}

func unsigned(s []int, n uint) int {
	if n > 1<<63 {
		return -1
	}
	k := s[:n]
	return k[n-1]
}

func different(s []int, n int) int {
	if n != 0 {
		if n < 0 {
			return -1
		}
		k := s[:n]
		return k[n-1]
	}
	return 0
}

func pointer(p *[4]int, n int) int {
	if p == nil {
		return -1
	}
	if n < 0 {
		return -2
	}
	s := p[n:]
	return s[0]
}

// Loops whose limit is a length only in the middle.
func counting(s []int, n int) int {
	sum := 0
	for i := n; i < 3; i++ {
		if i >= 0 {
			k := s[:i]
			for j := range k {
				sum += k[j]
			}
		} else {
			sum -= 100
		}
	}
	return sum
}

func call(f func() any) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println("panic:", r)
		}
	}()
	fmt.Println(f())
}

func main() {
	numbers := []int{1, 2, 3, 4, 5, 6, 7, 8}
	for _, n := range []int{-1 << 63, -5, -1, 0, 1, 2, 4, 8, 9, 1<<63 - 1} {
		fmt.Println("n", n)
		call(func() any { return sliced("abc", n) })
		if n < 1000 {
			call(func() any { return made(n) })
			call(func() any { return cases([]int{0, 1, 0}, n) })
			call(func() any { return capacity(2, n) })
			call(func() any { return capacity(n, 2) })
		}
		call(func() any { return array((*[8]int)(numbers), n) })
		call(func() any { return three(numbers, n, 4) })
		call(func() any { return three(numbers, 4, n) })
		call(func() any { return later(numbers, n) })
		call(func() any { return quotient(17, n) })
		call(func() any { return shifted(17, n) })
		call(func() any { return converted(numbers, n) })
		call(func() any { return unsigned(numbers, uint(n)) })
		call(func() any { return different(numbers, n) })
		call(func() any { return pointer((*[4]int)(numbers), n) })
		if n > -1000 {
			call(func() any { return counting(numbers, n) })
		}
	}
	call(func() any { return found("2") })
	call(func() any { return found("@a='") })
	call(func() any { return pointer(nil, 1) })
}

// Slices and arrays: append with growth and aliasing, copy, full slice expressions, conversion.
package main

import "fmt"

func grow(list []int, n int) []int {
	for i := range n {
		list = append(list, i)
	}
	return list
}

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	s := a[1:3]
	fmt.Println(len(s), cap(s), s)
	s = append(s, 40)
	fmt.Println(a, s)
	t := a[1:3:3]
	t = append(t, 99)
	t[0] = -1
	fmt.Println(a, t, cap(a[1:3:3]))
	fmt.Println(copy(a[1:], a[:]), a)
	fmt.Println(len(grow(nil, 1000)), grow([]int{7}, 3))
	b := a
	b[0] = 100
	p := &a
	p[4]++
	for i, v := range p {
		p[len(p)-1] = v
		_ = i
	}
	fmt.Println(a == b, a, b, len(p))
	grid := make([][]string, 2)
	for i := range grid {
		grid[i] = make([]string, 2, 5)
		grid[i][i] = "x"
	}
	grid[0] = append(grid[0], grid[1]...)
	fmt.Printf("%q\n", grid)
	sparse := [...]string{2: "two", 4: "four", "five"}
	fmt.Println(len(sparse), sparse[5])
	arr := [3]int(grow(nil, 4)[:3])
	ptr := (*[2]int)(s)
	ptr[1] = 77
	fmt.Println(arr, s, *ptr)
	var none []int
	fmt.Println(none == nil, len(none[:0]), append(none, none...) == nil, min(3, len(s)), max(2, cap(t)) >= 3)
	structs := []struct{ n, m int }{{1, 2}, {3, 4}}
	for i := range structs {
		structs[i].n *= 10
	}
	structs = append(structs[:1], structs[0])
	fmt.Println(structs)
	x, y := []int{1, 2, 3}, 1
	y, x[y] = 2, 50
	fmt.Println(x, y)
	clear(x[1:])
	fmt.Println(x)
	defer func() { fmt.Println(recover()) }()
	fmt.Println([4]int(x))
}

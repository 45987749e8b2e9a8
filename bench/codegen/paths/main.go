// Graphs: shortest paths with a heap, breadth first search on a grid, union-find, components.
package main

import (
	"container/heap"
	"fmt"
)

type edge struct{ to, cost int }
type state struct{ node, far int }
type front []state

func (f front) Len() int           { return len(f) }
func (f front) Less(i, j int) bool { return f[i].far < f[j].far }
func (f front) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *front) Push(x any)        { *f = append(*f, x.(state)) }
func (f *front) Pop() any {
	old := *f
	x := old[len(old)-1]
	*f = old[:len(old)-1]
	return x
}

func shortest(g [][]edge, from int) (sum int) {
	far := make([]int, len(g))
	for i := range far {
		far[i] = 1 << 60
	}
	far[from] = 0
	f := &front{{from, 0}}
	for f.Len() > 0 {
		s := heap.Pop(f).(state)
		if s.far > far[s.node] {
			continue
		}
		sum += s.far
		for _, e := range g[s.node] {
			if d := s.far + e.cost; d < far[e.to] {
				far[e.to] = d
				heap.Push(f, state{e.to, d})
			}
		}
	}
	return sum
}

type cell struct{ x, y int }

func flood(grid [][]byte, from cell) (steps int) {
	seen := make([][]bool, len(grid))
	for i := range seen {
		seen[i] = make([]bool, len(grid[i]))
	}
	queue := []cell{from}
	for len(queue) > 0 {
		c := queue[0]
		queue = queue[1:]
		for _, d := range []cell{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
			x, y := c.x+d.x, c.y+d.y
			if y < 0 || y >= len(grid) || x < 0 || x >= len(grid[y]) || grid[y][x] == '#' || seen[y][x] {
				continue
			}
			seen[y][x] = true
			steps++
			queue = append(queue, cell{x, y})
		}
	}
	return steps
}

type union []int32

func (u union) root(x int32) int32 {
	for u[x] != x {
		u[x] = u[u[x]]
		x = u[x]
	}
	return x
}

func main() {
	x := uint32(1)
	next := func(n int) int { x = x*1664525 + 1013904223; return int(x>>8) % n }
	g := make([][]edge, 20_000)
	for i := range g {
		for k := 0; k < 4; k++ {
			g[i] = append(g[i], edge{next(len(g)), 1 + next(100)})
		}
	}
	grid := make([][]byte, 500)
	for y := range grid {
		grid[y] = make([]byte, 600)
		for i := range grid[y] {
			grid[y][i] = '.'
			if next(10) < 3 {
				grid[y][i] = '#'
			}
		}
	}
	sum := 0
	for i := 0; i < 8; i++ {
		sum += shortest(g, i) + flood(grid, cell{300, 250 + i})
	}
	u := make(union, 1_000_000)
	for i := range u {
		u[i] = int32(i)
	}
	parts := len(u)
	for i := 0; i < 1_000_000; i++ {
		a, b := u.root(int32(next(len(u)))), u.root(int32(next(len(u))))
		if a != b {
			u[a] = b
			parts--
		}
	}
	fmt.Println(sum, parts)
}

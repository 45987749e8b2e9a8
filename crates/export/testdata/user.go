// Uses everything of shapes.
package user

import "shapes"

type mine struct{ shapes.List[int] }

type less int

func (l less) Less(m less) bool { return l < m }

const exact = shapes.Big >> 199

var _ [exact]int = [2]int{}
var _ = shapes.Third*3 == 1
var _ shapes.Fn = func(int, int, ...shapes.Pair) (shapes.Celsius, error) { return shapes.Typed, nil }
var _ = shapes.Sum([]int{1, 2})

func f(m mine, t shapes.Tree, p shapes.Pair) string {
	m.Push(1)
	for i, v := range m.All() {
		_, _ = i, v
	}
	shapes.Each(map[string]int{}, func(string, int) {})
	_ = t.Walk(func(t *shapes.Tree) error { return t })
	_ = shapes.Kinds(p.X)
	return shapes.Typed.String() + shapes.Text
}

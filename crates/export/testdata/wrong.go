// What must be refused, with the official words.
package wrong

import "shapes"

type less int

func (l less) Less(m less) bool { return l < m }

var a = shapes.hidden
var b = shapes.limit
var c shapes.node[int]
var d = shapes.Min(less(1), 2)
var e = shapes.Sum([]string{})
var p shapes.Pair = struct{ X int }{}
var f = p.y
var g int = shapes.Typed
var h shapes.List

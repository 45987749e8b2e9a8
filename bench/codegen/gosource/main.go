// The library's Go parser, printer and type checker over source that is made up.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
)

func main() {
	var src bytes.Buffer
	src.WriteString("package p\n")
	for i := 0; i < 300; i++ {
		fmt.Fprintf(&src, "type T%d struct { a int; b []string; next *T%d }\n", i, i)
		fmt.Fprintf(&src, "func (t *T%d) f(x, y int) (int, bool) {\n for i := 0; i < x; i++ { if t.a > y*%d { t.a += i<<2 | x&^y; continue }\n", i, i)
		fmt.Fprintf(&src, " switch { case x == 1: t.b = append(t.b, \"x\"); default: func() { _ = map[string]int{\"a\": x} }() } }\n return len(t.b), t.next != nil }\n")
	}
	sum := 0
	for i := 0; i < 5; i++ {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, "p.go", src.Bytes(), 0)
		if err != nil {
			panic(err)
		}
		ast.Inspect(f, func(n ast.Node) bool { sum++; return true })
		info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
		if _, err := new(types.Config).Check("p", set, []*ast.File{f}, info); err != nil {
			panic(err)
		}
		var out bytes.Buffer
		if err := format.Node(&out, set, f); err != nil {
			panic(err)
		}
		sum += out.Len() + len(info.Types)
	}
	fmt.Println(sum)
}

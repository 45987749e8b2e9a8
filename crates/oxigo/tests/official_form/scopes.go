// Scopes prints what go/types reads from archives: for each line "path file" of its input, the exported
// objects of the package, of our own module those that are not exported, too, with their types, the values of constants, and the methods of types.
// Archives of imported packages are looked up among the lines of the same input.
package main

import (
	"bufio"
	"fmt"
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"strings"
)

func main() {
	files, order := map[string]string{}, []string{}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		path, file, _ := strings.Cut(in.Text(), " ")
		files[path] = file
		order = append(order, path)
	}
	for _, path := range order {
		show(path, files)
	}
}

// show reads a package with an importer of its own, so that everything comes from this archive alone.
func show(path string, files map[string]string) {
	fset := token.NewFileSet()
	open := func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
	pkg, err := importer.ForCompiler(fset, "gc", open).Import(path)
	if err != nil {
		fmt.Println(path, "error:", err)
		return
	}
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		// What else is listed is what importers get with code that they may copy: in small packages, the same.
		if !obj.Exported() && !strings.HasPrefix(path, "example.com/") {
			continue
		}
		at := fset.Position(obj.Pos())
		fmt.Printf("%s: %s %s:%d\n", path, describe(obj), at.Filename[strings.LastIndex(at.Filename, "/")+1:], at.Line)
		if named, ok := types.Unalias(obj.Type()).(*types.Named); ok && named.Obj() == obj {
			for i := 0; i < named.NumMethods(); i++ {
				fmt.Println("\t", named.Method(i), named.Method(i).Type().(*types.Signature).Recv())
			}
			fmt.Println("\t", named.Underlying())
			for _, set := range []types.Type{named, types.NewPointer(named)} {
				fmt.Println("\t", types.NewMethodSet(set))
			}
		}
	}
}

func describe(obj types.Object) string {
	text := obj.String()
	if c, ok := obj.(*types.Const); ok {
		text += fmt.Sprint(" ", c.Val().Kind(), " ", c.Val().ExactString(), " ", constant.ToFloat(c.Val()))
	}
	return text
}

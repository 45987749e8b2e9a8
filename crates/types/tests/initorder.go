// Prints the initialisation order of packages as go/types finds it.
// Standard input: lines "import path<tab>archive with export data".
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	archives := map[string]string{}
	var order []string
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		path, file, _ := strings.Cut(in.Text(), "\t")
		archives[path] = file
		order = append(order, path)
	}
	fset := token.NewFileSet()
	lookup := func(path string) (io.ReadCloser, error) {
		if file, ok := archives["vendor/"+path]; ok {
			return os.Open(file)
		}
		return os.Open(archives[path])
	}
	imp := importer.ForCompiler(fset, "gc", lookup)
	for _, path := range order {
		dir := filepath.Join(build.Default.GOROOT, "src", path)
		pkg, err := build.ImportDir(dir, 0)
		if err != nil {
			fmt.Println("!", path, err)
			continue
		}
		var files []*ast.File
		for _, name := range pkg.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				fmt.Println("!", path, err)
			}
			files = append(files, f)
		}
		info := &types.Info{}
		conf := types.Config{Importer: imp, GoVersion: "go1.23", Error: func(error) {}}
		info.InitOrder = []*types.Initializer{}
		info.Defs = map[*ast.Ident]types.Object{}
		conf.Check(path, fset, files, info)
		fmt.Print(path, ":")
		for _, init := range info.InitOrder {
			var names []string
			for _, v := range init.Lhs {
				names = append(names, v.Name())
			}
			fmt.Print(" ", strings.Join(names, ","))
		}
		fmt.Println()
	}
}

// Checks packages with go/parser and go/types, bodies included, to be measured beside oxigo.
// Standard input: a line per package in import order, "path<TAB>dir<TAB>file file ...".
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
)

type done map[string]*types.Package

func (d done) Import(path string) (*types.Package, error) {
	for _, p := range []string{path, "vendor/" + path} {
		if pkg := d[p]; pkg != nil {
			return pkg, nil
		}
	}
	return nil, fmt.Errorf("%s is not there", path)
}

func main() {
	packages, errors := done{"unsafe": types.Unsafe}, 0
	fset := token.NewFileSet()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		parts := strings.Split(lines.Text(), "\t")
		if parts[0] == "unsafe" {
			continue
		}
		var files []*ast.File
		for _, name := range strings.Fields(parts[2]) {
			file, err := parser.ParseFile(fset, filepath.Join(parts[1], name), nil, parser.SkipObjectResolution)
			if err != nil {
				errors++
			}
			files = append(files, file)
		}
		conf := types.Config{
			Importer:  packages,
			GoVersion: "go1.23",
			Sizes:     types.SizesFor("gc", "amd64"),
			Error:     func(err error) { errors++; fmt.Fprintln(os.Stderr, err) },
		}
		packages[parts[0]], _ = conf.Check(parts[0], fset, files, nil)
	}
	fmt.Fprintf(os.Stderr, "%d packages, %d errors\n", len(packages), errors)
}

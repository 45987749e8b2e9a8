// Prints the syntax errors of the official compiler's parser, for comparison: reads file
// names from standard input, one a line.
package main

import (
	"bufio"
	"fmt"
	"os"

	"cmd/compile/internal/syntax"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		name := in.Text()
		f, err := os.Open(name)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(out, "FILE %s\n", name)
		report := func(err error) {
			e := err.(syntax.Error)
			fmt.Fprintf(out, "%d:%d: %s\n", e.Pos.Line(), e.Pos.Col(), e.Msg)
		}
		syntax.Parse(syntax.NewFileBase(name), f, report, nil, syntax.CheckBranches)
		f.Close()
	}
}

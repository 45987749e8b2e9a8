// text/template: control structures, pipelines, functions, methods, nested templates, errors.
package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/template"
)

type item struct {
	Name  string
	Price float64
	Tags  []string
	Sub   map[string]*item
}

func (i item) Total(n int) float64 { return i.Price * float64(n) }

func (i *item) Fail() (string, error) { return "", errors.New("it fails") }

const text = `{{define "list"}}{{range $i, $t := .}}{{if $i}}, {{end}}{{$t | printf "%q"}}{{else}}none{{end}}{{end -}}
{{- /* a comment */ -}}
{{range $n, $item := .Items}}
{{$n}}. {{.Name | upper | printf "%-10s"}} {{printf "%8.2f" (.Total 3)}} [{{template "list" .Tags}}]
{{- with .Sub.first}} sub={{.Name}}{{else}} no sub{{end}}
{{- if and (gt .Price 1.0) (or (eq .Name "apple" "pear") (not (lt 2 1)))}} dear{{else if eq .Price 0.5}} cheap{{end}}
{{- if eq $n 3}}{{break}}{{else if eq $n 1}}{{continue}}{{end}} end
{{- end}}
{{len .Items}} {{index .Items 1 | name}} {{slice "abcdef" 1 3}} {{html "<a&b>"}} {{js "it's"}} {{urlquery "a b&c"}} {{print 1 2 "x" 3}}
{{block "tail" .Count}}{{range $x := .}}{{$x}};{{end}}{{end}} {{call .Func 20 22}} {{.Missing.Key}} {{1e3}} {{'a'}} {{0x1F}} {{nil | printf "%v"}}
`

func main() {
	t := template.New("main").Funcs(template.FuncMap{
		"upper": strings.ToUpper,
		"name":  func(i *item) string { return "name of " + i.Name },
	})
	good := strings.Replace(text, "{{nil | printf \"%v\"}}", "{{true}}", 1)
	template.Must(t.Parse(good))
	items := []*item{
		{"apple", 1.25, []string{"red", "round"}, map[string]*item{"first": {Name: "core"}}},
		{"pear", 0.5, nil, nil},
		{"plum", 0.75, []string{`"blue"`}, nil},
		{"never", 3, nil, nil},
		{"shown", 4, nil, nil},
	}
	data := map[string]any{
		"Items": items, "Count": []int{3, 2, 1},
		"Func":    func(a, b int) int { return a + b },
		"Missing": map[string]string{"Key": "found"},
	}
	fmt.Println(t.Execute(os.Stdout, data))
	fmt.Println(t.DefinedTemplates() != "", t.Lookup("list") != nil)
	if _, err := template.New("bad").Parse(text); err != nil {
		fmt.Println(err)
	}
	for _, bad := range []string{"{{", "{{.X", "{{end}}", "{{if}}x{{end}}", "{{f 1}}", "{{range .}}", `{{template "x" 1 2}}`, "{{$x}}"} {
		_, err := template.New("bad").Parse(bad)
		fmt.Println(err)
	}
	for _, bad := range []string{"{{.Fail}}", "{{.Nothing}}", "{{index .Tags 9}}", "{{.Total}}", `{{lt 1 "a"}}`, `{{template "x"}}`} {
		t := template.Must(template.New("bad").Option("missingkey=error").Parse(bad))
		fmt.Println(t.Execute(os.Stdout, items[0]))
	}
}

// The library's templates: loops, conditions, fields, methods, pipelines.
package main

import (
	"bytes"
	"fmt"
	"strings"
	"text/template"
)

type user struct {
	Name  string
	Age   int
	Links []string
}

func (u user) Adult() bool { return u.Age >= 18 }

func main() {
	t := template.Must(template.New("page").Funcs(template.FuncMap{"upper": strings.ToUpper}).Parse(
		`{{define "link"}}<a href="{{.}}">{{. | upper | printf "%-10s"}}</a>{{end}}` +
			`{{range $i, $u := .}}{{if .Adult}}{{$i}}: {{.Name | html}} ({{.Age}}){{else}}minor{{end}}` +
			`{{range .Links}} {{template "link" .}}{{end}}{{with index .Links 0}} first {{.}}{{end}}
{{end}}`))
	var users []user
	for i := 0; i < 100; i++ {
		users = append(users, user{fmt.Sprint("<user ", i, ">"), i, []string{"alpha", "beta", "gamma"}})
	}
	sum := 0
	for i := 0; i < 250; i++ {
		var b bytes.Buffer
		if err := t.Execute(&b, users); err != nil {
			panic(err)
		}
		sum += b.Len()
	}
	fmt.Println(sum)
}

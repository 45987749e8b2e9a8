// text/template and encoding/json: methods, fields and functions found by reflection.
package main

import (
	"encoding/json"
	"os"
	"strings"
	"text/template"
)

type item struct {
	Name  string            `json:"name"`
	Price float64           `json:"price,omitempty"`
	Tags  []string          `json:"tags"`
	Extra map[string]any    `json:"extra"`
	Next  *item             `json:"next,omitempty"`
}

func (i item) Shout() string              { return strings.ToUpper(i.Name) + "!" }
func (i *item) Double(n float64) float64  { return 2 * n * i.Price }
func (i item) MarshalText() ([]byte, error) { return []byte("text of " + i.Name), nil }

type plain struct {
	Items []*item
	Keys  map[[2]int]string
}

const text = `{{range $i, $e := .Items}}{{$i}} {{.Name | printf "%-8s"}} {{.Shout}} {{.Double 1.5}} {{join .Tags "+"}}
{{with .Next}}  next: {{.Name}}{{else}}  last{{end}}
{{end}}{{len .Items}} items
`

func main() {
	b := &item{Name: "pear", Price: 2, Tags: []string{"green"}}
	a := &item{Name: "apple", Price: 1.25, Tags: []string{"red", "round"}, Extra: map[string]any{"z": 1, "a": []int{1, 2}}, Next: b}
	t := template.Must(template.New("list").Funcs(template.FuncMap{"join": strings.Join}).Parse(text))
	if err := t.Execute(os.Stdout, plain{Items: []*item{a, b}}); err != nil {
		panic(err)
	}
	type bare item
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	encoder.Encode((*bare)(a))
	encoder.Encode(map[string]*item{"one": a})
	var back bare
	err := json.Unmarshal([]byte(`{"name":"plum","price":3.5,"tags":["x","y"],"extra":{"k":[true,null,"s"]}}`), &back)
	encoder.Encode(back)
	encoder.Encode(err == nil)
}

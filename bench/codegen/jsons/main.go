// The library's JSON: structs and maps there and back.
package main

import (
	"encoding/json"
	"fmt"
)

type item struct {
	ID     int               `json:"id"`
	Name   string            `json:"name"`
	Tags   []string          `json:"tags,omitempty"`
	Price  float64           `json:"price"`
	Extra  map[string]string `json:"extra"`
	Nested *item             `json:"nested"`
}

func main() {
	var all []item
	for i := 0; i < 500; i++ {
		all = append(all, item{i, fmt.Sprint("item ", i), []string{"a", "<b>", "ü"}, float64(i) / 7, map[string]string{"k": "v", "z": "\n"},
			&item{ID: -i, Name: "inner"}})
	}
	sum := 0
	for i := 0; i < 35; i++ {
		data, err := json.Marshal(all)
		if err != nil {
			panic(err)
		}
		var back []item
		var open any
		if json.Unmarshal(data, &back) != nil || json.Unmarshal(data, &open) != nil {
			panic("bad")
		}
		sum += len(data) + len(back) + len(open.([]any))
	}
	fmt.Println(sum)
}

// The library's gob encoding there and back.
package main

import (
	"bytes"
	"encoding/gob"
	"fmt"
)

type record struct {
	ID     int64
	Name   string
	Values []float64
	Sub    map[string]int
	Flags  [4]bool
}

func main() {
	var all []record
	for i := 0; i < 600; i++ {
		r := record{ID: int64(i) << 20, Name: fmt.Sprint("record ", i), Sub: map[string]int{"a": i, "b": -i}}
		for j := 0; j < 30; j++ {
			r.Values = append(r.Values, float64(i)/float64(j+1))
		}
		r.Flags[i%4] = true
		all = append(all, r)
	}
	sum := 0
	for i := 0; i < 110; i++ {
		var b bytes.Buffer
		if gob.NewEncoder(&b).Encode(all) != nil {
			panic("encode")
		}
		sum += b.Len()
		var back []record
		if gob.NewDecoder(&b).Decode(&back) != nil {
			panic("decode")
		}
		sum += len(back[5].Values)
	}
	fmt.Println(sum)
}

// Regular expressions, JSON, fields of strings and formatting, all of a fixed text.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

type record struct {
	Name  string            `json:"name"`
	Size  int               `json:"size"`
	Tags  []string          `json:"tags"`
	Attrs map[string]string `json:"attrs,omitempty"`
	Ratio float64           `json:"ratio"`
}

func document() string {
	var b strings.Builder
	for i := 0; i < 400; i++ {
		fmt.Fprintf(&b, "%04d mail-%d@host%d.example.org took %dms; see http://example.org/%x?q=%d\n", i, i, i%17, i*31%997, i*i, i)
	}
	return b.String()
}

func matches(text string) (n int) {
	for _, pattern := range []string{`[\w.-]+@[\w.-]+\.org`, `took (\d+)ms`, `https?://[^ ]*\?q=[0-9]*7\n`} {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			n += len(m[0])
		}
	}
	return n
}

func roundTrip(n int) int {
	var records []record
	for i := 0; i < n; i++ {
		records = append(records, record{fmt.Sprint("name", i), i, []string{"a", "b\n", "ü"}, map[string]string{"k": "v", "z": fmt.Sprint(i)}, float64(i) / 7})
	}
	data, err := json.Marshal(records)
	if err != nil {
		panic(err)
	}
	var back []record
	if err := json.Unmarshal(data, &back); err != nil {
		panic(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", " "); err != nil {
		panic(err)
	}
	return out.Len() + len(back)
}

func words(text string) int {
	counts := map[string]int{}
	for _, w := range strings.Fields(strings.ToUpper(text)) {
		counts[strings.TrimFunc(w, func(r rune) bool { return r < 'A' })]++
	}
	most := 0
	for w, n := range counts {
		if n > most && w != "" {
			most = n
		}
	}
	return most + len(strings.Split(text, "e"))
}

func main() {
	text := document()
	a, b, c := 0, 0, 0
	for i := 0; i < 12; i++ {
		a += matches(text)
		b += roundTrip(1000)
		for j := 0; j < 10; j++ {
			c += words(text)
		}
	}
	fmt.Println(a, b, c)
}

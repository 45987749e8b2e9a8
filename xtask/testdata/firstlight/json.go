// encoding/json in both directions: structs with tags, embedding, maps, interfaces, own methods,
// streams, errors with their offsets.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

type base struct {
	ID   int64  `json:"id"`
	Note string `json:"note,omitempty"`
}

type color uint8

func (c color) MarshalText() ([]byte, error) { return []byte(fmt.Sprintf("#%02x", uint8(c))), nil }

func (c *color) UnmarshalText(text []byte) error {
	_, err := fmt.Sscanf(string(text), "#%02x", (*uint8)(c))
	return err
}

type span struct{ time.Duration }

func (s span) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

func (s *span) UnmarshalJSON(data []byte) (err error) {
	var text string
	if err = json.Unmarshal(data, &text); err == nil {
		s.Duration, err = time.ParseDuration(text)
	}
	return err
}

type record struct {
	base
	Name    string            `json:"name"`
	Scores  []float64         `json:"scores"`
	Tags    map[string]*int   `json:"tags"`
	Colors  map[color]string  `json:"colors"`
	Span    span              `json:"span"`
	Any     any               `json:"any"`
	Raw     json.RawMessage   `json:"raw"`
	Bytes   []byte            `json:"bytes"`
	Array   [3]bool           `json:"array"`
	Quoted  uint64            `json:"quoted,string"`
	Skipped string            `json:"-"`
	Inner   *record           `json:"inner,omitempty"`
	Times   map[int]time.Time `json:"times"`
}

func main() {
	seven := 7
	r := record{
		base: base{ID: 1 << 60}, Name: "Gödel <&> \u2028", Scores: []float64{0, -1.5, 1e21, math.Pi, 5e-324},
		Tags: map[string]*int{"seven": &seven, "nil": nil}, Colors: map[color]string{255: "white", 0: "black"},
		Span: span{90 * time.Second}, Any: []any{1, "two", 3.5, nil, map[string]any{"x": true}},
		Raw: json.RawMessage(`{"kept": [1, 2]}`), Bytes: []byte("bytes"), Array: [3]bool{true, false, true},
		Quoted: math.MaxUint64, Inner: &record{Name: "inner"},
		Times: map[int]time.Time{5: time.Date(2024, 2, 29, 1, 2, 3, 4, time.UTC)},
	}
	data, err := json.MarshalIndent(r, "", "  ")
	fmt.Println(string(data), err)
	var back record
	fmt.Println(json.Unmarshal(data, &back))
	again, _ := json.Marshal(back)
	first, _ := json.Marshal(r)
	fmt.Println(bytes.Equal(first, again), *back.Tags["seven"], back.Colors, back.Span, back.Times[5].Weekday())

	var loose any
	decoder := json.NewDecoder(strings.NewReader(`{"a": [1, 2.5e3, -0, "\ud83d\ude00\n"], "b": {"c": null}} [true] 12345678901234567890 x`))
	decoder.UseNumber()
	for {
		if err := decoder.Decode(&loose); err != nil {
			fmt.Println(err, errors.Is(err, io.EOF))
			break
		}
		fmt.Printf("%v %T\n", loose, loose)
	}
	for _, text := range []string{`{"id": "x"}`, `{"name": 5}`, `{`, `{"span": "1q"}`, `[1,]`, `{"scores": [1, "2"]}`, `{"array": 1}`, "\"\x01\""} {
		err := json.Unmarshal([]byte(text), &back)
		var kind *json.UnmarshalTypeError
		var syntax *json.SyntaxError
		fmt.Printf("%s: %v %t %t\n", text, err, errors.As(err, &kind), errors.As(err, &syntax))
	}
	_, err = json.Marshal(map[string]any{"f": func() {}})
	fmt.Println(err)
	_, err = json.Marshal(math.NaN())
	fmt.Println(err)
	var squeezed bytes.Buffer
	json.Compact(&squeezed, data)
	json.HTMLEscape(&squeezed, []byte(`"<a>"`))
	fmt.Println(squeezed.Len(), json.Valid(data), json.Valid(squeezed.Bytes()))
}

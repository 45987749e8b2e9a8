// The library's compression there and back.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strconv"
)

func main() {
	var text []byte
	x := uint32(7)
	for len(text) < 1_000_000 {
		x = x*1664525 + 1013904223
		text = append(text, "the quick brown fox jumps over the lazy dog "[x>>28:20+x>>29]...)
		text = strconv.AppendUint(text, uint64(x>>22), 10)
	}
	var packed bytes.Buffer
	for i := 0; i < 10; i++ {
		packed.Reset()
		w, _ := gzip.NewWriterLevel(&packed, 6)
		w.Write(text)
		w.Close()
	}
	total := 0
	for i := 0; i < 40; i++ {
		r, err := gzip.NewReader(bytes.NewReader(packed.Bytes()))
		if err != nil {
			panic(err)
		}
		n, _ := io.Copy(io.Discard, r)
		total += int(n)
	}
	fmt.Println(packed.Len(), total)
}

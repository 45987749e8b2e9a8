// go1.27
package main

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"runtime/pprof"
)

// The runtime prints labels of goroutines, those that are no plain words in quotes.
func main() {
	number := regexp.MustCompile(`goroutine \d+ `)
	for _, value := range []string{"plain", "two words", "line\nbreak", "ሴΣ", "\xfd"} {
		pprof.Do(context.Background(), pprof.Labels("k:", value), func(context.Context) {
			var buf [1000]byte
			n := runtime.Stack(buf[:], false)
			text := number.ReplaceAllString(string(buf[:n]), "")
			for i, c := range text {
				if c == '\n' {
					fmt.Println(text[:i])
					break
				}
			}
		})
	}
}

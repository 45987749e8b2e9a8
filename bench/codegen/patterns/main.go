// The library's regular expressions over made up lines.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	var b strings.Builder
	for i := 0; i < 18000; i++ {
		fmt.Fprintf(&b, "2024-%02d-%02d host%d user%d@example.org GET /path/%d/x?id=%d 200 %dms\n", i%12+1, i%28+1, i%7, i, i*31, i*17, i%500)
	}
	text := b.String()
	sum := 0
	for _, p := range []string{
		`\d{4}-(\d\d)-(\d\d)`, `[a-z]+\d+@[a-z.]+`, `(?i)get /PATH/(\d+)`, `(\d+)ms$`, `host[135] (user\d*5)@`, `id=(?:1|2|3)\d*`,
	} {
		for _, m := range regexp.MustCompile("(?m)"+p).FindAllStringSubmatchIndex(text, -1) {
			sum += m[0] + m[1]*3
		}
	}
	out := regexp.MustCompile(`user(\d+)`).ReplaceAllString(text, "<$1>")
	fmt.Println(sum, len(out))
}

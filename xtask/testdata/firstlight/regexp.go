// regexp: matching by all engines, groups, replacement, Unicode classes, longest matches, errors.
package main

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"regexp/syntax"
	"strings"
)

func main() {
	text := "From: Ana <ana@example.org>, Bo <bo@example.com>; 2024-02-29 and 1999-12-31, größe ΣΑΣ 10.0.0.1"
	for _, pattern := range []string{
		`(\w+)@(\w+)\.(org|com)`, `(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)`, `\p{Greek}+`, `(?i)FROM:?`,
		`\b\d{1,3}(\.\d{1,3}){3}\b`, `[^\x00-\x7F]+`, `(a|ab)(c|bcd)(d*)`, `^$|x*`, `(?s:.*)(\d)`, `(?U)<.*>`, `\pL\PL`,
		`(?:(?:a*)*)*b`, `[[:upper:]][[:lower:]]*`, `(\d+)|([A-Z]+)`, `$`, `\Q<ana\E`, `(x)?(y)?(z)?`,
	} {
		re := regexp.MustCompile(pattern)
		fmt.Println(pattern, re.NumSubexp(), re.SubexpNames())
		fmt.Printf("  %q %v\n", re.FindStringSubmatch(text), re.FindStringIndex(text))
		fmt.Printf("  %d %q\n", len(re.FindAllString(text, -1)), re.FindAllString(text, 4))
		re.Longest()
		fmt.Printf("  %q\n", re.FindString("abcd"+text))
	}
	dates := regexp.MustCompile(`(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)`)
	fmt.Println(dates.ReplaceAllString(text, "${d}.$m.$y$$"))
	fmt.Println(dates.ReplaceAllLiteralString(text, "$1"))
	fmt.Println(dates.ReplaceAllStringFunc(text, strings.ToUpper))
	fmt.Printf("%q\n", regexp.MustCompile(`[,;]\s*`).Split(text, -1))
	fmt.Println(string(dates.ExpandString(nil, "<$y|$nope|${1}>", text, dates.FindStringSubmatchIndex(text))))
	for _, bad := range []string{`(`, `a**`, `[z-a]`, `\8`, `(?P<n>a)(?P<n>b)`, `x{1001}`, `\pX`, `(?z)`, `[[:nope:]]`, strings.Repeat("(", 1001)} {
		_, err := regexp.Compile(bad)
		message := fmt.Sprint(err)
		fmt.Println(message[:min(len(message), 60)])
	}
	long := strings.Repeat("ab", 20000) + "c"
	sum := fnv.New64a()
	for _, pattern := range []string{`(ab)*c`, `(a|b|ab)*?c$`, `a.*b.*c`, `(?:a?){30}a{0}b`, `[ab]{100,200}c`} {
		fmt.Fprint(sum, regexp.MustCompile(pattern).FindStringSubmatchIndex(long))
	}
	tree, _ := syntax.Parse(`(?i)a(b|c)+[d-f]?\d{2,3}`, syntax.Perl)
	program, _ := syntax.Compile(tree.Simplify())
	fmt.Printf("%x %s\n%s\n", sum.Sum64(), tree, program)
}

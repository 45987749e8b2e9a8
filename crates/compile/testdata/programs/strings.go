// Strings, bytes and runes: conversions, ranging, invalid UTF-8, comparison, slicing.
package main

import (
	"fmt"
	"strings"
)

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func main() {
	capacities()
	const text = "héllo, 世界\xff!"
	for i, r := range text {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println(len(text), len([]rune(text)))
	fmt.Println(reverse("añb世"), string(rune(0x4e16)), string(rune(-1)) == "\uFFFD")
	b := []byte(text[:6])
	b[0] = 'H'
	s := string(b)
	b[1] = 'x'
	fmt.Println(s, len(b), text[7:], strings.ToUpper(s))
	fmt.Println("a" < "b", "a" < "A", "ab" > "a", "" < "a", s >= "Héllo", s == "Hé"+"llo")
	var parts []string
	for _, w := range strings.Fields(" the quick  brown fox ") {
		parts = append(parts, w[:1]+strings.Repeat("-", len(w)-1))
	}
	joined := strings.Join(parts, "|") + "." + s + fmt.Sprint(len(parts))
	joined += "!"
	fmt.Println(joined)
	switch s {
	case "x", "Hello":
		fmt.Println("no")
	case "Héllo":
		fmt.Println("yes")
	}
	buf := append([]byte("pre"), "fix"...)
	n := copy(buf[1:], "RE")
	fmt.Println(string(buf), n, `raw\n`, '\'', "\u00e9\x41\101")
	var sb strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	fmt.Println(sb.String())
	defer func() { fmt.Println(recover()) }()
	fmt.Println(s[len(parts)+9])
}

// Capacities that programs can see: a constant has an array of exactly its length.
func capacities() {
	b, r := []byte("x"), []rune("añ\xff\xe2\x82")
	fmt.Println(cap(b), string(append(b, 'c')), string(append(b, 'd')), len(r), cap(r), r)
	c := append(b, 'c')
	d := append(b, 'd')
	s := append(r, 'e')
	t := append(r, 'f')
	fmt.Println(string(c), string(d), string(s), string(t))
	fmt.Println(cap([]byte("forty bytes: 01234567890123456789012345")), cap([]byte("")), []byte("") == nil, cap([]rune("")))
	fmt.Println(cap(named("abc")), cap(bytesOf[named]()), cap([]byte("a"+"bc")[1:]))
	for i := range 2 {
		b := []byte("ab")
		b[i] = 'Z'
		fmt.Println(string(b))
	}
}

type named []byte

func bytesOf[T []byte | named]() T { return T("four") }

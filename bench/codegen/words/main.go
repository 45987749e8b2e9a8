// Text: fields, splitting, joining, case, replacing, runes, counting words, bytes and buffers.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func vowels(s string) (n int) {
	for _, r := range s {
		switch r {
		case 'a', 'e', 'i', 'o', 'u', 'ä', 'ö', 'ü':
			n++
		default:
			if unicode.IsUpper(r) {
				n += 2
			}
		}
	}
	return n
}

func palindrome(b []byte) bool {
	for len(b) > 0 {
		f, n := utf8.DecodeRune(b)
		l, m := utf8.DecodeLastRune(b)
		if f != l {
			return false
		}
		if n+m >= len(b) {
			return true
		}
		b = b[n : len(b)-m]
	}
	return true
}

func main() {
	sentence := "The Quick brown Föx jumps över the lazy dog, äöüöä and level; "
	text := strings.Repeat(sentence, 400)
	sum := 0
	for round := 0; round < 160; round++ {
		counts := map[string]int{}
		lines := bufio.NewScanner(strings.NewReader(text))
		lines.Split(bufio.ScanWords)
		for lines.Scan() {
			counts[strings.Trim(lines.Text(), ",;")]++
			if palindrome(lines.Bytes()) {
				sum++
			}
		}
		var names []string
		for n := range counts {
			names = append(names, n)
		}
		slices.Sort(names)
		sum += len(strings.Join(names, ",")) + vowels(text)
		upper := strings.ToUpper(text)
		sum += strings.Count(upper, "DOG") + strings.LastIndex(text, "quick") + strings.IndexByte(upper, 'Z')
		sum += len(strings.ReplaceAll(text, "the", "a"))
		sum += len(strings.NewReplacer("lazy", "busy", "dog", "cat").Replace(text))
		var buf bytes.Buffer
		for i, f := range strings.Split(text, ", ") {
			if i%2 == 0 {
				buf.WriteString(strings.TrimSpace(f))
			} else {
				buf.WriteByte(' ')
				buf.WriteRune('→')
			}
		}
		sum += buf.Len() + len(bytes.Fields(buf.Bytes()))
		for _, f := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if strings.HasPrefix(f, "le") || strings.EqualFold(f, "QUICK") {
				sum++
			}
		}
		sum += strings.Compare(text[:len(text)/2], text[len(sentence)*200:])
	}
	fmt.Println(sum)
}

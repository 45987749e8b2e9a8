// Random text by cumulative tables, then its reverse complement and a count of its words.
package main

import (
	"bytes"
	"fmt"
	"sort"
)

type weight struct {
	letter byte
	upTo   float64
}

var seed uint32 = 42

func random() float64 {
	seed = (seed*3877 + 29573) % 139968
	return float64(seed) / 139968
}

func text(n int, table []weight) []byte {
	var out bytes.Buffer
	line := make([]byte, 0, 61)
	for n > 0 {
		line = line[:0]
		for i := 0; i < min(n, 60); i++ {
			r := random()
			for _, w := range table {
				if r < w.upTo {
					line = append(line, w.letter)
					break
				}
			}
		}
		n -= 60
		out.Write(append(line, '\n'))
	}
	return out.Bytes()
}

var complement = func() (t [256]byte) {
	from, to := "ACGTacgt", "TGCATGCA"
	for i := range from {
		t[from[i]] = to[i]
	}
	return
}()

func reverse(b []byte) {
	i, j := 0, len(b)-1
	for i < j {
		switch {
		case b[i] == '\n':
			i++
		case b[j] == '\n':
			j--
		default:
			b[i], b[j] = complement[b[j]], complement[b[i]]
			i++
			j--
		}
	}
}

func words(b []byte, n int) map[string]int {
	found := map[string]int{}
	for i := 0; i+n <= len(b); i++ {
		found[string(b[i:i+n])]++
	}
	return found
}

func main() {
	b := text(3_000_000, []weight{{'A', 0.3}, {'C', 0.5}, {'g', 0.7}, {'t', 1.1}})
	for i := 0; i < 11; i++ {
		reverse(b)
	}
	found := words(b[:1_000_000], 6)
	var names []string
	for w := range found {
		names = append(names, w)
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := names[i], names[j]
		return found[a] > found[b] || found[a] == found[b] && a < b
	})
	for _, w := range names[:5] {
		fmt.Printf("%q %d\n", w, found[w])
	}
}

// Numbers to text and back: strconv, fmt, big integers.
package main

import (
	"fmt"
	"math/big"
	"strconv"
)

func main() {
	var b []byte
	sum := 0
	for i := 0; i < 300_000; i++ {
		b = strconv.AppendInt(b[:0], int64(i)*7919-1_000_000, 10)
		n, _ := strconv.Atoi(string(b))
		b = strconv.AppendFloat(b[:0], float64(n)/17, 'g', -1, 64)
		f, _ := strconv.ParseFloat(string(b), 64)
		b = strconv.AppendQuote(b[:0], "a\tb"+strconv.FormatUint(uint64(i), 36))
		s, _ := strconv.Unquote(string(b))
		sum += n + int(f) + len(s)
	}
	for i := 0; i < 200_000; i++ {
		sum += len(fmt.Sprintf("%d %5.2f %-8s|%x %v %t", i, float64(i)/3, "ab", i*77, 'x', i&1 == 0))
	}
	a, c := big.NewInt(0), big.NewInt(1)
	for i := 0; i < 20_000; i++ {
		a.Add(a, c)
		a, c = c, a
	}
	c.Exp(c, big.NewInt(3), nil)
	fmt.Println(sum, len(c.String()))
}

// The library's digests and ciphers, those parts that are written in Go: RC4, DES, MD5 and SHA-3-like permutations of ours, base64, hex.
package main

import (
	"crypto/des"
	"crypto/rc4"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/bits"
)

func permute(a *[25]uint64) {
	for round := 0; round < 24; round++ {
		var c [5]uint64
		for x := range c {
			c[x] = a[x] ^ a[x+5] ^ a[x+10] ^ a[x+15] ^ a[x+20]
		}
		for x := 0; x < 5; x++ {
			d := c[(x+4)%5] ^ bits.RotateLeft64(c[(x+1)%5], 1)
			for y := 0; y < 25; y += 5 {
				a[y+x] ^= d
			}
		}
		at, t := 0, a[1]
		for i := 1; i <= 24; i++ {
			at = (at*7 + i) % 25
			a[at], t = bits.RotateLeft64(t, i*(i+1)/2), a[at]
		}
		for y := 0; y < 25; y += 5 {
			row := [5]uint64(a[y : y+5])
			for x := 0; x < 5; x++ {
				a[y+x] = row[x] ^ ^row[(x+1)%5]&row[(x+2)%5]
			}
		}
		a[0] ^= uint64(round) * 0x8000000080008081
	}
}

func main() {
	var state [25]uint64
	for i := 0; i < 60_000; i++ {
		state[i%17] ^= uint64(i)
		permute(&state)
	}
	data := make([]byte, 1<<20)
	c, _ := rc4.NewCipher([]byte("a key of sixteen"))
	for i := 0; i < 20; i++ {
		c.XORKeyStream(data, data)
	}
	d, _ := des.NewCipher([]byte("8 bytes!"))
	for i := 0; i < 1<<19; i += 8 {
		d.Encrypt(data[i:], data[i:])
	}
	sum := 0
	for i := 0; i < 20; i++ {
		text := base64.StdEncoding.EncodeToString(data)
		back, _ := base64.StdEncoding.DecodeString(text)
		sum += len(text) + int(back[i]) + len(hex.EncodeToString(back[:1<<16]))
	}
	fmt.Println(state[3], data[:8], sum)
}

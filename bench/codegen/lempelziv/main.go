// A compressor by matches found in a hash table, its decompressor, and a check sum of both.
package main

import "fmt"

func load(b []byte, i int) uint32 {
	b = b[i : i+4 : len(b)]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func pack(src []byte) (out []byte) {
	var table [1 << 13]int32
	from := 0
	for i := 0; i+8 < len(src); {
		x := load(src, i)
		h := x * 2654435761 >> 19
		at := int(table[h])
		table[h] = int32(i)
		if at >= i || i-at > 65535 || load(src, at) != x || i == 0 {
			i++
			continue
		}
		n := 4
		for i+n < len(src) && src[at+n] == src[i+n] && n < 255 {
			n++
		}
		out = literals(out, src[from:i])
		out = append(out, 255, byte(n), byte(i-at), byte((i-at)>>8))
		i += n
		from = i
	}
	return literals(out, src[from:])
}

func literals(out, b []byte) []byte {
	for len(b) > 0 {
		n := min(len(b), 200)
		out = append(out, byte(n))
		out = append(out, b[:n]...)
		b = b[n:]
	}
	return out
}

func unpack(src []byte) (out []byte) {
	for i := 0; i < len(src); {
		if n := int(src[i]); n != 255 {
			out = append(out, src[i+1:i+1+n]...)
			i += 1 + n
			continue
		}
		n, back := int(src[i+1]), int(src[i+2])|int(src[i+3])<<8
		for ; n > 0; n-- {
			out = append(out, out[len(out)-back])
		}
		i += 4
	}
	return out
}

func main() {
	var src []byte
	x := uint32(3)
	words := []string{"alpha ", "beta ", "gamma\n", "delta, ", "epsilon; ", "zeta", " eta", "theta iota "}
	for len(src) < 2_000_000 {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		src = append(src, words[x&7]...)
		if x&0x70 == 0 {
			src = append(src, byte(x>>8), byte(x>>16))
		}
	}
	for i := 0; i < 16; i++ {
		packed := pack(src)
		back := unpack(packed)
		if string(back) != string(src) {
			panic("differs")
		}
		if i == 0 {
			fmt.Println(len(src), len(packed))
		}
	}
}

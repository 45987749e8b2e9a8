// Bits: queens by masks, knights' moves on a board of one word, population counts, a life of bits.
package main

import (
	"fmt"
	"math/bits"
)

func queens(all, columns, left, right uint32) (n int) {
	if columns == all {
		return 1
	}
	for free := all &^ (columns | left | right); free != 0; {
		bit := free & -free
		free ^= bit
		n += queens(all, columns|bit, (left|bit)<<1, (right|bit)>>1)
	}
	return n
}

const notA, notH, notAB, notGH = ^uint64(0x0101010101010101), ^uint64(0x8080808080808080), ^uint64(0x0303030303030303), ^uint64(0xc0c0c0c0c0c0c0c0)

func knights(b uint64) uint64 {
	l1, l2, r1, r2 := b>>1&notH, b>>2&notGH, b<<1&notA, b<<2&notAB
	h1, h2 := l1|r1, l2|r2
	return h1<<16 | h1>>16 | h2<<8 | h2>>8
}

func perft(at uint64, seen uint64, depth int) (n int) {
	if depth == 0 {
		return bits.OnesCount64(seen)
	}
	for moves := knights(at) &^ seen; moves != 0; moves &= moves - 1 {
		to := uint64(1) << bits.TrailingZeros64(moves)
		n += perft(to, seen|to, depth-1)
	}
	return n
}

func life(rows []uint64) {
	n := len(rows)
	next := make([]uint64, n)
	for step := 0; step < 20000; step++ {
		for i := range rows {
			up, mid, down := rows[(i+n-1)%n], rows[i], rows[(i+1)%n]
			var ones, twos, fours uint64
			for _, r := range [...]uint64{up, down, bits.RotateLeft64(up, 1), bits.RotateLeft64(up, -1), bits.RotateLeft64(mid, 1),
				bits.RotateLeft64(mid, -1), bits.RotateLeft64(down, 1), bits.RotateLeft64(down, -1)} {
				carry := ones & r
				ones ^= r
				fours |= twos & carry
				twos ^= carry
			}
			next[i] = twos &^ fours & (ones | mid)
		}
		rows, next = next, rows
	}
}

func main() {
	rows := make([]uint64, 256)
	x := uint64(88172645463325252)
	for i := range rows {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		rows[i] = x
	}
	life(rows)
	sum := 0
	for _, r := range rows {
		sum += bits.OnesCount64(r) + bits.Len64(r)
	}
	fmt.Println(queens(1<<13-1, 0, 0, 0), perft(1<<27, 1<<27, 9), sum)
}

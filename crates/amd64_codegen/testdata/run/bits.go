package main

func bit(x, n int64) (bool, bool, bool)
func bit8(x int8, n int64) (int8, bool)
func mask(p *int64, x int64, y int32, z int8) (bool, bool, bool, bool, bool, bool)
func wide(p *uint8, x int64, y int32) (int64, int64, int64, int64, int64, int64, int64)

var numbers = []int64{0, 1, 2, 7, 8, 31, 32, 63, 64, 127, 128, 255, 256, -1, -2, -128, 1 << 31, 1<<31 - 1, 1 << 32, -1 << 31, 1 << 62, -1 << 63, 0x1234567890abcdef, -0x1234567890abcdef}

func main() {
	for _, x := range numbers {
		for _, n := range numbers {
			is := x>>uint(n&63)&1 != 0
			if a, b, c := bit(x, n); a != is || b != !is || c != (is && n&63 == 63) {
				println("bit", x, n, a, b, c)
			}
			is = int8(x)>>uint(n&7)&1 != 0
			if a, b := bit8(int8(x), n); (a == 20) != is || a != 10 && a != 20 || b != is {
				println("bit8", x, n, a, b)
			}
			y, z := int32(n), int8(n)
			at := x ^ n
			a, b, c, d, e, f := mask(&at, x, y, z)
			if a != (at&128 != 0) || b != (at&x < 0) || c != (y < 0) || d != (z >= 0) || e != (x&(1<<31) == 0) || f != (int8(x)&z > 0) {
				println("mask", at, x, y, z, a, b, c, d, e, f)
			}
			m, u := uint8(n>>3), uint8(x)
			want := [7]int64{int64(m), int64(u & 12), int64(u &^ 11), int64((u | m) >> 3), int64(u&12 | m),
				int64(uint32(x)+uint32(y)) + int64(uint32(x)), int64(uint32(m+12) * uint32(y))}
			var have [7]int64
			have[0], have[1], have[2], have[3], have[4], have[5], have[6] = wide(&m, x, y)
			for i := range want {
				if have[i] != want[i] {
					println("wide", i, m, x, y, have[i], want[i])
				}
			}
		}
	}
	println("done")
}
// Output:
// done

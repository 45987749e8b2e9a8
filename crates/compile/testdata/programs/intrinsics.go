package main

import (
	"fmt"
	"math"
	"math/bits"
	"runtime"
	"sync/atomic"
	"unsafe"
)

var (
	i32 int32
	i64 int64
	u32 uint32
	u64 uint64
	ptr uintptr
	p   unsafe.Pointer
)

func atomics() {
	atomic.StoreInt32(&i32, -5)
	atomic.StoreInt64(&i64, 1<<40)
	atomic.StoreUint32(&u32, 7)
	atomic.StoreUint64(&u64, math.MaxUint64)
	atomic.StoreUintptr(&ptr, 99)
	fmt.Println(atomic.AddInt32(&i32, 3), atomic.AddInt64(&i64, -1), atomic.AddUint32(&u32, ^uint32(0)))
	fmt.Println(atomic.AddUint64(&u64, 2), atomic.AddUintptr(&ptr, 1))
	fmt.Println(atomic.SwapInt32(&i32, 10), atomic.SwapInt64(&i64, 11), atomic.SwapUint32(&u32, 12))
	fmt.Println(atomic.SwapUint64(&u64, 13), atomic.SwapUintptr(&ptr, 14))
	fmt.Println(atomic.CompareAndSwapInt32(&i32, 10, 20), atomic.CompareAndSwapInt32(&i32, 10, 30))
	fmt.Println(atomic.CompareAndSwapInt64(&i64, 11, 21), atomic.CompareAndSwapInt64(&i64, 11, 31))
	fmt.Println(atomic.CompareAndSwapUint32(&u32, 12, 22), atomic.CompareAndSwapUint64(&u64, 12, 22))
	fmt.Println(atomic.LoadInt32(&i32), atomic.LoadInt64(&i64), atomic.LoadUint32(&u32), atomic.LoadUint64(&u64))
	fmt.Println(atomic.LoadUintptr(&ptr), atomic.LoadPointer(&p) == nil)
	x := new(int)
	fmt.Println(atomic.CompareAndSwapPointer(&p, nil, unsafe.Pointer(x)), atomic.LoadPointer(&p) == unsafe.Pointer(x))
	fmt.Println(atomic.AndUint32(&u32, 6), atomic.OrInt64(&i64, 0x100), u32, i64)
	var b atomic.Bool
	var n atomic.Int64
	fmt.Println(b.Swap(true), b.Load(), n.Add(5), n.CompareAndSwap(5, 6), n.Load())
}

func numbers() {
	for _, x := range []uint64{0, 1, 2, 3, 0x80, 0x8000, 0xff00, 1 << 31, 1 << 32, 0x123456789abcdef0, 1 << 63, math.MaxUint64} {
		fmt.Println(x, bits.Len(uint(x)), bits.Len8(uint8(x)), bits.Len16(uint16(x)), bits.Len32(uint32(x)), bits.Len64(x))
		fmt.Println(bits.TrailingZeros(uint(x)), bits.TrailingZeros8(uint8(x)), bits.TrailingZeros16(uint16(x)),
			bits.TrailingZeros32(uint32(x)), bits.TrailingZeros64(x))
		fmt.Println(bits.OnesCount(uint(x)), bits.OnesCount8(uint8(x)), bits.OnesCount16(uint16(x)),
			bits.OnesCount32(uint32(x)), bits.OnesCount64(x))
		fmt.Printf("%x %x %x %x\n", bits.ReverseBytes16(uint16(x)), bits.ReverseBytes32(uint32(x)), bits.ReverseBytes64(x), bits.Reverse64(x))
		for _, k := range []int{0, 1, 7, 33, -1, -9, 64, 100} {
			fmt.Printf("%x %x %x %x ", bits.RotateLeft8(uint8(x), k), bits.RotateLeft16(uint16(x), k),
				bits.RotateLeft32(uint32(x), k), bits.RotateLeft64(x, k))
		}
		fmt.Println()
		hi, lo := bits.Mul64(x, 0xdeadbeefcafe)
		sum, carry := bits.Add64(x, math.MaxUint64-2, x&1)
		diff, borrow := bits.Sub64(x, 5, x&1)
		q, r := bits.Div64(x>>1, x, x|1<<63)
		fmt.Println(hi, lo, sum, carry, diff, borrow, q, r)
		h32, l32 := bits.Mul32(uint32(x), 77)
		fmt.Println(h32, l32)
	}
}

func try(name string, f func()) {
	defer func() { fmt.Println(name, recover()) }()
	f()
}

func floats() {
	list := []float64{0, math.Copysign(0, -1), 1.5, 2.5, -2.5, -0.3, 1e300, -7.999, math.Inf(1), math.Inf(-1), math.NaN(), 1 << 60}
	for _, x := range list {
		fmt.Println(x, math.Floor(x), math.Ceil(x), math.Trunc(x), math.RoundToEven(x), math.Sqrt(math.Abs(x)))
		fmt.Println(math.Abs(x), math.Copysign(x, -1), math.Copysign(3, x), math.FMA(x, 1.0000001, -x))
		fmt.Printf("%x %x\n", math.Float64bits(x), math.Float32bits(float32(x)))
	}
	fmt.Println(math.Float64frombits(0x3ff8000000000000), math.Float32frombits(0x40490fdb))
}

type big struct{ a, b, c, d, e, f int }

func kept() {
	x := &big{a: 1}
	collected := make(chan bool, 1)
	runtime.SetFinalizer(x, func(*big) { collected <- true })
	runtime.GC()
	runtime.GC()
	select {
	case <-collected:
		fmt.Println("collected too early")
	default:
		fmt.Println("kept")
	}
	runtime.KeepAlive(x)
	runtime.KeepAlive(5)
	runtime.KeepAlive(*x)
}

func main() {
	atomics()
	numbers()
	floats()
	kept()
	try("div by zero", func() { bits.Div64(u64, u64, u64-u64) })
	try("overflow", func() { bits.Div64(u64, 0, u64) })
	var nothing *int32
	try("nil", func() { atomic.AddInt32(nothing, 1) })
	try("nil load", func() { fmt.Println(atomic.LoadInt32(nothing)) })
}

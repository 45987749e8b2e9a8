// Everything that lies in the heap, changed at random while the collector runs all the time: maps
// of many kinds, slices, strings, interfaces, closures, finalizers, pointers through unsafe.
// `heap SEED ROUNDS` prints a checksum.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"
)

type random uint64

func (r *random) next() uint64 {
	x := uint64(*r)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*r = random(x)
	return x
}

func (r *random) below(n int) int { return int(r.next() % uint64(n)) }

type point struct{ x, y int32 }

type shape interface{ area() int }

func (p point) area() int { return int(p.x) * int(p.y) }

type named struct {
	name string
	point
	kids []shape
}

func (n *named) area() (sum int) {
	for _, k := range n.kids {
		sum += k.area()
	}
	return sum + len(n.name)
}

type big struct {
	table [40]uint64
	tail  *string
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func sorted[K comparable, V any](m map[K]V, less func(a, b K) bool) []pair[K, V] {
	var out []pair[K, V]
	for k, v := range m {
		out = append(out, pair[K, V]{k, v})
	}
	sort.Slice(out, func(i, j int) bool { return less(out[i].key, out[j].key) })
	return out
}

type world struct {
	r        random
	byName   map[string]*named
	byNumber map[int]string
	byPoint  map[point][]byte
	byAny    map[any]int
	bigs     map[uint32]big
	actions  []func(uint64) uint64
	shapes   []shape
	raw      []unsafe.Pointer
	strings  []string
	made     int
	gone     *atomic.Int64
}

func (w *world) step() {
	n := w.r.below(500)
	switch w.r.below(14) {
	case 0:
		w.byName["n"+strconv.Itoa(n)] = &named{name: strings.Repeat("x", n%17), kids: w.some()}
	case 1:
		delete(w.byName, "n"+strconv.Itoa(n))
	case 2:
		w.byNumber[n] += fmt.Sprint(n, len(w.byNumber[n]))
		if len(w.byNumber[n]) > 60 {
			w.byNumber[n] = w.byNumber[n][20:30]
		}
	case 3:
		p := point{int32(n), int32(n % 7)}
		w.byPoint[p] = append(w.byPoint[p], byte(n), byte(n>>1))
	case 4:
		var key any
		switch n % 5 {
		case 0:
			key = n
		case 1:
			key = strconv.Itoa(n)
		case 2:
			key = point{int32(n), 1}
		case 3:
			key = [2]string{"a", strconv.Itoa(n)}
		case 4:
			key = float64(n) / 4
		}
		w.byAny[key]++
	case 5:
		b := w.bigs[uint32(n)]
		b.table[n%40] += uint64(n)
		s := fmt.Sprintf("%x", b.table[n%40])
		b.tail = &s
		w.bigs[uint32(n)] = b
	case 6:
		local, text := uint64(n), strconv.Itoa(n)
		w.actions = append(w.actions, func(x uint64) uint64 {
			local += x
			return local*uint64(len(text)) + 1
		})
		if len(w.actions) > 200 {
			w.actions = append([]func(uint64) uint64(nil), w.actions[100:]...)
		}
	case 7:
		if len(w.shapes) < 300 {
			w.shapes = append(w.shapes, point{int32(n), 3})
		} else {
			w.shapes = w.shapes[n%200 : 300 : 300]
		}
	case 8:
		// A pointer into the middle of an object is all that holds it.
		object := &big{}
		object.table[7] = uint64(n)
		w.raw = append(w.raw, unsafe.Pointer(uintptr(unsafe.Pointer(object))+7*8))
		if len(w.raw) > 100 {
			w.raw = w.raw[50:]
		}
	case 9:
		text := []byte(strings.Repeat(strconv.Itoa(n), 10))
		w.strings = append(w.strings, unsafe.String(&text[len(text)/2], len(text)/2))
		if len(w.strings) > 100 {
			w.strings = w.strings[n%50+1:]
		}
	case 10:
		f := &named{name: "finalized"}
		w.made++
		gone := w.gone
		runtime.SetFinalizer(f, func(f *named) {
			if f.name != "finalized" {
				panic("a finalizer sees garbage")
			}
			gone.Add(1)
		})
	case 11:
		clear(w.byNumber)
	case 12:
		if len(w.actions) > 0 {
			w.r ^= random(w.actions[n%len(w.actions)](uint64(n)) & 0xff)
			w.r |= 1 << 40
		}
	case 13:
		chain := make(chan *named, 4)
		chain <- &named{name: strconv.Itoa(n)}
		chain <- nil
		close(chain)
		for x := range chain {
			if x != nil {
				w.byName[x.name] = x
			}
		}
	}
}

func (w *world) some() []shape {
	if len(w.shapes) == 0 {
		return nil
	}
	at := w.r.below(len(w.shapes))
	return append([]shape{&named{name: "kid"}}, w.shapes[at:min(at+5, len(w.shapes))]...)
}

func (w *world) sum() (total uint64) {
	add := func(x uint64) { total = total*1099511628211 + x }
	for _, p := range sorted(w.byName, func(a, b string) bool { return a < b }) {
		add(uint64(p.value.area()) + uint64(len(p.key)))
	}
	for _, p := range sorted(w.byNumber, func(a, b int) bool { return a < b }) {
		for _, c := range p.value {
			add(uint64(c))
		}
	}
	for _, p := range sorted(w.byPoint, func(a, b point) bool { return a.x < b.x || a.x == b.x && a.y < b.y }) {
		for _, c := range p.value {
			add(uint64(c))
		}
	}
	for _, p := range sorted(w.byAny, func(a, b any) bool { return fmt.Sprintf("%T%v", a, a) < fmt.Sprintf("%T%v", b, b) }) {
		add(uint64(p.value))
	}
	for _, p := range sorted(w.bigs, func(a, b uint32) bool { return a < b }) {
		add(p.value.table[p.key%40] + uint64(len(*p.value.tail)))
	}
	for _, f := range w.actions {
		add(f(1))
	}
	for _, s := range w.shapes {
		add(uint64(s.area()))
	}
	for _, p := range w.raw {
		add(*(*uint64)(p))
	}
	for _, s := range w.strings {
		add(uint64(len(s)) + uint64(s[len(s)-1]))
	}
	return total
}

func main() {
	seed, _ := strconv.Atoi(os.Args[1])
	rounds, _ := strconv.Atoi(os.Args[2])
	sums := make(chan pair[int, uint64])
	const worlds = 4
	var gone atomic.Int64
	made := make([]int, worlds)
	for i := range worlds {
		go func() {
			w := &world{
				r: random(seed*7919 + i + 1), byName: map[string]*named{}, byNumber: map[int]string{},
				byPoint: map[point][]byte{}, byAny: map[any]int{}, bigs: map[uint32]big{}, gone: &gone,
			}
			var total uint64
			for range rounds {
				for range 2000 {
					w.step()
				}
				total = total*31 + w.sum()
			}
			made[i] = w.made
			sums <- pair[int, uint64]{i, total}
		}()
	}
	var all [worlds]uint64
	for range worlds {
		p := <-sums
		all[p.key] = p.value
	}
	finalizers := made[0] + made[1] + made[2] + made[3]
	for i := 0; gone.Load() < int64(finalizers) && i < 200; i++ {
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	fmt.Printf("heap %d %d: %016x\n", seed, rounds, all)
	fmt.Printf("finalizers: %d made, all run: %t\n", finalizers, gone.Load() >= int64(finalizers)-1)
}

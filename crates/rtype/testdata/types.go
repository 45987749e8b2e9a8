// Package testpkg declares types of every kind.
package testpkg

import "unsafe"

type (
	Bool    bool
	Int     int
	small   int8
	Text    string
	Float   float32
	Complex complex128
	Raw     unsafe.Pointer

	Numbers [7]int32
	Empty   [0]string
	Words   []string
	Fn      func(a int, b ...string) (bool, error)
	Simple  func()
	Ch      chan int
	In      <-chan Text
	Out     chan<- *Text
	OfChans chan (<-chan int)

	ByText   map[Text]int
	ByFloat  map[Float]*Point
	ByAny    map[any]struct{}
	ByStruct map[Point][]byte
	ByLarge  map[[200]byte][300]byte
)

// Point can be compared as memory.
type Point struct{ X, Y int32 }

func (p Point) Add(q Point) Point { return Point{p.X + q.X, p.Y + q.Y} }
func (p *Point) Move(dx int32)    { p.X += dx }
func (p *Point) hidden() string   { return "" }

type Tagged struct {
	Name  string `json:"name,omitempty"`
	count int    `x:"y"`
	_     int16
	Inner struct {
		A, B *Tagged
		c    []any
	}
	Func func(*Tagged) error
}

type Base struct{ id int }

func (b Base) ID() int      { return b.id }
func (b *Base) SetID(n int) { b.id = n }

type Derived struct {
	Base
	*Tagged
	Stringer
	extra float64
}

type Wrapped struct{ *Derived }

type Stringer interface{ String() string }

type Mixed interface {
	Stringer
	ID() int
	hidden() string
}

type None interface{}

type small2 struct{ a, b int8 }

type padded struct {
	a int8
	b int64
	s string
	f Float
	i any
	e Stringer
}

type direct struct{ p *int }

type nested struct {
	list [3]padded
	next *nested
	m    map[string]*nested
	fs   [2]func()
	z    struct{}
}

type Long struct {
	head [100]*int
	mid  [50]uintptr
	tail string
}

type Pair[K comparable, V any] struct {
	Key K
	Val V
}

func (p Pair[K, V]) Get() (K, V) { return p.Key, p.Val }

type Alias = map[string][]Point

func (t Text) String() string    { return string(t) }
func (f Fn) Call() error         { _, err := f(1); return err }
func (m ByText) Len() int        { return len(m) }
func (d *direct) String() string { return "" }
func (i Int) String() string     { return "" }
func (i Int) ID() int            { return int(i) }
func (i Int) hidden() string     { return "" }

var (
	Any = []any{
		Alias{}, struct {
			Point
			Tag int `t:"u"`
		}{}, [4]Pair[string, int]{}, &Pair[Text, []Point]{}, func(Point, *Base) {}, map[string]chan Float{},
		[3]*nested{}, [2][2]small2{}, interface{ M(int) }(nil), []interface{ hidden() string }{}, Wrapped{}, &Wrapped{},
	}
	S1 Stringer                = Text("a")
	S2 Stringer                = Int(1)
	S3 Stringer                = &direct{}
	M  Mixed                   = Int(2)
	D  interface{ ID() int }   = &Derived{}
	D2 interface{ SetID(int) } = &Derived{Tagged: &Tagged{}}
)

// Too long for a mask: their pointers are described by a program.
type LongRows [4000]struct {
	name string
	list [3]int
	p    *int
	tail [5]uint64
}

type LongTail struct {
	head [3]int
	p    [20000]*int
	rest [10000]int
}

type LongMiddle struct {
	a [300]int
	r LongRows
	b [300]struct{ x, y int }
	p *int
	c int
}

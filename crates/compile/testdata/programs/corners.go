// Corners of the language that once went wrong.
package main

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unsafe"
)

// Unexported methods of unnamed interfaces carry their package.
type quiet interface{ foo() }
type myint int

func (myint) foo()       {}
func (x myint) bar() int { return int(x) }

func hasBar[T any](q quiet) bool {
	_, ok := q.(interface{ bar() T })
	return ok
}

// A constant becomes any kind of number.
func zero[T ~complex64 | ~complex128]() T  { return T(0) }
func third[T ~float32 | ~complex128]() T { return T(3.25) }

// Nothing is an element of an array without any.
type five struct{ a, b, c, d, e int }

func none(i int) (err any) {
	defer func() { err = recover() }()
	arr := [0]five{}
	arr[i].a++
	return nil
}

type number[P any] int

const seven number[int] = 7

// Deferred calls through reflection recover.
type recovering struct{}

func (recovering) M() { fmt.Println("recovered", recover()) }

func reflected() {
	f := reflect.ValueOf(&recovering{}).Method(0).Interface().(func())
	defer f()
	panic("reflected")
}

func where() string {
	_, file, line, _ := runtime.Caller(1)
	return fmt.Sprint(file, ":", line)
}

var outside = func() []string {
	return []string{
//line first.y:10
		where(),
//line second.y:20
		where(),
		where(),
	}
}()

// A loop over the bytes of a string makes no copy of it.
func bytesOf(text string) (sum int) {
	for i, b := range []byte(text) {
		sum += i * int(b)
	}
	return sum
}

// A method that is called only through the function of an interface, or an embedded one.
type speaker interface{ speak() string }
type barker interface{ bark() string }
type dog struct{}
type pack struct{ barker }

func (dog) speak() string { return "yes" }
func (dog) bark() string  { return "woof" }

func main() {
	fmt.Println(speaker.speak(dog{}), pack{dog{}}.bark())
	text := strings.Repeat("abc", 100)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100 {
		bytesOf(text)
	}
	runtime.ReadMemStats(&after)
	fmt.Println(bytesOf(text), after.Mallocs-before.Mallocs < 50)
	fmt.Println(hasBar[int](myint(1)), hasBar[string](myint(1)))
	fmt.Println(zero[complex64](), zero[complex128](), third[float32](), third[complex128]())
	fmt.Println(none(0))
	fmt.Println(seven, reflect.TypeOf(unsafe.Pointer(nil)).PkgPath())
	reflected()
	for n := range 3 {
		s := make([]*int, 4)
		fmt.Println(len(append(s, make([]*int, n)...)))
	}
//line /made/by/hand.go:123
	fmt.Println(where())
	fmt.Println(outside)
}

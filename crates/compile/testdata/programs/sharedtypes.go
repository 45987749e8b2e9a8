// Types whose descriptors are the runtime's, seen through types that only refer to them.
package main

import (
	"fmt"
	"reflect"
)

type table struct {
	message func(error) string
	check   func(error) bool
	anys    []any
	errs    []error
	bytes   *[]byte
	words   *[]uintptr
	complex *complex64
	nothing *[]interface{}
}

func main() {
	rows := []table{{message: error.Error}, {check: func(err error) bool { return err == nil }}}
	t := reflect.TypeOf(rows).Elem()
	for i := range t.NumField() {
		f := t.Field(i)
		fmt.Println(f.Name, f.Type, f.Type.Size(), f.Type.Comparable())
	}
	message := t.Field(0).Type
	fmt.Println(message.In(0), message.Out(0), reflect.PointerTo(message), message == reflect.TypeOf(error.Error))
	fmt.Println(rows[0].message(fmt.Errorf("told")), rows[1].check(nil))
}

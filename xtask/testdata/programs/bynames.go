// Methods called by names that only the running program knows.
package main

import (
	"fmt"
	"reflect"
	"strings"
)

type shape interface{ Area() float64 }

type square struct{ side float64 }

func (s square) Area() float64         { return s.side * s.side }
func (s square) Scale(by float64) square { return square{s.side * by} }
func (s *square) Grow(by float64)      { s.side += by }
func (s square) hidden()               {}

type embedded struct {
	square
	Label string
}

func (e embedded) Describe(words ...string) string { return e.Label + ":" + strings.Join(words, " ") }

func main() {
	e := &embedded{square{3}, "box"}
	v := reflect.ValueOf(e)
	for i := 0; i < v.NumMethod(); i++ {
		fmt.Println(v.Type().Method(i).Name, v.Type().Method(i).Type)
	}
	for _, name := range strings.Fields("Ar-ea Sc-ale Gr-ow De-scribe no-ne") {
		name = strings.Replace(name, "-", "", 1)
		m := v.MethodByName(name)
		if !m.IsValid() {
			fmt.Println(name, "is no method")
			continue
		}
		var args []reflect.Value
		for i := 0; i < m.Type().NumIn() && !m.Type().IsVariadic(); i++ {
			args = append(args, reflect.ValueOf(1.5))
		}
		if m.Type().IsVariadic() {
			args = append(args, reflect.ValueOf("a"), reflect.ValueOf("b"))
		}
		for _, r := range m.Call(args) {
			fmt.Println(name, r)
		}
	}
	var s shape = e
	fmt.Println(s.Area(), reflect.TypeOf(s), reflect.TypeOf((*shape)(nil)).Elem().Method(0).Name)
	made := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "X", Type: reflect.TypeOf(0), Tag: `k:"v"`}}))
	made.Elem().Field(0).SetInt(7)
	fmt.Printf("%+v %v\n", made.Elem(), reflect.MapOf(reflect.TypeOf(""), made.Type()))
}

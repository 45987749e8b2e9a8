// Results that deferred calls change, in registers and in memory, after return and after panic.
package main

import "fmt"

type wide struct {
	a, b, c string
	list    [3]int
}

func values(fail bool) (n int, f float64, s string, w wide, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("recovered %v", r)
		}
		n, f, s, w.b, w.list[1] = n+1, f*2, s+"!", w.a+"b", w.list[1]+5
	}()
	n, f, s, w.a = 1, 1.5, "s", "a"
	if fail {
		panic("p")
	}
	return 10, 2.5, "t", wide{a: "x", list: [3]int{1, 2, 3}}, nil
}

func direct() (n int, err error) {
	defer fmt.Println("deferred")
	n = 5
	return n + 1, nil
}

func lost() (n int) {
	defer func() { recover() }()
	n = 3
	panic("lost")
}

func main() {
	fmt.Println(values(false))
	fmt.Println(values(true))
	fmt.Println(direct())
	fmt.Println(lost())
}

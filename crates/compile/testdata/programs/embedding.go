// Promotion through embedded structs and pointers, interfaces in structs and interfaces.
package main

import "fmt"

type base struct{ id int }

func (b base) describe() string { return fmt.Sprint("base ", b.id) }
func (b *base) setID(n int)     { b.id = n }

type middle struct {
	base
	name string
}

func (m middle) describe() string { return "middle of " + m.base.describe() }

type top struct {
	*middle
	extra int
}

type describer interface{ describe() string }
type setter interface{ setID(int) }
type both interface {
	describer
	setter
}

type logged struct {
	describer
	log []string
}

func (l *logged) describe() string {
	l.log = append(l.log, "asked")
	return "logged " + l.describer.describe()
}

type overlap interface {
	both
	describe() string
}

func main() {
	m := middle{base{1}, "m"}
	t := top{&m, 2}
	t.setID(9)
	fmt.Println(m.id, t.id, t.describe(), t.base.describe(), t.name)
	var b both = t
	b.setID(4)
	fmt.Println(b.describe(), m.base.id)
	b = &m
	b.setID(5)
	var d describer = b
	fmt.Println(d.describe(), d.(setter) != nil, t.middle.base.id)
	var o overlap = t
	l := &logged{describer: o}
	d = l
	fmt.Println(d.describe(), len(l.log))
	_, ok := any(m).(setter)
	_, ok2 := any(&m).(setter)
	_, ok3 := any(t).(setter)
	fmt.Println(ok, ok2, ok3)
	anonymous := struct {
		base
		describer
	}{base{3}, nil}
	fmt.Println(anonymous.id, anonymous.describer == nil)
	defer func() { fmt.Println("nil embedded:", recover() != nil) }()
	logged{}.describer.describe()
}

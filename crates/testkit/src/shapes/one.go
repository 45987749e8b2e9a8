
type @T struct {
@FIELDS}
type named@T @T
type around@T struct{ in @T }
type embeds@T struct {
	b byte
	@T
}

func (p *@T) set(m int) {
	*p = @T{}
@SETS}

//go:noinline
func (p *@T) is(m int) bool {
	return @TESTS
}

//go:noinline
func (v @T) Self(k int) @T {
	if k == 0 {
		return @T{}
	}
	return v
}

//go:noinline
func box@T(v @T) any { return v }

//go:noinline
func first@T(v @T, k int) (@T, int) { return v, k + 1 }

//go:noinline
func middle@T(@LEAD, v @T, f float64, k int) (int, @T, float64) { return k + @LAST, v, f }

//go:noinline
func last@T(a, b, c, d, e, f, g, h, i, j int, q, r, s, t, u, v, w, x, y, z, k, l, m, n, o, p float64, val @T) ([2]int, @T, float64) {
	return [2]int{a, j}, val, p
}

//go:noinline
func many@T(vs ...@T) []@T { return vs }

//go:noinline
func put@T(v @T, to *@T) { *to = v }

//go:noinline
func send@T(v @T, to chan<- @T) { to <- v }

//go:noinline
func named@T_(k int) (v @T, err error) {
	defer func() { recover() }()
	v.set(k)
	panic(v)
}

func try@T(m int) {
	c := check{"@NAME", m}
	var v, y @T
	v.set(m)

	x, isT := box@T(v).(@T)
	c.ok("escaping box", isT && x.is(m))
	var local any = v
	x, isT = local.(@T)
	c.ok("box in the frame", look(local) && isT && x.is(m))
	x = keep(named@T(v)).(interface{}).(named@T).back()
	c.ok("named box", x.is(m))
	x = keep(around@T{v}).(around@T).in
	c.ok("box of a struct of one field", x.is(m))
	x = keep([1]@T{v}).([1]@T)[0]
	c.ok("box of an array of one element", x.is(m))
	e := keep(embeds@T{1, v}).(embeds@T)
	c.ok("embedded", e.b == 1 && e.@T.is(m))
	switch z := keep(&v).(type) {
	case @T:
		c.ok("type switch", false)
	case *@T:
		c.ok("type switch", z.is(m))
	}

	y, k := first@T(v, 4)
	c.ok("first argument", y.is(m) && k == 5)
	k, y, f := middle@T(@ARGS, v, 2.5, 4)
	c.ok("argument in the middle", y.is(m) && k == 4+@WANT && f == 2.5)
	two, y, f := last@T(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, v)
	c.ok("argument beyond the registers", y.is(m) && two == [2]int{1, 10} && f == 16)
	vs := many@T(v, @T{}, v)
	c.ok("variadic", vs[0].is(m) && vs[1].is(0) && vs[2].is(m))
	y, _ = named@T_(m)
	c.ok("named result after a panic", y.is(m))

	var i interface{ Self(int) @T } = v
	y = i.Self(1)
	c.ok("interface method", y.is(m))
	i = &v
	y = i.Self(1)
	c.ok("method through a pointer", y.is(m))
	y = i.Self(0)
	c.ok("zero result", y.is(0))
	mv, me := v.Self, (*@T).Self
	y = mv(1)
	c.ok("method value", y.is(m))
	y = me(&v, 1)
	c.ok("method expression", y.is(m))

	get := func() @T { return v }
	y = get()
	c.ok("captured", y.is(m))
	set := func(w @T) { y = w }
	set(@T{})
	c.ok("assigned through a capture", y.is(0))
	set(v)
	c.ok("assigned through a capture", y.is(m))
	y = @T{}
	func() { defer put@T(v, &y) }()
	c.ok("deferred", y.is(m))
	for n := 0; n < 2; n++ {
		y = @T{}
		func() {
			for j := 0; j < 1; j++ {
				defer func(w @T) { y = w }(v)
			}
		}()
		c.ok("deferred in a loop", y.is(m))
	}
	func() {
		defer func() {
			r, isT := recover().(@T)
			c.ok("recovered", isT && r.is(m))
		}()
		panic(v)
	}()

	done := make(chan @T)
	go send@T(v, done)
	y = <-done
	c.ok("go", y.is(m))
	go func(w @T) { done <- w }(v)
	y = <-done
	c.ok("go with a closure", y.is(m))
	one := make(chan @T, 1)
	select {
	case one <- v:
	case <-never:
	}
	select {
	case w, open := <-one:
		c.ok("select", open && w.is(m))
	case <-never:
	}
	one <- v
	select {
	case y = <-one:
		c.ok("select with a default", y.is(m))
	default:
		c.ok("select with a default", false)
	}
	close(one)
	y = v
	y, open := <-one
	c.ok("closed channel", !open && y.is(0))

	mp := map[int]@T{1: v, 2: {}}
	y = mp[1]
	c.ok("map element", y.is(m))
	y, found := mp[2]
	c.ok("zero map element", found && y.is(0))
	y, found = mp[3]
	c.ok("absent map element", !found && y.is(0))
	mp[2] = v
	for _, w := range mp {
		c.ok("range over a map", w.is(m))
	}
	text := map[string]@T{"x": v}
	y = text["x"]
	c.ok("map of strings", y.is(m))

	arr := [3]@T{1: v}
	brr := arr
	arr[1] = @T{}
	c.ok("array", brr[0].is(0) && brr[1].is(m) && brr[2].is(0))
	list := append([]@T(nil), brr[:]...)
	list = append(list, v, @T{})
	list = append(list[:4], list[3:]...)
	c.ok("append", len(list) == 6 && list[1].is(m) && list[3].is(m) && list[4].is(m) && list[5].is(0))
	c.ok("copy", copy(list[3:], list[:2]) == 2 && list[3].is(0) && list[4].is(m))
	for n, w := range list[:2] {
		c.ok("range", w.is(m*n))
	}
	list[0], list[1] = list[1], list[0]
	c.ok("swap", list[0].is(m) && list[1].is(0))
	p := new(@T)
	*p = v
	q := *p
	c.ok("copy through a pointer", p.is(m) && q.is(m))

	y = id(v)
	c.ok("generic", y.is(m))
	y = through(v)
	c.ok("generic map and channel", y.is(m))

	rv := reflect.ValueOf(v)
	y = rv.Interface().(@T)
	c.ok("reflect", y.is(m))
	for n := 0; n < rv.NumField(); n++ {
		c.ok("reflect.IsZero", rv.Field(n).IsZero() == (m&@LIVE>>n&1 == 0))
	}
	reflect.ValueOf(&y).Elem().Set(reflect.Zero(rv.Type()))
	c.ok("reflect.Zero", y.is(0))
	reflect.ValueOf(&y).Elem().Set(rv)
	c.ok("reflect.Set", y.is(m))
	out := reflect.ValueOf(middle@T).Call([]reflect.Value{@REFLECT, rv, reflect.ValueOf(2.5), reflect.ValueOf(4)})
	y = out[1].Interface().(@T)
	c.ok("reflect.Call", y.is(m) && out[0].Int() == 4+@WANT && out[2].Float() == 2.5)
	out = rv.MethodByName("Self").Call([]reflect.Value{reflect.ValueOf(1)})
	y = out[0].Interface().(@T)
	c.ok("reflect.Method", y.is(m))
	made := reflect.MakeFunc(reflect.TypeOf(first@T), func(a []reflect.Value) []reflect.Value { return a })
	y, k = made.Interface().(func(@T, int) (@T, int))(v, 8)
	c.ok("reflect.MakeFunc", y.is(m) && k == 8)
@COMPARE}

func (v named@T) back() @T { return @T(v) }


	keys, boxed := map[@T]int{}, map[any]int{}
	for n := 0; n <= @ALL; n++ {
		var w @T
		w.set(n)
		same := (m^n)&@LIVE == 0
		c.ok("==", (v == w) == same && (v != w) != same)
		c.ok("== of boxes", (keep(v) == keep(w)) == same && (keep(v) == any(w)) == same)
		c.ok("== of arrays", ([2]@T{v, w} == [2]@T{w, v}) == same)
		c.ok("== of structs", (pair[@T]{1, v} == pair[@T]{1, w}) == same)
		c.ok("reflect.Equal", reflect.ValueOf(v).Equal(reflect.ValueOf(w)) == same)
		keys[w] = n
		boxed[w] = n
	}
	last := m&@LIVE | @ALL&^@LIVE
	c.ok("map key", keys[v] == last && boxed[v] == last && len(keys) == len(boxed))
	delete(keys, v)
	_, found = keys[v]
	c.ok("deleted key", !found)

package p

func f() {
	goto L
	x ++ y
	M: for {}
	//go:nosplit
	var z = 08 }

package p

type T struct {
	A int "\xff"
	B int `x`
	C int 1.5
	D int 'a'
}

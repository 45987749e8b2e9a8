package p

type I1 interface {
	m() interface {
		I1
	}
}

var s = "ï»¿"

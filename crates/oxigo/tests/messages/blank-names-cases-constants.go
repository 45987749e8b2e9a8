package p

type T struct{ _ string }

var w = T{_: "look"}

func _()
func _(x int) string

func s(done chan int) {
	select {
	case (chan int)(done):
	case done:
	}
}

const c = int8(complex128(1000))
const d = int8(1e10)
const e = uint8(float32(2.5))

// Package h has constructors that callers see through, and values behind interfaces.
package h

import (
	"errors"
	"strconv"
)

// Key is made of bytes that are checked.
type Key struct {
	b [32]byte
	n int
}

// NewKey is small; what it calls is not.
func NewKey(b []byte) (*Key, error) {
	k := &Key{}
	return fill(k, b)
}

func fill(k *Key, b []byte) (*Key, error) {
	if len(b) != 32 {
		return nil, errors.New("h: bad length: " + strconv.Itoa(len(b)))
	}
	if err := k.set(b); err != nil {
		return nil, errors.New("h: bad key")
	}
	copy(k.b[:], b)
	return k, nil
}

//go:noinline
func (k *Key) set(b []byte) error {
	k.n = int(b[0])
	return nil
}

// Bytes gives back what it has appended to.
func (k *Key) Bytes() []byte {
	b := make([]byte, 0, 48)
	b = append(b, k.b[:16]...)
	b = append(b, k.b[:]...)
	return b
}

// Sum is known by its methods alone.
type Sum interface{ Add([]byte) }

// Marshaler is another interface of what is behind Sum.
type Marshaler interface {
	Len() int
	Marshal() []byte
}

type sum struct {
	n int
	b [99]byte
}

// New gives back a Sum that is a Marshaler.
func New() Sum { return &sum{} }

//go:noinline
func (s *sum) Add(b []byte) { s.n += len(b) }

//go:noinline
func (s *sum) Len() int { return s.n }

func (s *sum) Marshal() []byte { return s.append(make([]byte, 0, 64)) }

//go:noinline
func (s *sum) append(b []byte) []byte { return append(b, byte(s.n)) }

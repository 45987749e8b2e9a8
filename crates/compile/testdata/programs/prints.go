package main

import (
	"fmt"
	"syscall"
)

type text string

const word text = "word"

// writes says in which pieces the runtime prints.
func writes(f func()) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET, 0)
	if err != nil {
		panic(err)
	}
	saved, _ := syscall.Dup(2)
	syscall.Dup2(fds[0], 2)
	f()
	syscall.Dup2(saved, 2)
	syscall.Close(fds[0])
	for buf := make([]byte, 1000); ; {
		n, _ := syscall.Read(fds[1], buf)
		if n <= 0 {
			break
		}
		fmt.Printf("%q ", buf[:n])
	}
	syscall.Close(fds[1])
	fmt.Println()
}

func main() {
	s, n := "variable", 7
	writes(func() { println("line") })
	writes(func() { print("a", "b", word) })
	writes(func() { println() })
	writes(func() { println("", "", " ") })
	writes(func() { print("") })
	writes(func() { println(s, "of", word, n, "x"+"y", 1.5, s) })
	writes(func() { print(s, "\n", " ", n, " ") })
	writes(func() { println(1, 2, true, nil == error(nil), 'x') })
	writes(func() { defer println("later", n, "x") })
}

// Signals of all sources while goroutines work: sent by the program to itself, by the profiler's timer,
// by faults that become panics. `signals SEED ROUNDS` prints a checksum.
package main

import (
	"bytes"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"sync"
	"syscall"
)

type tree struct {
	left, right *tree
	value       uint64
}

func grow(depth int, value uint64) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{grow(depth-1, value*2), grow(depth-1, value*2+1), value}
}

func (t *tree) sum() uint64 {
	if t == nil {
		return 1
	}
	return t.left.sum()*31 + t.right.sum() + t.value
}

// fault provokes an error of the machine or of the runtime and says which.
func fault(kind int, list []int, t *tree, m map[string]int, x any) (text string) {
	defer func() {
		text = fmt.Sprint(text, recover())
	}()
	text = "before "
	switch kind % 8 {
	case 0:
		text += fmt.Sprint(t.left.left.value)
	case 1:
		text += fmt.Sprint(list[kind])
	case 2:
		text += fmt.Sprint(kind / (len(list) - 3))
	case 3:
		m["x"] = 1
	case 4:
		text += x.(fmt.Stringer).String()
	case 5:
		text += fmt.Sprint(list[kind:2])
	case 6:
		var f func(int) int
		text += fmt.Sprint(f(kind))
	case 7:
		text += fmt.Sprint(len([4]int(list)))
	}
	return text
}

func main() {
	seed, _ := strconv.Atoi(os.Args[1])
	rounds, _ := strconv.Atoi(os.Args[2])
	debug.SetPanicOnFault(true)
	runtime.SetCPUProfileRate(1000)
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		fmt.Println(err)
	}
	incoming := make(chan os.Signal, 100)
	signal.Notify(incoming, syscall.SIGUSR1, syscall.SIGUSR2)
	received := 0
	total := uint64(seed)
	for round := range rounds {
		sums := make([]uint64, 4)
		var group sync.WaitGroup
		for i := range sums {
			group.Add(1)
			go func() {
				defer group.Done()
				for j := range 20 {
					text := fault(seed+round+i+j, []int{1, 2, 3}, &tree{}, nil, 5)
					for _, c := range text {
						sums[i] = sums[i]*31 + uint64(c)
					}
					sums[i] += grow(8, uint64(seed)).sum()
				}
			}()
		}
		for i := range 10 {
			s := syscall.SIGUSR1
			if i%2 == 0 {
				s = syscall.SIGUSR2
			}
			syscall.Kill(syscall.Getpid(), s)
			if <-incoming == s {
				received++
			}
		}
		group.Wait()
		for _, s := range sums {
			total = total*31 + s
		}
	}
	pprof.StopCPUProfile()
	fmt.Printf("signals %d %d: %016x, received %t, profile %t\n", seed, rounds, total, received == rounds*10, profile.Len() > 0)
}

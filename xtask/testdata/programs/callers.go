// Names, files and lines of callers, through inlined calls, closures, methods and wrappers.
package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

type caller interface{ call() }

type direct struct{ name string }

func (d direct) call() { report(d.name) }

type promoted struct{ direct }

func report(title string) {
	pcs := make([]uintptr, 20)
	n := runtime.Callers(1, pcs)
	fmt.Println("==", title)
	frames := runtime.CallersFrames(pcs[:n])
	for {
		frame, more := frames.Next()
		fmt.Printf("%s %s:%d\n", frame.Function, filepath.Base(frame.File), frame.Line)
		if !more || strings.HasPrefix(frame.Function, "main.main") {
			break
		}
	}
	f := runtime.FuncForPC(pcs[0])
	file, line := f.FileLine(f.Entry())
	fmt.Println(f.Name(), filepath.Base(file), line)
}

func small(title string) { report(title) }

func generic[T any](v T) { small(fmt.Sprintf("generic %T", v)) }

func main() {
	small("inlined")
	func() { report("closure") }()
	defer report("deferred")
	var c caller = &promoted{direct{"promoted"}}
	c.call()
	method := direct{"method value"}.call
	method()
	generic(1)
	generic("s")
	done := make(chan bool)
	go func() {
		_, file, line, ok := runtime.Caller(0)
		fmt.Println(filepath.Base(file), line, ok)
		done <- true
	}()
	<-done
}

// os/exec: the program runs itself and /bin/sh as children: pipes both ways, environment, folders,
// exit codes, signals, deadlines, many children at once.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

func child() {
	switch os.Args[1] {
	case "upper":
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			fmt.Println(strings.ToUpper(lines.Text()))
		}
		fmt.Fprintln(os.Stderr, "done")
	case "exit":
		os.Exit(42)
	case "panic":
		panic("a child panics")
	case "wait":
		time.Sleep(time.Hour)
	case "env":
		dir, _ := os.Getwd()
		fmt.Println(os.Getenv("WORD"), filepath.Base(dir), len(os.Args), os.Args[2:])
	}
}

func main() {
	if len(os.Args) > 1 {
		child()
		return
	}
	self, err := os.Executable()
	fmt.Println(err)
	command := exec.Command(self, "upper")
	in, _ := command.StdinPipe()
	out, _ := command.StdoutPipe()
	var messages bytes.Buffer
	command.Stderr = &messages
	fmt.Println(command.Start())
	go func() {
		for i := range 1000 {
			fmt.Fprintf(in, "line %d\n", i)
		}
		in.Close()
	}()
	data, _ := io.ReadAll(out)
	fmt.Println(len(data), strings.Count(string(data), "LINE"), command.Wait(), messages.String())

	dir, _ := os.MkdirTemp("", "")
	os.Mkdir(filepath.Join(dir, "inside"), 0o755)
	command = exec.Command(self, "env", "a b", "", "c'd")
	command.Env, command.Dir = append(os.Environ(), "WORD=first", "WORD=second"), filepath.Join(dir, "inside")
	data, err = command.CombinedOutput()
	fmt.Printf("%s%v\n", data, err)

	var exit *exec.ExitError
	err = exec.Command(self, "exit").Run()
	fmt.Println(err, errors.As(err, &exit), exit.ExitCode(), exit.Success())
	data, err = exec.Command(self, "panic").CombinedOutput()
	fmt.Println(strings.SplitN(string(data), "\n", 2)[0], err)
	cx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	fmt.Println(exec.CommandContext(cx, self, "wait").Run(), cx.Err())
	command = exec.Command(self, "wait")
	command.Start()
	command.Process.Signal(syscall.SIGTERM)
	err = command.Wait()
	fmt.Println(err, command.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGTERM)

	_, err = exec.LookPath("there is no such program")
	fmt.Println(err, errors.Is(err, exec.ErrNotFound))
	fmt.Println(exec.Command("./not/here").Run())
	data, err = exec.Command("/bin/sh", "-c", `echo "$1-$#"; exit 3`, "sh", "x", "y").Output()
	fmt.Printf("%q %v\n", data, err)

	var group sync.WaitGroup
	results := make([]string, 20)
	for i := range results {
		group.Add(1)
		go func() {
			defer group.Done()
			command := exec.Command(self, "upper")
			command.Stdin = strings.NewReader(fmt.Sprintf("child %d\n", i))
			data, err := command.Output()
			results[i] = fmt.Sprint(strings.TrimSpace(string(data)), err)
		}()
	}
	group.Wait()
	fmt.Println(results)
	os.RemoveAll(dir)
}

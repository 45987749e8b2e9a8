// net/http over loopback: a server and its clients in one program: methods, bodies, chunks, redirects,
// cookies, gzip, timeouts, cancelled requests, TLS, shutdown.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"sort"
	"strings"
	"sync"
	"time"
)

func handlers() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s %q", r.PathValue("name"), r.FormValue("q"))
	})
	mux.HandleFunc("POST /sum", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.New()
		n, err := io.Copy(sum, r.Body)
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"n": n, "sum": fmt.Sprintf("%x", sum.Sum(nil)), "err": err == nil})
	})
	mux.HandleFunc("/chunks", func(w http.ResponseWriter, r *http.Request) {
		for i := range 5 {
			fmt.Fprintf(w, "chunk %d\n", i)
			w.(http.Flusher).Flush()
		}
	})
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		io.WriteString(z, strings.Repeat("compressed ", 10000))
	})
	mux.Handle("/old", http.RedirectHandler("/hello/moved?q=1", http.StatusFound))
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("visit"); err == nil {
			fmt.Fprint(w, "again ", c.Value)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "visit", Value: "one", Path: "/"})
		fmt.Fprint(w, "first")
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/panic", func(w http.ResponseWriter, r *http.Request) { panic("a handler panics") })
	return mux
}

func get(client *http.Client, address string) {
	response, err := client.Get(address)
	if err != nil {
		var failed *url.Error
		errors.As(err, &failed)
		fmt.Println("error", failed.Op, failed.Timeout(), errors.Is(err, io.EOF))
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if len(body) > 100 {
		body = []byte(fmt.Sprintf("%d bytes, %x", len(body), sha256.Sum256(body)))
	}
	fmt.Printf("%s %q %v %s\n", response.Status, body, err, response.Header.Get("Content-Type"))
}

func raw(address, request string) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	io.WriteString(c, request)
	response, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		fmt.Println("raw:", err)
		return
	}
	fmt.Println("raw:", response.Status, response.Proto, response.ContentLength)
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fmt.Println(err)
	server := &http.Server{Handler: handlers(), ErrorLog: log.New(io.Discard, "", 0)}
	ended := make(chan error)
	go func() { ended <- server.Serve(listener) }()
	address := listener.Addr().String()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar, Timeout: time.Minute}
	for _, path := range []string{"/hello/world?q=a%20b", "/chunks", "/gzip", "/old", "/cookie", "/cookie", "/nothing", "/sum", "/panic"} {
		fmt.Print(path, ": ")
		get(client, "http://"+address+path)
	}
	quick := &http.Client{Timeout: 30 * time.Millisecond}
	get(quick, "http://"+address+"/slow")
	for _, size := range []int{0, 1, 4096, 1 << 20} {
		response, err := client.Post("http://"+address+"/sum", "text/plain", bytes.NewReader(bytes.Repeat([]byte{byte(size)}, size)))
		if err != nil {
			fmt.Println(err)
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		fmt.Printf("%s", body)
	}
	raw(address, "GET /hello/raw HTTP/1.0\r\n\r\n")
	raw(address, "NONSENSE\r\n\r\n")
	raw(address, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")

	var group sync.WaitGroup
	var lock sync.Mutex
	var lines []string
	for i := range 40 {
		group.Add(1)
		go func() {
			defer group.Done()
			response, err := client.Get(fmt.Sprintf("http://%s/hello/%02d", address, i))
			if err != nil {
				fmt.Println(err)
				return
			}
			body, _ := io.ReadAll(response.Body)
			response.Body.Close()
			lock.Lock()
			lines = append(lines, string(body))
			lock.Unlock()
		}()
	}
	group.Wait()
	sort.Strings(lines)
	fmt.Println(len(lines), lines[0], lines[39])
	cx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	fmt.Println(server.Shutdown(cx), <-ended == http.ErrServerClosed)

	secure := httptest.NewUnstartedServer(handlers())
	secure.EnableHTTP2 = true
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	response, err := secure.Client().Get(secure.URL + "/hello/tls")
	if err != nil {
		fmt.Println(err)
		return
	}
	body, _ := io.ReadAll(response.Body)
	fmt.Println(string(body), response.Proto, response.TLS.NegotiatedProtocol, len(response.TLS.PeerCertificates))
	get(http.DefaultClient, secure.URL)
	secure.Close()
}

// A server on a port of its own that answers its own requests.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s", r.PathValue("name"))
	})
	mux.HandleFunc("POST /upper", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Length", fmt.Sprint(len(body)))
		fmt.Fprint(w, strings.ToUpper(string(body)))
	})
	go http.Serve(listener, mux)
	base := "http://" + listener.Addr().String()
	for i := 0; i < 20; i++ {
		show(http.Get(fmt.Sprintf("%s/hello/visitor%d", base, i)))
	}
	show(http.Post(base+"/upper", "text/plain", strings.NewReader(strings.Repeat("abc", 1000))))
	show(http.Get(base + "/nothing"))
}

func show(response *http.Response, err error) {
	if err != nil {
		fmt.Println("error:", err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(response.Status, response.Header.Get("X-Length"), len(body), string(body[:min(40, len(body))]), err)
}

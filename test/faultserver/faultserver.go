// Package faultserver misbehaves on request, for tests of transports: it redirects, hangs,
// cuts connections and sends too much. Native tests mount it; for tests in the browser,
// wasmexec runs it.
package faultserver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// Seen is the answer of /echo: the request as it arrived.
type Seen struct {
	Method        string `json:"method"`
	Path          string `json:"path"`
	Authorization string `json:"authorization"`
	ContentType   string `json:"contentType"`
	Accept        string `json:"accept"`
	Cookie        string `json:"cookie"`
	Referer       string `json:"referer"`
	Length        int64  `json:"length"` // the header's
	Size          int64  `json:"size"`   // of the body
	SHA256        string `json:"sha256"` // of the body
}

// maxBig is in bytes.
const maxBig = 64 << 20

// New returns a server with these paths:
//
//	/echo         the request as a Seen, with Retry-After: 7
//	/cookie       sets a cookie
//	/to?url=U     307 to U
//	/landed/NAME  logs a request; GET /landings/NAME returns the Authorization headers
//	              of NAME's requests
//	/cut          closes the connection without an answer
//	/cut-late     closes it in the middle of one
//	/hang         answers when the client has left
//	/big?n=N      N bytes
//	/early        413 without reading the body
func New() http.Handler {
	var mu sync.Mutex
	landed := map[string][]string{}
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", echo)
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "test", Value: "1", Path: "/"})
	})
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.FormValue("url"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/landed/{name}", func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		name := r.PathValue("name")
		landed[name] = append(landed[name], r.Header.Get("Authorization"))
	})
	mux.HandleFunc("GET /landings/{name}", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		answer(w, append([]string{}, landed[r.PathValue("name")]...))
	})
	mux.HandleFunc("/cut", cut)
	mux.HandleFunc("/cut-late", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, "{")
		_ = http.NewResponseController(w).Flush()
		cut(w, r)
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the connection end
		<-r.Context().Done()
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("n"))
		n = min(max(n, 0), maxBig)
		_, _ = io.WriteString(w, strings.Repeat("a", n))
	})
	mux.HandleFunc("/early", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	})
	return mux
}

func echo(w http.ResponseWriter, r *http.Request) {
	sum := sha256.New()
	n, err := io.Copy(sum, r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Retry-After", "7")
	answer(w, Seen{
		Method:        r.Method,
		Path:          r.URL.Path,
		Authorization: r.Header.Get("Authorization"),
		ContentType:   r.Header.Get("Content-Type"),
		Accept:        r.Header.Get("Accept"),
		Cookie:        r.Header.Get("Cookie"),
		Referer:       r.Header.Get("Referer"),
		Length:        r.ContentLength,
		Size:          n,
		SHA256:        hex.EncodeToString(sum.Sum(nil)),
	})
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// cut closes the connection at once, with a reset where the system can.
func cut(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// CORS lets pages of any loopback origin call h, because the test browser's page has a random
// port.
func CORS(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); onLoopback(origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			w.Header().Set("Access-Control-Expose-Headers", "Retry-After, Date")
			w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			w.Header().Set("Vary", "Origin")
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// onLoopback also accepts "null", a page's origin after a redirect to another origin.
func onLoopback(origin string) bool {
	if origin == "null" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost")
}

package main

import (
	"context"
	"embed"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"credential-capture/internal/devserver"
)

//go:embed page
var page embed.FS

// server serves, on one origin of this machine: web/ as it is shipped, the peers'
// packages, and the page of the bench. It takes the outputs.
type server struct {
	url     string
	stop    func()
	mu      sync.Mutex
	outputs map[string][]byte
}

// mostOutput is more than any output of a 108 MP picture weighs, bytes.
const mostOutput = 200 << 20

func serve(web, packages string) (*server, error) {
	root, err := devserver.Dir(web)
	if err != nil {
		return nil, err
	}
	s := &server{outputs: map[string][]byte{}}
	mux := http.NewServeMux()
	mux.Handle("/", devserver.Static(root))
	mux.Handle("/source/", http.StripPrefix("/source", devserver.Static(os.DirFS(sourceFolder)))) // single modules
	mux.Handle("/page/", cached(http.FileServerFS(page)))
	mux.Handle("/peer/", cached(http.StripPrefix("/peer", http.FileServer(http.Dir(packages)))))
	mux.HandleFunc("POST /output/{id}", s.take)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.url = "http://" + listener.Addr().String()
	h := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := h.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			panic(err) // the bench can't go on and nothing waits for it
		}
	}()
	s.stop = func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if h.Shutdown(ctx) != nil {
			_ = h.Close()
		}
		<-done
	}
	return s, nil
}

// cached lets the browser keep files, so that what a tool loaded before the clock
// started isn't asked for again.
func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		next.ServeHTTP(w, r)
	})
}

func (s *server) take(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostOutput))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs[r.PathValue("id")] = b
}

// output returns what was sent under an id, once.
func (s *server) output(id string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.outputs[id]
	delete(s.outputs, id)
	return b
}

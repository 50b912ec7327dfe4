package main

import (
	"embed"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"credential-capture/internal/devserver"
)

//go:embed page
var pageFiles embed.FS

// server serves the built page, the peers' packages and the page of the bench on one
// origin. It receives the outputs.
type server struct {
	url     string
	stop    func()
	outputs sync.Map // bytes by id
}

// maxOutput is more than any output of a 108 MP picture, bytes.
const maxOutput = 200 << 20

func serve() (*server, error) {
	root, err := devserver.Dir(webFolder)
	if err != nil {
		return nil, err
	}
	s := &server{}
	mux := http.NewServeMux()
	mux.Handle("/", devserver.Static(root))
	mux.Handle("/source/", http.StripPrefix("/source", devserver.Static(os.DirFS(sourceFolder)))) // modules that a bundle contains
	mux.Handle("/bench/", cached(http.FileServerFS(root)))
	mux.Handle("/page/", cached(http.FileServerFS(pageFiles)))
	mux.Handle("/peer/", cached(http.StripPrefix("/peer", http.FileServer(http.Dir(packages)))))
	mux.HandleFunc("POST /output/{id}", s.receive)
	// Requests that are still open keep no tool from ending.
	h := httptest.NewServer(mux)
	s.url, s.stop = h.URL, func() { h.CloseClientConnections(); h.Close() }
	return s, nil
}

// cached lets the browser cache files: what a tool loads before the clock starts is not
// requested again.
func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "max-age=3600")
		next.ServeHTTP(w, r)
	})
}

func (s *server) receive(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxOutput))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.outputs.Store(r.PathValue("id"), b)
}

// output returns the output that was sent with an id, once.
func (s *server) output(id string) []byte {
	v, _ := s.outputs.LoadAndDelete(id)
	b, _ := v.([]byte)
	return b
}

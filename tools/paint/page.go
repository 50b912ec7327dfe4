package main

import (
	"bytes"
	_ "embed"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"

	"credential-capture/test/testpic"
	"credential-capture/tools/builtpage"
)

//go:embed page.js
var watch string

// A page as docs/embedding.md recommends it, with text above and below the element.
const (
	html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Open an account</title><link rel="stylesheet" href="/paint.css"><script type="module" src="/define.js"></script></head>
<body><h1>Open your account</h1><credential-capture session-url="/session"></credential-capture><p>We are a bank.</p></body></html>`
	css = `body { margin: 1rem; font-family: sans-serif } credential-capture:not(:defined) { display: block; min-block-size: 35rem }`
)

// site serves the built page over a link, and counts what it sends.
type site struct {
	*httptest.Server
	mu       sync.Mutex
	bytes    map[string]int
	requests map[string]int
}

func serve(l link) (*site, error) {
	mux, err := builtpage.Mux(map[string][]byte{"/paint.html": []byte(html), "/paint.css": []byte(css)})
	if err != nil {
		return nil, err
	}
	s := &site{bytes: map[string]int{}, requests: map[string]int{}}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		counted := &counter{ResponseWriter: w}
		mux.ServeHTTP(counted, r)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.requests[r.URL.Path]++
		s.bytes[r.URL.Path] += counted.n
	}))
	s.Listener = slow{Listener: s.Listener, link: l, bucket: &bucket{rate: l.Rate}}
	s.Start()
	return s, nil
}

// sent returns the bytes of each file, and the files that were requested more than once.
func (s *site) sent() (files map[string]int, twice []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	files = map[string]int{}
	for path, n := range s.bytes {
		files[path] = n
		if s.requests[path] > 1 {
			twice = append(twice, path)
		}
	}
	slices.Sort(twice)
	return files, twice
}

type counter struct {
	http.ResponseWriter
	n int
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.n += n
	return n, err
}

// writeCamera writes what a phone's camera shows, upright: motion JPEG, in which a square moves.
func writeCamera(file string) error {
	var all bytes.Buffer
	scene := testpic.Scene(1080, 1920)
	for i := range 3 {
		frame := image.NewRGBA(scene.Bounds())
		draw.Draw(frame, frame.Bounds(), scene, image.Point{}, draw.Src)
		draw.Draw(frame, image.Rect(40*i, 0, 40*i+40, 40), image.NewUniform(color.White), image.Point{}, draw.Src)
		if err := jpeg.Encode(&all, frame, &jpeg.Options{Quality: 80}); err != nil {
			return err
		}
	}
	return os.WriteFile(file, all.Bytes(), 0o644)
}

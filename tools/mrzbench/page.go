package main

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/chromedp/chromedp"

	"credential-capture/imageproc/mrz"
	"credential-capture/internal/devserver"
	"credential-capture/test/chrome"
)

//go:embed page.js
var script string

// page is a window of Chromium with both readers.
type page struct {
	server  *httptest.Server
	browser *chrome.Browser
	ctx     context.Context

	mu     sync.Mutex
	loaded map[string]string // file by path
}

// packages is where .ci/packages installs the peer.
const packages = "tools/mrzbench/node_modules"

// openPage serves the pictures, the built module and the peer, whose model is a file.
func openPage(ctx context.Context, pictures []*picture, model string) (*page, error) {
	root, err := devserver.Dir("build/web")
	if err != nil {
		return nil, err
	}
	site, err := devserver.Handler(devserver.Config{Root: root})
	if err != nil {
		return nil, err
	}
	name, isGz := strings.CutSuffix(filepath.Base(model), ".traineddata.gz")
	if !isGz {
		return nil, fmt.Errorf("%s is not a file NAME.traineddata.gz", model)
	}
	p := &page{loaded: map[string]string{}}
	mux := http.NewServeMux()
	mux.Handle("/", p.note("/", "build/web", site))
	mux.Handle("GET /npm/", p.note("/npm/", packages, http.StripPrefix("/npm/", http.FileServer(http.Dir(packages)))))
	mux.HandleFunc("GET /mrzbench.html", send("text/html", `<!doctype html><title>mrzbench</title><script type="module" src="/mrzbench/page.js"></script>`))
	mux.HandleFunc("GET /mrzbench/page.js", send("text/javascript", strings.ReplaceAll(script, "MODEL", name)))
	mux.Handle("GET /mrzbench/model/", p.note("/mrzbench/model/", filepath.Dir(model), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, model) })))
	mux.HandleFunc("GET /mrzbench/in", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.FormValue("n"))
		if err != nil || n < 0 || n >= len(pictures) {
			http.NotFound(w, r)
			return
		}
		content, err := pictures[n].load()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(content)
	})
	p.server = httptest.NewServer(mux)
	if p.browser, err = chrome.Start(ctx, chrome.Options{}); err != nil {
		p.server.Close()
		return nil, err
	}
	if p.ctx, _, err = p.browser.Open(); err == nil {
		err = chromedp.Run(p.ctx, chromedp.Navigate(p.server.URL+"/mrzbench.html"), chrome.Wait(`document.documentElement.dataset.ready === "true"`))
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func send(kind, content string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = io.WriteString(w, content)
	}
}

// note remembers what files of a folder are loaded.
func (p *page) note(prefix, dir string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.loaded[r.URL.Path] = filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(r.URL.Path, prefix)))
		p.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// bytes is the size of what was loaded below paths, compressed by brotli unless it is a .gz.
func (p *page) bytes(prefixes ...string) (sum int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for path, file := range p.loaded {
		below := slices.ContainsFunc(prefixes, func(prefix string) bool {
			return strings.HasPrefix(path, prefix) && (prefix != "/" || !strings.HasPrefix(path, "/npm/") && !strings.HasPrefix(path, "/mrzbench/"))
		})
		if !below {
			continue
		}
		content, err := os.ReadFile(file)
		if small, e := os.ReadFile(file + ".br"); e == nil {
			sum += len(small)
		} else if err == nil && filepath.Ext(file) == ".gz" {
			sum += len(content)
		} else if err == nil {
			var out bytes.Buffer
			w := brotli.NewWriterLevel(&out, brotli.BestCompression)
			_, _ = w.Write(content)
			_ = w.Close()
			sum += out.Len()
		}
	}
	return sum
}

func (p *page) readModule(n int) (reading, error) {
	var got struct {
		Outcome string
		Lines   []string
		Values  map[string]struct {
			Value   string
			Choices []string
		}
		MS float64
	}
	err := p.call("readModule", n, &got)
	r := reading{ms: got.MS, values: map[string]string{}}
	if got.Outcome == "read" {
		r.lines = got.Lines
	}
	for path, v := range got.Values {
		r.values[path] = v.Value
		if len(v.Choices) > 0 {
			r.values[path] = strings.Join(v.Choices, " ")
		}
	}
	return r, err
}

// readPeer reads with Tesseract; where the check digits match, it fills what this module would
// fill from the same lines.
func (p *page) readPeer(n int) (reading, error) {
	var got struct {
		Text string
		MS   float64
	}
	err := p.call("readTesseract", n, &got)
	r := reading{ms: got.MS, lines: peerLines(got.Text)}
	if parsed, e := mrz.Parse(r.lines); e == nil {
		r.values = values(parsed)
	}
	return r, err
}

// call runs a function of page.js for picture n.
func (p *page) call(function string, n int, out any) error {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Minute)
	defer cancel()
	return chromedp.Run(ctx, chrome.Evaluate(fmt.Sprintf("%s(%d)", function, n), out))
}

func (p *page) close() {
	p.browser.Stop()
	p.server.Close()
}

package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/tools/builtpage"
)

//go:embed page.js
var script []byte

// bench is the state that all workers share.
type bench struct {
	work    string // folder of outputs
	timeout time.Duration
	files   []*file
	server  *httptest.Server
	browser *chrome.Browser
}

func (b *bench) start(ctx context.Context) error {
	const html = `<!doctype html><title>corpora</title><script type="module" src="/corpora/page.js"></script>`
	mux, err := builtpage.Mux(map[string][]byte{"/corpora.html": []byte(html), "/corpora/page.js": script})
	if err != nil {
		return err
	}
	mux.HandleFunc("GET /corpora/in", b.sendInput)
	mux.HandleFunc("POST /corpora/out", b.keepOutput)
	b.server = httptest.NewServer(mux)
	b.browser, err = chrome.Start(ctx, chrome.Options{})
	if err != nil {
		b.server.Close()
	}
	return err
}

func (b *bench) stop() {
	b.browser.Stop()
	b.server.Close()
}

// sendInput sends a file without a type: the content decides.
func (b *bench) sendInput(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(r.FormValue("n"))
	if err != nil || i < 0 || i >= len(b.files) {
		http.NotFound(w, r)
		return
	}
	content, err := os.ReadFile(b.files[i].Path)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(content)
}

var number, extension = regexp.MustCompile(`^\d+$`), regexp.MustCompile(`^[a-z]+$`)

func (b *bench) keepOutput(w http.ResponseWriter, r *http.Request) {
	n, kind := r.URL.Query().Get("n"), r.URL.Query().Get("type")
	if !number.MatchString(n) || !extension.MatchString(kind) {
		http.NotFound(w, r)
		return
	}
	out, err := io.ReadAll(r.Body)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.work, n+".module."+kind), out, 0o600)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// page is a window with the module. The zero value opens one when it is needed.
type page struct {
	bench *bench
	ctx   context.Context
	end   func()
}

// judge fits a file in the page. A file that ends the page, or that isn't done in time, is
// a result; an error is not about the file.
func (p *page) judge(ctx context.Context, i int, f *file) error {
	if err := p.open(); err != nil {
		return err
	}
	var got struct {
		Module     ours
		Browser    verdict
		Difference float64
	}
	timed, cancel := context.WithTimeout(p.ctx, p.bench.timeout)
	defer cancel()
	err := chromedp.Run(timed, chrome.Evaluate(fmt.Sprintf("judge(%d, %q)", i, f.Kind), &got))
	f.Module, f.Browser, f.BrowserDifference = got.Module, got.Browser, got.Difference
	f.Module.Output = found(p.bench.work, i, "module")
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case timed.Err() != nil:
		f.Module = ours{Outcome: "hung"}
		p.close()
	case err != nil:
		f.Module = ours{Outcome: "crashed", Detail: err.Error()}
		p.close()
	}
	return nil
}

func (p *page) open() (err error) {
	if p.end != nil {
		return nil
	}
	if p.ctx, p.end, err = p.bench.browser.Open(); err != nil {
		return err
	}
	return chromedp.Run(p.ctx, chromedp.Navigate(p.bench.server.URL+"/corpora.html"),
		chrome.Wait(`document.documentElement.dataset.ready === "true"`))
}

func (p *page) close() {
	if p.end != nil {
		p.end()
		p.end = nil
	}
}

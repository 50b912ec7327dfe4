package analysis

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/imageproc/guidance"
	"credential-capture/imageproc/guidance/frame"
	"credential-capture/test/chrome"
)

//go:embed page.html
var pageHTML []byte

// Page is capture.wasm in Chromium.
type Page struct {
	browser *chrome.Browser
	server  *httptest.Server
	ctx     context.Context
	cancel  func()
	frames  []byte // of the last call
}

// Calls say how the frames are analysed.
type Calls struct {
	Part     guidance.Part
	Count    int     // of calls; the frames are analysed in turn
	PerFilm  int     // frames of a stream; 0: each frame is a single one
	Slowdown float64 // of the processor, emulated; 0: none
	Beside   bool    // the function beside of Options.Script looks at each frame too
}

// Answer is what a call returns.
type Answer struct {
	Ms    float64         `json:"ms"`
	Code  guidance.Code   `json:"code"`
	Hints []guidance.Code `json:"hints"`
	Quad  *frame.Quad     `json:"quad"` // px of the frame; nil: none
	// BesideMs and BesideQuad are of the function beside.
	BesideMs   float64     `json:"besideMs"`
	BesideQuad *frame.Quad `json:"besideQuad"`
}

// Options are those of Open.
type Options struct {
	Web string // directory of capture.wasm and capture/wasm_exec.js
	// Script defines beside(pixels, width, height), which returns four corners or null; Files are
	// served to it, by name. Both may be absent.
	Script []byte
	Files  map[string]string
}

// Open starts Chromium.
func Open(o Options) (*Page, error) {
	p := &Page{}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir(o.Web)))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(pageHTML) })
	mux.HandleFunc("/frames", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(p.frames) })
	mux.HandleFunc("/beside.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = w.Write(o.Script)
	})
	for name, file := range o.Files {
		mux.HandleFunc("/beside/"+name, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	}
	p.server = httptest.NewServer(mux)
	var err error
	if p.browser, err = chrome.Start(context.Background(), chrome.Options{}); err != nil {
		p.server.Close()
		return nil, err
	}
	p.ctx, p.cancel = context.WithTimeout(p.browser.Context, time.Hour)
	if err := chromedp.Run(p.ctx, chromedp.Navigate(p.server.URL)); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Close ends Chromium.
func (p *Page) Close() {
	p.cancel()
	p.browser.Stop()
	p.server.Close()
}

// Analyze analyses frames in a new program of capture.wasm.
func (p *Page) Analyze(frames []guidance.Frame, c Calls) ([]Answer, error) {
	var b bytes.Buffer
	for _, f := range frames {
		_ = binary.Write(&b, binary.LittleEndian, [2]uint32{uint32(f.Width), uint32(f.Height)})
		b.Write(f.Pix)
	}
	p.frames = b.Bytes()
	var all []Answer
	err := chromedp.Run(p.ctx,
		emulation.SetCPUThrottlingRate(max(1, c.Slowdown)),
		chrome.Evaluate(fmt.Sprintf("run(%q, %d, %d, %v)", c.Part, c.Count, c.PerFilm, c.Beside), &all))
	return all, err
}

package main

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"credential-capture/internal/devserver"
	"credential-capture/test/chrome"
	"credential-capture/test/testpic"
)

//go:embed page.js
var script []byte

// pictures are what the page takes in turn: one to be made smaller, some to be stripped,
// one of each other way, and one that is refused.
func pictures() map[string][]byte {
	photo := testpic.Scene(4032, 3024)
	card := testpic.JPEG(testpic.Scene(1200, 900), testpic.JPEGOptions{GPS: true, EXIF: true, Thumbnail: true, Orientation: 6})
	small := testpic.Scene(800, 600)
	return map[string][]byte{
		"photo.jpg":  testpic.JPEG(photo, testpic.JPEGOptions{GPS: true}),
		"card.jpg":   card,
		"shot.png":   testpic.PNG(small, testpic.PNGOptions{Text: true}),
		"photo.webp": testpic.WebP(small, testpic.WebPOptions{}),
		"scan.tiff":  testpic.TIFF(small, 6), // in fallback.wasm
		"broken.jpg": card[:len(card)/2],
	}
}

// collects lets the page have garbage collected in the worker: pictures that nobody needs
// any more would otherwise make the memory go up and down by 100 MB, as V8 pleases.
const collects = `
addEventListener("message", ({data}) => { if (data.op === "collect") gc(); });
`

func serve(web string) (*httptest.Server, error) {
	root, err := devserver.Dir(web)
	if err != nil {
		return nil, err
	}
	site, err := devserver.Handler(devserver.Config{Root: root})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", site)
	give := func(path, kind string, content []byte) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = w.Write(content)
		})
	}
	give("/soak.html", "text/html", []byte(`<!doctype html><title>soak</title><script type="module" src="/soak/page.js"></script>`))
	give("/soak/page.js", "text/javascript", script)
	worker, err := fs.ReadFile(root, "capture/worker.js")
	if err != nil {
		return nil, err
	}
	give("/capture/worker.js", "text/javascript", append(worker, collects...))
	for name, content := range pictures() {
		give("/soak/"+name, "application/octet-stream", content)
	}
	return httptest.NewServer(mux), nil
}

// answer is what take returns.
type answer struct {
	Action      string
	GoHeapBytes float64
	Callbacks   int
	Starts      int
}

// trouble is how many captures more there are, with a worker killed and a program let go in
// the middle of a session, which must go on in another.
const trouble = 20

func soak(ctx context.Context, out io.Writer, web string, captures int) (*figures, error) {
	server, err := serve(web)
	if err != nil {
		return nil, err
	}
	defer server.Close()
	browser, err := chrome.Start(ctx, chrome.Options{Flags: map[string]any{"js-flags": "--expose-gc"}})
	if err != nil {
		return nil, err
	}
	defer browser.Stop()
	ctx = browser.Context
	if err := chromedp.Run(ctx, chromedp.Navigate(server.URL+"/soak.html"),
		chrome.Wait(`document.documentElement.dataset.ready === "true"`)); err != nil {
		return nil, err
	}
	f := &figures{Captures: captures}
	began := time.Now()
	starts := 1
	for n := range captures + trouble {
		var a answer
		if err := evaluate(ctx, fmt.Sprintf("take(%d)", n), &a); err != nil {
			return nil, fmt.Errorf("capture %d: %w", n+1, err)
		}
		if a.Starts != starts {
			return nil, fmt.Errorf("capture %d: %d starts of the program, want %d", n+1, a.Starts, starts)
		}
		mb, err := renderer(browser)
		if err != nil {
			return nil, err
		}
		if n >= captures {
			f.RSSAfter = append(f.RSSAfter, mb)
		} else {
			f.GoHeap, f.RSS, f.Callbacks = append(f.GoHeap, a.GoHeapBytes/1e6), append(f.RSS, mb), append(f.Callbacks, a.Callbacks)
		}
		if (n+1)%20 == 0 {
			fmt.Fprintf(out, "%4d captures: Go's heap %5.1f MB, renderer %6.1f MB, %d callbacks\n", n+1, a.GoHeapBytes/1e6, mb, a.Callbacks)
		}
		switch n {
		case captures + 5:
			err = f.kill(ctx)
			starts++
		case captures + 15:
			err = f.rest(browser)
			starts++
		}
		if err != nil {
			return nil, err
		}
	}
	f.Seconds = time.Since(began).Seconds()
	var delivered bool
	if err := evaluate(ctx, "delivered()", &delivered); err != nil {
		return nil, err
	}
	if !delivered {
		return nil, fmt.Errorf("what was taken last hasn't arrived")
	}
	return f, nil
}

func (f *figures) kill(ctx context.Context) error {
	var code string
	if err := evaluate(ctx, "kill()", &code); err != nil {
		return err
	}
	if code != "internal" {
		return fmt.Errorf("the call in a worker that died ended with %q, want internal", code)
	}
	f.Killed++
	return nil
}

func (f *figures) rest(b *chrome.Browser) (err error) {
	if err := evaluate(b.Context, "wait()", nil); err != nil {
		return err
	}
	f.Rested++
	f.RestedRSS, err = renderer(b)
	return err
}

func evaluate(ctx context.Context, js string, into any) error {
	return chromedp.Run(ctx, chrome.Evaluate(js, into))
}

// renderer is what the page's process has in memory now, in MB; the page's own is the
// largest of the renderers.
func renderer(b *chrome.Browser) (float64, error) {
	pids, err := b.Renderers()
	if err != nil {
		return 0, err
	}
	top := 0.0
	for _, pid := range pids {
		status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		top = max(top, resident(string(status)))
	}
	if top == 0 {
		return 0, fmt.Errorf("the system doesn't tell what the renderer has in memory")
	}
	return top, nil
}

// resident reads VmRSS, which is in units of 1024 bytes, as MB.
func resident(status string) float64 {
	for line := range strings.Lines(status) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
			return kb * 1024 / 1e6
		}
	}
	return 0
}

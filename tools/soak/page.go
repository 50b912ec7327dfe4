package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"time"

	"github.com/chromedp/chromedp"

	"credential-capture/test/chrome"
	"credential-capture/test/testpic"
	"credential-capture/tools/builtpage"
)

//go:embed page.js
var script []byte

// pictures, by their paths, are processed in turn: one is downscaled, some are stripped, some are converted,
// and one is rejected.
func pictures() map[string][]byte {
	photo := testpic.Scene(4032, 3024)
	card := testpic.JPEG(testpic.Scene(1200, 900), testpic.JPEGOptions{GPS: true, EXIF: true, Thumbnail: true, Orientation: 6})
	small := testpic.Scene(800, 600)
	return map[string][]byte{
		"/soak/photo.jpg":  testpic.JPEG(photo, testpic.JPEGOptions{GPS: true}),
		"/soak/card.jpg":   card,
		"/soak/shot.png":   testpic.PNG(small, testpic.PNGOptions{Text: true}),
		"/soak/photo.webp": testpic.WebP(small, testpic.WebPOptions{}),
		"/soak/scan.tiff":  testpic.TIFF(small, 6), // needs fallback.wasm
		"/soak/broken.jpg": card[:len(card)/2],
	}
}

// collectOnMessage lets the page run the worker's garbage collector: the memory would
// otherwise vary by 100 MB with unused pictures.
const collectOnMessage = `
addEventListener("message", ({data}) => { if (data.op === "collect") gc(); });
`

func serve() (*httptest.Server, error) {
	worker, err := os.ReadFile("build/web/capture/worker.js")
	if err != nil {
		return nil, err
	}
	files := pictures()
	files["/soak.html"] = []byte(`<!doctype html><title>soak</title><script type="module" src="/soak/page.js"></script>`)
	files["/soak/page.js"] = script
	files["/capture/worker.js"] = append(worker, collectOnMessage...)
	mux, err := builtpage.Mux(files)
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(mux), nil
}

// stats is the result of capture in page.js.
type stats struct {
	Action      string
	GoHeapBytes float64
	Callbacks   int
	Starts      int
}

// restartCaptures follow the others: after some, the worker is killed, and the wasm is
// unloaded, in the middle of a session that must continue.
const restartCaptures = 20

func soak(ctx context.Context, captures int) (*figures, error) {
	server, err := serve()
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
	for n := range captures + restartCaptures {
		var a stats
		if err := evaluate(ctx, fmt.Sprintf("capture(%d)", n), &a); err != nil {
			return nil, fmt.Errorf("capture %d: %w", n+1, err)
		}
		if a.Starts != starts {
			return nil, fmt.Errorf("capture %d: %d starts of the wasm, want %d", n+1, a.Starts, starts)
		}
		mb, _, err := browser.PageMemory("VmRSS")
		if err != nil {
			return nil, err
		}
		if mb == 0 {
			return nil, errors.New("the renderer's memory is unknown: soak needs /proc")
		}
		if n >= captures {
			f.RSSAfter = append(f.RSSAfter, mb)
		} else {
			f.GoHeap, f.RSS, f.Callbacks = append(f.GoHeap, a.GoHeapBytes/1e6), append(f.RSS, mb), append(f.Callbacks, a.Callbacks)
		}
		if (n+1)%20 == 0 {
			fmt.Printf("%4d captures: Go's heap %5.1f MB, renderer %6.1f MB, %d callbacks\n", n+1, a.GoHeapBytes/1e6, mb, a.Callbacks)
		}
		switch n {
		case captures + 5:
			err = f.kill(ctx)
			starts++
		case captures + 15:
			err = f.unload(browser)
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
		return nil, fmt.Errorf("the sandbox lacks the last capture")
	}
	return f, nil
}

// kill kills the worker during a call.
func (f *figures) kill(ctx context.Context) error {
	var code string
	if err := evaluate(ctx, "kill()", &code); err != nil {
		return err
	}
	if code != "internal" {
		return fmt.Errorf("the call in the killed worker failed with %q, want internal", code)
	}
	f.Killed++
	return nil
}

// unload waits until the idle worker has unloaded the wasm.
func (f *figures) unload(b *chrome.Browser) (err error) {
	if err := evaluate(b.Context, "wait()", nil); err != nil {
		return err
	}
	f.Unloaded++
	f.IdleRSS, _, err = b.PageMemory("VmRSS")
	return err
}

func evaluate(ctx context.Context, js string, into any) error {
	return chromedp.Run(ctx, chrome.Evaluate(js, into))
}

package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// camera says which camera a browser has. A browser process has one for all of
// its life, so there is a browser for each kind that a test asks for.
type camera string

const (
	cameraGranted camera = "granted" // the picture of cameraFile, permission given
	cameraFilm    camera = "film"    // the scenes of guidance_film_test.go, permission given
	cameraTwo     camera = "two"     // two built-in fake devices
	cameraThree   camera = "three"   // three of them
	cameraAsked   camera = "asked"   // a device is there, nobody has answered yet
	cameraDenied  camera = "denied"  // a device is there, the person said no
	cameraNone    camera = "none"    // no device
)

var browsers struct {
	sync.Mutex
	open  map[camera]context.Context
	close []context.CancelFunc
}

// browser returns the running browser with that camera, starting it when needed.
func browser(t *testing.T, c camera) context.Context {
	t.Helper()
	browsers.Lock()
	defer browsers.Unlock()
	if ctx, ok := browsers.open[c]; ok {
		return ctx
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("lang", "en-US"),
		chromedp.Flag("host-resolver-rules", "MAP "+insecureHost+" 127.0.0.1"),
	)
	switch c {
	case cameraGranted:
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", cameraFile(t)))
	case cameraFilm:
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", filmFile(t)))
	case cameraTwo, cameraThree:
		count := map[camera]string{cameraTwo: "2", cameraThree: "3"}[c]
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", "device-count="+count+",fps=30"),
			chromedp.Flag("use-fake-ui-for-media-stream", true))
	case cameraAsked:
		options = append(options, chromedp.Flag("use-fake-device-for-media-stream", true))
	case cameraDenied:
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-fake-ui-for-media-stream", "deny"))
	}
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(alloc)
	if err := chromedp.Run(ctx); err != nil {
		stop()
		stopAlloc()
		t.Fatalf("start the browser: %v", err)
	}
	if browsers.open == nil {
		browsers.open = make(map[camera]context.Context)
	}
	browsers.open[c] = ctx
	browsers.close = append(browsers.close, func() { stop(); stopAlloc() })
	return ctx
}

func closeBrowsers() {
	browsers.Lock()
	defer browsers.Unlock()
	for _, stop := range browsers.close {
		stop()
	}
}

// newTab opens a window with storage of its own, closed when the test ends.
func newTab(t *testing.T, c camera) context.Context {
	t.Helper()
	parent := browser(t, c)
	at := cdp.WithExecutor(parent, chromedp.FromContext(parent).Browser)
	storage, err := target.CreateBrowserContext().Do(at)
	if err != nil {
		t.Fatal(err)
	}
	// A browser context without a window of its own has nowhere to open a tab.
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(storage).WithNewWindow(true).Do(at)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithTargetID(id))
	t.Cleanup(func() {
		cancel()
		_ = target.DisposeBrowserContext(storage).Do(at)
	})
	// The first run attaches to the window for as long as its context lives: a
	// deadline of its own would close the window with the first action.
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// viewport is a window's size in CSS px.
type viewport struct{ width, height int64 }

var (
	phone   = viewport{360, 740}
	desktop = viewport{1280, 900}
)

func (v viewport) String() string { return fmt.Sprintf("%dx%d", v.width, v.height) }

// secondTab opens a window that shares the storage of another, closed when the test ends. A tab
// in the same window would leave the first without animation frames.
func secondTab(t *testing.T, first context.Context) context.Context {
	t.Helper()
	c := chromedp.FromContext(first)
	at := cdp.WithExecutor(first, c.Browser)
	info, err := target.GetTargetInfo().WithTargetID(c.Target.TargetID).Do(at)
	if err != nil {
		t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(info.BrowserContextID).WithNewWindow(true).Do(at)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(first, chromedp.WithTargetID(id))
	t.Cleanup(cancel)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

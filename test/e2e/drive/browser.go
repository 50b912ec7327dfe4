package drive

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// Camera says which camera a browser has. A browser process has one for all of
// its life, so there is a browser for each kind that a test asks for.
type Camera string

const (
	CameraGranted Camera = "granted" // the picture of cameraFile, permission given
	CameraFilm    Camera = "film"    // the scenes of guidance_film_test.go, permission given
	CameraTwo     Camera = "two"     // two built-in fake devices
	CameraThree   Camera = "three"   // three of them
	CameraAsked   Camera = "asked"   // a device is there, nobody has answered yet
	CameraDenied  Camera = "denied"  // a device is there, the person said no
	CameraNone    Camera = "none"    // no device
)

var browsers struct {
	sync.Mutex
	open  map[Camera]context.Context
	close []context.CancelFunc
}

// browser returns the running browser with that camera, starting it when needed.
func browser(t *testing.T, c Camera) context.Context {
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
		chromedp.Flag("host-resolver-rules", "MAP "+InsecureHost+" 127.0.0.1"),
	)
	switch c {
	case CameraGranted:
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", cameraFile(t)))
	case CameraFilm:
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", true),
			chromedp.Flag("use-fake-ui-for-media-stream", true),
			chromedp.Flag("use-file-for-fake-video-capture", filmFile(t)))
	case CameraTwo, CameraThree:
		count := map[Camera]string{CameraTwo: "2", CameraThree: "3"}[c]
		options = append(options,
			chromedp.Flag("use-fake-device-for-media-stream", "device-count="+count+",fps=30"),
			chromedp.Flag("use-fake-ui-for-media-stream", true))
	case CameraAsked:
		options = append(options, chromedp.Flag("use-fake-device-for-media-stream", true))
	case CameraDenied:
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
		browsers.open = make(map[Camera]context.Context)
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
func newTab(t *testing.T, c Camera) context.Context {
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

// Viewport is a window's size in CSS px.
type Viewport struct{ Width, Height int64 }

var (
	Phone   = Viewport{360, 740}
	Desktop = Viewport{1280, 900}
)

func (v Viewport) String() string { return fmt.Sprintf("%dx%d", v.Width, v.Height) }

// SecondTab opens a window that shares the storage of another, closed when the test ends. A tab
// in the same window would leave the first without animation frames.
func SecondTab(t *testing.T, first context.Context) context.Context {
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

package drive

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"credential-capture/test/chrome"
	"credential-capture/test/must"
)

// Camera is a browser's camera. A browser process keeps its camera, so each kind has a browser of
// its own.
type Camera string

const (
	CameraGranted Camera = "granted" // the picture of cameraFile, permission given
	CameraAsked   Camera = "asked"   // three built-in fake devices, whose permission is open
	CameraNone    Camera = "none"    // no device
	NoWasm        Camera = "no-wasm" // no device, and no WebAssembly, as in Lockdown Mode
)

// fake returns what the browser shows as a camera, or nil.
func (c Camera) fake(t *testing.T) *chrome.FakeCamera {
	switch c {
	case CameraGranted:
		file := must.Get(cameraFile())(t)
		return &chrome.FakeCamera{File: file, Allowed: true}
	case CameraAsked:
		return &chrome.FakeCamera{Options: "device-count=3,fps=10"}
	}
	return nil
}

var browsers struct {
	sync.Mutex
	open map[Camera]*chrome.Browser
}

// browser returns the running browser with a camera, starting it when needed.
func browser(t *testing.T, c Camera) *chrome.Browser {
	t.Helper()
	browsers.Lock()
	defer browsers.Unlock()
	if b := browsers.open[c]; b != nil {
		return b
	}
	flags := map[string]any{
		"host-resolver-rules": "MAP " + InsecureHost + " 127.0.0.1",
		"process-per-site":    true,
	}
	if c == NoWasm {
		flags["js-flags"] = "--jitless"
	}
	b := must.Get(chrome.Start(context.Background(), chrome.Options{Camera: c.fake(t), Flags: flags}))(t)
	if browsers.open == nil {
		browsers.open = make(map[Camera]*chrome.Browser)
	}
	browsers.open[c] = b
	return b
}

func closeBrowsers() {
	browsers.Lock()
	defer browsers.Unlock()
	for _, b := range browsers.open {
		b.Stop()
	}
}

// idle are windows whose tests have ended, by camera.
var idle = make(map[Camera][]opened)

// opened is an open window, and what closes it.
type opened struct {
	ctx   context.Context
	close func()
}

// window opens an empty window with storage of its own. A window of a test that has ended
// serves the next: a new one would take twice the CPU time to show a page.
func window(t *testing.T, c Camera) opened {
	t.Helper()
	b := browser(t, c)
	if last := len(idle[c]) - 1; last >= 0 {
		w := idle[c][last]
		idle[c] = idle[c][:last]
		return w
	}
	ctx, end, err := b.Open()
	if err != nil {
		t.Fatal(err)
	}
	return opened{ctx, end}
}

// release keeps the window of a test that has passed for the next one, and closes any other.
func (w opened) release(t *testing.T, c Camera, origin string) {
	if !t.Failed() && origin == Site.URL {
		ctx, cancel := context.WithTimeout(w.ctx, Patience)
		defer cancel()
		next, end, err := browser(t, c).Reset(ctx, origin+"/face.LICENSE.txt")
		if err == nil {
			closeStorage := w.close
			idle[c] = append(idle[c], opened{next, func() { end(); closeStorage() }})
			return
		}
		t.Log("the window can't be used again: ", err)
	}
	w.close()
}

// Viewport is a window's size in CSS px.
type Viewport struct{ Width, Height int64 }

var (
	Phone   = Viewport{360, 740}
	Desktop = Viewport{1280, 900}
)

func (v Viewport) String() string { return fmt.Sprintf("%dx%d", v.Width, v.Height) }

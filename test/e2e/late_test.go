package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// lateWasm serves the site, but its wasm only when release is called.
func lateWasm(t *testing.T) (origin string, release func()) {
	t.Helper()
	target, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	gate := make(chan struct{})
	release = sync.OnceFunc(func() { close(gate) })
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, ".wasm") {
			select {
			case <-gate:
			case <-r.Context().Done():
				return
			}
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		release()
		server.Close()
	})
	return server.URL, release
}

// TestBeforeTheWasm works while the wasm is still on its way: the page is there,
// the steps are asked, the camera opens and takes a picture, which waits.
func TestBeforeTheWasm(t *testing.T) {
	for _, view := range []viewport{phone, desktop} {
		t.Run(view.String(), func(t *testing.T) {
			origin, release := lateWasm(t)
			p := open(t, openOptions{camera: cameraGranted, view: view, origin: origin})
			p.startWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "DATA"})
			p.at("choice", "FRONT")
			p.pressType("PASSPORT")
			p.at("instruction", "FRONT")
			p.press("camera")
			p.at("camera", "FRONT")
			p.live()
			p.press("shutter")
			p.at("checking", "FRONT")
			release()
			p.at("review", "FRONT")
			p.press("use")
			p.fill("lastName", "Lovelace")
			p.press("submit-data")
			p.finish()
			p.delivered(t, "FRONT")
		})
	}
}

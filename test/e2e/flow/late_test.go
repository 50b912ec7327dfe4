package flow

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"credential-capture/test/e2e/drive"
)

// lateWasm serves the site, but its wasm only when release is called.
func lateWasm(t *testing.T) (origin string, release func()) {
	t.Helper()
	gate := make(chan struct{})
	release = sync.OnceFunc(func() { close(gate) })
	origin = drive.Proxy(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, ".wasm") {
			select {
			case <-gate:
			case <-r.Context().Done():
				return false
			}
		}
		return true
	})
	t.Cleanup(release)
	return origin, release
}

// TestFlow_beforeWasmLoads holds back the wasm: the steps are shown and the camera captures; the
// picture waits for its check.
func TestFlow_beforeWasmLoads(t *testing.T) {
	origin, release := lateWasm(t)
	p := drive.Open(t, drive.Options{Camera: drive.CameraGranted, View: drive.Phone, Origin: origin})
	p.StartWithOrder(map[string]any{"category": "ID"}, map[string]any{"category": "DATA"})
	p.At("choice", "FRONT")
	p.PressType("PASSPORT")
	p.PressAt("instruction", "FRONT", "camera")
	p.At("camera", "FRONT")
	p.Live()
	p.Press("shutter")
	p.At("checking", "FRONT")
	release()
	p.PressAt("review", "FRONT", "use")
	p.Fill("lastName", "Lovelace")
	p.Press("submit-data")
	p.Finish()
	p.Delivered(t, "FRONT")
}

// TestFlow_laterScreensFailToLoad refuses the screens that follow a picture, and the form, until it is
// retried: the picture is kept. Once loaded they need no connection.
func TestFlow_laterScreensFailToLoad(t *testing.T) {
	var refused atomic.Bool
	origin := drive.Proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		if refused.Load() && strings.HasPrefix(r.URL.Path, "/chunks/") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return false
		}
		return true
	})
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Origin: origin})
	p.Expect("503")
	picture := drive.File(t, "card.jpg", drive.Card())
	p.StartWith("ID", "DATA")
	p.At("instruction", "FRONT")
	early := drive.Value[[]string](p, `performance.getEntriesByType("resource").map(e => e.name).filter(name => /data-|form/.test(name))`)
	if len(early) > 0 {
		t.Errorf("before the first picture the page loads %v", early)
	}
	refused.Store(true)
	p.Choose(picture)
	p.ProblemIs("network")
	refused.Store(false)
	p.Press("retry")
	p.At("review", "FRONT")
	refused.Store(true)
	p.Press("use")
	p.ByFile("BACK", picture)
	p.Details()
	p.Finish()
	p.Delivered(t, "FRONT", "BACK")
	p.Fired("captured", 2)
}

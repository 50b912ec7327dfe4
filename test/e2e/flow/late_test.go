package flow

import (
	"net/http"
	"strings"
	"sync"
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
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.At("camera", "FRONT")
	p.Live()
	p.Press("shutter")
	p.At("checking", "FRONT")
	release()
	p.At("review", "FRONT")
	p.Press("use")
	p.Fill("lastName", "Lovelace")
	p.Press("submit-data")
	p.Finish()
	p.Delivered(t, "FRONT")
}

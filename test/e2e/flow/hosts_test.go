package flow

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"credential-capture/internal/sandbox"
	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/tools/contract"
)

// TestFlow_throughGateway sends a flow through the gateway to a second server's sandbox, with
// accounts of a template.
func TestFlow_throughGateway(t *testing.T) {
	t.Setenv("CREDENTIALS_CLIENT_ID", "sandbox")
	t.Setenv("CREDENTIALS_CLIENT_SECRET_FILE", drive.File(t, "secret", []byte("sandbox\n")))
	template := drive.File(t, "account.json", []byte(`{
		"customerInternalReference": "${uuid}",
		"tokenLifetime": "30m",
		"workflowDefinition": {"key": 10011, "credentials": [
			{"category": "ID", "type": "ID_CARD"}, {"category": "SELFIE"}, {"category": "DOCUMENT", "type": "UB"}, {"category": "DATA"}
		]},
		"userConsent": {"consent": {"obtained": "yes", "obtainedAt": "${now}"}}
	}`))
	front := drive.Serve(t, "-api", drive.Site.URL, "-account", template, "-web", "build/web", "-log", "off")
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Desktop, Origin: front, Path: "/demo/integrator.html"})
	// The panel shows what arrived; a real service has no such view.
	p.Expect(front + "/sandbox/")
	eachPart(t, p)
	p.Delivered(t, "FRONT", "BACK", "FACE", "DOCUMENT") // at the service itself
	hrefs := drive.Value[[]string](p, `performance.getEntriesByType("resource").map(e => e.name)`)
	for _, href := range hrefs {
		if !strings.HasPrefix(href, front) && !strings.HasPrefix(href, "blob:"+front) && !strings.HasPrefix(href, "data:") {
			t.Errorf("the page asked another origin: %s", href)
		}
	}
}

// eachPart sends one picture for each part, and a form.
func eachPart(t *testing.T, p *drive.Page) {
	t.Helper()
	p.Start()
	picture := drive.File(t, "card.jpg", drive.Card())
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.ByFile(part, picture)
	}
	p.Document(picture)
	p.Details()
	p.Finish()
}

// TestPage_conformsToDescription validates the page's traffic, through the proxy to the
// sandbox, with docs/openapi.yaml.
func TestPage_conformsToDescription(t *testing.T) {
	const folder = "tools/contract"
	drive.Need(t, folder+"/node_modules", "make check NAME=contract")
	v := must.Get(contract.NewValidator(folder, sandbox.New(sandbox.Options{})))(t)
	t.Cleanup(v.Close)
	t.Setenv("CREDENTIALS_CLIENT_ID", "sandbox")
	t.Setenv("CREDENTIALS_CLIENT_SECRET", "sandbox")
	t.Setenv("CREDENTIALS_WORKFLOW_KEY", "10011")
	front := drive.Serve(t, "-api", v.URL, "-web", "build/web", "-log", "off")
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, Origin: front})
	p.Expect(front + "/sandbox/") // a real service has no such view
	eachPart(t, p)
	for _, violation := range v.Violations() {
		t.Error(violation)
	}
	for _, operation := range []string{"POST FRONT 200", "POST BACK 200", "POST FACE 200", "POST DOCUMENT 200", "POST PREPARED_DATA 200"} {
		if !strings.Contains(v.Operations(), operation) {
			t.Errorf("%s was not validated, but %s", operation, v.Operations())
		}
	}
}

// TestUpload_oddHost uploads a photo through a server that refuses bodies over 1 MiB, as nginx does, from a page whose
// service worker hides the progress of uploads.
func TestUpload_oddHost(t *testing.T) {
	const limit = 1 << 20
	refused := 0
	origin := drive.Proxy(t, func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case r.URL.Path == "/sw.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `addEventListener("activate", e => e.waitUntil(clients.claim())); addEventListener("fetch", e => e.respondWith(fetch(e.request)))`)
			return false
		case r.Method == http.MethodPost && r.ContentLength > limit:
			refused++
			_, _ = io.Copy(io.Discard, r.Body) // or the browser may miss the answer
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return false
		}
		return true
	})
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone, Origin: origin, Path: "/blank.html", NoCSP: true})
	p.Expect("413")
	p.Eval(`(async () => {
		await navigator.serviceWorker.register("/sw.js");
		while (!navigator.serviceWorker.controller) await new Promise(done => setTimeout(done, 20));
		document.body.innerHTML = "<credential-capture></credential-capture>";
		await import("/define.js");
	})()`, nil)
	p.StartWith("ID")
	for _, part := range []string{"FRONT", "BACK"} {
		p.ByFile(part, drive.File(t, "photo.jpg", drive.Fits()))
	}
	p.Finish()
	p.Eval(`navigator.serviceWorker.getRegistration().then(r => r.unregister())`, nil)
	for _, part := range []string{"FRONT", "BACK"} {
		held, _ := drive.Arrived(t, p.Events("finalized")[0].Execution).Part(part)
		if held.Bytes == 0 || held.Bytes > limit || held.Width < 1500 {
			t.Errorf("the service holds %d bytes of %s, %d px wide", held.Bytes, part, held.Width)
		}
	}
	if refused == 0 || refused > 2 {
		t.Errorf("%d uploads were refused", refused)
	}
}

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

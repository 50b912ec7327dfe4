package flow

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"credential-capture/test/e2e/drive"
)

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
	p.Expect("404")
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

package e2e

import (
	"fmt"
	"testing"

	"credential-capture/internal/testpic"
)

// TestLook goes through every screen, at the sizes and in the colours that there
// are, and takes a picture of each: build/screens. None may scroll sideways.
func TestLook(t *testing.T) {
	for _, dark := range []bool{false, true} {
		for _, view := range []viewport{phone, desktop} {
			name := view.String()
			if dark {
				name += "-dark"
			}
			t.Run(name, func(t *testing.T) { look(t, name, view, dark) })
		}
	}
}

func look(t *testing.T, name string, view viewport, dark bool) {
	p := open(t, openOptions{camera: cameraGranted, view: view, dark: dark})
	p.expect("401")
	p.expect("405")
	p.expect("500")
	n := 0
	shot := func(screen string) {
		t.Helper()
		n++
		p.picture(fmt.Sprintf("%s-%02d-%s", name, n, screen))
		var over float64
		if p.eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
			t.Errorf("%s scrolls sideways by %.0f px", screen, over)
		}
	}
	photo := file(t, "photo.jpg", fits().bytes())
	p.onScreen("start")
	shot("start")
	p.startWithOrder(
		map[string]any{"category": "ID", "country": map[string]any{"values": []string{"AUT", "CHE", "DEU"}}},
		map[string]any{"category": "SELFIE"}, map[string]any{"category": "DOCUMENT", "type": "UB"}, map[string]any{"category": "DATA"})
	p.at("choice", "FRONT")
	shot("choice")
	p.eval(`(() => { const s = `+inElement+`.querySelector("select"); s.value = "AUT"; })()`, nil)
	p.pressType("ID_CARD")
	p.at("instruction", "FRONT")
	shot("instruction")
	p.press("camera")
	p.live()
	shot("camera")
	p.press("shutter")
	p.at("review", "FRONT")
	shot("review")
	p.press("zoom")
	shot("review-large")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "latencyMs": 3000})
	p.press("use")
	p.at("instruction", "BACK")
	shot("instruction-back")
	p.at("instruction", "BACK")
	p.choose(file(t, "small.jpg", testpic.JPEG(testpic.Scene(200, 100), testpic.JPEGOptions{})))
	p.problem()
	shot("too-small")
	p.choose(file(t, "half.jpg", card().bytes()[:9000]))
	p.wait("it is another problem", inElement+`.querySelector('[data-code="truncated"]')`)
	shot("truncated")
	p.choose(file(t, "large.jpg", large().bytes()))
	p.at("checking", "BACK")
	shot("checking")
	p.at("review", "BACK")
	shot("review-downscaled")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "status": 500, "retryAfter": "0", "times": 4})
	p.press("use")
	p.problem()
	shot("server-error")
	control(t, "inject", map[string]any{"path": p.execution(), "method": "POST", "latencyMs": 1500})
	p.press("retry")
	p.at("instruction", "FACE")
	shot("instruction-face")
	p.press("camera")
	p.live()
	shot("camera-face")
	p.choose(photo)
	p.at("review", "FACE")
	shot("review-portrait")
	p.press("use")
	p.at("instruction", "DOCUMENT")
	shot("instruction-document")
	p.press("camera")
	p.live()
	shot("camera-document")
	p.choose(photo, file(t, "page.jpg", testpic.JPEG(testpic.Scene(1240, 1754), testpic.JPEGOptions{})))
	p.at("document", "DOCUMENT")
	shot("document")
	p.press("upload")
	p.at("data", "PREPARED_DATA")
	shot("data")
	p.press("submit-data")
	p.problem()
	shot("data-problem")
	p.details()
	p.onScreen("overview")
	shot("overview")
	p.press("finalize")
	p.onScreen("done")
	shot("done")
	p.eval(`(() => { const d = document.querySelector(".integrator"); d.open = true; d.scrollIntoView(); })()`, nil)
	p.wait("the page shows what arrived", `[...document.querySelectorAll("#parts img")].length > 0 && [...document.querySelectorAll("#parts img")].every(i => i.naturalWidth > 0)`)
	shot("integrator")
	lookAtTrouble(t, name, view, dark)
}

// lookAtTrouble takes pictures of the screens without a camera or a session.
func lookAtTrouble(t *testing.T, name string, view viewport, dark bool) {
	for _, c := range []camera{cameraDenied, cameraNone} {
		p := open(t, openOptions{camera: c, view: view, dark: dark})
		p.start()
		p.at("instruction", "FRONT")
		p.press("camera")
		p.problem()
		p.picture(fmt.Sprintf("%s-camera-%s", name, c))
	}
	p := open(t, openOptions{camera: cameraNone, view: view, dark: dark})
	p.expect("405") // of /nowhere
	p.onScreen("start")
	p.eval(`document.querySelector("credential-capture").sessionURL = "/nowhere"`, nil)
	p.press("start")
	p.problem()
	p.picture(name + "-no-session")
}

package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const inUse = inElement + `.querySelector("video").srcObject?.getVideoTracks()[0].getSettings().deviceId`

// TestCameraIsRemembered switches between cameras: by a button when there are two,
// from a list when there are more, and the next time it is the one that was chosen.
func TestCameraIsRemembered(t *testing.T) {
	for _, tt := range []struct {
		camera camera
		change func(p *page)
	}{
		{cameraTwo, func(p *page) { p.press("switch-camera") }},
		{cameraThree, func(p *page) {
			if p.hasAction("switch-camera") {
				t.Error("three cameras and a button that can only go to one")
			}
			p.eval(`(() => { const s = `+inElement+`.querySelector("[data-action=cameras]"); s.selectedIndex = 2; s.dispatchEvent(new Event("change")); })()`, nil)
		}},
	} {
		t.Run(string(tt.camera), func(t *testing.T) {
			p := open(t, openOptions{camera: tt.camera, view: phone})
			look := func() (id string) {
				p.startWith("SELFIE")
				p.at("instruction", "FACE")
				p.press("camera")
				p.live()
				p.eval(inUse, &id)
				return id
			}
			first := look()
			tt.change(p)
			p.wait("another camera is live", fmt.Sprintf(`%s.querySelector('[data-camera="live"]') && %s !== %q`, inElement, inUse, first))
			var second string
			p.eval(inUse, &second)
			p.do("reload", chromedp.Reload())
			if again := look(); again != second {
				t.Error("after a reload it is not the camera that was chosen")
			}
			var kept []string
			if p.eval(`Object.values(localStorage)`, &kept); len(kept) != 1 || kept[0] != second {
				t.Errorf("kept %q, want the deviceId alone", kept)
			}
		})
	}
}

// TestCameraThatIsGone remembers a camera that has been unplugged, and one in a
// browser that keeps nothing: another does.
func TestCameraThatIsGone(t *testing.T) {
	p := open(t, openOptions{camera: cameraTwo, view: phone})
	p.eval(`localStorage.setItem("credential-capture.camera.user", "gone")`, nil)
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	p.live()
	p.press("back")
	p.at("instruction", "FACE")
	p.eval(`void Object.defineProperty(window, "localStorage", {get() { throw new DOMException("", "SecurityError"); }})`, nil)
	p.press("camera")
	p.live()
	var first string
	p.eval(inUse, &first)
	p.press("switch-camera")
	p.wait("the other camera is live", fmt.Sprintf(`%s.querySelector('[data-camera="live"]') && %s !== %q`, inElement, inUse, first))
}

// TestCameraLensIsChanged opens what the browser offers, learns what there is, and
// changes to the camera that is right for a document; the next time at once.
func TestCameraLensIsChanged(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras, nil)
	p.eval(`fakes.push({deviceId: "u", label: "Back Ultra Wide Camera", facing: "environment"}, {deviceId: "b", label: "Back Camera", facing: "environment"}, {deviceId: "f", label: "Front Camera", facing: "user"})`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.press("back")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	var ids string
	if p.eval(`opened.map(o => o.deviceId + (o.track.readyState === "live" ? "*" : "")).join(" ")`, &ids); ids != "u b b*" {
		t.Errorf("opened %q, want the first one given up, then the right one alone", ids)
	}
	var mirrored bool
	if p.eval(inElement+`.querySelector(".mirrored") !== null`, &mirrored); mirrored {
		t.Error("a document is shown mirrored")
	}
}

// TestCameraControls uses light and zoom by the keyboard, where there are any.
func TestCameraControls(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone})
	p.eval(fakeCameras, nil)
	p.eval(`fakes.push({deviceId: "b", label: "camera2 0, facing back", facing: "environment",
		able: {torch: true, zoom: {min: 1, max: 8, step: .5}, focusMode: ["manual", "continuous"]}})`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.wait("it focuses by itself", `opened[0].set.focusMode === "continuous"`)
	p.tabUntil("zoom has the focus", `?.matches("input[type=range]")`)
	p.key(kb.ArrowRight)
	p.wait("it zooms", `opened[0].set.zoom === 1.5`)
	p.tabTo("torch")
	p.key(" ")
	p.wait("the light is on, and zoom and focus are as they were",
		`opened[0].set.torch === true && opened[0].set.zoom === 1.5 && `+inElement+`.querySelector("[data-action=torch]").getAttribute("aria-pressed") === "true"`)
	p.eval(`fakes[0].refuses = true`, nil)
	p.key(" ")
	p.wait("a light that doesn't obey goes", `!`+button("torch"))
}

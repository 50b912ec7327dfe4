package camera

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
)

const inUse = drive.InElement + `.querySelector("video").srcObject?.getVideoTracks()[0].getSettings().deviceId`

// TestCamera_switchIsRemembered switches by a button between two cameras and from a list of
// three; a reload opens the chosen one.
func TestCamera_switchIsRemembered(t *testing.T) {
	for _, tt := range []struct {
		camera drive.Camera
		change func(p *drive.Page)
	}{
		{drive.CameraTwo, func(p *drive.Page) { p.Press("switch-camera") }},
		{drive.CameraThree, func(p *drive.Page) {
			if p.HasAction("switch-camera") {
				t.Error("three cameras and a button that can only go to one")
			}
			p.Eval(`(() => { const s = `+drive.InElement+`.querySelector("[data-action=cameras]"); s.selectedIndex = 2; s.dispatchEvent(new Event("change")); })()`, nil)
		}},
	} {
		t.Run(string(tt.camera), func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: tt.camera, View: drive.Phone})
			look := func() (id string) {
				p.StartWithCamera("SELFIE")
				p.Eval(inUse, &id)
				return id
			}
			first := look()
			tt.change(p)
			p.Wait("another camera is live", fmt.Sprintf(`%s.querySelector('[data-camera="live"]') && %s !== %q`, drive.InElement, inUse, first))
			var second string
			p.Eval(inUse, &second)
			p.Do("reload", chromedp.Reload())
			if again := look(); again != second {
				t.Error("after a reload it is not the camera that was chosen")
			}
			var kept []string
			if p.Eval(`Object.values(localStorage)`, &kept); len(kept) != 1 || kept[0] != second {
				t.Errorf("kept %q, want the deviceId alone", kept)
			}
		})
	}
}

// TestCamera_rememberedIsGone remembers an unplugged camera, and none where storage is blocked:
// another one opens.
func TestCamera_rememberedIsGone(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraTwo, View: drive.Phone})
	p.Eval(`localStorage.setItem("credential-capture.camera.user", "gone")`, nil)
	p.StartWithCamera("SELFIE")
	p.Press("back")
	p.At("instruction", "FACE")
	p.Eval(`void Object.defineProperty(window, "localStorage", {get() { throw new DOMException("", "SecurityError"); }})`, nil)
	p.Press("camera")
	p.Live()
	var first string
	p.Eval(inUse, &first)
	p.Press("switch-camera")
	p.Wait("the other camera is live", fmt.Sprintf(`%s.querySelector('[data-camera="live"]') && %s !== %q`, drive.InElement, inUse, first))
}

// TestCamera_betterLens opens the browser's default lens, then the one that suits documents; the
// next time that one at once.
func TestCamera_betterLens(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(drive.FakeCameras, nil)
	p.Eval(`fakes.push({deviceId: "u", label: "Back Ultra Wide Camera", facing: "environment"}, {deviceId: "b", label: "Back Camera", facing: "environment"}, {deviceId: "f", label: "Front Camera", facing: "user"})`, nil)
	p.StartWithCamera("ID")
	p.Press("back")
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	var ids string
	if p.Eval(`opened.map(o => o.deviceId + (o.track.readyState === "live" ? "*" : "")).join(" ")`, &ids); ids != "u b b*" {
		t.Errorf("opened %q, want the first one given up, then the right one alone", ids)
	}
	var mirrored bool
	if p.Eval(drive.InElement+`.querySelector(".mirrored") !== null`, &mirrored); mirrored {
		t.Error("a document is shown mirrored")
	}
}

// TestCamera_controls uses torch and zoom by the keyboard.
func TestCamera_controls(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone})
	p.Eval(drive.FakeCameras, nil)
	p.Eval(`fakes.push({deviceId: "b", label: "camera2 0, facing back", facing: "environment",
		able: {torch: true, zoom: {min: 1, max: 8, step: .5}, focusMode: ["manual", "continuous"]}})`, nil)
	p.StartWithCamera("ID")
	p.Wait("it focuses by itself", `opened[0].set.focusMode === "continuous"`)
	p.TabUntil("zoom has the focus", `?.matches("input[type=range]")`)
	p.Key(kb.ArrowRight)
	p.Wait("it zooms", `opened[0].set.zoom === 1.5`)
	p.TabTo("torch")
	p.Key(" ")
	p.Wait("the light is on, and zoom and focus are as they were",
		`opened[0].set.torch === true && opened[0].set.zoom === 1.5 && `+drive.InElement+`.querySelector("[data-action=torch]").getAttribute("aria-pressed") === "true"`)
	p.Eval(`fakes[0].refuses = true`, nil)
	p.Key(" ")
	p.Wait("a light that doesn't obey goes", `!`+drive.Button("torch"))
}

package camera

import (
	"fmt"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp/kb"

	"credential-capture/test/e2e/drive"
)

const inUse = drive.InElement + `.querySelector("video").srcObject?.getVideoTracks()[0].getSettings().deviceId`

// TestCamera_choiceIsRemembered chooses one of three cameras from the list; a reload opens it again.
func TestCamera_choiceIsRemembered(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraAsked, View: drive.Phone})
	permit(p, cdpbrowser.PermissionSettingGranted)
	look := func() string {
		p.StartWithCamera("SELFIE")
		return drive.Value[string](p, inUse)
	}
	first := look()
	if p.HasAction("switch-camera") {
		t.Error("three cameras have a button that can only go to one")
	}
	p.Eval(`(() => { const s = `+drive.InElement+`.querySelector("[data-action=cameras]"); s.selectedIndex = 2; s.dispatchEvent(new Event("change")); })()`, nil)
	second := otherThan(p, first)
	p.Reload()
	if again := look(); again != second {
		t.Error("after a reload it is not the camera that was chosen")
	}
	drive.Is(p, "what is kept: the deviceId alone", `Object.values(localStorage)`, []string{second})
}

// otherThan waits for another live camera and returns its deviceId.
func otherThan(p *drive.Page, first string) string {
	p.T.Helper()
	p.Wait("another camera is live", fmt.Sprintf(`%s.querySelector('[data-camera="live"]') && %s !== %q`, drive.InElement, inUse, first))
	return drive.Value[string](p, inUse)
}

// TestCamera_rememberedIsGone remembers an unplugged camera, and none where storage is blocked:
// another one opens, and the button switches.
func TestCamera_rememberedIsGone(t *testing.T) {
	p := withFakes(t, frontCamera, `{deviceId: "w", label: "Webcam"}`)
	p.Eval(`localStorage.setItem("credential-capture.camera.user", "gone")`, nil)
	p.StartWithCamera("SELFIE")
	p.Press("back")
	p.At("instruction", "FACE")
	p.Eval(`void Object.defineProperty(window, "localStorage", {get() { throw new DOMException("", "SecurityError"); }})`, nil)
	p.Press("camera")
	p.Live()
	first := drive.Value[string](p, inUse)
	p.Press("switch-camera")
	otherThan(p, first)
}

// TestCamera_betterLens opens the browser's default lens, then the one that suits documents; the
// next time that one at once.
func TestCamera_betterLens(t *testing.T) {
	p := withFakes(t, `{deviceId: "u", label: "Back Ultra Wide Camera", facing: "environment"}, {deviceId: "b", label: "Back Camera", facing: "environment"}`, frontCamera)
	p.StartWithCamera("ID")
	p.Press("back")
	p.PressAt("instruction", "FRONT", "camera")
	p.Live()
	drive.Is(p, "the cameras that were opened, the live one with *", `opened.map(o => o.deviceId + (o.track.readyState === "live" ? "*" : "")).join(" ")`, "u b b*")
	drive.Is(p, "a document is mirrored", drive.InElement+`.querySelector(".mirrored") !== null`, false)
}

// TestCamera_controls uses torch and zoom by the keyboard.
func TestCamera_controls(t *testing.T) {
	p := withFakes(t, `{deviceId: "b", label: "camera2 0, facing back", facing: "environment",
		able: {torch: true, zoom: {min: 1, max: 8, step: .5}, focusMode: ["manual", "continuous"]}}`)
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

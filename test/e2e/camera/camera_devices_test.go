package camera

import (
	"fmt"
	"math"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
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
	p.Offers("switch-camera", false)
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
	p := unguided(t, frontCamera, `{deviceId: "w", label: "Webcam"}`)
	p.Eval(`localStorage.setItem("credential-capture.camera.user", "gone")`, nil)
	p.StartWithCamera("SELFIE")
	p.Press("back")
	p.At("instruction", "FACE")
	p.Eval(`void Object.defineProperty(window, "localStorage", {get() { throw new DOMException("", "SecurityError"); }})`, nil)
	p.OpenCamera()
	first := drive.Value[string](p, inUse)
	p.Press("switch-camera")
	otherThan(p, first)
}

// TestCamera_betterLens opens the browser's default lens, then the one that suits documents; the
// next time that one at once.
func TestCamera_betterLens(t *testing.T) {
	p := unguided(t, `{deviceId: "u", label: "Back Ultra Wide Camera", facing: "environment"}, {deviceId: "b", label: "Back Camera", facing: "environment"}`, frontCamera)
	p.StartWithCamera("ID")
	p.Press("back")
	p.PressAt("instruction", "FRONT", "camera")
	p.Live()
	drive.Is(p, "the cameras that were opened, the live one with *", `opened.map(o => o.deviceId + (o.track.readyState === "live" ? "*" : "")).join(" ")`, "u b b*")
	drive.Is(p, "a document is mirrored", drive.InElement+`.querySelector(".mirrored") !== null`, false)
}

// TestCamera_controls uses torch and zoom by the keyboard. On a bright and a dark scene, on a phone and a desktop, the
// guide and the zoom have a contrast of 3:1 to what is beside them (WCAG 1.4.11).
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
	p.Eval(`void (fakes[0].paint = (c, w, h) => { c.fillStyle = window.colour; c.fillRect(0, 0, w, h); })`, nil)
	for _, tt := range []struct {
		name, colour, scheme string
		view                 drive.Viewport
	}{
		{"phone-bright", "#f6f4ee", "light", drive.Phone},
		{"phone-dark", "#0b0d10", "dark", drive.Phone},
		{"desktop-bright", "#f6f4ee", "dark", drive.Desktop},
		{"desktop-dark", "#0b0d10", "light", drive.Desktop},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Do("look at it", chromedp.EmulateViewport(tt.view.Width, tt.view.Height), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: tt.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
			p.Eval(fmt.Sprintf(`(async () => {
				window.colour = %q;
				const video = %s.querySelector("video");
				for (let i = 0; i < 3; i++) await new Promise(done => video.requestVideoFrameCallback(done));
			})()`, tt.colour, drive.InElement), nil)
			p.Settle()
			p.NoSidewaysScroll()
			if c := contrastAt(p, `.guide .under`, 10); c < 3 {
				t.Errorf("the guide has a contrast of %.1f", c)
			}
			if c := contrastAt(p, `.zoom input`, 10); c < 3 {
				t.Errorf("the zoom has a contrast of %.1f", c)
			}
		})
	}
}

// openLater keeps cameras from opening until answer is called.
const openLater = `(() => {
	const media = navigator.mediaDevices, real = media.getUserMedia;
	media.getUserMedia = async c => { await new Promise(done => { window.answer = done; }); return real(c); };
})()`

// TestCamera_lost plugs in a camera where there was none, mutes its stream without ending it, as a call does on a phone,
// and unplugs it.
func TestCamera_lost(t *testing.T) {
	p := unguided(t)
	p.StartWith("SELFIE")
	p.Press("camera")
	p.ProblemIs("camera_none")
	p.Eval(`void fakes.push({deviceId: "f", label: "Webcam"}); navigator.mediaDevices.dispatchEvent(new Event("devicechange"))`, nil)
	p.Live()
	for _, lose := range []string{
		`Object.defineProperty(track, "muted", {value: true}); track.dispatchEvent(new Event("mute"));`,
		`track.stop(); track.dispatchEvent(new Event("ended"));`,
	} {
		p.Eval(`(({track}) => { `+lose+` })(opened.at(-1))`, nil)
		p.ProblemIs("camera_lost")
		p.Press("retry")
		p.Live()
	}
	p.PressShutter("FACE")
}

// TestCamera_rotation rotates the phone: view, frame and picture follow, and the shutter stays in
// the window.
func TestCamera_rotation(t *testing.T) {
	p := unguided(t, `{deviceId: "b", label: "camera2 0, facing back", facing: "environment", width: 540, height: 960}`)
	p.StartWithCamera("ID")
	follows := func(ratio string) {
		t.Helper()
		p.Wait("the view fills a window for "+ratio, `(() => {
			const {width, height} = `+drive.InElement+`.querySelector(".view").getBoundingClientRect();
			const stage = `+drive.InElement+`.querySelector(".stage");
			return width === innerWidth && height === innerHeight && stage.classList.contains("wide") === `+ratio+` > 1
				&& Math.abs(stage.style.getPropertyValue("--_ratio") - `+ratio+`) < .02;
		})()`)
	}
	follows("9/16")
	p.NoSidewaysScroll()
	p.Do("turn", chromedp.EmulateViewport(740, 360))
	p.Eval(`Object.assign(fakes[0], {width: 960, height: 540})`, nil)
	follows("16/9")
	p.NoSidewaysScroll()
	p.PressShutter("FRONT")
	drive.Is(p, "the picture's width and height", `(() => { const i = `+drive.InElement+`.querySelector(".picture img"); return i.decode().then(() => [i.naturalWidth, i.naturalHeight]); })()`, []int{960, 540})
}

// TestCamera_leftWhileOpening leaves while the browser opens the camera: its stream is stopped at once. The next time the
// shutter has the same place before and after the picture appears.
func TestCamera_leftWhileOpening(t *testing.T) {
	p := unguided(t, `{deviceId: "b", label: "", facing: "environment", width: 640, height: 360}`)
	p.Eval(openLater, nil)
	p.StartWith("ID")
	ask := func() {
		t.Helper()
		p.Eval(`void (window.answer = null)`, nil)
		p.Press("camera")
		p.Wait("the camera has been asked for", `window.answer`)
	}
	ask()
	p.Press("back")
	p.At("instruction", "FRONT")
	p.Eval(`answer()`, nil)
	p.Wait("the stream is stopped", `opened.length === 1 && opened[0].track.readyState === "ended"`)
	ask()
	top := drive.InElement + `.querySelector(".shutter").getBoundingClientRect().top - ` + drive.InElement + `.querySelector(".stage").getBoundingClientRect().top`
	before := drive.Value[float64](p, top)
	p.Eval(`answer()`, nil)
	p.Live()
	if after := drive.Value[float64](p, top); math.Abs(before-after) >= 1 {
		t.Errorf("the shutter moves from %.1f to %.1f px", before, after)
	}
}

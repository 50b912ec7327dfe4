package e2e

import (
	"math"
	"testing"
)

// TestCameraWhenNobodyLooks hides the page and comes back, by a tab and by the
// browser's way back: the camera is off meanwhile, and on again afterwards.
func TestCameraWhenNobodyLooks(t *testing.T) {
	for _, tt := range []struct{ name, away, back string }{
		{"another tab", `Object.defineProperty(document, "hidden", {configurable: true, value: true}); document.dispatchEvent(new Event("visibilitychange"))`,
			`Object.defineProperty(document, "hidden", {configurable: true, value: false}); document.dispatchEvent(new Event("visibilitychange"))`},
		{"another page", `dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true}))`, `dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: phone})
			p.eval(fakeCameras+`; fakes.push({deviceId: "f", label: "Front Camera", facing: "user"})`, nil)
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.press("camera")
			p.live()
			p.eval(`void (() => {`+tt.away+`})()`, nil)
			p.wait("the camera is off and says that it is paused",
				inElement+`.querySelector('[data-camera="paused"]') && opened.every(o => o.track.readyState === "ended")`)
			p.eval(`void (() => {`+tt.back+`})()`, nil)
			p.live()
			p.wait("one camera is on", `opened.filter(o => o.track.readyState === "live").length === 1`)
			p.press("shutter")
			p.at("review", "FACE")
		})
	}
}

// TestCameraThatComesLate leaves while the browser is still opening the camera: the
// stream that comes then is stopped at once.
func TestCameraThatComesLate(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras+`; (() => {
		fakes.push({deviceId: "f", label: "Front Camera", facing: "user"});
		const media = navigator.mediaDevices, real = media.getUserMedia;
		media.getUserMedia = async c => { await new Promise(done => { window.answer = done; }); return real(c); };
	})()`, nil)
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	p.wait("the camera has been asked for", `window.answer`)
	p.press("back")
	p.at("instruction", "FACE")
	p.eval(`answer()`, nil)
	p.wait("the stream is stopped", `opened.length === 1 && opened[0].track.readyState === "ended"`)
}

// TestCameraGivesNothing takes the picture away without ending the stream, as a
// call or another tab does on a phone, and plugs a camera in where there was none.
func TestCameraGivesNothing(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras, nil)
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	if code, _ := p.problem(); code != "camera_none" {
		t.Errorf("got %s", code)
	}
	p.eval(`void fakes.push({deviceId: "f", label: "Webcam"}); navigator.mediaDevices.dispatchEvent(new Event("devicechange"))`, nil)
	p.live()
	p.eval(`void (() => { const {track} = opened[0]; Object.defineProperty(track, "muted", {value: true}); track.dispatchEvent(new Event("mute")); })()`, nil)
	if code, _ := p.problem(); code != "camera_lost" {
		t.Errorf("got %s", code)
	}
	p.press("retry")
	p.live()
}

// TestCameraPhoneIsTurned turns the phone and with it the picture: view and frame
// follow, the picture has the new shape, and the shutter is on the screen.
func TestCameraPhoneIsTurned(t *testing.T) {
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras+`; fakes.push({deviceId: "b", label: "camera2 0, facing back", facing: "environment", width: 1080, height: 1920})`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	follows := func(ratio string) {
		t.Helper()
		p.wait("view and guide are "+ratio, `(() => {
			const {width, height} = `+inElement+`.querySelector(".view").getBoundingClientRect();
			const [, , w, h] = `+inElement+`.querySelector(".guide").getAttribute("viewBox").split(" ");
			return Math.abs(width / height - `+ratio+`) < .02 && Math.abs(w / h - `+ratio+`) < .02;
		})()`)
	}
	follows("9/16")
	p.look("camera-portrait")
	p.resize(viewport{740, 360})
	p.eval(`Object.assign(fakes[0], {width: 1920, height: 1080})`, nil)
	follows("16/9")
	p.look("camera-turned")
	p.press("shutter")
	p.at("review", "FRONT")
	var size []int
	if p.eval(`(() => { const i = `+inElement+`.querySelector(".picture img"); return i.decode().then(() => [i.naturalWidth, i.naturalHeight]); })()`, &size); size[0] != 1920 || size[1] != 1080 {
		t.Errorf("the picture is %v", size)
	}
}

// TestCameraStaysInPlace compares where the shutter is before and after the picture
// comes: a button that moves away under the finger is pressed wrongly.
func TestCameraStaysInPlace(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	p.eval(`(() => {
		const media = navigator.mediaDevices, real = media.getUserMedia.bind(media);
		media.getUserMedia = async c => { await new Promise(done => { window.answer = done; }); return real(c); };
	})()`, nil)
	p.startWith("ID")
	p.at("instruction", "FRONT")
	p.press("camera")
	p.wait("the camera has been asked for", `window.answer`)
	top := inElement + `.querySelector(".shutter").getBoundingClientRect().top - ` + inElement + `.querySelector("[data-screen]").getBoundingClientRect().top`
	var before, after float64
	p.eval(top, &before)
	p.eval(`answer()`, nil)
	p.live()
	if p.eval(top, &after); math.Abs(before-after) >= 1 {
		t.Errorf("the shutter moves from %.1f to %.1f px", before, after)
	}
}

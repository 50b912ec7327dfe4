package camera

import (
	"fmt"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"

	"credential-capture/test/e2e/drive"
)

// TestCamera_errors opens cameras that fail: the message has the cause, and a file can be chosen on the same screen.
// Permission that is granted later in the browser's settings opens the camera without another tap.
func TestCamera_errors(t *testing.T) {
	for _, tt := range []struct {
		camera drive.Camera
		code   string
		words  string
	}{
		{drive.CameraAsked, "camera_denied", "Click the symbol to the left of the address"},
		{drive.CameraNone, "camera_none", "No camera was found."},
	} {
		t.Run(string(tt.camera), func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: tt.camera, View: drive.Phone})
			if tt.camera == drive.CameraAsked {
				permit(p, cdpbrowser.PermissionSettingDenied)
			}
			p.StartWith("SELFIE")
			p.Press("camera")
			p.ProblemIs(tt.code, tt.words, "choose a file")
			p.Press("retry")
			p.ProblemIs(tt.code)
			p.Wait("the file can be chosen", drive.Button("choose-file"))
			if tt.camera == drive.CameraAsked {
				permit(p, cdpbrowser.PermissionSettingGranted)
				p.Live()
			}
			p.Choose(drive.File(t, "card.jpg", drive.Card()))
			p.At("review", "FACE")
		})
	}
}

// TestCamera_stopsAfterCapture checks that the stream is stopped after a capture and after going
// back.
func TestCamera_stopsAfterCapture(t *testing.T) {
	p := unguided(t, frontCamera, `{deviceId: "w", label: "Webcam"}`)
	off := func(what string) {
		t.Helper()
		p.Wait("the camera is off "+what, `opened.length > 0 && opened.every(o => o.track.readyState === "ended")`)
	}
	p.StartWithCamera("SELFIE")
	p.Press("switch-camera")
	p.Wait("a second stream is open and the first is not", `opened.map(o => o.track.readyState).join() === "ended,live"`)
	p.Live()
	p.Press("back")
	p.At("instruction", "FACE")
	off("after going back")
	p.Shoot("FACE")
	p.At("review", "FACE")
	off("after the shutter")
}

// hasten ends timeouts of so many ms at once.
func hasten(ms int) string {
	return fmt.Sprintf(`(() => {
		const real = window.setTimeout;
		window.setTimeout = (done, ms, ...args) => real(done, ms === %d ? 0 : ms, ...args);
	})();`, ms)
}

// openFront opens the page with one front camera.
func openFront(t *testing.T) *drive.Page {
	t.Helper()
	return unguided(t, `{deviceId: "f", label: "Front Camera", facing: "user", width: 480, height: 640}`)
}

// TestCamera_neverAnswers opens a camera that doesn't answer: a file is offered, and the camera is live when it answers
// after all.
func TestCamera_neverAnswers(t *testing.T) {
	p := openFront(t)
	p.Eval(hasten(8000)+openLater, nil)
	p.StartWith("SELFIE")
	p.Press("camera")
	p.ProblemIs("camera_timeout")
	p.Wait("a file can be chosen", drive.Button("choose-file"))
	p.Wait("it can be tried again", drive.Button("retry"))
	p.Eval(`answer()`, nil)
	p.Live()
	p.Wait("the problem is gone", `!`+drive.InElement+`.querySelector("[data-code]")`)
	p.PressShutter("FACE")
}

// TestCamera_secondTry opens cameras that fail as while another page closes them: all sizes are tried, then after a
// pause the first one again.
func TestCamera_secondTry(t *testing.T) {
	p := openFront(t)
	p.Eval(hasten(1000)+`(() => {
		const media = navigator.mediaDevices, real = media.getUserMedia;
		media.getUserMedia = async c => { if (++asked <= 3) throw new DOMException("", failure); return real(c); };
	})()`, nil)
	p.StartWith("SELFIE")
	for _, name := range []string{"AbortError", "NotReadableError"} {
		p.Eval(fmt.Sprintf(`[window.asked, window.failure] = [0, %q]`, name), nil)
		p.OpenCamera()
		drive.Is(p, "calls of getUserMedia after "+name, "asked", 4)
		p.Press("back")
		p.At("instruction", "FACE")
	}
}

// TestCamera_framesStop stops the frames without an event: the camera has failed, and the shutter takes no old frame.
func TestCamera_framesStop(t *testing.T) {
	for _, press := range []bool{false, true} {
		t.Run(map[bool]string{false: "unattended", true: "shutter"}[press], func(t *testing.T) {
			p := openFront(t)
			p.StartWithCamera("SELFIE")
			p.Eval(`Object.defineProperty(opened[0].track, "readyState", {value: "stalled"})`, nil) // the fake paints no more
			// A frame that was painted before may still be on its way: it would be a fresh one.
			p.Eval(`(async () => {
				const video = `+drive.InElement+`.querySelector("video");
				for (let frames = -1, same = 0; same < 5; same++) {
					await new Promise(requestAnimationFrame);
					const {totalVideoFrames} = video.getVideoPlaybackQuality();
					if (totalVideoFrames !== frames) same = 0;
					frames = totalVideoFrames;
				}
			})()`, nil)
			if press {
				p.Press("shutter")
			}
			p.ProblemIs("camera_lost")
			if got := p.Events("captured"); len(got) > 0 {
				t.Errorf("%d pictures were taken", len(got))
			}
		})
	}
}

// TestCamera_pausedWhileHidden hides the page by another tab and by navigation, then the element: the camera is off until
// it is shown again. camera="off" ends it for good.
func TestCamera_pausedWhileHidden(t *testing.T) {
	p := openFront(t)
	p.StartWithCamera("SELFIE")
	const paused = drive.InElement + `.querySelector('[data-camera="paused"]')`
	const closed = `!` + drive.InElement + `.querySelector("dialog[open]")`
	tab := func(hidden bool) string {
		return fmt.Sprintf(`Object.defineProperty(document, "hidden", {configurable: true, value: %v}); document.dispatchEvent(new Event("visibilitychange"))`, hidden)
	}
	for _, tt := range []struct{ name, away, back, shows string }{
		{"another tab", tab(true), tab(false), paused},
		{"another page", `dispatchEvent(new PageTransitionEvent("pagehide", {persisted: true}))`, `dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}))`, paused},
		{"display: none", `document.querySelector("main").style = "display: none"`, `document.querySelector("main").style = ""`, closed},
		{"content-visibility: hidden", `document.querySelector("main").style = "content-visibility: hidden"`, `document.querySelector("main").style = ""`, closed},
	} {
		p.Eval(`void (() => {`+tt.away+`})()`, nil)
		p.Wait("the camera is off with "+tt.name, tt.shows+` && opened.every(o => o.track.readyState === "ended")`)
		p.Eval(`void (() => {`+tt.back+`})()`, nil)
		p.Live()
		p.Wait("one camera is on, over the page", drive.InElement+`.querySelector("dialog:modal") && opened.filter(o => o.track.readyState === "live").length === 1`)
	}
	p.PressShutter("FACE")
	p.Press("retake")
	p.Live()
	p.Set("camera", "off")
	p.At("instruction", "FACE")
	p.Wait("the camera is off", `opened.every(o => o.track.readyState === "ended")`)
	p.Offers("camera", false)
}

// lie adds noise of up to that many levels to what each canvas returns, as browsers do that resist
// fingerprinting. make check NAME=engines has such a browser.
const lie = `(() => {
	for (const kind of [CanvasRenderingContext2D, OffscreenCanvasRenderingContext2D]) {
		const real = kind.prototype.getImageData;
		kind.prototype.getImageData = function (...args) {
			const image = real.apply(this, args);
			for (let i = 0; i < image.data.length; i++) if (i %% 4 !== 3) image.data[i] += Math.round((Math.random() * 2 - 1) * %d);
			return image;
		};
	}
})()`

// TestCamera_noisyCanvas adds noise to what a canvas reads, as browsers do against
// fingerprinting: up to one level the camera works, above it isn't opened.
func TestCamera_noisyCanvas(t *testing.T) {
	for _, tt := range []struct {
		levels int
		code   string
	}{{1, ""}, {3, "camera_unsupported"}} {
		t.Run(fmt.Sprint(tt.levels), func(t *testing.T) {
			p := withFakes(t, frontCamera)
			p.Eval(fmt.Sprintf(lie, tt.levels), nil)
			p.StartWith("SELFIE")
			p.Press("camera")
			if tt.code == "" {
				p.PressShutter("FACE")
				return
			}
			code, words := p.Problem()
			if opened := drive.Value[int](p, `opened.length`); code != tt.code || opened != 0 || !strings.Contains(words, "choose a file") || !strings.Contains(words, "protection") || strings.Contains(words, "Firefox") {
				t.Errorf("got %s %q after %d openings, want %s", code, words, opened, tt.code)
			}
		})
	}
}

// TestAnalyze_noisyCanvas rejects a frame where a canvas reads noise of more than one level. A
// file is decoded in Go there, with the same result.
func TestAnalyze_noisyCanvas(t *testing.T) {
	for _, tt := range []struct {
		levels int
		code   string // of a frame
	}{{1, ""}, {3, "codec"}} {
		t.Run(fmt.Sprint(tt.levels), func(t *testing.T) {
			p := drive.Module(t, "{worker: false}")
			p.Eval(fmt.Sprintf(lie, tt.levels), nil)
			var frame, file drive.Outcome[drive.Guidance]
			p.Eval(`window.grey = new OffscreenCanvas(64, 48); (() => { const x = grey.getContext("2d"); x.fillStyle = "#808080"; x.fillRect(0, 0, 64, 48); })()`, nil)
			p.Eval(`outcome(capture.analyze(grey))`, &frame)
			p.Eval(`grey.convertToBlob().then(file => outcome(capture.analyze(file)))`, &file)
			if frame.Code != tt.code || frame.OK != (tt.code == "") || !file.OK {
				t.Errorf("the frame: %+v, want %q; the file: %+v", frame, tt.code, file)
			}
			for _, o := range []drive.Outcome[drive.Guidance]{frame, file} {
				if brightness := o.Value.Metrics["brightness"]; o.OK && (brightness < 126 || brightness > 130) {
					t.Errorf("brightness %v, want 128", brightness)
				}
			}
		})
	}
}

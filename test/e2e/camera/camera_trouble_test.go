package camera

import (
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"

	"credential-capture/test/e2e/drive"
)

// TestCamera_errors opens cameras that fail: the message has the cause, and a file can be chosen
// on the same screen.
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
			code, words := p.Problem()
			if code != tt.code || !strings.Contains(words, tt.words) || !strings.Contains(words, "choose a file") {
				t.Errorf("got %s %q, want %s with %q", code, words, tt.code, tt.words)
			}
			p.Press("retry")
			p.ProblemIs(tt.code)
			p.Wait("the file can be chosen", drive.Button("choose-file"))
			p.Choose(drive.File(t, "card.jpg", drive.Card()))
			p.PressAt("review", "FACE", "use")
			p.Finish()
			p.Delivered(t, "FACE")
		})
	}
}

// TestCamera_unplugged unplugs the camera while it is live.
func TestCamera_unplugged(t *testing.T) {
	p := withFakes(t, frontCamera)
	p.StartWithCamera("SELFIE")
	p.Eval(`(() => { const [track] = `+drive.InElement+`.querySelector("video").srcObject.getVideoTracks(); track.stop(); track.dispatchEvent(new Event("ended")); })()`, nil)
	p.ProblemIs("camera_lost")
	p.Press("retry")
	p.Live()
	p.Press("shutter")
	p.PressAt("review", "FACE", "use")
	p.Finish()
	p.Delivered(t, "FACE")
}

// TestCamera_stopsAfterCapture checks that the stream is stopped after a capture and after going
// back.
func TestCamera_stopsAfterCapture(t *testing.T) {
	p := withFakes(t, frontCamera, `{deviceId: "w", label: "Webcam"}`)
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

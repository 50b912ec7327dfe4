package e2e

import (
	"strings"
	"testing"
)

// TestCameraTrouble opens cameras that can't be had: the words say why, and a file
// does instead, on the same screen.
func TestCameraTrouble(t *testing.T) {
	for _, tt := range []struct {
		camera camera
		code   string
		words  string
	}{
		{cameraDenied, "camera_denied", "Click the symbol to the left of the address"},
		{cameraNone, "camera_none", "No camera was found."},
	} {
		t.Run(string(tt.camera), func(t *testing.T) {
			p := open(t, openOptions{camera: tt.camera, view: phone})
			p.startWith("SELFIE")
			p.at("instruction", "FACE")
			p.press("camera")
			code, words := p.problem()
			if code != tt.code || !strings.Contains(words, tt.words) || !strings.Contains(words, "choose a file") {
				t.Errorf("got %s %q, want %s with %q", code, words, tt.code, tt.words)
			}
			p.press("retry")
			if code, _ := p.problem(); code != tt.code {
				t.Errorf("after another try: %s", code)
			}
			p.wait("the file can be chosen", button("choose-file"))
			p.choose(file(t, "card.jpg", card().bytes()))
			p.at("review", "FACE")
			p.press("use")
			p.finish()
			p.delivered(t, "FACE")
		})
	}
}

// TestCameraThatIsLost pulls the camera out while it is looked at.
func TestCameraThatIsLost(t *testing.T) {
	p := open(t, openOptions{camera: cameraGranted, view: phone})
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	p.live()
	p.eval(`(() => { const [track] = `+inElement+`.querySelector("video").srcObject.getVideoTracks(); track.stop(); track.dispatchEvent(new Event("ended")); })()`, nil)
	if code, _ := p.problem(); code != "camera_lost" {
		t.Errorf("got %s", code)
	}
	p.press("retry")
	p.live()
	p.press("shutter")
	p.at("review", "FACE")
	p.press("use")
	p.finish()
	p.delivered(t, "FACE")
}

// TestCameraIsSwitchedOff watches the stream: nobody's camera stays on when the
// picture has been taken, or after going back.
func TestCameraIsSwitchedOff(t *testing.T) {
	p := open(t, openOptions{camera: cameraTwo, view: phone})
	p.eval(`(() => {
		window.tracks = [];
		const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
		navigator.mediaDevices.getUserMedia = async c => { const s = await real(c); tracks.push(...s.getTracks()); return s; };
	})()`, nil)
	off := func(what string) {
		t.Helper()
		p.wait("the camera is off "+what, `tracks.length > 0 && tracks.every(t => t.readyState === "ended")`)
	}
	p.startWith("SELFIE")
	p.at("instruction", "FACE")
	p.press("camera")
	p.live()
	p.press("switch-camera")
	p.wait("a second stream is open and the first is not", `tracks.length === 2 && tracks[0].readyState === "ended" && tracks[1].readyState === "live"`)
	p.live()
	p.press("back")
	p.at("instruction", "FACE")
	off("after going back")
	p.shoot("FACE")
	p.at("review", "FACE")
	off("after the shutter")
}

// live waits for the camera's picture.
func (p *page) live() {
	p.t.Helper()
	p.wait("the camera is live", inElement+`.querySelector('[data-camera="live"]')`)
}

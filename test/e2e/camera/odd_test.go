package camera

import (
	"fmt"
	"testing"

	"credential-capture/test/e2e/drive"
)

// hasten makes waits of so many ms pass at once.
func hasten(ms int) string {
	return fmt.Sprintf(`(() => {
		const real = window.setTimeout;
		window.setTimeout = (done, ms, ...args) => real(done, ms === %d ? 0 : ms, ...args);
	})();`, ms)
}

// openFront opens the page with one front camera.
func openFront(t *testing.T) *drive.Page {
	t.Helper()
	p := withFakes(t, `{deviceId: "f", label: "Front Camera", facing: "user", width: 480, height: 640}`)
	p.Eval(`document.querySelector("credential-capture").guidance = "off"`, nil)
	return p
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
	p.Press("shutter")
	p.At("review", "FACE")
}

// TestCamera_secondTry opens cameras that fail as while another page closes them: all sizes are tried, then after a
// pause the first one again.
func TestCamera_secondTry(t *testing.T) {
	for _, name := range []string{"AbortError", "NotReadableError"} {
		t.Run(name, func(t *testing.T) {
			p := openFront(t)
			p.Eval(hasten(1000)+`(() => {
				window.asked = 0;
				const media = navigator.mediaDevices, real = media.getUserMedia;
				media.getUserMedia = async c => { if (++asked <= 3) throw new DOMException("", "`+name+`"); return real(c); };
			})()`, nil)
			p.StartWithCamera("SELFIE")
			drive.Is(p, "calls of getUserMedia", "asked", 4)
		})
	}
}

// TestCamera_framesStop stops the frames without an event: the camera has failed, and the shutter takes no old frame.
func TestCamera_framesStop(t *testing.T) {
	for _, press := range []bool{false, true} {
		t.Run(map[bool]string{false: "unattended", true: "shutter"}[press], func(t *testing.T) {
			p := openFront(t)
			p.StartWithCamera("SELFIE")
			p.Eval(`Object.defineProperty(opened[0].track, "readyState", {value: "stalled"})`, nil) // the fake paints no more
			p.Eval(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`, nil)
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

// TestCamera_hiddenElement hides the element: the camera stops, the page can be used, and it goes on when the element
// is shown.
func TestCamera_hiddenElement(t *testing.T) {
	p := openFront(t)
	p.StartWithCamera("SELFIE")
	for _, hide := range []string{"display: none", "content-visibility: hidden"} {
		p.Eval(`document.querySelector("main").style = "`+hide+`"`, nil)
		p.Wait("the camera is off with "+hide, `opened.every(o => o.track.readyState === "ended") && !`+drive.InElement+`.querySelector("dialog[open]")`)
		p.Eval(`document.querySelector("main").style = ""`, nil)
		p.Live()
		p.Wait("the camera is over the page", `!!`+drive.InElement+`.querySelector("dialog:modal")`)
	}
	p.Press("shutter")
	p.At("review", "FACE")
}

// TestCamera_attributeOff sets camera="off" while the camera is live.
func TestCamera_attributeOff(t *testing.T) {
	p := openFront(t)
	p.StartWithCamera("SELFIE")
	p.Eval(`document.querySelector("credential-capture").camera = "off"`, nil)
	p.At("instruction", "FACE")
	p.Wait("the camera is off", `opened.every(o => o.track.readyState === "ended")`)
	if p.HasAction("camera") {
		t.Error("the camera is offered")
	}
}

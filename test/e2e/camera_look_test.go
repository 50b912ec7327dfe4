package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func (p *page) resize(v viewport) {
	p.t.Helper()
	p.do("resize", chromedp.EmulateViewport(v.width, v.height))
}

// look takes a picture of the screen and fails if it scrolls sideways.
func (p *page) look(name string) {
	p.t.Helper()
	p.picture(name)
	var over float64
	if p.eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
		p.t.Errorf("%s scrolls sideways by %.0f px", name, over)
	}
}

// TestCameraLook takes pictures of the camera as a phone and as a laptop give it,
// before a bright and a dark background.
func TestCameraLook(t *testing.T) {
	for _, tt := range []struct {
		name, colour string
		view         viewport
		camera       string
		dark         bool
	}{
		{"phone-bright", "#f6f4ee", phone, `width: 1080, height: 1920`, false},
		{"phone-dark", "#0b0d10", phone, `width: 1080, height: 1920`, true},
		{"desktop-bright", "#f6f4ee", desktop, `width: 1920, height: 1080`, true},
		{"desktop-dark", "#0b0d10", desktop, `width: 1920, height: 1080`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := open(t, openOptions{camera: cameraNone, view: tt.view, dark: tt.dark})
			p.eval(fakeCameras+`; (() => {
				const paint = (c, w, h) => { c.fillStyle = "`+tt.colour+`"; c.fillRect(0, 0, w, h); };
				const able = {torch: true, zoom: {min: 1, max: 8, step: .1}};
				for (const facing of ["environment", "user", "user"]) fakes.push({deviceId: facing + fakes.length, label: "", facing, able, paint, `+tt.camera+`});
			})()`, nil)
			p.startWith("ID", "SELFIE", "DOCUMENT")
			p.at("instruction", "FRONT")
			for _, part := range []string{"FRONT", "FACE", "DOCUMENT"} {
				if part != "FRONT" {
					p.choose(file(t, "card.jpg", card().bytes()))
					p.at("review", map[string]string{"FACE": "BACK", "DOCUMENT": "FACE"}[part])
					p.press("use")
					p.at("instruction", part)
				}
				p.press("camera")
				p.live()
				p.look("camera-" + tt.name + "-" + part)
				if part == "FRONT" {
					p.choose(file(t, "card.jpg", card().bytes()))
					p.at("review", part)
					p.press("use")
					p.at("instruction", "BACK")
				} else {
					p.press("back")
					p.at("instruction", part)
				}
			}
		})
	}
}

package camera

import (
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
)

func resize(p *drive.Page, v drive.Viewport) {
	p.T.Helper()
	p.Do("resize", chromedp.EmulateViewport(v.Width, v.Height))
}

// look takes a picture of the screen and fails if it scrolls sideways.
func look(p *drive.Page, name string) {
	p.T.Helper()
	p.Picture(name)
	var over float64
	if p.Eval(`document.scrollingElement.scrollWidth - innerWidth`, &over); over > 0 {
		p.T.Errorf("%s scrolls sideways by %.0f px", name, over)
	}
}

// TestCamera_contrast takes pictures of the camera's screen in front of bright and dark scenes,
// on a phone and a desktop.
func TestCamera_contrast(t *testing.T) {
	for _, tt := range []struct {
		name, colour string
		view         drive.Viewport
		camera       string
		dark         bool
	}{
		{"phone-bright", "#f6f4ee", drive.Phone, `width: 1080, height: 1920`, false},
		{"phone-dark", "#0b0d10", drive.Phone, `width: 1080, height: 1920`, true},
		{"desktop-bright", "#f6f4ee", drive.Desktop, `width: 1920, height: 1080`, true},
		{"desktop-dark", "#0b0d10", drive.Desktop, `width: 1920, height: 1080`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: tt.view, Dark: tt.dark})
			p.Eval(drive.FakeCameras+`; (() => {
				const paint = (c, w, h) => { c.fillStyle = "`+tt.colour+`"; c.fillRect(0, 0, w, h); };
				const able = {torch: true, zoom: {min: 1, max: 8, step: .1}};
				for (const facing of ["environment", "user", "user"]) fakes.push({deviceId: facing + fakes.length, label: "", facing, able, paint, `+tt.camera+`});
			})()`, nil)
			p.StartWith("ID", "SELFIE", "DOCUMENT")
			for _, part := range []string{"FRONT", "FACE", "DOCUMENT"} {
				if part != "FRONT" {
					p.Choose(drive.File(t, "card.jpg", drive.Card()))
					p.At("review", map[string]string{"FACE": "BACK", "DOCUMENT": "FACE"}[part])
					p.Press("use")
					p.At("instruction", part)
				}
				p.Press("camera")
				p.Live()
				look(p, "camera-"+tt.name+"-"+part)
				if part == "FRONT" {
					p.Choose(drive.File(t, "card.jpg", drive.Card()))
					p.At("review", part)
					p.Press("use")
					p.At("instruction", "BACK")
				} else {
					p.Press("back")
					p.At("instruction", part)
				}
			}
		})
	}
}

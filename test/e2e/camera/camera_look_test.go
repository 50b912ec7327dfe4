package camera

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// TestCamera_contrast shows a bright and a dark scene on a phone and a desktop: the guide and the
// zoom have a contrast of 3:1 to what is beside them (WCAG 1.4.11).
func TestCamera_contrast(t *testing.T) {
	p := withFakes(t, `{deviceId: "b", label: "", facing: "environment", able: {torch: true, zoom: {min: 1, max: 8, step: .1}}}`)
	p.Eval(`void (fakes[0].paint = (c, w, h) => { c.fillStyle = window.colour; c.fillRect(0, 0, w, h); })`, nil)
	p.StartWithCamera("ID")
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

// contrastAt is the contrast within a few px of the left edge of what a selector finds, halfway down.
func contrastAt(p *drive.Page, selector string, reach int) float64 {
	p.T.Helper()
	at := drive.Value[struct{ X, Y float64 }](p, fmt.Sprintf(`(() => {
		const e = %s.querySelector(%q);
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		return {X: r.x, Y: r.y + r.height / 2};
	})()`, drive.InElement, selector))
	var shot []byte
	p.Do("take a picture", chromedp.CaptureScreenshot(&shot))
	picture := must.Get(png.Decode(bytes.NewReader(shot)))(p.T)
	darkest, brightest := 1.0, 0.0
	for x := int(at.X) - reach; x <= int(at.X)+reach; x++ {
		l := luminance(picture, x, int(at.Y))
		darkest, brightest = min(darkest, l), max(brightest, l)
	}
	return (brightest + .05) / (darkest + .05)
}

// luminance is the relative luminance of a px, 0 to 1 (WCAG 2).
func luminance(picture image.Image, x, y int) float64 {
	r, g, b, _ := picture.At(x, y).RGBA()
	linear := func(v uint32) float64 { return math.Pow((float64(v)/65535+.055)/1.055, 2.4) }
	return .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
}

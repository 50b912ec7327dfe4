package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// TestReadmePicture puts the README's four screens side by side, as a person with a card
// sees them: build/screens/readme.jpg, which docs/screens/phone.jpg is a copy of.
func TestReadmePicture(t *testing.T) {
	if !*allScreens {
		t.Skip("make screenshots takes it")
	}
	p := open(t, openOptions{camera: cameraNone, view: phone})
	p.eval(fakeCameras, nil)
	p.showScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 72).Image, "environment")
	p.showScene(facescene.Paint(1, facescene.Fine, 1280, 960, 1).Image, "user")
	p.showScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 63).Image, "")
	p.eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.onScreen("start")
	screens := []image.Image{p.photo()}
	p.startWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
	p.at("instruction", "FRONT")
	p.press("camera")
	p.live()
	p.wait("all is well", inElement+`.querySelector('[data-guidance="ok"]')`)
	screens = append(screens, p.photo())
	p.press("shutter")
	p.at("review", "FRONT")
	screens = append(screens, p.photo())
	p.press("use")
	p.eval(`fakes[0].paint = fakes[2].paint`, nil)
	p.byCamera("BACK")
	p.byCamera("FACE")
	p.onScreen("overview")
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.sent(part)
	}
	screens = append(screens, p.photo())

	const gap = 16
	bounds := screens[0].Bounds()
	wide := bounds.Dx() + gap
	all := image.NewRGBA(image.Rect(0, 0, len(screens)*wide+gap, bounds.Dy()+2*gap))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.RGBA{0xdf, 0xe5, 0xf0, 0xff}), image.Point{}, draw.Src)
	for i, screen := range screens {
		draw.Draw(all, bounds.Add(image.Pt(gap+i*wide, gap)), screen, bounds.Min, draw.Src)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, all, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("../../build/screens/readme.jpg", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// photo is what the window shows of the element, from its upper edge on.
func (p *page) photo() image.Image {
	p.t.Helper()
	p.eval(inElement+`.querySelector(".card").scrollIntoView({block: "start", behavior: "instant"})`, nil)
	p.eval(`Promise.all(`+inElement+`.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished.catch(() => {})))`, nil)
	var shot []byte
	p.do("take a picture", chromedp.CaptureScreenshot(&shot))
	screen, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.t.Fatal(err)
	}
	return screen
}

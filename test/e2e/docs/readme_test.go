package docs

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

	"credential-capture/test/e2e/drive"
	"credential-capture/test/scene/docscene"
	"credential-capture/test/scene/facescene"
)

// TestReadmePicture puts the README's four screens side by side, as a person with a card
// sees them: build/screens/readme.jpg, which docs/screens/phone.jpg is a copy of.
func TestReadmePicture(t *testing.T) {
	if !*drive.AllScreens {
		t.Skip("make screenshots takes it")
	}
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 72).Image, "environment")
	p.ShowScene(facescene.Paint(1, facescene.Fine, 1280, 960, 1).Image, "user")
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 63).Image, "")
	p.Eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off")`, nil)
	p.OnScreen("start")
	screens := []image.Image{screenshot(p)}
	p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	p.Wait("all is well", drive.InElement+`.querySelector('[data-guidance="ok"]')`)
	screens = append(screens, screenshot(p))
	p.Press("shutter")
	p.At("review", "FRONT")
	screens = append(screens, screenshot(p))
	p.Press("use")
	p.Eval(`fakes[0].paint = fakes[2].paint`, nil)
	p.ByCamera("BACK")
	p.ByCamera("FACE")
	p.OnScreen("overview")
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.Sent(part)
	}
	screens = append(screens, screenshot(p))

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
	if err := os.WriteFile("build/screens/readme.jpg", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// photo is what the window shows of the element, from its upper edge on.
func screenshot(p *drive.Page) image.Image {
	p.T.Helper()
	p.Eval(drive.InElement+`.querySelector(".card").scrollIntoView({block: "start", behavior: "instant"})`, nil)
	p.Eval(`Promise.all(`+drive.InElement+`.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished.catch(() => {})))`, nil)
	var shot []byte
	p.Do("take a picture", chromedp.CaptureScreenshot(&shot))
	screen, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		p.T.Fatal(err)
	}
	return screen
}

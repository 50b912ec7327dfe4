package docs

import (
	"fmt"
	"image"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
	"credential-capture/test/scene/facescene"
)

// phone is the window of the documents' pictures.
var phone = drive.Viewport{Width: 390, Height: 844}

// TestDocsPictures takes the pictures of README.md and docs/ as a person with a card sees the
// screens: docs/screens/*.webp. The card is a specimen, the face is painted.
func TestDocsPictures(t *testing.T) {
	if drive.Sweep != "screenshots" {
		t.Skip("make screenshots takes them")
	}
	t.Run("phone", func(t *testing.T) {
		p := openWithCard(t, "")
		screens := []panel{shot(p)}
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
		aim(p)
		screens = append(screens, shot(p))
		p.PressShutter("FRONT")
		screens = append(screens, shot(p))
		p.Press("use")
		toOverview(p)
		p.Do("prefer a dark theme", drive.Options{Dark: true}.Media())
		sheet(t, "phone", append(screens, shot(p)))
	})
	t.Run("themes", func(t *testing.T) {
		p := openWithCard(t, "")
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
		p.At("instruction", "FRONT")
		var screens []panel
		for _, theme := range []string{
			`element.theme = "light"`,
			`element.theme = "dark"`,
			`element.theme = "light"; sheet.replaceSync(` + quoted(t, customTheme(t)) + `)`,
		} {
			p.Eval(`(() => {
				const element = document.querySelector("credential-capture"), sheet = new CSSStyleSheet();
				document.adoptedStyleSheets = [sheet];
				`+theme+`;
			})()`, nil)
			p.Do("prefer its theme", drive.Options{Dark: len(screens) == 1}.Media())
			screens = append(screens, shot(p))
		}
		sheet(t, "themes", screens)
	})
	t.Run("annotated", func(t *testing.T) {
		p := openWithCard(t, "")
		named := []panel{partsOf(p, shot(p))}
		numbered := []panel{numbers(p, shot(p), 1, `h2`, `[data-action="start"]`)}
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
		aim(p)
		camera := shot(p)
		named = append(named, partsOf(p, camera))
		numbered = append(numbered, numbers(p, camera, 3, `.hint`, `.guide .under`, `.shutter`, `[data-action="choose-file"]`))
		p.PressShutter("FRONT")
		review := shot(p)
		named = append(named, partsOf(p, review))
		numbered = append(numbered, numbers(p, review, 7, `h2`, `[data-action="use"]`))
		p.Press("use")
		toOverview(p)
		numbered = append(numbered, numbers(p, shot(p), 9, `.meter`, `[data-action="finalize"]`))
		sheet(t, "parts", named)
		sheet(t, "embedding", numbered)
	})
	t.Run("capture", func(t *testing.T) {
		p := openWithCard(t, "on")
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
		p.At("instruction", "FRONT")
		p.Eval(`stage.away = () => 1; stage.shakes = true`, nil)
		p.OpenCamera()
		p.Wait("the guidance has come", drive.InElement+`.querySelector('[data-guidance="too_far"]')`)
		film(p, "capture")
	})
}

// openWithCard opens the demo with a card before the rear camera and a face before the front one.
func openWithCard(t *testing.T, autoCapture string) *drive.Page {
	t.Helper()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: phone, Motion: autoCapture != ""})
	p.Eval(drive.FakeCameras, nil)
	file := func(name string) string { return must.Read(t, filepath.Join("test/e2e/docs/testdata", name)) }
	p.Eval(file("stage.js"), nil)
	face := facescene.Paint(1, facescene.Fine, 720, 1280, 2).Image
	p.Eval(fmt.Sprintf(`setStage(%s, %s, %s)`, quoted(t, file("front.svg")), quoted(t, file("back.svg")), drive.BlobOf(t, face)), nil)
	if autoCapture == "" {
		p.Set("auto-capture", "off")
	}
	p.AwaitAdvice()
	p.OnScreen("start")
	return p
}

// aim opens the camera and waits until the guidance accepts the card.
func aim(p *drive.Page) {
	p.T.Helper()
	p.PressAt("instruction", "FRONT", "camera")
	p.Live()
	p.Wait("a frame is accepted", drive.InElement+`.querySelector('[data-guidance="ok"]')`)
}

// toOverview captures the back and the face, and waits until all is sent.
func toOverview(p *drive.Page) {
	p.T.Helper()
	p.Eval(`stage.side = "back"`, nil)
	p.PressAt("camera", "BACK", "shutter")
	p.PressAt("review", "BACK", "use")
	p.ByCamera("FACE")
	p.OnScreen("overview")
	for _, part := range []string{"FRONT", "BACK", "FACE"} {
		p.Sent(part)
	}
}

// customTheme is the CSS block of docs/theming.md.
func customTheme(t *testing.T) string {
	t.Helper()
	for _, f := range fences(t, "docs/theming.md") {
		if f.lang == "css" {
			return f.text
		}
	}
	t.Fatal("docs/theming.md has no CSS block")
	return ""
}

// shot is a picture of the window.
func shot(p *drive.Page) panel {
	p.T.Helper()
	p.Eval(`scrollTo(0, 0)`, nil)
	p.Settle()
	p.Eval(`new Promise(done => setTimeout(done, 400))`, nil) // the progress bar's transition is no animation of the document
	var png []byte
	p.Do("take a picture", chromedp.CaptureScreenshot(&png))
	return panel{picture: png, size: image.Pt(int(phone.Width), int(phone.Height))}
}

// numbers marks what selectors find with numbers from first on.
func numbers(p *drive.Page, on panel, first int, selectors ...string) panel {
	p.T.Helper()
	for i, selector := range selectors {
		m := drive.Value[mark](p, fmt.Sprintf(`(() => {
			const {x: X, y: Y, width: W, height: H} = %s.querySelector(%q).getBoundingClientRect();
			return {X, Y, W, H};
		})()`, drive.InElement, selector))
		m.Text = fmt.Sprint(first + i)
		on.marks = append(on.marks, m)
	}
	return on
}

// partsOf marks the parts that are seen with their names.
func partsOf(p *drive.Page, on panel) panel {
	p.T.Helper()
	p.Eval(`(() => {
		const seen = new Set(), found = [], modal = `+drive.InElement+`.querySelector("dialog:modal");
		for (const element of (modal ?? `+drive.InElement+`).querySelectorAll("[part]")) {
			const name = element.getAttribute("part"), {x: X, y: Y, width: W, height: H, bottom} = element.getBoundingClientRect();
			if (seen.has(name) || W < 8 || H < 8 || bottom < 0 || Y > innerHeight - 8 || !element.checkVisibility({visibilityProperty: true})) continue;
			seen.add(name);
			found.push({X, Y, W, H, Text: name});
		}
		return found.sort((a, b) => a.Y + a.H / 2 - b.Y - b.H / 2);
	})()`, &on.marks)
	on.named = true
	return on
}

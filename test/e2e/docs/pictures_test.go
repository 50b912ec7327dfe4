package docs

import (
	"bytes"
	"encoding/json"
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

// TestDocsPictures takes the pictures of README.md and docs/ as a person with a card sees the
// screens: build/screens/{phone,themes,parts}.jpg, of which docs/screens has copies.
func TestDocsPictures(t *testing.T) {
	if drive.Sweep != "pictures" {
		t.Skip("make check NAME=screenshots takes them")
	}
	t.Run("phone", func(t *testing.T) {
		p := openWithCard(t, drive.Phone)
		screens := []image.Image{screenshot(p)}
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "SELFIE"})
		aim(p)
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
		sideBySide(t, "phone.jpg", append(screens, screenshot(p)))
	})
	t.Run("themes", func(t *testing.T) {
		p := openWithCard(t, drive.Phone)
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"})
		p.At("instruction", "FRONT")
		var screens []image.Image
		for _, theme := range []string{
			`element.theme = "light"`,
			`element.theme = "dark"`,
			`element.theme = "light"; sheet.replaceSync(` + quoted(t, customTheme(t)) + `)`,
		} {
			p.Eval(`(() => {
				const element = document.querySelector("credential-capture"), sheet = new CSSStyleSheet();
				document.adoptedStyleSheets = [sheet];
				`+theme+`;
				document.documentElement.style.colorScheme = element.theme;
			})()`, nil)
			screens = append(screens, screenshot(p))
		}
		sideBySide(t, "themes.jpg", screens)
	})
	t.Run("parts", func(t *testing.T) {
		p := openWithCard(t, drive.Viewport{Width: 640, Height: 720})
		p.Eval(`document.querySelector("credential-capture").style.inlineSize = "390px"`, nil)
		screens := []image.Image{annotated(p)}
		p.StartWithOrder(map[string]any{"category": "ID", "type": "ID_CARD"}, map[string]any{"category": "DATA"})
		aim(p)
		screens = append(screens, annotated(p))
		p.Press("shutter")
		p.At("review", "FRONT")
		screens = append(screens, annotated(p))
		sideBySide(t, "parts.jpg", screens)
	})
}

// openWithCard opens the page with a card before the rear camera and a face before the front one.
func openWithCard(t *testing.T, view drive.Viewport) *drive.Page {
	t.Helper()
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: view})
	p.Eval(drive.FakeCameras, nil)
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 72).Image, "environment")
	p.ShowScene(facescene.Paint(1, facescene.Fine, 1280, 960, 1).Image, "user")
	p.ShowScene(docscene.Paint(docscene.Card, docscene.Fine, 1280, 960, 63).Image, "")
	p.Eval(`document.querySelector("credential-capture").setAttribute("auto-capture", "off");
		document.querySelectorAll("details.integrator, footer").forEach(element => element.remove());
		document.body.style.minBlockSize = "300vh"`, nil) // so that each screen can be scrolled to the top
	p.OnScreen("start")
	return p
}

// aim opens the camera and waits until the guidance accepts the card.
func aim(p *drive.Page) {
	p.T.Helper()
	p.At("instruction", "FRONT")
	p.Press("camera")
	p.Live()
	p.Wait("a frame is accepted", drive.InElement+`.querySelector('[data-guidance="ok"]')`)
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

func quoted(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// annotated is a screenshot with the names of the visible parts in a column at its right.
func annotated(p *drive.Page) image.Image {
	p.T.Helper()
	screenshot(p) // after it nothing moves
	p.Eval(`(() => {
		const root = `+drive.InElement+`, svg = (name, attributes) => {
			const node = document.createElementNS("http://www.w3.org/2000/svg", name);
			for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
			return node;
		};
		const overlay = svg("svg", {id: "annotation", width: innerWidth, height: innerHeight});
		Object.assign(overlay.style, {position: "fixed", inset: 0, zIndex: 1e6, pointerEvents: "none", font: "600 14px system-ui"});
		const seen = new Set(), found = [];
		for (const element of root.querySelectorAll("[part]")) {
			const name = element.getAttribute("part"), box = element.getBoundingClientRect();
			if (seen.has(name) || box.width < 8 || box.height < 8 || box.bottom < 0 || box.top > innerHeight - 8 || !element.checkVisibility()) continue;
			seen.add(name);
			found.push({name, box});
		}
		found.sort((a, b) => a.box.top + a.box.height / 2 - b.box.top - b.box.height / 2);
		let y = 0;
		for (const {name, box} of found) {
			y = Math.max(y + 24, box.top + box.height / 2);
			const stroke = "#c2185b", right = Math.min(box.right, 400);
			overlay.append(
				svg("rect", {x: box.left, y: box.top, width: box.width, height: box.height, fill: "none", stroke, "stroke-width": 1.5, rx: 4}),
				svg("polyline", {points: [[right, box.top + box.height / 2], [416, y], [428, y]], fill: "none", stroke}),
				Object.assign(svg("text", {x: 434, y: y + 5, fill: stroke}), {textContent: name}));
		}
		document.body.append(overlay);
	})()`, nil)
	shot := screenshot(p)
	p.Eval(`document.querySelector("#annotation").remove()`, nil)
	return shot
}

// sideBySide writes screens beside each other to build/screens.
func sideBySide(t *testing.T, name string, screens []image.Image) {
	t.Helper()
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
	if err := os.MkdirAll("build/screens", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("build/screens/"+name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// screenshot shows the window, scrolled to the upper edge of the element.
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

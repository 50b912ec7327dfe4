package camera

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"math"
	"testing"

	"github.com/chromedp/chromedp"

	"credential-capture/test/e2e/drive"
	"credential-capture/test/must"
)

// photoOf replaces the browser's ImageCapture: it claims photos of 1600×1200, and takePhoto runs answer.
func photoOf(p *drive.Page, answer string) {
	p.T.Helper()
	p.Eval(`(() => {
		window.photos = 0;
		const picture = async (w, h) => { const c = new OffscreenCanvas(w, h); c.getContext("2d").fillStyle = "#0cc"; c.getContext("2d").fillRect(0, 0, w, h); return c.convertToBlob({type: "image/jpeg"}); };
		window.ImageCapture = class {
			async getPhotoCapabilities() { return {imageWidth: {max: 1600}, imageHeight: {max: 1200}}; }
			async takePhoto() { photos++; `+answer+` }
		};
	})()`, nil)
}

// TestCamera_takePhoto uses takePhoto where its picture is larger, and a frame where it is smaller, fails or never
// answers. The preview of a face is mirrored, and the picture isn't: its upper left corner is red.
func TestCamera_takePhoto(t *testing.T) {
	const frame = "640×480"
	p := withFakes(t, frontCamera)
	p.StartWith("SELFIE")
	p.Press("camera")
	for i, tt := range []struct{ name, answer, want string }{
		{"larger", `return picture(1600, 1200);`, "1600×1200"},
		{"smaller", `return picture(320, 240);`, frame},
		{"refuses", `throw new DOMException("setPhotoOptions failed", "UnknownError");`, frame},
		{"never answers", `return new Promise(() => {});`, frame},
		{"broken", `return new Blob(["no picture"], {type: "image/jpeg"});`, frame},
	} {
		t.Run(tt.name, func(t *testing.T) {
			photoOf(p, tt.answer)
			p.Live()
			p.PressShutter("FACE")
			var got struct {
				Size   string
				Photos int
			}
			p.Eval(`(() => { const i = `+drive.InElement+`.querySelector(".picture img"); return i.decode().then(() => ({Size: i.naturalWidth + "×" + i.naturalHeight, Photos: photos})); })()`, &got)
			if got.Size != tt.want || got.Photos != 1 {
				t.Errorf("got %s with %d photos asked for, want %s with one", got.Size, got.Photos, tt.want)
			}
			p.Fired("captured", i+1)
			p.Press("retake")
		})
	}
	p.Live()
	drive.Is(p, "the preview's transform", `getComputedStyle(`+drive.InElement+`.querySelector("video")).transform`, "matrix(-1, 0, 0, 1, 0, 0)")
	p.PressShutter("FACE")
	drive.Is(p, "the picture's quarters", `(async () => {
		const i = `+drive.InElement+`.querySelector(".picture img");
		await i.decode();
		const c = Object.assign(document.createElement("canvas"), {width: 100, height: 100}).getContext("2d");
		c.drawImage(i, 0, 0, 100, 100);
		const name = ([r, g, b]) => r > 150 && g > 150 ? "yellow" : r > g && r > b ? "red" : g > b ? "green" : "blue";
		return [[25, 25], [75, 25], [25, 75], [75, 75]].map(([x, y]) => name(c.getImageData(x, y, 1, 1).data));
	})()`, []string{"red", "green", "blue", "yellow"})
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

// TestCamera_dropAndPaste chooses a file when a picture has just been taken, drops one on the live camera, and pastes one
// where no camera opened.
func TestCamera_dropAndPaste(t *testing.T) {
	give := fmt.Sprintf(`(kind => {
		const bytes = Uint8Array.from(atob(%q), c => c.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], "card.jpg", {type: "image/jpeg"}));
		if (kind === "choose") {
			chooser.files = transfer.files;
			return chooser.dispatchEvent(new Event("change"));
		}
		if (kind === "paste") return document.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, clipboardData: transfer}));
		%s.querySelector("video").dispatchEvent(new DragEvent("drop", {bubbles: true, composed: true, cancelable: true, dataTransfer: transfer}));
	})`, base64.StdEncoding.EncodeToString(drive.Card()), drive.InElement)
	p := withFakes(t, rearCamera)
	p.StartWithCamera("ID")
	// A file dialog that opens before a picture is taken may end after it.
	p.Eval(`window.chooser = `+drive.InElement+`.querySelector(".picker input")`, nil)
	p.PressShutter("FRONT")
	p.Eval(`window.shot = `+drive.InElement+`.querySelector("img").src`, nil)
	p.Eval(give+`("choose")`, nil)
	p.Wait("the file takes the picture's place", `!["", shot].includes(`+drive.InElement+`.querySelector("[data-screen=review] img")?.src ?? "")`)
	p.Press("retake")
	p.OpenCamera()
	p.Eval(`window.stream = `+drive.InElement+`.querySelector("video").srcObject; `+give+`("drop")`, nil)
	p.At("review", "FRONT")
	p.Wait("the camera is off", `stream.getTracks().every(t => t.readyState === "ended")`)
	p.Press("use")
	p.At("instruction", "BACK")
	p.Eval(`navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotFoundError"); }`, nil)
	p.Press("camera")
	p.Problem()
	p.Eval(give+`("paste")`, nil)
	p.At("review", "BACK")
}

// TestCamera_phoneApp offers the phone's camera app where the page's camera is off, and not on a
// desktop.
func TestCamera_phoneApp(t *testing.T) {
	p := drive.Open(t, drive.Options{Camera: drive.CameraNone, View: drive.Phone})
	p.Set("camera", "off")
	p.StartWith("ID")
	p.Offers("camera-app", false)
	p.Agent("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile")
	p.Press("back")
	p.OnScreen("start")
	p.StartWith("ID")
	p.Wait("the phone's camera is offered", drive.Button("camera-app"))
	drive.Is(p, "the camera that the app opens for a document", drive.InElement+`.querySelector("input[capture]").getAttribute("capture")`, "environment")
}

package camera

import (
	"testing"

	"credential-capture/test/e2e/drive"
)

// photoOf replaces the browser's ImageCapture by one that says that it can do
// 1600×1200 and answers a photo as the JavaScript says.
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

// TestCamera_takePhoto uses takePhoto where its picture is larger, and a frame where it is
// smaller, fails or never answers.
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
			p.Press("shutter")
			p.At("review", "FACE")
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
}

// TestCamera_mirror mirrors the preview of a face, and not the picture: its upper left corner is
// red.
func TestCamera_mirror(t *testing.T) {
	p := withFakes(t, frontCamera)
	p.StartWithCamera("SELFIE")
	drive.Is(p, "the preview's transform", `getComputedStyle(`+drive.InElement+`.querySelector("video")).transform`, "matrix(-1, 0, 0, 1, 0, 0)")
	p.Press("shutter")
	p.At("review", "FACE")
	drive.Is(p, "the picture's quarters", `(async () => {
		const i = `+drive.InElement+`.querySelector(".picture img");
		await i.decode();
		const c = Object.assign(document.createElement("canvas"), {width: 100, height: 100}).getContext("2d");
		c.drawImage(i, 0, 0, 100, 100);
		const name = ([r, g, b]) => r > 150 && g > 150 ? "yellow" : r > g && r > b ? "red" : g > b ? "green" : "blue";
		return [[25, 25], [75, 25], [25, 75], [75, 75]].map(([x, y]) => name(c.getImageData(x, y, 1, 1).data));
	})()`, []string{"red", "green", "blue", "yellow"})
}

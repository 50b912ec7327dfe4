package drive

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"

	"credential-capture/test/testpic"
)

// CameraSize is what the fake camera gives, in px.
var CameraSize = image.Pt(1920, 1080)

// cameraFile makes what the fake camera shows: motion JPEG, which is JPEGs one after the
// other. A small square moves, so that frames differ as a real camera's do.
var cameraFile = sync.OnceValues(func() (path string, err error) {
	if path, err = filepath.Abs("build/camera.mjpeg"); err != nil {
		return "", err
	}
	var all bytes.Buffer
	scene := testpic.Scene(CameraSize.X, CameraSize.Y)
	for i := range 5 {
		frame := image.NewRGBA(scene.Bounds())
		draw.Draw(frame, frame.Bounds(), scene, image.Point{}, draw.Src)
		square := image.Rect(40*i, 0, 40*i+40, 40)
		draw.Draw(frame, square, image.NewUniform(color.White), image.Point{}, draw.Src)
		// Go's encoder writes 4:2:0 with full range, which Chromium's fake camera reads.
		if err := jpeg.Encode(&all, frame, &jpeg.Options{Quality: 85}); err != nil {
			return "", err
		}
	}
	// Packages that run side by side write the same file, each at once.
	part := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(part, all.Bytes(), 0o644); err != nil {
		return "", err
	}
	return path, os.Rename(part, path)
})

// FakeCameras replaces the browser's cameras by canvases that can be turned, lit
// and pulled out: fakes is a list of {deviceId, label, facing, able, width, height,
// paint}, opened the list of what was opened, with its track.
const FakeCameras = `(() => {
	window.fakes = [];
	window.opened = [];
	const media = navigator.mediaDevices;
	media.enumerateDevices = async () => fakes.map(f => ({kind: "videoinput", deviceId: f.deviceId, label: opened.length ? f.label : "", getCapabilities: () => ({})}));
	const quarters = (c, w, h) => ["#d22", "#2a2", "#22d", "#dd2"].forEach((colour, i) => { c.fillStyle = colour; c.fillRect(i % 2 * w / 2, (i >> 1) * h / 2, w / 2, h / 2); });
	media.getUserMedia = async ({video}) => {
		const id = video.deviceId?.exact;
		const fake = id ? fakes.find(f => f.deviceId === id) : fakes.find(f => f.facing === video.facingMode?.ideal) ?? fakes[0];
		if (!fake) throw new DOMException("", id ? "OverconstrainedError" : "NotFoundError");
		const canvas = document.createElement("canvas");
		const paint = () => {
			const [w, h] = [fake.width ?? 640, fake.height ?? 480];
			if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, {width: w, height: h});
			const c = canvas.getContext("2d");
			(fake.paint ?? quarters)(c, w, h);
			c.fillStyle = "#888"; // something moves, or there are no new frames
			c.fillRect(performance.now() / 20 % w, 0, 4, 4);
			if (track.readyState === "live") setTimeout(paint, 40);
		};
		const stream = canvas.captureStream(25);
		const [track] = stream.getVideoTracks();
		const set = {};
		track.getSettings = () => ({deviceId: fake.deviceId, facingMode: fake.facing, width: canvas.width, height: canvas.height, ...set});
		track.getCapabilities = () => fake.able ?? {};
		track.applyConstraints = async ({advanced: [wanted]}) => { if (fake.refuses) throw new DOMException("", "OverconstrainedError"); Object.assign(set, wanted); };
		opened.push({deviceId: fake.deviceId, track, set, canvas});
		paint();
		return stream;
	};
})()`

// InsecureHost leads to the server, and is not a name that browsers trust over http.
const InsecureHost = "insecure.test"

// Agent makes the page believe that it is in another browser.
func (p *Page) Agent(name string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`void Object.defineProperty(navigator, "userAgent", {configurable: true, get: () => %q})`, name), nil)
}

// Live waits for the camera's picture.
func (p *Page) Live() {
	p.T.Helper()
	p.Wait("the camera is live", InElement+`.querySelector('[data-camera="live"]')`)
}

// ShowScene makes a camera that sees nothing but one scene.
func (p *Page) ShowScene(scene image.Image, facing string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`(async () => {
		const bitmap = await createImageBitmap(%s);
		fakes.push({deviceId: "s", label: "Scene", facing: %q, width: bitmap.width, height: bitmap.height, paint: c => c.drawImage(bitmap, 0, 0)});
	})()`, BlobOf(p.T, scene), facing), nil)
}

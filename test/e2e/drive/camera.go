package drive

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"sync"

	"credential-capture/test/testpic"
)

// CameraSize is what the fake camera gives, in px.
var CameraSize = image.Pt(1920, 1080)

// cameraFile makes what the fake camera shows: YUV4MPEG2 of 5 frames, 10 a second. Each takes 20 ms of
// CPU time on its way to the screen: 30 a second, which motion JPEG always has, are most of a core.
// A white bar grows, so that frames differ as a real camera's do.
var cameraFile = sync.OnceValues(func() (path string, err error) {
	if path, err = filepath.Abs("build/camera.y4m"); err != nil {
		return "", err
	}
	var all bytes.Buffer
	fmt.Fprintf(&all, "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n", CameraSize.X, CameraSize.Y)
	frame := limited(testpic.Scene(CameraSize.X, CameraSize.Y))
	for i := range 5 {
		for y := range 40 {
			for x := range 40 {
				frame.Y[frame.YOffset(40*i+x, y)] = 235
				frame.Cb[frame.COffset(40*i+x, y)], frame.Cr[frame.COffset(40*i+x, y)] = 128, 128
			}
		}
		all.WriteString("FRAME\n")
		for _, plane := range [][]byte{frame.Y, frame.Cb, frame.Cr} {
			all.Write(plane)
		}
	}
	// Packages that run side by side write the same file, each at once.
	part := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(part, all.Bytes(), 0o644); err != nil {
		return "", err
	}
	return path, os.Rename(part, path)
})

// limited converts a picture to luma of 16 to 235 and chroma of 16 to 240, which Chromium takes
// YUV4MPEG2 for. Chroma is that of every second px.
func limited(scene *image.RGBA) *image.YCbCr {
	b := scene.Bounds()
	to := image.NewYCbCr(b, image.YCbCrSubsampleRatio420)
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := scene.RGBAAt(x, y)
			luma, cb, cr := color.RGBToYCbCr(c.R, c.G, c.B)
			to.Y[to.YOffset(x, y)] = uint8(16 + int(luma)*219/255)
			to.Cb[to.COffset(x, y)] = uint8(128 + (int(cb)-128)*224/255)
			to.Cr[to.COffset(x, y)] = uint8(128 + (int(cr)-128)*224/255)
		}
	}
	return to
}

// FakeCameras replaces the browser's cameras by canvases. fakes lists the cameras: {deviceId, label,
// facing, able, width, height, paint}; opened lists those that were opened, with their tracks.
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

// InsecureHost is a name of the server that browsers don't trust over http.
const InsecureHost = "insecure.test"

// Agent sets the page's user agent.
func (p *Page) Agent(name string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`void Object.defineProperty(navigator, "userAgent", {configurable: true, get: () => %q})`, name), nil)
}

// Live waits for the camera's picture.
func (p *Page) Live() {
	p.T.Helper()
	p.Wait("the camera is live", InElement+`.querySelector('[data-camera="live"]')`)
}

// ShowScene adds a camera that shows one scene.
func (p *Page) ShowScene(scene image.Image, facing string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`(async () => {
		const bitmap = await createImageBitmap(%s);
		fakes.push({deviceId: "s", label: "Scene", facing: %q, width: bitmap.width, height: bitmap.height, paint: c => c.drawImage(bitmap, 0, 0)});
	})()`, BlobOf(p.T, scene), facing), nil)
}

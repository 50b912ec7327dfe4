package drive

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"credential-capture/test/scene/docscene"
	"credential-capture/test/testpic"
)

// CameraSize is what the fake camera gives, in px.
var CameraSize = image.Pt(1920, 1080)

var cameraOnce struct {
	sync.Once
	path string
	err  error
}

// cameraFile makes the fake camera's film: motion JPEG, which is nothing but
// JPEGs one after the other. A small square moves, so that frames differ as a
// real camera's do.
func cameraFile(t *testing.T) string {
	t.Helper()
	cameraOnce.Do(func() {
		cameraOnce.path, cameraOnce.err = writeFilm()
	})
	if cameraOnce.err != nil {
		t.Fatal(cameraOnce.err)
	}
	return cameraOnce.path
}

func writeFilm() (string, error) {
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
	return writeWhole("build/camera.mjpeg", all.Bytes())
}

// writeWhole replaces a file at once, since packages that run side by side write the same,
// and returns its absolute path.
func writeWhole(name string, content []byte) (path string, err error) {
	if path, err = filepath.Abs(name); err != nil {
		return "", err
	}
	part := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(part, content, 0o644); err != nil {
		return "", err
	}
	return path, os.Rename(part, path)
}

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
			const [w, h] = [fake.width ?? 1280, fake.height ?? 720];
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

// Act is a part of a film: what the camera sees for a while.
type Act struct {
	Kind    docscene.Kind
	Trouble docscene.Trouble
	Seed    uint64
	seconds int
}

// Film shows nothing, a card that is far away, one that is blurred, and a good one. What
// each should be called was decided before it was chosen.
var Film = []Act{
	{docscene.Nothing, docscene.Fine, 2, 4},
	{docscene.Card, docscene.Far, 3, 3},
	{docscene.Card, docscene.Blurred, 3, 3},
	{docscene.Card, docscene.Fine, 4, 6},
}

// filmRate is how many frames a second Chromium's fake camera shows of motion JPEG.
const filmRate = 30

var filmOnce struct {
	sync.Once
	path string
	err  error
}

func filmFile(t *testing.T) string {
	t.Helper()
	filmOnce.Do(func() { filmOnce.path, filmOnce.err = writeActs() })
	if filmOnce.err != nil {
		t.Fatal(filmOnce.err)
	}
	return filmOnce.path
}

func writeActs() (string, error) {
	var all bytes.Buffer
	for _, a := range Film {
		// A sensor's noise differs from frame to frame; a few of them in turn will do.
		var frames [3]bytes.Buffer
		scene := docscene.Paint(a.Kind, a.Trouble, 640, 480, a.Seed).Image
		for i := range frames {
			if err := jpeg.Encode(&frames[i], noisy(scene, uint64(i)), &jpeg.Options{Quality: 90}); err != nil {
				return "", err
			}
		}
		for i := range a.seconds * filmRate {
			all.Write(frames[i%len(frames)].Bytes())
		}
	}
	return writeWhole("build/film.mjpeg", all.Bytes())
}

func noisy(scene *image.RGBA, seed uint64) image.Image {
	r := rand.New(rand.NewPCG(seed, 1))
	out := image.NewRGBA(scene.Rect)
	for i, v := range scene.Pix {
		out.Pix[i] = v
		if i%4 != 3 {
			out.Pix[i] = uint8(min(255, max(0, int(v)+r.IntN(5)-2)))
		}
	}
	return out
}

// ShowScene makes a camera that sees nothing but one scene.
func (p *Page) ShowScene(scene image.Image, facing string) {
	p.T.Helper()
	p.Eval(fmt.Sprintf(`(async () => {
		const bitmap = await createImageBitmap(%s);
		fakes.push({deviceId: "s", label: "Scene", facing: %q, width: bitmap.width, height: bitmap.height, paint: c => c.drawImage(bitmap, 0, 0)});
	})()`, BlobOf(p.T, scene), facing), nil)
}

package e2e

import (
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"credential-capture/test/testpic"
)

// cameraSize is what the fake camera gives, in px.
var cameraSize = image.Pt(1920, 1080)

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
	dir, err := filepath.Abs("../../build")
	if err != nil {
		return "", err
	}
	f, err := os.Create(filepath.Join(dir, "camera.mjpeg"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	scene := testpic.Scene(cameraSize.X, cameraSize.Y)
	for i := range 5 {
		frame := image.NewRGBA(scene.Bounds())
		draw.Draw(frame, frame.Bounds(), scene, image.Point{}, draw.Src)
		square := image.Rect(40*i, 0, 40*i+40, 40)
		draw.Draw(frame, square, image.NewUniform(color.White), image.Point{}, draw.Src)
		// Go's encoder writes 4:2:0 with full range, which Chromium's fake camera reads.
		if err := jpeg.Encode(f, frame, &jpeg.Options{Quality: 85}); err != nil {
			return "", err
		}
	}
	return f.Name(), f.Close()
}

package e2e

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"credential-capture/test/scene/docscene"
)

// act is a part of a film: what the camera sees for a while.
type act struct {
	kind    docscene.Kind
	trouble docscene.Trouble
	seed    uint64
	seconds int
}

// film shows nothing, a card that is far away, one that is blurred, and a good one. What
// each should be called was decided before it was chosen.
var film = []act{
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
	path, err := filepath.Abs("../../build/film.mjpeg")
	if err != nil {
		return "", err
	}
	var all bytes.Buffer
	for _, a := range film {
		// A sensor's noise differs from frame to frame; a few of them in turn will do.
		var frames [3]bytes.Buffer
		scene := docscene.Paint(a.kind, a.trouble, 640, 480, a.seed).Image
		for i := range frames {
			if err := jpeg.Encode(&frames[i], noisy(scene, uint64(i)), &jpeg.Options{Quality: 90}); err != nil {
				return "", err
			}
		}
		for i := range a.seconds * filmRate {
			all.Write(frames[i%len(frames)].Bytes())
		}
	}
	return path, os.WriteFile(path, all.Bytes(), 0o644)
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

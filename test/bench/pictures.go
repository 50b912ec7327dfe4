package main

import (
	"bytes"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// picturesVersion is part of the cache's path: raise it when a picture changes.
const picturesVersion = "v1"

// picture is one input of the bench.
type picture struct {
	name string // as in the results
	file string
	fits bool // within the limits as it is
	look look
	make func(*image.RGBA) ([]byte, error)
	slow bool // rounds may be left out when the whole would take too long
	wasm bool // small enough for codecs in wasm, which take minutes above

	path          string
	bytes         int64
	format        string
	orientation   int
	width, height int // as it is seen
}

// kind is the case in the results.
func (p *picture) kind() string {
	if p.fits {
		return "fits"
	}
	return "must_shrink"
}

// pictures lists the inputs, the largest last.
func pictures() []*picture {
	return []*picture{
		{name: "12 MP", file: "12mp.jpg", fits: true, wasm: true, look: look{4032, 3024, 1.4, 5.6, 1}, make: asJPEG(testpic.JPEGOptions{Quality: 92})},
		{name: "12 MP, orientation 6, GPS", file: "12mp-6-gps.jpg", fits: true, look: look{4032, 3024, 1.4, 5.6, 2},
			make: asJPEG(testpic.JPEGOptions{Quality: 92, Orientation: 6, EXIF: true, GPS: true, Thumbnail: true})},
		{name: "24 MP", file: "24mp.jpg", fits: true, look: look{6048, 4032, 1.6, 5.4, 3}, make: asJPEG(testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true})},
		{name: "12 MP, quality 100", file: "12mp-100.jpg", wasm: true, look: look{4032, 3024, 1.4, 3.4, 4}, make: jpeg444},
		{name: "PNG, 16 MB", file: "png.png", look: look{3600, 2400, 1.4, 5, 5}, make: asPNG},
		{name: "48 MP", file: "48mp.jpg", look: look{8064, 6048, 2.2, 5.2, 6}, make: asJPEG(testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true})},
		{name: "108 MP", file: "108mp.jpg", slow: true, look: look{12000, 9000, 3, 4.4, 7}, make: asJPEG(testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true})},
	}
}

func asJPEG(o testpic.JPEGOptions) func(*image.RGBA) ([]byte, error) {
	return func(img *image.RGBA) ([]byte, error) { return testpic.JPEG(img, o), nil }
}

func asPNG(img *image.RGBA) ([]byte, error) { return testpic.PNG(img, testpic.PNGOptions{}), nil }

// onDisk makes the picture unless an earlier run has, and notes where it is.
func (p *picture) onDisk(folder string, say func(string, ...any)) error {
	folder = filepath.Join(folder, picturesVersion)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	p.path = filepath.Join(folder, p.file)
	if _, err := os.Stat(p.path); err != nil {
		say("painting %s", p.name)
		if err := p.paint(); err != nil {
			return fmt.Errorf("make %s: %w", p.name, err)
		}
	}
	return p.inspect()
}

func (p *picture) inspect() error {
	b, err := os.ReadFile(p.path)
	if err != nil {
		return err
	}
	info, err := imageproc.Inspect(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("look at %s: %w", p.name, err)
	}
	p.bytes, p.format, p.orientation = info.Bytes, string(info.Format), int(info.Orientation)
	p.width, p.height = info.Upright()
	return nil
}

func (p *picture) paint() error {
	img, err := photo(p.look)
	if err != nil {
		return err
	}
	b, err := p.make(img)
	if err != nil {
		return err
	}
	// Under its own name only when it is whole: a run may be ended at any time.
	part := p.path + ".part"
	if err := os.WriteFile(part, b, 0o644); err != nil {
		return err
	}
	return os.Rename(part, p.path)
}

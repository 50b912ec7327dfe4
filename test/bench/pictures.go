package main

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"os"
	"path/filepath"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// cacheVersion is part of the cache's path: raise it when a picture changes.
const cacheVersion = "v2"

// picture is one input.
type picture struct {
	name   string // in the results
	file   string
	fits   bool // within the limits as it is
	w, h   int
	camera testpic.Camera
	encode func(*image.RGBA) []byte
	slow   bool // gets fewer rounds when all runs would take too long
	small  bool // enough for codecs in wasm
	// Longer side, px, that all tools are asked for: what ours makes by default. 0 for the
	// service's limit.
	maxSide int

	path          string
	bytes         int64
	format        string
	orientation   int // EXIF
	width, height int // upright
}

// pictures lists the inputs, the largest last.
func pictures() []*picture {
	photo := testpic.JPEGOptions{Quality: 92, EXIF: true, GPS: true}
	mp48 := &picture{name: "48 MP", file: "48mp.jpg", w: 8064, h: 6048, camera: testpic.Camera{Blur: 2.2, Grain: 5.2, Seed: 6}, encode: asJPEG(photo)}
	mp108 := &picture{name: "108 MP", file: "108mp.jpg", slow: true, w: 12000, h: 9000, camera: testpic.Camera{Blur: 3, Grain: 4.4, Seed: 7}, encode: asJPEG(photo)}
	return []*picture{
		{name: "12 MP", file: "12mp.jpg", fits: true, small: true, w: 4032, h: 3024, camera: testpic.Camera{Blur: 1.4, Grain: 5.6, Seed: 1},
			encode: asJPEG(testpic.JPEGOptions{Quality: 92})},
		{name: "12 MP, orientation 6, GPS", file: "12mp-6-gps.jpg", fits: true, w: 4032, h: 3024, camera: testpic.Camera{Blur: 1.4, Grain: 5.6, Seed: 2},
			encode: asJPEG(testpic.JPEGOptions{Quality: 92, Orientation: 6, EXIF: true, GPS: true, Thumbnail: true})},
		{name: "24 MP", file: "24mp.jpg", fits: true, w: 6048, h: 4032, camera: testpic.Camera{Blur: 1.6, Grain: 5.4, Seed: 3}, encode: asJPEG(photo)},
		{name: "12 MP, quality 100", file: "12mp-100.jpg", small: true, w: 4032, h: 3024, camera: testpic.Camera{Blur: 1.4, Grain: 3.4, Seed: 4}, encode: testpic.JPEG444},
		{name: "PNG, 16 MB", file: "png.png", w: 3600, h: 2400, camera: testpic.Camera{Blur: 1.4, Grain: 5, Seed: 5},
			encode: func(img *image.RGBA) []byte { return testpic.PNG(img, testpic.PNGOptions{}) }},
		mp48, mp48.to(4032),
		mp108, mp108.to(4500),
	}
}

// to returns the picture for outputs of another size.
func (p picture) to(maxSide int) *picture {
	p.name, p.maxSide = fmt.Sprintf("%s to %d px", p.name, maxSide), maxSide
	return &p
}

// reduced tells whether ours makes fewer px by default than the service accepts.
func (p *picture) reduced() bool { return p.maxSide == 0 && max(p.w, p.h) > maxSide }

func (p *picture) request() request {
	return request{MaxBytes: maxBytes, MaxSide: cmp.Or(p.maxSide, maxSide)}
}

func asJPEG(o testpic.JPEGOptions) func(*image.RGBA) []byte {
	return func(img *image.RGBA) []byte { return testpic.JPEG(img, o) }
}

// prepare paints the picture unless an earlier run has, and reads its headers.
func (p *picture) prepare(folder string) error {
	folder = filepath.Join(folder, cacheVersion)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	p.path = filepath.Join(folder, p.file)
	b, err := os.ReadFile(p.path)
	if err != nil {
		fmt.Println("painting", p.name)
		b = p.encode(testpic.Photo(p.w, p.h, p.camera))
		// A run may be interrupted: the file gets its name when it is complete.
		part := p.path + ".part"
		if err := os.WriteFile(part, b, 0o644); err != nil {
			return err
		}
		if err := os.Rename(part, p.path); err != nil {
			return err
		}
	}
	info, err := imageproc.Inspect(bytes.NewReader(b))
	if err != nil {
		return fmt.Errorf("inspect %s: %w", p.name, err)
	}
	p.bytes, p.format, p.orientation = info.Bytes, string(info.Format), int(info.Orientation)
	p.width, p.height = info.Upright()
	return nil
}

//go:build js && wasm

package canvas

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"slices"
	"syscall/js"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
	"credential-capture/imageproc/gocodec"
	"credential-capture/test/must"
	"credential-capture/test/testpic"
)

func TestEighths(t *testing.T) {
	for _, tt := range []struct {
		full, target imageproc.Size
		want         int
	}{
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 1000, Height: 750}, 1},
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 1001, Height: 750}, 2},
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 1000, Height: 751}, 2},
		{imageproc.Size{Width: 12000, Height: 9000}, imageproc.Size{Width: 8000, Height: 6000}, 6},
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 7000, Height: 5250}, 7},
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 7001, Height: 5251}, 8},
		{imageproc.Size{Width: 8000, Height: 6000}, imageproc.Size{Width: 8000, Height: 6000}, 8},
		{imageproc.Size{Width: 5, Height: 5}, imageproc.Size{Width: 1, Height: 1}, 1},
	} {
		if got := eighths(tt.full, tt.target); got != tt.want {
			t.Errorf("%v to %v: %d, want %d", tt.full, tt.target, got, tt.want)
		}
	}
}

// TestDecode_shortcutsShowTheSame: a picture is scaled to half its size, by eighths or not, painted
// or transferred.
func TestDecode_shortcutsShowTheSame(t *testing.T) {
	ways := []struct {
		name, decoder string
		transferred   bool
	}{
		{"eighths, transferred", `original => original`, true},
		{"eighths, painted", `original => original`, false},
		{"no ImageDecoder", `() => undefined`, true},
		{"an ImageDecoder that can't", `() => class { constructor() { throw new DOMException('no', 'NotSupportedError') } }`, true},
		{"an ImageDecoder that rejects", `() => class { decode() { return Promise.reject(new DOMException('no', 'EncodingError')) } close() {} }`, true},
		{"an ImageDecoder that doesn't know eighths", `original => class extends original {
			constructor({desiredWidth, desiredHeight, ...rest}) { super(rest) } }`, true},
	}
	for _, way := range ways {
		for _, o := range []int{1, 4, 6} { // as stored, turned over, and with the sides exchanged
			t.Run(fmt.Sprint(way.name, o), func(t *testing.T) {
				replace(t, js.Global(), "ImageDecoder", way.decoder)
				c := newWith(options{Probe: func(context.Context) (bool, error) { return way.transferred, nil }})
				file := testpic.JPEG(testpic.Scene(320, 192), testpic.JPEGOptions{Orientation: o})
				target := imageproc.Size{Width: 160, Height: 96}
				if o >= 5 {
					target = imageproc.Size{Width: 96, Height: 160}
				}
				img, info := encoded(t, mustDecode(t, c, file, target), imageproc.JPEG)
				if got := img.Bounds().Size(); got != image.Pt(target.Width, target.Height) || info.Orientation != imageproc.Normal {
					t.Errorf("%v, orientation %d", got, info.Orientation)
				}
				wantUpright(t, img, o)
			})
		}
	}
}

// TestDecode_slightlySmaller: the canvas scales a picture that becomes a little smaller.
func TestDecode_slightlySmaller(t *testing.T) {
	js.Global().Set("resized", 0)
	replace(t, js.Global(), "createImageBitmap", `original => (from, options) => {
		if (options.resizeWidth) resized++; return original(from, options) }`)
	for o := 1; o <= 8; o++ {
		for _, small := range []imageproc.Size{{Width: 284, Height: 170}, {Width: 319, Height: 191}} {
			file := testpic.JPEG(testpic.Scene(320, 192), testpic.JPEGOptions{Orientation: o})
			target := turnedSize(small, imageproc.Orientation(o))
			img, _ := encoded(t, mustDecode(t, New(), file, target), imageproc.JPEG)
			if got := img.Bounds().Size(); got != image.Pt(target.Width, target.Height) {
				t.Errorf("orientation %d: %v instead of %v", o, got, target)
			}
			wantUpright(t, img, o)
			if got := js.Global().Get("resized").Int(); got != 0 {
				t.Errorf("orientation %d to %v was resized by createImageBitmap", o, small)
			}
		}
	}
}

func TestNearly(t *testing.T) {
	full := imageproc.Size{Width: 8000, Height: 800}
	for _, tt := range []struct {
		target imageproc.Size
		want   bool
	}{
		{full, true},
		{imageproc.Size{Width: 7000, Height: 700}, true},
		{imageproc.Size{Width: 6999, Height: 700}, false},
		{imageproc.Size{Width: 7000, Height: 699}, false},
	} {
		if got := nearly(full, tt.target); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.target, got, tt.want)
		}
	}
}

func TestDecode_usesEighths(t *testing.T) {
	js.Global().Set("decoders", []any{})
	replace(t, js.Global(), "ImageDecoder", `original => class extends original {
		constructor(options) { super(options); decoders.push(options.desiredWidth + '×' + options.desiredHeight) } }`)
	file := testpic.JPEG(testpic.Scene(320, 192), testpic.JPEGOptions{})
	for _, target := range []imageproc.Size{{Width: 150, Height: 90}, {Width: 320, Height: 192}, {Width: 300, Height: 180}} {
		mustDecode(t, New(), file, target)
	}
	if got := eval("decoders.join(' ')").String(); got != "160×96" {
		t.Errorf("decoded to %s, want 160×96 only", got)
	}
}

func TestSample_predictsTheSize(t *testing.T) {
	const width, height, side, tile = 3200, 1920, 1024, 64
	var tiles []imageproc.Tile
	for y := range side / tile {
		for x := range side / tile {
			tiles = append(tiles, imageproc.Tile{X: x * width * tile / side, Y: y * height * tile / side, ToX: x * tile, ToY: y * tile, Side: tile})
		}
	}
	file := testpic.JPEG(testpic.Scene(width, height), testpic.JPEGOptions{Quality: 90})
	for _, probe := range []func(context.Context) (bool, error){trusting, painting} {
		b := mustDecode(t, newWith(options{Probe: probe}), file, imageproc.Size{})
		sample := must.Get(b.Sample(side, tiles))(t)
		defer sample.Close()
		for _, quality := range []float64{0.7, 0.9} {
			whole := must.Get(b.Encode(context.Background(), imageproc.JPEG, quality))(t)
			part := must.Get(sample.Encode(context.Background(), imageproc.JPEG, quality))(t)
			factor := float64(width*height) / (side * side)
			if off := float64(part.Size()) * factor / float64(whole.Size()); off < 0.9 || off > 1.1 {
				t.Errorf("quality %.1f: the sample says %.2f of what the picture takes", quality, off)
			}
		}
	}
}

func TestMayFallBack(t *testing.T) {
	for _, f := range []imageproc.Format{imageproc.JPEG, imageproc.PNG, imageproc.PDF, imageproc.WebP, imageproc.GIF,
		imageproc.BMP, imageproc.TIFF, imageproc.HEIC, imageproc.AVIF, imageproc.Unknown} {
		if slices.Contains(goFormats, f) != gocodec.Decodes(f) {
			t.Errorf("%q: Go has a decoder: %v", f, gocodec.Decodes(f))
		}
	}
	scene := testpic.Scene(32, 16)
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		b    []byte
		err  error
		want bool
	}{
		{"a canvas that lies", context.Background(), testpic.JPEG(scene, testpic.JPEGOptions{}), fault.Codec, true},
		{"a format that the browser lacks", context.Background(), testpic.TIFF(scene, 1), fault.UnsupportedFormat, true},
		{"no memory for a canvas", context.Background(), testpic.PNG(scene, testpic.PNGOptions{}), fault.OutOfMemory, true},
		{"a format that Go lacks", context.Background(), testpic.HEIC(32, 16, 1), fault.UnsupportedFormat, false},
		{"a bad file stays bad", context.Background(), testpic.JPEG(scene, testpic.JPEGOptions{}), fault.Corrupt, false},
		{"a file that is nothing", context.Background(), nil, fault.Codec, false},
		{"after the end", ended, testpic.JPEG(scene, testpic.JPEGOptions{}), fault.Codec, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := MayFallBack(tt.ctx, bytes.NewReader(tt.b), tt.err); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

package testpic

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"credential-capture/test/must"
)

func TestPhoto_isReproducible(t *testing.T) {
	c := Camera{Blur: 1.4, Grain: 4, Seed: 9}
	first := Photo(400, 300, c)
	if !bytes.Equal(first.Pix, Photo(400, 300, c).Pix) {
		t.Error("two pictures of one camera differ")
	}
	c.Seed++
	if bytes.Equal(first.Pix, Photo(400, 300, c).Pix) {
		t.Error("pictures of two seeds are equal")
	}
}

func TestPhoto_compressesLikeAPhoto(t *testing.T) {
	for _, tt := range []struct {
		name     string
		camera   Camera
		min, max float64 // bits a px at quality 92
	}{
		{"with grain", Camera{1.4, 4.6, 1}, 2.4, 5.5},
		{"without grain", Camera{1.4, 0, 1}, 0.3, 2.4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := JPEG(Photo(1008, 756, tt.camera), JPEGOptions{Quality: 92})
			if bits := float64(8*len(file)) / (1008 * 756); bits < tt.min || bits > tt.max {
				t.Errorf("%.2f bits a px, want %.1f to %.1f", bits, tt.min, tt.max)
			}
		})
	}
}

func TestJPEG444_losesHardlyAnything(t *testing.T) {
	img := Photo(203, 101, Camera{1.4, 5, 4}) // no multiples of 8
	got := must.Get(jpeg.Decode(bytes.NewReader(JPEG444(img))))(t)
	if got.Bounds() != img.Rect {
		t.Fatalf("bounds %v", got.Bounds())
	}
	for y := range 101 {
		for x := range 203 {
			r, g, b, _ := got.At(x, y).RGBA()
			want := img.RGBAAt(x, y)
			for _, d := range []int{int(r>>8) - int(want.R), int(g>>8) - int(want.G), int(b>>8) - int(want.B)} {
				if d < -4 || d > 4 {
					t.Fatalf("px %d,%d differs by %d", x, y, d)
				}
			}
		}
	}
}

func TestPSNR(t *testing.T) {
	img := Photo(400, 300, Camera{1.4, 2, 3})
	encoded := func(quality int) image.Image {
		return must.Get(jpeg.Decode(bytes.NewReader(JPEG(img, JPEGOptions{Quality: quality}))))(t)
	}
	brighter := image.NewRGBA(img.Rect)
	for i, v := range img.Pix {
		brighter.Pix[i] = min(v, 254) + 1
	}
	half := image.NewRGBA(image.Rect(0, 0, 200, 150))
	lanczos3.Scale(half, half.Rect, img, img.Rect, 0, nil)
	for _, tt := range []struct {
		name     string
		got      image.Image
		min, max float64
	}{
		{"the same", img, Identical, Identical},
		{"one level brighter", brighter, 48.1, 48.4},
		{"half the size", half, 42, Identical},
		{"quality 90", encoded(90), 25, 50},
		{"quality 40", encoded(40), 15, PSNR(img, encoded(90)) - 2},
		{"turned", Upright(img, 6), 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := PSNR(img, tt.got); got < tt.min || got > tt.max {
				t.Errorf("%.2f dB, want %.1f to %.1f", got, tt.min, tt.max)
			}
		})
	}
}

// TestUpright looks for the px that EXIF names as the file's first.
func TestUpright(t *testing.T) {
	img := Scene(64, 48)
	for orientation, corner := range map[int][2]int{1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1}} {
		got := Upright(img, orientation)
		size := got.Bounds().Size()
		if turned := size.X < size.Y; turned != (orientation >= 5) {
			t.Errorf("orientation %d: %v px", orientation, size)
		}
		r, g, b, _ := got.At(corner[0]*(size.X-1), corner[1]*(size.Y-1)).RGBA()
		want := img.RGBAAt(0, 0)
		if uint8(r>>8) != want.R || uint8(g>>8) != want.G || uint8(b>>8) != want.B {
			t.Errorf("orientation %d: the first px is elsewhere", orientation)
		}
	}
}

package main

import (
	"bytes"
	"image/jpeg"
	"testing"
)

func TestPhotoIsTheSameEveryTime(t *testing.T) {
	l := look{400, 300, 1.4, 4, 9}
	a, err := photo(l)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := photo(l)
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Error("two pictures of one look differ")
	}
	l.seed++
	if c, _ := photo(l); bytes.Equal(a.Pix, c.Pix) {
		t.Error("the seed changes nothing")
	}
}

func TestPhotoCompressesLikeAPhoto(t *testing.T) {
	for _, tt := range []struct {
		name        string
		look        look
		least, most float64 // bits a px at quality 92
	}{
		{"in hand", look{1008, 756, 1.4, 4.6, 1}, 2.4, 5.5},
		{"without grain", look{1008, 756, 1.4, 0, 1}, 0.3, 2.4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			img, err := photo(tt.look)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92}); err != nil {
				t.Fatal(err)
			}
			if bits := float64(8*b.Len()) / (1008 * 756); bits < tt.least || bits > tt.most {
				t.Errorf("%.2f bits a px, want %.1f to %.1f", bits, tt.least, tt.most)
			}
		})
	}
}

func TestJPEG444LosesHardlyAnything(t *testing.T) {
	img, err := photo(look{203, 101, 1.4, 5, 4}) // not a multiple of 8
	if err != nil {
		t.Fatal(err)
	}
	b, err := jpeg444(img)
	if err != nil {
		t.Fatal(err)
	}
	got, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
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

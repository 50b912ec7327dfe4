package testpic

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"credential-capture/test/must"
)

// corner is the middle of the quadrant at the top left or bottom right.
func corner(img image.Image, last bool) Corner {
	b := img.Bounds()
	x, y := b.Min.X+b.Dx()/4, b.Min.Y+b.Dy()/4
	if last {
		x, y = x+b.Dx()/2, y+b.Dy()/2
	}
	c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
	return Corner{c.R, c.G, c.B}
}

func (c Corner) near(d Corner, most int) bool {
	for _, off := range []int{int(c.R) - int(d.R), int(c.G) - int(d.G), int(c.B) - int(d.B)} {
		if off > most || off < -most {
			return false
		}
	}
	return true
}

func TestBlocks_decode(t *testing.T) {
	scene := Scene(64, 48)
	for _, kind := range []JPEGKind{Baseline, Grey, Progressive, CMYK, YCCK} {
		t.Run(string(kind), func(t *testing.T) {
			img := must.Get(jpeg.Decode(bytes.NewReader(Blocks(scene, kind, JPEGOptions{GPS: true, Trailing: []byte("junk")}))))(t)
			for last, want := range map[bool]Corner{false: TopLeft, true: BottomRight} {
				if kind == Grey {
					y := color.GrayModel.Convert(color.RGBA{want.R, want.G, want.B, 255}).(color.Gray).Y
					want = Corner{y, y, y}
				}
				if got := corner(img, last); !got.near(want, SceneSpread+3) {
					t.Errorf("got %v, want %v", got, want)
				}
			}
		})
	}
	for _, kind := range []JPEGKind{Arithmetic, TwelveBit, Lossless} {
		if _, err := jpeg.Decode(bytes.NewReader(Blocks(scene, kind, JPEGOptions{}))); err == nil {
			t.Errorf("Go decodes %s", kind)
		}
	}
}

func TestProfile(t *testing.T) {
	for _, tt := range []struct {
		p          *Profile
		from, want Corner
	}{
		{DisplayP3, Corner{255, 255, 255}, Corner{255, 255, 255}},
		{AdobeRGB, Corner{128, 128, 128}, Corner{127, 127, 127}},
		// As colour calculators have it, within rounding.
		{DisplayP3, Corner{190, 60, 60}, Corner{206, 45, 55}},
		{DisplayP3, Corner{60, 160, 70}, Corner{0, 162, 56}},
		{AdobeRGB, Corner{190, 60, 60}, Corner{221, 55, 57}},
	} {
		if got := tt.p.ToSRGB(tt.from); !got.near(tt.want, 3) {
			t.Errorf("%s: %v is %v, want %v", tt.p.name, tt.from, got, tt.want)
		}
		b := tt.p.ICC()
		if int(binary.BigEndian.Uint32(b)) != len(b) || len(b)%4 != 0 || string(b[36:40]) != "acsp" {
			t.Errorf("%s is no profile of %d bytes", tt.p.name, len(b))
		}
	}
}

func TestAPNG_showsItsDefaultImage(t *testing.T) {
	first, second := Scene(32, 24), Noise(32, 24, 1)
	for _, b := range [][]byte{APNG(nil, first, second), APNG(first, second, second)} {
		img := must.Get(png.Decode(bytes.NewReader(b)))(t)
		if got := corner(img, false); !got.near(TopLeft, SceneSpread) {
			t.Errorf("got %v", got)
		}
		numbers := uint32(0)
		for _, c := range SplitPNG(b) {
			if c.Name == "fcTL" || c.Name == "fdAT" {
				if got := binary.BigEndian.Uint32(c.Body); got != numbers {
					t.Errorf("%s has number %d, want %d", c.Name, got, numbers)
				}
				numbers++
			}
		}
		if numbers < 3 {
			t.Errorf("%d numbers", numbers)
		}
	}
}

// TestMPF_offsets follows the index as a viewer does.
func TestMPF_offsets(t *testing.T) {
	second := JPEG(Scene(16, 8), JPEGOptions{})
	b := MPF(Scene(32, 24), JPEGOptions{GPS: true, Orientation: 6}, second, second)
	at := bytes.Index(b, []byte("MPF\x00")) + 4
	entries := bytes.Index(b[at:], []byte("\x00\x03\x00\x00"))
	if entries < 0 {
		t.Fatal("no entries")
	}
	for i, start := range []int{0, len(b) - 2*len(second), len(b) - len(second)} {
		e := b[at+entries+16*i:]
		size, offset := int(binary.BigEndian.Uint32(e[4:])), int(binary.BigEndian.Uint32(e[8:]))
		if i > 0 {
			offset += at
		}
		if offset != start || !bytes.HasPrefix(b[start:], []byte{0xff, 0xd8}) || i > 0 && size != len(second) || i == 0 && size != start+len(b)-2*len(second) {
			t.Errorf("picture %d of %d bytes is at %d, want %d", i, size, offset, start)
		}
	}
}

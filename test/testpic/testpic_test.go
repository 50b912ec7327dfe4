package testpic

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"credential-capture/test/must"
)

func TestScene_orientations(t *testing.T) {
	img := Scene(101, 61)
	for _, tt := range []struct {
		name string
		x, y int
		want Corner
	}{
		{"top left", 0, 0, TopLeft}, {"top right", 100, 0, TopRight},
		{"bottom left", 0, 60, BottomLeft}, {"bottom right", 100, 60, BottomRight},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := img.RGBAAt(tt.x, tt.y)
			for i, pair := range [][2]uint8{{got.R, tt.want.R}, {got.G, tt.want.G}, {got.B, tt.want.B}} {
				if d := int(pair[0]) - int(pair[1]); d > SceneSpread || d < -SceneSpread {
					t.Errorf("channel %d is %d, the corner is %d", i, pair[0], pair[1])
				}
			}
		})
	}
}

func TestPictures_areReproducible(t *testing.T) {
	for name, build := range map[string]func() []byte{
		"scene": func() []byte { return Scene(40, 30).Pix },
		"noise": func() []byte { return Noise(40, 30, 5).Pix },
	} {
		if !bytes.Equal(build(), build()) {
			t.Errorf("%s differs from call to call", name)
		}
	}
	if bytes.Equal(Noise(8, 8, 1).Pix, Noise(8, 8, 2).Pix) {
		t.Error("the seed of Noise changes nothing")
	}
}

// TestPictures_decode decodes every format that Go has a decoder for and,
// where the format loses nothing, compares the pixels.
func TestPictures_decode(t *testing.T) {
	img := Scene(37, 23)
	clear := Scene(37, 23)
	clear.Pix[3], clear.Pix[0], clear.Pix[1], clear.Pix[2] = 0, 0, 0, 0
	everything := JPEGOptions{Orientation: 6, EXIF: true, GPS: true, Thumbnail: true, XMP: true, IPTC: true,
		ICC: true, Comment: true, Trailing: []byte("junk")}
	for _, tt := range []struct {
		name  string
		file  []byte
		read  func(*bytes.Reader) (image.Image, error)
		exact image.Image // nil when the format loses something
	}{
		{"jpeg", JPEG(img, everything), func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }, nil},
		{"png", PNG(img, PNGOptions{6, true, true, true, true, true, []byte("junk"), AdobeRGB}), func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }, img},
		{"webp", WebP(img, WebPOptions{}), func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }, img},
		{"webp with metadata", WebP(img, WebPOptions{6, true, true, DisplayP3}), func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }, img},
		{"webp with alpha", WebP(clear, WebPOptions{}), func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) }, clear},
		{"gif", GIF(img, 1), func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) }, nil},
		{"bmp", BMP(img), func(r *bytes.Reader) (image.Image, error) { return bmp.Decode(r) }, img},
		{"tiff", TIFF(img, 6), func(r *bytes.Reader) (image.Image, error) { return tiff.Decode(r) }, img},
		{"tiff without orientation", TIFF(img, 0), func(r *bytes.Reader) (image.Image, error) { return tiff.Decode(r) }, img},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := must.Get(tt.read(bytes.NewReader(tt.file)))(t)
			if got.Bounds().Size() != img.Rect.Size() {
				t.Fatalf("size %v, want %v", got.Bounds().Size(), img.Rect.Size())
			}
			if tt.exact == nil {
				return
			}
			for y := range 23 {
				for x := range 37 {
					r, g, b, a := got.At(x, y).RGBA()
					wr, wg, wb, wa := tt.exact.At(x, y).RGBA()
					if r != wr || g != wg || b != wb || a != wa {
						t.Fatalf("pixel %d,%d is %v, want %v", x, y, got.At(x, y), tt.exact.At(x, y))
					}
				}
			}
		})
	}
}

func TestGIF_frames(t *testing.T) {
	g, err := gif.DecodeAll(bytes.NewReader(GIF(Scene(8, 8), 3)))
	if err != nil || len(g.Image) != 3 {
		t.Errorf("%d frames, %v", len(g.Image), err)
	}
}

func TestOptions_metadata(t *testing.T) {
	for _, tt := range []struct {
		name, mark string
		with       JPEGOptions
	}{
		{"exif", "Model 1", JPEGOptions{EXIF: true}},
		{"gps", "\x88\x25\x00\x04", JPEGOptions{GPS: true}},
		{"xmp", "private source", JPEGOptions{XMP: true}},
		{"iptc", "private photo", JPEGOptions{IPTC: true}},
		{"icc", "acsp", JPEGOptions{ICC: true}},
		{"comment", "private comment", JPEGOptions{Comment: true}},
		{"trailing", "junk", JPEGOptions{Trailing: []byte("junk")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(string(JPEG(Scene(16, 16), tt.with)), tt.mark) {
				t.Error("missing when asked for")
			}
			if strings.Contains(string(JPEG(Scene(16, 16), JPEGOptions{})), tt.mark) {
				t.Error("there when not asked for")
			}
		})
	}
}

func TestHeaders_claimTheirSize(t *testing.T) {
	for name, file := range map[string][]byte{"jpeg": JPEGHeader(60000, 50000), "png": PNGHeader(60000, 50000)} {
		c, format, err := image.DecodeConfig(bytes.NewReader(file))
		if err != nil || format != name || c.Width != 60000 || c.Height != 50000 {
			t.Errorf("%s: %d×%d %s %v", name, c.Width, c.Height, format, err)
		}
		if len(file) > 1000 {
			t.Errorf("%s takes %d bytes", name, len(file))
		}
	}
}

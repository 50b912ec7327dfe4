// Package selftest has the pictures of /selftest.html, the expected result of each, and the check of
// what was uploaded. It runs on the server, because the page's canvas is under test.
package selftest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"sync"

	"credential-capture/test/testpic"
)

// Picture is a test input and its expected result. The page gets the members that have
// a name in JSON.
type Picture struct {
	Name string `json:"name"`
	At   int    `json:"at"`   // offset of the content in pictures.bin
	Size int    `json:"size"` // bytes

	Options options `json:"options"` // of fit

	// Expected of validate.
	Format      string   `json:"format,omitempty"`
	Width       int      `json:"width,omitempty"` // px, upright
	Height      int      `json:"height,omitempty"`
	Orientation int      `json:"orientation,omitempty"`
	Metadata    []string `json:"metadata,omitempty"`

	// Expected of fit: a result, or the code of a refusal.
	Actions   []string `json:"actions,omitempty"` // any of these
	Type      string   `json:"type,omitempty"`
	FitWidth  int      `json:"fitWidth,omitempty"`
	FitHeight int      `json:"fitHeight,omitempty"`
	MaxBytes  int      `json:"maxBytes,omitempty"`
	Code      string   `json:"code,omitempty"`
	PixelCode string   `json:"pixelCode,omitempty"` // of validate with {pixels: true}; not fitted

	Document bool `json:"document,omitempty"` // a PDF, which is validated and not fitted
	Pages    int  `json:"pages,omitempty"`

	Large bool `json:"large,omitempty"` // more px than the Go codec decodes

	Content  []byte      `json:"-"`
	Upright  image.Image `json:"-"` // on white
	Unmapped image.Image `json:"-"` // the same in the file's colour profile, for results that keep the profile
	MinPSNR  float64     `json:"-"` // of the upload, dB
	Exact    bool        `json:"-"` // the upload has the file's bytes
	GoOnly   bool        `json:"-"` // no browser's codec is trusted with it
}

type options struct {
	Limits      limits `json:"limits,omitzero"`
	Orientation string `json:"orientation,omitempty"`
	Prefer      string `json:"prefer,omitempty"`
}

type limits struct {
	MaxSide  int `json:"maxSide,omitempty"`
	MaxBytes int `json:"maxBytes,omitempty"`
}

// Codec is what makes a picture fit.
type Codec string

const (
	BrowserCodec Codec = "browser"
	GoCodec      Codec = "go" // fallback.wasm
)

// Codec is the expected one. A file whose pixels stay as they are needs none, which counts
// as the browser's.
func (p *Picture) Codec(noisyCanvas bool) Codec {
	samePixels := p.Code+p.PixelCode != "" || slices.Contains(p.Actions, "untouched") || slices.Contains(p.Actions, "stripped")
	if !samePixels && (p.GoOnly || noisyCanvas) {
		return GoCodec
	}
	return BrowserCodec
}

var (
	allMetadata = testpic.JPEGOptions{GPS: true, EXIF: true, Thumbnail: true, XMP: true, IPTC: true, Comment: true, Quality: 95}
	maxSide384  = options{Limits: limits{MaxSide: 384}}
	bake        = options{Orientation: "bake"}
)

const (
	jpegType = "image/jpeg"
	pngType  = "image/png"
)

// Pictures returns the set that ships. Each has failed in some browser, or may.
var Pictures = sync.OnceValue(func() []Picture {
	scene, wide, heavy := testpic.Scene(480, 360), testpic.Scene(8400, 320), testpic.Scene(1200, 900)
	list := []Picture{
		// More than 8000 px.
		{Name: "wide.jpg", Content: testpic.JPEG(wide, testpic.JPEGOptions{GPS: true}), Format: "jpeg", Metadata: []string{"exif", "gps"},
			Actions: []string{"downscaled"}, Type: jpegType, Upright: wide, MinPSNR: 28},
		// Too many bytes for its pixels.
		{Name: "heavy.jpg", Content: testpic.JPEG(heavy, testpic.JPEGOptions{Quality: 98}), Options: options{Limits: limits{MaxBytes: 300_000}},
			Format: "jpeg", Actions: []string{"reencoded", "downscaled"}, Type: jpegType, Upright: heavy, MinPSNR: 28},
		{Name: "fits.jpg", Content: testpic.JPEG(scene, testpic.JPEGOptions{}), Format: "jpeg", Actions: []string{"untouched"}, Type: jpegType, Exact: true},
		{Name: "progressive.jpg", Content: testpic.Blocks(quadrants(), testpic.Progressive, testpic.JPEGOptions{GPS: true}), Options: maxSide384,
			Format: "jpeg", Metadata: []string{"exif", "gps"}, Actions: []string{"downscaled"}, Type: jpegType, Upright: quadrants(), MinPSNR: 30},
		{Name: "cmyk.jpg", Content: testpic.Blocks(quadrants(), testpic.CMYK, testpic.JPEGOptions{}), Options: maxSide384,
			Format: "jpeg", Actions: []string{"downscaled"}, Type: jpegType, Upright: quadrants(), MinPSNR: 30},
		{Name: "display p3.jpg", Content: testpic.JPEG(quadrants(), testpic.JPEGOptions{Profile: testpic.DisplayP3, Quality: 98}), Options: maxSide384,
			Format: "jpeg", Metadata: []string{"icc"}, Actions: []string{"downscaled"}, Type: jpegType, MinPSNR: 30,
			Upright: paint(testpic.DisplayP3.ToSRGB, 255), Unmapped: quadrants()},
		{Name: "alpha.png", Content: testpic.PNG(translucent(), testpic.PNGOptions{}), Upright: onWhite(translucent()),
			Format: "png", Actions: []string{"untouched"}, Type: pngType, Exact: true},
		{Name: "alpha with text.png", Content: testpic.PNG(translucent(), testpic.PNGOptions{GPS: true, Text: true, XMP: true}), Format: "png",
			Metadata: []string{"exif", "gps", "xmp", "comment"}, Actions: []string{"stripped"}, Type: pngType, Upright: onWhite(translucent()), MinPSNR: 60},
		{Name: "alpha too large.png", Content: testpic.PNG(translucent(), testpic.PNGOptions{}), Options: maxSide384,
			Format: "png", Actions: []string{"downscaled"}, Type: jpegType, Upright: onWhite(translucent()), MinPSNR: 28},
		{Name: "turned.png", Content: testpic.PNG(scene, testpic.PNGOptions{Orientation: 6}), Options: bake, GoOnly: true,
			Format: "png", Orientation: 6, Actions: []string{"converted", "reencoded"}, Upright: testpic.Upright(scene, 6), MinPSNR: 28},
		{Name: "photo.webp", Content: testpic.WebP(scene, testpic.WebPOptions{XMP: true}), Format: "webp", Metadata: []string{"xmp"},
			Actions: []string{"converted"}, Type: jpegType, MinPSNR: 28},
		{Name: "drawing.gif", Content: testpic.GIF(quadrants(), 1), Format: "gif", Actions: []string{"converted"}, Upright: quadrants(), MinPSNR: 24},
		{Name: "scan.bmp", Content: testpic.BMP(scene), Format: "bmp", Actions: []string{"converted"}, Type: jpegType, MinPSNR: 28},
		{Name: "scan.tiff", Content: testpic.TIFF(scene, 8), GoOnly: true,
			Format: "tiff", Orientation: 8, Actions: []string{"converted"}, Type: jpegType, Upright: testpic.Upright(scene, 8), MinPSNR: 28},
	}
	for orientation := 1; orientation <= 8; orientation++ {
		list = append(list, turned(scene, orientation))
	}
	for i := range list {
		list[i].complete(scene)
	}
	half := testpic.JPEG(scene, testpic.JPEGOptions{})
	list = append(list, kinds()...)
	return append(list,
		Picture{Name: "half.jpg", Content: half[:len(half)/2], Code: "truncated"},
		Picture{Name: "page.jpg", Content: []byte("<!doctype html><script>alert(1)</script>"), Code: "unsupported_format"},
		Picture{Name: "empty.jpg", Code: "empty"},
	)
})

// Photos returns pictures as large as those of phones, which are too large to ship.
var Photos = sync.OnceValue(func() []Picture {
	huge, large, medium := testpic.Scene(12000, 9000), testpic.Scene(8064, 6048), testpic.Scene(4032, 3024)
	list := []Picture{
		{Name: "108 MP.jpg", Large: true, Content: testpic.JPEG(huge, testpic.JPEGOptions{EXIF: true, GPS: true, Quality: 80}), Format: "jpeg", Metadata: []string{"exif", "gps"},
			Actions: []string{"downscaled"}, FitWidth: 4500, FitHeight: 3375, Type: jpegType, Upright: huge, MinPSNR: 28},
		{Name: "48 MP.jpg", Content: testpic.JPEG(large, testpic.JPEGOptions{EXIF: true, GPS: true, Quality: 80}), Format: "jpeg", Metadata: []string{"exif", "gps"},
			Options: options{Prefer: "fidelity"}, Actions: []string{"downscaled"}, Type: jpegType, Upright: large, MinPSNR: 28},
		{Name: "12 MP.jpg", Content: testpic.JPEG(medium, testpic.JPEGOptions{EXIF: true, GPS: true, Quality: 100}),
			Options: options{Limits: limits{MaxBytes: 9_000_000}}, FitWidth: 4032, FitHeight: 3024,
			Format: "jpeg", Metadata: []string{"exif", "gps"}, Actions: []string{"reencoded"}, Type: jpegType, Upright: medium, MinPSNR: 28},
	}
	for i := range list {
		list[i].complete(nil)
	}
	return list
})

// turned has an orientation: odd ones are kept as a tag, even ones are baked in.
func turned(scene image.Image, orientation int) Picture {
	made := allMetadata
	made.Orientation = orientation
	p := Picture{Name: fmt.Sprintf("turned %d.jpg", orientation), Content: testpic.JPEG(scene, made), Format: "jpeg", Orientation: orientation, Upright: testpic.Upright(scene, orientation),
		Metadata: []string{"exif", "gps", "xmp", "iptc", "comment", "thumbnail"}, Actions: []string{"stripped"}, Type: jpegType, MinPSNR: 32}
	if orientation%2 == 0 {
		p.Options, p.Actions, p.MinPSNR = bake, []string{"reencoded"}, 28
	}
	return p
}

// complete fills in what follows from the other members.
func (p *Picture) complete(scene image.Image) {
	if p.Upright == nil {
		p.Upright = scene
	}
	p.Orientation = cmp.Or(p.Orientation, 1)
	p.Width, p.Height = p.Upright.Bounds().Dx(), p.Upright.Bounds().Dy()
	p.MaxBytes = p.Options.Limits.MaxBytes
	if p.MaxBytes > 0 || p.FitWidth > 0 { // fewer bytes may cost pixels
		return
	}
	p.FitWidth, p.FitHeight = p.Width, p.Height
	maxSide, longest := cmp.Or(p.Options.Limits.MaxSide, 8000), max(p.Width, p.Height)
	if longest > maxSide {
		p.FitWidth = (p.Width*maxSide + longest/2) / longest
		p.FitHeight = (p.Height*maxSide + longest/2) / longest
	}
}

// quadrants has four flat colours.
func quadrants() *image.NRGBA { return paint(func(c testpic.Corner) testpic.Corner { return c }, 255) }

// translucent is pale on white and dark on black.
func translucent() *image.NRGBA {
	return paint(func(c testpic.Corner) testpic.Corner { return c }, 128)
}

func paint(convert func(testpic.Corner) testpic.Corner, alpha uint8) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 320))
	for i, c := range []testpic.Corner{testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight} {
		c = convert(c)
		at := image.Pt(i%2*200, i/2*160)
		draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(200, 160))}, image.NewUniform(color.NRGBA{c.R, c.G, c.B, alpha}), image.Point{}, draw.Src)
	}
	return img
}

func onWhite(img image.Image) image.Image {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Over)
	return out
}

// Encode returns a set as the page reads it: index is pictures.json, which gives each
// picture's offset in data, pictures.bin. Two requests load all of them.
func Encode(set []Picture) (index, data []byte, err error) {
	for i := range set {
		set[i].At, set[i].Size = len(data), len(set[i].Content)
		data = append(data, set[i].Content...)
	}
	index, err = json.Marshal(set)
	return index, data, err
}

// Set is the encoded set that ships.
func Set() (index, data []byte, err error) { return Encode(Pictures()) }

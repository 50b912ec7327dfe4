package selftest

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"credential-capture/test/testpic"
)

// Picture is one file, and what has to become of it. What the page is told of it has
// a name in JSON.
type Picture struct {
	Name string `json:"name"`
	At   int    `json:"at"`   // where the content begins in the set
	Size int    `json:"size"` // bytes

	Options map[string]any `json:"options"` // of fit

	// What validate says of the file.
	Format      string   `json:"format,omitempty"`
	Width       int      `json:"width,omitempty"` // px, as it is meant to be seen
	Height      int      `json:"height,omitempty"`
	Orientation int      `json:"orientation,omitempty"`
	Metadata    []string `json:"metadata,omitempty"`

	// What fit makes of it, or the code with which it refuses.
	Actions   []string `json:"actions,omitempty"` // any of these
	Type      string   `json:"type,omitempty"`
	FitWidth  int      `json:"fitWidth,omitempty"`
	FitHeight int      `json:"fitHeight,omitempty"`
	MostBytes int      `json:"mostBytes,omitempty"`
	Code      string   `json:"code,omitempty"`

	Content []byte      `json:"-"`
	Seen    image.Image `json:"-"` // how it looks: upright, on white
	Stored  image.Image `json:"-"` // the same as its colour profile has it, for one that keeps that
	Least   float64     `json:"-"` // PSNR of what arrives, dB
	Exact   bool        `json:"-"` // the very bytes arrive
}

var (
	everything = testpic.JPEGOptions{GPS: true, EXIF: true, Thumbnail: true, XMP: true, IPTC: true, Comment: true, Quality: 95}
	small      = map[string]any{"limits": map[string]any{"maxSide": 384}}
	bake       = map[string]any{"orientation": "bake"}
)

const (
	jpegType = "image/jpeg"
	pngType  = "image/png"
)

// Pictures are those of the set, each with a reason to go wrong in some browser.
func Pictures() []Picture {
	scene := testpic.Scene(480, 360)
	list := []Picture{
		wide(), heavy(),
		{Name: "fits.jpg", Content: testpic.JPEG(scene, testpic.JPEGOptions{}), Format: "jpeg", Actions: []string{"untouched"}, Type: jpegType, Exact: true},
		{Name: "progressive.jpg", Content: testpic.Blocks(blocks(), testpic.Progressive, testpic.JPEGOptions{GPS: true}), Options: small,
			Format: "jpeg", Metadata: []string{"exif", "gps"}, Actions: []string{"downscaled"}, Type: jpegType, Seen: blocks(), Least: 30},
		{Name: "cmyk.jpg", Content: testpic.Blocks(blocks(), testpic.CMYK, testpic.JPEGOptions{}), Options: small,
			Format: "jpeg", Actions: []string{"downscaled"}, Type: jpegType, Seen: blocks(), Least: 30},
		{Name: "wide colours.jpg", Content: testpic.JPEG(blocks(), testpic.JPEGOptions{Profile: testpic.DisplayP3, Quality: 98}), Options: small,
			Format: "jpeg", Metadata: []string{"icc"}, Actions: []string{"downscaled"}, Type: jpegType, Least: 30,
			Seen: mapped(testpic.DisplayP3.ToSRGB), Stored: blocks()},
		{Name: "alpha.png", Content: testpic.PNG(veiled(), testpic.PNGOptions{}), Format: "png", Actions: []string{"untouched"}, Type: pngType, Exact: true},
		{Name: "alpha and words.png", Content: testpic.PNG(veiled(), testpic.PNGOptions{GPS: true, Text: true, XMP: true}), Format: "png",
			Metadata: []string{"exif", "gps", "xmp", "comment"}, Actions: []string{"stripped"}, Type: pngType, Seen: onWhite(veiled()), Least: 60},
		{Name: "alpha too large.png", Content: testpic.PNG(veiled(), testpic.PNGOptions{}), Options: small,
			Format: "png", Actions: []string{"downscaled"}, Type: jpegType, Seen: onWhite(veiled()), Least: 28},
		{Name: "lying.png", Content: testpic.PNG(scene, testpic.PNGOptions{Orientation: 6}), Options: bake,
			Format: "png", Orientation: 6, Actions: []string{"converted", "reencoded"}, Seen: turned(scene, 6), Least: 28},
		{Name: "photo.webp", Content: testpic.WebP(scene, testpic.WebPOptions{XMP: true}), Format: "webp", Metadata: []string{"xmp"},
			Actions: []string{"converted"}, Type: jpegType, Least: 28},
		{Name: "drawing.gif", Content: testpic.GIF(blocks(), 1), Format: "gif", Actions: []string{"converted"}, Seen: blocks(), Least: 24},
		{Name: "scan.bmp", Content: testpic.BMP(scene), Format: "bmp", Actions: []string{"converted"}, Type: jpegType, Least: 28},
		{Name: "scan.tiff", Content: testpic.TIFF(scene, 8), Format: "tiff", Orientation: 8, Actions: []string{"converted"}, Type: jpegType, Seen: turned(scene, 8), Least: 28},
	}
	for o := 1; o <= 8; o++ {
		list = append(list, upright(scene, o))
	}
	for i := range list {
		complete(&list[i], scene)
	}
	half := testpic.JPEG(scene, testpic.JPEGOptions{})
	return append(list,
		Picture{Name: "half.jpg", Content: half[:len(half)/2], Code: "truncated"},
		Picture{Name: "page.jpg", Content: []byte("<!doctype html><script>alert(1)</script>"), Code: "unsupported_format"},
		Picture{Name: "nothing.jpg", Code: "empty"})
}

// wide is what the service refuses as it is: over 8000 px.
func wide() Picture {
	img := testpic.Scene(8400, 320)
	return Picture{Name: "wide.jpg", Content: testpic.JPEG(img, testpic.JPEGOptions{GPS: true}), Format: "jpeg", Metadata: []string{"exif", "gps"},
		Actions: []string{"downscaled"}, Type: jpegType, Seen: img, Least: 28}
}

// heavy has the px, and too many bytes for them.
func heavy() Picture {
	img := testpic.Scene(1200, 900)
	return Picture{Name: "heavy.jpg", Content: testpic.JPEG(img, testpic.JPEGOptions{Quality: 98}), MostBytes: 300_000,
		Options: map[string]any{"limits": map[string]any{"maxBytes": 300_000}},
		Format:  "jpeg", Actions: []string{"reencoded", "downscaled"}, Type: jpegType, Seen: img, Least: 28}
}

// upright has an orientation; the odd ones keep it as a tag, the even ones are turned.
func upright(scene image.Image, o int) Picture {
	camera := everything
	camera.Orientation = o
	p := Picture{Name: fmt.Sprintf("turned %d.jpg", o), Content: testpic.JPEG(scene, camera), Format: "jpeg", Orientation: o, Seen: turned(scene, o),
		Metadata: []string{"exif", "gps", "xmp", "iptc", "comment", "thumbnail"}, Actions: []string{"stripped"}, Type: jpegType, Least: 32}
	if o%2 == 0 {
		p.Options, p.Actions, p.Least = bake, []string{"reencoded"}, 28
	}
	return p
}

// complete fills in what follows from the rest.
func complete(p *Picture, scene image.Image) {
	if p.Seen == nil {
		p.Seen = scene
	}
	if p.Name == "alpha.png" {
		p.Seen = onWhite(veiled())
	}
	if p.Orientation == 0 {
		p.Orientation = 1
	}
	if p.Options == nil {
		p.Options = map[string]any{}
	}
	p.Width, p.Height = p.Seen.Bounds().Dx(), p.Seen.Bounds().Dy()
	most := 8000
	if limits, ok := p.Options["limits"].(map[string]any); ok {
		if side, ok := limits["maxSide"].(int); ok {
			most = side
		}
	}
	if p.MostBytes > 0 { // px may go for the bytes
		return
	}
	p.FitWidth, p.FitHeight = p.Width, p.Height
	if longest := max(p.Width, p.Height); longest > most {
		p.FitWidth = (p.Width*most + longest/2) / longest
		p.FitHeight = (p.Height*most + longest/2) / longest
	}
}

// blocks is a picture of the four colours, each flat.
func blocks() *image.NRGBA { return painted(func(c testpic.Corner) testpic.Corner { return c }, 255) }

func mapped(f func(testpic.Corner) testpic.Corner) image.Image { return painted(f, 255) }

// veiled is half transparent: on white it is pale, on black dark.
func veiled() *image.NRGBA { return painted(func(c testpic.Corner) testpic.Corner { return c }, 128) }

func painted(f func(testpic.Corner) testpic.Corner, alpha uint8) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 400, 320))
	for i, c := range []testpic.Corner{testpic.TopLeft, testpic.TopRight, testpic.BottomLeft, testpic.BottomRight} {
		c = f(c)
		at := image.Pt(i%2*200, i/2*160)
		draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(200, 160))}, image.NewUniform(color.NRGBA{c.R, c.G, c.B, alpha}), image.Point{}, draw.Src)
	}
	return img
}

func onWhite(img image.Image) image.Image {
	paper := image.NewRGBA(img.Bounds())
	draw.Draw(paper, paper.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(paper, paper.Rect, img, img.Bounds().Min, draw.Over)
	return paper
}

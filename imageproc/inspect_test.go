package imageproc

import (
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// seeThrough has one transparent pixel.
func seeThrough() *image.RGBA {
	img := testpic.Scene(60, 40)
	img.Set(3, 3, color.Transparent)
	return img
}

func TestInspect_formats(t *testing.T) {
	picture := Info{Width: 60, Height: 40, Orientation: Normal, BitDepth: 8, Channels: 3, Pages: 1}
	with := func(f Format, change func(*Info)) Info {
		i := picture
		i.Format = f
		if change != nil {
			change(&i)
		}
		return i
	}
	for _, tt := range []struct {
		name string
		file []byte
		want Info
	}{
		{"jpeg", testpic.JPEG(testpic.Scene(60, 40), testpic.JPEGOptions{Orientation: 6}), with(JPEG, func(i *Info) { i.Orientation, i.Quality = 6, 0.9002169197396964 })},
		{"png", testpic.PNG(seeThrough(), testpic.PNGOptions{}), with(PNG, func(i *Info) { i.Alpha = true })},
		{"webp", testpic.WebP(testpic.Scene(60, 40), testpic.WebPOptions{}), with(WebP, nil)},
		{"webp with alpha", testpic.WebP(seeThrough(), testpic.WebPOptions{}), with(WebP, func(i *Info) { i.Alpha = true })},
		{"webp with metadata", testpic.WebP(testpic.Scene(60, 40), testpic.WebPOptions{Orientation: 5, XMP: true, ICC: true}),
			with(WebP, func(i *Info) { i.Orientation = 5; i.Metadata = Metadata{XMP: true, ICC: true} })},
		{"gif", testpic.GIF(testpic.Scene(60, 40), 1), with(GIF, nil)},
		{"gif that moves", testpic.GIF(testpic.Scene(60, 40), 3), with(GIF, func(i *Info) { i.Animated = true })},
		{"bmp", testpic.BMP(testpic.Scene(60, 40)), with(BMP, nil)},
		{"tiff", testpic.TIFF(testpic.Scene(60, 40), 7), with(TIFF, func(i *Info) { i.Orientation = 7 })},
		{"tiff that says nothing of orientation", testpic.TIFF(testpic.Scene(60, 40), 0), with(TIFF, nil)},
		{"heic", testpic.HEIC(60, 40, 1), with(HEIC, nil)},
		{"avif", testpic.AVIF(60, 40, 6), with(AVIF, func(i *Info) { i.Orientation = 6 })},
		{"pdf", testpdf.New(3, testpdf.Options{}), Info{Format: PDF, Orientation: Normal, Pages: 3}},
		{"text", []byte("Hello."), Info{Format: Unknown, Orientation: Normal}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.Bytes = int64(len(tt.file))
			got := must.Get(Inspect(imagetest.File(tt.file)))(t)
			if *got != tt.want {
				t.Errorf("got  %+v\nwant %+v", *got, tt.want)
			}
		})
	}
}

func TestInspect_errors(t *testing.T) {
	gif := testpic.GIF(testpic.Scene(60, 40), 1)
	gif[6], gif[7] = 0, 0
	for _, tt := range []struct {
		name string
		file Source
		want error
	}{
		{"no bytes", imagetest.File(nil), fault.Empty},
		{"a size below zero", imagetest.Shrunk{Source: imagetest.File(nil), Claimed: -1}, fault.Empty},
		{"only a signature", imagetest.File([]byte("\xff\xd8\xff")), fault.Truncated},
		{"no width", imagetest.File(gif), fault.Corrupt},
		{"a broken source", imagetest.Unplugged{Source: imagetest.File(testpic.BMP(testpic.Scene(60, 40))), From: 20}, imagetest.ErrUnplugged},
		{"a source that breaks in the PDF's tail", imagetest.Unplugged{Source: imagetest.File(testpdf.New(40, testpdf.Options{})), From: 5000}, imagetest.ErrUnplugged},
	} {
		t.Run(tt.name, func(t *testing.T) {
			info, err := Inspect(tt.file)
			if !errors.Is(err, tt.want) || info != nil {
				t.Errorf("got %v, %v, want %v", info, err, tt.want)
			}
		})
	}
}

// TestSniff: many of these come with a name that ends in .jpg.
func TestSniff(t *testing.T) {
	for _, tt := range []struct {
		name, head string
		want       Format
	}{
		{"html", "<!DOCTYPE html><html>", Unknown},
		{"svg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>`, Unknown},
		{"zip", "PK\x03\x04\x14\x00\x00\x00", Unknown},
		{"exe", "MZ\x90\x00\x03", Unknown},
		{"mp4", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isommp42", Unknown},
		{"mif1 without a coding", "\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1", Unknown},
		{"mif1 that is heic", "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", HEIC},
		{"mif1 that is avif", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1miafavif", AVIF},
		{"a brand behind the box", "\x00\x00\x00\x14ftypmif1\x00\x00\x00\x00mif1heic", Unknown},
		{"a minor version that looks like a brand", "\x00\x00\x00\x14ftypmif1heicmif1", Unknown},
		{"ftyp alone", "\x00\x00\x00\x08ftyp", Unknown},
		{"a text that begins with BM", "BMW drivers of the world, unite", Unknown},
		{"bmp, cut", "BM\x00\x00\x00", Unknown},
		{"riff that is sound", "RIFF\x00\x00\x00\x00WAVEfmt ", Unknown},
		{"riff, cut", "RIFF\x00\x00\x00\x00WEB", Unknown},
		{"bigtiff", "II+\x00\x08\x00\x00\x00", TIFF},
		{"big-endian tiff", "MM\x00*\x00\x00\x00\x08", TIFF},
		{"gif87a", "GIF87a", GIF},
		{"gif of another year", "GIF88a", Unknown},
		{"a pdf behind a byte order mark", "\ufeff%PDF-1.4", PDF},
		{"a pdf within 1,024 bytes", strings.Repeat(" ", sniffLen-5) + "%PDF-1.4", PDF},
		{"a pdf behind 1,020 bytes", (strings.Repeat(" ", sniffLen-4) + "%PDF-1.4")[:sniffLen], Unknown},
		{"a TIFF with a pdf in it", "II*\x00\x08\x00\x00\x00%PDF-1.4", TIFF},
		{"two bytes of jpeg", "\xff\xd8", Unknown},
		{"a GIF that ends as a PDF", string(testpic.GIF(testpic.Scene(60, 40), 1)) + "%PDF-1.4", GIF},
		{"a page that goes on as a GIF", "<html>GIF89a", Unknown},
		{"png with its line ends changed", "\x89PNG\n\x1a\n", Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sniff([]byte(tt.head)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

package selftest

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // what arrives is decoded by Go, never by the browser under test
	_ "image/png"
	"math"

	"golang.org/x/image/draw"

	"credential-capture/imageproc"
)

// Judge says what is wrong with a picture that arrived at the service, nil for nothing.
func (p *Picture) Judge(arrived []byte) error {
	if p.Exact && !bytes.Equal(arrived, p.Content) {
		return fmt.Errorf("%d bytes arrived that aren't the %d of the file", len(arrived), len(p.Content))
	}
	info, err := imageproc.Inspect(source{bytes.NewReader(arrived)})
	if err != nil {
		return err
	}
	if !p.Exact && (info.Metadata.GPS || info.Metadata.XMP || info.Metadata.IPTC || info.Metadata.Comment || info.Metadata.Thumbnail) {
		return fmt.Errorf("what is private arrived: %+v", info.Metadata)
	}
	img, _, err := image.Decode(bytes.NewReader(arrived))
	if err != nil {
		return err
	}
	got := onWhite(turned(img, int(info.Orientation)))
	original := p.Seen
	if info.Wide && p.Stored != nil {
		original = p.Stored
	}
	if d := PSNR(original, got); d < p.Least {
		return fmt.Errorf("what arrived is %.1f dB from the original, want %.0f", d, p.Least)
	}
	return nil
}

// Shown says whether bytes are a picture of something, as a camera takes it: a canvas that
// lies gives noise, where no px has to do with the one beside it.
func Shown(arrived []byte) error {
	img, _, err := image.Decode(bytes.NewReader(arrived))
	if err != nil {
		return err
	}
	b := img.Bounds()
	var sum, n float64
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X + 1; x < b.Max.X; x += 3 {
			r, g, bl, _ := img.At(x, y).RGBA()
			r1, g1, b1, _ := img.At(x-1, y).RGBA()
			sum += math.Abs(float64(r)-float64(r1)) + math.Abs(float64(g)-float64(g1)) + math.Abs(float64(bl)-float64(b1))
			n += 3 * 257
		}
	}
	// Fake cameras paint edges, of which there are few; noise is off by 50 and more.
	if off := sum / n; n == 0 || off > 20 {
		return fmt.Errorf("neighbouring px differ by %.0f levels on average: noise", off)
	}
	return nil
}

// PSNR compares a picture with the original at the picture's own size, in dB; 0 when
// their proportions differ by more than a px. Identical ones have 99.
func PSNR(original, got image.Image) float64 {
	size := got.Bounds().Size()
	from := original.Bounds().Size()
	if math.Abs(float64(from.X)*float64(size.Y)/float64(from.Y)-float64(size.X)) > 2*float64(max(size.X, size.Y))/float64(min(size.X, size.Y)) {
		return 0
	}
	want, have := image.NewRGBA(image.Rectangle{Max: size}), image.NewRGBA(image.Rectangle{Max: size})
	draw.CatmullRom.Scale(want, want.Rect, original, original.Bounds(), draw.Src, nil)
	draw.Draw(have, have.Rect, got, got.Bounds().Min, draw.Src)
	var sum float64
	for i, v := range want.Pix {
		d := float64(v) - float64(have.Pix[i])
		sum += d * d
	}
	mse := sum / float64(len(want.Pix)/4*3)
	if mse < 1e-5 {
		return 99
	}
	return 10 * math.Log10(255*255/mse)
}

// turned is a stored picture as its EXIF orientation means it to be seen.
func turned(img image.Image, orientation int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := stored(orientation, x, y, b.Dx()-1, b.Dy()-1)
			out.Set(x, y, img.At(b.Min.X+sx, b.Min.Y+sy))
		}
	}
	return out
}

// stored is where a px of the upright picture stands in the file.
func stored(orientation, x, y, right, bottom int) (int, int) {
	switch orientation {
	case 2:
		return right - x, y
	case 3:
		return right - x, bottom - y
	case 4:
		return x, bottom - y
	case 5:
		return y, x
	case 6:
		return y, bottom - x
	case 7:
		return right - y, bottom - x
	case 8:
		return right - y, x
	}
	return x, y
}

// source is an imageproc.Source in memory.
type source struct{ *bytes.Reader }

func (s source) Size() int64 { return s.Reader.Size() }

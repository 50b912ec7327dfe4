package selftest

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // uploads are decoded by Go: the browser under test can't judge its own canvas
	_ "image/png"
	"math"

	"golang.org/x/image/draw"

	"credential-capture/imageproc"
)

// Judge compares an upload with the picture that it was made of.
func (p *Picture) Judge(upload []byte) error {
	if p.Exact && !bytes.Equal(upload, p.Content) {
		return fmt.Errorf("the upload of %d bytes differs from the file of %d", len(upload), len(p.Content))
	}
	info, err := imageproc.Inspect(source{bytes.NewReader(upload)})
	if err != nil {
		return err
	}
	if !p.Exact && (info.Metadata.GPS || info.Metadata.XMP || info.Metadata.IPTC || info.Metadata.Comment || info.Metadata.Thumbnail) {
		return fmt.Errorf("personal data was uploaded: %+v", info.Metadata)
	}
	img, _, err := image.Decode(bytes.NewReader(upload))
	if err != nil {
		return err
	}
	want := p.Upright
	if info.WideGamut && p.Unmapped != nil {
		want = p.Unmapped
	}
	if got := psnr(want, onWhite(oriented(img, int(info.Orientation)))); got < p.MinPSNR {
		return fmt.Errorf("PSNR %.1f dB, want %.0f", got, p.MinPSNR)
	}
	return nil
}

// CheckNotNoise fails for a picture whose neighbouring pixels are unrelated, which is
// what a canvas returns that resists fingerprinting.
func CheckNotNoise(upload []byte) error {
	img, _, err := image.Decode(bytes.NewReader(upload))
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
	// Noise differs by 50 levels and more; fake cameras paint few edges.
	if mean := sum / n; n == 0 || mean > 20 {
		return fmt.Errorf("neighbouring pixels differ by %.0f levels on average: noise", mean)
	}
	return nil
}

// psnr compares two pictures at the smaller one's size, in dB. It is 0 when their
// proportions differ by more than a pixel, and 99 when they are identical.
func psnr(want, got image.Image) float64 {
	size, other := got.Bounds().Size(), want.Bounds().Size()
	if size.X > other.X {
		size, other = other, size
	}
	if math.Abs(float64(other.X)*float64(size.Y)/float64(other.Y)-float64(size.X)) > 2*float64(max(size.X, size.Y))/float64(min(size.X, size.Y)) {
		return 0
	}
	a, b := scaled(want, size), scaled(got, size)
	var sum float64
	for i, v := range a.Pix {
		d := float64(v) - float64(b.Pix[i])
		sum += d * d
	}
	mse := sum / float64(len(a.Pix)/4*3)
	if mse < 1e-5 {
		return 99
	}
	return 10 * math.Log10(255*255/mse)
}

func scaled(img image.Image, size image.Point) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: size})
	if img.Bounds().Size() == size {
		draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	} else {
		draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	}
	return out
}

// oriented applies an EXIF orientation to a stored picture.
func oriented(img image.Image, orientation int) image.Image {
	if orientation <= 1 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if orientation >= 5 {
		w, h = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := storedAt(orientation, x, y, b.Dx()-1, b.Dy()-1)
			out.Set(x, y, img.At(b.Min.X+sx, b.Min.Y+sy))
		}
	}
	return out
}

// storedAt is where a pixel of the upright picture is stored.
func storedAt(orientation, x, y, right, bottom int) (int, int) {
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

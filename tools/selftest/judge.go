package selftest

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // uploads are decoded by Go: the browser under test can't judge its own canvas
	_ "image/png"
	"math"

	"credential-capture/imageproc"
	"credential-capture/test/testpic"
)

// Judge compares an upload with the picture that it was made of.
func (p *Picture) Judge(upload []byte) error {
	if p.Exact && !bytes.Equal(upload, p.Content) {
		return fmt.Errorf("the upload of %d bytes differs from the file of %d", len(upload), len(p.Content))
	}
	info, err := imageproc.Inspect(bytes.NewReader(upload))
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
	if got := testpic.PSNR(want, onWhite(testpic.Upright(img, int(info.Orientation)))); got < p.MinPSNR {
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

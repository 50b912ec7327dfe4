package selftest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	_ "image/jpeg" // uploads are decoded by Go: the browser under test can't judge its own canvas
	_ "image/png"
	"math"
	"slices"

	"credential-capture/imageproc"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

// kinds are files with the faults of real ones. After fit, all browsers show those alike that
// viewers show; missing pixels are reported.
func kinds() []Picture {
	scene := testpic.Scene(480, 360)
	jpg := testpic.JPEG(scene, testpic.JPEGOptions{})
	png := testpic.PNG(scene, testpic.PNGOptions{Text: true})
	end := len(jpg) - 2
	frame := bytes.Index(jpg, []byte{0xff, 0xc0})
	half := append(bytes.Clone(jpg[:len(jpg)/2]), 0xff, 0xd9)
	wrongCRC := bytes.Clone(png)
	wrongCRC[pngChunk(png, "tEXt")+8] ^= 1
	list := []Picture{
		{Name: "no end.jpg", Content: jpg[:end], Format: "jpeg"},
		{Name: "trailer.jpg", Content: append(bytes.Clone(jpg), bytes.Repeat([]byte("trailer"), 500)...), Format: "jpeg", Metadata: []string{"trailing"}},
		{Name: "stray byte.jpg", Content: insert(jpg, frame, 0), Format: "jpeg"},
		{Name: "standard tables.jpg", Content: withoutSegments(jpg, 0xc4), Format: "jpeg"},
		{Name: "wrong CRC.png", Content: wrongCRC, Format: "png", Type: pngType},
		{Name: "tRNS in RGB and alpha.png", Content: withChunk(testpic.PNG(translucent(), testpic.PNGOptions{}), "IDAT", "tRNS", make([]byte, 6)),
			Format: "png", Type: pngType, Upright: onWhite(translucent())},
		{Name: "end with data.png", Content: withEnd(testpic.PNG(scene, testpic.PNGOptions{}), "data"), Format: "png", Type: pngType},
	}
	for i := range list {
		p := &list[i]
		p.Actions, p.MinPSNR = []string{"stripped"}, 32
		p.complete(scene)
	}
	return slices.Concat(list, scans(), documents(), []Picture{
		{Name: "half.jpg with an end", Content: half, PixelCode: "truncated"},
		{Name: "no pixels.jpg", Content: append(bytes.Clone(jpg[:scanStart(jpg)]), 0xff, 0xd9), Code: "truncated"},
		{Name: "no pixels.png", Content: withEmptyData(testpic.PNG(scene, testpic.PNGOptions{})), Code: "truncated"},
	})
}

// scans are codings that not every browser reads.
func scans() []Picture {
	scene := testpic.Scene(480, 360)
	group3, squares := testpic.FaxTIFF(3)
	group4, _ := testpic.FaxTIFF(4)
	list := []Picture{
		{Name: "lossy.webp", Content: testpic.LossyWebP(0), Format: "webp", Upright: scene},
		{Name: "lossy, turned.webp", Content: testpic.LossyWebP(6), Format: "webp", Orientation: 6, Upright: testpic.Upright(scene, 6), GoOnly: true},
		{Name: "group 3.tiff", Content: group3, Format: "tiff", Upright: squares, GoOnly: true},
		{Name: "group 4.tiff", Content: group4, Format: "tiff", Upright: squares, GoOnly: true},
		{Name: "jpeg.tiff", Content: testpic.JPEGTIFF(scene), Format: "tiff", Upright: scene, GoOnly: true},
	}
	for i := range list {
		p := &list[i]
		p.Actions, p.Type, p.MinPSNR = []string{"converted"}, jpegType, 28
		p.complete(nil)
	}
	return list
}

// documents are PDFs as people have them.
func documents() []Picture {
	two := testpdf.New(2, testpdf.Options{})
	encrypted := testpdf.Encrypted()
	return []Picture{
		{Name: "two pages.pdf", Document: true, Content: two, Pages: 2},
		{Name: "no table.pdf", Document: true, Content: two[:bytes.LastIndex(two, []byte("startxref"))], Pages: 2},
		{Name: "empty password.pdf", Document: true, Content: encrypted["r6-aes-256-owner"], Pages: 2},
		{Name: "empty password, old.pdf", Document: true, Content: encrypted["r3-rc4-128-owner"], Pages: 2},
		{Name: "password.pdf", Document: true, Content: encrypted["r6-aes-256-user"], Code: "pdf_encrypted"},
		{Name: "cut.pdf", Document: true, Content: two[:len(two)/2], Code: "truncated"},
	}
}

func insert(b []byte, at int, more ...byte) []byte {
	return append(append(bytes.Clone(b[:at]), more...), b[at:]...)
}

// withoutSegments drops the segments before the scan that have a marker.
func withoutSegments(jpg []byte, marker byte) []byte {
	out := bytes.Clone(jpg[:2])
	for at := 2; ; {
		n := 2 + int(binary.BigEndian.Uint16(jpg[at+2:]))
		if jpg[at+1] == 0xda {
			return append(out, jpg[at:]...)
		}
		if jpg[at+1] != marker {
			out = append(out, jpg[at:at+n]...)
		}
		at += n
	}
}

// scanStart is the offset of the entropy-coded data.
func scanStart(jpg []byte) int {
	at := bytes.Index(jpg, []byte{0xff, 0xda})
	return at + 2 + int(binary.BigEndian.Uint16(jpg[at+2:]))
}

// pngChunk is the offset of the first chunk with a name.
func pngChunk(png []byte, name string) int {
	at := 8
	for string(png[at+4:at+8]) != name {
		at += 12 + int(binary.BigEndian.Uint32(png[at:]))
	}
	return at
}

func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func withChunk(png []byte, before, name string, data []byte) []byte {
	return insert(png, pngChunk(png, before), chunk(name, data)...)
}

func withEnd(png []byte, data string) []byte {
	return append(bytes.Clone(png[:pngChunk(png, "IEND")]), chunk("IEND", []byte(data))...)
}

func withEmptyData(png []byte) []byte {
	return append(append(bytes.Clone(png[:pngChunk(png, "IDAT")]), chunk("IDAT", nil)...), chunk("IEND", nil)...)
}

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

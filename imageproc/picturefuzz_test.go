package imageproc

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image/jpeg"
	"image/png"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

// fuzzPixels is the largest picture that the fuzzers decode, in px.
const fuzzPixels = 1 << 16

func jpegSeeds(f *testing.F) [][]byte {
	scene := testpic.Scene(16, 8)
	return [][]byte{
		testpic.JPEG(scene, testpic.JPEGOptions{}),
		testpic.JPEG(scene, testpic.JPEGOptions{
			Orientation: 6, GPS: true, Thumbnail: true, XMP: true, IPTC: true, ICC: true, Comment: true, Trailing: []byte("trailing"),
		}),
		joinJPEG(progressiveJPEG(f)...),
		joinJPEG(flatJPEG(f, 9)...),
		cmykJPEG(f, 2, cmykPlanes()),
		testpic.Blocks(scene, testpic.Progressive, testpic.JPEGOptions{}),
		testpic.Blocks(scene, testpic.Arithmetic, testpic.JPEGOptions{}),
		testpic.Blocks(scene, testpic.TwelveBit, testpic.JPEGOptions{}),
		testpic.MPF(scene, testpic.JPEGOptions{Orientation: 8}, testpic.JPEG(scene, testpic.JPEGOptions{})),
		testpic.JPEGHeader(65535, 65535),
	}
}

func pngSeeds(f *testing.F) [][]byte {
	scene := testpic.Scene(16, 8)
	chunks := splitPNG(f, testpic.PNG(paletted(), testpic.PNGOptions{}))
	animated := append([]chunk{chunks[0], {"acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}}}, chunks[1:]...)
	return [][]byte{
		testpic.PNG(scene, testpic.PNGOptions{}),
		testpic.PNG(scene, testpic.PNGOptions{
			Orientation: 6, GPS: true, Text: true, XMP: true, ICC: true, Trailing: []byte("trailing"),
		}),
		joinPNG(animated...),
		testpic.APNG(scene, scene, scene),
		testpic.PNGHeader(1<<31-1, 1<<31-1),
	}
}

// repairPNG gives every chunk its right checksum, so that the fuzzer gets past them.
func repairPNG(b []byte) []byte {
	b = bytes.Clone(b)
	for at := len(pngHead); at+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[at:]))
		if n > int64(len(b)-at-12) {
			break
		}
		end := at + 8 + int(n)
		binary.BigEndian.PutUint32(b[end:], crc32.ChecksumIEEE(b[at+4:end]))
		at = end + 4
	}
	return b
}

// headersAgree: what Inspect says of a file that is whole, Validate says too.
func headersAgree(t *testing.T, inspect, check func(*window, *Info) error, b []byte) (Info, bool) {
	t.Helper()
	all, err := look(check, b)
	if err != nil {
		if code := fault.CodeOf(err); code != fault.Corrupt && code != fault.Truncated && code != fault.UnsupportedFormat {
			t.Errorf("unexpected: %v", err)
		}
		return all, false
	}
	head, err := look(inspect, b)
	if err != nil {
		t.Errorf("whole, but its headers are not: %v", err)
	}
	if head.Width != all.Width || head.Height != all.Height || head.Orientation != all.Orientation ||
		head.Alpha != all.Alpha || head.Animated != all.Animated || head.BitDepth != all.BitDepth {
		t.Errorf("headers %+v\nall     %+v", head, all)
	}
	return all, true
}

func FuzzJPEG(f *testing.F) {
	for _, b := range jpegSeeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		info, ok := headersAgree(t, inspectJPEG, checkJPEG, b)
		if config, err := jpeg.DecodeConfig(bytes.NewReader(b)); ok && err == nil &&
			(config.Width != info.Width || config.Height != info.Height) {
			t.Errorf("%d × %d px to Go, %d × %d here", config.Width, config.Height, info.Width, info.Height)
		}
	})
}

func FuzzPNG(f *testing.F) {
	for _, b := range pngSeeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = repairPNG(b)
		info, ok := headersAgree(t, inspectPNG, checkPNG, b)
		if config, err := png.DecodeConfig(bytes.NewReader(b)); ok && err == nil &&
			(config.Width != info.Width || config.Height != info.Height) {
			t.Errorf("%d × %d px to Go, %d × %d here", config.Width, config.Height, info.Width, info.Height)
		}
	})
}

// FuzzStrip strips whatever is whole: the result is whole too, says nothing private,
// and decodes to the same pixels if the input decodes.
func FuzzStrip(f *testing.F) {
	for _, b := range append(jpegSeeds(f), pngSeeds(f)...) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if sniff(b) == PNG {
			b = repairPNG(b)
		} else if sniff(b) != JPEG {
			return
		}
		info, err := Inspect(file(b))
		if err != nil || int64(info.Width)*int64(info.Height) > fuzzPixels {
			return
		}
		after, err := stripped(t, b)
		if err != nil {
			return // not whole
		}
		checkStripped(t, b, after)
	})
}

// FuzzFit fits anything: it keeps its word or fails with a code, and Go's decoders
// are part of that.
func FuzzFit(f *testing.F) {
	scene := testpic.Scene(16, 8)
	for _, b := range append(jpegSeeds(f), pngSeeds(f)...) {
		f.Add(b)
	}
	f.Add(testpic.GIF(scene, 2))
	f.Add(testpic.AnimatedWebP(6, scene, scene))
	f.Add(testpic.WebP(scene, testpic.WebPOptions{Orientation: 6, XMP: true}))
	f.Add(testpic.BMP(scene))
	f.Add(testpic.TIFF(scene, 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		opts := &FitOptions{Limits: Limits{MinSide: 1, MaxSide: 12, MaxPixels: fuzzPixels}}
		r, err := Fit(context.Background(), file(b), NewGoCodec(), opts)
		if err != nil {
			if fault.CodeOf(err) == fault.Internal {
				t.Error(err)
			}
			return
		}
		report, err := Validate(context.Background(), r.Output, opts.Limits)
		if err != nil || !report.OK() || report.Info != r.Info {
			t.Errorf("%s: %+v, %v, want %+v", r.Action, report, err, r.Info)
		}
	})
}

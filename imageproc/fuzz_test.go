package imageproc

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc/container/exif"
	"credential-capture/test/imagetest"
	"credential-capture/test/must"
	"credential-capture/test/testpdf"
	"credential-capture/test/testpic"
)

var writeSeeds = flag.Bool("seeds", false, "write the seeds of the fuzz targets to testdata/fuzz")

// maxSeed is the largest seed, in bytes.
const maxSeed = 1500

// wholeFiles are small valid files of each format.
func wholeFiles() map[string][]byte {
	img := testpic.Scene(12, 8)
	return map[string][]byte{
		"jpeg":       testpic.JPEG(img, testpic.JPEGOptions{Orientation: 6, GPS: true, Comment: true, XMP: true}),
		"png":        testpic.PNG(img, testpic.PNGOptions{Orientation: 6, Text: true}),
		"webp":       testpic.WebP(img, testpic.WebPOptions{}),
		"webp-exif":  testpic.WebP(img, testpic.WebPOptions{Orientation: 6, XMP: true}),
		"webp-many":  testpic.AnimatedWebP(6, testpic.Scene(4, 4), testpic.Scene(4, 4)),
		"apng":       testpic.APNG(nil, testpic.Scene(4, 4), testpic.Scene(4, 4)),
		"gif":        testpic.GIF(testpic.Scene(4, 4), 1),
		"bmp":        testpic.BMP(img),
		"tiff":       testpic.TIFF(img, 6),
		"heic":       testpic.HEIC(12, 8, 7),
		"avif":       testpic.AVIF(12, 8, 1),
		"pdf":        testpdf.New(1, testpdf.Options{}),
		"pdf-packed": testpdf.New(2, testpdf.Options{XRefStream: true}),
		"pdf-locked": testpdf.New(1, testpdf.Options{Encrypted: true}),
		"html":       []byte("<!DOCTYPE html>"),
	}
}

// seeds are valid files, the same files truncated, and small hostile files.
func seeds() map[string][]byte {
	all := make(map[string][]byte)
	for name, b := range wholeFiles() {
		all[name] = b
		all[name+"-half"] = b[:len(b)/2]
		all[name+"-less"] = b[:len(b)-1]
	}
	all["pdf-aes"] = testpdf.Encrypted()["r6-aes-256-owner"]
	all["pdf-rc4"] = testpdf.Encrypted()["r3-rc4-128-owner"]
	all["pdf-rebuilt"] = append([]byte("\ufeff"), all["pdf-packed"]...)
	maps.Copy(all, hostile())
	maps.DeleteFunc(all, func(_ string, b []byte) bool { return len(b) > maxSeed })
	return all
}

// TestSeeds compares the committed seeds with what the code makes; with -seeds it writes them.
func TestSeeds(t *testing.T) {
	pdfs := seeds()
	maps.DeleteFunc(pdfs, func(_ string, b []byte) bool { return sniff(b) != PDF })
	camera := testpic.PNG(testpic.Scene(4, 4), testpic.PNGOptions{Orientation: 6, GPS: true, EXIF: true})
	at := slices.Index(camera, 'M') // of the chunk's "MM"
	const little = "II*\x00\x08\x00\x00\x00\x01\x00"
	for target, want := range map[string]map[string][]byte{
		"testdata/fuzz/FuzzInspect": seeds(), "testdata/fuzz/FuzzValidate": seeds(), "container/pdf/testdata/fuzz/FuzzPDF": pdfs,
		"container/exif/testdata/fuzz/FuzzEXIF": {
			"big":    exif.Encode(6),
			"little": testpic.TIFFBlock(little, testpic.EntryWord(exif.TagOrientation, exif.TypeShort), 1, 3, 0),
			"camera": camera[at : at+200],
			"loop":   testpic.TIFFBlock(little, testpic.EntryWord(exif.TagGPS, exif.TypeLong), 1, 8, 8),
			"none":   {},
		},
	} {
		for name, b := range want {
			path := filepath.Join(target, name)
			if *writeSeeds {
				must.Succeed(t, os.WriteFile(path, fmt.Appendf(nil, "go test fuzz v1\n[]byte(%q)\n", b), 0o644))
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%v: run go test -run TestSeeds -seeds", err)
			}
		}
	}
}

// aboutTheFile are the codes that a file can cause.
var aboutTheFile = []fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated,
	fault.TooSmall, fault.TooLarge, fault.TooManyPixels, fault.PDFEncrypted, fault.TooManyPages}

// FuzzInspect checks that any bytes are inspected within the budget, to a consistent Info.
func FuzzInspect(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := &imagetest.Counted{Source: imagetest.File(b)}
		info, err := Inspect(src)
		limit := int64(1 << 20)
		if sniff(b[:min(len(b), sniffLen)]) == PDF {
			limit += int64(len(b)) // once, for a damaged table
		}
		if src.Read > limit {
			t.Errorf("read %d bytes", src.Read)
		}
		if err != nil {
			// Unsupported are the JPEGs that browsers don't decode.
			if !slices.Contains([]fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated}, fault.CodeOf(err)) {
				t.Errorf("error %v", err)
			}
			return
		}
		if !info.Orientation.Valid() || info.Bytes != int64(len(b)) {
			t.Errorf("got %+v", info)
		}
		switch info.Format {
		case Unknown:
			if *info != (Info{Format: Unknown, Bytes: info.Bytes, Orientation: Normal}) {
				t.Errorf("unknown, but %+v", info)
			}
		case PDF:
			if info.Pages < 1 && !info.Password {
				t.Errorf("got %+v", info)
			}
		default:
			if info.Width < 1 || info.Height < 1 || info.Pages != 1 || info.Channels < 1 {
				t.Errorf("got %+v", info)
			}
		}
	})
}

// FuzzValidate checks that any bytes get a report that agrees with Inspect.
func FuzzValidate(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := &imagetest.Counted{Source: imagetest.File(b)}
		r := must.Get(Validate(context.Background(), src, accepting))(t)
		if limit := int64(2*(1<<20) + 4*len(b)); src.Read > limit {
			t.Errorf("read %d bytes of %d", src.Read, len(b))
		}
		for _, p := range r.Problems {
			if !slices.Contains(aboutTheFile, p.Code) || p.Message == "" {
				t.Errorf("problem %+v", p)
			}
		}
		info, err := Inspect(imagetest.File(b))
		if err != nil {
			if r.OK() {
				t.Errorf("passes, but Inspect says %v", err)
			}
			return
		}
		if r.Format != info.Format || r.Width != info.Width || r.Height != info.Height || r.Orientation != info.Orientation || r.Pages != info.Pages {
			t.Errorf("Inspect says %+v, Validate %+v", *info, r.Info)
		}
	})
}

// fuzzPixels is the largest picture that is decoded, in px.
const fuzzPixels = 1 << 16

// FuzzStrip checks that a stripped file is valid, has no personal data, and decodes to the same
// pixels.
func FuzzStrip(f *testing.F) {
	for _, b := range append(testpic.JPEGSeeds(), testpic.PNGSeeds()...) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if sniff(b) == PNG {
			b = testpic.RepairPNG(b)
		} else if sniff(b) != JPEG {
			return
		}
		info, err := Inspect(imagetest.File(b))
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

// FuzzFit checks that any file fits or fails with a code, Go's decoders included.
func FuzzFit(f *testing.F) {
	scene := testpic.Scene(16, 8)
	for _, b := range append(testpic.JPEGSeeds(), testpic.PNGSeeds()...) {
		f.Add(b)
	}
	f.Add(testpic.GIF(scene, 2))
	f.Add(testpic.AnimatedWebP(6, scene, scene))
	f.Add(testpic.WebP(scene, testpic.WebPOptions{Orientation: 6, XMP: true}))
	f.Add(testpic.BMP(scene))
	f.Add(testpic.TIFF(scene, 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		opts := &FitOptions{Limits: Limits{MinSide: 1, MaxSide: 12, MaxPixels: fuzzPixels}}
		r, err := Fit(context.Background(), imagetest.File(b), NewGoCodec(), opts)
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

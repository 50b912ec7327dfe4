package imageproc

import (
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/testpic"
)

var writeSeeds = flag.Bool("seeds", false, "write the seeds of the fuzz targets to testdata/fuzz")

// maxSeed is how large a file may be, in bytes, to be kept as a seed.
const maxSeed = 1500

// wholeFiles has one small file of each format and each kind.
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
		"pdf":        testpic.PDF(1, testpic.PDFOptions{}),
		"pdf-packed": testpic.PDF(2, testpic.PDFOptions{XRefStream: true}),
		"pdf-locked": testpic.PDF(1, testpic.PDFOptions{Encrypted: true}),
		"html":       []byte("<!DOCTYPE html>"),
	}
}

// seeds are whole files, the same files cut, and the small ones of the hostile.
func seeds() map[string][]byte {
	all := make(map[string][]byte)
	for name, b := range wholeFiles() {
		all[name] = b
		all[name+"-half"] = b[:len(b)/2]
		all[name+"-less"] = b[:len(b)-1]
	}
	maps.Copy(all, hostile())
	maps.DeleteFunc(all, func(_ string, b []byte) bool { return len(b) > maxSeed })
	return all
}

// exifSeeds are the blocks of EXIF that a fuzzer goes on from.
func exifSeeds() map[string][]byte {
	camera := testpic.PNG(testpic.Scene(4, 4), testpic.PNGOptions{Orientation: 6, GPS: true, EXIF: true})
	at := slices.Index(camera, 'M') // of the chunk's "MM"
	return map[string][]byte{
		"big":    orientationEXIF(6),
		"little": appendOrientation(nil, binary.LittleEndian, 3),
		"camera": camera[at : at+200],
		"loop":   tiffBlock("II*\x00\x08\x00\x00\x00\x01\x00", entryWord(tagGPS, typeLong), 1, 8, 8),
		"none":   {},
	}
}

// TestSeedsAreKept holds the folders of seeds to what the code makes; with -seeds it
// writes them.
func TestSeedsAreKept(t *testing.T) {
	pdfs := seeds()
	maps.DeleteFunc(pdfs, func(_ string, b []byte) bool { return sniff(b) != PDF })
	for target, want := range map[string]map[string][]byte{
		"FuzzInspect": seeds(), "FuzzValidate": seeds(), "FuzzPDF": pdfs, "FuzzEXIF": exifSeeds(),
	} {
		dir := filepath.Join("testdata", "fuzz", target)
		for name, b := range want {
			path := filepath.Join(dir, name)
			if *writeSeeds {
				writeSeed(t, path, b)
			}
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%v: run go test -run TestSeedsAreKept -seeds", err)
			}
		}
	}
}

func writeSeed(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("go test fuzz v1\n[]byte(%q)\n", b)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// aboutTheFile are the codes that a file alone can be given.
var aboutTheFile = []fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated,
	fault.TooSmall, fault.TooLarge, fault.TooManyPixels, fault.PDFEncrypted, fault.TooManyPages}

// FuzzInspect: any bytes are told in bounded reading, and what is told makes sense.
func FuzzInspect(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := &counted{Source: file(b)}
		info, err := Inspect(src)
		if src.read > headerBudget {
			t.Errorf("read %d bytes", src.read)
		}
		if err != nil {
			// Unsupported are the kinds of JPEG that nobody reads, though it is clear what they are.
			if !slices.Contains([]fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated}, fault.CodeOf(err)) {
				t.Errorf("error %v", err)
			}
			return
		}
		if !info.Orientation.valid() || info.Bytes != int64(len(b)) {
			t.Errorf("got %+v", info)
		}
		switch info.Format {
		case Unknown:
			if *info != (Info{Format: Unknown, Bytes: info.Bytes, Orientation: Normal}) {
				t.Errorf("unknown, but %+v", info)
			}
		case PDF:
			if info.Pages < 1 && !info.Encrypted {
				t.Errorf("got %+v", info)
			}
		default:
			if info.Width < 1 || info.Height < 1 || info.Pages != 1 || info.Channels < 1 {
				t.Errorf("got %+v", info)
			}
		}
	})
}

// FuzzValidate: any bytes get a report that agrees with Inspect.
func FuzzValidate(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := &counted{Source: file(b)}
		r, err := Validate(context.Background(), src, taken)
		if err != nil {
			t.Fatal(err)
		}
		if limit := int64(2*headerBudget + 4*len(b)); src.read > limit {
			t.Errorf("read %d bytes of %d", src.read, len(b))
		}
		for _, p := range r.Problems {
			if !slices.Contains(aboutTheFile, p.Code) || p.Message == "" {
				t.Errorf("problem %+v", p)
			}
		}
		info, err := Inspect(file(b))
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

// FuzzPDF reads bytes as a document and as a single object.
func FuzzPDF(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		info := &Info{Format: PDF}
		w := newWindow(file(b))
		if err := inspectPDF(w, info); err == nil && info.Pages < 1 && !info.Encrypted {
			t.Errorf("got %+v", info)
		}
		p := pdfParser{b: b}
		if _, err := p.value(0); err == nil && p.at > len(b) {
			t.Errorf("read to %d of %d", p.at, len(b))
		} else if err != nil && !errors.Is(err, errPDFEnd) && !errors.Is(err, fault.Corrupt) {
			t.Errorf("error %v", err)
		}
	})
}

// FuzzEXIF: what is not private is exactly what orientationEXIF would say.
func FuzzEXIF(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		e := parseEXIF(b)
		if !e.orientation.valid() {
			t.Errorf("orientation %d", e.orientation)
		}
		if !e.private && (len(b) != len(orientationEXIF(1)) || e.gps || e.thumbnail) {
			t.Errorf("%d bytes pass as %+v", len(b), e)
		}
		if again := parseEXIF(orientationEXIF(e.orientation)); again != (exifInfo{orientation: e.orientation}) {
			t.Errorf("%+v, written and read again %+v", e, again)
		}
	})
}

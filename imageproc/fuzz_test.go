package imageproc

import (
	"context"
	"slices"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/hostile"
	"credential-capture/test/imagetest"
)

// TestSeedsAreKept holds the folders of seeds to what the code makes.
func TestSeedsAreKept(t *testing.T) {
	imagetest.KeepSeeds(t, "FuzzInspect", hostile.Seeds())
	imagetest.KeepSeeds(t, "FuzzValidate", hostile.Seeds())
}

// aboutTheFile are the codes that a file alone can be given.
var aboutTheFile = []fault.Code{fault.Empty, fault.UnsupportedFormat, fault.Corrupt, fault.Truncated,
	fault.TooSmall, fault.TooLarge, fault.TooManyPixels, fault.PDFEncrypted, fault.TooManyPages}

// FuzzInspect: any bytes are told in bounded reading, and what is told makes sense.
func FuzzInspect(f *testing.F) {
	f.Fuzz(func(t *testing.T, b []byte) {
		src := &imagetest.Counted{Source: imagetest.File(b)}
		info, err := Inspect(src)
		if src.Read > (1 << 20) {
			t.Errorf("read %d bytes", src.Read)
		}
		if err != nil {
			// Unsupported are the kinds of JPEG that nobody reads, though it is clear what they are.
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
		src := &imagetest.Counted{Source: imagetest.File(b)}
		r, err := Validate(context.Background(), src, accepting)
		if err != nil {
			t.Fatal(err)
		}
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

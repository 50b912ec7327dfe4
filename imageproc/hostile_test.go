package imageproc

import (
	"context"
	"testing"

	"credential-capture/test/hostile"
	"credential-capture/test/imagetest"
)

// TestReadingIsBounded counts the bytes that are read of hostile files: Inspect keeps
// its budget, and Validate reads a file little more than twice.
func TestReadingIsBounded(t *testing.T) {
	for name, b := range hostile.Crafted() {
		t.Run(name, func(t *testing.T) {
			src := &imagetest.Counted{Source: imagetest.File(b)}
			info, err := Inspect(src)
			if src.Read > (1 << 20) {
				t.Errorf("Inspect read %d bytes of %d: %+v, %v", src.Read, len(b), info, err)
			}
			src.Read = 0
			if _, err := Validate(context.Background(), src, DocumentLimits()); err != nil {
				t.Error(err)
			}
			if limit := int64(2*(1<<20) + 2*len(b)); src.Read > limit {
				t.Errorf("Validate read %d bytes of %d", src.Read, len(b))
			}
		})
	}
}

// TestHostileFilesAreNotTaken holds that nothing of the kind reaches an upload.
func TestHostileFilesAreNotTaken(t *testing.T) {
	harmless := map[string]bool{"pdf-prev-loop": true} // said to follow itself, and read once
	limits := Limits{MinSide: 1, MaxPages: 1000, Formats: []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF}}
	for name, b := range hostile.Crafted() {
		if r := mustValidate(t, b, limits); r.OK() && !harmless[name] {
			t.Errorf("%s passes: %+v", name, r.Info)
		}
	}
}

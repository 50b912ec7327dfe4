package imageproc

import (
	"context"
	"testing"

	"credential-capture/fault"
	"credential-capture/test/imagetest"
)

// mustValidate fails the test when the file could not be read at all.
func mustValidate(t *testing.T, b []byte, limits Limits) *Report {
	t.Helper()
	r, err := Validate(context.Background(), imagetest.File(b), limits)
	if err != nil {
		t.Fatalf("Validate: %v", err)
	}
	return r
}

// codes lists the codes of a report's problems.
func codes(r *Report) []fault.Code {
	var all []fault.Code
	for _, p := range r.Problems {
		all = append(all, p.Code)
	}
	return all
}

// accepting accepts every format and size, so that only a file's structure is judged.
var accepting = Limits{MinSide: 1, MaxSide: 1 << 31, MaxPixels: 1 << 62, Formats: []Format{JPEG, PNG, PDF, WebP, GIF, BMP, TIFF, HEIC, AVIF}}

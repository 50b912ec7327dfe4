//go:build js && wasm

package canvas

import (
	"bytes"
	"context"
	"testing"

	"credential-capture/fault"
	"credential-capture/imageproc"
)

func TestDamagedPNGs(t *testing.T) {
	for i, file := range damaged {
		report, err := imageproc.Validate(context.Background(), bytes.NewReader(file), imageproc.Limits{MinSide: 1})
		if err != nil || len(report.Problems) != 1 || report.Width != 1 || report.Height != 2 {
			t.Fatalf("PNG %d: %+v, %v", i, report, err)
		}
		if code := report.Problems[0].Code; code != []fault.Code{fault.Truncated, fault.Truncated, fault.Corrupt, fault.Corrupt}[i] {
			t.Errorf("PNG %d: %s", i, code)
		}
	}
}

// TestCodec_ChecksPixels: Chromium, in which this test runs, refuses PNGs whose pixels are damaged.
func TestCodec_ChecksPixels(t *testing.T) {
	c := New()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if c.ChecksPixels(ended) || c.pixelsProbed {
		t.Error("a verdict after the end")
	}
	if !c.ChecksPixels(context.Background()) {
		t.Error("got false")
	}
}

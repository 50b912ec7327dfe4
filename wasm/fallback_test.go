//go:build js && wasm

package main

import (
	"testing"

	"credential-capture/test/testpic"
)

// TestFitSaysWhenAnotherProgramMayDoBetter uses no codec at all, which fails as one
// that can't be trusted does.
func TestFitSaysWhenAnotherProgramMayDoBetter(t *testing.T) {
	scene := testpic.Scene(400, 300)
	for _, tt := range []struct {
		name     string
		file     []byte
		fallback string // the code that goes with it
		code     string // or else of the rejection
	}{
		{"what Go decodes", testpic.BMP(scene), "codec", ""},
		{"what only browsers decode", testpic.HEIC(400, 300, 1), "", "codec"},
		{"what is wrong with the file itself", testpic.BMP(scene)[:500], "", "truncated"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := newApp(nil)
			a.hasFallback = true
			p := &program{exports: a.exports()}
			got, failed := p.call(t, "fit", blob(tt.file))
			if tt.code != "" {
				if failed == nil || failed.code != tt.code {
					t.Errorf("got %s, %+v, want a rejection with %s", asJSON(got), failed, tt.code)
				}
				return
			}
			if failed != nil || got.Get("fallback").Get("code").String() != tt.fallback {
				t.Errorf("got %s, %+v, want a fallback for %s", asJSON(got), failed, tt.fallback)
			}
		})
	}
	t.Run("the last program rejects", func(t *testing.T) {
		p := &program{exports: newApp(nil).exports()}
		if _, failed := p.call(t, "fit", blob(testpic.BMP(scene))); failed == nil || failed.code != "codec" {
			t.Errorf("got %+v, want codec", failed)
		}
	})
}

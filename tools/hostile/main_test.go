package main

import (
	"errors"
	"io"
	"testing"

	"credential-capture/test/hostile"
	"credential-capture/test/testpic"
)

// TestCount: what may not pass mustn't, and what passes must be right.
func TestCount(t *testing.T) {
	for _, tt := range []struct {
		name string
		may  bool
		r    result
		want figures
	}{
		{"refused", false, result{}, figures{Coded: 1}},
		{"mended", true, result{passes: true}, figures{Passed: 1}},
		{"passes and may not", false, result{passes: true}, figures{Uploaded: 1}},
		{"passes and is wrong", true, result{passes: true, wrong: errors.New("gps")}, figures{Uploaded: 1}},
		{"crashes", true, result{crash: errors.New("panic")}, figures{Crashed: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var f figures
			if f.count(io.Discard, hostile.File{May: tt.may}, tt.r); f != tt.want {
				t.Errorf("got %+v, want %+v", f, tt.want)
			}
		})
	}
}

func TestTry(t *testing.T) {
	whole := testpic.JPEG(testpic.Scene(320, 24), testpic.JPEGOptions{GPS: true})
	if r := try(hostile.File{Content: whole}); !r.passes || r.wrong != nil || r.crash != nil {
		t.Errorf("a whole file: %+v", r)
	}
	if r := try(hostile.File{Content: whole[:len(whole)/2]}); r.passes || r.crash != nil {
		t.Errorf("half a file: %+v", r)
	}
}

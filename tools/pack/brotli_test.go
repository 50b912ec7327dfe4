package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"credential-capture/test/must"
)

func TestBrotlied_kept(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "kept")
	files := func() []string {
		return must.Get(filepath.Glob(filepath.Join(folder, "*.br")))(t)
	}
	compress := func(name, content string) {
		t.Helper()
		if br, err := brotlied(name, []byte(content), folder); err != nil || !holds(br, []byte(content)) {
			t.Fatalf("%d bytes that hold something else, %v", len(br), err)
		}
	}
	if compress("capture.js", "first"); len(files()) > 0 {
		t.Errorf("a script is kept: %q", files())
	}
	compress("capture.wasm", "first")
	for _, left := range []string{"", "no brotli", string(must.Get(brotlied("a.js", []byte("other"), ""))(t))} {
		must.Succeed(t, os.WriteFile(files()[0], []byte(left), 0o644))
		compress("capture.wasm", "first")
		if got := must.Read(t, files()[0]); len(files()) != 1 || got == left {
			t.Errorf("kept: %q, want one file that isn't %q", files(), left)
		}
	}
	first := files()[0]
	used := func(age time.Duration) {
		t.Helper()
		at := time.Now().Add(-age)
		must.Succeed(t, os.Chtimes(first, at, at))
	}
	used(maxAge - time.Minute)
	if compress("capture.wasm", "second"); len(files()) != 2 {
		t.Errorf("a minute before maxAge: %q", files())
	}
	used(maxAge)
	compress("capture.wasm", "first") // which uses it
	if compress("capture.wasm", "third"); len(files()) != 3 {
		t.Errorf("after its use: %q", files())
	}
	used(maxAge)
	if compress("capture.wasm", "fourth"); len(files()) != 3 || slices.Contains(files(), first) {
		t.Errorf("at maxAge: %q", files())
	}
}

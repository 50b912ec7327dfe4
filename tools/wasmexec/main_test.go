package main

import (
	"slices"
	"testing"
)

func TestEnvironment(t *testing.T) {
	got := environment([]string{"GOOS=js", "GOARCH=wasm", "PATH=/bin:/usr/bin", "PATHS=x", "SECRET=1", "HOME=/h=1", "TMPDIR="})
	want := []string{"PATH=/bin:/usr/bin", "HOME=/h=1", "TMPDIR="}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestRunWritesBothAndKeepsTheLimit(t *testing.T) {
	raw := []byte(strings.Repeat("what a page loads, a person pays for. ", 200))
	name := filepath.Join(t.TempDir(), "a.wasm")
	if err := os.WriteFile(name, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(&out, 0, []string{name}); err != nil {
		t.Fatal(err)
	}
	br, err := os.ReadFile(name + ".br")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(brotli.NewReader(bytes.NewReader(br))); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("brotli does not give the file back: %v", err)
	}
	gz, err := os.Open(name + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer gz.Close()
	zr, err := gzip.NewReader(gz)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(zr); err != nil || !bytes.Equal(got, raw) {
		t.Errorf("gzip does not give the file back: %v", err)
	}
	for _, tt := range []struct {
		name  string
		limit int
		fails bool
	}{
		{"just at the limit", len(br), false},
		{"one byte over", len(br) - 1, true},
		{"no limit", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := run(io.Discard, tt.limit, []string{name})
			if (err != nil) != tt.fails {
				t.Errorf("run with limit %d: %v", tt.limit, err)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	if err := run(io.Discard, 0, nil); err == nil {
		t.Error("no file: want an error")
	}
	if err := run(io.Discard, 0, []string{filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("missing file: want an error")
	}
}
